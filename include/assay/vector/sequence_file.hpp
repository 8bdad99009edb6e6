// Vector files of pool operations: sequences of a fixed number of steps, each with the result and
// the whole state that must follow. docs/vectors.md describes the format.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::vectors {

/// The protocol whose operations these files hold.
inline constexpr std::string_view sequence_protocol = "uniswap-v2";

/// How many operations each sequence has: one file for each length, so that a struct can hold it.
inline constexpr std::array<unsigned, 2> sequence_lengths = {8, 32};

/// Operations per file, whatever the length of its sequences.
inline constexpr unsigned operations_per_file = 128;

/// Where the file stands below the directory of vectors: "uniswap-v2/sequence8_test.json".
[[nodiscard]] std::string sequence_path(unsigned length);

/// Generated sequences with the answers of the engine; the same seed gives the same bytes.
[[nodiscard]] std::string render_sequences(unsigned length, std::uint64_t seed);

/// The JSON Schema of these files; its path is sequence_schema_path.
[[nodiscard]] std::string render_sequence_schema();
inline constexpr std::string_view sequence_schema_path = "schemas/uniswap-v2_sequence_v1.json";

}  // namespace assay::vectors
