// Text forms of typed values.
#include "assay/vector/value.hpp"

#include <algorithm>

#include "assay/word/format.hpp"

namespace assay::vectors {

namespace {

struct type_description {
  std::string_view name;
  unsigned bits;
};

// In the order of value_type.
constexpr type_description descriptions[] = {
    {"uint256", 256}, {"uint112", 112}, {"uint32", 32}, {"uint256[]", 256},
    {"address", 160}, {"bytes32", 256}, {"bool", 1},
};

constexpr bool is_bytes(value_type type) {
  return type == value_type::address || type == value_type::bytes32;
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
  return style == number_style::decimal ? to_decimal(number) : padded_hex(number, word::bits);
}

void append_scalar_json(std::string& out, value_type type, const word& number, number_style style) {
  if (type == value_type::boolean) {
    out += scalar_text(type, number, style);
    return;
  }
  out.push_back('"');
  if (style == number_style::decimal && !is_bytes(type)) {
    append_decimal(out, number);
  } else {
    out += scalar_text(type, number, style);
  }
  out.push_back('"');
}

parsed_value problem(std::string text) { return {std::nullopt, std::move(text)}; }

// The fixed number of digits is part of the type; leading zeros are digits like others.
parsed_value parse_bytes(value_type type, std::string_view text) {
  const std::size_t digits = type_bits(type) / 4;
  const std::string expected = "'" + std::string(text) + "' is not a " +
                               std::string(type_name(type)) + "; write 0x and exactly " +
                               std::to_string(digits) + " hexadecimal digits";
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

// Says why digits are no number of this type: the sign, the size or the digits themselves.
std::string number_problem(value_type type, std::string_view text) {
  const std::string shown = "'" + std::string(text) + "'";
  const std::string name(type_name(type));
  if (text.starts_with('-')) return shown + " is negative; " + name + " starts at 0";
  const std::string_view digits = text.starts_with("0x") ? text.substr(2) : text;
  const bool is_number =
      !digits.empty() &&
      digits.find_first_not_of(text.starts_with("0x") ? "0123456789abcdefABCDEF" : "0123456789") ==
          std::string_view::npos;
  if (is_number && digits.size() > 1 && digits[0] == '0') {
    return shown + " has leading zeros; leave them out";
  }
  if (is_number) {
    return shown + " is out of range; " + name + " ends at 2^" + std::to_string(type_bits(type)) +
           " - 1";
  }
  return shown + " is not a number; write decimal digits, or hexadecimal ones after 0x";
}

}  // namespace

std::string_view type_name(value_type type) {
  return descriptions[static_cast<std::size_t>(type)].name;
}

unsigned type_bits(value_type type) { return descriptions[static_cast<std::size_t>(type)].bits; }

value make_value(value_type type, const word& scalar) { return {type, {scalar}}; }

value make_value(std::vector<word> array) { return {value_type::uint256_array, std::move(array)}; }

void append_json(std::string& out, const value& value, number_style style) {
  if (value.type != value_type::uint256_array) {
    append_scalar_json(out, value.type, value.scalar(), style);
    return;
  }
  out.push_back('[');
  for (std::size_t i = 0; i < value.words.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_scalar_json(out, value_type::uint256, value.words[i], style);
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
  if (value.type != value_type::uint256_array) {
    return scalar_text(value.type, value.scalar(), number_style::decimal);
  }
  std::string text = "[";
  for (std::size_t i = 0; i < value.words.size(); ++i) {
    if (i > 0) text.push_back(',');
    append_decimal(text, value.words[i]);
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
    return problem("'" + std::string(text) + "' is not a bool; write true or false");
  }
  if (is_bytes(type)) return parse_bytes(type, text);
  const auto number = parse_number<word::bits>(text);
  if (!number || bit_width(*number) > type_bits(type)) return problem(number_problem(type, text));
  return {make_value(type, *number), {}};
}

parsed_value parse_argument(value_type type, std::string_view text) {
  if (type != value_type::uint256_array) return parse_scalar(type, text);
  std::string_view rest = without_spaces(text);
  const bool opens = rest.starts_with('[');
  if (opens != rest.ends_with(']')) {
    return problem("'" + std::string(text) + "' has only one of its brackets; write [1,2]");
  }
  if (opens) rest = rest.substr(1, rest.size() - 2);
  std::vector<word> words;
  rest = without_spaces(rest);
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const auto element = parse_scalar(value_type::uint256, without_spaces(rest.substr(0, comma)));
    if (!element.parsed) return element;
    words.push_back(element.parsed->scalar());
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
    if (without_spaces(rest).empty()) return problem("a number is missing after the last comma");
  }
  return {make_value(std::move(words)), {}};
}

}  // namespace assay::vectors
