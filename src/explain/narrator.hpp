// Collects the steps of an explanation while it computes them in exact integers.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <string_view>

#include "assay/explain/explanation.hpp"
#include "assay/word/uint.hpp"

namespace assay::explain {

using integer = boost::multiprecision::cpp_int;

/// The integer that a word is.
[[nodiscard]] integer to_integer(const uint<256>& number);

/// The integer that a word in two's complement is.
[[nodiscard]] integer to_signed_integer(const uint<256>& number);

/// The word that an integer is. Precondition: 0 <= number < 2^256; every caller has checked it.
[[nodiscard]] uint<256> to_word(const integer& number);

/// numerator / denominator in decimal: the integer part and up to 30 digits, then "…" if they go
/// on. Precondition: denominator > 0.
[[nodiscard]] std::string decimal_digits(const integer& numerator, const integer& denominator);

/// Names of a division for `narrator::divide`.
struct division_names {
  std::string_view result;
  std::string_view formula;
  std::string_view unit;
  std::string_view gains;
};

class narrator {
 public:
  explicit narrator(std::string title) { explanation_.title = std::move(title); }

  void part(std::string_view text) { explanation_.steps.emplace_back(heading{std::string(text)}); }
  void tell(std::string_view name, const integer& value) { tell(name, value.str()); }
  void tell(std::string_view name, std::string value) {
    explanation_.steps.emplace_back(fact{std::string(name), std::move(value)});
  }

  /// A check of the contract. The first one that fails decides the revert; later ones are only
  /// told. Returns whether it holds.
  bool require(bool holds, std::string_view condition, const integer& left, const integer& right,
               std::string_view revert) {
    return require(holds, condition, left.str(), right.str(), revert);
  }
  /// The same for sides that are no numbers.
  bool require(bool holds, std::string_view condition, std::string left, std::string right,
               std::string_view revert);

  /// The checks of ds-math: x * y and x + y stay below 2^256, x - y is not negative.
  integer multiply(std::string_view formula, const integer& x, const integer& y);
  integer add(std::string_view formula, const integer& x, const integer& y);
  integer subtract(std::string_view formula, const integer& x, const integer& y);

  /// The quotient as the contract rounds it. Told only while nothing has reverted. Zero where the
  /// denominator is not positive: a check before this one has failed.
  integer divide(const division_names& names, const integer& numerator, const integer& denominator,
                 direction towards = direction::down);

  /// The root rounded down, told like a division.
  integer root(const division_names& names, const integer& square);

  /// A number that the contract computes in place of an exact one: digits of the exact value, cut
  /// off after `digits`, as an integer.
  void approximate(const division_names& names, const integer& computed,
                   const integer& exact_scaled, unsigned digits);

  /// Takes over a step that another narrator has told.
  void repeat(const step& told) { explanation_.steps.push_back(told); }

  void fail(std::string_view revert);
  void give(std::string_view name, std::string value) {
    explanation_.results.push_back(fact{std::string(name), std::move(value)});
  }
  void remark(std::string text) { explanation_.remarks.push_back(std::move(text)); }

  [[nodiscard]] bool reverted() const { return explanation_.reverted.has_value(); }

  /// The explanation; results of a reverted one are dropped.
  [[nodiscard]] explanation finish();

 private:
  explanation explanation_{};
};

}  // namespace assay::explain
