// `assay explain`: functions and steps of traces, as text and JSON, and bad requests.
#include "cli/functions/program.hpp"

namespace assay::test {
namespace {

constexpr const char* trace = "tests/data/traces/v2-11.jsonl.xz";

TEST(explain, tells_a_function) {
  const outcome told = run("assay explain uniswap-v2.getAmountOut 1000 5000 10000");
  EXPECT_EQ(told.code, 0) << told.errors;
  expect_contains(told.output, "exact   9970000/5997");
  expect_contains(told.output, "= 1662.497915624478906119726529931632…");
  expect_contains(told.output, "integer 1662 (down)");
  expect_contains(told.output, "gained by LPs");
  expect_contains(told.output, "returns amountOut = 1662");
  expect_contains(told.output, "the first revert is 'ds-math-mul-overflow'");
}

TEST(explain, takes_its_arguments_behind_a_mark_too) {
  const std::string told = run("assay explain uniswap-v2.quote 1 2 3").output;
  EXPECT_FALSE(told.empty());
  for (const std::string arguments :
       {"uniswap-v2.quote -- 1 2 3", "uniswap-v2.quote 1 -- 2 3", "-- uniswap-v2.quote 1 2 3",
        "--quiet uniswap-v2.quote -- 1 2 3"}) {
    const outcome got = run("assay explain " + arguments);
    EXPECT_EQ(got.output, told) << arguments << got.errors;
  }
  EXPECT_EQ(run("assay call uniswap-v3.getSqrtRatioAtTick -- -60").output,
            run("assay call uniswap-v3.getSqrtRatioAtTick -60").output);
  EXPECT_EQ(run("assay explain uniswap-v2.getAmountsOut -- 1000 '[]'").code, 0);
  expect_refused("assay explain uniswap-v2.quote --quite -- 1 2 3", "\"--quite\" is unknown here");
  expect_refused("assay explain uniswap-v2.quote -- 1 2", "takes 3 arguments");
  // Commands with arguments of their own only take no others.
  EXPECT_EQ(run("assay verify uniswap-v2.sqrt -- missing.jsonl").errors,
            run("assay verify uniswap-v2.sqrt missing.jsonl").errors);
  expect_refused("assay fuzz uniswap-v2 -- 7", "\"7\" is unknown here");
  expect_refused("assay 3 explain uniswap-v2.quote 1 2", "\"3\" is unknown here");
  expect_refused("assay 3 explain uniswap-v2.quote 1 -- 2", "\"3\" is unknown here");
  expect_refused("assay --quite explain uniswap-v2.quote 1 2 3", "\"--quite\" is unknown here");
}

TEST(explain, takes_numbers_in_hexadecimal) {
  EXPECT_EQ(run("assay explain uniswap-v2.sqrt 0x64").output,
            run("assay explain uniswap-v2.sqrt 100").output);
}

TEST(explain, takes_lists_with_and_without_brackets) {
  const outcome plain = run("assay explain uniswap-v2.getAmountsOut 1000 5000,10000,10000,5000");
  EXPECT_EQ(plain.code, 0) << plain.errors;
  expect_contains(plain.output, "hop 2");
  expect_contains(plain.output, "returns amounts = [1000,1662,710]");
  const outcome brackets =
      run("assay explain uniswap-v2.getAmountsOut 1000 '[5000,10000,10000,5000]'");
  EXPECT_EQ(brackets.output, plain.output) << brackets.errors;
  const outcome none = run("assay explain uniswap-v2.getAmountsOut 1000 '[]'");
  EXPECT_EQ(none.code, 0) << none.errors;
  expect_contains(none.output, "reverts with 'UniswapV2Library: INVALID_PATH'");
}

TEST(explain, tells_a_revert_and_those_behind_it) {
  const outcome told = run("assay explain uniswap-v2.getAmountOut 0 0 1");
  EXPECT_EQ(told.code, 0);
  expect_contains(told.output,
                  "amountIn > 0 FAILS: reverts with 'UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT'");
  expect_contains(told.output, "would fail too, with 'UniswapV2Library: INSUFFICIENT_LIQUIDITY'");
}

TEST(explain, tells_a_function_as_json) {
  const outcome told = run("assay explain uniswap-v2.getAmountIn 997 1003 2000 --json");
  EXPECT_EQ(told.code, 0);
  expect_contains(told.output, R"("returns":{"amountIn":"1001"})");
  expect_contains(told.output, R"("exact":"1000","exactDecimal":"1000","integer":"1001")");
  expect_contains(told.output, R"("direction":"down, plus one","error":"1")");
  EXPECT_EQ(told.output.find('\n'), told.output.size() - 1);
}

TEST(explain, tells_steps_of_a_trace) {
  unsigned told_steps = 0;
  for (const int step : {1, 2, 20, 21, 22, 23, 24, 25, 3000}) {
    const outcome told =
        run(std::string("assay explain ") + trace + " --step " + std::to_string(step));
    EXPECT_EQ(told.code, 0) << told.errors;
    expect_contains(told.output, std::string(trace) + ":" + std::to_string(step + 1) + ": step " +
                                     std::to_string(step) + ": ");
    EXPECT_EQ(told.output.find("records another outcome"), std::string::npos) << told.output;
    ++told_steps;
  }
  std::cout << "compared " << told_steps << ": steps told as recorded" << std::endl;
}

TEST(explain, tells_functions_and_steps_of_uniswap_v3) {
  const outcome tick = run("assay explain uniswap-v3.getSqrtRatioAtTick -60");
  EXPECT_EQ(tick.code, 0) << tick.errors;
  expect_contains(tick.output, "exact   2^96 * 1.0001^(-60 / 2)");
  expect_contains(tick.output, "returns sqrtPriceX96 = 78990846045029531151608375686");
  const outcome late = run("assay explain uniswap-v3.getSqrtRatioAtTick 887273");
  expect_contains(late.output, "reverts with 'T'");
  const outcome quote = run(
      "assay explain uniswap-v3.quoteExactInputSingle 79228162514264337593543950336 0 1000000 3000 "
      "60 '[-60,60]' '[1000000,-1000000]' true 2000 0 --json");
  EXPECT_EQ(quote.code, 0) << quote.errors;
  expect_contains(quote.output, "\"returns\":{\"amountOut\":\"1990\"");
  unsigned told_steps = 0;
  for (const int step : {1, 2, 30, 200, 400}) {
    const outcome told =
        run("assay explain tests/data/traces/v3-21.jsonl.xz --step " + std::to_string(step));
    EXPECT_EQ(told.code, 0) << told.errors;
    expect_contains(told.output, ": step " + std::to_string(step) + ": ");
    EXPECT_EQ(told.output.find("records another outcome"), std::string::npos) << told.output;
    ++told_steps;
  }
  std::cout << "compared " << told_steps << ": steps of Uniswap V3 told as recorded" << std::endl;
}

TEST(explain, tells_the_first_difference_of_a_replay_of_uniswap_v3) {
  const scratch_directory directory;
  const outcome changed =
      run("xzcat tests/data/traces/v3-21.jsonl.xz | head -31 | sed '31s/\"IIA\"/\"other\"/' > " +
          directory.file("t.jsonl"));
  ASSERT_EQ(changed.code, 0);
  const outcome told = run("assay replay " + directory.file("t.jsonl") + " --explain");
  EXPECT_EQ(told.code, 1) << told.errors;
  expect_contains(told.output, "swap: result.revert: expected other, got IIA");
  expect_contains(told.output, "rounding amountRemainingLessFee");
  expect_contains(told.output, "reverts with 'IIA'");
}

TEST(explain, says_when_the_trace_records_something_else) {
  const scratch_directory directory;
  const outcome changed =
      run(std::string("xzcat ") + trace + " | head -3 | sed '3s/INVALID/other/' > " +
          directory.file("t.jsonl"));
  ASSERT_EQ(changed.code, 0);
  const outcome told = run("assay explain " + directory.file("t.jsonl") + " --step 2");
  EXPECT_EQ(told.code, 0) << told.errors;
  expect_contains(told.output, "the trace records another outcome: other");
}

TEST(explain, refuses_bad_requests) {
  expect_refused("assay explain", "TARGET is required");
  expect_refused("assay explain uniswap-v2.getAmountOut 1 2", "takes 3 arguments, 2 are given");
  expect_refused("assay explain uniswap-v2.getAmountOut 1 2 3 4", "takes 3 arguments, 4");
  expect_refused("assay explain uniswap-v2.getAmountOut 1 2 x", "reserveOut: 'x' is not a number");
  expect_refused("assay explain uniswap-v2.getAmountOut -1 2 3", "negative");
  expect_refused(
      "assay explain uniswap-v2.getAmountOut 1 2 "
      "115792089237316195423570985008687907853269984665640564039457584007913129639936",
      "out of range");
  expect_refused(
      "assay explain uniswap-v2.protocolFeeLiquidity 1 5192296858534827628530496329220096"
      " 1 1",
      "uint112 ends at 2^112 - 1");
  expect_refused("assay explain uniswap-v2.getAmountsOut 1 1,2,3", "reserves has 3 numbers");
  expect_refused("assay explain uniswap-v2.getamountout 1 2 3", "did you mean");
  expect_refused("assay explain uniswap-v3.getSqrtRatioAtTick 8388608", "from -2^23 to 2^23 - 1");
  expect_refused("assay explain uniswap-v3.consult 1 0 0 0 -1", "negative");
  expect_refused("assay explain uniswap-v3.Oracle.observeSingle 10,5 0,0 0,0 0 2 20 1 0 1",
                 "out of order");
  expect_refused("assay explain uniswap-v3.Oracle.observeSingle 10 0,0 0 0 1 20 1 0 1",
                 "differ in length");
  const std::string pool = "assay explain uniswap-v3.quoteExactInputSingle ";
  const std::string one = "79228162514264337593543950336";
  expect_refused(pool + one + " 1 5 3000 60 '[]' '[]' true 1 0", "at this price it is 0");
  expect_refused(pool + "1 0 5 3000 60 '[]' '[]' true 1 0", "is no price");
  expect_refused(pool + one + " 0 5 3000 60 '[7]' '[1]' true 1 0", "multiples of tickSpacing");
  expect_refused(pool + one + " 0 5 3000 60 '[60]' '[]' true 1 0", "differ in length");
  expect_refused(pool + one + " 0 5 1000000 60 '[]' '[]' true 1 0", "less than 1000000");
  expect_refused(pool + one + " 0 5 3000 0 '[]' '[]' true 1 0", "1 to 16383");
  expect_refused("assay explain uniswap-v2.sqrt 4 --step 1", "--step");
  expect_refused(std::string("assay explain ") + trace, "add --step N");
  expect_refused(std::string("assay explain ") + trace + " --step 0", "out of range");
  expect_refused(std::string("assay explain ") + trace + " --step 99999", "has 3000 steps");
  expect_refused("assay explain missing.jsonl --step 1", "missing.jsonl");
  expect_refused("assay explain tests/data/traces/v2-router-13.jsonl.xz --step 1",
                 "have no operations to explain");
}

}  // namespace
}  // namespace assay::test
