// Ticks, their bitmap and positions: what a pool remembers along the price line.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/{Tick,TickBitmap,Position}.sol.
#pragma once

#include <cstdint>

#include "assay/ledger/account.hpp"
#include "assay/math/liquidity_math.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/oracle.hpp"

namespace assay::uniswap_v3 {

template <class Format>
struct tick_info {
  using backend = typename Format::backend;
  typename Format::liquidity liquidity_gross{};           // of all positions that use it
  sint<Format::liquidity_bits, backend> liquidity_net{};  // added when crossed upwards
  typename Format::word fee_growth_outside0_x128{};       // wraps on purpose
  typename Format::word fee_growth_outside1_x128{};
  std::int64_t tick_cumulative_outside = 0;  // int56
  uint<160, backend> seconds_per_liquidity_outside_x128{};
  std::uint32_t seconds_outside = 0;
  bool initialized = false;
  friend constexpr bool operator==(const tick_info&, const tick_info&) = default;
};

template <class Format>
struct position_info {
  typename Format::liquidity liquidity{};
  typename Format::word fee_growth_inside0_last_x128{};
  typename Format::word fee_growth_inside1_last_x128{};
  typename Format::liquidity tokens_owed0{};  // uint128 on chain; additions wrap
  typename Format::liquidity tokens_owed1{};
  friend constexpr bool operator==(const position_info&, const position_info&) = default;
};

/// Growth or owed amounts of the two tokens.
template <class Word>
struct both {
  Word token0{};
  Word token1{};
  friend constexpr bool operator==(const both&, const both&) = default;
};

/// Everything that accumulates, as a tick sees it when it is created or crossed.
template <class Format>
struct accumulators {
  both<typename Format::word> fee_growth_global_x128{};
  cumulatives<typename Format::backend> oracle{};
  std::uint32_t time = 0;
};

// ---- bitmap

/// Low 24 bits, read as a signed number: Solidity's int24 arithmetic.
constexpr std::int32_t wrap_int24(std::int64_t x) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << 8) >> 8;
}

/// floor(tick / spacing).
constexpr std::int32_t compress(std::int32_t tick, std::int32_t spacing) {
  const std::int32_t quotient = tick / spacing;
  return tick < 0 && tick % spacing != 0 ? quotient - 1 : quotient;
}
constexpr std::int32_t bitmap_word_of(std::int32_t compressed) { return compressed >> 8; }
constexpr unsigned bitmap_bit_of(std::int32_t compressed) {
  return static_cast<unsigned>(compressed) & 0xff;
}

struct next_tick {
  std::int32_t tick = 0;
  bool initialized = false;
};

/// nextInitializedTickWithinOneWord: the next initialized tick at or below `tick` (`lte`), or above
/// it, within the same word of the bitmap; else that word's last tick, not initialized. `word_at`
/// answers the word at a position; exactly one is read.
template <class WordAt>
constexpr next_tick next_initialized_tick(std::int32_t tick, std::int32_t spacing, bool lte,
                                          WordAt&& word_at) {
  const std::int32_t compressed = lte ? compress(tick, spacing) : compress(tick, spacing) + 1;
  const unsigned bit = bitmap_bit_of(compressed);
  const auto word = word_at(bitmap_word_of(compressed));
  std::int64_t found = 0;
  bool initialized = false;
  if (lte) {
    const auto masked = word << (255 - bit);  // what stands above `bit` falls out
    initialized = !masked.is_zero();
    const unsigned distance = initialized ? 256 - bit_width(masked) : bit;
    found = std::int64_t{compressed} - distance;
  } else {
    const auto masked = word >> bit;
    initialized = !masked.is_zero();
    const unsigned distance = initialized ? count_trailing_zeros(masked) : 255 - bit;
    found = std::int64_t{compressed} + distance;
  }
  return {wrap_int24(found * spacing), initialized};
}

/// tickSpacingToMaxLiquidityPerTick: floor(max liquidity / number of usable ticks).
template <unsigned N, class B = default_backend>
constexpr uint<N, B> max_liquidity_per_tick(std::int32_t spacing, std::int32_t lowest = min_tick,
                                            std::int32_t highest = max_tick) {
  // Both truncate toward zero.
  const std::int32_t usable = highest / spacing - lowest / spacing + 1;
  return div_down(uint<N, B>::max(), uint<N, B>{static_cast<std::uint64_t>(usable)});
}

}  // namespace assay::uniswap_v3
