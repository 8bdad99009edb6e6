// The exact numbers of the model: integers wide enough that nothing in it overflows, rationals,
// and the few operations that the definitions need. Boost.Multiprecision only.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <string>

namespace assay::model {

/// A signed integer below 2^1024 in magnitude. The widest number of the model is a product of a
/// reserve product and a squared supply (736 bits at worst). Lives in place, never on the heap;
/// going past 1024 bits throws rather than wraps.
using integer = boost::multiprecision::number<
    boost::multiprecision::cpp_int_backend<1024, 1024, boost::multiprecision::signed_magnitude,
                                           boost::multiprecision::checked, void>,
    boost::multiprecision::et_off>;

/// An exact fraction of unbounded size.
using rational = boost::multiprecision::number<
    boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
    boost::multiprecision::et_off>;

/// 2^exponent; exponent < 1024.
integer power_of_two(unsigned exponent);

/// The number of bits of |value|: 0 for 0, else floor(log2 |value|) + 1.
inline unsigned bit_length(const integer& value) {
  return value.is_zero() ? 0 : static_cast<unsigned>(msb(abs(value))) + 1;
}

/// The largest q with q * divisor <= dividend; divisor > 0, dividend of either sign.
integer floor_of_quotient(const integer& dividend, const integer& divisor);

/// The smallest q with q * divisor >= dividend; divisor > 0, dividend of either sign.
integer ceiling_of_quotient(const integer& dividend, const integer& divisor);

/// The r with r^2 <= value < (r + 1)^2; value >= 0. A guess from anywhere, made right by comparing
/// squares, so that its correctness rests on the definition alone.
integer floor_of_square_root(const integer& value);

/// value mod 2^exponent; value >= 0.
integer modulo_power_of_two(const integer& value, unsigned exponent);

/// numerator / denominator, exact; denominator != 0.
rational ratio(const integer& numerator, const integer& denominator);

/// The value as a fraction over 1.
rational to_rational(const integer& value);

/// The largest integer not above `value`.
integer floor_of(const rational& value);

/// The smallest integer not below `value`.
integer ceiling_of(const rational& value);

/// `digits` places after the point, cut off (towards zero), for people to read: "-12.034".
std::string to_decimal(const rational& value, unsigned digits);

}  // namespace assay::model
