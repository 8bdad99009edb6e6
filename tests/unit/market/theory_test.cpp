// Paths against the formulas of loss versus rebalancing: Milionis, Moallemi, Roughgarden and Zhang,
// "Automated market making and loss-versus-rebalancing" (2022), and with Moallemi and Roughgarden,
// "Automated market making and arbitrage profits in the presence of fees" (2023).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>

#include "assay/market/statistics.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;

scenario scene(double volatility, std::uint32_t fee_pips, double block_time_s, bool poisson) {
  scenario all = test::parse(test::whole);
  all.market.volatility = volatility;
  all.pools[0].fee_pips = fee_pips;
  all.block_time_s = block_time_s;
  all.poisson_blocks = poisson;
  return all;
}

campaign_result run(const scenario& all, std::uint64_t paths) {
  const unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
  auto done = run_paths(all, 0, paths, jobs, {}, {}, {});
  EXPECT_TRUE(done.failures.empty());
  EXPECT_EQ(done.paths.size(), paths);
  return done;
}

std::string told(double got, double expected, double error) {
  return "got " + std::to_string(got) + ", expected " + std::to_string(expected) + ", error " +
         std::to_string(error);
}

// Without fees LPs lose sigma^2 / 8 of the pool's value per unit of time to the rebalancing
// portfolio.
TEST(lvr, without_fees_is_an_eighth_of_the_variance) {
  case_count count("LVR rates within 1 % of sigma^2 / 8");
  constexpr std::uint64_t paths = 150;
  for (const double volatility : {0.4, 1.2}) {
    const scenario all = scene(volatility, 0, 12, false);
    const ratio_estimate rate = lvr_rate(all, run(all, paths), 0);
    const double expected = volatility * volatility / 8;
    count.check(
        std::abs(rate.value / expected - 1) < 0.01 && rate.standard_error / expected < 0.004,
        [&] { return told(rate.value, expected, rate.standard_error); });
  }
}

// Of two assets it is an eighth of the variance of their ratio, whatever that of token1 in dollars;
// and in dollars too, of the value that the pool has there. That value is the geometric mean of
// both assets' prices, whose expectation falls as fast.
TEST(lvr, of_two_assets_is_an_eighth_of_the_variance_of_their_ratio) {
  case_count count("LVR rates of two assets within 1 % of (s0^2 + s1^2 - 2 rho s0 s1) / 8");
  constexpr std::uint64_t paths = 150;
  for (const double correlation : {-0.5, 0.7}) {
    scenario all = test::parse(test::whole_assets);
    all.pools[0].fee_pips = 0;
    all.market.correlation = correlation;
    const double variance = 0.64 + 0.25 - 2 * correlation * 0.8 * 0.5;
    const auto done = run(all, paths);
    const ratio_estimate rate = lvr_rate(all, done, 0);
    const double expected = variance / 8;
    count.check(
        std::abs(rate.value / expected - 1) < 0.01 && rate.standard_error / expected < 0.004,
        [&] { return told(rate.value, expected, rate.standard_error); });
    const auto counted = measures(all);
    const auto lvr = std::find_if(counted.begin(), counted.end(),
                                  [](const measure& one) { return one.name == "numeraireLvr"; });
    ASSERT_NE(lvr, counted.end());
    const distribution in_dollars = distribution_over(all, done, *lvr, 0);
    const double value = 100 * 60'000.0;
    const double lost = value * -std::expm1(-variance / 8 / 365);
    count.check(std::abs(in_dollars.mean / lost - 1) < 0.01 &&
                    std::abs(in_dollars.mean - lost) < 4 * in_dollars.standard_error,
                [&] { return told(in_dollars.mean, lost, in_dollars.standard_error); });
  }
}

// With a fee gamma (of the logarithm) and Poisson blocks of rate 1 / dt, a block has a trade with
// probability 1 / (1 + sqrt(2 / dt) gamma / sigma), and arbitrageurs gain
// sigma^2 / 8 * that * cosh(gamma / 2) / (1 - sigma^2 dt / 8), when the logarithm has no drift.
TEST(arbitrage, with_fees_and_poisson_blocks_is_as_rare_and_as_rich_as_the_formula_says) {
  case_count count("shares of blocks with a trade and arbitrage gains within 2 % of the formula");
  constexpr std::uint64_t paths = 120;
  for (const double volatility : {0.5, 1.0}) {
    for (const std::uint32_t fee : {500U, 3000U}) {
      for (const double block_time : {12.0, 60.0}) {
        scenario all = scene(volatility, fee, block_time, true);
        all.market.drift = volatility * volatility / 2;
        all.horizon_s = block_time > 12 ? 5 * 86'400 : 86'400;
        const auto done = run(all, paths);
        const double sigma = volatility / std::sqrt(year_s);
        const double gamma = -std::log(1 - fee / 1e6);
        const double share = 1 / (1 + std::sqrt(2 / block_time) * gamma / sigma);
        const double gain = volatility * volatility / 8 * share * std::cosh(gamma / 2) /
                            (1 - sigma * sigma * block_time / 8);
        const ratio_estimate trades = trade_share(all, done, 0);
        const ratio_estimate rate = arbitrage_rate(all, done, 0);
        count.check(std::abs(trades.value / share - 1) < 0.02, [&] {
          return "share of blocks: " + told(trades.value, share, trades.standard_error);
        });
        count.check(std::abs(rate.value / gain - 1) < 0.02,
                    [&] { return "gain: " + told(rate.value, gain, rate.standard_error); });
      }
    }
  }
}

TEST(statistics, of_known_numbers) {
  std::vector<double> values = {4, 1, 3, 2, 5};
  const distribution one = distribution_of(values);
  EXPECT_DOUBLE_EQ(one.mean, 3);
  EXPECT_DOUBLE_EQ(one.median, 3);
  EXPECT_DOUBLE_EQ(one.deviation, std::sqrt(2.5));
  EXPECT_DOUBLE_EQ(one.q25, 2);
  EXPECT_DOUBLE_EQ(one.q05, 1.2);
  const std::vector<double> above = {2, 4};
  const std::vector<double> below = {1, 2};
  EXPECT_DOUBLE_EQ(ratio_of(above, below).value, 2);
  EXPECT_DOUBLE_EQ(ratio_of(above, below).standard_error, 0);
}

}  // namespace
}  // namespace assay::market
