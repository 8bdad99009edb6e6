// Exact integers and rationals of the model.
#include "assay/model/integer.hpp"

#include <cmath>

namespace assay::model {
namespace {

using unbounded = boost::multiprecision::cpp_int;

constexpr unsigned bits_of_guess = 29;

// About sqrt(value), good to `bits_of_guess` bits. It need not be: the caller corrects it.
integer guess_square_root(const integer& value) {
  constexpr unsigned kept_bits = 62;
  const unsigned bits = bit_length(value);
  unsigned shift = bits > kept_bits ? bits - kept_bits : 0;
  shift += shift % 2;
  const auto top = static_cast<std::uint64_t>(value >> shift);
  const auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(top)));
  return integer(root) << (shift / 2);
}

}  // namespace

integer power_of_two(unsigned exponent) { return integer(1) << exponent; }

integer floor_of_quotient(const integer& dividend, const integer& divisor) {
  integer quotient;
  integer remainder;
  divide_qr(dividend, divisor, quotient, remainder);  // towards zero
  if (remainder.sign() < 0) --quotient;
  return quotient;
}

integer ceiling_of_quotient(const integer& dividend, const integer& divisor) {
  integer quotient;
  integer remainder;
  divide_qr(dividend, divisor, quotient, remainder);
  if (remainder.sign() > 0) ++quotient;
  return quotient;
}

integer floor_of_square_root(const integer& value) {
  if (value.is_zero()) return value;
  integer root = guess_square_root(value);
  if (root.is_zero()) root = 1;
  // Each averaging doubles the number of right bits; those of the guess are there at the start.
  for (unsigned right_bits = bits_of_guess; 2 * right_bits < bit_length(value); right_bits *= 2) {
    root = (root + value / root) / 2;
  }
  while (root * root > value) --root;
  while ((root + 1) * (root + 1) <= value) ++root;
  return root;
}

integer modulo_power_of_two(const integer& value, unsigned exponent) {
  if (bit_length(value) <= exponent) return value;
  return value - ((value >> exponent) << exponent);
}

rational ratio(const integer& numerator, const integer& denominator) {
  return rational(unbounded(numerator), unbounded(denominator));
}

rational to_rational(const integer& value) { return rational(unbounded(value)); }

integer floor_of(const rational& value) {
  const unbounded top = numerator(value);
  const unbounded bottom = denominator(value);
  unbounded quotient = top / bottom;
  if (top < 0 && quotient * bottom != top) --quotient;
  return integer(quotient);
}

integer ceiling_of(const rational& value) { return -floor_of(-value); }

std::string to_decimal(const rational& value, unsigned digits) {
  const bool negative = value < 0;
  const rational magnitude = negative ? rational(-value) : value;
  const unbounded scale = boost::multiprecision::pow(unbounded(10), digits);
  const unbounded scaled = numerator(magnitude) * scale / denominator(magnitude);
  std::string text = scaled.str();
  if (text.size() <= digits) text.insert(0, digits + 1 - text.size(), '0');
  if (digits > 0) text.insert(text.size() - digits, 1, '.');
  if (negative && scaled != 0) text.insert(text.begin(), '-');
  return text;
}

}  // namespace assay::model
