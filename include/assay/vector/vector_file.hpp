// Test-vector files: the cases of one function with their provenance, for other people's tests.
// docs/vectors.md describes the format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "assay/vector/cases.hpp"

namespace assay::vectors {

/// json: the canonical form, quoted decimals. jsonl: one case a line, the form of the pipe.
/// forge: every number a 0x-word, so that vm.parseJson decodes it in one shot. foundry: the
/// canonical form, for the Solidity that stands beside it (foundry.hpp).
enum class file_format : std::uint8_t { json, jsonl, forge, foundry };

/// "json", "jsonl", "forge" or "foundry".
[[nodiscard]] std::optional<file_format> parse_format(std::string_view name);

/// One file holds no more cases than a Foundry test reads within its default gas and memory.
inline constexpr std::uint64_t largest_file_cases = 1000;

/// Where the file of a function stands below the directory of vectors:
/// "uniswap-v2/getAmountOut_test.json".
[[nodiscard]] std::string file_path(const function& function, file_format format);

/// The same for its JSON Schema: "schemas/uniswap-v2_getAmountOut_v1.json".
[[nodiscard]] std::string schema_path(const function& function);

/// The whole file; the same options give the same bytes.
[[nodiscard]] std::string render_file(const function& function, const case_options& options,
                                      file_format format);

/// The JSON Schema of a function's canonical file.
[[nodiscard]] std::string render_schema(const function& function);

/// The definitions that all schemas share; its path is common_schema_path.
[[nodiscard]] std::string render_common_schema();
inline constexpr std::string_view common_schema_path = "schemas/common.json";

}  // namespace assay::vectors
