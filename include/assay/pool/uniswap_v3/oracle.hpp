// The ring of observations: accumulated tick and time per liquidity, searched through the wrap of
// 32-bit time.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/Oracle.sol. Every wrap here is intended:
// timestamps mod 2^32, tick cumulatives mod 2^56, seconds per liquidity mod 2^160.
#pragma once

#include <cstdint>
#include <vector>

#include "assay/math/liquidity_math.hpp"
#include "assay/receipt/result.hpp"

namespace assay::uniswap_v3 {

inline constexpr revert oracle_old = revert::reason("OLD");
inline constexpr revert oracle_not_initialized = revert::reason("I");

/// The low 56 bits of x, read as a signed number: Solidity's int56 arithmetic.
constexpr std::int64_t wrap_int56(std::uint64_t x) {
  constexpr unsigned unused = 64 - 56;
  return static_cast<std::int64_t>(x << unused) >> unused;
}

/// tickCumulative + tick * seconds in int56.
constexpr std::int64_t tick_cumulative_after(std::int64_t cumulative, std::int64_t tick,
                                             std::uint32_t seconds) {
  return wrap_int56(static_cast<std::uint64_t>(cumulative) +
                    static_cast<std::uint64_t>(tick) * seconds);
}

template <class Backend>
struct observation {
  std::uint32_t block_timestamp = 0;
  bool initialized = false;
  std::int64_t tick_cumulative = 0;                            // int56
  uint<160, Backend> seconds_per_liquidity_cumulative_x128{};  // UQ32.128
  friend constexpr bool operator==(const observation&, const observation&) = default;
};

/// What an observation says of a moment.
template <class Backend>
struct cumulatives {
  std::int64_t tick_cumulative = 0;
  uint<160, Backend> seconds_per_liquidity_x128{};
  friend constexpr bool operator==(const cumulatives&, const cumulatives&) = default;
};

/// Where the ring stands: slot0's share of the oracle.
struct oracle_position {
  std::uint16_t index = 0;
  std::uint16_t cardinality = 0;
  friend constexpr bool operator==(const oracle_position&, const oracle_position&) = default;
};

/// The market as it is now, for what the ring does not hold yet.
template <class Backend>
struct oracle_now {
  std::uint32_t time = 0;
  std::int32_t tick = 0;
  uint<128, Backend> liquidity{};
};

/// transform: the observation that would be written at `time`. Seconds per liquidity round down;
/// a pool without liquidity counts as one with a single unit.
template <class Backend>
constexpr observation<Backend> transform(const observation<Backend>& last, std::uint32_t time,
                                         std::int32_t tick, const uint<128, Backend>& liquidity) {
  const std::uint32_t seconds = time - last.block_timestamp;
  const auto share = div_down(uint<160, Backend>{seconds} << 128,
                              liquidity.is_zero() ? uint<128, Backend>::one() : liquidity);
  return {time, true, tick_cumulative_after(last.tick_cumulative, tick, seconds),
          add_wrapping(last.seconds_per_liquidity_cumulative_x128, share)};
}

/// lte: whether a is at or before b, for two moments not after `time`, through one wrap of 2^32.
constexpr bool at_or_before(std::uint32_t time, std::uint32_t a, std::uint32_t b) {
  if (a <= time && b <= time) return a <= b;
  constexpr std::uint64_t turn = std::uint64_t{1} << 32;
  const std::uint64_t unwrapped_a = a > time ? a : a + turn;
  const std::uint64_t unwrapped_b = b > time ? b : b + turn;
  return unwrapped_a <= unwrapped_b;
}

template <class Backend>
class oracle {
 public:
  using observation_type = observation<Backend>;
  using cumulatives_type = cumulatives<Backend>;
  using now_type = oracle_now<Backend>;

  /// Slots written or prepared; all others are zero. Memory grows with the cardinality asked for.
  [[nodiscard]] const std::vector<observation_type>& slots() const { return slots_; }
  std::vector<observation_type>& slots() { return slots_; }

  void initialize(std::uint32_t time) { slots_.assign(1, {time, true, 0, {}}); }

  /// write: at most one observation a block; the ring grows when the index stands at its end.
  /// `next` is observationCardinalityNext.
  constexpr oracle_position write(oracle_position at, const now_type& now, std::uint16_t next) {
    const observation_type last = slots_[at.index];
    if (last.block_timestamp == now.time) return at;
    oracle_position updated = at;
    if (next > at.cardinality && at.index == at.cardinality - 1) updated.cardinality = next;
    // The ring's index is taken modulo its size.
    updated.index = static_cast<std::uint16_t>((std::uint32_t{at.index} + 1) % updated.cardinality);
    slots_[updated.index] = transform(last, now.time, now.tick, now.liquidity);
    return updated;
  }

  /// grow: prepares slots up to `next`. Reverts: I before initialization.
  result<std::uint16_t> grow(std::uint16_t current, std::uint16_t next) {
    if (current == 0) return oracle_not_initialized;
    if (next <= current) return current;
    slots_.resize(next, {1, false, 0, {}});
    return next;
  }

  /// observeSingle: the cumulatives `seconds_ago`; between two observations they are interpolated,
  /// the tick's quotient truncated toward zero before it is multiplied. Reverts: OLD.
  [[nodiscard]] result<cumulatives_type> observe_single(oracle_position at, const now_type& now,
                                                        std::uint32_t seconds_ago) const {
    if (seconds_ago == 0) {
      const observation_type& last = slots_[at.index];
      return value_of(last.block_timestamp == now.time
                          ? last
                          : transform(last, now.time, now.tick, now.liquidity));
    }
    const std::uint32_t target = now.time - seconds_ago;
    ASSAY_TRY(const surrounding around, find(at, now, target));
    if (target == around.before.block_timestamp) return value_of(around.before);
    if (target == around.after.block_timestamp) return value_of(around.after);
    return interpolate(around, target);
  }

 private:
  struct surrounding {
    observation_type before{};
    observation_type after{};
  };

  static constexpr cumulatives_type value_of(const observation_type& x) {
    return {x.tick_cumulative, x.seconds_per_liquidity_cumulative_x128};
  }

  static cumulatives_type interpolate(const surrounding& around, std::uint32_t target) {
    const observation_type& before = around.before;
    const observation_type& after = around.after;
    const std::uint32_t span = after.block_timestamp - before.block_timestamp;
    const std::uint32_t elapsed = target - before.block_timestamp;
    const std::int64_t ticks =
        wrap_int56(static_cast<std::uint64_t>(after.tick_cumulative) -
                   static_cast<std::uint64_t>(before.tick_cumulative)) /
        static_cast<std::int64_t>(span);  // Solidity truncates toward zero, as C++ does
    const auto seconds = widen<256>(sub_wrapping(after.seconds_per_liquidity_cumulative_x128,
                                                 before.seconds_per_liquidity_cumulative_x128));
    const auto share =
        div_down(mul_wrapping(seconds, uint<256, Backend>{elapsed}), uint<256, Backend>{span});
    return {tick_cumulative_after(before.tick_cumulative, ticks, elapsed),
            add_wrapping(before.seconds_per_liquidity_cumulative_x128, truncate<160>(share))};
  }

  /// getSurroundingObservations: the two observations around `target`, one of which may be the
  /// present, not written yet.
  [[nodiscard]] result<surrounding> find(oracle_position at, const now_type& now,
                                         std::uint32_t target) const {
    const observation_type& newest = slots_[at.index];
    if (at_or_before(now.time, newest.block_timestamp, target)) {
      if (newest.block_timestamp == target) return surrounding{newest, {}};
      return surrounding{newest, transform(newest, target, now.tick, now.liquidity)};
    }
    const std::size_t oldest_slot = (std::size_t{at.index} + 1) % at.cardinality;
    const observation_type& oldest = slot(oldest_slot).initialized ? slot(oldest_slot) : slots_[0];
    if (!at_or_before(now.time, oldest.block_timestamp, target)) return oracle_old;
    return search(at, now.time, target);
  }

  /// binarySearch. Precondition: `target` lies within the ring.
  [[nodiscard]] surrounding search(oracle_position at, std::uint32_t time,
                                   std::uint32_t target) const {
    std::size_t left = (std::size_t{at.index} + 1) % at.cardinality;
    std::size_t right = left + at.cardinality - 1;
    while (true) {
      // The middle is rounded down, indices are modulo the ring's size.
      const std::size_t middle = (left + right) / 2;
      const observation_type& before = slot(middle % at.cardinality);
      if (!before.initialized) {  // not written yet: more recent ones are to the right
        left = middle + 1;
        continue;
      }
      // Modulo the ring's size again.
      const observation_type& after = slot((middle + 1) % at.cardinality);
      const bool target_at_or_after = at_or_before(time, before.block_timestamp, target);
      if (target_at_or_after && at_or_before(time, target, after.block_timestamp)) {
        return {before, after};
      }
      if (!target_at_or_after) {
        right = middle - 1;
      } else {
        left = middle + 1;
      }
    }
  }

  [[nodiscard]] const observation_type& slot(std::size_t i) const {
    static constexpr observation_type empty{};
    return i < slots_.size() ? slots_[i] : empty;
  }

  std::vector<observation_type> slots_{1};
};

}  // namespace assay::uniswap_v3
