// What a scenario says of a numeraire, what is refused, and values told in it: exact, in every
// report, and nowhere without one.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "assay/market/html_report.hpp"
#include "assay/market/report.hpp"
#include "assay/market/shard.hpp"
#include "assay/market/statistics.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;
using test::parse;
using test::replaced;

TEST(numeraire, is_read_exactly) {
  const scenario all = parse(test::whole_assets);
  EXPECT_EQ(all.market.resolution, 13U);
  EXPECT_EQ(all.market.initial, 500'000'000'000U);
  EXPECT_EQ(all.market.numeraire.resolution, 7U);
  EXPECT_EQ(all.market.numeraire.initial, 600'000'000'000U);
  EXPECT_EQ(all.numeraire_text(all.market.numeraire.initial), "60000");
  EXPECT_EQ(all.amount_text(0, exact(all.lps[0].deposit[0])), "1000");
  const std::string words = describe(all);
  for (const char* const part :
       {"The price of WETH starts at 0.05 WBTC", "is the ratio of two prices in USD",
        "WETH starts at 3000, volatility 80 % a year", "WBTC starts at 60000, volatility 50 %",
        "correlation 0.6, so that the ratio's volatility is 64.03 % a year",
        "That of WBTC in USD starts at 60000 and is rounded to 7 decimals"}) {
    EXPECT_NE(words.find(part), std::string::npos) << part << "\n" << words;
  }
  EXPECT_EQ(describe(parse(test::whole)).find("told in"), std::string::npos);
}

struct wrong {
  std::string text;
  const char* said;
};

template <class Read>
void expect_refused(const std::vector<wrong>& cases, case_count& count, Read read) {
  for (const wrong& one : cases) {
    std::string said = "nothing";
    try {
      read(one.text);
    } catch (const trace::input_error& error) {
      said = error.what();
    }
    count.check(said.find(one.said) != std::string::npos && said.find(';') != std::string::npos &&
                    said.find('\n') == std::string::npos,
                [&] { return std::string("should say: ") + one.said + "\nsaid: " + said; });
  }
}

TEST(numeraire, is_refused_with_place_and_mend) {
  case_count count("wrong markets of two assets, and numeraires where there is no place for one");
  const std::string all = test::whole_assets;
  const std::string dollars = "[market.numeraire]\nsymbol = \"USD\"\n";
  const auto without = [&](const std::string& part) { return replaced(all, part, ""); };
  const auto with = [&](const std::string& more) {
    return replaced(all, "correlation = 0.6\n", "correlation = 0.6\n" + more);
  };
  const std::vector<wrong> cases = {
      {without("correlation = 0.6\n"),
       "test.toml:9: market.correlation: is missing; write a number from -1 to 1"},
      {replaced(all, "0.6", "1.01"), "test.toml:11: market.correlation: is 1.01; write a number"},
      {replaced(all, "0.6", "-1.0001"), "market.correlation: is -1.0001; write"},
      {replaced(all, "0.6", "nan"), "market.correlation: is nan"},
      {replaced(all, "0.6", "\"half\""), "market.correlation: is no number"},
      {replaced(all, "correlation", "corelation"), "did you mean correlation?"},
      {without(dollars), "market.numeraire: is missing; add [market.numeraire]"},
      {without("symbol = \"USD\"\n"), "market.numeraire.symbol: is missing"},
      {replaced(all, "\"USD\"\n", "\"USD\"\nresolution = 19\n"),
       "test.toml:14: market.numeraire.resolution: is 19"},
      {replaced(all, "\"USD\"\n", "\"USD\"\ndecimals = 8\n"),
       "market.numeraire.decimals: is no key"},
      {replaced(all, "[market.token0]", "[market.tokn0]"), "did you mean token0?"},
      {without("[market.token1]\nprice = \"60000\"\nvolatility = 0.5\n"),
       "market.token1: is missing; add [market.token1]"},
      {without("price = \"3000\"\n"), "market.token0.price: is missing"},
      {replaced(all, "\"3000\"", "3000.5"), "market.token0.price: is no exact decimal"},
      {replaced(all, "\"3000\"", "\"0\""), "market.token0.price: is zero"},
      {replaced(all, "\"3000\"", "\"1" + std::string(22, '0') + "\""),
       "market.token0.price: is too large"},
      {replaced(all, "\"60000\"", "\"0\""), "market.token1.price: is zero"},
      {replaced(all, "\"USD\"\n", "\"USD\"\nresolution = 18\n"),
       "market.token1.price: is too large for the resolution; lower market.numeraire.resolution"},
      {replaced(all, "volatility = 0.5", "volatility = -1"), "market.token1.volatility: is -1"},
      {replaced(all, "volatility = 0.5", "drft = 0.1"),
       "market.token1.drft: is no key here; did you mean drift?"},
      {replaced(all, "volatility = 0.5", "jumps = {often = 1}"),
       "market.token1.jumps.often: is no"},
      {with("resolution = 0\n"), "test.toml:12: market.resolution: of 0 decimals has no place"},
      {with("volatility = 0.4\n"), "market.volatility: says nothing in this kind of market"},
      {with("drift = 0.4\n"), "market.drift: says nothing in this kind of market"},
      {with("price = \"0.05\"\n"), "market.price: says nothing in this kind of market"},
      {with("numeraire_column = 3\n"), "market.numeraire_column: says nothing in this kind"},
      {test::whole + dollars, "market.numeraire: says nothing in this kind of market"},
      {replaced(test::whole, "volatility = 0.8", "correlation = 0.8"),
       "market.correlation: says nothing in this kind of market"},
      {test::whole + "[market.token0]\nprice = \"5\"\n",
       "market.token0: says nothing in this kind"},
  };
  expect_refused(cases, count, [](const std::string& text) { parse(text); });
  EXPECT_NO_THROW(parse(with("resolution = 1\n")));
  expect_refused({{all + "[sweep]\n\"market.correlation\" = [0.5, 1.5]\n",
                   "market.correlation: is 1.5; write a number from -1 to 1"}},
                 count, [](const std::string& text) { parse_grid(text, "test.toml"); });
}

const std::string recorded = "numeraire_column = 3\n[market.numeraire]\nsymbol = \"USD\"\n";
const std::string of_two_assets = "price_unit = \"numeraire\"\n" + recorded;

scenario read_csv(const std::string& content, const std::string& keys) {
  const std::string path = testing::TempDir() + "assay-numeraire.csv";
  trace::write_file(path, content);
  const std::string text = test::head + test::asset_tokens +
                           "[market]\nkind = \"csv\"\nresolution = 2\nfile = \"" + path + "\"\n" +
                           keys + test::pool + test::asset_lp;
  try {
    scenario all = parse(text);
    std::remove(path.c_str());
    return all;
  } catch (...) {
    std::remove(path.c_str());
    throw;
  }
}

TEST(numeraire, of_recorded_prices_is_a_column_of_its_own) {
  scenario all =
      read_csv("t,eth,btc\n0,20,60000.5\n60,21.009,61000\n3600,19,0.000000019\n", recorded);
  ASSERT_EQ(all.market.points.size(), 3U);
  EXPECT_EQ(all.market.initial, 2000U);
  EXPECT_EQ(all.numeraire_text(all.market.numeraire.initial), "60000.5");
  EXPECT_EQ(all.market.points[1].price, 2100U);
  EXPECT_EQ(all.market.points[1].numeraire, 6'100'000'000'000U);
  EXPECT_EQ(all.market.points[2].numeraire, 1U);
  const path_outcome done = run_path(all, 0, {}, {});
  EXPECT_EQ(done.result.last_price, 1900U);
  EXPECT_EQ(done.result.last_numeraire, 1U);
  EXPECT_EQ(read_csv("0,20\n", "").market.points[0].numeraire, 0U);
}

// Shards of another file of prices are of another run, also where only the numeraire's differ.
TEST(numeraire, of_recorded_prices_is_part_of_what_a_shard_is_of) {
  const auto digest = [](const char* content) {
    const grid one{{}, {read_csv(content, recorded)}};
    shard_header header = header_of(one, {});
    return header.scenario;
  };
  const std::string first = digest("0,20,60000\n60,21,61000\n");
  EXPECT_EQ(digest("0,20.000,60000\n60,21,61000.0\n"), first);
  EXPECT_NE(digest("0,20,60000\n60,21,61001\n"), first);
  EXPECT_NE(digest("0,20,60000\n60,22,61000\n"), first);
}

// Ratios of exact integers, to two decimals: nearest, halves up.
TEST(numeraire, of_two_recorded_assets_gives_their_ratio_rounded_once) {
  case_count count("ratios of recorded prices against the nearest integer");
  std::string lines;
  std::vector<std::uint64_t> nearest;
  for (std::uint64_t first = 1; first <= 40; ++first) {
    for (std::uint64_t second = 1; second <= 40; ++second) {
      lines += std::to_string(nearest.size()) + "," + std::to_string(first) + "," +
               std::to_string(second) + "\n";
      std::uint64_t hundredths = 0;  // the greatest h with (2 h - 1) second <= 200 first
      while ((2 * (hundredths + 1) - 1) * second <= 200 * first) ++hundredths;
      nearest.push_back(hundredths);
    }
  }
  const scenario all = read_csv(lines, of_two_assets);
  ASSERT_EQ(all.market.points.size(), nearest.size());
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    count.check(all.market.points[i].price == nearest[i],
                [&] { return std::to_string(i) + ": " + std::to_string(nearest[i]); });
  }
}

TEST(numeraire, of_a_wrong_file_is_refused_with_its_line) {
  case_count count("wrong files of prices in a numeraire, and wrong keys for them");
  const auto refuse = [&](const std::string& keys, const std::vector<wrong>& cases) {
    expect_refused(cases, count, [&](const std::string& content) { read_csv(content, keys); });
  };
  refuse(recorded, {{"0,20,60000\n1,20\n",
                     "numeraire.csv:2: has too few columns; set "
                     "market.time_column, market.price_column and "
                     "market.numeraire_column"},
                    {"0,20,60000\n1,20,nan\n", "numeraire.csv:2: is no time and price"},
                    {"0,20,60000\n1,20,-3\n", "numeraire.csv:2: is no time and price"},
                    {"0,20,0\n",
                     "numeraire.csv:1: the price \"0\" is out of range; write a price "
                     "above zero, or change market.numeraire.resolution"},
                    {"0,0.001,5\n",
                     "numeraire.csv:1: the price \"0.001\" is out of range; write a "
                     "price above zero, or change market.resolution"},
                    {"1,20,5\n1,20,5\n", "numeraire.csv:2: is not after the line before"}});
  refuse(of_two_assets,
         {{"0,0.004,1\n", "numeraire.csv:1: has a price of token0 in token1 out of range"},
          {"0,40000000000,0.00000001\n", "numeraire.csv:1: has a price of token0 in token1"},
          {"0,0,1\n", "numeraire.csv:1: the price \"0\" is out of range"}});
  const std::string good = "0,20,60000\n";
  refuse("[market.numeraire]\nsymbol = \"USD\"\n",
         {{good, "market.numeraire_column: is missing; say which column"}});
  refuse("numeraire_column = 3\n", {{good, "market.numeraire: is missing"}});
  refuse("price_unit = \"numeraire\"\n", {{good, "market.numeraire: is missing"}});
  refuse("price_unit = \"usd\"\n", {{good, "market.price_unit: is \"usd\"; did you mean"}});
  refuse("numeraire_column = 0\n[market.numeraire]\nsymbol = \"USD\"\n",
         {{good, "market.numeraire_column: is 0"}});
}

const std::string busy = test::whole_assets + R"([arbitrageur]
gas = "0.00001"
[[noise]]
per_day = 300
median_size = 0.02
)";

double measured(const scenario& what, const path_result& path, std::string_view name) {
  for (const measure& one : measures(what)) {
    if (one.name == name) return one.of(what, path, path.pools[0]);
  }
  ADD_FAILURE() << name;
  return 0;
}

// The number that follows `key` in quotes, after the first `from`.
std::string quoted(const std::string& json, const std::string& from, const std::string& key) {
  const std::string mark = "\"" + key + "\":\"";
  const std::size_t at = json.find(mark, json.find(from));
  if (at == std::string::npos) return {};
  const std::size_t begin = at + mark.size();
  return json.substr(begin, json.find('"', begin) - begin);
}

// Each number of inNumeraire is the books' number times token1's integer price.
TEST(numeraire, has_exact_values_in_the_summary) {
  case_count count("values in the numeraire against the books' times the price");
  const scenario all = parse(busy);
  campaign_result done = run_paths(all, 0, 1, 1, {}, {}, {});
  // Some negative, as LVR may be.
  pool_result& first = done.paths[0].pools[0];
  for (const bool negate : {false, true}) {
    if (negate) first.lvr = -first.lvr;
    const std::string json = summary_json(all, done);
    for (const auto& [key, value] : {std::pair("value", first.value),
                                     {"holding", first.holding},
                                     {"rebalancing", first.portfolio},
                                     {"feeValueTimesScale", first.fee_value},
                                     {"lvrTimesScale", first.lvr}}) {
      EXPECT_FALSE(value.is_zero());
      const auto product =
          mul_wide(magnitude(value.value()), uint<64>{done.paths[0].last_numeraire});
      const std::string expected = (value.is_negative() ? "-" : "") + to_decimal(product);
      const std::string got = quoted(json, "inNumeraire", key);
      count.check(got == expected, [&] { return key + (": " + got + ", expected " + expected); });
    }
    EXPECT_EQ(quoted(json, "firstPath", "numeraireDenominator"),
              quoted(json, "firstPath", "priceDenominator") + std::string(8 + 7, '0'));
    EXPECT_EQ(quoted(json, "firstPath", "numerairePrice"),
              all.numeraire_text(done.paths[0].last_numeraire));
    EXPECT_NE(json.find("\"numeraire\":{\"symbol\":\"USD\",\"resolution\":7}"), std::string::npos);
  }
}

// A loss in per cent is the same in every numeraire, and all that does not name the numeraire is.
TEST(numeraire, does_not_change_losses_in_per_cent) {
  case_count count("measures in dollars against those in token1 and in another numeraire");
  const scenario dollars = parse(busy);
  const scenario euros =
      parse(replaced(replaced(replaced(busy, "\"3000\"", "\"2700\""), "\"60000\"", "\"54000\""),
                     "symbol = \"USD\"", "symbol = \"EUR\"\nresolution = 4"));
  ASSERT_EQ(dollars.market.initial, euros.market.initial);
  for (std::uint64_t path = 0; path < 4; ++path) {
    const path_result a = run_path(dollars, path, {}, {}).result;
    const path_result b = run_path(euros, path, {}, {}).result;
    for (const measure& one : measures(dollars)) {
      const double in_dollars = one.of(dollars, a, a.pools[0]);
      const double in_euros = one.of(euros, b, b.pools[0]);
      const double factor = one.unit == "numeraire" ? 0.9 : 1;
      const bool is_named = one.name.starts_with("numeraire");
      const double error = is_named ? 1e-7 * std::max(1.0, std::abs(in_euros)) : 0;
      count.check(std::abs(in_dollars * factor - in_euros) <= error, [&] {
        return std::string(one.name) + ": " + std::to_string(in_dollars) + ", " +
               std::to_string(in_euros);
      });
    }
    const double loss =
        measured(dollars, a, "numeraireValue") / measured(dollars, a, "numeraireHolding") - 1;
    EXPECT_NEAR(loss, measured(dollars, a, "againstHolding"), 1e-14);
    EXPECT_NE(loss, 0);
    EXPECT_NEAR(measured(dollars, a, "numeraireGain"),
                measured(dollars, a, "numeraireValue") - measured(dollars, a, "numeraireHolding"),
                1e-6);
    EXPECT_NEAR((1 + measured(dollars, a, "numeraireReturn")) /
                        (1 + measured(dollars, a, "numeraireHoldingReturn")) -
                    1,
                loss, 1e-14);
  }
}

// What the books claim in token1 holds of the measures in dollars: value = rebalancing - LVR +
// fees.
TEST(numeraire, keeps_the_identity_of_rebalancing) {
  case_count count("LP values in dollars against rebalancing, LVR and fees");
  const scenario all = parse(busy);
  for (std::uint64_t path = 0; path < 8; ++path) {
    const path_result one = run_path(all, path, {}, {}).result;
    const double portfolio = in_numeraire(all, one, one.pools[0].portfolio);
    const double fees = measured(all, one, "numeraireFees");
    const double lvr = measured(all, one, "numeraireLvr");
    const double rest = measured(all, one, "numeraireValue") - portfolio;
    count.check(std::abs(rest - (fees - lvr)) < 1e-6 && fees > 1 && lvr > 1,
                [&] { return std::to_string(rest) + ": " + std::to_string(fees - lvr); });
  }
}

// Half in each asset: holding returns the mean of both assets' changes.
TEST(numeraire, returns_of_holding_are_the_mean_of_both_assets) {
  case_count count("returns of holding against the mean of both assets' changes");
  const scenario all = parse(busy);
  for (std::uint64_t path = 0; path < 8; ++path) {
    const path_result one = run_path(all, path, {}, {}).result;
    const double mean =
        (measured(all, one, "numeraireChange0") + measured(all, one, "numeraireChange1")) / 2;
    const double got = measured(all, one, "numeraireHoldingReturn");
    count.check(std::abs(got - mean) < 1e-9 && got != 0,
                [&] { return std::to_string(got) + ", expected " + std::to_string(mean); });
  }
}

TEST(numeraire, is_in_every_report_that_has_one_and_in_no_other) {
  case_count count("reports with and without a numeraire");
  for (const bool has : {true, false}) {
    const std::string text = (has ? test::whole_assets : test::whole) + "[sweep]\n" +
                             "\"pool[0].fee_pips\" = [500, 3000]\n";
    grid all = parse_grid(text, "test.toml");
    for (scenario& point : all.points) point.horizon_s = 1200;
    const scenario& what = all.points[0];
    std::vector<row> rows;
    observer watch;
    std::string steps = csv_heading(what);
    watch.on_block = [&](const row& now) {
      rows.push_back(now);
      append_csv(steps, what, now);
    };
    const auto done = run_slice(all, {0, all.total_paths()}, 1, watch, {}, {});
    const std::pair<const char*, std::string> reports[] = {
        {"numerairePrice", summary_json(what, done[0])},
        {"numeraireGain", summary_text(what, done[0])},
        {"LP value in USD", html_report(what, done[0], rows)},
        {"numeraireReturn.standard_error", sweep_csv(all, done)},
        {"numeraireReturn", sweep_text(all, done)},
        {"numeraireFees USD", sweep_html(all, done)},
        {"main.numeraire_lvr", steps},
        {"numeraire", sweep_json(all, done)},
        {"numeraire", summary_json(what, done[0])}};
    for (const auto& [part, report] : reports) {
      count.check((report.find(part) != std::string::npos) == has, [&] { return report; });
    }
    const std::string line = steps.substr(0, steps.find('\n'));
    const auto commas = [](const std::string& of) { return std::count(of.begin(), of.end(), ','); };
    EXPECT_EQ(commas(steps), commas(line) * static_cast<std::ptrdiff_t>(rows.size() + 1));
  }
}

// The last line of steps.csv says what the path came to.
TEST(numeraire, has_columns_of_its_own_in_the_steps) {
  case_count count("columns of the last step against the path's result");
  scenario all = parse(busy);
  all.horizon_s = 3600;
  std::string line;
  observer watch;
  watch.on_block = [&](const row& now) {
    line.clear();
    append_csv(line, all, now);
  };
  const path_result one = run_path(all, 0, watch, {}).result;
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') cells.emplace_back();
    if (c != ',' && c != '\n') cells.back() += c;
  }
  EXPECT_EQ(cells[3], all.numeraire_text(one.last_numeraire));
  const pool_result& pool = one.pools[0];
  const double expected[] = {
      in_numeraire(all, one, pool.value), in_numeraire(all, one, pool.holding),
      in_numeraire(all, one, pool.portfolio), measured(all, one, "numeraireFees"),
      measured(all, one, "numeraireLvr")};
  for (std::size_t i = 0; i < 5; ++i) {
    const std::string& got = cells[cells.size() - 5 + i];
    count.check(expected[i] > 0 && std::abs(std::stod(got) / expected[i] - 1) < 1e-11,
                [&] { return got + ", expected " + std::to_string(expected[i]); });
  }
}

TEST(numeraire, of_every_path_is_kept_by_shards) {
  case_count count("shards of two assets: whole, damaged, and without their price");
  grid all = parse_grid(busy + "[sweep]\n\"market.correlation\" = [-0.5, 0.9]\n", "test.toml");
  for (scenario& point : all.points) point.horizon_s = 1200;
  set_paths(all, 4);
  const slice every{0, all.total_paths()};
  const auto whole = run_slice(all, every, 2, {}, {}, {});
  const std::string name = testing::TempDir() + "assay-numeraire-shard";
  const auto merged = [&](const std::string& text) -> std::string {
    trace::write_file(name, text);
    try {
      shard_set set;
      set.add(name);
      set.match(all);
      return sweep_json(all, set.whole(all));
    } catch (const trace::input_error& error) {
      return error.what();
    }
  };
  const std::string one_job = sweep_json(all, run_slice(all, every, 1, {}, {}, {}));
  count.check(sweep_json(all, whole) == one_job, [] { return std::string("--jobs"); });
  count.check(merged(write_shard(all, every, whole)) == one_job,
              [] { return std::string("merge"); });
  auto wrong = whole;
  wrong[1].paths[2].last_numeraire = 0;
  const std::string got = merged(write_shard(all, every, wrong));
  count.check(got.find("whose price is not of this scenario") != std::string::npos,
              [&] { return got; });
  std::remove(name.c_str());
}

}  // namespace
}  // namespace assay::market
