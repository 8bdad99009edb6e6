// Cases out of JSON: lines of the pipe and objects of vector files.
#pragma once

#include <simdjson.h>

#include <string>

#include "assay/vector/function.hpp"

namespace assay::vectors {

/// A typed value from its JSON form: a string or, where it fits 64 bits, a bare integer; booleans
/// and lists as such.
[[nodiscard]] parsed_value read_value(value_type type, const simdjson::dom::element& json);

/// A list of values with the given types; `problem` is one sentence naming the parameter.
struct read_list {
  values list{};
  std::string problem{};
};
[[nodiscard]] read_list read_values(const std::vector<parameter>& types,
                                    const simdjson::dom::array& json, std::string_view what);

/// "0 1 2" or "revert REASON", for messages.
[[nodiscard]] std::string describe(const outcome& outcome);

}  // namespace assay::vectors
