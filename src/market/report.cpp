// Summaries: JSON, table, CSV, words.
#include "assay/market/report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "assay/market/statistics.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/version.hpp"
#include "assay/word/format.hpp"
#include "attack_report.hpp"

namespace assay::market {
namespace {

using trace::json_writer;

void write_amounts(json_writer& json, std::string_view key, const amounts& what) {
  json.key(key).begin_array().value(what.token0.to_string()).value(what.token1.to_string());
  json.end_array();
}

void write_positions(json_writer& json, const pool_result& pool) {
  json.key("positions").begin_array();
  for (const position& one : pool.positions) {
    json.begin_object().key("name").value(one.name);
    write_amounts(json, "deposited", one.deposited);
    write_amounts(json, "claim", one.claim);
    write_amounts(json, "feesApart", one.fees);
    json.key("moves").value(one.moves).key("gas").value(one.gas.to_string());
    json.key("outsideCost").value(one.outside_cost.to_string());
    json.end_object();
  }
  json.end_array();
}

void write_jit(json_writer& json, const pool_result& pool) {
  json.key("jit").begin_object().key("trades").value(pool.jit_trades);
  json.key("gain").value(pool.jit_gain.to_string());
  json.key("lpGain").value(pool.jit_lp_gain.to_string());
  json.key("traderGain").value(pool.jit_trader_gain.to_string());
  json.key("gas").value(pool.jit_gas.to_string()).end_object();
}

// A value of token1 in the numeraire: wider than the books' integers, and exact.
std::string times(const exact& value, std::uint64_t numeraire) {
  std::string text = value.is_negative() ? "-" : "";
  append_decimal(text, mul_wide(magnitude(value.value()), uint<64>{numeraire}));
  return text;
}

// All at token1's last price in it; to be divided by numeraireDenominator.
void write_numeraire(json_writer& json, const path_result& path, const pool_result& pool) {
  json.key("inNumeraire").begin_object();
  const std::pair<std::string_view, const exact&> values[] = {
      {"value", pool.value},
      {"holding", pool.holding},
      {"rebalancing", pool.portfolio},
      {"feeValueTimesScale", pool.fee_value},
      {"lvrTimesScale", pool.lvr}};
  for (const auto& [key, value] : values) json.key(key).value(times(value, path.last_numeraire));
  json.end_object();
}

void write_pool(json_writer& json, const scenario& what, const path_result& path,
                std::size_t index) {
  const pool_result& pool = path.pools[index];
  json.begin_object().key("name").value(what.pools[index].name);
  write_amounts(json, "deposits", pool.deposits);
  write_amounts(json, "held", pool.held);
  write_amounts(json, "feesTimesScale", pool.fees);
  json.key("feeScale").value(pool.fee_scale.to_string());
  json.key("value").value(pool.value.to_string());
  json.key("holding").value(pool.holding.to_string());
  json.key("rebalancing").value(pool.portfolio.to_string());
  json.key("feeValueTimesScale").value(pool.fee_value.to_string());
  json.key("lvrTimesScale").value(pool.lvr.to_string());
  json.key("arbitrageGain").value(pool.arbitrage_gain.to_string());
  json.key("noiseGain").value(pool.noise_gain.to_string());
  json.key("arbitrages").value(pool.arbitrages).key("noiseTrades").value(pool.noise_trades);
  json.key("operations").value(pool.operations);
  if (!what.jit.empty()) write_jit(json, pool);
  if (what.market.numeraire.exists()) write_numeraire(json, path, pool);
  write_positions(json, pool);
  json.end_object();
}

void write_distribution(json_writer& json, const distribution& one) {
  json.begin_object().key("count").value(one.count).key("mean").value(one.mean);
  json.key("deviation").value(one.deviation).key("standardError").value(one.standard_error);
  json.key("low95").value(one.low95).key("high95").value(one.high95);
  json.key("least").value(one.least).key("q05").value(one.q05).key("q25").value(one.q25);
  json.key("median").value(one.median).key("q75").value(one.q75).key("q95").value(one.q95);
  json.key("most").value(one.most).end_object();
}

void write_ratio(json_writer& json, std::string_view key, const ratio_estimate& one) {
  json.key(key).begin_object().key("value").value(one.value);
  json.key("standardError").value(one.standard_error).end_object();
}

void write_statistics(json_writer& json, const scenario& what, const campaign_result& done) {
  json.key("statistics").begin_array();
  for (std::size_t pool = 0; pool < what.pools.size(); ++pool) {
    json.begin_object().key("name").value(what.pools[pool].name);
    for (const measure& counted : measures(what)) {
      json.key(counted.name);
      write_distribution(json, distribution_over(what, done, counted, pool));
    }
    write_ratio(json, "lvrPerYear", lvr_rate(what, done, pool));
    write_ratio(json, "arbitragePerYear", arbitrage_rate(what, done, pool));
    write_ratio(json, "blocksWithArbitrage", trade_share(what, done, pool));
    json.end_object();
  }
  json.end_array();
}

void write_violations(json_writer& json, const campaign_result& done) {
  json.key("violations").begin_array();
  for (const failed_identity& failed : done.failures) {
    json.begin_object().key("identity").value(identity_name(failed.what.which));
    json.key("path").value(failed.path).key("block").value(failed.block);
    json.key("pool").value(failed.pool).key("detail").value(failed.what.detail).end_object();
  }
  json.end_array();
}

// What a number of inNumeraire counts in: one unit of the numeraire.
exact numeraire_denominator(const scenario& what, const path_result& path) {
  exact all(path.at.denominator);
  const std::uint32_t decimals = what.tokens[1].decimals + what.market.numeraire.resolution;
  for (std::uint32_t i = 0; i < decimals; ++i) all = all * uint<64>{10};
  return all;
}

void write_first_path(json_writer& json, const scenario& what, const path_result& path) {
  json.begin_object().key("path").value(path.path).key("blocks").value(path.blocks);
  json.key("seconds").value(path.seconds).key("complete").value(path.complete);
  json.key("price").value(what.price_text(path.last_price)).key("priceDenominator");
  json.value(exact(path.at.denominator).to_string());
  if (what.market.numeraire.exists()) {
    json.key("numerairePrice").value(what.numeraire_text(path.last_numeraire));
    json.key("numeraireDenominator").value(numeraire_denominator(what, path).to_string());
  }
  json.key("pools").begin_array();
  for (std::size_t i = 0; i < what.pools.size(); ++i) write_pool(json, what, path, i);
  json.end_array().end_object();
}

std::string percent(double share) { return fmt::format("{:+.4f} %", share * 100); }

}  // namespace

std::string summary_json(const scenario& what, const campaign_result& done) {
  std::string document;
  json_writer json(document);
  const path_tally& sum = done.all;
  json.begin_object().key("assay").value(version()).key("title").value(what.title);
  json.key("seed").value(std::to_string(what.seed)).key("pathsAsked").value(what.paths);
  json.key("paths").value(sum.paths).key("pathsKept").value(done.paths.size());
  json.key("interrupted").value(done.interrupted);
  json.key("blocks").value(sum.blocks).key("operations").value(sum.operations);
  json.key("arbitrages").value(sum.arbitrages);
  json.key("arbitragesCutShort").value(sum.arbitrages_cut_short);
  json.key("identitiesChecked").value(sum.blocks * what.pools.size() * identity_count);
  json.key("tokens").begin_array();
  for (const token_spec& token : what.tokens) {
    json.begin_object().key("symbol").value(token.symbol).key("decimals").value(token.decimals);
    json.end_object();
  }
  json.end_array();
  if (what.market.numeraire.exists()) {
    json.key("numeraire").begin_object().key("symbol").value(what.market.numeraire.symbol);
    json.key("resolution").value(what.market.numeraire.resolution).end_object();
  }
  write_violations(json, done);
  json.key("firstPath");
  if (done.paths.empty()) {
    json.null();
  } else {
    write_first_path(json, what, done.paths.front());
  }
  write_statistics(json, what, done);
  json.key("attacks");
  write_attacks(json, what, done.attacks);
  json.end_object();
  return document;
}

std::string sample_text(const campaign_result& done) {
  return done.is_sampled()
             ? fmt::format("Quantiles are of a sample of {} of the {} paths; all else is of all.",
                           done.paths.size(), done.all.paths)
             : std::string();
}

std::string cut_short_text(const campaign_result& done) {
  const path_tally& sum = done.all;
  return sum.arbitrages_cut_short > 0
             ? fmt::format(
                   "The search for {} of {} arbitrages was cut short: within the roundings "
                   "of a wei, other integers may gain more.",
                   sum.arbitrages_cut_short, sum.arbitrages)
             : std::string();
}

namespace {

// Values in the numeraire; the LPs' fees and LVR are token1's to the end.
std::string numeraire_in_words(const scenario& what, const path_result& path,
                               const pool_result& pool) {
  const auto whole = [&](const exact& value) { return in_numeraire(what, path, value); };
  const double scale = pool.fee_scale.to_double();
  const double gain = whole(pool.value - pool.holding);
  return fmt::format(
      "{0} is at {1} {2}: LPs hold {3:.8g} {2}, {4:.8g} {2} {5} than holding; fees were {6:.8g} "
      "{2}, LVR {7:.8g} {2}.\n",
      what.tokens[1].symbol, what.numeraire_text(path.last_numeraire), what.market.numeraire.symbol,
      whole(pool.value), std::abs(gain), gain < 0 ? "less" : "more", whole(pool.fee_value) / scale,
      whole(pool.lvr) / scale);
}

}  // namespace

std::string in_words(const scenario& what, const path_result& path, std::size_t index) {
  const pool_result& pool = path.pools[index];
  const std::string& base = what.tokens[0].symbol;
  const double change =
      static_cast<double>(path.last_price) / static_cast<double>(what.market.initial) - 1;
  const double moved = 1 - pool.held.token0.to_double() / pool.deposits.token0.to_double();
  std::string text =
      fmt::format("{}: {} {} {:.4g} %; the pool's {} {} by {:.4g} %", what.pools[index].name, base,
                  change < 0 ? "fell" : "rose", std::abs(change) * 100, base,
                  moved < 0 ? "grew" : "shrank", std::abs(moved) * 100);
  double values[5] = {};
  std::size_t next = 0;
  for (const measure& counted : measures(what)) {
    for (const std::string_view name :
         {"impermanentLoss", "againstHolding", "fees", "lvr", "shareOfToken0"}) {
      if (counted.name == name) values[next++] = counted.of(what, path, pool) * 100;
    }
  }
  const auto [loss, against, fees, lvr, share] =
      std::tuple(values[0], values[1], values[2], values[3], values[4]);
  text += fmt::format(
      "; LPs now hold {:.4g} % of their value in it. Against holding they {} {:.4g} % without "
      "fees and {} {:.4g} % with them; against the rebalancing portfolio they lost {:.4g} % and "
      "earned {:.4g} % in fees. {} arbitrages gained {:.6g} {}.\n",
      share, loss < 0 ? "lost" : "gained", std::abs(loss), against < 0 ? "lost" : "gained",
      std::abs(against), lvr, fees, pool.arbitrages, whole_value(what, path, pool.arbitrage_gain),
      what.tokens[1].symbol);
  if (what.market.numeraire.exists()) text += numeraire_in_words(what, path, pool);
  if (pool.jit_trades > 0) {
    text += fmt::format(
        "Just-in-time liquidity came to {} trades and gained {:.6g} {} before {:.6g} of gas: the "
        "LPs "
        "that stay have {:.6g} of it less, the traders {:.6g} more.\n",
        pool.jit_trades, whole_value(what, path, pool.jit_gain), what.tokens[1].symbol,
        whole_value(what, path, pool.jit_gas), -whole_value(what, path, pool.jit_lp_gain),
        whole_value(what, path, pool.jit_trader_gain));
  }
  for (const position& one : pool.positions) {
    if (one.moves == 0) continue;
    text += fmt::format(
        "{} moved its range {} times: {} {} and {} {} brought, {} {} and {} {} now, "
        "{} {} of gas apart.\n",
        one.name, one.moves, what.amount_text(0, one.deposited.token0), base,
        what.amount_text(1, one.deposited.token1), what.tokens[1].symbol,
        what.amount_text(0, one.claim.token0), base, what.amount_text(1, one.claim.token1),
        what.tokens[1].symbol, what.amount_text(1, one.gas), what.tokens[1].symbol);
    if (one.outside_cost.is_zero()) continue;
    text.resize(text.size() - 2);
    text += fmt::format("; {:.6g} {} paid for swaps outside.\n",
                        whole_value(what, path, one.outside_cost), what.tokens[1].symbol);
  }
  return text;
}

namespace {

std::string table_of(const scenario& what, const campaign_result& done, std::size_t pool) {
  std::string text = fmt::format("{}\n", what.pools[pool].name);
  const bool many = done.all.paths > 1;
  const int widest = what.market.numeraire.exists() ? 24 : 20;  // a name and a space
  text += many ? fmt::format("  {:<{}}{:>16}{:>14}{:>16}{:>16}{:>16}\n", "", widest, "mean",
                             "± error", "5 %", "median", "95 %")
               : "";
  for (const measure& counted : measures(what)) {
    const distribution one = distribution_over(what, done, counted, pool);
    const bool is_share = counted.unit == "share";
    const std::string symbol = symbol_of(what, counted);
    const auto show = [&](double value) {
      return is_share ? percent(value) : fmt::format("{:.6g}", value);
    };
    text += fmt::format("  {:<{}}{:>16}", counted.name, widest, show(one.mean));
    if (many) {
      text += fmt::format("{:>14}{:>16}{:>16}{:>16}",
                          is_share ? fmt::format("{:.4f} %", one.standard_error * 100)
                                   : fmt::format("{:.3g}", one.standard_error),
                          show(one.q05), show(one.median), show(one.q95));
    }
    text += fmt::format("  {}{}\n", counted.meaning, symbol.empty() ? "" : " (" + symbol + ")");
  }
  const ratio_estimate lvr = lvr_rate(what, done, pool);
  const ratio_estimate gain = arbitrage_rate(what, done, pool);
  text += fmt::format(
      "  LVR {:.4f} % ± {:.4f} % and arbitrage {:.4f} % ± {:.4f} % of the pool's "
      "value per year\n",
      lvr.value * 100, lvr.standard_error * 100, gain.value * 100, gain.standard_error * 100);
  return text;
}

}  // namespace

std::string summary_text(const scenario& what, const campaign_result& done) {
  std::string text;
  if (done.paths.empty()) return "no path was finished\n";
  for (std::size_t pool = 0; pool < what.pools.size(); ++pool) text += table_of(what, done, pool);
  if (done.is_sampled()) text += sample_text(done) + "\n";
  if (done.all.arbitrages_cut_short > 0) text += cut_short_text(done) + "\n";
  const path_result& first = done.paths.front();
  if (done.all.paths > 1) text += fmt::format("path {}:\n", first.path);
  for (std::size_t pool = 0; pool < what.pools.size(); ++pool) {
    text += in_words(what, first, pool);
  }
  return text + attacks_text(what, done.attacks);
}

std::string csv_heading(const scenario& what) {
  std::string line = "block,time_s,market_price";
  const bool has_numeraire = what.market.numeraire.exists();
  if (has_numeraire) line += ",numeraire_price";
  for (const pool_spec& pool : what.pools) {
    for (const std::string_view column :
         {"reserve0_wei", "reserve1_wei", "price", "value", "holding", "rebalancing", "fees0",
          "fees1", "fee_value", "lvr", "arbitrage_gain", "arbitrage_token_in", "arbitrage_in_wei",
          "arbitrage_out_wei", "trades"}) {
      line += fmt::format(",{}.{}", pool.name, column);
    }
    if (!has_numeraire) continue;
    for (const std::string_view column :
         {"numeraire_value", "numeraire_holding", "numeraire_rebalancing", "numeraire_fee_value",
          "numeraire_lvr"}) {
      line += fmt::format(",{}.{}", pool.name, column);
    }
  }
  return line + "\n";
}

void append_csv(std::string& out, const scenario& what, const row& now) {
  fmt::format_to(std::back_inserter(out), "{},{:.3f},{}", now.block, now.time_s,
                 what.price_text(now.market_price));
  const bool has_numeraire = what.market.numeraire.exists();
  if (has_numeraire) out += "," + what.numeraire_text(now.numeraire);
  const double price1 = what.numeraire_to_double(now.numeraire);
  const double denominator = exact(now.at.denominator).to_double();
  for (const pool_row& pool : now.pools) {
    const double scale = pool.fee_scale.to_double();
    const auto value = [&](const exact& of) { return what.whole(1, of) / denominator; };
    const double spot_unit = std::pow(10.0, static_cast<double>(what.tokens[0].decimals) -
                                                static_cast<double>(what.tokens[1].decimals));
    fmt::format_to(
        std::back_inserter(out),
        ",{},{},{:.12g},{:.12g},{:.12g},{:.12g},{:.12g},{:.12g},{:.12g},"
        "{:.12g},{:.12g},{},{},{},{}",
        pool.held.token0.to_string(), pool.held.token1.to_string(), pool.spot * spot_unit,
        value(pool.value), value(pool.holding), value(pool.portfolio),
        what.whole(0, pool.fees.token0) / scale, what.whole(1, pool.fees.token1) / scale,
        value(pool.fee_value) / scale, value(pool.lvr) / scale, value(pool.arbitrage_gain),
        pool.arbitrage.happened ? std::to_string(pool.arbitrage.token_in) : "",
        pool.arbitrage.happened ? pool.arbitrage.amount_in.to_string() : "",
        pool.arbitrage.happened ? pool.arbitrage.amount_out.to_string() : "", pool.trades);
    if (!has_numeraire) continue;
    for (const double of : {value(pool.value), value(pool.holding), value(pool.portfolio),
                            value(pool.fee_value) / scale, value(pool.lvr) / scale}) {
      fmt::format_to(std::back_inserter(out), ",{:.12g}", of * price1);
    }
  }
  out += '\n';
}

}  // namespace assay::market
