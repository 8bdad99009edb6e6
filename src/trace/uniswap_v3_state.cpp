// States of Uniswap V3 out of JSON: storage, balances, and the rows of the mappings.
#include <algorithm>

#include "json_numbers.hpp"
#include "uniswap_v3_codec.hpp"
#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
using format = protocol::format;

// A signed or unsigned number that is a key of a JSON object.
std::int32_t read_key(const place& at, std::string_view path, std::string_view key,
                      std::string_view text) {
  constexpr unsigned tick_bits = 24;
  const auto parsed = parse_signed_decimal<tick_bits>(text);
  if (!parsed) at.fail_at(path, key, "is not keyed by an int24", "write decimal digits");
  return static_cast<std::int32_t>(to_i64_truncating(*parsed));
}

// The object at "state.NAME".
simdjson::dom::object as_mapping(const place& at, std::string_view path, const element& value) {
  const std::size_t dot = path.find('.');
  return trace::as_object(at, path.substr(0, dot), path.substr(dot + 1), value);
}

// Reads the entries of a mapping over the rows of the line before. `read_row` fills key and row.
template <class Rows, class ReadRow>
void read_rows(const place& at, std::string_view path, const element& value, Rows& rows,
               ReadRow&& read_row) {
  std::size_t count = 0;
  bool keys_as_before = true;  // then they are known to be distinct
  const simdjson::dom::object map = as_mapping(at, path, value);
  for (const auto entry : map) {
    if (count == rows.size()) {
      rows.emplace_back();
      keys_as_before = false;
    }
    auto& row = rows[count];
    const auto key_before = row.first;
    read_row(entry.key, entry.value, row);
    keys_as_before = keys_as_before && row.first == key_before;
    ++count;
  }
  rows.resize(count);
  if (keys_as_before) return;
  std::vector<std::string_view> keys;
  keys.reserve(count);
  for (const auto entry : map) keys.push_back(entry.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice != keys.end()) at.fail_at(path, *twice, "is there twice", "keep one of them");
}

// The fields of a row that is a list.
template <std::size_t N, class ReadField>
void read_list_row(const place& at, std::string_view path, std::string_view key,
                   const element& value, const std::array<std::uint8_t, N>& order,
                   ReadField&& read_field) {
  std::size_t count = 0;
  for (const element item : trace::as_array(at, path, key, value)) {
    if (count < N) read_field(order[count], item);
    ++count;
  }
  if (count != N) {
    at.fail_at(path, key, fmt::format("has {} elements", count), fmt::format("write {}", N));
  }
}

// Puts the rows of a line on top of those known before.
template <class Rows, class Index>
void merge_rows(const Rows& changed, Rows& whole, Index& index) {
  for (const auto& row : changed) {
    const auto [at, created] = index.try_emplace(row.first, whole.size());
    if (created) {
      whole.push_back(row);
    } else {
      whole[at->second].second = row.second;
    }
  }
}

}  // namespace

void state_codec::begin_episode() {
  whole_ = {};
  tick_rows_.clear();
  bitmap_rows_.clear();
  position_rows_.clear();
  observation_rows_.clear();
}

void state_codec::read_balances(const place& at, std::string_view path, const element& value,
                                state_record::balances& to) const {
  const std::size_t accounts = account::first_actor + actors_;
  to.values.assign(accounts, {});
  to.present.assign(accounts, 0);
  for (const auto entry : as_mapping(at, path, value)) {
    account holder = account::pool();
    if (entry.key == "zero") {
      holder = account::zero();
    } else if (entry.key == "token0") {
      holder = account::token0();
    } else if (entry.key == "token1") {
      holder = account::token1();
    } else if (entry.key != "pool") {
      const auto actor = parse_decimal<32>(entry.key);
      if (!actor || to_limbs(*actor)[0] >= actors_) {
        at.fail_at(path, entry.key, "is nobody that the header knows",
                   "name actors by number, pool, zero, token0 or token1");
      }
      holder = account::actor(static_cast<std::uint32_t>(to_limbs(*actor)[0]));
    }
    if (to.present[holder.index] != 0) {
      at.fail_at(path, entry.key, "is there twice", "keep one of them");
    }
    to.present[holder.index] = 1;
    trace::read_value(at, path, entry.key, entry.value, to.values[holder.index]);
  }
  if (to.present[account::pool().index] == 0) at.fail_at(path, "pool", "is missing", "add it");
  for (std::uint32_t i = 0; i < actors_; ++i) {
    if (to.present[account::actor(i).index] == 0) {
      at.fail_at(path, std::to_string(i), "is missing", "add it");
    }
  }
}

position_key state_codec::read_position_key(const place& at, std::string_view key) const {
  constexpr std::string_view path = "state.positions";
  const std::size_t first = key.find(':');
  const std::size_t second = first == key.npos ? key.npos : key.find(':', first + 1);
  if (second == key.npos) {
    at.fail_at(path, key, "is not owner:tickLower:tickUpper", "write it as in \"0:-60:60\"");
  }
  const std::string_view owner = key.substr(0, first);
  position_key out;
  if (owner == "pool") {
    out.owner = account::pool();
  } else if (owner == "zero") {
    out.owner = account::zero();
  } else if (owner == "token0" || owner == "token1") {
    out.owner = owner == "token0" ? account::token0() : account::token1();
  } else {
    const auto actor = parse_decimal<32>(owner);
    if (!actor || to_limbs(*actor)[0] >= actors_) {
      at.fail_at(path, key, "is owned by nobody that the header knows", "name an actor's number");
    }
    out.owner = account::actor(static_cast<std::uint32_t>(to_limbs(*actor)[0]));
  }
  out.tick_lower = read_key(at, path, key, key.substr(first + 1, second - first - 1));
  out.tick_upper = read_key(at, path, key, key.substr(second + 1));
  return out;
}

void state_codec::read_mappings(const place& at, const fields<state_field_count>& state) {
  read_rows(at, "state.ticks", state.need(state_key::ticks), line_.ticks,
            [&](std::string_view key, const element& value, auto& row) {
              row.first = read_key(at, "state.ticks", key, key);
              read_list_row(at, "state.ticks", key, value, layout_.tick_order,
                            [&](std::size_t field, const element& item) {
                              with_tick_field(row.second, field, [&](auto& to) {
                                trace::read_value(at, "state.ticks", key, item, to);
                              });
                            });
            });
  read_rows(at, "state.positions", state.need(state_key::positions), line_.positions,
            [&](std::string_view key, const element& value, auto& row) {
              row.first = read_position_key(at, key);
              read_list_row(at, "state.positions", key, value, layout_.position_order,
                            [&](std::size_t field, const element& item) {
                              with_position_field(row.second, field, [&](auto& to) {
                                trace::read_value(at, "state.positions", key, item, to);
                              });
                            });
            });
  read_rows(at, "state.bitmap", state.need(state_key::bitmap), line_.bitmap,
            [&](std::string_view key, const element& value, auto& row) {
              row.first = read_key(at, "state.bitmap", key, key);
              trace::read_value(at, "state.bitmap", key, value, row.second);
            });
  read_rows(at, "state.observations", state.need(state_key::observations), line_.observations,
            [&](std::string_view key, const element& value, auto& row) {
              const auto slot = parse_decimal<32>(key);
              if (!slot || to_limbs(*slot)[0] >= layout_.observations_shown) {
                at.fail_at("state.observations", key, "is not one of the slots shown",
                           fmt::format("params.observationsShown is {}: number slots below it",
                                       layout_.observations_shown));
              }
              row.first = static_cast<std::uint32_t>(to_limbs(*slot)[0]);
              read_list_row(at, "state.observations", key, value, layout_.observation_order,
                            [&](std::size_t field, const element& item) {
                              with_observation_field(row.second, field, [&](auto& to) {
                                trace::read_value(at, "state.observations", key, item, to);
                              });
                            });
            });
}

void state_codec::read(const place& at, const element& value) {
  const fields state(at, "state", trace::as_object(at, "", "state", value), state_names);
  std::size_t i = 0;
  each_storage_field(line_.pool, [&](std::string_view name, auto& to) {
    trace::read_value(at, "state", name, state.need(i++), to);
  });
  read_balances(at, "state.token0", state.need(state_key::token0), line_.tokens[0]);
  read_balances(at, "state.token1", state.need(state_key::token1), line_.tokens[1]);
  read_mappings(at, state);
  if (layout_.sparse) merge();
}

void state_codec::merge() {
  whole_.pool = line_.pool;
  whole_.tokens = line_.tokens;
  merge_rows(line_.ticks, whole_.ticks, tick_rows_);
  merge_rows(line_.positions, whole_.positions, position_rows_);
  merge_rows(line_.bitmap, whole_.bitmap, bitmap_rows_);
  merge_rows(line_.observations, whole_.observations, observation_rows_);
}

}  // namespace assay::uniswap_v3
