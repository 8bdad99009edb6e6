// The keys of a result, and the revert that it may be, whatever the protocol. Private to the trace
// layer.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "assay/receipt/revert.hpp"
#include "json.hpp"

namespace assay::trace {

inline constexpr std::array<std::string_view, 6> result_names = {"ok",     "returns",    "events",
                                                                 "revert", "revertArgs", "sub"};
namespace result_key {
enum : std::size_t { ok, returns, events, revert, revert_args, sub };
}
inline constexpr std::array<std::string_view, 2> event_names = {"name", "args"};

using result_fields = fields<result_names.size()>;

inline revert revert_of(std::string_view text) {
  if (text.empty()) return revert::empty();
  if (text == "INVALID") return revert::invalid();
  if (text.starts_with("Panic(")) return revert::panic(text);
  if (text.starts_with("0x")) return {revert_kind::raw, {}, text};
  return revert::reason(text);
}

// What belongs to the other outcome: a result that says both says nothing. Null, [] and {} say
// nothing either; "" is a revert without data.
inline void refuse_contradiction(const result_fields& result, bool ok) {
  const auto says_something = [&](std::size_t key) {
    if (!result.has(key) || result.need(key).is_null()) return false;
    simdjson::dom::array list;
    simdjson::dom::object object;
    if (result.need(key).get(list) == simdjson::SUCCESS) return list.size() != 0;
    if (result.need(key).get(object) == simdjson::SUCCESS) return object.size() != 0;
    return true;
  };
  constexpr std::array<std::size_t, 3> of_reverts = {result_key::revert, result_key::revert_args,
                                                     result_key::sub};
  constexpr std::array<std::size_t, 2> of_successes = {result_key::returns, result_key::events};
  const auto refuse = [&](const auto& keys, std::string_view why) {
    for (const std::size_t key : keys) {
      if (!says_something(key)) continue;
      result.at().fail_at(result.path(), result.name(key), why,
                          "write what the operation answered: a success or a revert");
    }
  };
  if (ok) {
    refuse(of_reverts, "is there, but ok is true");
  } else {
    refuse(of_successes, "is there, but ok is false");
  }
}

// Clears both, then reads the revert and its arguments (JSON; empty when there are none). True when
// the operation succeeded, so that returns and events are to be read.
template <class Receipt>
bool read_outcome(const result_fields& result, Receipt& receipt, std::string& revert_arguments) {
  constexpr std::uint32_t largest_call_count = 64;  // of one operation, for `sub`
  receipt.reset();
  revert_arguments.clear();
  const bool ok = result.flag(result_key::ok);
  if (!ok) receipt.reverted = revert_of(result.text(result_key::revert));
  refuse_contradiction(result, ok);
  if (ok) return true;
  if (result.has(result_key::sub)) {
    receipt.failed_call = result.u32(result_key::sub, largest_call_count);
  }
  if (result.has(result_key::revert_args) && result.list(result_key::revert_args).size() != 0) {
    revert_arguments = simdjson::minify(result.need(result_key::revert_args));
  }
  return false;
}

}  // namespace assay::trace
