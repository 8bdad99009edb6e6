// How a change of liquidity touches ticks, the bitmap, a position and the price line.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/UniswapV3Pool.sol (_modifyPosition, _updatePosition,
// checkTicks, snapshotCumulativesInside) and libraries/{Tick,Position}.sol (update).
#pragma once

#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/state.hpp"
#include "assay/pool/uniswap_v3/steps.hpp"
#include "assay/pool/uniswap_v3/undo_log.hpp"

namespace assay::uniswap_v3 {

template <class Steps>
constexpr status check_ticks(std::int32_t lower, std::int32_t upper) {
  if (!(lower < upper)) return revert::reason("TLU");
  if (lower < Steps::ticks::lowest) return revert::reason("TLM");
  if (upper > Steps::ticks::highest) return revert::reason("TUM");
  return {};
}

// Remembers the slot that a write will take, then writes it.
template <class Format>
oracle_position write_observation(state<Format>& state, undo_log<Format>& log, oracle_position at,
                                  const oracle_now<typename Format::backend>& now,
                                  std::uint16_t next) {
  const auto& slots = state.observations.slots();
  const std::size_t following = std::size_t{at.index} + 1;
  // The ring either goes on or starts again: one of these two slots changes.
  if (following < slots.size()) log.observations.emplace_back(following, slots[following]);
  log.observations.emplace_back(0, slots[0]);
  return state.observations.write(at, now, next);
}

template <class Format, class Steps>
class position_change {
 public:
  using word = typename Format::word;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using liquidity_type = typename Format::liquidity;
  using signed_liquidity = sint<Format::liquidity_bits, typename Format::backend>;

  position_change(state<Format>& state, undo_log<Format>& log, std::uint32_t now)
      : state_(state), log_(log), now_(now) {}

  // _modifyPosition: amounts that the pool is owed (positive) or owes (negative).
  result<both<signed_word>> run(const position_key& key, const signed_liquidity& delta) {
    ASSAY_CHECK(check_ticks<Steps>(key.tick_lower, key.tick_upper));
    ASSAY_CHECK(update_position(key, delta));
    if (delta.is_zero()) return both<signed_word>{};
    return amounts_of(key, delta);
  }

 private:
  state<Format>& state_;
  undo_log<Format>& log_;
  std::uint32_t now_;

  using deltas = typename Steps::deltas;

  result<both<signed_word>> amounts_of(const position_key& key, const signed_liquidity& delta) {
    pool_storage<Format>& pool = state_.pool;
    both<signed_word> amounts{};
    ASSAY_TRY(const auto lower, Steps::ticks::price_at(key.tick_lower));
    ASSAY_TRY(const auto upper, Steps::ticks::price_at(key.tick_upper));
    if (!Steps::at_or_above_lower(pool.tick, key.tick_lower)) {
      ASSAY_TRY(amounts.token0, deltas::amount0(lower, upper, delta));
    } else if (Steps::below_upper(pool.tick, key.tick_upper)) {
      pool.observation = write_observation(state_, log_, pool.observation, now_of(state_, now_),
                                           pool.observation_cardinality_next);
      ASSAY_TRY(amounts.token0, deltas::amount0(pool.sqrt_price_x96, upper, delta));
      ASSAY_TRY(amounts.token1, deltas::amount1(lower, pool.sqrt_price_x96, delta));
      ASSAY_TRY(pool.liquidity, add_delta(pool.liquidity, delta));
    } else {
      ASSAY_TRY(amounts.token1, deltas::amount1(lower, upper, delta));
    }
    return amounts;
  }

  // _updatePosition
  status update_position(const position_key& key, const signed_liquidity& delta) {
    bool flipped_lower = false;
    bool flipped_upper = false;
    if (!delta.is_zero()) {
      const pool_storage<Format>& pool = state_.pool;
      ASSAY_TRY(const auto oracle,
                state_.observations.observe_single(pool.observation, now_of(state_, now_), 0));
      const accumulators<Format> now{pool.fee_growth_global_x128, oracle, now_};
      ASSAY_TRY(flipped_lower, update_tick(key.tick_lower, delta, now, false));
      ASSAY_TRY(flipped_upper, update_tick(key.tick_upper, delta, now, true));
      if (flipped_lower) ASSAY_CHECK(flip(key.tick_lower));
      if (flipped_upper) ASSAY_CHECK(flip(key.tick_upper));
    }
    const both<word> inside = growth_inside(key);
    ASSAY_CHECK(settle(key, delta, inside));
    if (delta.is_negative()) {
      if (flipped_lower) log_.ticks.remove(state_.ticks, key.tick_lower);
      if (flipped_upper) log_.ticks.remove(state_.ticks, key.tick_upper);
    }
    return {};
  }

  // Tick.update: true if the tick flipped between used and unused.
  result<bool> update_tick(std::int32_t tick, const signed_liquidity& delta,
                           const accumulators<Format>& now, bool upper) {
    tick_info<Format>& info = log_.ticks.change(state_.ticks, tick);
    const liquidity_type before = info.liquidity_gross;
    ASSAY_TRY(const liquidity_type after,
              Steps::gross_after(before, delta, state_.max_liquidity_per_tick));
    if (before.is_zero()) {
      if (Steps::starts_below(tick, state_.pool.tick)) {
        info.fee_growth_outside0_x128 = now.fee_growth_global_x128.token0;
        info.fee_growth_outside1_x128 = now.fee_growth_global_x128.token1;
        info.seconds_per_liquidity_outside_x128 = now.oracle.seconds_per_liquidity_x128;
        info.tick_cumulative_outside = now.oracle.tick_cumulative;
        info.seconds_outside = now.time;
      }
      info.initialized = true;
    }
    info.liquidity_gross = after;
    ASSAY_TRY(info.liquidity_net, Steps::net_after(info.liquidity_net, delta, upper));
    return before.is_zero() != after.is_zero();
  }

  // TickBitmap.flipTick. Reverts bare off the spacing; on it the division is exact.
  status flip(std::int32_t tick) {
    if (tick % state_.tick_spacing != 0) return revert::empty();
    const std::int32_t compressed = tick / state_.tick_spacing;
    const std::int32_t position = bitmap_word_of(compressed);
    auto& bits = log_.bitmap.change(state_.bitmap, position);
    bits ^= std::remove_reference_t<decltype(bits)>::power_of_two(bitmap_bit_of(compressed));
    if (bits.is_zero()) log_.bitmap.remove(state_.bitmap, position);
    return {};
  }

  [[nodiscard]] both<word> growth_inside(const position_key& key) const {
    const pool_storage<Format>& pool = state_.pool;
    const tick_info<Format> lower = tick_or_empty(state_, key.tick_lower);
    const tick_info<Format> upper = tick_or_empty(state_, key.tick_upper);
    const bool above = Steps::at_or_above_lower(pool.tick, key.tick_lower);
    const bool below = Steps::below_upper(pool.tick, key.tick_upper);
    return {Steps::growth_inside(pool.fee_growth_global_x128.token0, lower.fee_growth_outside0_x128,
                                 upper.fee_growth_outside0_x128, above, below),
            Steps::growth_inside(pool.fee_growth_global_x128.token1, lower.fee_growth_outside1_x128,
                                 upper.fee_growth_outside1_x128, above, below)};
  }

  // Position.update: liquidity, fees earned so far, and the growth they were read at.
  status settle(const position_key& key, const signed_liquidity& delta, const both<word>& inside) {
    position_info<Format>& position = log_.positions.change(state_.positions, key);
    const liquidity_type before = position.liquidity;
    liquidity_type after = before;
    if (delta.is_zero()) {
      if (before.is_zero()) return revert::reason("NP");
    } else {
      ASSAY_TRY(after, add_delta(before, delta));
    }
    ASSAY_TRY(const liquidity_type owed0,
              Steps::fees_owed(inside.token0, position.fee_growth_inside0_last_x128, before));
    ASSAY_TRY(const liquidity_type owed1,
              Steps::fees_owed(inside.token1, position.fee_growth_inside1_last_x128, before));
    position.liquidity = after;
    position.fee_growth_inside0_last_x128 = inside.token0;
    position.fee_growth_inside1_last_x128 = inside.token1;
    position.tokens_owed0 = add_wrapping(position.tokens_owed0, owed0);
    position.tokens_owed1 = add_wrapping(position.tokens_owed1, owed1);
    return {};
  }
};

template <class Format>
tick_info<Format> tick_or_empty(const state<Format>& state, std::int32_t tick) {
  const auto found = state.ticks.find(tick);
  return found == state.ticks.end() ? tick_info<Format>{} : found->second;
}

template <class Format, class Steps>
result<both<sint<Format::word_bits, typename Format::backend>>> modify_position(
    state<Format>& state, undo_log<Format>& log, const position_key& key,
    const sint<Format::liquidity_bits, typename Format::backend>& delta, std::uint32_t now) {
  return position_change<Format, Steps>(state, log, now).run(key, delta);
}

// snapshotCumulativesInside: differences only mean something between two readings of one range.
// Reverts: TLU, TLM, TUM, then bare where a tick is not initialized.
template <class Format, class Steps>
result<snapshot<Format>> snapshot_inside(const state<Format>& state, std::int32_t tick_lower,
                                         std::int32_t tick_upper, std::uint32_t time) {
  using inside_type = snapshot<Format>;
  ASSAY_CHECK(check_ticks<Steps>(tick_lower, tick_upper));
  const tick_info<Format> lower = tick_or_empty(state, tick_lower);
  const tick_info<Format> upper = tick_or_empty(state, tick_upper);
  if (!lower.initialized || !upper.initialized) return revert::empty();
  const auto outside = [](const tick_info<Format>& tick) {
    return inside_type{tick.tick_cumulative_outside, tick.seconds_per_liquidity_outside_x128,
                       tick.seconds_outside};
  };
  const auto minus = [](const inside_type& a, const inside_type& b) {
    return inside_type{
        wrap_int56(static_cast<std::uint64_t>(a.tick_cumulative_inside) -
                   static_cast<std::uint64_t>(b.tick_cumulative_inside)),
        sub_wrapping(a.seconds_per_liquidity_inside_x128, b.seconds_per_liquidity_inside_x128),
        a.seconds_inside - b.seconds_inside};
  };
  const pool_storage<Format>& pool = state.pool;
  if (!Steps::at_or_above_lower(pool.tick, tick_lower))
    return minus(outside(lower), outside(upper));
  if (!Steps::below_upper(pool.tick, tick_upper)) return minus(outside(upper), outside(lower));
  ASSAY_TRY(const auto now,
            state.observations.observe_single(pool.observation, now_of(state, time), 0));
  const inside_type global{now.tick_cumulative, now.seconds_per_liquidity_x128, time};
  return minus(minus(global, outside(lower)), outside(upper));
}

}  // namespace assay::uniswap_v3
