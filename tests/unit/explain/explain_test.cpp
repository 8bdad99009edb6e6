// Explanations: their exact arithmetic must reach the engine's answer on every function, and the
// recorded answer of the deployed bytecode on every operation of the bundled traces.
#include "assay/explain/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "assay/vector/cases.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"

namespace assay::explain {
namespace {

explanation explain_texts(std::string_view name, const std::vector<std::string_view>& texts) {
  const vectors::function& function = *vectors::find_function(name);
  vectors::values arguments;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    arguments.push_back(*vectors::parse_argument(function.parameters[i].type, texts[i]).parsed);
  }
  return explain_function(function, arguments);
}

rounding last_rounding(const explanation& told) {
  rounding last;
  for (const step& step : told.steps) {
    if (const auto* made = std::get_if<rounding>(&step)) last = *made;
  }
  EXPECT_FALSE(last.result.empty());
  return last;
}

TEST(explain, shows_the_exact_value_beside_the_integer) {
  const explanation told = explain_texts("uniswap-v2.getAmountOut", {"1000", "5000", "10000"});
  const rounding division = last_rounding(told);
  EXPECT_EQ(division.exact, "9970000/5997");
  EXPECT_EQ(division.exact_decimal, "1662.497915624478906119726529931632…");
  EXPECT_EQ(division.integer, "1662");
  EXPECT_EQ(division.towards, direction::down);
  EXPECT_EQ(division.error, "0.497915624478906119726529931632…");
  EXPECT_EQ(division.gains, "LPs");
  EXPECT_FALSE(told.reverted);
}

TEST(explain, gives_the_plus_one_of_an_exact_division_to_the_lps) {
  const explanation told = explain_texts("uniswap-v2.getAmountIn", {"997", "1003", "2000"});
  const rounding division = last_rounding(told);
  EXPECT_EQ(division.exact, "1000");
  EXPECT_EQ(division.integer, "1001");
  EXPECT_EQ(division.towards, direction::down_plus_one);
  EXPECT_EQ(division.error, "1");
  EXPECT_EQ(division.gains, "LPs");
}

TEST(explain, gains_nobody_anything_by_an_exact_division) {
  const rounding division = last_rounding(explain_texts("uniswap-v2.quote", {"6", "2", "5"}));
  EXPECT_EQ(division.towards, direction::exact);
  EXPECT_EQ(division.error, "0");
  EXPECT_EQ(division.gains, "nobody");
}

TEST(explain, says_which_revert_comes_first) {
  const explanation told = explain_texts("uniswap-v2.getAmountOut", {"0", "0", "1"});
  EXPECT_EQ(told.reverted, "UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT");
  const auto status_of = [&](std::string_view revert) {
    for (const step& step : told.steps) {
      const auto* made = std::get_if<check>(&step);
      if (made != nullptr && made->revert == revert) return made->status;
    }
    ADD_FAILURE() << "no check for " << revert;
    return check_status::passed;
  };
  EXPECT_EQ(status_of("UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT"), check_status::failed);
  EXPECT_EQ(status_of("UniswapV2Library: INSUFFICIENT_LIQUIDITY"), check_status::also_fails);
}

TEST(explain, says_which_revert_would_have_come_first) {
  const explanation told = explain_texts("uniswap-v2.getAmountIn", {"9", "5", "10"});
  const std::vector<std::string> expected = {
      "as amountOut grows, the first revert is 'INVALID', at 10",
      "as amountOut falls, the first revert is 'UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT', "
      "at 0"};
  EXPECT_EQ(told.remarks, expected);
}

TEST(explain, says_which_revert_of_uniswap_v3_would_have_come_first) {
  struct told_by {
    std::string function;
    std::vector<std::string_view> arguments;
    std::vector<std::string> remarks;
  };
  const std::string one = "79228162514264337593543950336";
  const std::string above = "79625275426524748796330556128";
  test::case_count count("first reverts of Uniswap V3's functions");
  for (const told_by& expected : std::vector<told_by>{
           {"addDelta", {"5", "-3"}, {"as x falls, the first revert is 'LS', at 2"}},
           {"addDelta",
            {"5", "3"},
            {"as x grows, the first revert is 'LA', at 340282366920938463463374607431768211453"}},
           {"getAmount0Delta",
            {one, above, "1000", "true"},
            {"as sqrtRatioAX96 falls, the first revert is one without data, at 0"}},
           {"getAmount1Delta",
            {one, above, "1000", "true"},
            {"no sqrtRatioAX96 makes this revert"}},
           // All of the virtual reserve of token1: liquidity * price, and of token0: liquidity /
           // price.
           {"getNextSqrtPriceFromOutput",
            {one, "1000", "10", "true"},
            {"as amountOut grows, the first revert is one without data, at 1000"}},
           {"getNextSqrtPriceFromOutput",
            {one, "1000", "10", "false"},
            {"as amountOut grows, the first revert is one without data, at 1000"}},
           // The divisor, 1000 + amountIn, must stay below 2^256.
           {"getNextSqrtPriceFromInput",
            {one, "1000", "10", "true"},
            {"as amountIn grows, the first revert is one without data, at "
             "115792089237316195423570985008687907853269984665640564039457584007913129638936"}},
           {"computeSwapStep",
            {one, above, "1000000000", "1000000", "3000"},
            {"as sqrtRatioCurrentX96 falls, the first revert is one without data, at 0"}},
           // Reverts at its target too, between prices that do not: no threshold to tell.
           {"computeSwapStep", {above, one, "1000000000000000000", "1000", "1000000"}, {}}}) {
    const explanation told = explain_texts("uniswap-v3." + expected.function, expected.arguments);
    count.check(told.remarks == expected.remarks,
                [&] { return expected.function + to_text(told); });
  }
}

TEST(explain, renders_text_and_json) {
  const explanation told = explain_texts("uniswap-v2.getAmountOut", {"1000", "5000", "10000"});
  const std::string text = to_text(told);
  EXPECT_NE(text.find("error   0.497915624478906119726529931632… wei"), std::string::npos);
  EXPECT_NE(text.find("returns amountOut = 1662"), std::string::npos);
  const std::string json = to_json(told);
  EXPECT_NE(json.find(R"("exact":"9970000/5997")"), std::string::npos);
  EXPECT_NE(json.find(R"("returns":{"amountOut":"1662"})"), std::string::npos);
  EXPECT_NE(json.find(R"("result":"ok","error":"")"), std::string::npos);
}

// The story computes in exact integers and knows nothing of the engine.
TEST(explain, reaches_the_engines_answer_for_every_function) {
  for (const vectors::function& function : vectors::functions()) {
    test::case_count count("exact story against engine, boundary grid, solved, log-uniform");
    // The address is taken from the engine: there is nothing to round in a hash.
    if (function.name != "uniswap-v2.pairFor") {
      count.record_for(std::string(function.name), evidence::kind::differential);
    }
    // A quote is a whole swap: each has many steps to tell.
    const bool is_quote = function.name.find(".quoteExact") != std::string_view::npos;
    vectors::case_stream stream(function,
                                {.count = is_quote ? 400U : 3000U, .seed = 11, .level = 3});
    vectors::test_case test;
    while (stream.next(test)) {
      const explanation told = explain_function(function, test.arguments);
      bool same = told.reverted == test.expected.reverted;
      for (std::size_t i = 0; same && !told.reverted && i < test.expected.results.size(); ++i) {
        same = told.results[i].name == function.results[i].name &&
               told.results[i].value == vectors::to_text(test.expected.results[i]);
      }
      count.check(same, [&] {
        return std::string(function.name) + " " + vectors::to_text(test.arguments) + "\n" +
               to_text(told);
      });
    }
  }
}

// The same walk over a trace for every protocol: `explain` tells the next step.
template <class Reader, class Pool, class Step, class Explain>
void expect_explained(const char* name, Explain&& explain) {
  test::case_count count(std::string("operations explained as recorded in ") + name);
  trace::trace_file file(std::string(ASSAY_SOURCE_DIR "/tests/data/traces/") + name);
  Reader reader(file);
  Pool pool(reader.header().setup);
  Step step;
  while (reader.next(step)) {
    const explanation told = explain(reader, pool, step);
    count.check(ends_as(told, step.receipt), [&] {
      return "line " + std::to_string(reader.line()) + ", recorded " +
             (step.receipt.ok() ? "ok" : step.receipt.reverted->to_string()) + "\n" + to_text(told);
    });
    pool.apply(step.operation);
  }
}

class recorded_traces : public testing::TestWithParam<const char*> {};

TEST_P(recorded_traces, are_explained_as_they_were_recorded) {
  namespace pair = assay::uniswap_v2;
  expect_explained<pair::trace_reader, pair::pool<>, pair::trace_step>(
      GetParam(), [](const auto&, const auto& pool, const auto& step) {
        return explain_operation(pool.rules(), pool.state(), step.operation);
      });
}

INSTANTIATE_TEST_SUITE_P(bundled, recorded_traces,
                         testing::Values("v2-11.jsonl.xz", "v2-12.jsonl.xz", "v2-forks-31.jsonl.xz",
                                         "v2-tokens-32.jsonl.xz"));

class recorded_v3_traces : public testing::TestWithParam<const char*> {};

TEST_P(recorded_v3_traces, are_explained_as_they_were_recorded) {
  namespace v3 = assay::uniswap_v3;
  expect_explained<v3::trace_reader, v3::pool<>, v3::trace_step>(
      GetParam(), [](const auto& reader, const auto& pool, const auto& step) {
        return explain_operation(reader.header().setup, pool.state(), step.operation);
      });
}

INSTANTIATE_TEST_SUITE_P(bundled, recorded_v3_traces,
                         testing::Values("v3-21.jsonl.xz", "v3-22.jsonl.xz"));

TEST(explain, tells_the_true_price_of_a_tick) {
  const rounding price = last_rounding(explain_texts("uniswap-v3.getSqrtRatioAtTick", {"-60"}));
  EXPECT_EQ(price.towards, direction::near);
  EXPECT_EQ(price.integer, "78990846045029531151608375686");
  EXPECT_TRUE(price.exact_decimal.starts_with("7899084604502953115160837568"))
      << price.exact_decimal;
  EXPECT_TRUE(price.error.starts_with("0.")) << price.error;
}

TEST(explain, rounds_a_mean_tick_down_below_zero) {
  const explanation told = explain_texts("uniswap-v3.consult", {"2", "0", "-7", "0", "1"});
  for (const step& each : told.steps) {
    const auto* made = std::get_if<rounding>(&each);
    if (made == nullptr || made->result != "arithmeticMeanTick") continue;
    EXPECT_EQ(made->exact, "-7/2");
    EXPECT_EQ(made->exact_decimal, "-3.5");
    EXPECT_EQ(made->integer, "-4");
    EXPECT_EQ(made->towards, direction::down);
    EXPECT_EQ(made->error, "0.5");
    return;
  }
  ADD_FAILURE() << to_text(told);
}

TEST(explain, tells_each_step_of_a_swap_and_what_rounding_keeps) {
  namespace v3 = assay::uniswap_v3;
  using format = v3::protocol::format;
  v3::pool<> pool{v3::setup{}};
  const account trader = account::actor(1);
  const format::price one = format::price::power_of_two(96);
  pool.apply({trader, 1, v3::create_pool<format>{.balances = uint<256>::power_of_two(100)}});
  pool.apply({trader, 1, v3::initialize<format>{one}});
  pool.apply({trader, 1, v3::mint<format>{trader, -60, 60, format::liquidity{1'000'000}, {}}});
  pool.apply({trader, 1, v3::mint<format>{trader, -120, 120, format::liquidity{500'000}, {}}});
  const v3::operation<format> swap{
      trader, 2,
      v3::swap<format>{
          trader, true, sint<256>{std::int64_t{6000}}, sqrt_ratio_at_tick<>(-100).value(), {}}};
  const explanation told = explain_operation(v3::setup{}, pool.state(), swap);
  ASSERT_TRUE(ends_as(told, pool.apply(swap))) << to_text(told);
  const std::string text = to_text(told);
  EXPECT_NE(text.find("step 2"), std::string::npos) << text;
  EXPECT_NE(text.find("crosses tick -60: liquidity"), std::string::npos);
  EXPECT_NE(text.find("gained by the LPs"), std::string::npos);
  ASSERT_EQ(told.remarks.size(), 2U);
  EXPECT_NE(told.remarks[0].find("wei of token0 that the curve did not ask for"),
            std::string::npos);
}

TEST(explain, tells_what_a_swap_leaves_to_the_lps) {
  namespace pair = assay::uniswap_v2;
  using word = uint<256>;
  pair::setup setup;
  pair::pool<> pool(setup);
  const account trader = account::actor(1);
  pool.apply({trader, 1, pair::create_pool<word>{.balances = word{1'000'000}}});
  pool.apply({trader, 1, pair::mint<word>{word{5000}, word{10000}, trader}});
  const pair::operation<word> swap{
      trader, 2, pair::swap<word>{.in0 = word{1000}, .out1 = word{1600}, .to = trader}};
  const std::string text = to_text(explain_operation(pool.rules(), pool.state(), swap));
  EXPECT_NE(text.find("left to the LPs, in wei of token1 = 62.497915624478906119726529931632…"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("the trader leaves 62 wei of token1"), std::string::npos);
}

}  // namespace
}  // namespace assay::explain
