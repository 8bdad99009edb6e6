// Text forms of typed values.
#include "assay/vector/value.hpp"

#include <algorithm>
#include <array>

#include "assay/trace/input_error.hpp"
#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"

namespace assay::vectors {

namespace {

enum class kind : std::uint8_t { unsigned_number, signed_number, bytes, boolean };

struct type_description {
  value_type type;
  std::string_view name;
  unsigned bits;
  kind of;
  value_type element;  // the type itself, unless it is an array
};

using enum value_type;

// In the order of value_type.
constexpr std::array descriptions = {
    type_description{uint256, "uint256", 256, kind::unsigned_number, uint256},
    type_description{uint160, "uint160", 160, kind::unsigned_number, uint160},
    type_description{uint128, "uint128", 128, kind::unsigned_number, uint128},
    type_description{uint112, "uint112", 112, kind::unsigned_number, uint112},
    type_description{uint32, "uint32", 32, kind::unsigned_number, uint32},
    type_description{uint24, "uint24", 24, kind::unsigned_number, uint24},
    type_description{uint16, "uint16", 16, kind::unsigned_number, uint16},
    type_description{uint8, "uint8", 8, kind::unsigned_number, uint8},
    type_description{int256, "int256", 256, kind::signed_number, int256},
    type_description{int128, "int128", 128, kind::signed_number, int128},
    type_description{int56, "int56", 56, kind::signed_number, int56},
    type_description{int24, "int24", 24, kind::signed_number, int24},
    type_description{int16, "int16", 16, kind::signed_number, int16},
    type_description{uint256_array, "uint256[]", 256, kind::unsigned_number, uint256},
    type_description{uint160_array, "uint160[]", 160, kind::unsigned_number, uint160},
    type_description{uint32_array, "uint32[]", 32, kind::unsigned_number, uint32},
    type_description{int128_array, "int128[]", 128, kind::signed_number, int128},
    type_description{int56_array, "int56[]", 56, kind::signed_number, int56},
    type_description{int24_array, "int24[]", 24, kind::signed_number, int24},
    type_description{address, "address", 160, kind::bytes, address},
    type_description{bytes32, "bytes32", 256, kind::bytes, bytes32},
    type_description{boolean, "bool", 1, kind::boolean, boolean},
};

constexpr const type_description& describe(value_type type) {
  return descriptions[static_cast<std::size_t>(type)];
}

constexpr bool descriptions_are_in_order() {
  for (std::size_t i = 0; i < descriptions.size(); ++i) {
    if (descriptions[i].type != static_cast<value_type>(i)) return false;
  }
  return true;
}
static_assert(descriptions_are_in_order());

constexpr bool is_bytes(value_type type) { return describe(type).of == kind::bytes; }

using signed_word = sint<word::bits>;

// Text from outside for a message of one line; no word that is right is cut.
std::string shown(std::string_view text) {
  constexpr std::size_t limit = 100;
  return "'" + trace::printable(text, limit) + "'";
}

// "0x" and exactly bits / 4 digits.
std::string padded_hex(const word& number, unsigned bits) {
  std::string digits = to_hex_padded(number);
  digits.erase(2, (word::bits - bits) / 4);
  return digits;
}

std::string scalar_text(value_type type, const word& number, number_style style) {
  if (type == value_type::boolean) return number.is_zero() ? "false" : "true";
  if (is_bytes(type)) return padded_hex(number, type_bits(type));
  if (style == number_style::evm_word) return padded_hex(number, word::bits);
  return is_signed(type) ? to_decimal(signed_word::from_bits(number)) : to_decimal(number);
}

void append_scalar_json(std::string& out, value_type type, const word& number, number_style style) {
  if (type == value_type::boolean) {
    out += scalar_text(type, number, style);
    return;
  }
  out.push_back('"');
  if (style == number_style::decimal && !is_bytes(type) && !is_signed(type)) {
    append_decimal(out, number);  // the common case, without a string of its own
  } else {
    out += scalar_text(type, number, style);
  }
  out.push_back('"');
}

parsed_value problem(std::string text) { return {std::nullopt, std::move(text)}; }

// The fixed number of digits is part of the type; leading zeros are digits like others.
parsed_value parse_bytes(value_type type, std::string_view text) {
  const std::size_t digits = type_bits(type) / 4;
  const std::string expected = shown(text) + " is no " + std::string(type_name(type)) +
                               "; write 0x and exactly " + std::to_string(digits) +
                               " hexadecimal digits";
  if (text.size() != digits + 2 || !text.starts_with("0x")) return problem(expected);
  text.remove_prefix(2);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  const auto number = parse_hex<word::bits>("0x" + std::string(text));
  if (!number) return problem(expected);
  return {make_value(type, *number), {}};
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::string range_text(value_type type) {
  const std::string name(type_name(type));
  if (!is_signed(type)) return name + " ends at 2^" + std::to_string(type_bits(type)) + " - 1";
  const std::string half = "2^" + std::to_string(type_bits(type) - 1);
  return name + " goes from -" + half + " to " + half + " - 1";
}

// Says why digits are no number of this type: the sign, the size or the digits themselves.
std::string number_problem(value_type type, std::string_view text) {
  const std::string given = shown(text);
  const bool is_hexadecimal = text.starts_with("0x");
  if (is_signed(type) && is_hexadecimal) {
    return given + " is hexadecimal; write a signed number with decimal digits";
  }
  if (!is_signed(type) && text.starts_with('-')) {
    return given + " is negative; " + std::string(type_name(type)) + " starts at 0";
  }
  std::string_view digits = is_hexadecimal ? text.substr(2) : text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  const bool is_digits =
      !digits.empty() &&
      digits.find_first_not_of(is_hexadecimal ? "0123456789abcdefABCDEF" : "0123456789") ==
          std::string_view::npos;
  if (is_digits && digits == "0") return given + " is zero with a sign; write 0";
  if (is_digits && digits[0] == '0') return given + " has leading zeros; leave them out";
  if (is_digits) return given + " is out of range; " + range_text(type);
  return given + " is not a number; write decimal digits" +
         (is_signed(type) ? "" : ", or hexadecimal ones after 0x");
}

std::optional<word> parse_in_range(value_type type, std::string_view text) {
  if (is_signed(type)) {
    const auto number = parse_signed_decimal<word::bits>(text);
    if (!number || *number > signed_word::from_bits(largest(type)) ||
        *number < signed_word::from_bits(smallest(type))) {
      return std::nullopt;
    }
    return number->to_bits();
  }
  const auto number = parse_number<word::bits>(text);
  if (!number || *number > largest(type)) return std::nullopt;
  return number;
}

}  // namespace

std::span<const value_type> value_types() {
  static const auto all = [] {
    std::array<value_type, descriptions.size()> types{};
    for (std::size_t i = 0; i < types.size(); ++i) types[i] = static_cast<value_type>(i);
    return types;
  }();
  return all;
}

std::string_view type_name(value_type type) { return describe(type).name; }

unsigned type_bits(value_type type) { return describe(type).bits; }

bool is_array(value_type type) { return describe(type).element != type; }

bool is_number(value_type type) {
  return describe(type).of == kind::unsigned_number || is_signed(type);
}

bool is_signed(value_type type) { return describe(type).of == kind::signed_number; }

value_type element_type(value_type type) { return describe(type).element; }

word smallest(value_type type) {
  return is_signed(type) ? neg_wrapping(word::power_of_two(type_bits(type) - 1)) : word::zero();
}

word largest(value_type type) {
  return word::max() >> (word::bits - type_bits(type) + (is_signed(type) ? 1 : 0));
}

value make_value(value_type type, const word& scalar) { return {type, {scalar}}; }

value make_value(std::vector<word> array) { return make_array(uint256_array, std::move(array)); }

value make_array(value_type type, std::vector<word> array) { return {type, std::move(array)}; }

void append_json(std::string& out, const value& value, number_style style) {
  if (!is_array(value.type)) {
    append_scalar_json(out, value.type, value.scalar(), style);
    return;
  }
  out.push_back('[');
  for (std::size_t i = 0; i < value.words.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_scalar_json(out, element_type(value.type), value.words[i], style);
  }
  out.push_back(']');
}

void append_json(std::string& out, const values& list, number_style style) {
  out.push_back('[');
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_json(out, list[i], style);
  }
  out.push_back(']');
}

std::string to_text(const value& value) {
  if (!is_array(value.type)) {
    return scalar_text(value.type, value.scalar(), number_style::decimal);
  }
  std::string text = "[";
  for (std::size_t i = 0; i < value.words.size(); ++i) {
    if (i > 0) text.push_back(',');
    text += scalar_text(element_type(value.type), value.words[i], number_style::decimal);
  }
  return text + "]";
}

std::string to_text(const values& list) {
  std::string text;
  for (const value& entry : list) {
    if (!text.empty()) text.push_back(' ');
    text += to_text(entry);
  }
  return text;
}

parsed_value parse_scalar(value_type type, std::string_view text) {
  if (type == value_type::boolean) {
    if (text == "true") return {make_value(type, word::one()), {}};
    if (text == "false") return {make_value(type, word::zero()), {}};
    return problem(shown(text) + " is no bool; write true or false");
  }
  if (is_bytes(type)) return parse_bytes(type, text);
  const auto number = parse_in_range(type, text);
  if (!number) return problem(number_problem(type, text));
  return {make_value(type, *number), {}};
}

parsed_value parse_argument(value_type type, std::string_view text) {
  if (!is_array(type)) return parse_scalar(type, text);
  std::string_view rest = without_spaces(text);
  const bool opens = rest.starts_with('[');
  if (opens != rest.ends_with(']')) {
    return problem(shown(text) + " has only one of its brackets; write [1,2]");
  }
  if (opens) rest = rest.substr(1, rest.size() - 2);
  std::vector<word> words;
  rest = without_spaces(rest);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const auto element = parse_scalar(element_type(type), without_spaces(rest.substr(0, comma)));
    if (!element.parsed) return element;
    words.push_back(element.parsed->scalar());
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
    if (without_spaces(rest).empty()) return problem("a number is missing after the last comma");
  }
  return {make_array(type, std::move(words)), {}};
}

}  // namespace assay::vectors
