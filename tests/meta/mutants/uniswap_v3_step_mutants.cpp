// Wrong variants of the pool's decisions, one each: limits, growth, ticks, positions, protocol.
#include "uniswap_v3_mutants.hpp"

namespace assay::uniswap_v3::mutants {
namespace {

using signed_liquidity = right::signed_liquidity;
using tick_type = right::tick_type;
using event_type = right::event_type;
using line = uniswap_ticks<format>;

// ---- limits

struct limit_at_lowest : right {
  static constexpr bool limit_allowed(const price& limit, const price& current, bool down) {
    return right::limit_allowed(limit, current, down) || (down && limit == line::lowest_price());
  }
};
struct limit_at_highest : right {
  static constexpr bool limit_allowed(const price& limit, const price& current, bool down) {
    return right::limit_allowed(limit, current, down) || (!down && limit == line::highest_price());
  }
};
struct limit_at_price : right {
  static constexpr bool limit_allowed(const price& limit, const price& current, bool down) {
    return right::limit_allowed(limit, current, down) || limit == current;
  }
};

// ---- fees and growth

struct protocol_cut_rounds_up : right {
  static constexpr word protocol_cut(const word& fee, std::uint64_t n) {
    return n == 0 ? word::zero() : div_up(fee, word{n});
  }
};
struct protocol_part_one_less : right {
  static constexpr word protocol_cut(const word& fee, std::uint64_t n) {
    return n == 0 ? word::zero() : div_down(fee, word{n + 1});
  }
};
struct growth_rounds_up : right {
  static constexpr result<word> growth_per_liquidity(const word& fee, const liquidity& depth) {
    ASSAY_TRY(const word growth, right::growth_per_liquidity(fee, depth));
    return fee.is_zero() ? growth : add_wrapping(growth, word::one());
  }
};
struct growth_of_half : right {
  static constexpr result<word> growth_per_liquidity(const word& fee, const liquidity& depth) {
    return right::growth_per_liquidity(fee >> 1, depth);
  }
};
struct owed_rounds_up : right {
  static constexpr result<liquidity> fees_owed(const word& now, const word& last,
                                               const liquidity& depth) {
    ASSAY_TRY(const liquidity owed, right::fees_owed(now, last, depth));
    const auto product = mul_wide(sub_wrapping(now, last), depth);
    const bool is_exact = ((product >> 128) << 128) == product;
    return is_exact ? owed : add_wrapping(owed, liquidity::one());
  }
};
struct owed_since_ever : right {
  static constexpr result<liquidity> fees_owed(const word& now, const word&,
                                               const liquidity& depth) {
    return right::fees_owed(now, word::zero(), depth);
  }
};
struct inside_of_the_wrong_side : right {
  static constexpr word growth_inside(const word& global, const word& lower, const word& upper,
                                      bool above_lower, bool below_upper) {
    return right::growth_inside(global, lower, upper, !above_lower, below_upper);
  }
};
struct inside_without_upper : right {
  static constexpr word growth_inside(const word& global, const word& lower, const word&,
                                      bool above_lower, bool) {
    return right::growth_inside(global, lower, word::zero(), above_lower, true);
  }
};
struct inside_never_wraps : right {
  static constexpr word growth_inside(const word& global, const word& lower, const word& upper,
                                      bool above_lower, bool below_upper) {
    const word below = above_lower ? lower : sub_wrapping(global, lower);
    const word above = below_upper ? upper : sub_wrapping(global, upper);
    const auto rest = sub_checked(global, below);
    return rest && *rest >= above ? sub_wrapping(*rest, above) : word::zero();
  }
};

// ---- crossing

struct cross_keeps_sign : right {
  static constexpr signed_liquidity net_when_crossed(const signed_liquidity& net, bool) {
    return net;
  }
};
// (A tick that is reached and still stands ahead would be crossed for ever.)
struct tick_two_below : right {
  static constexpr std::int32_t tick_after_reaching(std::int32_t next, bool down) {
    return down ? next - 2 : next;
  }
};
struct tick_one_above : right {
  static constexpr std::int32_t tick_after_reaching(std::int32_t next, bool down) {
    return down ? next - 1 : next + 1;
  }
};
template <class Keep>
struct cross_keeps : right {
  static constexpr void cross(tick_type& tick, const accumulators<format>& now) {
    const tick_type before = tick;
    right::cross(tick, now);
    Keep::apply(tick, before);
  }
};
struct keep_growth0 {
  static constexpr void apply(tick_type& to, const tick_type& before) {
    to.fee_growth_outside0_x128 = before.fee_growth_outside0_x128;
  }
};
struct keep_growth1 {
  static constexpr void apply(tick_type& to, const tick_type& before) {
    to.fee_growth_outside1_x128 = before.fee_growth_outside1_x128;
  }
};
struct keep_seconds {
  static constexpr void apply(tick_type& to, const tick_type& before) {
    to.seconds_outside = before.seconds_outside;
  }
};
struct keep_ticks {
  static constexpr void apply(tick_type& to, const tick_type& before) {
    to.tick_cumulative_outside = before.tick_cumulative_outside;
  }
};
struct keep_seconds_per_liquidity {
  static constexpr void apply(tick_type& to, const tick_type& before) {
    to.seconds_per_liquidity_outside_x128 = before.seconds_per_liquidity_outside_x128;
  }
};

// ---- ticks and positions

struct starts_below_strictly : right {
  static constexpr bool starts_below(std::int32_t tick, std::int32_t current) {
    return tick < current;
  }
};
struct starts_never_below : right {
  static constexpr bool starts_below(std::int32_t, std::int32_t) { return false; }
};
struct gross_one_too_many : right {
  static constexpr result<liquidity> gross_after(const liquidity& gross,
                                                 const signed_liquidity& delta,
                                                 const liquidity& maximum) {
    return right::gross_after(gross, delta, add_wrapping(maximum, liquidity::one()));
  }
};
struct gross_one_too_few : right {
  static constexpr result<liquidity> gross_after(const liquidity& gross,
                                                 const signed_liquidity& delta,
                                                 const liquidity& maximum) {
    return right::gross_after(gross, delta, sub_wrapping(maximum, liquidity::one()));
  }
};
struct upper_adds : right {
  static constexpr result<signed_liquidity> net_after(const signed_liquidity& net,
                                                      const signed_liquidity& delta, bool) {
    return value_or_revert(add_checked(net, delta));
  }
};
struct lower_bound_excluded : right {
  static constexpr bool at_or_above_lower(std::int32_t current, std::int32_t lower) {
    return current > lower;
  }
};
struct upper_bound_included : right {
  static constexpr bool below_upper(std::int32_t current, std::int32_t upper) {
    return current <= upper;
  }
};

// ---- oracle

struct observes_every_swap : right {
  static constexpr bool writes_observation(std::int32_t, std::int32_t) { return true; }
};
struct observes_falls_only : right {
  // slot0.tick goes with the observation in the contract; here it stays behind too.
  static constexpr bool writes_observation(std::int32_t before, std::int32_t after) {
    return after < before;
  }
};

// ---- flash, protocol, lock

struct flash_fee_rounds_down : right {
  static constexpr result<word> flash_fee(const word& amount, std::uint32_t fee_pips) {
    return value_or_revert(mul_div_down(amount, word{fee_pips}, word{format::fee_unit}));
  }
};
struct flash_is_free : right {
  static constexpr result<word> flash_fee(const word&, std::uint32_t) { return word::zero(); }
};
struct protocol_may_take_a_third : right {
  static constexpr bool fee_protocol_allowed(std::uint8_t n) {
    return n == 0 || (n >= 3 && n <= 10);
  }
};
struct protocol_may_take_an_eleventh : right {
  static constexpr bool fee_protocol_allowed(std::uint8_t n) {
    return n == 0 || (n >= 4 && n <= 11);
  }
};
struct collects_all : right {
  static constexpr liquidity collectable(const liquidity& requested, const liquidity& available) {
    return requested < available ? requested : available;
  }
};
struct lock_dropped : right {
  static constexpr bool unlocked_inside() { return true; }
};

// ---- events

struct event_amounts_swapped : right {
  static constexpr event_type swap_event(account sender, account recipient, const word& amount0,
                                         const word& amount1, const price& sqrt_price,
                                         const liquidity& depth, std::int32_t tick) {
    return right::swap_event(sender, recipient, amount1, amount0, sqrt_price, depth, tick);
  }
};
struct event_to_sender : right {
  static constexpr event_type swap_event(account sender, account, const word& amount0,
                                         const word& amount1, const price& sqrt_price,
                                         const liquidity& depth, std::int32_t tick) {
    return right::swap_event(sender, sender, amount0, amount1, sqrt_price, depth, tick);
  }
};
struct event_tick_of_price : right {
  static constexpr event_type swap_event(account sender, account recipient, const word& amount0,
                                         const word& amount1, const price& sqrt_price,
                                         const liquidity& depth, std::int32_t) {
    const auto tick = line::tick_at(sqrt_price);
    return right::swap_event(sender, recipient, amount0, amount1, sqrt_price, depth,
                             tick.ok() ? tick.value() : 0);
  }
};

constexpr factory all[] = {
    {"limit-at-lowest", make<limit_at_lowest>},
    {"limit-at-highest", make<limit_at_highest>},
    {"limit-at-price", make<limit_at_price>},
    {"protocol-cut-rounds-up", make<protocol_cut_rounds_up>},
    {"protocol-part-one-less", make<protocol_part_one_less>},
    {"growth-rounds-up", make<growth_rounds_up>},
    {"growth-of-half", make<growth_of_half>},
    {"owed-rounds-up", make<owed_rounds_up>},
    {"owed-since-ever", make<owed_since_ever>},
    {"inside-of-the-wrong-side", make<inside_of_the_wrong_side>},
    {"inside-without-upper", make<inside_without_upper>},
    {"inside-never-wraps", make<inside_never_wraps>},
    {"cross-keeps-sign", make<cross_keeps_sign>},
    {"tick-two-below", make<tick_two_below>},
    {"tick-one-above", make<tick_one_above>},
    {"cross-keeps-growth0", make<cross_keeps<keep_growth0>>},
    {"cross-keeps-growth1", make<cross_keeps<keep_growth1>>},
    {"cross-keeps-seconds", make<cross_keeps<keep_seconds>>},
    {"cross-keeps-ticks", make<cross_keeps<keep_ticks>>},
    {"cross-keeps-seconds-per-liquidity", make<cross_keeps<keep_seconds_per_liquidity>>},
    {"starts-below-strictly", make<starts_below_strictly>},
    {"starts-never-below", make<starts_never_below>},
    {"gross-one-too-many", make<gross_one_too_many>},
    {"gross-one-too-few", make<gross_one_too_few>},
    {"upper-adds", make<upper_adds>},
    {"lower-bound-excluded", make<lower_bound_excluded>},
    {"upper-bound-included", make<upper_bound_included>},
    {"observes-every-swap", make<observes_every_swap>},
    {"observes-falls-only", make<observes_falls_only>},
    {"flash-fee-rounds-down", make<flash_fee_rounds_down>},
    {"flash-is-free", make<flash_is_free>},
    {"protocol-may-take-a-third", make<protocol_may_take_a_third>},
    {"protocol-may-take-an-eleventh", make<protocol_may_take_an_eleventh>},
    {"protocol-collects-all", make<collects_all>},
    {"pool-lock-dropped", make<lock_dropped>},
    {"swap-event-amounts-swapped", make<event_amounts_swapped>},
    {"swap-event-to-sender", make<event_to_sender>},
    {"swap-event-tick-of-price", make<event_tick_of_price>},
};

}  // namespace

std::span<const factory> step_mutants() { return all; }

}  // namespace assay::uniswap_v3::mutants
