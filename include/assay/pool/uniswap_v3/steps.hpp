// Every decision of a Uniswap V3 pool, one pure function each.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/UniswapV3Pool.sol and libraries/{Tick,Position}.sol.
// `pool` takes its steps as a template parameter: mutants override one and must be caught.
#pragma once

#include <cstdint>

#include "assay/math/liquidity_math.hpp"
#include "assay/math/swap_math.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"

namespace assay::uniswap_v3 {

/// The price line of the deployed pools; a small world brings a table of its own.
template <class Format>
struct uniswap_ticks {
  using price = typename Format::price;
  static constexpr std::int32_t lowest = min_tick;
  static constexpr std::int32_t highest = max_tick;
  static constexpr price lowest_price() { return min_sqrt_ratio<typename Format::backend>; }
  static constexpr price highest_price() { return max_sqrt_ratio<typename Format::backend>; }
  static constexpr result<price> price_at(std::int32_t tick) {
    return sqrt_ratio_at_tick<typename Format::backend>(tick);
  }
  static constexpr result<std::int32_t> tick_at(const price& sqrt_price) {
    return tick_at_sqrt_ratio<typename Format::backend>(sqrt_price);
  }
};

template <class Format, class Ticks = uniswap_ticks<Format>,
          class SqrtPriceMath = sqrt_price_math<Format>>
struct steps {
  using backend = typename Format::backend;
  using word = typename Format::word;
  using price = typename Format::price;
  using liquidity_type = typename Format::liquidity;
  using signed_liquidity = sint<Format::liquidity_bits, backend>;
  using ticks = Ticks;
  using swap_math_type = swap_math<Format, SqrtPriceMath>;
  using deltas = signed_deltas<Format, SqrtPriceMath>;
  using tick_type = tick_info<Format>;
  using position_type = position_info<Format>;
  using event_type = event<Format>;

  // ---- swap

  // require(limit < price && limit > MIN) going down, mirrored going up.
  static constexpr bool limit_allowed(const price& limit, const price& current, bool zero_for_one) {
    return zero_for_one ? limit < current && limit > Ticks::lowest_price()
                        : limit > current && limit < Ticks::highest_price();
  }

  // The protocol's part of a fee: floor(fee / n), in favour of the LPs.
  static constexpr word protocol_cut(const word& fee, std::uint64_t n) {
    return n == 0 ? word::zero() : div_down(fee, word{n});
  }

  // Growth of fees per unit of liquidity: floor(fee * 2^128 / L), in favour of the pool.
  static constexpr result<word> growth_per_liquidity(const word& fee,
                                                     const liquidity_type& liquidity) {
    if (liquidity.is_zero()) return revert::empty();
    constexpr unsigned wide_bits = Format::word_bits + Format::growth_fraction;
    return cast_or_revert<Format::word_bits>(
        div_down(widen<wide_bits>(fee) << Format::growth_fraction, liquidity));
  }

  // liquidityNet as it is added to the active liquidity when a tick is crossed.
  static constexpr signed_liquidity net_when_crossed(const signed_liquidity& net,
                                                     bool zero_for_one) {
    return zero_for_one ? neg_wrapping(net) : net;
  }

  // The tick after the price has reached `next`: exactly on it, the range below counts when
  // falling. QUIRK(V3-SWAP-1): slot0.tick is then one below the tick of the price.
  static constexpr std::int32_t tick_after_reaching(std::int32_t next, bool zero_for_one) {
    return zero_for_one ? next - 1 : next;
  }

  // Whether a swap without liquidity passes empty words of the bitmap in one go. It changes no
  // result, which tests hold against the long way.
  static constexpr bool skips_empty_words = true;

  // Whether a swap writes an observation: only when it moved the tick.
  static constexpr bool writes_observation(std::int32_t before, std::int32_t after) {
    return before != after;
  }

  // ---- ticks

  // A new tick assumes that all growth so far happened below it.
  static constexpr bool starts_below(std::int32_t tick, std::int32_t current) {
    return tick <= current;
  }

  static constexpr result<liquidity_type> gross_after(const liquidity_type& gross,
                                                      const signed_liquidity& delta,
                                                      const liquidity_type& maximum) {
    ASSAY_TRY(const liquidity_type after, add_delta(gross, delta));
    if (after > maximum) return revert::reason("LO");
    return after;
  }

  // Crossing a lower bound upwards adds liquidity, an upper bound removes it. Reverts bare when
  // the sum leaves int128.
  static constexpr result<signed_liquidity> net_after(const signed_liquidity& net,
                                                      const signed_liquidity& delta, bool upper) {
    return value_or_revert(upper ? sub_checked(net, delta) : add_checked(net, delta));
  }

  static constexpr void cross(tick_type& tick, const accumulators<Format>& now) {
    const auto flip = [](auto& outside, const auto& global) {
      outside = sub_wrapping(global, outside);
    };
    flip(tick.fee_growth_outside0_x128, now.fee_growth_global_x128.token0);
    flip(tick.fee_growth_outside1_x128, now.fee_growth_global_x128.token1);
    flip(tick.seconds_per_liquidity_outside_x128, now.oracle.seconds_per_liquidity_x128);
    tick.tick_cumulative_outside =
        wrap_int56(static_cast<std::uint64_t>(now.oracle.tick_cumulative) -
                   static_cast<std::uint64_t>(tick.tick_cumulative_outside));
    tick.seconds_outside = now.time - tick.seconds_outside;
  }

  // getFeeGrowthInside: global less what is below and above. Wraps on purpose: only differences
  // between two readings count.
  static constexpr word growth_inside(const word& global, const word& outside_lower,
                                      const word& outside_upper, bool above_lower,
                                      bool below_upper) {
    const word below = above_lower ? outside_lower : sub_wrapping(global, outside_lower);
    const word above = below_upper ? outside_upper : sub_wrapping(global, outside_upper);
    return sub_wrapping(sub_wrapping(global, below), above);
  }
  static constexpr bool at_or_above_lower(std::int32_t current, std::int32_t lower) {
    return current >= lower;
  }
  static constexpr bool below_upper(std::int32_t current, std::int32_t upper) {
    return current < upper;
  }

  // ---- positions

  // Fees owed since the last touch: floor(growth * L / 2^128), in favour of the pool. The cast to
  // uint128 drops what is above, as the contract's does.
  static constexpr result<liquidity_type> fees_owed(const word& growth_now, const word& growth_last,
                                                    const liquidity_type& liquidity) {
    ASSAY_TRY(const word owed,
              value_or_revert(mul_shift_down<Format::growth_fraction, Format::word_bits>(
                  sub_wrapping(growth_now, growth_last), liquidity)));
    return truncate<Format::liquidity_bits>(owed);
  }

  // ---- flash and protocol

  // ceil(amount * fee / 1e6), in favour of the LPs.
  static constexpr result<word> flash_fee(const word& amount, std::uint32_t fee_pips) {
    return value_or_revert(mul_div_up(amount, word{fee_pips}, word{Format::fee_unit}));
  }

  // 0 (off) or 1/4 to 1/10.
  static constexpr bool fee_protocol_allowed(std::uint8_t n) {
    return n == 0 || (n >= 4 && n <= 10);
  }

  // What collectProtocol pays of what is there: QUIRK(V3-ONE-WEI-1): one wei stays behind, so that
  // the slot is never cleared.
  static constexpr liquidity_type collectable(const liquidity_type& requested,
                                              const liquidity_type& available) {
    if (requested < available) return requested;
    return available.is_zero() ? available : sub_wrapping(available, liquidity_type::one());
  }

  // ---- lock

  // The value of slot0.unlocked while a locked function runs.
  static constexpr bool unlocked_inside() { return false; }

  // ---- events

  static constexpr event_type swap_event(account sender, account recipient, const word& amount0,
                                         const word& amount1, const price& sqrt_price,
                                         const liquidity_type& liquidity, std::int32_t tick) {
    return {event_kind::swap,
            sender,
            recipient,
            {tick, 0},
            {amount0, amount1, widen<Format::word_bits>(sqrt_price),
             widen<Format::word_bits>(liquidity)}};
  }
};

}  // namespace assay::uniswap_v3
