// A random walk over one Uniswap V3 pool: operations chosen from its current state, so that swaps
// end on ticks and limits or a wei beside them, positions share and straddle bounds, and rings
// wrap.
//
// This is the model's own small generator, apart from gen/: it must be able to test what gen/ uses.
#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "assay/invariant/convert_uniswap_v3.hpp"

namespace assay::testing {

template <class Format>
class v3_walk {
 public:
  using word = typename Format::word;
  using price = typename Format::price;
  using liquidity = typename Format::liquidity;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using state_type = uniswap_v3::state<Format>;
  using operation_type = uniswap_v3::operation<Format>;
  using integer = model::integer;

  v3_walk(std::uint64_t seed, const uniswap_v3::setup& setup,
          std::shared_ptr<const model::uniswap_v3::tick_scale> scale)
      : random_(seed), setup_(setup), scale_(std::move(scale)) {}

  operation_type birth() {
    uniswap_v3::create_pool<Format> create;
    const bool is_small = scale_->highest() < 1000;
    static constexpr std::array<std::uint32_t, 8> fees{100, 500, 3000, 10'000, 0, 1, 77, 999'999};
    static constexpr std::array<std::int32_t, 6> spacings{60, 10, 200, 1, 60, 16'383};
    create.fee_pips = is_small ? static_cast<std::uint32_t>(below(Format::fee_unit))
                               : fees[below(chance(80) ? 4 : fees.size())];
    create.tick_spacing =
        is_small ? static_cast<std::int32_t>(1 + below(2)) : spacings[below(spacings.size())];
    create.balances = word::max() >> 3;
    spacing_ = create.tick_spacing;
    fee_ = create.fee_pips;
    return {actor(), time_, create};
  }

  operation_type next(const state_type& state) {
    time_ += chance(30) ? 0 : below(chance(2) ? (std::uint64_t{1} << 33) : 1000);
    operation_type out{actor(), time_, uniswap_v3::observe{}};
    if (state.pool.sqrt_price_x96.is_zero()) {
      out.call = uniswap_v3::initialize<Format>{invariant::to_word<price>(any_price())};
    } else {
      choose_call(out, state);
    }
    return out;
  }

 private:
  std::mt19937_64 random_;
  const uniswap_v3::setup& setup_;
  std::shared_ptr<const model::uniswap_v3::tick_scale> scale_;
  std::int32_t spacing_ = 60;
  std::uint32_t fee_ = 3000;
  std::uint64_t time_ = 1'600'000'000;

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }
  account actor() { return account::actor(static_cast<std::uint32_t>(below(setup_.actors))); }
  account anyone() { return chance(90) ? actor() : account{static_cast<std::uint32_t>(below(4))}; }

  // Every magnitude up to `bits` as likely as another.
  integer log_uniform(unsigned bits) {
    const unsigned length = static_cast<unsigned>(below(bits + 1));
    integer value = 0;
    for (unsigned i = 0; i < 4; ++i) value = (value << 64) + random_();
    return value >> (256 - length);
  }
  liquidity any_liquidity(const state_type& state) {
    if (chance(2)) return state.max_liquidity_per_tick;
    if (chance(2)) return liquidity::max();
    return invariant::to_word<liquidity>(log_uniform(Format::liquidity_bits * 5 / 6));
  }
  signed_word extra() {
    if (chance(92)) return {};
    return signed_word{static_cast<std::int64_t>(below(7)) - 3};
  }
  uniswap_v3::payment<Format> payment() {
    return {extra(), extra(),
            chance(2) ? static_cast<uniswap_v3::reentry>(1 + below(5)) : uniswap_v3::reentry::none};
  }

  std::int32_t any_tick() {
    const auto width = static_cast<std::uint64_t>(scale_->highest() - scale_->lowest()) + 1;
    return scale_->lowest() + static_cast<std::int32_t>(below(width));
  }
  integer any_price() {
    if (chance(5)) return scale_->sqrt_price(chance(50) ? scale_->lowest() : scale_->highest());
    const std::int32_t tick = chance(70) ? any_tick() / 8 : (any_tick() / spacing_) * spacing_;
    return scale_->sqrt_price(tick) + (chance(50) ? 0 : log_uniform(60) % 3);
  }
  // Ticks near the price or far away, on the spacing but for a few.
  std::int32_t usable_tick(std::int32_t near) {
    const std::int32_t span = static_cast<std::int32_t>(1 + below(chance(70) ? 8 : 600));
    std::int32_t tick =
        near + (static_cast<std::int32_t>(below(2 * 100 + 1)) - 100) * span / 100 * spacing_;
    tick = tick / spacing_ * spacing_;
    if (chance(5)) tick = (chance(50) ? scale_->lowest() : scale_->highest()) / spacing_ * spacing_;
    if (chance(1)) tick += 1;
    return tick;
  }
  std::pair<std::int32_t, std::int32_t> any_range(const state_type& state) {
    if (chance(25) && !state.ticks.empty()) {  // bounds that exist
      const auto at = [&] {
        auto entry = state.ticks.begin();
        std::advance(entry, static_cast<std::ptrdiff_t>(below(state.ticks.size())));
        return entry->first;
      };
      return std::minmax(at(), at());
    }
    return std::minmax(usable_tick(state.pool.tick), usable_tick(state.pool.tick));
  }

  void choose_call(operation_type& out, const state_type& state) {
    const std::uint64_t die = below(1000);
    const std::size_t most_positions = 24;
    const bool wants_mint = state.positions.empty() || die < 150;
    if (wants_mint && state.positions.size() < most_positions) {
      const auto [lower, upper] = any_range(state);
      out.call = uniswap_v3::mint<Format>{chance(90) ? out.caller : anyone(), lower, upper,
                                          any_liquidity(state), payment()};
    } else if (die < 350) {
      choose_on_position(out, state);
    } else if (die < 800) {
      choose_swap(out, state);
    } else if (die < 850) {
      out.call = uniswap_v3::flash<Format>{
          anyone(),    amount(100),
          amount(100), extra(),
          extra(),     chance(3) ? uniswap_v3::reentry::flash : uniswap_v3::reentry::none};
    } else {
      choose_oddity(out, state);
    }
  }

  word amount(unsigned bits) {
    return invariant::to_word<word>(log_uniform(std::min(bits, Format::word_bits - 2)));
  }

  void choose_on_position(operation_type& out, const state_type& state) {
    // A toy's liquidity has fewer bits than 999.
    constexpr unsigned bits = std::min(Format::liquidity_bits, 32U);
    constexpr std::uint64_t few = std::min<std::uint64_t>(1000, std::uint64_t{1} << bits);
    if (state.positions.empty()) return;
    auto entry = state.positions.begin();
    std::advance(entry, static_cast<std::ptrdiff_t>(below(state.positions.size())));
    const auto& [key, position] = *entry;
    if (key.owner.is_actor()) out.caller = key.owner;
    if (chance(40)) {
      const liquidity most = chance(50) ? liquidity::max() : liquidity{below(few)};
      out.call = uniswap_v3::collect<Format>{anyone(), key.tick_lower, key.tick_upper, most, most};
      return;
    }
    liquidity part = position.liquidity;
    if (chance(60)) part = part >> static_cast<unsigned>(below(Format::liquidity_bits));
    if (chance(3)) part = add_wrapping(part, liquidity::one());
    out.call = uniswap_v3::burn<Format>{key.tick_lower, key.tick_upper,
                                        chance(20) ? liquidity::zero() : part};
  }

  // Exactly what reaches a tick nearby, or a little beside it; or anything.
  void choose_swap(operation_type& out, const state_type& state) {
    namespace exact = model::uniswap_v3;
    uniswap_v3::swap<Format> call;
    call.recipient = anyone();
    call.zero_for_one = chance(50);
    call.pay = payment();
    const integer here = invariant::to_integer(state.pool.sqrt_price_x96);
    const bool is_exact_in = chance(60);
    integer wanted = log_uniform(110);
    if (chance(50) && !state.pool.liquidity.is_zero()) {
      const std::int32_t near = exact::index_of(state.pool.tick, spacing_) * spacing_ +
                                (call.zero_for_one ? 0 : spacing_);
      const std::int32_t tick = std::clamp(near, scale_->lowest(), scale_->highest());
      const integer there = scale_->sqrt_price(tick);
      const exact::formats sizes = invariant::uniswap_v3::widths_of<Format>();
      const integer depth = invariant::to_integer(state.pool.liquidity);
      if (is_exact_in) {
        const integer cost =
            exact::rounded_up(call.zero_for_one ? exact::token0_between(sizes, here, there, depth)
                                                : exact::token1_between(sizes, here, there, depth));
        wanted = cost + model::ceiling_of_quotient(cost * fee_, Format::fee_unit - fee_);
      } else {
        wanted = exact::rounded_down(call.zero_for_one
                                         ? exact::token1_between(sizes, here, there, depth)
                                         : exact::token0_between(sizes, here, there, depth));
      }
      wanted += static_cast<std::int64_t>(below(7)) - 3;
    }
    if (chance(3)) wanted = log_uniform(Format::word_bits - 1);
    if (wanted.sign() < 0) wanted = 1;
    wanted = model::modulo_power_of_two(wanted, Format::word_bits - 1);
    const signed_word amount = signed_word::from_bits(invariant::to_word<word>(wanted));
    call.amount_specified = is_exact_in ? amount : neg_wrapping(amount);
    call.sqrt_price_limit_x96 = invariant::to_word<price>(limit(call.zero_for_one, here));
    out.call = call;
  }

  integer limit(bool falls, const integer& here) {
    if (chance(40)) {
      return falls ? integer(scale_->sqrt_price(scale_->lowest()) + 1)
                   : integer(scale_->sqrt_price(scale_->highest()) - 1);
    }
    if (chance(3)) return any_price();
    const std::int32_t tick = scale_->tick_of(here);
    const auto steps =
        static_cast<std::int32_t>(1 + below(chance(60) ? 3 : 400)) * (chance(70) ? spacing_ : 1);
    const integer there = scale_->sqrt_price(
        std::clamp(falls ? tick - steps : tick + steps, scale_->lowest(), scale_->highest()));
    return there + static_cast<std::int64_t>(below(3)) - 1;
  }

  void choose_oddity(operation_type& out, const state_type& state) {
    switch (below(8)) {
      case 0:
        if (chance(80)) out.caller = setup_.owner;
        out.call = uniswap_v3::set_fee_protocol{static_cast<std::uint8_t>(below(12)),
                                                static_cast<std::uint8_t>(chance(50) ? 0 : 4)};
        break;
      case 1: {
        if (chance(80)) out.caller = setup_.owner;
        const liquidity most = chance(50) ? liquidity::max() : liquidity{below(100)};
        out.call = uniswap_v3::collect_protocol<Format>{anyone(), most, most};
        break;
      }
      case 2:
        out.call = uniswap_v3::increase_observation_cardinality_next{
            static_cast<std::uint16_t>(below(chance(95) ? 12 : 300))};
        break;
      case 3:
      case 4:
        out.call = uniswap_v3::observe{
            {0, static_cast<std::uint32_t>(below(3000)), static_cast<std::uint32_t>(below(200))}};
        break;
      case 5: {
        const auto [lower, upper] = any_range(state);
        out.call = uniswap_v3::snapshot_cumulatives_inside{lower, upper};
        break;
      }
      case 6:
        out.call = uniswap_v3::transfer<Format>{static_cast<unsigned>(below(2)), amount(90),
                                                chance(80) ? account::pool() : anyone()};
        break;
      default:
        out.call = uniswap_v3::initialize<Format>{state.pool.sqrt_price_x96};
        break;
    }
  }
};

}  // namespace assay::testing
