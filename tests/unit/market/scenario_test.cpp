// Scenarios are read strictly: whatever is wrong is one line that says where, what and the mend.
#include "assay/market/scenario.hpp"

#include <gtest/gtest.h>

#include <cstdio>

#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;
using test::parse;
using test::replaced;

TEST(scenario, is_read_exactly) {
  const scenario all = parse(test::whole + R"([[lp]]
name = "bob"
amount0 = "1.000000000000000001"
amount1 = 3000
[arbitrageur]
gas = "0.5"
latency_blocks = 2
[[noise]]
median_size = 100
)");
  EXPECT_EQ(all.seed, 1U);
  EXPECT_EQ(all.horizon_s, 86'400U);
  EXPECT_EQ(all.market.resolution, 8U);
  EXPECT_EQ(all.market.initial, 300'000'000'000U);
  ASSERT_EQ(all.lps.size(), 2U);
  EXPECT_EQ(all.amount_text(0, exact(all.lps[0].deposit[0])), "1000");
  EXPECT_EQ(all.amount_text(1, exact(all.lps[0].deposit[1])), "3000000");
  EXPECT_EQ(all.amount_text(0, exact(all.lps[1].deposit[0])), "1.000000000000000001");
  EXPECT_EQ(all.amount_text(1, exact(all.lps[1].deposit[1])), "3000");
  EXPECT_EQ(all.amount_text(1, exact(all.arbitrageur.least_profit)), "0.5");
  EXPECT_EQ(all.arbitrageur.latency_blocks, 2U);
  const price at = all.price_of(all.market.initial);
  // 3000 USDC of 6 decimals per WETH of 18: 3e9 wei for 1e18.
  EXPECT_EQ(exact(at.numerator) * exact(std::int64_t{1'000'000'000}),
            exact(at.denominator) * exact(std::int64_t{3}));
  EXPECT_NE(describe(all).find("alice provides 1000 WETH and 3000000 USDC to main"),
            std::string::npos);
}

// A range that follows the price, and what contradicts it.
TEST(scenario, recentre_is_read_or_refused) {
  case_count count("[lp.recentre] tables");
  const std::string head = test::head + test::tokens + test::gbm +
                           "[[pool]]\nname = \"v3\"\nprotocol = \"uniswap-v3\"\n" + test::lp;
  const std::string range = "lower = \"2900\"\nupper = \"3100\"\n[lp.recentre]\n";
  const scenario good =
      parse(head + range + "when = \"schedule\"\nevery = \"6h\"\ngas = \"2.5\"\n");
  EXPECT_EQ(good.lps[0].recentre.every_s, 21'600);
  EXPECT_EQ(good.lps[0].recentre.gas, uint<128>{std::uint64_t{2'500'000}});
  const std::pair<std::string, const char*> cases[] = {
      {"[lp.recentre]\nwhen = \"exit\"\n", "recentre: is set for an LP without a range"},
      {range + "when = \"exits\"\n", "did you mean exit"},
      {range + "when = \"exit\"\nevery = \"1d\"\n", "every: says nothing with this when"},
      {range + "when = \"threshold\"\n", "threshold_ticks: is missing"},
      {range + "when = \"threshold\"\nthreshold_ticks = 0\n", "write a whole number from 1"},
      {range + "when = \"exit\"\nswap = \"inside\"\n", "There are pool, outside, none"},
      {range + "when = \"exit\"\noutside_bps = 5\n", "outside_bps: is set for an LP that does not"},
      {range + "when = \"threshold\"\nthreshold_ticks = 5\nplace = \"beside\"\n",
       "is \"threshold\" for a range beside the price"},
      {range + "when = \"exit\"\nplace = \"beside\"\nswap = \"pool\"\n",
       "swap: says nothing where a range takes one token"},
      {"lower = \"2900\"\nupper = \"3100\"\nladder = 3\n[lp.recentre]\n",
       "recentre: is set for a ladder"},
      {"ladder = 3\n", "ladder: is set for an LP without a range"},
      {"lower = \"2900\"\nupper = \"3100\"\nladder = 101\n", "from 1 to 100"}};
  for (const auto& [text, expected] : cases) {
    std::string got = "accepted";
    try {
      parse(head + text);
    } catch (const trace::input_error& error) {
      got = error.what();
    }
    count.check(got.find(expected) != std::string::npos, [&] { return got; });
  }
}

TEST(scenario, a_route_is_read_or_refused) {
  case_count count("[[noise]] routes");
  const std::string two =
      test::head + test::tokens + test::gbm + "[[pool]]\nname = \"a\"\n[[pool]]\nname = \"b\"\n" +
      "[[lp]]\nname = \"x\"\npool = \"a\"\nvalue = \"1000\"\n" +
      "[[lp]]\nname = \"y\"\npool = \"b\"\nvalue = \"1000\"\n" + "[[noise]]\nmedian_size = 1\n";
  const scenario good = parse(two + "route = [\"b\", \"a\"]\n");
  EXPECT_EQ(good.noise[0].pools, (std::vector<std::size_t>{1, 0}));
  EXPECT_NE(describe(good).find("Noise traders sell to b and a, split so that it pays most,"),
            std::string::npos);
  const std::pair<const char*, const char*> cases[] = {
      {"route = [\"a\"]\n", "noise[0].route: has one pool only"},
      {"route = [\"a\", \"a\"]\n", "holds a twice"},
      {"route = [\"a\", \"c\"]\n", "route: \"c\" is no pool of this scenario"},
      {"route = [\"a\", 1]\n", "holds what is no text"},
      {"route = [\"a\", \"b\"]\npool = \"a\"\n", "contradicts pool"}};
  for (const auto& [text, expected] : cases) {
    std::string got = "accepted";
    try {
      parse(two + text);
    } catch (const trace::input_error& error) {
      got = error.what();
    }
    count.check(got.find(expected) != std::string::npos, [&] { return got; });
  }
}

TEST(scenario, just_in_time_liquidity_is_read_or_refused) {
  case_count count("[[jit]] tables");
  const std::string lp = test::lp;
  const std::string v3 = test::head + test::tokens + test::gbm +
                         "[[pool]]\nname = \"v3\"\nprotocol = \"uniswap-v3\"\n" + lp;
  const std::string jit =
      "[[jit]]\nleast_trade = \"1000\"\namount0 = \"10\"\namount1 = \"30000\"\n";
  const scenario good = parse(v3 + jit + "steps = 2\ngas = \"1.5\"\n");
  ASSERT_EQ(good.jit.size(), 1U);
  EXPECT_EQ(good.jit[0].steps, 2);
  EXPECT_EQ(good.jit[0].gas, uint<128>{std::uint64_t{1'500'000}});
  EXPECT_NE(describe(good).find("up to 10 WETH and 30000 USDC"), std::string::npos);
  const std::pair<std::string, const char*> cases[] = {
      {test::whole + jit, "jit[0].pool: is one without ranges"},
      {v3 + jit + jit, "jit[1].pool: has just-in-time liquidity already"},
      {v3 + "[[jit]]\namount0 = \"1\"\n", "jit[0].least_trade: is missing"},
      {v3 + jit + "steps = 1001\n", "jit[0].steps"},
      {v3 + jit + "width = 1\n", "jit[0].width: is no key here"}};
  for (const auto& [text, expected] : cases) {
    std::string got = "accepted";
    try {
      parse(text);
    } catch (const trace::input_error& error) {
      got = error.what();
    }
    count.check(got.find(expected) != std::string::npos, [&] { return got; });
  }
}

// One token may be missing where the range is on the other side of the price.
TEST(scenario, one_sided_amounts_are_read_or_refused) {
  case_count count("amounts of nothing, by range");
  const std::string head = test::head + test::tokens + test::gbm +
                           "[[pool]]\nname = \"v3\"\nprotocol = \"uniswap-v3\"\n" +
                           "[[lp]]\nname = \"alice\"\n";
  const auto text = [](const char* lower, const char* upper, const char* amount0,
                       const char* amount1) {
    return std::string("lower = \"") + lower + "\"\nupper = \"" + upper + "\"\namount0 = \"" +
           amount0 + "\"\namount1 = \"" + amount1 + "\"\n";
  };
  const std::pair<std::string, const char*> cases[] = {
      {text("3000", "3300", "5", "0"), "accepted"},
      {text("2700", "3000", "0", "5"), "accepted"},
      {text("2700", "3300", "5", "0"), "amount1: is zero"},
      {text("2700", "3300", "0", "5"), "amount0: is zero"},
      {text("3000", "3300", "0", "0"), "amount0: is zero"},
      {text("2700", "3000", "0", "0"), "amount1: is zero"},
      {"amount0 = \"0\"\namount1 = \"1\"\n", "amount0: is zero"}};
  for (const auto& [lines, expected] : cases) {
    std::string got = "accepted";
    try {
      parse(head + lines);
    } catch (const trace::input_error& error) {
      got = error.what();
    }
    count.check(got.find(expected) != std::string::npos, [&] { return lines + got; });
  }
}

struct wrong {
  std::string text;
  std::string said;
};

TEST(scenario, is_refused_with_place_and_mend) {
  const std::string all = test::whole;
  const std::vector<wrong> cases = {
      {"title = ", "test.toml:1: is no TOML"},
      {replaced(all, "title", "titel"), "test.toml:1: titel: is no key here; did you mean title?"},
      {replaced(all, "horizon = \"1d\"", ""), "horizon: is missing"},
      {replaced(all, "\"1d\"", "\"1y\""), "test.toml:2: horizon: is \"1y\""},
      {replaced(all, "\"1d\"", "\"5s\""), "horizon: is 0.417 blocks"},
      {replaced(all, "\"1d\"", "-4"), "horizon: is -4"},
      {replaced(all, "volatility = 0.8", "volatility = nan"), "test.toml:12: market.volatility"},
      {replaced(all, "volatility = 0.8", "volatility = -1"), "market.volatility: is -1"},
      {replaced(all, "volatility = 0.8", "volatility = \"x\""), "market.volatility: is no number"},
      {replaced(all, "volatility = 0.8", "volatilty = 1"), "did you mean volatility?"},
      {replaced(all, "price = \"3000\"", "price = 3000.5"), "market.price: is no exact decimal"},
      {replaced(all, "price = \"3000\"", "price = \"-3\""), "market.price: is \"-3\""},
      {replaced(all, "price = \"3000\"", "price = \"0\""), "market.price: is zero"},
      {replaced(all, "price = \"3000\"", "price = \"nan\""), "market.price: is \"nan\""},
      {replaced(all, "\"gbm\"", "\"gmb\""), "market.kind: is \"gmb\"; did you mean gbm?"},
      {replaced(all, "\"gbm\"", "\"regimes\""), "market.regime: has fewer than two"},
      {replaced(all, "\"gbm\"", "\"ramp\""), "market.point: is missing"},
      {replaced(all, "kind = \"gbm\"", "kind = \"csv\"\nfile = \"no.csv\""), "no.csv"},
      {replaced(all, "volatility = 0.8", "level = \"3000\""),
       "market.level: says nothing in this kind of market"},
      {replaced(all, "kind = \"gbm\"",
                "kind = \"ramp\"\npoint = [{time = \"1h\", price = \"2000\"}]"),
       "market.volatility: says nothing"},
      {replaced(all, "\"1d\"", "86400.5"), "horizon: is no whole number of seconds"},
      {replaced(all, "decimals = 18", "decimals = 19"), "token0.decimals: is 19"},
      {replaced(all, "decimals = 18", "decimals = \"18\""), "token0.decimals: is no integer"},
      {replaced(all, "symbol = \"WETH\"", ""), "token0.symbol: is missing"},
      {replaced(all, "[[pool]]", "[pool]"), "pool: is no list of tables"},
      {replaced(all, "name = \"main\"", "name = \"ma,in\""), "pool[0].name: has other characters"},
      {replaced(all, "name = \"main\"", "name = \"main\"\nfee_pips = 1000000"), "pool[0].fee_pips"},
      {replaced(all, "name = \"main\"", "name = \"main\"\ntick_spacing = 60"),
       "pool[0].tick_spacing: is set for a pool without ticks"},
      {replaced(all, "value = \"6000000\"", "amount0 = \"1\""), "lp[0].amount1: is missing"},
      {replaced(all, "value = \"6000000\"", "value = \"1\"\namount0 = \"1\""),
       "lp[0].value: contradicts"},
      {replaced(all, "value = \"6000000\"", "value = \"0\""), "lp[0].value: is zero"},
      {replaced(all, "value = \"6000000\"", "value = \"0.0000001\""), "lp[0].value: is \""},
      {replaced(all, "value = \"6000000\"", "value = \"1" + std::string(40, '0') + "\""),
       "lp[0].value: is too much"},
      {all + "pool = \"other\"\n",
       "lp[0].pool: \"other\" is no pool of this scenario; there are: main"},
      {all + "lower = \"1\"\n", "lp[0].lower: is set in a pool without ranges"},
      {all + test::lp, "lp: has two of the name \"alice\""},
      {all + test::pool, "pool: has two of the name \"main\""},
      {all + "[[pool]]\nname = \"b\"\n", "lp[0].pool: is missing"},
      {all + "[arbitrageur]\nactive = 1\n", "arbitrageur.active: is neither true nor false"},
      {all + "[[noise]]\nper_day = 5\n", "noise[0].median_size: is missing"},
      {all + "[blocks]\ntime = \"0s\"\n", "blocks.time: is \"0s\""},
      {all + "[report]\n", "report: is no key here"},
  };
  case_count count("wrong scenarios");
  for (const wrong& one : cases) {
    std::string said = "nothing";
    try {
      parse(one.text);
    } catch (const trace::input_error& error) {
      said = error.what();
    }
    count.check(said.find(one.said) != std::string::npos && said.find(';') != std::string::npos &&
                    said.find('\n') == std::string::npos,
                [&] { return "should say: " + one.said + "\nsaid: " + said; });
  }
}

std::string csv_error(const std::string& content, const std::string& more = "") {
  const std::string path = testing::TempDir() + "assay-prices.csv";
  trace::write_file(path, content);
  std::string said = "nothing";
  try {
    const scenario all =
        parse(test::head + test::tokens + "[market]\nkind = \"csv\"\nresolution = 2\nfile = \"" +
              path + "\"\n" + more + test::pool + test::lp);
    said = std::to_string(all.market.points.size()) + " points from " +
           all.price_text(all.market.initial);
  } catch (const trace::input_error& error) {
    said = error.what();
  }
  std::remove(path.c_str());
  return said;
}

TEST(price_file, is_read_or_refused_with_its_own_line) {
  EXPECT_EQ(csv_error("time,price\n100,3000.5\n160,2999.999\n"), "2 points from 3000.5");
  EXPECT_NE(csv_error("").find("has no prices"), std::string::npos);
  EXPECT_NE(csv_error("time,price\n").find("has no prices"), std::string::npos);
  EXPECT_NE(csv_error("1,2\n1,3\n").find("prices.csv:2: is not after"), std::string::npos);
  EXPECT_NE(csv_error("5,2\n1,3\n").find("prices.csv:2: is not after"), std::string::npos);
  EXPECT_NE(csv_error("1,2\n2,nan\n").find("prices.csv:2: is no time and price"),
            std::string::npos);
  EXPECT_NE(csv_error("1,2\n2,-4\n").find("prices.csv:2"), std::string::npos);
  EXPECT_NE(csv_error("1,2\n2,0\n").find("prices.csv:2: the price \"0\""), std::string::npos);
  EXPECT_NE(csv_error("1,-4\n2,3\n").find("prices.csv:1"), std::string::npos);
  EXPECT_NE(csv_error("1,3e3\n2,3\n").find("prices.csv:1: is no time"), std::string::npos);
  EXPECT_NE(csv_error("1\n").find("prices.csv:1: has too few columns"), std::string::npos);
}

TEST(price_file, in_milliseconds_keeps_the_last_price_of_a_second) {
  const std::string unit = "time_unit = \"ms\"\n";
  EXPECT_EQ(csv_error("1000000,3000\n1000500,2000\n1012000,2100\n", unit), "2 points from 2000");
  EXPECT_NE(csv_error("1000500,3000\n1000000,2000\n", unit).find("prices.csv:2: is not after"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::market
