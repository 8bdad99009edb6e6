// Statistics over paths. Sums run in the order of the paths, so the threads do not matter.
#include "assay/market/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::market {
namespace {

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

double share_of(const exact& part, const exact& whole) {
  return whole.is_zero() ? 0 : part.to_double() / whole.to_double();
}

double price_change(const scenario& what, const path_result& path, const pool_result&) {
  return static_cast<double>(path.last_price) / static_cast<double>(what.market.initial) - 1;
}
// Fees apart: what the pool would hold without them, against holding.
double impermanent_loss(const scenario&, const path_result&, const pool_result& pool) {
  const exact without = pool.value * pool.fee_scale - pool.fee_value_now;
  const exact holding = pool.holding * pool.fee_scale;
  return share_of(without - holding, holding);
}
double against_holding(const scenario&, const path_result&, const pool_result& pool) {
  return share_of(pool.value - pool.holding, pool.holding);
}
double fees(const scenario&, const path_result&, const pool_result& pool) {
  return share_of(pool.fee_value, pool.portfolio * pool.fee_scale);
}
double lvr(const scenario&, const path_result&, const pool_result& pool) {
  return share_of(pool.lvr, pool.portfolio * pool.fee_scale);
}
double against_rebalancing(const scenario&, const path_result&, const pool_result& pool) {
  return share_of(pool.value - pool.portfolio, pool.portfolio);
}
double share_of_token0(const scenario&, const path_result& path, const pool_result& pool) {
  amounts only;
  only.token0 = pool.held.token0;
  return share_of(value_of(only, path.at), pool.value);
}
double arbitrage_gain(const scenario& what, const path_result& path, const pool_result& pool) {
  return whole_value(what, path, pool.arbitrage_gain);
}
double gas(const scenario& what, const path_result& path, const pool_result& pool) {
  return whole_value(what, path, pool.gas);
}
double arbitrages(const scenario&, const path_result&, const pool_result& pool) {
  return static_cast<double>(pool.arbitrages);
}
double trades_per_block(const scenario&, const path_result& path, const pool_result& pool) {
  return path.blocks == 0 ? 0
                          : static_cast<double>(pool.arbitrages) / static_cast<double>(path.blocks);
}
double tracking_error(const scenario&, const path_result& path, const pool_result& pool) {
  return path.blocks == 0 ? 0 : pool.tracking_error_sum / static_cast<double>(path.blocks);
}
double outside_band(const scenario&, const path_result& path, const pool_result& pool) {
  return path.blocks == 0
             ? 0
             : static_cast<double>(pool.blocks_outside) / static_cast<double>(path.blocks);
}

double jit_trades(const scenario&, const path_result&, const pool_result& pool) {
  return static_cast<double>(pool.jit_trades);
}
double jit_gain(const scenario& what, const path_result& path, const pool_result& pool) {
  return whole_value(what, path, pool.jit_gain);
}
double jit_lp_gain(const scenario& what, const path_result& path, const pool_result& pool) {
  return whole_value(what, path, pool.jit_lp_gain);
}
double jit_trader_gain(const scenario& what, const path_result& path, const pool_result& pool) {
  return whole_value(what, path, pool.jit_trader_gain);
}

double numeraire_change(const scenario& what, const path_result& path) {
  return static_cast<double>(path.last_numeraire) /
         static_cast<double>(what.market.numeraire.initial);
}
double numeraire_change0(const scenario& what, const path_result& path, const pool_result& pool) {
  return (price_change(what, path, pool) + 1) * numeraire_change(what, path) - 1;
}
double numeraire_change1(const scenario& what, const path_result& path, const pool_result&) {
  return numeraire_change(what, path) - 1;
}
double numeraire_value(const scenario& what, const path_result& path, const pool_result& pool) {
  return in_numeraire(what, path, pool.value);
}
double numeraire_holding(const scenario& what, const path_result& path, const pool_result& pool) {
  return in_numeraire(what, path, pool.holding);
}
double numeraire_gain(const scenario& what, const path_result& path, const pool_result& pool) {
  return in_numeraire(what, path, pool.value - pool.holding);
}
double numeraire_fees(const scenario& what, const path_result& path, const pool_result& pool) {
  return in_numeraire(what, path, pool.fee_value) / pool.fee_scale.to_double();
}
double numeraire_lvr(const scenario& what, const path_result& path, const pool_result& pool) {
  return in_numeraire(what, path, pool.lvr) / pool.fee_scale.to_double();
}
// Of a value at the end, against the deposits at the first prices.
double numeraire_return_of(const scenario& what, const path_result& path, const pool_result& pool,
                           const exact& value) {
  const exact at_first = value_of(pool.deposits, what.price_of(what.market.initial));
  return share_of(value, at_first) * numeraire_change(what, path) - 1;
}
double numeraire_return(const scenario& what, const path_result& path, const pool_result& pool) {
  return numeraire_return_of(what, path, pool, pool.value);
}
double numeraire_holding_return(const scenario& what, const path_result& path,
                                const pool_result& pool) {
  return numeraire_return_of(what, path, pool, pool.holding);
}

constexpr std::array<measure, 13> measures_of_all = {{
    {"priceChange", "share", "of the market's price, end against start", price_change},
    {"impermanentLoss", "share", "LP value without fees against holding", impermanent_loss},
    {"againstHolding", "share", "LP value with fees against holding", against_holding},
    {"fees", "share", "fees at their trades' prices, of the rebalancing portfolio", fees},
    {"lvr", "share", "loss versus rebalancing, of the rebalancing portfolio", lvr},
    {"againstRebalancing", "share", "LP value against the rebalancing portfolio",
     against_rebalancing},
    {"shareOfToken0", "share", "of the LP value that is token0 at the end", share_of_token0},
    {"arbitrageGain", "token1", "what the arbitrageur gained before gas", arbitrage_gain},
    {"gas", "token1", "what the arbitrageur paid in gas and threshold", gas},
    {"arbitrages", "trades", "of the arbitrageur", arbitrages},
    {"tradeShare", "share", "of blocks in which the arbitrageur traded", trades_per_block},
    {"trackingError", "log", "mean |ln(pool price / market price)| after a block", tracking_error},
    {"outsideBand", "share", "of blocks that ended outside of the no-arbitrage band", outside_band},
}};
constexpr std::array<measure, 4> measures_of_jit = {{
    {"jitTrades", "trades", "with just-in-time liquidity around them", jit_trades},
    {"jitGain", "token1", "what just-in-time liquidity gained before gas", jit_gain},
    {"jitLpGain", "token1", "what it changed for the LPs that stay", jit_lp_gain},
    {"jitTraderGain", "token1", "what it changed for the noise traders", jit_trader_gain},
}};
constexpr std::array<measure, 9> measures_of_numeraire = {{
    {"numeraireChange0", "share", "of token0's price in the numeraire, end against start",
     numeraire_change0},
    {"numeraireChange1", "share", "of token1's price in the numeraire, end against start",
     numeraire_change1},
    {"numeraireValue", "numeraire", "what LPs hold at the end", numeraire_value},
    {"numeraireHolding", "numeraire", "what holding the deposits would be worth",
     numeraire_holding},
    {"numeraireGain", "numeraire", "LP value with fees less that of holding", numeraire_gain},
    {"numeraireFees", "numeraire", "fees, kept as token1 to the end", numeraire_fees},
    {"numeraireLvr", "numeraire", "loss versus rebalancing, as token1 to the end", numeraire_lvr},
    {"numeraireReturn", "share", "LP value in the numeraire, against the deposits at first",
     numeraire_return},
    {"numeraireHoldingReturn", "share", "holding in the numeraire, against the deposits at first",
     numeraire_holding_return},
}};

template <std::size_t A, std::size_t B>
constexpr std::array<measure, A + B> joined(const std::array<measure, A>& first,
                                            const std::array<measure, B>& second) {
  std::array<measure, A + B> all{};
  std::copy(first.begin(), first.end(), all.begin());
  std::copy(second.begin(), second.end(), all.begin() + A);
  return all;
}
constexpr auto measures_with_jit = joined(measures_of_all, measures_of_jit);
constexpr auto measures_with_numeraire = joined(measures_of_all, measures_of_numeraire);
constexpr auto measures_with_both = joined(measures_with_jit, measures_of_numeraire);

}  // namespace

std::span<const measure> measures(const scenario& what) {
  if (what.market.numeraire.exists()) {
    if (what.jit.empty()) return measures_with_numeraire;
    return measures_with_both;
  }
  if (what.jit.empty()) return measures_of_all;
  return measures_with_jit;
}

std::string symbol_of(const scenario& what, const measure& counted) {
  return counted.unit == "token1"      ? what.tokens[1].symbol
         : counted.unit == "numeraire" ? what.market.numeraire.symbol
                                       : std::string();
}

double whole_value(const scenario& what, const path_result& path, const exact& value) {
  return what.whole(1, value) / exact(path.at.denominator).to_double();
}

double in_numeraire(const scenario& what, const path_result& path, const exact& value) {
  return whole_value(what, path, value) * what.numeraire_to_double(path.last_numeraire);
}

// Printed values for one and two degrees; Cornish and Fisher's series in 1 / degrees beyond.
double student_t975(std::uint64_t degrees) {
  constexpr double one = 12.7062;
  constexpr double two = 4.30265;
  if (degrees <= 1) return one;
  if (degrees == 2) return two;
  constexpr double z = 1.959964;
  constexpr double z2 = z * z;
  const double n = 1 / static_cast<double>(degrees);
  const double first = (z2 + 1) / 4;
  const double second = ((5 * z2 + 16) * z2 + 3) / 96;
  const double third = (((3 * z2 + 19) * z2 + 17) * z2 - 15) / 384;
  const double fourth = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / 92'160;
  return z * (1 + n * (first + n * (second + n * (third + n * fourth))));
}

namespace {

// What follows from count, mean and deviation.
void set_interval(distribution& out) {
  out.standard_error = out.deviation / std::sqrt(static_cast<double>(out.count));
  const double reach = out.count > 1 ? student_t975(out.count - 1) * out.standard_error : 0;
  out.low95 = out.mean - reach;
  out.high95 = out.mean + reach;
}

}  // namespace

distribution distribution_of(std::vector<double>& values) {
  distribution out;
  out.count = values.size();
  if (values.empty()) return out;
  const auto count = static_cast<double>(values.size());
  double sum = 0;
  for (const double value : values) sum += value;
  out.mean = sum / count;
  double squares = 0;
  for (const double value : values) squares += (value - out.mean) * (value - out.mean);
  if (values.size() > 1) out.deviation = std::sqrt(squares / (count - 1));
  set_interval(out);
  std::sort(values.begin(), values.end());
  out.least = values.front();
  out.q05 = quantile(values, 0.05);
  out.q25 = quantile(values, 0.25);
  out.median = quantile(values, 0.5);
  out.q75 = quantile(values, 0.75);
  out.q95 = quantile(values, 0.95);
  out.most = values.back();
  return out;
}

ratio_estimate ratio_of(std::span<const double> numerators, std::span<const double> denominators) {
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    above += numerators[i];
    below += denominators[i];
  }
  if (below <= 0) return {};
  const double ratio = above / below;
  double squares = 0;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    const double rest = numerators[i] - ratio * denominators[i];
    squares += rest * rest;
  }
  return {ratio, std::sqrt(squares) / below};
}

namespace {

struct terms {
  double above = 0;
  double below = 0;
};
using terms_of = terms (*)(const scenario&, const path_result&, const pool_result&);

terms lvr_terms(const scenario& what, const path_result& path, const pool_result& pool) {
  return {whole_value(what, path, pool.lvr) / pool.fee_scale.to_double(),
          pool.value_seconds / year_s};
}
terms arbitrage_terms(const scenario& what, const path_result& path, const pool_result& pool) {
  return {whole_value(what, path, pool.arbitrage_gain), pool.value_seconds / year_s};
}
terms trade_terms(const scenario&, const path_result& path, const pool_result& pool) {
  return {static_cast<double>(pool.arbitrages), static_cast<double>(path.blocks)};
}

void add_to(running_moments& to, double value, std::uint64_t count) {
  to.least = count == 1 ? value : std::min(to.least, value);
  to.most = count == 1 ? value : std::max(to.most, value);
  to.sum += value;
  const double before = value - to.mean;
  to.mean += before / static_cast<double>(count);
  to.squares += before * (value - to.mean);
}
void add_to(running_ratio& to, const terms& value) {
  to.above += value.above;
  to.below += value.below;
  to.above_squared += value.above * value.above;
  to.product += value.above * value.below;
  to.below_squared += value.below * value.below;
}

// Kept are the paths with the least of these: as good as drawn by lot, the same on every machine.
// Path 0, which is told of, always is.
std::uint64_t lot_of(const path_result& path) {
  std::uint64_t x = path.path;  // the finaliser of SplitMix64, which leaves 0 at 0
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
  return x ^ (x >> 31);
}
bool has_lower_lot(const path_result& a, const path_result& b) { return lot_of(a) < lot_of(b); }

// Squares of the rests are below zero by rounding only.
ratio_estimate ratio_of_sums(const running_ratio& sums) {
  if (sums.below <= 0) return {};
  const double ratio = sums.above / sums.below;
  const double squares =
      sums.above_squared - 2 * ratio * sums.product + ratio * ratio * sums.below_squared;
  return {ratio, std::sqrt(std::max(squares, 0.0)) / sums.below};
}

ratio_estimate over_paths(const scenario& what, const campaign_result& done, std::size_t pool,
                          terms_of of, running_ratio pool_tally::* sums) {
  if (done.is_sampled()) return ratio_of_sums(done.all.pools[pool].*sums);
  std::vector<double> numerators;
  std::vector<double> denominators;
  for (const path_result& path : done.paths) {
    const terms one = of(what, path, path.pools[pool]);
    numerators.push_back(one.above);
    denominators.push_back(one.below);
  }
  return ratio_of(numerators, denominators);
}

void tally(path_tally& to, const scenario& what, const path_result& path) {
  ++to.paths;
  to.blocks += path.blocks;
  const auto counted = measures(what);
  to.pools.resize(path.pools.size());
  for (std::size_t i = 0; i < path.pools.size(); ++i) {
    const pool_result& pool = path.pools[i];
    pool_tally& sums = to.pools[i];
    to.operations += pool.operations;
    to.arbitrages += pool.arbitrages;
    to.arbitrages_cut_short += pool.arbitrages_cut_short;
    sums.measures.resize(counted.size());
    for (std::size_t k = 0; k < counted.size(); ++k) {
      add_to(sums.measures[k], counted[k].of(what, path, pool), to.paths);
    }
    add_to(sums.lvr, lvr_terms(what, path, pool));
    add_to(sums.arbitrage, arbitrage_terms(what, path, pool));
    add_to(sums.trades, trade_terms(what, path, pool));
  }
}

}  // namespace

void add_path(campaign_result& to, const scenario& what, path_result path, std::uint64_t most) {
  tally(to.all, what, path);
  to.paths.push_back(std::move(path));
  if (to.paths.size() <= most) return;
  // The highest lot is on top of a heap, from the first path on that does not fit.
  if (to.all.paths == most + 1) {
    std::make_heap(to.paths.begin(), to.paths.end(), has_lower_lot);
  } else {
    std::push_heap(to.paths.begin(), to.paths.end(), has_lower_lot);
  }
  std::pop_heap(to.paths.begin(), to.paths.end(), has_lower_lot);
  to.paths.pop_back();
}

void keep_in_order(campaign_result& done) {
  std::sort(done.paths.begin(), done.paths.end(),
            [](const path_result& a, const path_result& b) { return a.path < b.path; });
}

std::vector<double> values_over(const scenario& what, const campaign_result& done,
                                const measure& counted, std::size_t pool) {
  std::vector<double> values;
  for (const path_result& path : done.paths) {
    values.push_back(counted.of(what, path, path.pools[pool]));
  }
  return values;
}

distribution distribution_over(const scenario& what, const campaign_result& done,
                               const measure& counted, std::size_t pool) {
  std::vector<double> values = values_over(what, done, counted, pool);
  distribution out = distribution_of(values);
  if (!done.is_sampled()) return out;
  const auto index = static_cast<std::size_t>(&counted - measures(what).data());
  const running_moments& sums = done.all.pools[pool].measures[index];
  out.count = done.all.paths;
  out.mean = sums.sum / static_cast<double>(out.count);
  out.deviation = std::sqrt(sums.squares / static_cast<double>(out.count - 1));
  out.least = sums.least;
  out.most = sums.most;
  set_interval(out);
  return out;
}

ratio_estimate lvr_rate(const scenario& what, const campaign_result& done, std::size_t pool) {
  return over_paths(what, done, pool, lvr_terms, &pool_tally::lvr);
}
ratio_estimate arbitrage_rate(const scenario& what, const campaign_result& done, std::size_t pool) {
  return over_paths(what, done, pool, arbitrage_terms, &pool_tally::arbitrage);
}
ratio_estimate trade_share(const scenario& what, const campaign_result& done, std::size_t pool) {
  return over_paths(what, done, pool, trade_terms, &pool_tally::trades);
}

}  // namespace assay::market
