// The linter's view of sequence files: operations on a pool with the results and states that must
// follow.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "assay/vector/lint.hpp"

namespace assay::vectors {

/// The protocol of a file with this algorithm; empty if it holds no sequences.
[[nodiscard]] std::string_view sequence_protocol_of(std::string_view algorithm);

/// Checks shape and bytes and runs every operation again on the engine; returns their number.
std::uint64_t lint_sequences(std::string_view protocol, const simdjson::dom::element& document,
                             const lint_report& tell);

/// Compares with a schema of sequence files if `path` is its path; false if it is another one.
bool lint_sequence_schema(std::string_view path, const std::string& bytes, const lint_report& tell);

}  // namespace assay::vectors
