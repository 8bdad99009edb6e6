// Why an operation failed, exactly as the chain says it.
//
// A revert is a value, never an exception. It is a view: its text is static, or lives as long as
// the pool parameters (a fork's prefix) or the trace line from which it was read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

enum class revert_kind : std::uint8_t {
  reason,        // Error(string): `text`, after `prefix` and ": " where a fork names itself
  panic,         // Panic(uint256): `text` is "Panic(0x11)" and the like
  custom_error,  // `text` is the error's name
  empty,         // revert without data
  invalid,       // all gas consumed: failed assert or division by zero before Solidity 0.8
  raw            // anything else: `text` is hex
};

struct revert {
  revert_kind kind = revert_kind::empty;
  std::string_view prefix{};
  std::string_view text{};

  static constexpr revert reason(std::string_view text) { return {revert_kind::reason, {}, text}; }
  static constexpr revert reason(std::string_view prefix, std::string_view text) {
    return {revert_kind::reason, prefix, text};
  }
  static constexpr revert panic(std::string_view text) { return {revert_kind::panic, {}, text}; }
  static constexpr revert empty() { return {revert_kind::empty, {}, {}}; }
  static constexpr revert invalid() { return {revert_kind::invalid, {}, {}}; }

  // The form that pooltrace writes: the reason string, "Panic(0x..)", "" or "INVALID".
  [[nodiscard]] std::string to_string() const {
    if (kind == revert_kind::invalid) return "INVALID";
    if (prefix.empty()) return std::string(text);
    std::string out;
    out.reserve(prefix.size() + 2 + text.size());
    out.append(prefix).append(": ").append(text);
    return out;
  }

  // Equality is that of the pooltrace form, without building it.
  [[nodiscard]] constexpr bool is(std::string_view form) const {
    if (kind == revert_kind::invalid) return form == "INVALID";
    if (prefix.empty()) return form == text;
    return form.size() == prefix.size() + 2 + text.size() && form.starts_with(prefix) &&
           form.substr(prefix.size(), 2) == ": " && form.ends_with(text);
  }
};

}  // namespace assay
