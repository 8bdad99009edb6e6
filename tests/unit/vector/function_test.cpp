// The registry: known answers, and that every function keeps its own promises.
#include "assay/vector/function.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "assay/vector/cases.hpp"
#include "assay/vector/vector_file.hpp"
#include "support/case_count.hpp"

namespace assay::vectors {
namespace {

outcome ask(std::string_view name, const std::vector<std::string_view>& texts) {
  const function* asked = find_function(name);
  EXPECT_NE(asked, nullptr) << name;
  values arguments;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const parsed_value read = parse_argument(asked->parameters[i].type, texts[i]);
    EXPECT_TRUE(read.parsed) << read.problem;
    arguments.push_back(*read.parsed);
  }
  return asked->evaluate(arguments);
}

std::string answer(std::string_view name, const std::vector<std::string_view>& texts) {
  const outcome outcome = ask(name, texts);
  return outcome.reverted ? "revert " + *outcome.reverted : to_text(outcome.results);
}

TEST(function, has_a_schema_that_lists_no_error_twice) {
  test::case_count count("schemas");
  for (const function& each : functions()) {
    count.check(render_schema(each).find(R"("","")") == std::string::npos,
                [&] { return std::string(each.name); });
  }
}

TEST(function, is_advised_within_its_own_protocol) {
  EXPECT_TRUE(nearest_name("uniswap-v3.nope").starts_with("uniswap-v3."));
  EXPECT_TRUE(nearest_name("uniswap-v2.nope").starts_with("uniswap-v2."));
  EXPECT_EQ(nearest_name("getAmountOut"), "uniswap-v2.getAmountOut");
}

TEST(function, gives_known_answers) {
  EXPECT_EQ(answer("uniswap-v2.quote", {"1000", "3000", "7000"}), "2333");
  EXPECT_EQ(answer("uniswap-v2.getAmountOut", {"1000", "5000", "10000"}), "1662");
  // Exact division: 1000 would do, the contract asks for one more.
  EXPECT_EQ(answer("uniswap-v2.getAmountIn", {"997", "1003", "2000"}), "1001");
  EXPECT_EQ(answer("uniswap-v2.getAmountsOut", {"1000", "[5000,10000,10000,5000]"}),
            "[1000,1662,710]");
  EXPECT_EQ(answer("uniswap-v2.getAmountsIn", {"710", "[5000,10000,10000,5000]"}),
            "[999,1660,710]");
  EXPECT_EQ(answer("uniswap-v2.sqrt", {"99"}), "9");
  EXPECT_EQ(answer("uniswap-v2.mintLiquidity", {"4000", "9000", "0", "0", "0"}), "5000");
  EXPECT_EQ(answer("uniswap-v2.mintLiquidity", {"10", "10", "100", "1000", "500"}), "5");
  EXPECT_EQ(answer("uniswap-v2.burnAmounts", {"10", "100", "1000", "500"}), "2 20");
  EXPECT_EQ(answer("uniswap-v2.protocolFeeLiquidity", {"1000", "1000", "1210", "1000000"}), "15");
  EXPECT_EQ(answer("uniswap-v2.protocolFeeLiquidity", {"1000", "1000", "1210", "0"}), "0");
  EXPECT_EQ(answer("uniswap-v2.kCheck", {"6000", "8338", "1000", "0", "5000", "10000"}), "true");
  EXPECT_EQ(answer("uniswap-v2.kCheck", {"6000", "8337", "1000", "0", "5000", "10000"}), "false");
  EXPECT_EQ(answer("uniswap-v2.priceCumulativeIncrement", {"1", "2", "3"}),
            "31153781151208965771182977975320576 7788445287802241442795744493830144");
}

// Worked by hand, or constants that stand in the contracts.
TEST(function, gives_known_answers_of_uniswap_v3) {
  EXPECT_EQ(answer("uniswap-v3.mulDiv", {"7", "3", "2"}), "10");
  EXPECT_EQ(answer("uniswap-v3.mulDivRoundingUp", {"7", "3", "2"}), "11");
  EXPECT_EQ(answer("uniswap-v3.mulDiv", {"7", "3", "0"}), "revert ");
  EXPECT_EQ(answer("uniswap-v3.getSqrtRatioAtTick", {"0"}), "79228162514264337593543950336");
  EXPECT_EQ(answer("uniswap-v3.getSqrtRatioAtTick", {"-887272"}), "4295128739");
  EXPECT_EQ(answer("uniswap-v3.getSqrtRatioAtTick", {"887273"}), "revert T");
  EXPECT_EQ(answer("uniswap-v3.getTickAtSqrtRatio", {"4295128739"}), "-887272");
  EXPECT_EQ(answer("uniswap-v3.getTickAtSqrtRatio", {"4295128738"}), "revert R");
  // L = 2^96 between the prices 1 and 2 (square roots): half of L in token0, all of it in token1.
  const char* const one = "79228162514264337593543950336";
  const char* const two = "158456325028528675187087900672";
  EXPECT_EQ(answer("uniswap-v3.getAmount0Delta", {one, two, one, "true"}),
            "39614081257132168796771975168");
  EXPECT_EQ(answer("uniswap-v3.getAmount1DeltaSigned", {one, two, "-5"}), "-5");
  EXPECT_EQ(answer("uniswap-v3.getAmount0ForLiquidity", {two, one, "3"}), "1");
  EXPECT_EQ(answer("uniswap-v3.getLiquidityForAmount1", {one, two, "7"}), "7");
  // 1000 wei of token1 at price 1 and L = 10^6: 3 go as fee.
  EXPECT_EQ(answer("uniswap-v3.computeSwapStep", {one, two, "1000000", "1000", "3000"}),
            "79307152992291059138124713654 997 996 3");
  EXPECT_EQ(answer("uniswap-v3.addDelta", {"5", "-6"}), "revert LS");
  EXPECT_EQ(answer("uniswap-v3.nextInitializedTickWithinOneWord", {"1", "-1", "60", "true"}),
            "-15360 true");
  EXPECT_EQ(answer("uniswap-v3.flipTick", {"-60", "60"}),
            "-1 57896044618658097711785492504343953926634992332820282019728792003956564819968");
  // 7 ticks over 2 seconds downwards: -3.5 is -4.
  EXPECT_EQ(answer("uniswap-v3.consult",
                   {"2", "0", "-7", "0", "680564733841876926926749214863536422912"}),
            "-4 0");
  EXPECT_EQ(answer("uniswap-v3.consult", {"0", "0", "0", "0", "0"}), "revert BP");
  EXPECT_EQ(answer("uniswap-v3.Oracle.observeSingle",
                   {"[10,20]", "[0,-15]", "[0,0]", "0", "2", "20", "5", "0", "1"}),
            "-5 0");
}

TEST(function, gives_the_address_of_a_pair_on_mainnet) {
  // USDC and WETH under Uniswap's own factory.
  EXPECT_EQ(answer("uniswap-v2.pairFor", {"0x5c69bee701ef814a2b6a3edd4b1652cb9cc5aa6f",
                                          "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2",
                                          "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"}),
            "0xb4e16d0168e52d35cacd2c6185b44281ec28c9dc");
}

TEST(function, reverts_as_the_contract_does) {
  EXPECT_EQ(answer("uniswap-v2.getAmountOut", {"0", "0", "1"}),
            "revert UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT");
  EXPECT_EQ(answer("uniswap-v2.getAmountIn", {"10", "5", "10"}), "revert INVALID");
  EXPECT_EQ(answer("uniswap-v2.getAmountIn", {"11", "5", "10"}), "revert ds-math-sub-underflow");
  EXPECT_EQ(answer("uniswap-v2.getAmountsOut", {"10", "[]"}),
            "revert UniswapV2Library: INVALID_PATH");
  EXPECT_EQ(answer("uniswap-v2.mintLiquidity", {"999", "1000", "0", "0", "0"}),
            "revert ds-math-sub-underflow");
  EXPECT_EQ(answer("uniswap-v2.mintLiquidity", {"1000", "1000", "0", "0", "0"}),
            "revert UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED");
  EXPECT_EQ(answer("uniswap-v2.mintLiquidity", {"1", "1", "0", "1", "5"}), "revert INVALID");
  EXPECT_EQ(answer("uniswap-v2.burnAmounts", {"1", "1", "1", "0"}), "revert INVALID");
}

TEST(function, finds_the_nearest_name) {
  EXPECT_EQ(nearest_name("uniswap-v2.getamountout"), "uniswap-v2.getAmountOut");
  EXPECT_EQ(nearest_name("getAmountsIn"), "uniswap-v2.getAmountsIn");
  EXPECT_EQ(nearest_name("uniswap-v2.sqr"), "uniswap-v2.sqrt");
  EXPECT_EQ(find_function("uniswap-v2.getamountout"), nullptr);
}

// Names of arguments and results stand side by side in a case, beside its own keys.
bool has_distinct_names(const function& function) {
  std::set<std::string_view> names = {"canary", "comment", "error", "flags", "result", "tcId"};
  std::size_t expected = names.size() + function.parameters.size() + function.results.size();
  for (const parameter& field : function.parameters) names.insert(field.name);
  for (const parameter& field : function.results) names.insert(field.name);
  return names.size() == expected;
}

// Each point of the boundary grid gives every parameter a value of its type.
bool grid_gives_every_parameter(const function& function) {
  std::size_t first = 0;
  for (const axis& side : function.boundaries) {
    if (side.empty()) return false;
    for (const values& point : side) {
      if (point.size() != side.front().size()) return false;
      for (std::size_t i = 0; i < point.size(); ++i) {
        if (first + i >= function.parameters.size() ||
            point[i].type != function.parameters[first + i].type) {
          return false;
        }
      }
    }
    first += side.front().size();
  }
  return first == function.parameters.size();
}

// Results have the declared types, reverts are among the declared ones, names are unique, and each
// declared revert comes up in the generated cases.
TEST(function, keeps_what_its_registration_promises) {
  test::case_count count("cases against the registration of their function");
  std::set<std::string_view> names;
  for (const function& function : functions()) {
    EXPECT_TRUE(names.insert(function.name).second) << function.name;
    EXPECT_TRUE(has_distinct_names(function)) << function.name;
    EXPECT_TRUE(grid_gives_every_parameter(function)) << function.name;
    std::set<std::string_view> unseen(function.reverts.begin(), function.reverts.end());
    case_stream stream(function, {.count = 6000, .seed = 1, .level = 3});
    test_case test;
    while (stream.next(test)) {
      EXPECT_EQ(function.refuse(test.arguments), "");
      if (test.expected.reverted) {
        const auto& declared = function.reverts;
        const bool known =
            std::find(declared.begin(), declared.end(), *test.expected.reverted) != declared.end();
        count.check(known, [&] {
          return std::string(function.name) + " does not declare " + *test.expected.reverted;
        });
        unseen.erase(*test.expected.reverted);
        continue;
      }
      bool typed = test.expected.results.size() == function.results.size();
      for (std::size_t i = 0; typed && i < function.results.size(); ++i) {
        typed = test.expected.results[i].type == function.results[i].type;
      }
      count.check(typed, [&] { return std::string(function.name) + " gives other types"; });
    }
    for (const std::string_view revert : unseen) {
      ADD_FAILURE() << function.name << " never reverts with " << revert;
    }
  }
}

}  // namespace
}  // namespace assay::vectors
