// Signed integers out of JSON, and what is wrong with those that are none.
#include "json_numbers.hpp"

namespace assay::trace {

void fail_signed(const place& at, std::string_view path, std::string_view key, const element& value,
                 unsigned bits) {
  std::string text;
  std::string_view quoted;
  std::int64_t number = 0;
  if (value.get(quoted) == simdjson::SUCCESS) {
    text = quoted;
  } else if (value.get(number) == simdjson::SUCCESS) {
    text = fmt::to_string(number);
  } else {
    at.fail_at(path, key, "is not a signed integer",
               "write decimal digits in quotes, after a minus sign if negative");
  }
  const std::string shown = printable(text);
  std::string_view digits = text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos) {
    at.fail_at(path, key, fmt::format("is not an integer: \"{}\"", shown),
               "write decimal digits, after a minus sign if negative");
  }
  if (digits[0] == '0' && text.size() > 1) {
    at.fail_at(path, key, fmt::format("has a leading zero or a negative one: \"{}\"", shown),
               "write the number in one way only");
  }
  at.fail_at(path, key, fmt::format("does not fit {} signed bits: \"{}\"", bits, shown),
             fmt::format("write an integer from -2^{} to 2^{} - 1", bits - 1, bits - 1));
}

std::int64_t as_signed(const place& at, std::string_view path, std::string_view key,
                       const element& value, unsigned bits) {
  std::int64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) fail_signed(at, path, key, value, bits);
    const auto parsed = parse_signed_decimal<64>(text);
    if (!parsed) fail_signed(at, path, key, value, bits);
    number = to_i64_truncating(*parsed);
  }
  const std::int64_t rest = number >> (bits - 1);  // the sign alone, when the number fits
  if (rest != 0 && rest != -1) fail_signed(at, path, key, value, bits);
  return number;
}

}  // namespace assay::trace
