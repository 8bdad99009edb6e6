// Prices of two correlated assets in a numeraire: the moments that their parameters ask for, the
// corners in which the pools' price is known, and the same bits everywhere.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>

#include "assay/market/price_path.hpp"
#include "assay/market/simulation.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;
using test::parse;

constexpr double half_day = 43'200;
constexpr double day = 86'400;

// Logarithms of the two assets' prices after a day, against the first ones.
struct logs {
  double token0 = 0;
  double token1 = 0;
};
double log_of(std::uint64_t now, std::uint64_t first) {
  return std::log(static_cast<double>(now) / static_cast<double>(first));
}
logs after_a_day(const scenario& all, std::uint64_t path) {
  price_path market(all, path);
  market.advance(half_day, half_day);
  const double ratio = log_of(market.advance(half_day, day), all.market.initial);
  const double token1 = log_of(market.numeraire(), all.market.numeraire.initial);
  return {ratio + token1, token1};
}

// Sums over paths of two numbers.
struct moments {
  double n = 0;
  double sum0 = 0;
  double sum1 = 0;
  double squares0 = 0;
  double squares1 = 0;
  double products = 0;
  void add(const logs& one) {
    ++n;
    sum0 += one.token0;
    sum1 += one.token1;
    squares0 += one.token0 * one.token0;
    squares1 += one.token1 * one.token1;
    products += one.token0 * one.token1;
  }
  [[nodiscard]] double variance0() const { return squares0 / n - sum0 * sum0 / n / n; }
  [[nodiscard]] double variance1() const { return squares1 / n - sum1 * sum1 / n / n; }
  [[nodiscard]] double covariance() const { return products / n - sum0 * sum1 / n / n; }
};

// Each within five standard errors of what is asked for.
TEST(two_assets, have_their_variances_their_correlation_and_that_of_the_ratio) {
  case_count count("moments of two assets over 20000 paths of a day, at five correlations");
  constexpr std::uint64_t paths = 20'000;
  const double root = std::sqrt(static_cast<double>(paths));
  scenario all = parse(test::whole_assets);
  all.market.assets[0].drift = 3;
  all.market.assets[1].drift = -5;
  for (const double correlation : {-1.0, -0.7, 0.0, 0.6, 0.95}) {
    all.market.correlation = correlation;
    moments sums;
    for (std::uint64_t path = 0; path < paths; ++path) sums.add(after_a_day(all, path));
    const double variance0 = 0.64 / 365;
    const double variance1 = 0.25 / 365;
    const double ratio = variance0 + variance1 - 2 * correlation * 0.8 * 0.5 / 365;
    const auto within = [&](const char* what, double got, double expected, double error) {
      count.check(std::abs(got - expected) <= 5 * error + 1e-9, [&] {
        return std::string(what) + " at " + std::to_string(correlation) + ": got " +
               std::to_string(got) + ", expected " + std::to_string(expected);
      });
    };
    within("variance of token0", sums.variance0(), variance0, variance0 * std::sqrt(2.0) / root);
    within("variance of token1", sums.variance1(), variance1, variance1 * std::sqrt(2.0) / root);
    within("variance of the ratio", sums.variance0() + sums.variance1() - 2 * sums.covariance(),
           ratio, ratio * std::sqrt(2.0) / root);
    within("correlation", sums.covariance() / std::sqrt(sums.variance0() * sums.variance1()),
           correlation, (1 - correlation * correlation) / root);
    within("mean of token0", sums.sum0 / sums.n, 3.0 / 365 - variance0 / 2,
           std::sqrt(variance0) / root);
    within("mean of token1", sums.sum1 / sums.n, -5.0 / 365 - variance1 / 2,
           std::sqrt(variance1) / root);
  }
}

// The pools' price does not move by a single unit of its resolution, whatever dollars do.
TEST(two_assets, in_step_leave_the_pools_alone) {
  case_count count("blocks in which both assets moved and the price did not");
  for (const std::string kind : {"\"uniswap-v2\"", "\"uniswap-v3\""}) {
    scenario all = parse(test::head + test::asset_tokens + test::two_assets +
                         "[market.jumps]\nper_day = 20\nmean = -0.02\ndeviation = 0.05\n" +
                         "[[pool]]\nname = \"main\"\nfee_pips = 0\nprotocol = " + kind + "\n" +
                         test::asset_lp);
    all.market.correlation = 1;
    for (asset_spec& asset : all.market.assets) {
      asset.volatility = 0.9;
      asset.drift = 0.3;
    }
    observer watch;
    std::uint64_t before = all.market.numeraire.initial;
    watch.on_block = [&](const row& now) {
      count.check(now.market_price == all.market.initial && now.numeraire != before,
                  [&] { return std::to_string(now.block); });
      before = now.numeraire;
    };
    const path_outcome done = run_path(all, 0, watch, {});
    ASSERT_TRUE(done.failures.empty());
    const pool_result& pool = done.result.pools[0];
    EXPECT_EQ(pool.arbitrages, 0U);
    EXPECT_EQ(pool.held, pool.deposits);
    EXPECT_EQ(pool.value, pool.holding);
    EXPECT_TRUE(pool.lvr.is_zero());
  }
}

// One is the other's mirror image: the ratio's logarithm is twice the noise of token0.
TEST(two_assets, against_each_other_move_the_price_twice) {
  case_count count("paths of two mirrored assets");
  scenario all = parse(test::whole_assets);
  all.market.correlation = -1;
  all.market.assets[0].volatility = all.market.assets[1].volatility = 0.7;
  for (std::uint64_t path = 0; path < 1000; ++path) {
    const logs one = after_a_day(all, path);
    const double drift = -0.49 / 2 / 365;
    count.check(std::abs(one.token0 - drift + (one.token1 - drift)) < 1e-10,
                [&] { return std::to_string(one.token0) + " " + std::to_string(one.token1); });
  }
}

// What is drawn for one purpose is the same whatever the other parameters are: points of a sweep
// differ by their parameters alone.
TEST(two_assets, are_drawn_from_the_same_numbers_at_every_correlation_and_with_jumps) {
  case_count count("paths of token0 against those at correlation 0 without jumps");
  scenario plain = parse(test::whole_assets);
  plain.market.correlation = 0;
  scenario other = plain;
  other.market.assets[1].jumps = {30, 0.01, 0.1};
  other.market.assets[1].volatility = 0;
  for (const double correlation : {-1.0, -0.3, 0.8, 1.0}) {
    other.market.correlation = correlation;
    for (std::uint64_t path = 0; path < 50; ++path) {
      const double difference = after_a_day(other, path).token0 - after_a_day(plain, path).token0;
      count.check(std::abs(difference) < 1e-9, [&] { return std::to_string(difference); });
    }
  }
}

// Jumps alone: of both assets they leave the price, of one they move it by what they are.
TEST(two_assets, jump_together_or_each_for_itself) {
  case_count count("paths of jumps by 1 % of the logarithm");
  constexpr std::uint64_t paths = 2000;
  constexpr double per_day = 40;
  constexpr double size = 0.01;
  for (const int who : {0, 1, 2}) {
    scenario all = parse(test::whole_assets);
    all.market.assets[0].volatility = all.market.assets[1].volatility = 0;
    (who == 2 ? all.market.jumps : all.market.assets[static_cast<std::size_t>(who)].jumps) = {
        per_day, size, 0};
    double jumps = 0;
    for (std::uint64_t path = 0; path < paths; ++path) {
      const logs one = after_a_day(all, path);
      const double of_who = (who == 0 ? one.token0 : one.token1) / size;
      const double of_other = (who == 2   ? one.token0 - one.token1
                               : who == 0 ? one.token1
                                          : one.token0);
      jumps += of_who;
      count.check(std::abs(of_who - std::round(of_who)) < 1e-6 && std::abs(of_other) < 1e-9,
                  [&] { return std::to_string(of_who) + " " + std::to_string(of_other); });
    }
    EXPECT_NEAR(jumps / paths, per_day, 5 * std::sqrt(per_day / paths));
  }
}

// These numbers are the same from every compiler and on every machine.
TEST(two_assets, give_the_committed_bits) {
  scenario all = parse(test::whole_assets);
  all.market.jumps = {30, -0.01, 0.02};
  all.market.assets[0].jumps = {20, 0.005, 0.01};
  all.market.assets[1].jumps = {10, 0.002, 0.01};
  all.market.assets[0].drift = 0.4;
  price_path market(all, 3);
  std::uint64_t digest = 0;
  for (int block = 1; block <= 3000; ++block) {
    digest = std::rotl(digest, 7) ^ market.advance(12, 12.0 * block);
    digest = std::rotl(digest, 7) ^ market.numeraire();
  }
  EXPECT_EQ(digest, 11517512592662819128U);
}

TEST(two_assets, that_leave_their_resolution_are_an_error_that_names_it) {
  case_count count("paths beyond what a resolution can say");
  const auto refusal = [](const scenario& all) -> std::string {
    try {
      run_path(all, 0, {}, {});
    } catch (const trace::input_error& error) {
      return error.what();
    }
    return "nothing";
  };
  scenario all = parse(test::whole_assets);
  all.market.assets[0].drift = -1000;
  all.horizon_s = 86'400 * 30;
  all.block_time_s = 3600;
  std::string got = refusal(all);
  count.check(got.find("the price path leaves what its resolution can say; change "
                       "market.resolution") != std::string::npos,
              [&] { return got; });
  all.market.assets[1].drift = -1000;
  got = refusal(all);
  count.check(got.find("token1's price in the numeraire leaves what its resolution can say; change "
                       "market.numeraire.resolution") != std::string::npos,
              [&] { return got; });
}

}  // namespace
}  // namespace assay::market
