// Answers for programs that are written in other languages: one call of a function, or operations
// on a fresh pool, also as Solidity's abi.encode gives them (packages/foundry/AssayOracle.sol).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/vector/function.hpp"

namespace assay::vectors {

/// {"out":[…]} or {"revert":"REASON"}, as on the pipe.
[[nodiscard]] std::string answer_json(const outcome& answer);

/// The ABI encoding of (bool success, string error, bytes results) in hexadecimal: `error` is the
/// reason of a revert, `results` what the contract itself would return, empty after a revert.
[[nodiscard]] std::string answer_abi(const outcome& answer);

/// Runs operations on a fresh pool of a protocol that has sequences, and gives each as a step of a
/// sequence file: the operation, what came of it, the state (docs/vectors.md). An operation is a
/// JSON object with the step's fields; what is left out, or an empty text, is zero, `caller` is
/// actor 0. Throws trace::input_error that names the operation.
[[nodiscard]] std::vector<std::string> run_operations(std::string_view protocol,
                                                      std::span<const std::string> operations);

/// Steps as the ABI encoding of (bool success, string error, uint256[] returned, string step)[] in
/// hexadecimal; negative numbers in two's complement.
[[nodiscard]] std::string steps_abi(std::span<const std::string> steps);

}  // namespace assay::vectors
