// Whole paths: the same for any number of threads, replayable to the wei, and equal to the closed
// forms where there are some.
#include "assay/market/simulation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "assay/market/report.hpp"
#include "assay/market/statistics.hpp"
#include "assay/replay/replay.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;
using test::parse;

const std::string noisy = test::whole + R"([[lp]]
name = "bob"
value = "100000"
[arbitrageur]
gas = "1"
[[noise]]
per_day = 500
median_size = 1500
)";

TEST(run_paths, gives_the_same_bytes_for_any_number_of_threads) {
  scenario all = parse(noisy);
  all.horizon_s = 7200;
  all.paths = 12;
  case_count count("summaries of 12 paths on 1 to 5 threads");
  std::string first;
  for (const unsigned jobs : {1U, 2U, 3U, 5U}) {
    const auto done = run_paths(all, 0, all.paths, jobs, {}, {}, {});
    EXPECT_EQ(done.paths.size(), 12U);
    EXPECT_TRUE(done.failures.empty());
    const std::string summary = summary_json(all, done);
    if (first.empty()) first = summary;
    count.check(summary == first, [&] { return std::to_string(jobs) + " threads"; });
  }
  all.seed = 2;
  EXPECT_NE(summary_json(all, run_paths(all, 0, all.paths, 1, {}, {}, {})), first);
}

void expect_replays(const scenario& all) {
  const std::string path = testing::TempDir() + "assay-simulated.jsonl";
  const auto sink = trace::open_sink(path);
  observer watch;
  watch.trace = [&](std::size_t) { return sink.get(); };
  const path_outcome done = run_path(all, 0, watch, {});
  sink->commit();
  EXPECT_TRUE(done.failures.empty());
  trace::trace_file file(path);
  const replay::report report = replay::run(file, replay::options{});
  EXPECT_EQ(report.difference_count, 0U);
  EXPECT_EQ(report.violation_count, 0U);
  EXPECT_EQ(report.operations, done.result.pools[0].operations);
  EXPECT_GT(report.operations, 100U);
  std::remove(path.c_str());
}

TEST(run_path, leaves_a_trace_that_replays_without_a_difference) {
  scenario all = parse(noisy);
  expect_replays(all);
  all.pools[0].fee_pips = 500;  // a fork's trace
  expect_replays(all);
  all.pools[0].kind = pool_kind::uniswap_v3;
  all.pools[0].tick_spacing = 10;
  expect_replays(all);
  all.lps[1].full_range = false;
  all.lps[1].lower = all.market.initial / 100 * 99;
  all.lps[1].upper = all.market.initial / 100 * 101;
  expect_replays(all);
}

// Without fees a constant product's loss against holding is 2 sqrt(r) / (1 + r) - 1.
TEST(run_path, loses_what_the_closed_form_says_to_ten_digits) {
  case_count count("impermanent losses against 2 sqrt(r) / (1 + r) - 1");
  for (const char* const target : {"3", "500", "2999", "3001", "3300", "9000", "100000"}) {
    const std::string ramp =
        "[market]\nkind = \"ramp\"\nprice = \"3000\"\n[[market.point]]\n"
        "time = \"20h\"\nprice = \"" +
        std::string(target) + "\"\n";
    scenario all = parse(test::head + test::tokens + ramp +
                         "[[pool]]\nname = \"main\"\nfee_pips = 0\n"
                         "[[lp]]\nname = \"alice\"\nvalue = \"60000000000000\"\n");
    const path_outcome done = run_path(all, 0, {}, {});
    ASSERT_TRUE(done.failures.empty());
    const pool_result& pool = done.result.pools[0];
    const double ratio =
        static_cast<double>(done.result.last_price) / static_cast<double>(all.market.initial);
    const double expected = 2 * std::sqrt(ratio) / (1 + ratio) - 1;
    const double got = (pool.value - pool.holding).to_double() / pool.holding.to_double();
    count.check(std::abs(got - expected) <= 1e-10 * std::max(std::abs(expected), 1e-6), [&] {
      return std::string(target) + ": " + std::to_string(got) + ", expected " +
             std::to_string(expected);
    });
  }
}

// A range without fees holds L (1 / sqrt(P) - 1 / sqrt(Pb)) and L (sqrt(P) - sqrt(Pa)), with P held
// within the range, whose ends are ticks.
TEST(run_path, of_a_range_has_the_value_of_the_closed_form) {
  case_count count("values of a Uniswap V3 range against its closed form, to nine digits");
  for (const char* const target : {"1000", "2100", "2999", "3300", "4400", "9000"}) {
    const scenario all =
        parse(test::head + test::tokens +
              "[market]\nkind = \"ramp\"\nprice = \"3000\"\n[[market.point]]\ntime = \"20h\"\n"
              "price = \"" +
              std::string(target) +
              "\"\n[[pool]]\nname = \"main\"\nprotocol = \"uniswap-v3\"\nfee_pips = 0\n"
              "[[lp]]\nname = \"alice\"\nvalue = \"60000000000\"\nlower = \"2000\"\n"
              "upper = \"4500\"\n");
    const path_outcome done = run_path(all, 0, {}, {});
    ASSERT_TRUE(done.failures.empty());
    const position& alice = done.result.pools[0].positions[0];
    constexpr double wei = 1e-12;  // of token1 for one of token0: 6 and 18 decimals
    const auto root_at = [&](double price, bool up) {
      const double tick = std::log(price * wei) / std::log(1.0001);
      const double on_spacing = (up ? std::ceil(tick) : std::floor(tick));
      return std::pow(1.0001, on_spacing / 2);
    };
    const double root_a = root_at(2000, false);
    const double root_b = root_at(4500, true);
    const double root_0 = std::sqrt(3000 * wei);
    const double liquidity = alice.deposited.token1.to_double() / (root_0 - root_a);
    const double price = all.to_double(done.result.last_price) * wei;
    const double root = std::clamp(std::sqrt(price), root_a, root_b);
    const double expected = liquidity * ((1 / root - 1 / root_b) * price + (root - root_a));
    const double got = value_of(alice.claim, done.result.at).to_double() /
                       exact(done.result.at.denominator).to_double();
    count.check(std::abs(got / expected - 1) < 1e-9, [&] {
      return std::string(target) + ": " + std::to_string(got) + ", expected " +
             std::to_string(expected);
    });
  }
}

TEST(run_path, says_in_words_what_a_move_did) {
  const scenario all = parse(test::head + test::tokens +
                             "[market]\nkind = \"steps\"\nprice = \"3000\"\n[[market.point]]\n"
                             "time = \"1h\"\nprice = \"3300\"\n" +
                             test::pool + test::lp);
  const path_outcome done = run_path(all, 0, {}, {});
  const std::string words = in_words(all, done.result, 0);
  EXPECT_NE(words.find("WETH rose 10 %; the pool's WETH shrank by 4.5"), std::string::npos)
      << words;
  EXPECT_NE(words.find("Against holding they lost 0.1"), std::string::npos) << words;
  EXPECT_EQ(done.result.pools[0].arbitrages, 1U);
}

TEST(run_path, without_anyone_who_trades_changes_nothing) {
  scenario all = parse(test::whole + "[arbitrageur]\nactive = false\n");
  const path_outcome done = run_path(all, 0, {}, {});
  EXPECT_TRUE(done.failures.empty());
  EXPECT_EQ(done.result.pools[0].held, done.result.pools[0].deposits);
  EXPECT_EQ(done.result.blocks, 7200U);
  EXPECT_TRUE(done.result.pools[0].fees.token0.is_zero());
}

TEST(run_path, a_trade_beyond_every_pool_is_an_error_and_no_smaller_trade) {
  scenario all = parse(test::whole + "[[noise]]\nmedian_size = 1e6\ndeviation = 0\n");
  EXPECT_NO_THROW(run_path(all, 0, {}, {}));
  all.noise[0].median_size = 1e30;
  EXPECT_THROW(run_path(all, 0, {}, {}), trace::input_error);
}

const std::string narrow_range =
    test::head + test::tokens + test::gbm +
    "[[pool]]\nname = \"main\"\nprotocol = \"uniswap-v3\"\nfee_pips = 500\n" +
    R"([[lp]]
name = "base"
value = "600000000"
[[lp]]
name = "bob"
value = "300000"
lower = "2970"
upper = "3030"
)";

// Every identity is checked after every block, also those in which a range moves.
TEST(move_ranges, keeps_the_books_and_leaves_a_trace_that_replays) {
  case_count count("strategies that move a range");
  for (const std::string when :
       {"when = \"exit\"", "when = \"exit\"\nswap = \"none\"",
        "when = \"schedule\"\nevery = \"2h\"", "when = \"threshold\"\nthreshold_ticks = 50",
        "when = \"exit\"\nplace = \"beside\"",
        "when = \"exit\"\nswap = \"outside\"\noutside_bps = 10",
        "when = \"schedule\"\nevery = \"3h\"\nswap = \"outside\"",
        "when = \"schedule\"\nevery = \"3h\"\nplace = \"beside\""}) {
    const scenario all = parse(narrow_range + "[lp.recentre]\n" + when + "\ngas = \"3\"\n");
    const path_outcome done = run_path(all, 0, {}, {});
    ASSERT_TRUE(done.failures.empty()) << done.failures[0].what.detail;
    const position& bob = done.result.pools[0].positions[1];
    const exact gas = exact(std::int64_t{3'000'000}) * exact(static_cast<std::int64_t>(bob.moves));
    const double brought = value_of(bob.deposited, done.result.at).to_double();
    const double left = value_of(bob.claim, done.result.at).to_double();
    count.check(bob.moves >= 3 && bob.gas == gas && left > 0.9 * brought && left < 1.1 * brought,
                [&] {
                  return when + ": " + std::to_string(bob.moves) + " moves, " +
                         std::to_string(left / brought) + " left";
                });
    expect_replays(all);
  }
  EXPECT_EQ(run_path(parse(narrow_range), 0, {}, {}).result.pools[0].positions[1].moves, 0U);
}

// The price steps out of the range and LPs move: what bob holds afterwards.
position moved_by_a_step(const std::string& strategy, price& at) {
  const std::string steps =
      "[market]\nkind = \"steps\"\nprice = \"3000\"\n[[market.point]]\ntime = \"1h\"\n"
      "price = \"3300\"\n[[market.point]]\ntime = \"1d\"\nprice = \"3300\"\n";
  std::string text = narrow_range;
  text.replace(text.find(test::gbm), test::gbm.size(), steps);
  const path_outcome done = run_path(parse(text + "[lp.recentre]\n" + strategy), 0, {}, {});
  EXPECT_TRUE(done.failures.empty());
  at = done.result.at;
  return done.result.pools[0].positions[1];
}

// Outside, half of the value is bought at the market's price: the cost is that of the trade, to the
// wei of its rounding, and it is missing from what the LP has.
TEST(move_ranges, swaps_outside_at_the_market_and_pays_for_it) {
  case_count count("costs of a swap outside, in parts of 10,000");
  price at;
  const position free = moved_by_a_step("when = \"exit\"\nswap = \"outside\"\n", at);
  ASSERT_EQ(free.moves, 1U);
  const double whole = value_of(free.claim, at).to_double();
  // A wei of either token is lost to rounding, and nothing else.
  const amounts wei{exact(1), exact(1)};
  EXPECT_GE(free.outside_cost, exact{});
  EXPECT_LE(free.outside_cost, value_of(wei, at));
  for (const std::uint64_t bps : {1U, 30U, 500U}) {
    const position one = moved_by_a_step(
        "when = \"exit\"\nswap = \"outside\"\noutside_bps = " + std::to_string(bps) + "\n", at);
    const double cost = one.outside_cost.to_double();
    const double part = static_cast<double>(bps) / 1e4;
    // About half of the value is sold, and what is sold costs its part.
    const bool is_half = cost > 0.45 * part * whole && cost < 0.56 * part * whole;
    const double missing = whole - value_of(one.claim, at).to_double();
    count.check(is_half && std::abs(missing / cost - 1) < 1e-3, [&] {
      return std::to_string(bps) + ": cost " + std::to_string(cost / whole) + ", missing " +
             std::to_string(missing / whole);
    });
    amounts only;
    only.token0 = one.claim.token0;
    EXPECT_NEAR(value_of(only, at).to_double() / value_of(one.claim, at).to_double(), 0.5, 0.06);
  }
}

// All of it is token1 after the step up, so the range goes below the price, and nothing is sold.
TEST(move_ranges, beside_the_price_keeps_its_one_token) {
  price at;
  const position bob = moved_by_a_step("when = \"exit\"\nplace = \"beside\"\n", at);
  EXPECT_EQ(bob.moves, 1U);
  EXPECT_TRUE(bob.claim.token0.is_zero() || bob.claim.token0 < exact(1000));
  EXPECT_GT(bob.claim.token1, exact(std::int64_t{290'000'000'000}));
}

// The range reaches over the price by what its end is widened, and asks for token0 there.
TEST(deposit, that_makes_no_liquidity_is_an_error_with_its_reason) {
  const scenario all = parse(test::head + test::tokens + test::gbm +
                             "[[pool]]\nname = \"main\"\nprotocol = \"uniswap-v3\"\n"
                             "[[lp]]\nname = \"alice\"\nlower = \"2500\"\nupper = \"3000\"\n"
                             "amount0 = \"0\"\namount1 = \"1000\"\n");
  std::string got = "accepted";
  try {
    run_path(all, 0, {}, {});
  } catch (const trace::input_error& error) {
    got = error.what();
  }
  EXPECT_NE(got.find("the deposit of alice makes no liquidity"), std::string::npos) << got;
}

// The steps of a ladder stand side by side; those below the price take token1, those above token0,
// and together they take what is offered, as far as the step at the price can.
TEST(ladder, spreads_the_deposit_over_its_steps) {
  case_count count("steps of ladders");
  for (const std::uint64_t rungs : {3U, 5U, 10U}) {
    const scenario all =
        parse(test::head + test::tokens + test::gbm +
              "[[pool]]\nname = \"main\"\nprotocol = \"uniswap-v3\"\nfee_pips = 500\n" +
              "[[lp]]\nname = \"alice\"\nvalue = \"600000\"\nlower = \"2500\"\nupper = \"3500\"\n" +
              "ladder = " + std::to_string(rungs) + "\n");
    ASSERT_EQ(all.lps.size(), rungs);
    const path_outcome done = run_path(all, 0, {}, {});
    ASSERT_TRUE(done.failures.empty());
    const auto& steps = done.result.pools[0].positions;
    amounts sum;
    std::uint64_t mixed = 0;
    double takers0 = 0;
    double takers1 = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const amounts& one = steps[i].deposited;
      sum += one;
      const bool has0 = !one.token0.is_zero();
      const bool has1 = !one.token1.is_zero();
      mixed += has0 && has1 ? 1 : 0;
      takers0 += has0 ? 1 : 0;
      takers1 += has1 ? 1 : 0;
      count.check(steps[i].name == "alice-" + std::to_string(i + 1) && (has0 || has1) &&
                      (i == 0 || has0 || steps[i - 1].deposited.token0.is_zero()),
                  [&] { return steps[i].name; });
    }
    EXPECT_EQ(mixed, 1U);
    EXPECT_TRUE(steps.front().deposited.token0.is_zero());
    EXPECT_TRUE(steps.back().deposited.token1.is_zero());
    const exact offered0(all.lps[0].deposit[0]);
    const exact offered1(all.lps[0].deposit[1]);
    EXPECT_LE(sum.token0, offered0);
    EXPECT_LE(sum.token1, offered1);
    EXPECT_GT(sum.token0.to_double() / offered0.to_double(), 1 - 1.0001 / takers0);
    EXPECT_GT(sum.token1.to_double() / offered1.to_double(), 1 - 1.0001 / takers1);
    expect_replays(all);
  }
  EXPECT_THROW(run_path(parse(narrow_range + "ladder = 99\n"), 0, {}, {}), trace::input_error);
  EXPECT_NE(
      describe(parse(narrow_range + "ladder = 9\n")).find("spread over 9 steps, bob-1 to bob-9"),
      std::string::npos);
}

// One step out of the range: the new one has the same width and the price in its middle, so half of
// the value is in each token and next to nothing stays outside.
TEST(move_ranges, puts_the_price_in_the_middle_again) {
  const std::string steps =
      "[market]\nkind = \"steps\"\nprice = \"3000\"\n[[market.point]]\ntime = \"1h\"\n"
      "price = \"3300\"\n[[market.point]]\ntime = \"1d\"\nprice = \"3300\"\n";
  std::string text = narrow_range;
  text.replace(text.find(test::gbm), test::gbm.size(), steps);
  const path_outcome done = run_path(parse(text + "[lp.recentre]\nwhen = \"exit\"\n"), 0, {}, {});
  ASSERT_TRUE(done.failures.empty());
  const position& bob = done.result.pools[0].positions[1];
  EXPECT_EQ(bob.moves, 1U);
  amounts only;
  only.token0 = bob.claim.token0;
  const double share =
      value_of(only, done.result.at).to_double() / value_of(bob.claim, done.result.at).to_double();
  EXPECT_NEAR(share, 0.5, 0.1);
}

const std::string with_jit =
    test::head + test::tokens + test::gbm +
    "[[pool]]\nname = \"main\"\nprotocol = \"uniswap-v3\"\nfee_pips = 3000\ntick_spacing = 10\n" +
    "[[lp]]\nname = \"base\"\nvalue = \"600000000\"\n"
    "[[jit]]\nleast_trade = \"20000\"\namount0 = \"5000\"\namount1 = \"15000000\"\n";

// The books are checked after every block; what it gains, others have less, to the wei.
TEST(just_in_time, keeps_the_books_and_says_who_pays) {
  case_count count("just-in-time liquidity, by steps and gas");
  for (const std::string how : {"", "steps = 3\n", "gas = \"60\"\n", "gas = \"1000000\"\n"}) {
    const scenario all = parse(with_jit + how + "[[noise]]\nmedian_size = 20000\nper_day = 200\n");
    const path_outcome done = run_path(all, 0, {}, {});
    ASSERT_TRUE(done.failures.empty()) << done.failures[0].what.detail;
    const pool_result& pool = done.result.pools[0];
    const bool is_dear = how == "gas = \"1000000\"\n";
    const bool came = pool.jit_trades > 50 && pool.jit_trades < pool.noise_trades &&
                      pool.jit_gain > pool.jit_gas && pool.jit_lp_gain < exact{};
    const bool sums = (pool.jit_gain + pool.jit_lp_gain + pool.jit_trader_gain).is_zero();
    // The pool's fees in the books are those that its only LP has, but for what each trade rounds.
    const amounts apart = pool.fees - pool.positions[0].fees * pool.fee_scale;
    const auto trades = static_cast<std::int64_t>(pool.noise_trades + pool.arbitrages);
    for (const exact& token : {apart.token0, apart.token1}) {
      EXPECT_GE(token, exact(-4 * trades) * pool.fee_scale) << how;
      EXPECT_LE(token, exact(4 * trades) * pool.fee_scale) << how;
    }
    count.check(sums && (is_dear ? pool.jit_trades == 0 : came), [&] {
      return how + ": " + std::to_string(pool.jit_trades) + " trades, gain " +
             pool.jit_gain.to_string() + ", LPs " + pool.jit_lp_gain.to_string();
    });
    expect_replays(all);
  }
}

// With liquidity L in the pool and j just in time, prices r0 before and r1 after (their roots), the
// deposit comes back as j (1/r1 - 1/r0) of token0 and j (r1 - r0) of token1 more, and j / (L + j)
// of the fee.
TEST(just_in_time, gains_what_the_formula_says) {
  const std::string still =
      "[market]\nkind = \"steps\"\nprice = \"3000\"\n[[market.point]]\ntime = \"1h\"\n"
      "price = \"3000\"\n";
  std::string text = with_jit;
  text.replace(text.find(test::gbm), test::gbm.size(), still);
  const scenario all = parse(
      text +
      "steps = 2\n[arbitrageur]\nactive = false\n[[noise]]\nmedian_size = 60000\ndeviation = 0\n"
      "buy_share = 1\nper_day = 100\n");
  const double first = std::sqrt(3000e-12);
  const double base = std::sqrt(1e23 * 3e14);  // full range: both tokens, whole
  double root = first;
  double expected = 0;
  std::uint64_t trades = 0;
  std::uint64_t blocks_with_two = 0;
  observer watch;
  watch.on_block = [&](const row& now) {
    const std::uint64_t here = now.pools[0].trades - trades;
    trades = now.pools[0].trades;
    if (here == 0) return;
    blocks_with_two += here > 1 ? 1 : 0;
    const double after = std::sqrt(now.pools[0].spot);
    // The range as the pool's ticks have it: as much as both amounts are enough for.
    const auto tick = static_cast<int>(std::floor(2 * std::log(root) / std::log(1.0001)));
    const int lower = static_cast<int>(std::floor(tick / 10.0)) * 10 - 20;
    const double low = std::pow(1.0001, lower / 2.0);
    const double high = std::pow(1.0001, (lower + 50) / 2.0);
    const double j = std::min(5e21 / (1 / root - 1 / high), 15e12 / (root - low));
    const double in = 6e10;
    const double fee = in * 0.003;
    const double price =
        exact(now.at.numerator).to_double() / exact(now.at.denominator).to_double();
    expected += j * (1 / after - 1 / root) * price + j * (after - root) + fee * j / (base + j);
    root = after;
  };
  const path_outcome done = run_path(all, 0, watch, {});
  ASSERT_TRUE(done.failures.empty());
  const pool_result& pool = done.result.pools[0];
  ASSERT_EQ(blocks_with_two, 0U);
  ASSERT_EQ(pool.jit_trades, pool.noise_trades);
  const double got = pool.jit_gain.to_double() / exact(done.result.at.denominator).to_double();
  EXPECT_NEAR(got / expected, 1, 1e-6) << got << " " << expected;
}

// Such trades fill the pool to its last wei within hours; the search for an arbitrage ends there
// too.
TEST(run_path, of_a_pool_that_fills_up_ends_with_an_error) {
  scenario all =
      parse(test::whole + "[[noise]]\nmedian_size = 1e15\ndeviation = 0\nper_day = 1e5\n");
  EXPECT_NO_THROW(run_path(all, 0, {}, {}));
  all.tokens[1].decimals = 18;
  EXPECT_THROW(run_path(all, 0, {}, {}), trace::input_error);
}

TEST(run_path, interrupted_says_how_far_it_came) {
  const scenario all = parse(noisy);
  int asked = 0;
  const path_outcome done = run_path(all, 0, {}, [&] { return ++asked == 3; });
  EXPECT_FALSE(done.result.complete);
  EXPECT_EQ(done.result.blocks, 2048U);
}

}  // namespace
}  // namespace assay::market
