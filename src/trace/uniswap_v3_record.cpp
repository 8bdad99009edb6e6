// Which rows of a Uniswap V3 state a trace shows, and states out of rows.
#include "assay/trace/uniswap_v3_record.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using format = protocol::format;

// The row of `key`, all zero where the mapping has none.
template <class Map>
typename Map::mapped_type row_of(const Map& map, const typename Map::key_type& key,
                                 std::size_t& found_count) {
  const auto found = map.find(key);
  if (found == map.end()) return {};
  ++found_count;
  return found->second;
}

// Rows that are not zero and not among the first `shown` of `rows`, by ascending key. Only a
// subject that invents rows has any.
template <class Map, class Rows, class Before>
void append_others(const Map& map, Rows& rows, Before&& before) {
  const auto shown = static_cast<std::ptrdiff_t>(rows.size());
  for (const auto& [key, row] : map) {
    if (row == typename Map::mapped_type{}) continue;
    const bool is_shown =
        std::any_of(rows.begin(), rows.begin() + shown,
                    [wanted = key](const auto& other) { return other.first == wanted; });
    if (!is_shown) rows.emplace_back(key, row);
  }
  std::sort(rows.begin() + shown, rows.end(),
            [&](const auto& a, const auto& b) { return before(a.first, b.first); });
}

bool position_before(const position_key& a, const position_key& b) {
  return std::tie(a.owner.index, a.tick_lower, a.tick_upper) <
         std::tie(b.owner.index, b.tick_lower, b.tick_upper);
}

void record_balances(const token<format::word>& token, state_record::balances& to) {
  to.values = token.balances;
  to.present.assign(token.balances.size(), 1);
  for (const account holder : {account::zero(), account::token0(), account::token1()}) {
    to.present[holder.index] = token.balances[holder.index].is_zero() ? 0 : 1;
  }
}

template <class Rows, class Map>
void restore_rows(const Rows& rows, Map& map) {
  map.clear();
  for (const auto& [key, row] : rows) {
    if (!(row == typename Map::mapped_type{})) map.emplace(key, row);
  }
}

}  // namespace

std::string account_name(account who) {
  if (who == account::pool()) return "pool";
  if (who == account::zero()) return "zero";
  if (who == account::token0()) return "token0";
  if (who == account::token1()) return "token1";
  return std::to_string(who.actor_number());
}

std::string position_name(const position_key& key) {
  return fmt::format("{}:{}:{}", account_name(key.owner), key.tick_lower, key.tick_upper);
}

void restore(const state_record& from, protocol::state& state) {
  state.pool = from.pool;
  for (std::size_t i = 0; i < 2; ++i) state.tokens[i].balances = from.tokens[i].values;
  restore_rows(from.ticks, state.ticks);
  restore_rows(from.positions, state.positions);
  restore_rows(from.bitmap, state.bitmap);
  auto& slots = state.observations.slots();
  slots.resize(std::max<std::size_t>(1, from.pool.observation_cardinality_next), {1, false, 0, {}});
  for (const auto& [slot, observation] : from.observations) {
    if (slot < slots.size()) slots[slot] = observation;
  }
}

void shown_rows::integer_keys::add(std::int32_t key) {
  if (key < 0) {
    if (std::find(negative.begin(), negative.end(), key) == negative.end()) {
      negative.push_back(key);
    }
    return;
  }
  const auto at = std::lower_bound(from_zero.begin(), from_zero.end(), key);
  if (at == from_zero.end() || *at != key) from_zero.insert(at, key);
}

void shown_rows::clear() { *this = {}; }

void shown_rows::name(const protocol::operation& operation) {
  if (const auto* creation = std::get_if<create_pool<format>>(&operation.call)) {
    clear();
    tick_spacing_ = creation->tick_spacing;
  } else if (const auto* minted = std::get_if<mint<format>>(&operation.call)) {
    name_range(minted->recipient, minted->tick_lower, minted->tick_upper);
  } else if (const auto* burned = std::get_if<burn<format>>(&operation.call)) {
    name_range(operation.caller, burned->tick_lower, burned->tick_upper);
  } else if (const auto* collected = std::get_if<collect<format>>(&operation.call)) {
    name_range(operation.caller, collected->tick_lower, collected->tick_upper);
  }
}

void shown_rows::name_range(account owner, std::int32_t lower, std::int32_t upper) {
  const position_key key{owner, lower, upper};
  if (!known_positions_.try_emplace(key, true).second) return;
  positions_.push_back(key);
  const auto usable = [&](std::int32_t tick) {
    return tick >= min_tick && tick <= max_tick && tick % tick_spacing_ == 0;
  };
  if (!usable(lower) || !usable(upper)) return;
  for (const std::int32_t tick : {lower, upper}) {
    ticks_.add(tick);
    words_.add(bitmap_word_of(compress(tick, tick_spacing_)));
  }
}

void shown_rows::record(const protocol::state& state, const state_layout& layout,
                        state_record& to) const {
  to.pool = state.pool;
  for (std::size_t i = 0; i < 2; ++i) record_balances(state.tokens[i], to.tokens[i]);
  const auto ascending = [](std::int32_t a, std::int32_t b) { return a < b; };
  const auto record_keys = [&](const integer_keys& keys, const auto& map, auto& rows) {
    rows.clear();
    std::size_t found = 0;
    for (const std::int32_t key : keys.from_zero) rows.emplace_back(key, row_of(map, key, found));
    for (const std::int32_t key : keys.negative) rows.emplace_back(key, row_of(map, key, found));
    if (found != map.size()) append_others(map, rows, ascending);
  };
  record_keys(ticks_, state.ticks, to.ticks);
  record_keys(words_, state.bitmap, to.bitmap);
  to.positions.clear();
  std::size_t found = 0;
  for (const position_key& key : positions_) {
    to.positions.emplace_back(key, row_of(state.positions, key, found));
  }
  if (found != state.positions.size())
    append_others(state.positions, to.positions, position_before);
  to.observations.clear();
  const auto& slots = state.observations.slots();
  const std::uint32_t shown =
      std::min<std::uint32_t>(layout.observations_shown,
                              std::max<std::uint32_t>(1, state.pool.observation_cardinality_next));
  for (std::uint32_t i = 0; i < shown; ++i) {
    to.observations.emplace_back(i, i < slots.size() ? slots[i] : observation<format::backend>{});
  }
}

}  // namespace assay::uniswap_v3
