// Every one of the 1,774,545 ticks at full width: the ratio against a rigorous enclosure of the
// real number, strict monotonicity, and the inverse on both sides of every boundary.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdio>
#include <cstdlib>

#include "assay/math/tick_math.hpp"
#include "assay/model/price_line.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

using boost::multiprecision::cpp_int;
using price = uint<160>;

constexpr std::uint64_t all_ticks = 1'774'545;

cpp_int wide(const price& x) {
  cpp_int out;
  const auto limbs = to_limbs(x);
  for (std::size_t i = limbs.size(); i-- > 0;) out = (out << 64) | limbs[i];
  return out;
}

cpp_int wide(detail::u128 x) { return (cpp_int(detail::high_limb(x)) << 64) | detail::low_limb(x); }

// The product of truncated factors stays within 30 units of 2^-128 of the real ratio: the bound
// that the proofs give, here seen on every tick.
TEST(all_ticks, ratio_within_thirty_units_of_the_enclosure) {
  test::case_count count("ratios X128 against 2^128 * 1.0001^(-tick / 2), all magnitudes");
  constexpr std::uint64_t magnitudes = 887'272;
  count.record_for("uniswap-v3.getSqrtRatioAtTick", evidence::kind::exhaustive, magnitudes);
  model::price_line line;
  cpp_int worst = 0;
  for (std::uint32_t m = 1; m <= magnitudes; ++m) {
    line.step_up();
    const cpp_int distance =
        model::distance_at_most(wide(detail::ratio_x128(m)), line.inverse_x128(), 0);
    if (distance > worst) worst = distance;
    count.check(distance <= 30, [&] { return "tick magnitude " + std::to_string(m); });
  }
  std::printf("worst distance: at most %s units of 2^-128\n", worst.str().c_str());
}

// The ratio by one multiplication, which decides the tick of most prices next to a tick.
TEST(all_ticks, short_ratio_within_its_error_of_the_ratio) {
  test::case_count count("ratios X128 by one multiplication against the ratios, all magnitudes");
  constexpr std::uint32_t magnitudes = 887'272;
  detail::u128 worst = 0;
  for (std::uint32_t m = 1; m <= magnitudes; ++m) {
    const detail::u128 ratio = detail::ratio_x128(m);
    const detail::u128 quick = detail::short_ratio_x128(m);
    const detail::u128 distance = ratio > quick ? ratio - quick : quick - ratio;
    if (distance > worst) worst = distance;
    count.check(distance <= detail::short_ratio_error,
                [&] { return "tick magnitude " + std::to_string(m); });
  }
  std::printf("worst distance: %u units of 2^-128\n", static_cast<unsigned>(worst));
}

// The ratio by a single multiplication, or by all of them where one leaves a doubt.
TEST(all_ticks, quick_ratio_is_the_ratio) {
  test::case_count count("ratios X128 by the quick way against the ratios, all magnitudes");
  constexpr std::uint32_t magnitudes = 887'272;
  for (std::uint32_t m = 1; m <= magnitudes; ++m) {
    count.check(detail::quick_ratio_x128(m) == detail::ratio_x128(m),
                [&] { return "tick magnitude " + std::to_string(m); });
  }
}

// What one multiplication decides beside a tick is what the ratio decides, and it decides nearly
// always: three prices on either side of every tick that is near enough.
TEST(all_ticks, near_decision_is_that_of_the_ratio) {
  test::case_count count("prices beside near ticks decided by one multiplication");
  constexpr std::int32_t near = 1 << detail::small_factor_bit;
  std::uint64_t undecided = 0;
  for (std::int32_t tick = min_tick; tick < near; ++tick) {
    if (tick == 0) continue;
    const price ratio = sqrt_ratio_at_tick(tick).value();
    for (std::uint64_t k = 0; k <= 6; ++k) {
      const auto limbs = to_limbs(sub_wrapping(add_wrapping(ratio, price{k}), price{3}));
      const auto decided = detail::reaches_near_tick(detail::join(limbs[1], limbs[0]), tick);
      if (!decided) ++undecided;
      count.check(!decided || *decided == (k >= 3),
                  [&] { return "tick " + std::to_string(tick) + ", case " + std::to_string(k); });
    }
  }
  std::printf("left to the ratio itself: %llu\n", static_cast<unsigned long long>(undecided));
  EXPECT_LT(undecided, 20'000U);
}

constexpr std::int64_t logarithm_error_x32 = 1 << 16;

TEST(all_ticks, logarithm_within_its_error) {
  test::case_count count("short logarithms of the prices at all ticks");
  std::int64_t worst = 0;
  for (std::int32_t tick = min_tick; tick <= max_tick; ++tick) {
    const std::int64_t exact_x32 = std::int64_t{tick} * (std::int64_t{1} << 32);
    const price ratio = sqrt_ratio_at_tick(tick).value();
    const std::int64_t distance = std::abs(detail::tick_logarithm_x32(ratio) - exact_x32);
    worst = std::max(worst, distance);
    count.check(distance < logarithm_error_x32, [&] { return "tick " + std::to_string(tick); });
  }
  std::printf("worst distance: %lld / 2^32 of a tick\n", static_cast<long long>(worst));
}

// The error is greatest at the ends of the table's intervals, with opposite signs: neighbouring
// prices there differ by no more than both errors.
TEST(all_ticks, logarithm_joins_at_the_ends_of_its_intervals) {
  test::case_count count("ends of intervals of the short logarithm");
  constexpr unsigned lowest = 64;  // where one unit is far less than the error
  for (unsigned exponent = lowest; exponent < 160; ++exponent) {
    for (std::uint64_t i = 0; i < 1U << detail::interval_bits; ++i) {
      const price end = price{(std::uint64_t{1} << detail::interval_bits) + i}
                        << (exponent - detail::interval_bits);
      const std::int64_t jump = detail::tick_logarithm_x32(end) -
                                detail::tick_logarithm_x32(sub_wrapping(end, price::one()));
      count.check(std::abs(jump) < 2 * logarithm_error_x32, [&] {
        return "2^" + std::to_string(exponent) + ", interval " + std::to_string(i);
      });
    }
  }
}

// The price: one rounding up to X96, and for positive ticks the inversion, which magnifies the
// ratio's error by the square of the price: |price - exact| <= 2 + 31 * price^2 / 2^224.
void check_price(test::case_count& count, std::int32_t tick, const model::price_line& line,
                 cpp_int& worst_beyond) {
  const cpp_int x96 = wide(sqrt_ratio_at_tick(tick).value());
  const cpp_int bound = tick > 0 ? 3 + ((31 * x96 * x96) >> 224) : cpp_int(2);
  const cpp_int distance = model::distance_at_most(x96, line.sqrt_price_x96(), 0);
  if (tick <= 0 && distance > worst_beyond) worst_beyond = distance;
  count.check(distance <= bound, [&] { return "tick " + std::to_string(tick); });
}

TEST(all_ticks, price_within_its_bound_of_the_enclosure) {
  test::case_count count("sqrt prices X96 against 2^96 * 1.0001^(tick / 2), all ticks");
  count.record_for("uniswap-v3.getSqrtRatioAtTick", evidence::kind::differential, all_ticks);
  cpp_int worst = 0;
  model::price_line up;
  check_price(count, 0, up, worst);
  while (up.tick() < max_tick) {
    up.step_up();
    check_price(count, up.tick(), up, worst);
  }
  model::price_line down;
  while (down.tick() > min_tick) {
    down.step_down();
    check_price(count, down.tick(), down, worst);
  }
  std::printf("worst distance below price 1: at most %s unit(s) of 2^-96\n", worst.str().c_str());
}

TEST(all_ticks, increasing_and_equal_to_the_contracts_steps) {
  test::case_count count("ratio by table, ratio by the contract's steps, and the ratio before");
  count.record_for("uniswap-v3.getSqrtRatioAtTick", evidence::kind::exhaustive, all_ticks);
  price before{};
  for (std::int32_t tick = min_tick; tick <= max_tick; ++tick) {
    const price ratio = sqrt_ratio_at_tick(tick).value();
    const bool ok = ratio == sqrt_ratio_at_tick_by_steps(tick).value() && before < ratio;
    count.check(ok, [&] { return "tick " + std::to_string(tick); });
    before = ratio;
  }
}

// The contract's steps are proved right on every price (v3_tick_of_every_price_is_right). Here both
// of the engine's ways are held to that where they could part from it: at every boundary.
TEST(all_ticks, inverse_on_both_sides_of_every_boundary) {
  test::case_count count("tick of ratio(t), ratio(t) - 1, ratio(t) + 1, ratio(t + 1) - 1");
  count.record_for("uniswap-v3.getTickAtSqrtRatio", evidence::kind::exhaustive, 4 * all_ticks - 6);
  const auto expect = [&](const price& sqrt_price, std::int32_t tick) {
    const auto fast = tick_at_sqrt_ratio(sqrt_price);
    const auto steps = tick_at_sqrt_ratio_by_steps(sqrt_price);
    count.check(fast.ok() && steps.ok() && fast.value() == tick && steps.value() == tick, [&] {
      return "price " + to_decimal(sqrt_price) + ", tick " + std::to_string(tick);
    });
  };
  for (std::int32_t tick = min_tick; tick < max_tick; ++tick) {
    const price ratio = sqrt_ratio_at_tick(tick).value();
    const price next = sqrt_ratio_at_tick(tick + 1).value();
    expect(ratio, tick);
    expect(add_wrapping(ratio, price::one()), tick);
    if (tick > min_tick) expect(sub_wrapping(ratio, price::one()), tick - 1);
    expect(sub_wrapping(next, price::one()), tick);
  }
}

TEST(all_ticks, out_of_range) {
  EXPECT_TRUE(sqrt_ratio_at_tick(max_tick + 1).why().is("T"));
  EXPECT_TRUE(sqrt_ratio_at_tick(min_tick - 1).why().is("T"));
  EXPECT_TRUE(sqrt_ratio_at_tick(std::numeric_limits<std::int32_t>::min()).why().is("T"));
  EXPECT_EQ(sqrt_ratio_at_tick(min_tick).value(), min_sqrt_ratio<>);
  EXPECT_EQ(sqrt_ratio_at_tick(max_tick).value(), max_sqrt_ratio<>);
  EXPECT_TRUE(tick_at_sqrt_ratio(sub_wrapping(min_sqrt_ratio<>, price::one())).why().is("R"));
  EXPECT_TRUE(tick_at_sqrt_ratio(max_sqrt_ratio<>).why().is("R"));
  EXPECT_TRUE(tick_at_sqrt_ratio(price::zero()).why().is("R"));
}

}  // namespace
}  // namespace assay
