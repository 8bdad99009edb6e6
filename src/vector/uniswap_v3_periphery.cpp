// The published functions of Uniswap V3's periphery.
#include "uniswap_v3_evaluate.hpp"
#include "uniswap_v3_quote.hpp"
#include "uniswap_v3_recipe.hpp"
#include "uniswap_v3_solve.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

using enum engine::math_function;

constexpr std::string_view liquidity_amounts =
    "@uniswap/v3-periphery 1.4.4 contracts/libraries/LiquidityAmounts.sol";
constexpr std::string_view oracle_library =
    "@uniswap/v3-periphery 1.4.4 contracts/libraries/OracleLibrary.sol";

// Of the creation code: the runtime code carries the addresses of a factory and of WETH9.
constexpr std::string_view quoter_hash =
    "0x807900529037b0db5b299ed312e4b1820210b5e9922b6c4fcd4c23de67ee5f1a";

constexpr parameter current = price_of("sqrtRatioX96");
constexpr parameter bound_a = price_of("sqrtRatioAX96");
constexpr parameter bound_b = price_of("sqrtRatioBX96");

void add_liquidity_for_amounts(std::vector<function>& list) {
  const parameter liquidity = liquidity_of("liquidity");
  const std::vector<axis> edges = {edges_price(), edges_price(), edges_word()};
  list.push_back(made({.symbol = "getLiquidityForAmount0",
                       .summary = "the liquidity that amount0 pays for above the price; rounded "
                                  "down twice, against the depositor",
                       .mirrors = liquidity_amounts,
                       .parameters = {bound_a, bound_b, number("amount0")},
                       .results = {liquidity},
                       .reverts = {bare},
                       .evaluate = evaluate<get_liquidity_for_amount0>,
                       .boundaries = edges,
                       .solve = solve_liquidity_for_amount0,
                       .draw = draw_range_and_amount}));
  list.push_back(made({.symbol = "getLiquidityForAmount1",
                       .summary = "the liquidity that amount1 pays for below the price; rounded "
                                  "down, against the depositor",
                       .mirrors = liquidity_amounts,
                       .parameters = {bound_a, bound_b, number("amount1")},
                       .results = {liquidity},
                       .reverts = {bare},
                       .evaluate = evaluate<get_liquidity_for_amount1>,
                       .boundaries = edges,
                       .solve = solve_liquidity_for_amount1,
                       .draw = draw_range_and_amount}));
  list.push_back(
      made({.symbol = "getLiquidityForAmounts",
            .summary = "the most liquidity that both amounts cover at a price; rounded down, "
                       "against the depositor",
            .mirrors = liquidity_amounts,
            .parameters = {current, bound_a, bound_b, number("amount0"), number("amount1")},
            .results = {liquidity},
            .reverts = {bare},
            .evaluate = evaluate<get_liquidity_for_amounts>,
            .boundaries = {edges_price(), edges_price(), edges_price(), edges_word(), edges_word()},
            .solve = solve_liquidity_for_amounts,
            .draw = draw_range_and_amounts}));
}

void add_amounts_for_liquidity(std::vector<function>& list) {
  const parameter liquidity = liquidity_of("liquidity");
  const std::vector<axis> edges = {edges_price(), edges_price(), edges_liquidity()};
  list.push_back(made({.symbol = "getAmount0ForLiquidity",
                       .summary = "token0 that liquidity holds between two prices; rounded down "
                                  "twice, against its owner",
                       .mirrors = liquidity_amounts,
                       .parameters = {bound_a, bound_b, liquidity},
                       .results = {number("amount0")},
                       .reverts = {bare, all_gas},
                       .evaluate = evaluate_get_amount0_for_liquidity,
                       .boundaries = edges,
                       .solve = solve_amount_for_liquidity,
                       .draw = draw_range_and_liquidity}));
  list.push_back(made({.symbol = "getAmount1ForLiquidity",
                       .summary = "token1 that liquidity holds between two prices; rounded down, "
                                  "against its owner",
                       .mirrors = liquidity_amounts,
                       .parameters = {bound_a, bound_b, liquidity},
                       .results = {number("amount1")},
                       .evaluate = evaluate_get_amount1_for_liquidity,
                       .boundaries = edges,
                       .solve = solve_amount_for_liquidity,
                       .draw = draw_range_and_liquidity}));
  list.push_back(
      made({.symbol = "getAmountsForLiquidity",
            .summary = "both tokens that liquidity holds in a range at a price; rounded down, "
                       "against its owner",
            .mirrors = liquidity_amounts,
            .parameters = {current, bound_a, bound_b, liquidity},
            .results = {number("amount0"), number("amount1")},
            .reverts = {bare, all_gas},
            .evaluate = evaluate<get_amounts_for_liquidity>,
            .boundaries = {edges_price(), edges_price(), edges_price(), edges_liquidity()},
            .solve = solve_amounts_for_liquidity,
            .draw = draw_price_in_range_and_liquidity}));
}

axis edges_cumulative() {
  return axis_of(value_type::int56,
                 {word::zero(), word::one(), neg_wrapping(word::one()), power_minus_one(55),
                  neg_wrapping(word::power_of_two(55)), word{3'600'000'007}});
}

axis edges_per_liquidity() {
  return axis_of(value_type::uint160, {word::zero(), word::one(), power_minus_one(32),
                                       word::power_of_two(128), power_minus_one(160)});
}

axis edges_seconds() {
  return axis_of(value_type::uint32, {word::zero(), word::one(), word{1800}, power_minus_one(32)});
}

axis edges_tokens() {
  const auto token = [](std::uint64_t number) {
    return make_value(value_type::address, word{number});
  };
  return {{token(1), token(2)}, {token(2), token(1)}, {token(1), token(1)}};
}

void add_oracle_library(std::vector<function>& list) {
  const auto ticks = [](std::string_view name) { return parameter{name, value_type::int56}; };
  list.push_back(
      made({.symbol = "consult",
            .summary = "mean tick and harmonic mean liquidity over a time, both rounded "
                       "down; in place of the pool what its observe answers for then "
                       "and now",
            .mirrors = oracle_library,
            .parameters = {{"secondsAgo", value_type::uint32},
                           ticks("tickCumulativeThen"),
                           ticks("tickCumulativeNow"),
                           price_of("secondsPerLiquidityCumulativeX128Then"),
                           price_of("secondsPerLiquidityCumulativeX128Now")},
            .results = {tick_of("arithmeticMeanTick"), liquidity_of("harmonicMeanLiquidity")},
            .reverts = {"BP", all_gas},
            .evaluate = evaluate_consult,
            .boundaries = {edges_seconds(), edges_cumulative(), edges_cumulative(),
                           edges_per_liquidity(), edges_per_liquidity()},
            .solve = solve_consult}));
  list.push_back(made({.symbol = "getQuoteAtTick",
                       .summary = "what an amount of one token is worth in the other at a tick; "
                                  "rounded down",
                       .mirrors = oracle_library,
                       .parameters = {tick_of("tick"),
                                      liquidity_of("baseAmount"),
                                      {"baseToken", value_type::address},
                                      {"quoteToken", value_type::address}},
                       .results = {number("quoteAmount")},
                       .reverts = {"T"},
                       .evaluate = evaluate_get_quote_at_tick,
                       .boundaries = {edges_tick(), edges_liquidity(), edges_tokens()},
                       .solve = solve_quote_at_tick}));
}

axis edges_amount() {
  return axis_of(value_type::uint256,
                 {word::zero(), word::one(), word{1000}, word{1'000'000'000'000'000'000},
                  power_minus_one(128), power_minus_one(255), word::power_of_two(255)});
}

axis edges_limit() {
  return axis_of(value_type::uint160, {word::zero(), word{4'295'128'739}, word{4'295'128'740},
                                       word::power_of_two(96), power_minus_one(160)});
}

void add_quotes(std::vector<function>& list) {
  const auto quote = [&](recipe from, std::string_view given, std::string_view answer) {
    from.mirrors = "@uniswap/v3-periphery 1.4.4 contracts/lens/QuoterV2.sol";
    from.code_hash = quoter_hash;
    from.parameters = pool_parameters();
    from.parameters.push_back({"zeroForOne", value_type::boolean});
    from.parameters.push_back(number(given));
    from.parameters.push_back(price_of("sqrtPriceLimitX96"));
    from.results = {number(answer),
                    price_of("sqrtPriceX96After"),
                    {"initializedTicksCrossed", value_type::uint32}};
    from.reverts = {bare, "AS", "SPL", "LS", "LA", "Unexpected error"};
    from.boundaries = {edges_pool(), edges_bool(), edges_amount(), edges_limit()};
    from.classify = classify_quote;
    from.refuse = refuse_no_pool;
    from.draw = draw_quote;
    list.push_back(made(from));
  };
  quote({.symbol = "quoteExactInputSingle",
         .summary = "what an input buys of a pool; in place of its address what the pool holds: "
                    "price, liquidity in range, initialized ticks with their nets; a limit of 0 "
                    "is none",
         .evaluate = evaluate_quote_exact_input,
         .solve = solve_quote_exact_input},
        "amountIn", "amountOut");
  quote({.symbol = "quoteExactOutputSingle",
         .summary = "what an output costs of a pool; in place of its address what the pool holds: "
                    "price, liquidity in range, initialized ticks with their nets; a limit of 0 "
                    "is none",
         .evaluate = evaluate_quote_exact_output,
         .solve = solve_quote_exact_output},
        "amountOut", "amountIn");
}

}  // namespace

void add_periphery(std::vector<function>& list) {
  add_liquidity_for_amounts(list);
  add_amounts_for_liquidity(list);
  add_oracle_library(list);
  add_quotes(list);
}

}  // namespace assay::vectors::uniswap_v3
