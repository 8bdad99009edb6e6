// What the pool remembers of time: the integrals of the tick and of seconds per liquidity.
//
// Between two writes of the ring neither the tick nor the liquidity in range has stood at another
// value, so the integral over that time is a product.
#include <algorithm>

#include "assay/model/uniswap_v3_pool.hpp"

namespace assay::model::uniswap_v3 {
namespace {

constexpr unsigned seconds_fraction_bits = 128;

// The integral of the tick over `seconds`, modulo 2^64, of which 2^56 is a divisor.
std::int64_t tick_times(std::int64_t tick, std::uint32_t seconds) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(tick) * seconds);
}

}  // namespace

std::int64_t wrapped_tick_cumulative(std::int64_t value) {
  constexpr std::uint64_t turn = std::uint64_t{1} << 56;
  const std::uint64_t low = static_cast<std::uint64_t>(value) % turn;
  return low < turn / 2 ? static_cast<std::int64_t>(low) : static_cast<std::int64_t>(low - turn);
}

integer seconds_per_liquidity(std::uint32_t seconds, const integer& liquidity) {
  return floor_of_quotient(integer(seconds) << seconds_fraction_bits,
                           std::max(liquidity, integer(1)));
}

pool::totals pool::totals_now() const {
  const observation& latest = now_.observations[now_.observation_index];
  const std::uint32_t seconds = clock_ - latest.time;
  return {wrapped_tick_cumulative(latest.tick_cumulative + tick_times(now_.tick, seconds)),
          sum_modulo(latest.seconds_per_liquidity,
                     seconds == 0 ? integer(0) : seconds_per_liquidity(seconds, now_.liquidity),
                     seconds_per_liquidity_bits),
          clock_};
}

// Tells all bounds at or below the pool of the time that passed since they were last told.
void pool::settle_time() {
  if (clock_ == settled_.time) return;
  const totals now = totals_now();
  const std::int64_t ticks = now.tick_cumulative - settled_.tick_cumulative;
  const integer seconds = difference_modulo(
      now.seconds_per_liquidity, settled_.seconds_per_liquidity, seconds_per_liquidity_bits);
  for (bound& each : bounds_) {
    if (each.tick > now_.tick) break;
    each.tick_cumulative_above = wrapped_tick_cumulative(each.tick_cumulative_above + ticks);
    each.seconds_per_liquidity_above =
        sum_modulo(each.seconds_per_liquidity_above, seconds, seconds_per_liquidity_bits);
    each.seconds_above += now.time - settled_.time;
  }
  settled_ = now;
}

// At most one observation a second; the ring grows when it is about to begin again.
void pool::write_observation() {
  const observation& latest = now_.observations[now_.observation_index];
  if (latest.time == clock_) return;
  const totals now = totals_now();
  const bool is_at_end = now_.observation_index + 1 == now_.observation_cardinality;
  if (is_at_end) {
    now_.observation_cardinality =
        std::max(now_.observation_cardinality, now_.observation_cardinality_next);
  }
  now_.observation_index = (now_.observation_index + 1) % now_.observation_cardinality;
  now_.observations[now_.observation_index] = {clock_, true, now.tick_cumulative,
                                               now.seconds_per_liquidity};
}

// Lists the slots in use, oldest first; false where there are none. Times are ordered when every
// slot is younger than the one before, none being older than 2^32 seconds.
bool pool::order_ring(bool& is_ordered) {
  const std::size_t size = now_.observation_cardinality;
  ring_.clear();
  for (std::size_t i = 1; i <= size; ++i) {
    const std::size_t slot = (now_.observation_index + i) % size;
    if (slot < now_.observations.size() && now_.observations[slot].is_initialized) {
      ring_.push_back(slot);
    }
  }
  is_ordered = true;
  for (std::size_t i = 1; i < ring_.size(); ++i) {
    const std::uint32_t older = clock_ - now_.observations[ring_[i - 1]].time;
    const std::uint32_t newer = clock_ - now_.observations[ring_[i]].time;
    is_ordered = is_ordered && older > newer;
  }
  return !ring_.empty();
}

// The integrals as they stood `age` seconds ago, on the straight line between the two observations
// around that moment; the present is the last of them.
cumulatives pool::recall(std::uint32_t age) const {
  const auto age_of = [&](std::size_t slot) { return clock_ - now_.observations[slot].time; };
  const auto after = std::partition_point(ring_.begin(), ring_.end(),
                                          [&](std::size_t slot) { return age_of(slot) > age; });
  if (after != ring_.end() && age_of(*after) == age) {
    const observation& exact = now_.observations[*after];
    return {exact.tick_cumulative, exact.seconds_per_liquidity};
  }
  const observation& before = now_.observations[*std::prev(after)];
  const std::uint32_t elapsed = age_of(*std::prev(after)) - age;
  std::int64_t tick = now_.tick;
  integer seconds;
  if (after == ring_.end()) {
    seconds = seconds_per_liquidity(elapsed, now_.liquidity);
  } else {
    const observation& next = now_.observations[*after];
    const std::uint32_t span = next.time - before.time;
    tick = wrapped_tick_cumulative(next.tick_cumulative - before.tick_cumulative) /
           static_cast<std::int64_t>(span);  // the mean tick, cut off towards zero
    seconds = floor_of_quotient(
        difference_modulo(next.seconds_per_liquidity, before.seconds_per_liquidity,
                          seconds_per_liquidity_bits) *
            elapsed,
        span);
  }
  return {wrapped_tick_cumulative(before.tick_cumulative + tick_times(tick, elapsed)),
          sum_modulo(before.seconds_per_liquidity, seconds, seconds_per_liquidity_bits)};
}

refusal pool::observe(const operation& what) {
  if (now_.observation_cardinality == 0) return refusal::locked;
  if (!order_ring(outcome_.history_is_ordered)) return refusal::history;
  const std::uint32_t oldest = clock_ - now_.observations[ring_.front()].time;
  for (const std::uint32_t age : what.seconds_agos) {
    if (age > oldest) return refusal::history;
    outcome_.observed.push_back(recall(age));
  }
  return refusal::none;
}

// What accrued inside a range: what the lower bound has seen above it less what the upper has.
refusal pool::snapshot(const operation& what) {
  if (const refusal range = check_range(what); range != refusal::none) return range;
  if (bound_at(what.lower) == nullptr || bound_at(what.upper) == nullptr) return refusal::liquidity;
  settle_time();
  const bound& lower = *bound_at(what.lower);
  const bound& upper = *bound_at(what.upper);
  outcome_.inside = {
      wrapped_tick_cumulative(lower.tick_cumulative_above - upper.tick_cumulative_above),
      difference_modulo(lower.seconds_per_liquidity_above, upper.seconds_per_liquidity_above,
                        seconds_per_liquidity_bits)};
  outcome_.seconds_inside = lower.seconds_above - upper.seconds_above;
  outcome_.count = 3;
  return refusal::none;
}

}  // namespace assay::model::uniswap_v3
