// States of Uniswap V3 that no sequence of operations leads to, refused with the reason: a trace
// that holds one was damaged or made up, and comparing with it would prove nothing.
#include <algorithm>

#include "assay/math/tick_math.hpp"
#include "json.hpp"
#include "uniswap_v3_codec.hpp"
#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::place;
using format = protocol::format;
using word = format::word;
using signed_word = sint<format::word_bits>;

constexpr std::string_view mend = "no pool can become this: fetch the trace again";

bool in_range(std::int32_t tick) { return tick >= min_tick && tick <= max_tick; }

// 0 is off; else 1/4 to 1/10 of the fees.
bool is_fee_protocol(unsigned n) { return n == 0 || (n >= 4 && n <= 10); }

[[noreturn]] void fail_slot(const place& at, std::uint32_t slot, std::string_view what) {
  at.fail_at("state.observations", std::to_string(slot), what, mend);
}

void check_untouched(const place& at, const pool_storage<format>& pool) {
  if (!(pool == pool_storage<format>{})) {
    at.fail_at("state", "sqrtPriceX96", "is 0, but the pool shows traces of use", mend);
  }
}

}  // namespace

void possibility_check::begin_episode(std::int32_t tick_spacing, std::uint64_t time) {
  born_ = time;
  is_new_ = true;
  tick_spacing_ = tick_spacing;
  max_liquidity_per_tick_ = max_liquidity_per_tick<format::liquidity_bits>(tick_spacing);
}

void possibility_check::check(const place& at, const state_record& state, std::uint64_t time) {
  if (is_new_) has_past_ = !state.pool.sqrt_price_x96.is_zero();
  is_new_ = false;
  if (state.pool.sqrt_price_x96.is_zero()) {
    check_untouched(at, state.pool);
  } else {
    check_slot0(at, state.pool);
  }
  check_positions(at, state);
  check_ticks(at, state);
  check_bitmap(at, state);
  find_slots(at, state);
  check_slots(at, state.pool.observation);
  check_dates(at, state.pool.observation, time);
}

void possibility_check::check_slot0(const place& at, const pool_storage<format>& pool) const {
  const auto floor = tick_at_sqrt_ratio(pool.sqrt_price_x96);
  if (!floor.ok()) {
    at.fail_at("state", "sqrtPriceX96", "is outside of the price line", mend);
  }
  // A price that came down exactly to a tick stands above it while the tick is one below.
  const bool reached_from_above = pool.tick == floor.value() - 1 &&
                                  sqrt_ratio_at_tick(floor.value()).value() == pool.sqrt_price_x96;
  if (pool.tick != floor.value() && !reached_from_above) {
    at.fail_at("state", "tick",
               fmt::format("is {}, but sqrtPriceX96 is in tick {}", pool.tick, floor.value()),
               mend);
  }
  if (!pool.unlocked) at.fail_at("state", "unlocked", "is false after an operation", mend);
  const auto [index, cardinality] = pool.observation;
  if (index >= cardinality || cardinality > pool.observation_cardinality_next) {
    at.fail_at("state", "observationIndex",
               fmt::format("is {} of {} observations, {} prepared", index, cardinality,
                           pool.observation_cardinality_next),
               mend);
  }
  if (!is_fee_protocol(pool.fee_protocol & 0xfU) || !is_fee_protocol(pool.fee_protocol >> 4U)) {
    at.fail_at("state", "feeProtocol",
               fmt::format("is {}, which setFeeProtocol refuses", pool.fee_protocol), mend);
  }
}

// Sums what positions make of ticks, and of the liquidity in range.
void possibility_check::check_positions(const place& at, const state_record& state) {
  expected_ticks_.clear();
  word active{};
  for (const auto& [key, info] : state.positions) {
    if (info.liquidity.is_zero()) continue;
    const bool aligned = key.tick_lower % tick_spacing_ == 0 && key.tick_upper % tick_spacing_ == 0;
    if (!in_range(key.tick_lower) || !in_range(key.tick_upper) || !aligned ||
        key.tick_lower >= key.tick_upper) {
      at.fail_at("state.positions", position_name(key),
                 "has liquidity between ticks that mint refuses", mend);
    }
    const word liquidity = widen<format::word_bits>(info.liquidity);
    const signed_word added = signed_word::from_bits(liquidity);
    expected_tick& lower = expected_ticks_[key.tick_lower];
    lower.gross = add_wrapping(lower.gross, liquidity);
    lower.net = add_wrapping(lower.net, added);
    expected_tick& upper = expected_ticks_[key.tick_upper];
    upper.gross = add_wrapping(upper.gross, liquidity);
    upper.net = sub_wrapping(upper.net, added);
    if (key.tick_lower <= state.pool.tick && state.pool.tick < key.tick_upper) {
      active = add_wrapping(active, liquidity);
    }
  }
  if (active != widen<format::word_bits>(state.pool.liquidity)) {
    at.fail_at("state", "liquidity",
               fmt::format("is {}, but the positions in range sum to {}",
                           to_decimal(state.pool.liquidity), to_decimal(active)),
               mend);
  }
}

void possibility_check::check_ticks(const place& at, const state_record& state) {
  expected_bitmap_.clear();
  std::size_t used = 0;
  for (const auto& [tick, info] : state.ticks) {
    const auto fail = [&, shown = tick](std::string_view what) {
      at.fail_at("state.ticks", std::to_string(shown), what, mend);
    };
    if (!in_range(tick) || tick % tick_spacing_ != 0) {
      fail(fmt::format("is no tick of this pool, which has every {} from {} to {}", tick_spacing_,
                       min_tick, max_tick));
    }
    const auto found = expected_ticks_.find(tick);
    if (found == expected_ticks_.end()) {
      if (!(info == tick_info<format>{})) fail("is not zero, but bounds no position");
      continue;
    }
    ++used;
    const expected_tick& expected = found->second;
    if (widen<format::word_bits>(info.liquidity_gross) != expected.gross) {
      fail(fmt::format("has liquidityGross {}, but its positions sum to {}",
                       to_decimal(info.liquidity_gross), to_decimal(expected.gross)));
    }
    if (widen<format::word_bits>(info.liquidity_net) != expected.net) {
      fail(fmt::format("has liquidityNet {}, but its positions sum to {}",
                       to_decimal(info.liquidity_net), to_decimal(expected.net)));
    }
    if (info.liquidity_gross > max_liquidity_per_tick_) fail("holds more than maxLiquidityPerTick");
    if (!info.initialized) fail("bounds a position, but is not initialized");
    const std::int32_t compressed = compress(tick, tick_spacing_);
    expected_bitmap_[bitmap_word_of(compressed)] |= word::power_of_two(bitmap_bit_of(compressed));
  }
  if (used == expected_ticks_.size()) return;
  for (const auto& [tick, expected] : expected_ticks_) {
    const bool shown =
        std::any_of(state.ticks.begin(), state.ticks.end(),
                    [at_tick = tick](const auto& row) { return row.first == at_tick; });
    if (!shown) {
      at.fail_at("state.ticks", std::to_string(tick), "is missing, but bounds a position", mend);
    }
  }
}

void possibility_check::check_bitmap(const place& at, const state_record& state) const {
  std::size_t used = 0;
  for (const auto& [position, bits] : state.bitmap) {
    const auto found = expected_bitmap_.find(position);
    const word expected = found == expected_bitmap_.end() ? word{} : found->second;
    if (found != expected_bitmap_.end()) ++used;
    if (bits != expected) {
      at.fail_at("state.bitmap", std::to_string(position),
                 fmt::format("is {}, but the initialized ticks make it {}", to_decimal(bits),
                             to_decimal(expected)),
                 mend);
    }
  }
  if (used == expected_bitmap_.size()) return;
  for (const auto& [position, expected] : expected_bitmap_) {
    const bool shown =
        std::any_of(state.bitmap.begin(), state.bitmap.end(),
                    [word_at = position](const auto& row) { return row.first == word_at; });
    if (!shown) {
      at.fail_at(
          "state.bitmap", std::to_string(position),
          fmt::format("is missing, but the initialized ticks make it {}", to_decimal(expected)),
          mend);
    }
  }
}

// Slots below observationCardinalityNext have been written or prepared; no other has anything.
void possibility_check::find_slots(const place& at, const state_record& state) {
  const std::uint32_t prepared = state.pool.observation_cardinality_next;
  slots_.assign(std::min(prepared, observations_shown_), nullptr);
  for (const auto& [slot, row] : state.observations) {
    if (slot < slots_.size()) {
      slots_[slot] = &row;
    } else if (!(row == observation<format::backend>{})) {
      fail_slot(at, slot, fmt::format("is not zero, but only {} are prepared", prepared));
    }
  }
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    if (slots_[slot] == nullptr) fail_slot(at, slot, "is missing, but below those prepared");
  }
}

// Observations are written one slot after the other, and the ring takes prepared slots in only when
// all that it has are written: those behind the newest one are all written, or none of them is.
void possibility_check::check_slots(const place& at, const oracle_position& ring) {
  const observation<format::backend> fresh{1, false, 0, {}};  // as grow leaves it
  const std::uint32_t behind = std::uint32_t{ring.index} + 1;
  const bool is_full =
      behind < ring.cardinality && behind < slots_.size() && slots_[behind]->initialized;
  for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
    const bool is_written = slot < behind || (is_full && slot < ring.cardinality);
    const observation<format::backend>& row = *slots_[slot];
    if (is_written && !row.initialized) fail_slot(at, slot, "is not initialized, but was written");
    if (!is_written && !(row == fresh)) {
      fail_slot(at, slot, "was not written yet, but is not as the ring's growth leaves it");
    }
  }
}

// From the oldest to the newest, as far as they are shown. Times are known modulo 2^32: in a ring
// older than that, or of unknown age, any order can be right.
void possibility_check::check_dates(const place& at, const oracle_position& ring,
                                    std::uint64_t time) const {
  const std::uint64_t pool_age = time - born_;
  if (has_past_ || pool_age > UINT32_MAX) return;
  std::uint64_t age_before = pool_age + 1;
  const auto check_next = [&](std::uint32_t slot) {
    if (!slots_[slot]->initialized) return;
    const std::uint32_t dated = slots_[slot]->block_timestamp;
    const std::uint32_t age = static_cast<std::uint32_t>(time) - dated;
    if (age > pool_age) {
      fail_slot(at, slot, fmt::format("is of {}, after this operation or before the pool", dated));
    }
    if (age >= age_before) {
      fail_slot(at, slot, fmt::format("is of {}, not after the observation before it", dated));
    }
    age_before = age;
  };
  const auto shown = static_cast<std::uint32_t>(slots_.size());  // of a ring that may be long
  const std::uint32_t behind = std::uint32_t{ring.index} + 1;
  for (std::uint32_t slot = behind; slot < std::min<std::uint32_t>(ring.cardinality, shown);
       ++slot) {
    check_next(slot);
  }
  for (std::uint32_t slot = 0; slot < std::min(behind, shown); ++slot) check_next(slot);
}

}  // namespace assay::uniswap_v3
