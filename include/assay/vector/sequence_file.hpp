// Vector files of pool operations: sequences of a fixed number of steps, each with the result and
// the whole state that must follow. docs/vectors.md describes the format.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::vectors {

/// The protocols whose operations these files hold.
[[nodiscard]] std::vector<std::string_view> sequence_protocols();
[[nodiscard]] bool has_sequences(std::string_view protocol);

/// How many operations each sequence has: one file for each length, so that a struct can hold it.
inline constexpr std::array<unsigned, 3> sequence_lengths = {8, 32, 128};

/// Operations per file, whatever the length of its sequences.
inline constexpr unsigned operations_per_file = 128;

/// Where the file stands below the directory of vectors: "uniswap-v2/sequence8_test.json".
[[nodiscard]] std::string sequence_path(std::string_view protocol, unsigned length);

/// Generated sequences with the answers of the engine; the same seed gives the same bytes.
/// Precondition: the protocol has sequences.
[[nodiscard]] std::string render_sequences(std::string_view protocol, unsigned length,
                                           std::uint64_t seed);

/// Chosen sequences, of various lengths: each shows one decision of the contract, in that a variant
/// which decides otherwise answers otherwise. Their `length` is 0. Precondition: the protocol has
/// sequences.
[[nodiscard]] std::string decisions_path(std::string_view protocol);
[[nodiscard]] std::string render_decisions(std::string_view protocol);

/// The JSON Schema of these files and its path. Precondition: the protocol has sequences.
[[nodiscard]] std::string render_sequence_schema(std::string_view protocol);
[[nodiscard]] std::string sequence_schema_path(std::string_view protocol);

}  // namespace assay::vectors
