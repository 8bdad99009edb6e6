// Random numbers and price paths: right, and the same bits everywhere.
#include "assay/market/random.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "assay/market/price_path.hpp"
#include "support/case_count.hpp"

namespace assay::market {
namespace {

TEST(portable, exp_and_log_are_within_two_units_of_the_libraries) {
  test::case_count count("e^x and ln x against the C library, in units in the last place");
  random_stream draw(3, 0, random_stream::purpose::price);
  constexpr int cases = 20'000;
  for (int i = 0; i < cases; ++i) {
    const double x = (draw.uniform() - 0.5) * 1400;
    const double exp_error = std::abs(portable_exp(x) / std::exp(x) - 1);
    count.check(exp_error < 8e-16, [&] { return "exp " + std::to_string(x); });
    const double y = std::exp(x / 3);
    const double log_error = std::abs(portable_log(y) - std::log(y));
    count.check(log_error <= 4e-16 * std::max(1.0, std::abs(std::log(y))),
                [&] { return "log " + std::to_string(y); });
  }
  EXPECT_EQ(portable_exp(0), 1.0);
  EXPECT_EQ(portable_log(1), 0.0);
  EXPECT_EQ(portable_exp(-800), 0.0);
  EXPECT_TRUE(std::isinf(portable_exp(800)));
}

TEST(random_stream, has_the_moments_of_its_distributions) {
  random_stream draw(1, 0, random_stream::purpose::price);
  constexpr int cases = 200'000;
  double normal = 0;
  double square = 0;
  double fourth = 0;
  double exponential = 0;
  for (int i = 0; i < cases; ++i) {
    const double x = draw.normal();
    normal += x;
    square += x * x;
    fourth += x * x * x * x;
    exponential += draw.exponential();
  }
  // Five standard errors.
  EXPECT_NEAR(normal / cases, 0, 5 / std::sqrt(cases));
  EXPECT_NEAR(square / cases, 1, 5 * std::sqrt(2.0 / cases));
  EXPECT_NEAR(fourth / cases, 3, 5 * std::sqrt(96.0 / cases));
  EXPECT_NEAR(exponential / cases, 1, 5 / std::sqrt(cases));
}

// These numbers are the same from every compiler and on every machine; if they change, so does
// every scenario's output.
TEST(random_stream, gives_the_committed_bits) {
  random_stream draw(1, 2, random_stream::purpose::noise, 3);
  std::uint64_t digest = 0;
  for (int i = 0; i < 1000; ++i) {
    digest = std::rotl(digest, 7) ^ std::bit_cast<std::uint64_t>(draw.normal());
    digest = std::rotl(digest, 7) ^ std::bit_cast<std::uint64_t>(draw.exponential());
  }
  EXPECT_EQ(digest, 10238654091874363734U);
}

scenario market_of(market_kind kind) {
  scenario all;
  all.file = "test";
  all.horizon_s = 86'400;
  all.market.kind = kind;
  all.market.initial = 3'000'000'000;
  all.market.resolution = 6;
  all.market.volatility = 0.8;
  return all;
}

TEST(price_path, of_a_brownian_motion_has_its_mean_and_variance) {
  const scenario all = market_of(market_kind::gbm);
  constexpr std::uint64_t paths = 20'000;
  constexpr double half_day = 43'200;
  double sum = 0;
  double logs = 0;
  double squares = 0;
  for (std::uint64_t path = 0; path < paths; ++path) {
    price_path market(all, path);
    market.advance(half_day, half_day);
    const double ratio = static_cast<double>(market.advance(half_day, 2 * half_day)) / 3e9;
    sum += ratio;
    logs += std::log(ratio);
    squares += std::log(ratio) * std::log(ratio);
  }
  const double variance = 0.64 / 365;
  const double error = std::sqrt(variance / paths);
  EXPECT_NEAR(sum / paths, 1, 5 * error);  // a martingale without drift
  EXPECT_NEAR(logs / paths, -variance / 2, 5 * error);
  EXPECT_NEAR(squares / paths, variance, 5 * variance * std::sqrt(2.0 / paths));
}

TEST(price_path, of_mean_reversion_settles_at_its_level) {
  scenario all = market_of(market_kind::mean_reversion);
  all.market.reversion_per_day = 10;
  all.market.level = std::log(1.1);
  constexpr std::uint64_t paths = 5000;
  double logs = 0;
  double squares = 0;
  for (std::uint64_t path = 0; path < paths; ++path) {
    price_path market(all, path);
    const double x =
        std::log(static_cast<double>(market.advance(86'400, 86'400)) / 3e9) - std::log(1.1);
    logs += x;
    squares += x * x;
  }
  const double variance = 0.64 / 365 / 20;
  EXPECT_NEAR(logs / paths, 0, 5 * std::sqrt(variance / paths) + 1e-5);
  EXPECT_NEAR(squares / paths, variance, 5 * variance * std::sqrt(2.0 / paths));
}

TEST(price_path, of_points_is_exact) {
  scenario all = market_of(market_kind::ramp);
  all.market.points = {{100, 3'000'000'100}, {200, 2'999'999'900}};
  price_path ramp(all, 0);
  EXPECT_EQ(ramp.advance(50, 50), 3'000'000'050U);
  EXPECT_EQ(ramp.advance(50, 100), 3'000'000'100U);
  EXPECT_EQ(ramp.advance(25, 125), 3'000'000'050U);
  EXPECT_EQ(ramp.advance(200, 325), 2'999'999'900U);
  all.market.kind = market_kind::steps;
  price_path steps(all, 0);
  EXPECT_EQ(steps.advance(50, 50), 3'000'000'000U);
  EXPECT_EQ(steps.advance(60, 110), 3'000'000'100U);
}

}  // namespace
}  // namespace assay::market
