// Numbers of many paths: what is counted of a pool, its distribution and its error.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/market/simulation.hpp"

namespace assay::market {

struct distribution {
  std::uint64_t count = 0;
  double mean = 0;
  double deviation = 0;       // of the sample; 0 for one path
  double standard_error = 0;  // of the mean
  double low95 = 0;           // of the mean's 95 % confidence interval, by Student's t
  double high95 = 0;
  double least = 0;
  double q05 = 0;
  double q25 = 0;
  double median = 0;
  double q75 = 0;
  double q95 = 0;
  double most = 0;
};

/// The 97.5 % quantile of Student's t, to three digits; degrees >= 1.
double student_t975(std::uint64_t degrees);

/// Sorts `values`. Quantiles are linear between neighbours.
distribution distribution_of(std::vector<double>& values);

/// What is counted of each pool and path.
struct measure {
  std::string_view name;
  std::string_view unit;
  std::string_view meaning;
  double (*of)(const scenario&, const path_result&, const pool_result&);
};
std::span<const measure> measures(const scenario& what);
/// The symbol of what a measure counts in: token1, or the numeraire; else empty.
std::string symbol_of(const scenario& what, const measure& counted);

/// Adds a path: to the sums at once, so they must come in order; to those kept, of which there are
/// `most` at most. keep_in_order() when all are there.
void add_path(campaign_result& to, const scenario& what, path_result path, std::uint64_t most);
void keep_in_order(campaign_result& done);

/// Of a measure (one of measures(what)) over a campaign's paths; sorts nothing of it. Count, mean,
/// deviation, least and most are of all paths, quantiles of those that are kept.
distribution distribution_over(const scenario& what, const campaign_result& done,
                               const measure& counted, std::size_t pool);
/// The measure of every path that is kept.
std::vector<double> values_over(const scenario& what, const campaign_result& done,
                                const measure& counted, std::size_t pool);

/// sum(numerators) / sum(denominators), and its standard error by the delta method.
struct ratio_estimate {
  double value = 0;
  double standard_error = 0;
};
ratio_estimate ratio_of(std::span<const double> numerators, std::span<const double> denominators);

/// Per year and unit of pool value: what LPs lose to the rebalancing portfolio, and what
/// arbitrageurs gain.
ratio_estimate lvr_rate(const scenario& what, const campaign_result& done, std::size_t pool);
ratio_estimate arbitrage_rate(const scenario& what, const campaign_result& done, std::size_t pool);
/// The share of blocks in which the arbitrageur traded.
ratio_estimate trade_share(const scenario& what, const campaign_result& done, std::size_t pool);

/// Values in whole token1.
double whole_value(const scenario& what, const path_result& path, const exact& value);
/// Values in whole units of the numeraire, at token1's last price in it.
double in_numeraire(const scenario& what, const path_result& path, const exact& value);

}  // namespace assay::market
