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

// Is every observation younger than the one before it, and none older than 2^32 seconds?
bool pool::is_ordered(std::span<const std::size_t> ring) const {
  const auto& slots = now_.observations;
  return std::adjacent_find(ring.begin(), ring.end(), [&](std::size_t older, std::size_t newer) {
           return age_of(slots[older]) <= age_of(slots[newer]);
         }) == ring.end();
}

// In an ordered ring the neighbours of a moment are those in time.
pool::neighbours pool::neighbours_by_age(std::uint32_t age) const {
  const auto& slots = now_.observations;
  const auto after = std::partition_point(
      ring_.begin(), ring_.end(), [&](std::size_t slot) { return age_of(slots[slot]) > age; });
  if (after == ring_.begin()) {  // the oldest itself, or older than that
    return {age_of(slots[*after]) == age ? &slots[*after] : nullptr, nullptr};
  }
  return {&slots[*std::prev(after)], after == ring_.end() ? nullptr : &slots[*after]};
}

// In a ring that holds more than 2^32 seconds an age does not say which turn of the clock is meant.
// What the pool finds then is what its search by halves comes to, so that is the definition: of two
// slots that follow each other the first is at least as old as asked for, the second at most.
pool::neighbours pool::neighbours_by_halving(std::uint32_t age) const {
  const auto& slots = now_.observations;
  const std::size_t size = now_.observation_cardinality;
  const observation& newest = slots[now_.observation_index];
  if (age_of(newest) >= age) return {&newest, nullptr};
  if (age_of(slots[ring_.front()]) < age) return {};
  std::size_t first = now_.observation_index + 1;
  std::size_t last = now_.observation_index + size;
  static const observation empty{};
  const auto slot = [&](std::size_t i) -> const observation& {
    return i % size < slots.size() ? slots[i % size] : empty;
  };
  while (first <= last) {
    const std::size_t middle = (first + last) / 2;
    const observation& before = slot(middle);
    const observation& after = slot(middle + 1);
    if (!before.is_initialized) {  // prepared only: all that is written comes later
      first = middle + 1;
    } else if (age_of(before) < age) {
      last = middle - 1;
    } else if (age_of(after) <= age) {
      return {&before, &after};
    } else {
      first = middle + 1;
    }
  }
  return {};  // no such ring comes from a pool
}

// The integrals as they stood `age` seconds ago, on the straight line between the two observations
// around that moment; the present is the last of them.
cumulatives pool::recall(const neighbours& around, std::uint32_t age) const {
  for (const observation* exact : {around.before, around.after}) {
    if (exact != nullptr && age_of(*exact) == age) {
      return {exact->tick_cumulative, exact->seconds_per_liquidity};
    }
  }
  const observation& before = *around.before;
  const std::uint32_t elapsed = age_of(before) - age;
  std::int64_t tick = now_.tick;
  integer seconds;
  if (around.after == nullptr) {
    seconds = seconds_per_liquidity(elapsed, now_.liquidity);
  } else {
    const observation& next = *around.after;
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
  const std::size_t size = now_.observation_cardinality;
  ring_.clear();
  for (std::size_t i = 1; i <= size; ++i) {
    const std::size_t slot = (now_.observation_index + i) % size;
    if (slot < now_.observations.size() && now_.observations[slot].is_initialized) {
      ring_.push_back(slot);
    }
  }
  if (ring_.empty()) return refusal::history;
  const bool by_age = is_ordered(ring_);
  for (const std::uint32_t age : what.seconds_agos) {
    const neighbours around = by_age ? neighbours_by_age(age) : neighbours_by_halving(age);
    if (around.before == nullptr) return refusal::history;
    outcome_.observed.push_back(recall(around, age));
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
