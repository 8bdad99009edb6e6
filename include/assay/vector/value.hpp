// Arguments and results of the functions that Assay publishes cases for: typed as on chain, with
// their text forms in vectors, on the command line and in the pipe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/word/uint.hpp"

namespace assay::vectors {

using word = uint<256>;

/// Solidity's types, as far as published functions use them.
enum class value_type : std::uint8_t {
  uint256,
  uint160,
  uint128,
  uint112,
  uint32,
  uint24,
  uint16,
  uint8,
  int256,
  int128,
  int56,
  int24,
  int16,
  uint256_array,
  uint160_array,
  uint32_array,
  int128_array,
  int56_array,
  int24_array,
  address,
  bytes32,
  boolean,
};

/// Every type, in the order of the enumeration.
[[nodiscard]] std::span<const value_type> value_types();

/// Solidity's name of the type: "uint256[]".
[[nodiscard]] std::string_view type_name(value_type type);

/// Bits of the type, of one element for arrays.
[[nodiscard]] unsigned type_bits(value_type type);

[[nodiscard]] bool is_array(value_type type);
/// Whether it, or each of its elements, is written with digits and has a range.
[[nodiscard]] bool is_number(value_type type);
/// Whether it, or each of its elements, may be negative.
[[nodiscard]] bool is_signed(value_type type);
/// The type of an array's elements; of a scalar, the type itself.
[[nodiscard]] value_type element_type(value_type type);

/// The ends of the range of a type or of its elements, as words.
[[nodiscard]] word smallest(value_type type);
[[nodiscard]] word largest(value_type type);

/// A typed value; scalars have exactly one word. Negative numbers are words in two's complement.
struct value {
  value_type type = value_type::uint256;
  std::vector<word> words{};

  [[nodiscard]] const word& scalar() const { return words.front(); }
  friend bool operator==(const value&, const value&) = default;
};

using values = std::vector<value>;

[[nodiscard]] value make_value(value_type type, const word& scalar);
[[nodiscard]] value make_value(std::vector<word> array);
[[nodiscard]] value make_array(value_type type, std::vector<word> array);

/// How numbers are written: decimal digits, or "0x" and 64 hexadecimal digits as one EVM word.
enum class number_style : std::uint8_t { decimal, evm_word };

/// Appends the JSON form: numbers as strings, addresses and hashes as padded hexadecimal strings,
/// booleans as JSON booleans, arrays as lists.
void append_json(std::string& out, const value& value, number_style style);

/// Appends a JSON list of values.
void append_json(std::string& out, const values& list, number_style style);

/// The same for people and error messages: no quotes, arrays as [a,b].
[[nodiscard]] std::string to_text(const value& value);
[[nodiscard]] std::string to_text(const values& list);

/// A value, or one sentence on what is wrong with the text.
struct parsed_value {
  std::optional<value> parsed{};
  std::string problem{};
};

/// Reads the text form of a scalar: decimal digits within the type's range, with a minus sign where
/// it is signed; 0x-hexadecimal digits where it is not; exactly 40 or 64 digits after 0x for
/// addresses and hashes; "true" or "false".
[[nodiscard]] parsed_value parse_scalar(value_type type, std::string_view text);

/// Reads a command line argument: a scalar, or for arrays a list [a,b,…] (the brackets may be
/// left out, spaces are ignored).
[[nodiscard]] parsed_value parse_argument(value_type type, std::string_view text);

}  // namespace assay::vectors
