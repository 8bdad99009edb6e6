// Intervals without MPFI, for builds that have no such library (WebAssembly).
//
// Boost's cpp_bin_float rounds each operation to the nearest; both ends then move outwards by four
// units of the last place, more than that rounding can have moved them. Slower and a few bits wider
// than MPFI, against which a test holds it.
#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>

namespace assay::model {

/// What price_line.hpp uses of an interval, of the same precision: 150 decimal digits.
class portable_interval {
 public:
  using real = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<150>,
                                             boost::multiprecision::et_off>;

  portable_interval() = default;
  explicit portable_interval(std::int64_t whole) : lower_(whole), upper_(whole) {}
  /// A whole number of any size, in decimal.
  explicit portable_interval(const std::string& whole)
      : portable_interval(real(whole), real(whole)) {}

  friend portable_interval operator+(const portable_interval& a, const portable_interval& b) {
    return {a.lower_ + b.lower_, a.upper_ + b.upper_};
  }
  friend portable_interval operator-(const portable_interval& a, const portable_interval& b) {
    return {a.lower_ - b.upper_, a.upper_ - b.lower_};
  }
  friend portable_interval operator*(const portable_interval& a, const portable_interval& b) {
    return around(a.lower_ * b.lower_, a.lower_ * b.upper_, a.upper_ * b.lower_,
                  a.upper_ * b.upper_);
  }
  /// Throws std::domain_error where the divisor may be zero.
  friend portable_interval operator/(const portable_interval& a, const portable_interval& b) {
    if (b.lower_ <= 0 && b.upper_ >= 0) throw std::domain_error("division by what may be zero");
    return around(a.lower_ / b.lower_, a.lower_ / b.upper_, a.upper_ / b.lower_,
                  a.upper_ / b.upper_);
  }
  portable_interval& operator*=(const portable_interval& b) { return *this = *this * b; }
  portable_interval& operator/=(const portable_interval& b) { return *this = *this / b; }

  friend portable_interval sqrt(const portable_interval& a) {
    if (a.lower_ < 0) throw std::domain_error("the root of what may be negative");
    return {sqrt(a.lower_), sqrt(a.upper_)};
  }
  friend portable_interval abs(const portable_interval& a) {
    if (a.lower_ >= 0) return a;
    const real largest = (std::max)(real(-a.lower_), a.upper_);
    return {a.upper_ <= 0 ? real(-a.upper_) : real(0), largest};
  }

  friend const real& lower(const portable_interval& a) { return a.lower_; }
  friend const real& upper(const portable_interval& a) { return a.upper_; }

 private:
  // Ends that were rounded to the nearest, moved outwards. Zero is exact where it appears.
  portable_interval(const real& low, const real& high)
      : lower_(low - abs(low) * slack()), upper_(high + abs(high) * slack()) {}

  static portable_interval around(const real& a, const real& b, const real& c, const real& d) {
    return {(std::min)({a, b, c, d}), (std::max)({a, b, c, d})};
  }

  static const real& slack() {
    static const real four_units = ldexp(real(4), 1 - std::numeric_limits<real>::digits);
    return four_units;
  }

  real lower_ = 0;
  real upper_ = 0;
};

}  // namespace assay::model
