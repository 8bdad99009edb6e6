// The integers of the books: signed, wide enough that nothing in them overflows.
//
// An amount is below 2^120, a fee's scale below 2^20, a price below 2^128, and a sum has fewer than
// 2^40 terms: 308 bits at most, of 319 (scenario.cpp refuses what would go beyond). So + - * are
// exact here, which is why this type, unlike a word, may have them.
#pragma once

#include <cmath>
#include <string>

#include "assay/word/sint.hpp"

namespace assay::market {

class exact {
 public:
  using number = sint<320>;

  exact() = default;
  explicit exact(std::int64_t value) : value_(value) {}
  template <unsigned N>
    requires(N < 320)
  explicit exact(const uint<N>& value) : value_(number::from_bits(widen<320>(value))) {}

  [[nodiscard]] bool is_zero() const { return value_.is_zero(); }
  [[nodiscard]] bool is_negative() const { return value_.is_negative(); }
  [[nodiscard]] const number& value() const { return value_; }

  friend exact operator+(const exact& a, const exact& b) {
    return from(add_wrapping(a.value_, b.value_));
  }
  friend exact operator-(const exact& a, const exact& b) {
    return from(sub_wrapping(a.value_, b.value_));
  }
  friend exact operator*(const exact& a, const exact& b) {
    ASSAY_ASSERT(a.value_.is_zero() || b.value_.is_zero() ||
                 bit_width(magnitude(a.value_)) + bit_width(magnitude(b.value_)) < 320);
    return from(mul_wrapping(a.value_, b.value_));
  }
  /// By a number above or at zero of few limbs: the same at a fraction of the products.
  template <unsigned N>
    requires(N <= 128)
  friend exact operator*(const exact& a, const uint<N>& b) {
    ASSAY_ASSERT(a.value_.is_zero() || b.is_zero() ||
                 bit_width(magnitude(a.value_)) + bit_width(b) < 320);
    return from(number::from_bits(truncate<320>(mul_wide(a.value_.to_bits(), b))));
  }
  friend exact operator-(const exact& a) { return from(neg_wrapping(a.value_)); }
  exact& operator+=(const exact& b) { return *this = *this + b; }
  exact& operator-=(const exact& b) { return *this = *this - b; }
  friend bool operator==(const exact& a, const exact& b) = default;
  friend std::strong_ordering operator<=>(const exact& a, const exact& b) {
    return a.value_ <=> b.value_;
  }

  /// floor(a / b) for a >= 0, b > 0.
  [[nodiscard]] exact over_down(const exact& divisor) const {
    ASSAY_ASSERT(!is_negative() && !divisor.is_negative() && !divisor.is_zero());
    return from(number::from_bits(div_down(value_.to_bits(), divisor.value_.to_bits())));
  }

  /// The nearest double, or nearly so: for statistics and for people, never for a state.
  [[nodiscard]] double to_double() const {
    const auto limbs = to_limbs(magnitude(value_));
    double sum = 0;
    for (std::size_t i = limbs.size(); i-- > 0;) {
      sum = sum * 0x1p64 + static_cast<double>(limbs[i]);
    }
    return is_negative() ? -sum : sum;
  }
  [[nodiscard]] std::string to_string() const {
    std::string text = is_negative() ? "-" : "";
    append_decimal(text, magnitude(value_));
    return text;
  }

 private:
  number value_{};
  static exact from(const number& value) {
    exact out;
    out.value_ = value;
    return out;
  }
};

/// One of each token, in wei.
struct amounts {
  exact token0{};
  exact token1{};

  [[nodiscard]] const exact& of(unsigned token) const { return token == 0 ? token0 : token1; }
  [[nodiscard]] exact& of(unsigned token) { return token == 0 ? token0 : token1; }
  friend amounts operator+(const amounts& a, const amounts& b) {
    return {a.token0 + b.token0, a.token1 + b.token1};
  }
  friend amounts operator-(const amounts& a, const amounts& b) {
    return {a.token0 - b.token0, a.token1 - b.token1};
  }
  template <class Factor>  // an exact number or one of few limbs
  friend amounts operator*(const amounts& a, const Factor& factor) {
    return {a.token0 * factor, a.token1 * factor};
  }
  amounts& operator+=(const amounts& b) { return *this = *this + b; }
  amounts& operator-=(const amounts& b) { return *this = *this - b; }
  friend bool operator==(const amounts&, const amounts&) = default;
};

/// What one wei of token0 is worth in wei of token1: numerator / denominator, both below 2^128. All
/// prices of a scenario have one denominator, so that values are integers over it.
struct price {
  uint<128> numerator{};
  uint<128> denominator{};
};

/// The amounts at a price, in wei of token1 times the price's denominator: exact.
inline exact value_of(const amounts& what, const price& at) {
  return what.token0 * at.numerator + what.token1 * at.denominator;
}
inline exact value_of(unsigned token, const exact& amount, const price& at) {
  return amount * (token == 0 ? at.numerator : at.denominator);
}

}  // namespace assay::market
