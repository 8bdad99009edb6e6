// The strict layer over simdjson: objects with known keys, no duplicates, integers that fit.
// Private to the trace layer; simdjson does not show in public headers.
#pragma once

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "assay/trace/input_error.hpp"
#include "assay/word/format.hpp"

namespace assay::trace {

using element = simdjson::dom::element;

// Where in the input a value stands, for messages; and how strict to be.
class place {
 public:
  void set(std::string_view file, std::uint64_t line) {
    file_ = file;
    line_ = line;
  }
  void set_strict(bool strict) { strict_ = strict; }
  [[nodiscard]] bool strict() const { return strict_; }

  [[noreturn]] void fail(std::string_view what, std::string_view mend) const {
    trace::fail(file_, line_, what, mend);
  }
  // `path` is the object that holds `key`; empty at the top.
  [[noreturn]] void fail_at(std::string_view path, std::string_view key, std::string_view what,
                            std::string_view mend) const;

 private:
  std::string_view file_{};
  std::uint64_t line_ = 0;
  bool strict_ = false;
};

// Ignored values must still be well formed: no duplicate keys at any depth.
void check_ignored(const place& at, std::string_view path, const element& value);

// A duplicate key among those that are ignored, or an unknown key in strict mode.
class unknown_keys {
 public:
  void add(const place& at, std::string_view path, std::string_view key, const element& value);
  // A key that was read elsewhere: from now on a second one is a duplicate.
  void remember(std::string_view key) { seen_.insert(key); }

 private:
  std::set<std::string_view> seen_;
};

[[noreturn]] void fail_type(const place& at, std::string_view path, std::string_view key,
                            std::string_view expected);

inline simdjson::dom::object as_object(const place& at, std::string_view path, std::string_view key,
                                       const element& value) {
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS) fail_type(at, path, key, "an object");
  return object;
}
inline simdjson::dom::array as_array(const place& at, std::string_view path, std::string_view key,
                                     const element& value) {
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) fail_type(at, path, key, "a list");
  return array;
}
inline std::string_view as_text(const place& at, std::string_view path, std::string_view key,
                                const element& value) {
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) fail_type(at, path, key, "a string");
  return text;
}
inline bool as_flag(const place& at, std::string_view path, std::string_view key,
                    const element& value) {
  bool flag = false;
  if (value.get(flag) != simdjson::SUCCESS) fail_type(at, path, key, "true or false");
  return flag;
}

// An integer as a decimal string or, where it fits, a JSON number.
[[noreturn]] void fail_integer(const place& at, std::string_view path, std::string_view key,
                               const element& value, unsigned bits);

inline uint<256> as_word(const place& at, std::string_view path, std::string_view key,
                         const element& value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) [[likely]] {
    const auto parsed = parse_decimal<256>(text);
    if (!parsed) fail_integer(at, path, key, value, 256);
    return *parsed;
  }
  std::uint64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS) fail_integer(at, path, key, value, 256);
  return uint<256>{number};
}

std::uint64_t as_u64(const place& at, std::string_view path, std::string_view key,
                     const element& value);
// An integer up to `limit`.
std::uint32_t as_u32(const place& at, std::string_view path, std::string_view key,
                     const element& value, std::uint32_t limit = UINT32_MAX);

// The fields of one object, by their place in `names`.
template <std::size_t N>
class fields {
 public:
  fields(const place& at, std::string_view path, const simdjson::dom::object& object,
         const std::array<std::string_view, N>& names)
      : at_(at), path_(path), names_(names) {
    unknown_keys unknown;
    std::size_t expected = 0;  // keys mostly come in the order of `names`
    for (const auto field : object) {
      const std::size_t i = find(field.key, expected);
      if (i == N) {
        unknown.add(at, path, field.key, field.value);
        continue;
      }
      if (has(i)) at.fail_at(path, field.key, "is there twice", "keep one of them");
      values_[i] = field.value;
      present_ |= std::uint64_t{1} << i;
      expected = i + 1;
    }
  }

  [[nodiscard]] bool has(std::size_t i) const { return (present_ >> i & 1) != 0; }
  [[nodiscard]] const element& need(std::size_t i) const {
    if (!has(i)) at_.fail_at(path_, names_[i], "is missing", "add it");
    return values_[i];
  }

  [[nodiscard]] uint<256> word(std::size_t i) const {
    return as_word(at_, path_, names_[i], need(i));
  }
  [[nodiscard]] std::uint64_t u64(std::size_t i) const {
    return as_u64(at_, path_, names_[i], need(i));
  }
  [[nodiscard]] std::uint32_t u32(std::size_t i, std::uint32_t limit = UINT32_MAX) const {
    return as_u32(at_, path_, names_[i], need(i), limit);
  }
  [[nodiscard]] std::string_view text(std::size_t i) const {
    return as_text(at_, path_, names_[i], need(i));
  }
  [[nodiscard]] bool flag(std::size_t i) const { return as_flag(at_, path_, names_[i], need(i)); }
  [[nodiscard]] simdjson::dom::object object(std::size_t i) const {
    return as_object(at_, path_, names_[i], need(i));
  }
  [[nodiscard]] simdjson::dom::array list(std::size_t i) const {
    return as_array(at_, path_, names_[i], need(i));
  }

  [[nodiscard]] const place& at() const { return at_; }
  [[nodiscard]] std::string_view path() const { return path_; }
  [[nodiscard]] std::string_view name(std::size_t i) const { return names_[i]; }

 private:
  static_assert(N <= 64);

  [[nodiscard]] std::size_t find(std::string_view key, std::size_t expected) const {
    if (expected < N && names_[expected] == key) return expected;
    for (std::size_t i = 0; i < N; ++i) {
      if (names_[i] == key) return i;
    }
    return N;
  }

  const place& at_;
  std::string_view path_;
  const std::array<std::string_view, N>& names_;
  std::array<element, N> values_{};
  std::uint64_t present_ = 0;
};

// One line as JSON. Everything handed out lives until the next parse. Integers beyond 64 bits,
// which the parser below has no number for, come out as strings.
class json_parser {
 public:
  // `line` must be followed by line_reader::padding readable bytes.
  element parse(const place& at, std::string_view line);
  // The same for any text, at the price of a copy.
  element parse_copy(const place& at, std::string_view line);

 private:
  element parse(const place& at, std::string_view line, bool copy);

  simdjson::dom::parser parser_{};
  std::string quoted_{};  // the line, when it holds numbers that need quotes
};

}  // namespace assay::trace
