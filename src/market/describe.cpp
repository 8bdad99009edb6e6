// What a scenario says, in numbers and in words.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "assay/market/scenario.hpp"
#include "scenario_parts.hpp"

namespace assay::market {
namespace {

// 10^0 .. 10^36, and the first 22 of them as doubles, which hold them exactly.
constexpr unsigned most_exponent = 36;
constexpr auto powers_of_ten = [] {
  std::array<uint<128>, most_exponent + 1> table{};
  table[0] = uint<128>::one();
  for (std::size_t i = 1; i < table.size(); ++i) {
    table[i] = mul_wrapping(table[i - 1], uint<128>{10});
  }
  return table;
}();
constexpr auto real_powers_of_ten = [] {
  std::array<double, 23> table{};
  table[0] = 1;
  for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
  return table;
}();

const uint<128>& power_of_ten(unsigned exponent) { return powers_of_ten[exponent]; }

std::string duration_text(double seconds) {
  constexpr double minute = 60;
  constexpr double hour = 3600;
  constexpr double day = 86'400;
  if (seconds >= day) return fmt::format("{:.6g} days", seconds / day);
  if (seconds >= hour) return fmt::format("{:.6g} hours", seconds / hour);
  if (seconds >= minute) return fmt::format("{:.6g} minutes", seconds / minute);
  return fmt::format("{:.6g} seconds", seconds);
}

std::string percent(double share) { return fmt::format("{:.4g} %", share * 100); }

std::string jumps_text(const jump_process& jumps, std::string_view who_jumps) {
  if (jumps.per_day <= 0) return {};
  return fmt::format("; {} {:.4g} times a day, by {} on average, deviation {}", who_jumps,
                     jumps.per_day, percent(jumps.mean), percent(jumps.deviation));
}

// Two prices in the numeraire, and what follows for their ratio, which the pools see.
std::string assets_text(const scenario& what) {
  const market_spec& market = what.market;
  std::string text = fmt::format("is the ratio of two prices in {}:", market.numeraire.symbol);
  for (const std::size_t i : {0U, 1U}) {
    const asset_spec& asset = market.assets[i];
    text += fmt::format(" {} starts at {}, volatility {} a year, drift {}", what.tokens[i].symbol,
                        asset.price, percent(asset.volatility), percent(asset.drift));
    text += jumps_text(asset.jumps, "it jumps") + ";";
  }
  const double first = market.assets[0].volatility;
  const double second = market.assets[1].volatility;
  const double variance = first * first + second * second - 2 * market.correlation * first * second;
  text += fmt::format(" correlation {:.4g}, so that the ratio's volatility is {} a year",
                      market.correlation, percent(std::sqrt(std::max(variance, 0.0))));
  return text + jumps_text(market.jumps, "both jump together, which leaves the ratio,");
}

std::string market_text(const scenario& what) {
  const market_spec& market = what.market;
  std::string text;
  switch (market.kind) {
    case market_kind::gbm:
      text = fmt::format("moves as a geometric Brownian motion: volatility {} a year, drift {}",
                         percent(market.volatility), percent(market.drift));
      break;
    case market_kind::mean_reversion:
      text = fmt::format("is pulled to its level, {:.4g} times a day by e, volatility {} a year",
                         market.reversion_per_day, percent(market.volatility));
      break;
    case market_kind::regimes:
      text = fmt::format("changes between {} regimes:", market.regimes.size());
      for (const regime& one : market.regimes) {
        text += fmt::format(" volatility {} for {} on average;", percent(one.volatility),
                            duration_text(one.mean_duration_s));
      }
      text.pop_back();
      break;
    case market_kind::steps:
      text = fmt::format("steps through {} given prices", market.points.size());
      break;
    case market_kind::ramp:
      text = fmt::format("goes straight from each of {} given prices to the next",
                         market.points.size());
      break;
    case market_kind::csv:
      text = fmt::format("follows {} recorded prices", market.points.size());
      break;
    case market_kind::two_assets:
      return assets_text(what);
  }
  return text + jumps_text(market.jumps, "it jumps");
}

// Of both prices: the pools' and, where there is a numeraire, token1's in it.
std::string prices_text(const scenario& what) {
  const std::string& quote = what.tokens[1].symbol;
  const numeraire_spec& numeraire = what.market.numeraire;
  std::string text =
      fmt::format("The price of {} starts at {} {}, is rounded to {} decimals, and {}.\n",
                  what.tokens[0].symbol, what.price_text(what.market.initial), quote,
                  what.market.resolution, market_text(what));
  if (numeraire.exists()) {
    text += fmt::format(
        "That of {} in {} starts at {} and is rounded to {} decimals; no pool sees it. Values at "
        "the end are told in {} too.\n",
        quote, numeraire.symbol, what.numeraire_text(numeraire.initial), numeraire.resolution,
        numeraire.symbol);
  }
  return text;
}

std::string pools_text(const scenario& what, const noise_spec& noise) {
  std::string text;
  for (const std::size_t pool : noise.pools) {
    text += (text.empty() ? "" : " and ") + what.pools[pool].name;
  }
  return noise.pools.size() == 1 ? text : text + ", split so that it pays most,";
}

std::string how_it_moves(const recentre_spec& spec) {
  if (spec.place == range_place::beside)
    return ", to the side of the price that its token asks for";
  switch (spec.swap) {
    case range_swap::in_pool:
      return ", after a swap in the pool";
    case range_swap::outside:
      return fmt::format(", after a swap outside that costs {}",
                         percent(static_cast<double>(spec.outside_bps) / 1e4));
    case range_swap::none:
      break;
  }
  return {};
}

// A ladder's steps hold what all of them bring: told once, at the lowest, "alice-1".
std::string lp_text(const scenario& what, const lp_spec& lp) {
  if (lp.rung > 0) return {};
  const std::string name = lp.rungs > 1 ? lp.name.substr(0, lp.name.rfind('-')) : lp.name;
  std::string text = fmt::format("  {} provides {} {} and {} {} to {}", name,
                                 what.amount_text(0, exact(lp.deposit[0])), what.tokens[0].symbol,
                                 what.amount_text(1, exact(lp.deposit[1])), what.tokens[1].symbol,
                                 what.pools[lp.pool].name);
  if (!lp.full_range) {
    text += fmt::format(" between {} and {}", what.price_text(lp.lower), what.price_text(lp.upper));
  }
  if (lp.rungs > 1) {
    text += fmt::format(", spread over {} steps, {} to {}-{}", lp.rungs, lp.name, name, lp.rungs);
  }
  constexpr std::array<std::string_view, 4> when = {
      "", "when the price leaves it", "when the price is too far from its middle", "on schedule"};
  if (lp.recentre.when != recentre_kind::never) {
    text +=
        fmt::format(", and moves its range {}{}", when[static_cast<std::size_t>(lp.recentre.when)],
                    how_it_moves(lp.recentre));
  }
  return text + "\n";
}

}  // namespace

double real_power_of_ten(unsigned exponent) { return real_powers_of_ten[exponent]; }

price scenario::price_of(std::uint64_t of_resolution) const {
  const int exponent = static_cast<int>(tokens[1].decimals) - static_cast<int>(tokens[0].decimals) -
                       static_cast<int>(market.resolution);
  const uint<128> value{of_resolution};
  if (exponent >= 0) {
    return {mul_wrapping(value, power_of_ten(static_cast<unsigned>(exponent))), uint<128>::one()};
  }
  return {value, power_of_ten(static_cast<unsigned>(-exponent))};
}

double scenario::to_double(std::uint64_t of_resolution) const {
  return static_cast<double>(of_resolution) / real_powers_of_ten[market.resolution];
}

std::string scenario::price_text(std::uint64_t of_resolution) const {
  return decimal_text(exact(uint<64>{of_resolution}), market.resolution);
}

double scenario::numeraire_to_double(std::uint64_t of_resolution) const {
  return static_cast<double>(of_resolution) / real_powers_of_ten[market.numeraire.resolution];
}

std::string scenario::numeraire_text(std::uint64_t of_resolution) const {
  return decimal_text(exact(uint<64>{of_resolution}), market.numeraire.resolution);
}

std::string scenario::amount_text(unsigned token, const exact& wei) const {
  return decimal_text(wei, tokens[token].decimals);
}

double scenario::whole(unsigned token, const exact& wei) const {
  return wei.to_double() / real_powers_of_ten[tokens[token].decimals];
}

std::string decimal_text(const exact& value, unsigned decimals) {
  const bool negative = value.is_negative();
  std::string digits = (negative ? -value : value).to_string();
  if (decimals > 0) {
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, ".");
    while (digits.back() == '0') digits.pop_back();
    if (digits.back() == '.') digits.pop_back();
  }
  return negative ? "-" + digits : digits;
}

std::string describe(const scenario& what) {
  const std::string& base = what.tokens[0].symbol;
  const std::string& quote = what.tokens[1].symbol;
  std::string text = fmt::format("{}\n", what.title);
  text += fmt::format("For {}, a block comes {} {}; {} path{} from seed {}.\n",
                      duration_text(static_cast<double>(what.horizon_s)),
                      what.poisson_blocks ? "at random, on average every" : "every",
                      duration_text(what.block_time_s), what.paths, what.paths == 1 ? "" : "s",
                      what.seed);
  text += prices_text(what);
  for (const pool_spec& pool : what.pools) {
    text += fmt::format("Pool {}: {}, fee {}.\n", pool.name,
                        pool.kind == pool_kind::uniswap_v2 ? "Uniswap V2" : "Uniswap V3",
                        percent(pool.fee_pips / 1e6));
  }
  for (const lp_spec& lp : what.lps) text += lp_text(what, lp);
  for (const noise_spec& noise : what.noise) {
    text += fmt::format(
        "Noise traders sell to {} {:.4g} times a day, the median trade {} {}; {} "
        "buy {}.\n",
        pools_text(what, noise), noise.per_day, noise.median_size, quote, percent(noise.buy_share),
        base);
  }
  for (const jit_spec& jit : what.jit) {
    text += fmt::format(
        "Before a noise trade of at least {} {} in {}, someone deposits up to {} {} and {} {} "
        "around "
        "the price and takes all out right after it, where that gains more than {} {}.\n",
        what.amount_text(1, exact(jit.least_trade)), quote, what.pools[jit.pool].name,
        what.amount_text(0, exact(jit.most[0])), base, what.amount_text(1, exact(jit.most[1])),
        quote, what.amount_text(1, exact(jit.gas)), quote);
  }
  if (what.arbitrageur.active) {
    text += fmt::format(
        "In each block an arbitrageur takes the integer amount that gains most, if that is more "
        "than {} {}",
        what.amount_text(1, exact(what.arbitrageur.least_profit)), quote);
    const bool has_v3 = std::any_of(what.pools.begin(), what.pools.end(), [](const auto& pool) {
      return pool.kind == pool_kind::uniswap_v3;
    });
    if (has_v3) text += " (in Uniswap V3 the best that a bounded search finds)";
    if (what.arbitrageur.latency_blocks > 0) {
      text +=
          fmt::format(", seeing the price of {} blocks before", what.arbitrageur.latency_blocks);
    }
    text += ".\n";
  } else {
    text += "No arbitrageur trades.\n";
  }
  for (const attack_spec& attack : what.attacks) {
    constexpr std::array<std::string_view, 4> tries = {
        "moving the spot price of", "moving the oracle's mean of", "sandwiching the traders of",
        "depositing first, before a victim, in a pool like"};
    text += fmt::format("Before the first block, {} {} is tried on copies.\n",
                        tries[static_cast<std::size_t>(attack.kind)], what.pools[attack.pool].name);
  }
  return text + "After every block each identity of the books is checked in exact arithmetic.\n";
}

}  // namespace assay::market
