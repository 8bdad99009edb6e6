// Integers of every on-chain type out of JSON and back, picked by the C++ type that holds them.
// Private to the trace layer.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "assay/word/sint.hpp"
#include "json.hpp"

namespace assay::trace {

[[noreturn]] void fail_signed(const place& at, std::string_view path, std::string_view key,
                              const element& value, unsigned bits);

// A signed integer of `bits` bits, up to 64.
std::int64_t as_signed(const place& at, std::string_view path, std::string_view key,
                       const element& value, unsigned bits);

// ---- reading, by the type of the target

template <unsigned N, class B>
void read_value(const place& at, std::string_view path, std::string_view key, const element& value,
                uint<N, B>& to) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) [[likely]] {
    const auto parsed = parse_decimal<N, B>(text);
    if (!parsed) fail_integer(at, path, key, value, N);
    to = *parsed;
    return;
  }
  std::uint64_t number = 0;
  if (value.get(number) != simdjson::SUCCESS || !fits<N>(uint<256, B>{number})) {
    fail_integer(at, path, key, value, N);
  }
  to = uint<N, B>{number};
}

template <unsigned N, class B>
void read_value(const place& at, std::string_view path, std::string_view key, const element& value,
                sint<N, B>& to) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) [[likely]] {
    const auto parsed = parse_signed_decimal<N, B>(text);
    if (!parsed) fail_signed(at, path, key, value, N);
    to = *parsed;
    return;
  }
  to = sint<N, B>{as_signed(at, path, key, value, N < 64 ? N : 64)};
}

inline void read_value(const place& at, std::string_view path, std::string_view key,
                       const element& value, bool& to) {
  to = as_flag(at, path, key, value);
}
inline void read_value(const place& at, std::string_view path, std::string_view key,
                       const element& value, std::uint8_t& to) {
  to = static_cast<std::uint8_t>(as_u32(at, path, key, value, UINT8_MAX));
}
inline void read_value(const place& at, std::string_view path, std::string_view key,
                       const element& value, std::uint16_t& to) {
  to = static_cast<std::uint16_t>(as_u32(at, path, key, value, UINT16_MAX));
}
inline void read_value(const place& at, std::string_view path, std::string_view key,
                       const element& value, std::uint32_t& to) {
  to = as_u32(at, path, key, value);
}
// Ticks: int24.
inline void read_value(const place& at, std::string_view path, std::string_view key,
                       const element& value, std::int32_t& to) {
  constexpr unsigned tick_bits = 24;
  to = static_cast<std::int32_t>(as_signed(at, path, key, value, tick_bits));
}
// Accumulated ticks: int56.
inline void read_value(const place& at, std::string_view path, std::string_view key,
                       const element& value, std::int64_t& to) {
  constexpr unsigned cumulative_bits = 56;
  to = as_signed(at, path, key, value, cumulative_bits);
}

// ---- text, as states hold it: decimal digits, true or false

template <unsigned N, class B>
void append_text(std::string& out, const uint<N, B>& value) {
  append_decimal(out, value);
}
template <unsigned N, class B>
void append_text(std::string& out, const sint<N, B>& value) {
  append_decimal(out, value);
}
inline void append_text(std::string& out, std::int64_t value) {
  fmt::format_to(std::back_inserter(out), "{}", value);
}
inline void append_text(std::string& out, std::int32_t value) {
  append_text(out, std::int64_t{value});
}
inline void append_text(std::string& out, std::uint32_t value) {
  append_text(out, std::int64_t{value});
}
inline void append_text(std::string& out, std::uint16_t value) {
  append_text(out, std::int64_t{value});
}
inline void append_text(std::string& out, std::uint8_t value) {
  append_text(out, std::int64_t{value});
}
inline void append_text(std::string& out, bool value) { out.append(value ? "true" : "false"); }

template <class Value>
std::string text_of(const Value& value) {
  std::string out;
  append_text(out, value);
  return out;
}

// The same as JSON: numbers in quotes.
template <class Value>
void append_json(std::string& out, const Value& value) {
  out.push_back('"');
  append_text(out, value);
  out.push_back('"');
}
inline void append_json(std::string& out, bool value) { append_text(out, value); }

}  // namespace assay::trace
