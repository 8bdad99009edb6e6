// Results of Uniswap V3 out of JSON.
#include <algorithm>

#include "json_numbers.hpp"
#include "result_json.hpp"
#include "uniswap_v3_codec.hpp"
#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
namespace result_key = trace::result_key;
using format = protocol::format;
using word = format::word;
using signed_word = sint<format::word_bits>;

constexpr std::string_view returns_path = "result.returns";

// A number as its bits in a word, whatever its on-chain type.
word read_bits(const place& at, std::string_view path, std::string_view key, const element& value,
               unsigned bits, bool is_signed) {
  if (is_signed) {
    signed_word number;
    trace::read_value(at, path, key, value, number);
    return number.to_bits();
  }
  const word number = trace::as_word(at, path, key, value);
  if (bit_width(number) > bits) trace::fail_integer(at, path, key, value, bits);
  return number;
}

template <std::size_t N>
fields<N> returned(const place& at, const trace::result_fields& result,
                   const std::array<std::string_view, N>& names) {
  return {at, returns_path, result.object(result_key::returns), names};
}

void read_observed(const fields<2>& values, returns<format>& to) {
  const place& at = values.at();
  for (const element item : values.list(0)) {
    trace::read_value(at, returns_path, "tickCumulatives[]", item,
                      to.observed.emplace_back().tick_cumulative);
  }
  std::size_t count = 0;
  for (const element item : values.list(1)) {
    if (count == to.observed.size()) break;
    trace::read_value(at, returns_path, "secondsPerLiquidityCumulativeX128s[]", item,
                      to.observed[count++].seconds_per_liquidity_x128);
  }
  if (count != to.observed.size() || values.list(1).size() != count) {
    at.fail_at(returns_path, values.name(1), "is not as long as tickCumulatives",
               "give one of each for every entry of secondsAgos");
  }
}

void read_returns(const place& at, const trace::result_fields& result, return_shape shape,
                  returns<format>& to) {
  switch (shape) {
    case return_shape::nothing: {
      constexpr std::array<std::string_view, 0> nothing = {};
      if (result.has(result_key::returns)) returned(at, result, nothing);
      return;
    }
    case return_shape::amounts:
    case return_shape::signed_amounts: {
      const auto values = returned(at, result, amount_names);
      to.count = 2;
      for (std::size_t i = 0; i < 2; ++i) {
        to.amounts[i] = read_bits(at, returns_path, amount_names[i], values.need(i),
                                  format::word_bits, shape == return_shape::signed_amounts);
      }
      return;
    }
    case return_shape::observed:
      return read_observed(returned(at, result, observed_names), to);
    case return_shape::inside: {
      const auto values = returned(at, result, inside_names);
      to.count = 3;
      const auto read = [&](std::size_t i, auto& field) {
        trace::read_value(at, returns_path, inside_names[i], values.need(i), field);
      };
      read(0, to.inside.tick_cumulative_inside);
      read(1, to.inside.seconds_per_liquidity_inside_x128);
      read(2, to.inside.seconds_inside);
      return;
    }
  }
}

event<format> read_event(const place& at, const fields<2>& outer, std::uint32_t actors) {
  constexpr std::string_view args_path = "result.events[].args";
  const std::string_view name = outer.text(0);
  const auto signature =
      std::find_if(event_signatures.begin(), event_signatures.end(),
                   [&](const event_signature& candidate) { return candidate.name == name; });
  if (signature == event_signatures.end()) {
    at.fail_at("result.events[]", "name", fmt::format("is \"{}\"", trace::printable(name)),
               "write an event of the pool: Initialize, Mint, Collect, Burn, Swap, Flash, …");
  }
  event<format> read;
  read.kind = static_cast<event_kind>(signature - event_signatures.begin());
  std::array<std::string_view, 7> names{};
  for (std::size_t i = 0; i < signature->count; ++i) names[i] = signature->arguments[i].name;
  const fields args(at, args_path, outer.object(1), names);
  for (std::size_t i = 0; i < signature->count; ++i) {
    const event_argument& argument = signature->arguments[i];
    const element& value = args.need(i);
    if (argument.slot == event_slot::from) {
      read.from = read_account(at, args_path, argument.name, value, actors);
    } else if (argument.slot == event_slot::to) {
      read.to = read_account(at, args_path, argument.name, value, actors);
    } else if (is_tick(argument.slot)) {
      trace::read_value(at, args_path, argument.name, value, read.ticks[tick_index(argument.slot)]);
    } else {
      read.numbers[number_index(argument.slot)] =
          read_bits(at, args_path, argument.name, value, argument.bits, argument.is_signed);
    }
  }
  return read;
}

}  // namespace

void read_result(const place& at, const element& value, std::uint32_t actors,
                 const protocol::operation& operation, protocol::receipt& receipt,
                 std::string& revert_arguments) {
  const trace::result_fields result(at, "result", trace::as_object(at, "", "result", value),
                                    trace::result_names);
  if (!trace::read_outcome(result, receipt, revert_arguments)) return;
  read_returns(at, result, return_shape_of(operation), receipt.returns);
  if (!result.has(result_key::events)) return;
  for (const element item : result.list(result_key::events)) {
    const fields outer(at, "result.events[]", trace::as_object(at, "result", "events[]", item),
                       trace::event_names);
    receipt.events.push_back(read_event(at, outer, actors));
  }
}

}  // namespace assay::uniswap_v3
