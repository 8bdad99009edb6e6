// From Uniswap V3's plain data to the model's: states, operations and receipts.
//
// A state is large and an operation changes little of it, so what is kept from before is compared
// and written only where it changed. A long run allocates nothing.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <type_traits>
#include <variant>
#include <vector>

#include "assay/invariant/numbers.hpp"
#include "assay/model/uniswap_v3_pool.hpp"
#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/operation.hpp"
#include "assay/pool/uniswap_v3/setup.hpp"
#include "assay/pool/uniswap_v3/state.hpp"

namespace assay::invariant::uniswap_v3 {

namespace exact = model::uniswap_v3;
namespace engine = assay::uniswap_v3;

using invariant::assign;
using invariant::refresh;

static_assert(account::zero().index == exact::nobody);
static_assert(account::pool().index == exact::pool_itself);
static_assert(account::first_actor == exact::first_actor);

/// The widths that a format has.
template <class Format>
exact::formats widths_of() {
  exact::formats sizes;
  sizes.word = Format::word_bits;
  sizes.fraction = Format::fraction;
  sizes.liquidity = Format::liquidity_bits;
  sizes.growth = Format::growth_fraction;
  sizes.fee_unit = Format::fee_unit;
  return sizes;
}

inline exact::setup to_model(const engine::setup& setup, const exact::formats& sizes = {}) {
  return {setup.actors, setup.owner.index, sizes};
}

// ---- States

namespace detail {

using invariant::refresh;

template <class Format>
void refresh(exact::tick_record& to, std::int32_t tick, const engine::tick_info<Format>& from) {
  to.tick = tick;
  refresh(to.gross, from.liquidity_gross);
  assign_signed(to.net, from.liquidity_net);
  refresh(to.growth_outside[0], from.fee_growth_outside0_x128);
  refresh(to.growth_outside[1], from.fee_growth_outside1_x128);
  to.tick_cumulative_outside = from.tick_cumulative_outside;
  refresh(to.seconds_per_liquidity_outside, from.seconds_per_liquidity_outside_x128);
  to.seconds_outside = from.seconds_outside;
  to.is_initialized = from.initialized;
}

template <class Format>
void refresh(exact::position_record& to, const engine::position_key& key,
             const engine::position_info<Format>& from) {
  to.key = {key.owner.index, key.tick_lower, key.tick_upper};
  refresh(to.liquidity, from.liquidity);
  refresh(to.growth_inside_last[0], from.fee_growth_inside0_last_x128);
  refresh(to.growth_inside_last[1], from.fee_growth_inside1_last_x128);
  refresh(to.owed[0], from.tokens_owed0);
  refresh(to.owed[1], from.tokens_owed1);
}

template <class Word>
void refresh(exact::bitmap_word& to, std::int32_t position, const Word& from) {
  to.position = position;
  refresh(to.bits, from);
}

template <class Backend>
void refresh(exact::observation& to, const engine::observation<Backend>& from) {
  to.time = from.block_timestamp;
  to.is_initialized = from.initialized;
  to.tick_cumulative = from.tick_cumulative;
  refresh(to.seconds_per_liquidity, from.seconds_per_liquidity_cumulative_x128);
}

template <class Backend>
bool is_same(const exact::observation& a, const engine::observation<Backend>& b) {
  return a.time == b.block_timestamp && a.is_initialized == b.initialized &&
         a.tick_cumulative == b.tick_cumulative &&
         invariant::is_same(a.seconds_per_liquidity, b.seconds_per_liquidity_cumulative_x128);
}

inline std::int32_t key_of(const exact::tick_record& record) { return record.tick; }
inline std::int32_t key_of(const exact::bitmap_word& record) { return record.position; }
inline const exact::position_key& key_of(const exact::position_record& record) {
  return record.key;
}
inline std::int32_t to_key(std::int32_t key) { return key; }
inline exact::position_key to_key(const engine::position_key& key) {
  return {key.owner.index, key.tick_lower, key.tick_upper};
}

/// Keeps a sorted list equal to a hash map whose order says nothing. Each entry of the map
/// remembers its place in the list until the map's keys change.
class map_reader {
 public:
  template <class Record, class Map>
  void read(std::vector<Record>& to, const Map& from) {
    if (!refresh_in_place(to, from)) rebuild(to, from);
  }

 private:
  template <class Record, class Map>
  bool refresh_in_place(std::vector<Record>& to, const Map& from) {
    if (to.size() != from.size() || places_.size() != from.size()) return false;
    std::size_t i = 0;
    for (const auto& [key, value] : from) {
      Record& record = to[places_[i++]];
      if (!(key_of(record) == to_key(key))) return false;
      refresh(record, key, value);
    }
    return true;
  }

  template <class Record, class Map>
  void rebuild(std::vector<Record>& to, const Map& from) {
    to.resize(from.size());
    std::size_t i = 0;
    for (const auto& [key, value] : from) refresh(to[i++], key, value);
    std::sort(to.begin(), to.end(),
              [](const Record& a, const Record& b) { return key_of(a) < key_of(b); });
    places_.clear();
    for (const auto& [key, value] : from) {
      const auto found = std::lower_bound(
          to.begin(), to.end(), to_key(key),
          [](const Record& record, const auto& wanted) { return key_of(record) < wanted; });
      places_.push_back(static_cast<std::size_t>(found - to.begin()));
    }
  }

  std::vector<std::size_t> places_{};
};

}  // namespace detail

/// A state in the model's numbers, kept up to date with the one that it is shown.
class state_image {
 public:
  [[nodiscard]] const exact::state& get() const { return state_; }
  /// The slots of the ring that were not, at the last reading, what they were at the one before.
  [[nodiscard]] std::span<const std::size_t> changed_slots() const { return changed_slots_; }

  template <class Format>
  void read(const engine::state<Format>& from) {
    const auto& pool = from.pool;
    state_.fee = from.fee_pips;
    state_.tick_spacing = from.tick_spacing;
    refresh(state_.largest_gross, from.max_liquidity_per_tick);
    refresh(state_.sqrt_price, pool.sqrt_price_x96);
    state_.tick = pool.tick;
    state_.observation_index = pool.observation.index;
    state_.observation_cardinality = pool.observation.cardinality;
    state_.observation_cardinality_next = pool.observation_cardinality_next;
    state_.fee_protocol = {static_cast<std::uint8_t>(pool.fee_protocol & 0xf),
                           static_cast<std::uint8_t>(pool.fee_protocol >> 4)};
    state_.unlocked = pool.unlocked;
    refresh(state_.growth_global[0], pool.fee_growth_global_x128.token0);
    refresh(state_.growth_global[1], pool.fee_growth_global_x128.token1);
    refresh(state_.protocol_fees[0], pool.protocol_fees.token0);
    refresh(state_.protocol_fees[1], pool.protocol_fees.token1);
    refresh(state_.liquidity, pool.liquidity);
    ticks_.read(state_.ticks, from.ticks);
    bitmap_.read(state_.bitmap, from.bitmap);
    positions_.read(state_.positions, from.positions);
    read_ring(from.observations.slots());
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& balances = from.tokens[i].balances;
      state_.balances[i].resize(balances.size());
      for (std::size_t k = 0; k < balances.size(); ++k) {
        refresh(state_.balances[i][k], balances[k]);
      }
    }
  }

 private:
  // A ring may be long, and hardly any of it changes from step to step. Every slot is looked at,
  // through the few bytes of the subject's own form where it has one that can be copied as bytes.
  template <class Observation>
  void read_ring(const std::vector<Observation>& slots) {
    constexpr bool is_bytes = std::is_trivially_copyable_v<Observation>;
    const bool is_new = state_.observations.size() != slots.size();
    state_.observations.resize(slots.size());
    changed_slots_.clear();
    if constexpr (is_bytes) ring_bytes_.resize(slots.size() * sizeof(Observation));
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if constexpr (is_bytes) {
        std::byte* const known = ring_bytes_.data() + i * sizeof(Observation);
        // Padding that differs makes a slot look changed, which costs a look.
        // NOLINTNEXTLINE(bugprone-suspicious-memory-comparison)
        if (!is_new && std::memcmp(known, &slots[i], sizeof(Observation)) == 0) continue;
        std::memcpy(known, &slots[i], sizeof(Observation));
      } else if (!is_new && detail::is_same(state_.observations[i], slots[i])) {
        continue;
      }
      detail::refresh(state_.observations[i], slots[i]);
      changed_slots_.push_back(i);
    }
  }

  exact::state state_{};
  detail::map_reader ticks_{};
  detail::map_reader bitmap_{};
  detail::map_reader positions_{};
  std::vector<std::byte> ring_bytes_{};
  std::vector<std::size_t> changed_slots_{};
};

// ---- Operations

namespace detail {

template <class Format>
void assign_payment(exact::operation& to, const engine::payment<Format>& pay) {
  assign_signed(to.extras[0], pay.extra0);
  assign_signed(to.extras[1], pay.extra1);
  to.reenters = pay.reenter != engine::reentry::none;
}

template <class Call>
void assign_range(exact::operation& to, const Call& call) {
  to.lower = call.tick_lower;
  to.upper = call.tick_upper;
}

// One overload per operation of the pool; all other fields of `to` are at rest.
template <class Format>
void assign_call(exact::operation& to, const engine::create_pool<Format>& call) {
  assign(to.amount, call.balances);
  to.fee = call.fee_pips;
  to.tick_spacing = call.tick_spacing;
}
template <class Format>
void assign_call(exact::operation& to, const engine::initialize<Format>& call) {
  assign(to.amount, call.sqrt_price_x96);
}
template <class Format>
void assign_call(exact::operation& to, const engine::mint<Format>& call) {
  to.recipient = call.recipient.index;
  assign_range(to, call);
  assign(to.amount, call.amount);
  assign_payment(to, call.pay);
}
template <class Format>
void assign_call(exact::operation& to, const engine::burn<Format>& call) {
  assign_range(to, call);
  assign(to.amount, call.amount);
}
template <class Format>
void assign_call(exact::operation& to, const engine::collect<Format>& call) {
  to.recipient = call.recipient.index;
  assign_range(to, call);
  assign(to.amounts[0], call.amount0_requested);
  assign(to.amounts[1], call.amount1_requested);
}
template <class Format>
void assign_call(exact::operation& to, const engine::swap<Format>& call) {
  to.recipient = call.recipient.index;
  to.sells_token0 = call.zero_for_one;
  to.exact_in = !call.amount_specified.is_negative();
  assign(to.amount, magnitude(call.amount_specified));
  assign(to.price_limit, call.sqrt_price_limit_x96);
  assign_payment(to, call.pay);
}
template <class Format>
void assign_call(exact::operation& to, const engine::flash<Format>& call) {
  to.recipient = call.recipient.index;
  assign(to.amounts[0], call.amount0);
  assign(to.amounts[1], call.amount1);
  assign_signed(to.extras[0], call.paid_over0);
  assign_signed(to.extras[1], call.paid_over1);
  to.reenters = call.reenter != engine::reentry::none;
}
inline void assign_call(exact::operation& to, const engine::set_fee_protocol& call) {
  to.fee_protocol = {call.fee_protocol0, call.fee_protocol1};
}
template <class Format>
void assign_call(exact::operation& to, const engine::collect_protocol<Format>& call) {
  to.recipient = call.recipient.index;
  assign(to.amounts[0], call.amount0_requested);
  assign(to.amounts[1], call.amount1_requested);
}
inline void assign_call(exact::operation& to,
                        const engine::increase_observation_cardinality_next& call) {
  to.cardinality = call.observation_cardinality_next;
}
inline void assign_call(exact::operation& to, const engine::observe& call) {
  to.seconds_agos = call.seconds_agos;
}
inline void assign_call(exact::operation& to, const engine::snapshot_cumulatives_inside& call) {
  assign_range(to, call);
}
template <class Format>
void assign_call(exact::operation& to, const engine::transfer<Format>& call) {
  to.token = call.token;
  assign(to.amount, call.amount);
  to.recipient = call.to.index;
}

}  // namespace detail

template <class Format>
void assign(exact::operation& to, const engine::operation<Format>& from) {
  static_assert(std::variant_size_v<engine::call<Format>> ==
                static_cast<std::size_t>(exact::operation_kind::transfer) + 1);
  to = exact::operation{};
  to.kind = static_cast<exact::operation_kind>(from.call.index());
  to.caller = from.caller.index;
  to.time = from.time;
  std::visit([&](const auto& call) { detail::assign_call(to, call); }, from.call);
}

// ---- Receipts

/// An event with exact amounts; Swap's first two have their signs.
struct exact_event {
  engine::event_kind kind = engine::event_kind::initialize;
  exact::holder from = 0;
  exact::holder to = 0;
  std::array<std::int32_t, 2> ticks{};
  std::array<model::integer, 4> numbers{};
};

/// A receipt in the model's numbers. Only the first `event_count` events are meant: the vector
/// keeps what it allocated. The amounts of a swap have their signs.
struct exact_receipt {
  bool accepted = false;
  exact::pair_of amounts{};
  unsigned count = 0;
  std::vector<exact::cumulatives> observed{};
  exact::cumulatives inside{};
  std::uint32_t seconds_inside = 0;
  std::size_t event_count = 0;
  std::vector<exact_event> storage{};

  [[nodiscard]] std::span<const exact_event> events() const {
    return {storage.data(), event_count};
  }
};

namespace detail {

template <class Word>
void assign_amount(model::integer& to, const Word& from, bool is_signed) {
  assign(to, from);
  if (is_signed && from.bit(Word::bits - 1)) to -= model::power_of_two(Word::bits);
}

}  // namespace detail

template <class Format>
void assign(exact_receipt& to, const engine::receipt<Format>& from, exact::operation_kind kind) {
  const bool is_signed = kind == exact::operation_kind::swap;
  to.accepted = from.ok();
  to.count = from.returns.count;
  for (std::size_t i = 0; i < 2; ++i) {
    detail::assign_amount(to.amounts[i], from.returns.amounts[i], is_signed);
  }
  to.observed.resize(from.returns.observed.size());
  for (std::size_t i = 0; i < to.observed.size(); ++i) {
    const auto& seen = from.returns.observed[i];
    to.observed[i].tick_cumulative = seen.tick_cumulative;
    assign(to.observed[i].seconds_per_liquidity, seen.seconds_per_liquidity_x128);
  }
  const auto& inside = from.returns.inside;
  to.inside.tick_cumulative = inside.tick_cumulative_inside;
  assign(to.inside.seconds_per_liquidity, inside.seconds_per_liquidity_inside_x128);
  to.seconds_inside = inside.seconds_inside;
  to.event_count = from.events.size();
  if (to.storage.size() < to.event_count) to.storage.resize(to.event_count);
  for (std::size_t i = 0; i < to.event_count; ++i) {
    const auto& event = from.events[i];
    exact_event& copy = to.storage[i];
    copy.kind = event.kind;
    copy.from = event.from.index;
    copy.to = event.to.index;
    copy.ticks = event.ticks;
    for (std::size_t k = 0; k < copy.numbers.size(); ++k) {
      detail::assign_amount(copy.numbers[k], event.numbers[k], is_signed && k < 2);
    }
  }
}

}  // namespace assay::invariant::uniswap_v3
