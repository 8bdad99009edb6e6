// What the periphery reads out of a pool's oracle: the mean tick, the mean liquidity, and what an
// amount is worth at a tick.
//
// Mirrors Uniswap/v3-periphery 1.4.4 contracts/libraries/OracleLibrary.sol (consult, after the
// pool's observe; getQuoteAtTick).
#pragma once

#include <cstdint>

#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/oracle.hpp"

namespace assay::uniswap_v3 {

template <class Backend = default_backend>
struct oracle_means {
  std::int32_t tick = 0;  // int24
  uint<128, Backend> liquidity{};
};

/// consult: the means over the last `seconds_ago`, between two readings of the accumulators.
/// The tick is rounded down (toward minus infinity), the liquidity too; both wrap in their types,
/// which no reading of one pool makes them do. QUIRK(V3-CONSULT-1): liquidity is counted from
/// 2^160 - 1, not 2^160. Reverts: BP for no time at all; INVALID where time per liquidity has not
/// grown.
template <class Backend>
constexpr result<oracle_means<Backend>> consult(std::uint32_t seconds_ago,
                                                const cumulatives<Backend>& then,
                                                const cumulatives<Backend>& now) {
  if (seconds_ago == 0) return revert::reason("BP");
  const std::int64_t ticks = wrap_int56(static_cast<std::uint64_t>(now.tick_cumulative) -
                                        static_cast<std::uint64_t>(then.tick_cumulative));
  // The quotient is truncated toward zero first, then lowered by one where it was negative.
  std::int64_t mean = ticks / std::int64_t{seconds_ago};
  if (ticks < 0 && ticks % std::int64_t{seconds_ago} != 0) --mean;
  const auto per_liquidity =
      sub_wrapping(now.seconds_per_liquidity_x128, then.seconds_per_liquidity_x128);
  if (per_liquidity.is_zero()) return revert::invalid();
  using wide = uint<192, Backend>;
  const wide seconds_x160 = mul_wrapping(wide{seconds_ago}, widen<192>(uint<160, Backend>::max()));
  const wide harmonic = div_down(seconds_x160, widen<192>(per_liquidity) << 32);
  constexpr unsigned unused = 32 - 24;
  return oracle_means<Backend>{
      static_cast<std::int32_t>(static_cast<std::uint32_t>(mean) << unused) >> unused,
      truncate<128>(harmonic)};
}

/// getQuoteAtTick: what `base_amount` of one token is worth in the other at a tick, rounded down;
/// the square of the price too, to 128 bits after the point, where it is large. Reverts: T. No
/// quote leaves the word: amounts are below 2^128, prices' squares between 2^64 and 2^320.
template <class Backend = default_backend>
constexpr result<uint<256, Backend>> quote_at_tick(std::int32_t tick,
                                                   const uint<128, Backend>& base_amount,
                                                   bool base_is_token0) {
  using word = uint<256, Backend>;
  ASSAY_TRY(const auto narrow_price, sqrt_ratio_at_tick<Backend>(tick));
  const word price = widen<256>(narrow_price);
  const word amount = widen<256>(base_amount);
  const bool squares_exactly = fits<128>(price);
  word ratio{};
  if (squares_exactly) {
    ratio = mul_wrapping(price, price);
  } else {
    ASSAY_TRY(ratio, value_or_revert(mul_div_down(price, price, word::power_of_two(64))));
  }
  const word unit = word::power_of_two(squares_exactly ? 192 : 128);
  return value_or_revert(base_is_token0 ? mul_div_down(ratio, amount, unit)
                                        : mul_div_down(unit, amount, ratio));
}

}  // namespace assay::uniswap_v3
