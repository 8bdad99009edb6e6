// Field by field: what was recorded of a Uniswap V3 pool against what a subject answers.
#include <fmt/format.h>

#include <algorithm>

#include "assay/trace/uniswap_v3.hpp"
#include "comparison.hpp"
#include "json_numbers.hpp"
#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::difference;
using format = protocol::format;
using word = format::word;
using signed_word = sint<format::word_bits>;
using comparison = trace::comparison<account_name>;

// Two values of one on-chain type.
template <class Value>
void check_value(comparison& all, const Value& expected, const Value& got, auto&& name) {
  all.check(expected == got, [&](difference& d) {
    d.field = name();
    d.expected = trace::text_of(expected);
    d.got = trace::text_of(got);
  });
}

// Numbers that a word holds as bits.
void check_bits(comparison& all, const word& expected, const word& got, bool is_signed,
                auto&& name) {
  if (is_signed) {
    all.check_word(signed_word::from_bits(expected), signed_word::from_bits(got), name);
  } else {
    all.check_word(expected, got, name);
  }
}

void compare_events(const protocol::receipt& expected, const protocol::receipt& got,
                    comparison& all) {
  const std::size_t common = std::min(expected.events.size(), got.events.size());
  for (std::size_t i = 0; i < common; ++i) {
    const event<format>& a = expected.events[i];
    const event<format>& b = got.events[i];
    all.check(a.kind == b.kind, [&](difference& d) {
      d.field = fmt::format("result.events[{}].name", i);
      d.expected = signature_of(a.kind).name;
      d.got = signature_of(b.kind).name;
    });
    if (a.kind != b.kind) continue;
    const event_signature& signature = signature_of(a.kind);
    for (std::size_t k = 0; k < signature.count; ++k) {
      const event_argument& argument = signature.arguments[k];
      const auto name = [&] { return fmt::format("result.events[{}].args.{}", i, argument.name); };
      if (argument.slot == event_slot::from) {
        all.check_account(a.from, b.from, name);
      } else if (argument.slot == event_slot::to) {
        all.check_account(a.to, b.to, name);
      } else if (is_tick(argument.slot)) {
        const std::size_t tick = tick_index(argument.slot);
        check_value(all, a.ticks[tick], b.ticks[tick], name);
      } else {
        const std::size_t number = number_index(argument.slot);
        check_bits(all, a.numbers[number], b.numbers[number], argument.is_signed, name);
      }
    }
  }
  all.check(expected.events.size() == got.events.size(), [&](difference& d) {
    d.field = "result.events";
    d.expected = fmt::format("{} events", expected.events.size());
    d.got = fmt::format("{} events", got.events.size());
  });
}

void compare_observed(const returns<format>& a, const returns<format>& b, comparison& all) {
  all.check(a.observed.size() == b.observed.size(), [&](difference& d) {
    d.field = "result.returns.tickCumulatives";
    d.expected = fmt::format("{} elements", a.observed.size());
    d.got = fmt::format("{} elements", b.observed.size());
  });
  for (std::size_t i = 0; i < std::min(a.observed.size(), b.observed.size()); ++i) {
    check_value(all, a.observed[i].tick_cumulative, b.observed[i].tick_cumulative,
                [&] { return fmt::format("result.returns.{}[{}]", observed_names[0], i); });
    check_value(all, a.observed[i].seconds_per_liquidity_x128,
                b.observed[i].seconds_per_liquidity_x128,
                [&] { return fmt::format("result.returns.{}[{}]", observed_names[1], i); });
  }
}

void compare_returns(return_shape shape, const returns<format>& a, const returns<format>& b,
                     comparison& all) {
  const auto named = [](std::string_view name) {
    return [name] { return fmt::format("result.returns.{}", name); };
  };
  switch (shape) {
    case return_shape::nothing:
      return;
    case return_shape::amounts:
    case return_shape::signed_amounts:
      for (std::size_t i = 0; i < 2; ++i) {
        check_bits(all, a.amounts[i], b.amounts[i], shape == return_shape::signed_amounts,
                   named(amount_names[i]));
      }
      return;
    case return_shape::observed:
      return compare_observed(a, b, all);
    case return_shape::inside:
      check_value(all, a.inside.tick_cumulative_inside, b.inside.tick_cumulative_inside,
                  named(inside_names[0]));
      check_value(all, a.inside.seconds_per_liquidity_inside_x128,
                  b.inside.seconds_per_liquidity_inside_x128, named(inside_names[1]));
      check_value(all, a.inside.seconds_inside, b.inside.seconds_inside, named(inside_names[2]));
      return;
  }
}

void compare_storage(const pool_storage<format>& expected, const pool_storage<format>& got,
                     comparison& all) {
  if (expected == got) [[likely]] {
    all.add_equal(state_key::token0);
    return;
  }
  std::size_t field = 0;
  each_storage_field(expected, [&](std::string_view name, const auto& a) {
    std::size_t other = 0;
    each_storage_field(got, [&](std::string_view, const auto& b) {
      if (other++ != field) return;
      if constexpr (std::is_same_v<decltype(a), decltype(b)>) {
        check_value(all, a, b, [&] { return fmt::format("state.{}", name); });
      }
    });
    ++field;
  });
}

void compare_balances(std::string_view token, const state_record::balances& expected,
                      const std::vector<word>& got, comparison& all) {
  for (std::uint32_t i = 0; i < expected.values.size(); ++i) {
    if (expected.present[i] == 0 && got[i].is_zero()) continue;
    all.check_word(expected.values[i], got[i],
                   [&] { return fmt::format("state.{}.{}", token, account_name({i})); });
  }
}

std::string key_name(std::int32_t key) { return std::to_string(key); }
std::string key_name(const position_key& key) { return position_name(key); }

// The rows of one mapping. `fields` counts what a row has; `compare_row` looks at one that differs.
template <class Rows, class Map, class CompareRow>
void compare_rows(std::string_view mapping, const Rows& recorded, const Map& map,
                  std::size_t fields, comparison& all, CompareRow&& compare_row) {
  using row_type = typename Map::mapped_type;
  static const row_type zero{};
  std::size_t found_count = 0;
  for (const auto& [key, expected] : recorded) {
    const auto found = map.find(key);
    if (found != map.end()) ++found_count;
    const row_type& got = found == map.end() ? zero : found->second;
    if (expected == got) [[likely]] {
      all.add_equal(fields);
    } else {
      compare_row(fmt::format("state.{}.{}", mapping, key_name(key)), expected, got);
    }
  }
  if (found_count == map.size()) return;
  for (const auto& [key, got] : map) {
    if (got == zero) continue;
    const bool shown = std::any_of(recorded.begin(), recorded.end(),
                                   [wanted = key](const auto& row) { return row.first == wanted; });
    if (!shown) compare_row(fmt::format("state.{}.{}", mapping, key_name(key)), zero, got);
  }
}

void compare_mappings(const state_record& recorded, const protocol::state& state, comparison& all) {
  // Every field of two rows, by the visitor that the row has.
  const auto by_field = [&](const auto& names, const auto& with_field) {
    return [&](const std::string& prefix, const auto& expected, const auto& got) {
      for (std::size_t field = 0; field < names.size(); ++field) {
        with_field(expected, field, [&](const auto& a) {
          with_field(got, field, [&](const auto& b) {
            if constexpr (std::is_same_v<decltype(a), decltype(b)>) {
              check_value(all, a, b, [&] { return fmt::format("{}.{}", prefix, names[field]); });
            }
          });
        });
      }
    };
  };
  compare_rows("ticks", recorded.ticks, state.ticks, tick_field_names.size(), all,
               by_field(tick_field_names, [](const auto& row, std::size_t field, auto&& visit) {
                 with_tick_field(row, field, visit);
               }));
  compare_rows("positions", recorded.positions, state.positions, position_field_names.size(), all,
               by_field(position_field_names, [](const auto& row, std::size_t field, auto&& visit) {
                 with_position_field(row, field, visit);
               }));
  compare_rows("bitmap", recorded.bitmap, state.bitmap, 1, all,
               [&](const std::string& name, const word& expected, const word& got) {
                 all.check_word(expected, got, [&] { return name; });
               });
}

// The slots shown; any other below observationsShown is zero.
void compare_observations(const state_record& recorded, const state_layout& layout,
                          const protocol::state& state, comparison& all) {
  using observation_type = observation<format::backend>;
  const auto& slots = state.observations.slots();
  const auto slot = [&](std::size_t i) { return i < slots.size() ? slots[i] : observation_type{}; };
  const auto compare_slot = [&](std::uint32_t i, const observation_type& expected) {
    const observation_type got = slot(i);
    if (expected == got) return all.add_equal(observation_field_names.size());
    for (std::size_t field = 0; field < observation_field_names.size(); ++field) {
      with_observation_field(expected, field, [&](const auto& a) {
        with_observation_field(got, field, [&](const auto& b) {
          if constexpr (std::is_same_v<decltype(a), decltype(b)>) {
            check_value(all, a, b, [&] {
              return fmt::format("state.observations.{}.{}", i, observation_field_names[field]);
            });
          }
        });
      });
    }
  };
  std::size_t shown_nonzero = 0;
  for (const auto& [i, expected] : recorded.observations) {
    compare_slot(i, expected);
    if (!(slot(i) == observation_type{})) ++shown_nonzero;
  }
  std::size_t nonzero = 0;
  const std::size_t stop = std::min<std::size_t>(slots.size(), layout.observations_shown);
  for (std::size_t i = 0; i < stop; ++i) {
    if (!(slots[i] == observation_type{})) ++nonzero;
  }
  if (nonzero == shown_nonzero) return;
  for (std::uint32_t i = 0; i < stop; ++i) {
    const bool shown = std::any_of(recorded.observations.begin(), recorded.observations.end(),
                                   [i](const auto& row) { return row.first == i; });
    if (!shown) compare_slot(i, {});
  }
}

}  // namespace

std::size_t compare(const trace_step& expected, const state_record& recorded,
                    const state_layout& layout, const protocol::receipt& receipt,
                    const protocol::state& state, std::vector<difference>& differences) {
  comparison all(differences);
  if (all.check_outcome(expected.receipt, expected.revert_arguments, receipt)) {
    compare_returns(return_shape_of(expected.operation), expected.receipt.returns, receipt.returns,
                    all);
    compare_events(expected.receipt, receipt, all);
  }
  if (expected.max_liquidity_per_tick) {
    all.check_word(*expected.max_liquidity_per_tick, state.max_liquidity_per_tick,
                   [] { return std::string("op.args.maxLiquidityPerTick"); });
  }
  compare_storage(recorded.pool, state.pool, all);
  compare_balances("token0", recorded.tokens[0], state.tokens[0].balances, all);
  compare_balances("token1", recorded.tokens[1], state.tokens[1].balances, all);
  compare_mappings(recorded, state, all);
  compare_observations(recorded, layout, state, all);
  return all.count();
}

}  // namespace assay::uniswap_v3
