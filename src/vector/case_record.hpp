// One case as an object of a vector file: flat, the same keys in every case, none absent.
#pragma once

#include <cstdint>
#include <string>

#include "assay/math/keccak256.hpp"
#include "assay/vector/cases.hpp"

namespace assay::vectors {

/// "uniswap-v2" → "UniswapV2", "getAmountOut" → "GetAmountOut", "Oracle.write" → "OracleWrite".
[[nodiscard]] std::string pascal_case(std::string_view name);

/// The name of the Solidity struct of one case: "UniswapV2GetAmountOut". No other function's struct
/// may have it: forge takes the order of fields from any struct of the project with this name.
[[nodiscard]] std::string forge_struct(const function& function);

/// The EIP-712 type string of one case, its fields in alphabetical order, for
/// vm.parseJsonTypeArray: "UniswapV2GetAmountOut(uint256 amountIn,…)".
[[nodiscard]] std::string forge_type(const function& function);

/// The case with number `test_id`. A reverted case has the zero of every result.
[[nodiscard]] std::string case_object(const function& function, const test_case& test,
                                      std::uint64_t test_id, number_style style);

/// The zero of a type; an empty list for arrays.
[[nodiscard]] value zero_value(value_type type);

/// What `comment` says of a case from this source.
[[nodiscard]] std::string_view source_comment(case_source source);

/// "0x" and the digits of a hash.
[[nodiscard]] std::string hash_hex(const hash256& hash);

/// "0x" and the keccak256 of a text.
[[nodiscard]] std::string keccak256_hex(std::string_view text);

/// "uniswap-v2/getAmountOut" for "uniswap-v2.getAmountOut".
[[nodiscard]] std::string algorithm_name(const function& function);

/// The part of PROTOCOL.FUNCTION before or after the dot.
[[nodiscard]] std::string_view protocol_of(const function& function);
[[nodiscard]] std::string_view symbol_of(const function& function);

/// The version that files name as their generator: "assay 0.1.0".
[[nodiscard]] std::string generator_name();

/// The groups of a function's cases, each with its cases in the order of their numbers.
struct case_group {
  case_source source = case_source::grid;
  std::vector<test_case> tests{};
};
[[nodiscard]] std::vector<case_group> grouped_cases(const function& function,
                                                    const case_options& options);

}  // namespace assay::vectors
