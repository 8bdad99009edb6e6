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

// Clears both, then reads the revert and its arguments (JSON; empty when there are none). True when
// the operation succeeded, so that returns and events are to be read.
template <class Receipt>
bool read_outcome(const result_fields& result, Receipt& receipt, std::string& revert_arguments) {
  constexpr std::uint32_t largest_call_count = 64;  // of one operation, for `sub`
  receipt.reset();
  revert_arguments.clear();
  if (result.flag(result_key::ok)) return true;
  receipt.reverted = revert_of(result.text(result_key::revert));
  if (result.has(result_key::sub)) {
    receipt.failed_call = result.u32(result_key::sub, largest_call_count);
  }
  if (result.has(result_key::revert_args) && result.list(result_key::revert_args).size() != 0) {
    revert_arguments = simdjson::minify(result.need(result_key::revert_args));
  }
  return false;
}

}  // namespace assay::trace
