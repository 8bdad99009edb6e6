// What looks different and is the same: no check may raise an alarm.
#include "uniswap_v3_mutants.hpp"

namespace assay::uniswap_v3::mutants {
namespace {

using signed_liquidity = right::signed_liquidity;

// The contract's own loops for ticks and prices.
struct ticks_by_steps : uniswap_ticks<format> {
  static constexpr result<price> price_at(std::int32_t tick) {
    return sqrt_ratio_at_tick_by_steps<format::backend>(tick);
  }
  static constexpr result<std::int32_t> tick_at(const price& sqrt_price) {
    return tick_at_sqrt_ratio_by_steps<format::backend>(sqrt_price);
  }
};

// The contract's two divisions instead of one by the product.
struct two_divisions : right_prices {
  static constexpr result<word> amount0_delta(const price& a, const price& b,
                                              const liquidity& depth, rounding direction) {
    const word lower = widen<256>(a < b ? a : b);
    const word upper = widen<256>(a < b ? b : a);
    if (lower.is_zero()) return revert::empty();
    const word numerator = right_prices::scaled(depth);
    const word difference = sub_wrapping(upper, lower);
    if (direction == rounding::down) {
      ASSAY_TRY(const word whole, value_or_revert(mul_div_down(numerator, difference, upper)));
      return div_down(whole, lower);
    }
    ASSAY_TRY(const word whole, value_or_revert(mul_div_up(numerator, difference, upper)));
    return div_up(whole, lower);
  }
};
struct amounts_by_two_divisions : right {
  using swap_math_type = swap_math<format, two_divisions>;
  using deltas = signed_deltas<format, two_divisions>;
};

struct growth_by_mul_div : right {
  static constexpr result<word> growth_per_liquidity(const word& fee, const liquidity& depth) {
    return value_or_revert(mul_div_down(fee, word::power_of_two(128), widen<256>(depth)));
  }
};
struct owed_by_mul_div : right {
  static constexpr result<liquidity> fees_owed(const word& now, const word& last,
                                               const liquidity& depth) {
    ASSAY_TRY(const word owed,
              value_or_revert(mul_div_down(sub_wrapping(now, last), widen<256>(depth),
                                           word::power_of_two(128))));
    return truncate<format::liquidity_bits>(owed);
  }
};
struct net_by_subtraction : right {
  static constexpr result<signed_liquidity> net_after(const signed_liquidity& net,
                                                      const signed_liquidity& delta, bool upper) {
    const auto wide = upper ? sub_wrapping(widen<256>(net), widen<256>(delta))
                            : add_wrapping(widen<256>(net), widen<256>(delta));
    return value_or_revert(narrow_checked<format::liquidity_bits>(wide));
  }
};
struct inside_in_another_order : right {
  static constexpr word growth_inside(const word& global, const word& lower, const word& upper,
                                      bool above_lower, bool below_upper) {
    if (!above_lower) return sub_wrapping(lower, below_upper ? upper : sub_wrapping(global, upper));
    if (!below_upper) return sub_wrapping(upper, lower);
    return sub_wrapping(sub_wrapping(global, upper), lower);
  }
};
struct cut_by_remainder : right {
  static constexpr word protocol_cut(const word& fee, std::uint64_t n) {
    if (n == 0) return word::zero();
    return div_down(sub_wrapping(fee, widen<256>(rem(fee, word{n}))), word{n});
  }
};
struct limit_the_other_way : right {
  static constexpr bool limit_allowed(const price& limit, const price& current, bool down) {
    if (down) return !(limit >= current) && !(limit <= ticks::lowest_price());
    return !(limit <= current) && !(limit >= ticks::highest_price());
  }
};

constexpr factory all[] = {
    {"twin-ticks-by-steps", make<steps<format, ticks_by_steps>>},
    {"twin-amounts-by-two-divisions", make<amounts_by_two_divisions>},
    {"twin-growth-by-mul-div", make<growth_by_mul_div>},
    {"twin-owed-by-mul-div", make<owed_by_mul_div>},
    {"twin-net-in-wider-words", make<net_by_subtraction>},
    {"twin-inside-in-another-order", make<inside_in_another_order>},
    {"twin-cut-by-remainder", make<cut_by_remainder>},
    {"twin-limit-the-other-way", make<limit_the_other_way>},
};

}  // namespace

std::span<const factory> twins() { return all; }

}  // namespace assay::uniswap_v3::mutants
