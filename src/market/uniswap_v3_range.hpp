// Ranges of Uniswap V3 as LPs choose them: where they stand, and what amounts they take.
#pragma once

#include <algorithm>

#include "assay/market/scenario.hpp"
#include "assay/math/liquidity_math.hpp"
#include "assay/math/sqrt.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::market {

struct v3_range {
  enum class side : std::uint8_t { around, above, below };  // of the price, when it was placed
  side placed = side::around;
  std::int32_t lower = 0;
  std::int32_t upper = 0;
};

// floor(sqrt(numerator / denominator) * 2^96), within what a pool's price can be.
inline uint<160> sqrt_x96(const uint<160>& numerator, const uint<160>& denominator) {
  const auto square = div_down(widen<384>(numerator) << 192, denominator);
  const auto root =
      fits<256>(square) ? widen<384>(sqrt_floor(truncate<256>(square))) : sqrt_floor(square);
  const auto least = widen<384>(min_sqrt_ratio<>);
  const auto most = sub_wrapping(widen<384>(max_sqrt_ratio<>), uint<384>::one());
  return truncate<160>(std::clamp(root, least, most));
}

// A range of the same width: the price in its middle, or next to it on the side that takes the
// token of which the purse holds more at the pool's price.
inline void move_range(v3_range& mine, range_place place, const amounts& purse, std::int32_t tick,
                       const uint<160>& root, std::int32_t spacing) {
  const std::int32_t width = mine.upper - mine.lower;
  const std::int32_t most = max_tick / spacing * spacing;
  std::int32_t wanted = uniswap_v3::compress(tick - width / 2, spacing) * spacing;
  mine.placed = v3_range::side::around;
  if (place == range_place::beside) {
    using number = uint<512>;
    const number value0 =
        mul_wrapping(widen<512>(mul_wide(root, root)), widen<512>(purse.token0.value().to_bits()));
    const number value1 = widen<512>(purse.token1.value().to_bits()) << 192;
    mine.placed = value0 >= value1 ? v3_range::side::above : v3_range::side::below;
    const std::int32_t here = uniswap_v3::compress(tick, spacing) * spacing;
    wanted = mine.placed == v3_range::side::above ? here + spacing : here - width;
  }
  mine.lower = std::clamp(wanted, -most, most - width);
  mine.upper = mine.lower + width;
}

// The spacing in which the tick is, and `steps` more on each side.
inline v3_range range_around(std::int32_t tick, std::int32_t steps, std::int32_t spacing) {
  const std::int32_t most = max_tick / spacing * spacing;
  const std::int32_t here = uniswap_v3::compress(tick, spacing) * spacing;
  v3_range range;
  range.lower = std::clamp(here - steps * spacing, -most, most - spacing);
  range.upper = std::clamp(here + (steps + 1) * spacing, range.lower + spacing, most);
  return range;
}

// What `sold` wei of a token buy outside: at the market's price, less the cost, rounded down.
inline exact bought_outside(unsigned token, const exact& sold, const price& at,
                            std::uint64_t cost_bps) {
  constexpr std::int64_t whole_bps = 10'000;
  const exact numerator(token == 0 ? at.numerator : at.denominator);
  const exact denominator(token == 0 ? at.denominator : at.numerator);
  const exact kept(whole_bps - static_cast<std::int64_t>(cost_bps));
  return (sold * numerator * kept).over_down(denominator * exact(whole_bps));
}

// Liquidity that token `which` of the purse is enough for, at a price.
inline uint<128> liquidity_of(const v3_range& range, const amounts& purse, unsigned which,
                              const uint<160>& at) {
  using math = liquidity_amounts<uniswap_v3::protocol::format>;
  const uint<160> low = sqrt_ratio_at_tick(range.lower).value();
  const uint<160> high = sqrt_ratio_at_tick(range.upper).value();
  const uint<160> now = std::clamp(at, low, high);
  const uint<256> amount = truncate<256>(purse.of(which).value().to_bits());
  if (which == 0 ? now == high : now == low) return uint<128>::max();  // needs none of it
  const auto found = which == 0 ? math::liquidity_for_amount0(now, high, amount)
                                : math::liquidity_for_amount1(low, now, amount);
  return found.ok() ? found.value() : uint<128>::max();
}

}  // namespace assay::market
