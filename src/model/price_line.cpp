// The price line by intervals: see price_line.hpp.
#include "assay/model/price_line.hpp"

#include <boost/multiprecision/mpfr.hpp>

namespace assay::model {
namespace {

using boost::multiprecision::cpp_int;

interval whole(std::int64_t value) { return interval(value); }

interval power_of_two(unsigned exponent) { return interval(cpp_int(cpp_int(1) << exponent).str()); }

}  // namespace

price_line::price_line()
    : step_(sqrt(interval(whole(10'001) / whole(10'000)))), sqrt_price_x96_(power_of_two(96)) {}

interval price_line::inverse_x128() const {
  // 2^128 / 1.0001^(tick / 2) = 2^224 / (2^96 * 1.0001^(tick / 2)).
  return power_of_two(224) / sqrt_price_x96_;
}

void price_line::step_up() {
  sqrt_price_x96_ *= step_;
  ++tick_;
}

void price_line::step_down() {
  sqrt_price_x96_ /= step_;
  --tick_;
}

cpp_int distance_at_most(const cpp_int& integer, const interval& enclosure,
                         unsigned fraction_bits) {
  const interval difference = abs(interval(interval(integer.str()) - enclosure));
  const interval scaled = difference * power_of_two(fraction_bits);
  // `upper` is itself rounded up; the ceiling of it bounds the distance.
  return static_cast<cpp_int>(ceil(upper(scaled)));
}

}  // namespace assay::model
