// Where ticks lie on the price line: rigorous enclosures of 2^96 * 1.0001^(tick / 2).
//
// Intervals with outward rounding (MPFI through Boost.Multiprecision): whatever is computed here,
// the true real number lies within. Shares nothing with the engine's tick arithmetic.
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#ifdef ASSAY_PORTABLE_INTERVALS
#include "assay/model/portable_interval.hpp"
#else
#include <boost/multiprecision/mpfi.hpp>
#endif
#include <cstdint>

namespace assay::model {

/// Interval arithmetic of 150 decimal digits: after 887,272 multiplications in a row an enclosure
/// is still about 143 digits sharp, where a price needs 49.
#ifdef ASSAY_PORTABLE_INTERVALS
using interval = portable_interval;
#else
using interval = boost::multiprecision::number<boost::multiprecision::mpfi_float_backend<150>,
                                               boost::multiprecision::et_off>;
#endif

/// Walks the ticks one by one: sqrt(1.0001)^tick is the product of the last one and sqrt(1.0001).
class price_line {
 public:
  price_line();

  [[nodiscard]] std::int32_t tick() const { return tick_; }
  /// An enclosure of 2^96 * 1.0001^(tick / 2).
  [[nodiscard]] const interval& sqrt_price_x96() const { return sqrt_price_x96_; }
  /// An enclosure of 2^128 * 1.0001^(-tick / 2), what the contract approximates by its product.
  [[nodiscard]] interval inverse_x128() const;

  void step_up();
  void step_down();

 private:
  std::int32_t tick_ = 0;
  interval step_;
  interval sqrt_price_x96_;
};

/// floor(2^96 * 1.0001^(tick / 2) * 10^digits): the decimal digits of a tick's true square-root
/// price, certain to the last one. |tick| < 2^20; digits <= 60.
boost::multiprecision::cpp_int true_sqrt_price_x96(std::int32_t tick, unsigned digits);

/// Whether the integer lies certainly below, certainly above, or within `bound` of the enclosure:
/// the largest distance |integer - x| for x in the enclosure, rounded up, as an exact fraction of
/// 2^-`fraction_bits`.
boost::multiprecision::cpp_int distance_at_most(const boost::multiprecision::cpp_int& integer,
                                                const interval& enclosure, unsigned fraction_bits);

}  // namespace assay::model
