// The intervals of builds without MPFI against MPFI's: both hold the true number, so they meet, and
// neither is wide.
#include "assay/model/portable_interval.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "assay/model/price_line.hpp"

namespace {

using namespace assay::model;
using real = portable_interval::real;

// An end of MPFI's as a float of the other kind, by its decimal digits.
template <typename Number>
real as_real(const Number& end) {
  return real(end.str(170, std::ios_base::scientific));
}

unsigned compared = 0;

void expect_to_meet(const portable_interval& portable, const interval& known) {
  const real known_lower = as_real(lower(known));
  const real known_upper = as_real(upper(known));
  const real size = abs(known_upper) + abs(known_lower);
  const real text_error = size * real("1e-155");  // of as_real
  EXPECT_LE(lower(portable), known_upper + text_error);
  EXPECT_GE(upper(portable), known_lower - text_error);
  EXPECT_LE(lower(portable), upper(portable));
  EXPECT_LE(upper(portable) - lower(portable), size * real("1e-130"));
  ++compared;
}

TEST(portable_interval, meets_mpfi_on_chains_of_operations) {
  std::mt19937_64 random(1);
  for (int chain = 0; chain < 200; ++chain) {
    portable_interval ours(1);
    interval theirs(1);
    for (int i = 0; i < 40; ++i) {
      const auto number = static_cast<std::int64_t>(random() >> 34) + 1;
      const portable_interval our_operand(number);
      const interval their_operand(number);
      switch (random() % 5) {
        case 0:
          ours *= our_operand;
          theirs *= their_operand;
          break;
        case 1:
          ours /= our_operand;
          theirs /= their_operand;
          break;
        case 2:
          ours = ours + our_operand;
          theirs += their_operand;
          break;
        case 3:
          ours = abs(portable_interval(our_operand + ours)) - portable_interval(1);
          theirs = abs(interval(their_operand + theirs)) - interval(1);
          break;
        default:
          ours = sqrt(abs(ours));
          theirs = sqrt(interval(abs(theirs)));
      }
    }
    expect_to_meet(ours, theirs);
  }
  std::printf("compared %u enclosures\n", compared);
  EXPECT_GE(compared, 200U);
}

TEST(portable_interval, negative_numbers_and_zero) {
  const portable_interval one(1);
  const portable_interval minus_two = portable_interval(3) - portable_interval(5);
  EXPECT_LE(lower(minus_two), -2);
  EXPECT_GE(upper(minus_two), -2);
  EXPECT_GE(lower(abs(minus_two)), real("1.99"));
  const portable_interval around_zero = one / portable_interval(3) * portable_interval(3) - one;
  EXPECT_LT(lower(around_zero), 0);
  EXPECT_GT(upper(around_zero), 0);
  EXPECT_EQ(lower(abs(around_zero)), 0);
  EXPECT_THROW(one / around_zero, std::domain_error);
  EXPECT_THROW(sqrt(minus_two), std::domain_error);
  const std::string large = "123456789012345678901234567890";
  EXPECT_EQ(lower(portable_interval(large)) <= real(large), true);
}

}  // namespace
