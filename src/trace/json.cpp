// Messages and rare paths of the strict layer.
#include "json.hpp"

#include <algorithm>

#include "assay/trace/line_reader.hpp"
#include "assay/trace/repeated_key.hpp"

namespace assay::trace {
namespace {

std::string full_path(std::string_view path, std::string_view key) {
  const std::string name = printable(key);
  return path.empty() ? name : fmt::format("{}.{}", path, name);
}

// What simdjson found, in words that say how to mend it.
std::pair<std::string_view, std::string_view> explain(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return {"the line is blank", "remove it"};
    case simdjson::UTF8_ERROR:
      return {"the line is not valid UTF-8", "save the file as UTF-8"};
    case simdjson::UNCLOSED_STRING:
      return {"a string has no closing quote", "the line may be cut off: fetch the file again"};
    case simdjson::UNESCAPED_CHARS:
      return {"a string holds a control character", "escape it as \\u00XX"};
    case simdjson::STRING_ERROR:
      return {"a string has a wrong escape", "mend the backslash"};
    case simdjson::NUMBER_ERROR:
    case simdjson::NUMBER_OUT_OF_RANGE:
      return {"a number is malformed", "write it as a decimal string"};
    case simdjson::DEPTH_ERROR:
      return {"objects are nested too deeply", "flatten them"};
    case simdjson::MEMALLOC:
      return {"no memory to parse the line", "free some memory"};
    case simdjson::CAPACITY:
      return {"the line is too long", "put one operation on a line"};
    default:
      return {"the line is not one complete JSON object",
              "it may be cut off or damaged: fetch the file again"};
  }
}

constexpr std::string_view not_negative = "write 0 or a number above it";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Past a string that begins at `at`.
std::size_t end_of_string(std::string_view line, std::size_t at) {
  for (++at; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\') ++at;
  }
  return at + 1;
}

// Puts integers that may not fit 64 bits into quotes, which says the same. False: there are none.
bool quote_long_integers(std::string_view line, std::string& quoted) {
  constexpr std::size_t digits_that_fit = 18;
  const auto is_one_of = [](std::string_view some, char c) { return some.find(c) != some.npos; };
  quoted.clear();
  std::size_t kept = 0;  // what comes before is in `quoted` already
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '"') {
      at = end_of_string(line, at);
      continue;
    }
    std::size_t end = at + (line[at] == '-' ? 1 : 0);
    const std::size_t first_digit = end;
    while (end < line.size() && is_digit(line[end])) ++end;
    const bool is_whole = at > 0 && is_one_of(":[, \t", line[at - 1]) && end < line.size() &&
                          is_one_of(",]} \t\r", line[end]);
    if (is_whole && end - first_digit > digits_that_fit && line[first_digit] != '0') {
      quoted.append(line, kept, at - kept).append(1, '"').append(line, at, end - at).append(1, '"');
      kept = end;
    }
    at = std::max(end, at + 1);
  }
  if (kept == 0) return false;
  quoted.append(line, kept);
  return true;
}

}  // namespace

void place::fail_at(std::string_view path, std::string_view key, std::string_view what,
                    std::string_view mend) const {
  fail(fmt::format("{} {}", full_path(path, key), what), mend);
}

std::optional<std::string> repeated_key(const element& document) {
  if (simdjson::dom::array list; document.get(list) == simdjson::SUCCESS) {
    for (const element item : list) {
      if (auto inside = repeated_key(item)) return inside;
    }
    return std::nullopt;
  }
  simdjson::dom::object object;
  if (document.get(object) != simdjson::SUCCESS) return std::nullopt;
  for (const auto field : object) {
    if (auto inside = repeated_key(field.value)) return full_path(printable(field.key), *inside);
  }
  std::vector<std::string_view> keys;
  for (const auto field : object) keys.push_back(field.key);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return std::nullopt;
  return printable(*twice);
}

void check_ignored(const place& at, std::string_view path, const element& value) {
  const auto twice = repeated_key(value);
  if (twice) at.fail_at(path, *twice, "is there twice", "keep one of them");
}

void unknown_keys::add(const place& at, std::string_view path, std::string_view key,
                       const element& value) {
  if (at.strict()) at.fail_at(path, key, "is an unknown key", "remove it or do without --strict");
  if (!seen_.insert(key).second) at.fail_at(path, key, "is there twice", "keep one of them");
  check_ignored(at, full_path(path, key), value);
}

void fail_type(const place& at, std::string_view path, std::string_view key,
               std::string_view expected) {
  at.fail_at(path, key, fmt::format("is not {}", expected), fmt::format("write {}", expected));
}

void fail_integer(const place& at, std::string_view path, std::string_view key,
                  const element& value, unsigned bits) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    const bool digits = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
    const std::string shown = printable(text);
    if (digits && text.size() > 1 && text[0] == '0') {
      at.fail_at(path, key, fmt::format("has a leading zero: \"{}\"", shown), "remove the zero");
    }
    if (digits) {
      at.fail_at(path, key, fmt::format("does not fit {} bits: \"{}\"", bits, shown),
                 fmt::format("write an integer below 2^{}", bits));
    }
    const bool is_negative =
        text.size() > 1 && text.find_first_not_of("0123456789", 1) == text.npos && text[0] == '-';
    at.fail_at(path, key, fmt::format("is not an unsigned integer: \"{}\"", shown),
               is_negative ? not_negative : "write decimal digits only");
  }
  if (std::int64_t negative = 0; value.get(negative) == simdjson::SUCCESS && negative < 0) {
    at.fail_at(path, key, fmt::format("is not an unsigned integer: {}", negative), not_negative);
  }
  std::uint64_t number = 0;
  if (value.get(number) == simdjson::SUCCESS) {
    at.fail_at(path, key, fmt::format("does not fit {} bits: {}", bits, number),
               fmt::format("write an integer below 2^{}", bits));
  }
  at.fail_at(path, key, "is not an unsigned integer", "write decimal digits in quotes");
}

std::uint64_t as_u64(const place& at, std::string_view path, std::string_view key,
                     const element& value) {
  std::uint64_t number = 0;
  if (value.get(number) == simdjson::SUCCESS) return number;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    const auto parsed = parse_decimal<64>(text);
    if (parsed) return to_limbs(*parsed)[0];
  }
  fail_integer(at, path, key, value, 64);
}

std::uint32_t as_u32(const place& at, std::string_view path, std::string_view key,
                     const element& value, std::uint32_t limit) {
  const std::uint64_t number = as_u64(at, path, key, value);
  if (number > limit) {
    at.fail_at(path, key, fmt::format("is {}", number),
               fmt::format("write an integer up to {}", limit));
  }
  return static_cast<std::uint32_t>(number);
}

element json_parser::parse(const place& at, std::string_view line) {
  static_assert(line_reader::padding >= simdjson::SIMDJSON_PADDING);
  return parse(at, line, false);
}

element json_parser::parse_copy(const place& at, std::string_view line) {
  return parse(at, line, true);
}

element json_parser::parse(const place& at, std::string_view line, bool copy) {
  element root;
  auto error = parser_.parse(line.data(), line.size(), copy).get(root);
  if (error == simdjson::NUMBER_ERROR && quote_long_integers(line, quoted_)) {
    error = parser_.parse(quoted_.data(), quoted_.size(), true).get(root);
  }
  if (error != simdjson::SUCCESS) {
    const auto [what, mend] = explain(error);
    at.fail(what, mend);
  }
  return root;
}

}  // namespace assay::trace
