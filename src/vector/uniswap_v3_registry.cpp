// The published functions of Uniswap V3: what each one is called, takes, gives and refuses.
#include "uniswap_v3_registry.hpp"

#include "assay/math/tick_math.hpp"
#include "uniswap_v3_evaluate.hpp"
#include "uniswap_v3_recipe.hpp"
#include "uniswap_v3_solve.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

using enum engine::math_function;

constexpr std::string_view full_math = "@uniswap/v3-core 1.0.1 contracts/libraries/FullMath.sol";
constexpr std::string_view unsafe_math =
    "@uniswap/v3-core 1.0.1 contracts/libraries/UnsafeMath.sol";
constexpr std::string_view tick_math = "@uniswap/v3-core 1.0.1 contracts/libraries/TickMath.sol";
constexpr std::string_view sqrt_price_math =
    "@uniswap/v3-core 1.0.1 contracts/libraries/SqrtPriceMath.sol";
constexpr std::string_view swap_math = "@uniswap/v3-core 1.0.1 contracts/libraries/SwapMath.sol";
constexpr std::string_view liquidity_math =
    "@uniswap/v3-core 1.0.1 contracts/libraries/LiquidityMath.sol";
constexpr std::string_view bit_math = "@uniswap/v3-core 1.0.1 contracts/libraries/BitMath.sol";
constexpr std::string_view tick_library = "@uniswap/v3-core 1.0.1 contracts/libraries/Tick.sol";
constexpr std::string_view safe_cast = "@uniswap/v3-core 1.0.1 contracts/libraries/SafeCast.sol";
constexpr std::string_view tick_bitmap =
    "@uniswap/v3-core 1.0.1 contracts/libraries/TickBitmap.sol";
constexpr std::string_view oracle = "@uniswap/v3-core 1.0.1 contracts/libraries/Oracle.sol";

void add_divisions(std::vector<function>& list) {
  const std::vector<parameter> factors = {number("a"), number("b"), number("denominator")};
  const std::vector<axis> edges = {edges_word(), edges_word(), edges_word()};
  list.push_back(made({.symbol = "mulDiv",
                       .summary = "a * b / denominator with a product of 512 bits; rounded down",
                       .mirrors = full_math,
                       .parameters = factors,
                       .results = {number("quotient")},
                       .reverts = {bare},
                       .evaluate = evaluate<mul_div>,
                       .boundaries = edges,
                       .solve = solve_mul_div,
                       .classify = classify_division}));
  list.push_back(made({.symbol = "mulDivRoundingUp",
                       .summary = "a * b / denominator with a product of 512 bits; rounded up",
                       .mirrors = full_math,
                       .parameters = factors,
                       .results = {number("quotient")},
                       .reverts = {bare},
                       .evaluate = evaluate<mul_div_rounding_up>,
                       .boundaries = edges,
                       .solve = solve_mul_div,
                       .classify = classify_division}));
  list.push_back(made({.symbol = "divRoundingUp",
                       .summary = "x / y rounded up; 0 where y is 0, because the EVM divides so",
                       .mirrors = unsafe_math,
                       .parameters = {number("x"), number("y")},
                       .results = {number("z")},
                       .evaluate = evaluate<div_rounding_up>,
                       .boundaries = {edges_word(), edges_word()},
                       .solve = solve_div_rounding_up,
                       .classify = classify_division}));
}

void add_ticks(std::vector<function>& list) {
  list.push_back(
      made({.symbol = "getSqrtRatioAtTick",
            .summary = "sqrt(1.0001^tick) in Q64.96: a product of truncated factors, rounded up at "
                       "the end",
            .mirrors = tick_math,
            .parameters = {tick_of("tick")},
            .results = {price_of("sqrtPriceX96")},
            .reverts = {"T"},
            .evaluate = evaluate<get_sqrt_ratio_at_tick>,
            .boundaries = {edges_tick()},
            .solve = solve_ratio_at_tick}));
  list.push_back(made({.symbol = "getTickAtSqrtRatio",
                       .summary = "the greatest tick whose sqrt ratio is at most the given one",
                       .mirrors = tick_math,
                       .parameters = {price_of("sqrtPriceX96")},
                       .results = {tick_of("tick")},
                       .reverts = {"R"},
                       .evaluate = evaluate<get_tick_at_sqrt_ratio>,
                       .boundaries = {edges_price()},
                       .solve = solve_tick_at_ratio,
                       .classify = classify_price}));
}

recipe price_move(std::string_view symbol, std::string_view summary, std::string_view amount,
                  std::string_view choice) {
  return {.symbol = symbol,
          .summary = summary,
          .mirrors = sqrt_price_math,
          .parameters = {price_of("sqrtPX96"),
                         liquidity_of("liquidity"),
                         number(amount),
                         {choice, value_type::boolean}},
          .results = {price_of("sqrtQX96")},
          .reverts = {bare},
          .boundaries = {edges_price(), edges_liquidity(), edges_word(), edges_bool()},
          .draw = draw_price_move};
}

void add_price_moves(std::vector<function>& list) {
  recipe next = price_move("getNextSqrtPriceFromAmount0RoundingUp",
                           "the price after token0 came in (add) or went out; rounded up, so that "
                           "the price never moves further than an input pays for",
                           "amount", "add");
  next.evaluate = evaluate<get_next_sqrt_price_from_amount0_rounding_up>;
  next.solve = solve_price_from_amount0;
  next.classify = classify_price_from_amount0;
  list.push_back(made(next));

  next = price_move("getNextSqrtPriceFromAmount1RoundingDown",
                    "the price after token1 came in (add) or went out; rounded down, so that the "
                    "price never moves further than an input pays for",
                    "amount", "add");
  next.reverts = {bare, all_gas};
  next.evaluate = evaluate<get_next_sqrt_price_from_amount1_rounding_down>;
  next.solve = solve_price_from_amount1;
  list.push_back(made(next));

  next = price_move("getNextSqrtPriceFromInput",
                    "the price that an input leads to; rounded in favour of the pool", "amountIn",
                    "zeroForOne");
  next.evaluate = evaluate<get_next_sqrt_price_from_input>;
  next.solve = solve_price_from_input;
  next.classify = classify_price_from_input;
  list.push_back(made(next));

  next = price_move("getNextSqrtPriceFromOutput",
                    "the price that pays for an output; rounded in favour of the pool", "amountOut",
                    "zeroForOne");
  next.evaluate = evaluate<get_next_sqrt_price_from_output>;
  next.solve = solve_price_from_output;
  list.push_back(made(next));
}

void add_amounts(std::vector<function>& list) {
  const parameter lower = price_of("sqrtRatioAX96");
  const parameter upper = price_of("sqrtRatioBX96");
  const parameter up{"roundUp", value_type::boolean};
  const parameter change{"liquidity", value_type::int128};
  const std::vector<axis> edges = {edges_price(), edges_price(), edges_liquidity(), edges_bool()};
  const std::vector<axis> signed_edges = {edges_price(), edges_price(), edges_change()};
  list.push_back(made({.symbol = "getAmount0Delta",
                       .summary = "token0 that liquidity holds between two prices; up is what the "
                                  "pool asks for, down what it pays",
                       .mirrors = sqrt_price_math,
                       .parameters = {lower, upper, liquidity_of("liquidity"), up},
                       .results = {number("amount0")},
                       .reverts = {bare},
                       .evaluate = evaluate<get_amount0_delta>,
                       .boundaries = edges,
                       .solve = solve_amount_delta,
                       .draw = draw_price_delta}));
  list.push_back(made({.symbol = "getAmount1Delta",
                       .summary = "token1 that liquidity holds between two prices; up is what the "
                                  "pool asks for, down what it pays",
                       .mirrors = sqrt_price_math,
                       .parameters = {lower, upper, liquidity_of("liquidity"), up},
                       .results = {number("amount1")},
                       .evaluate = evaluate<get_amount1_delta>,
                       .boundaries = edges,
                       .solve = solve_amount_delta,
                       .classify = classify_amount1_delta,
                       .draw = draw_price_delta}));
  list.push_back(made({.symbol = "getAmount0DeltaSigned",
                       .summary = "token0 for a change of liquidity: added, what it costs, rounded "
                                  "up; removed, what it pays, rounded down; the contract's "
                                  "getAmount0Delta of three arguments",
                       .mirrors = sqrt_price_math,
                       .parameters = {lower, upper, change},
                       .results = {{"amount0", value_type::int256}},
                       .reverts = {bare},
                       .evaluate = evaluate<get_amount0_delta_signed>,
                       .boundaries = signed_edges,
                       .solve = solve_signed_delta,
                       .draw = draw_signed_delta}));
  list.push_back(made({.symbol = "getAmount1DeltaSigned",
                       .summary = "token1 for a change of liquidity: added, what it costs, rounded "
                                  "up; removed, what it pays, rounded down; the contract's "
                                  "getAmount1Delta of three arguments",
                       .mirrors = sqrt_price_math,
                       .parameters = {lower, upper, change},
                       .results = {{"amount1", value_type::int256}},
                       .evaluate = evaluate<get_amount1_delta_signed>,
                       .boundaries = signed_edges,
                       .solve = solve_signed_delta,
                       .classify = classify_amount1_delta,
                       .draw = draw_signed_delta}));
}

void add_swap_step(std::vector<function>& list) {
  list.push_back(made({.symbol = "computeSwapStep",
                       .summary = "one step of a swap, to the target or as far as the amount "
                                  "(positive: exact input) lasts; input and fee rounded up, output "
                                  "down, in favour of the pool",
                       .mirrors = swap_math,
                       .parameters = {price_of("sqrtRatioCurrentX96"),
                                      price_of("sqrtRatioTargetX96"),
                                      liquidity_of("liquidity"),
                                      {"amountRemaining", value_type::int256},
                                      {"feePips", value_type::uint24}},
                       .results = {price_of("sqrtRatioNextX96"), number("amountIn"),
                                   number("amountOut"), number("feeAmount")},
                       .reverts = {bare},
                       .evaluate = evaluate<compute_swap_step>,
                       .boundaries = {edges_price(), edges_price(), edges_liquidity(),
                                      edges_signed_word(), edges_fee()},
                       .solve = solve_swap_step,
                       .classify = classify_swap_step,
                       .draw = draw_swap_step}));
}

void add_small_numbers(std::vector<function>& list) {
  list.push_back(made({.symbol = "addDelta",
                       .summary = "x + y",
                       .mirrors = liquidity_math,
                       .parameters = {liquidity_of("x"), {"y", value_type::int128}},
                       .results = {liquidity_of("z")},
                       .reverts = {"LS", "LA"},
                       .evaluate = evaluate<add_delta>,
                       .boundaries = {edges_liquidity(), edges_change()},
                       .solve = solve_add_delta}));
  list.push_back(made({.symbol = "mostSignificantBit",
                       .summary = "the position of the highest bit that is set",
                       .mirrors = bit_math,
                       .parameters = {number("x")},
                       .results = {{"r", value_type::uint8}},
                       .reverts = {bare},
                       .evaluate = evaluate<most_significant_bit>,
                       .boundaries = {edges_word()},
                       .solve = solve_bit}));
  list.push_back(made({.symbol = "leastSignificantBit",
                       .summary = "the position of the lowest bit that is set",
                       .mirrors = bit_math,
                       .parameters = {number("x")},
                       .results = {{"r", value_type::uint8}},
                       .reverts = {bare},
                       .evaluate = evaluate<least_significant_bit>,
                       .boundaries = {edges_word()},
                       .solve = solve_bit}));
  list.push_back(made({.symbol = "tickSpacingToMaxLiquidityPerTick",
                       .summary = "(2^128 - 1) / number of usable ticks; rounded down",
                       .mirrors = tick_library,
                       .parameters = {tick_of("tickSpacing")},
                       .results = {liquidity_of("maxLiquidity")},
                       .reverts = {all_gas},
                       .evaluate = evaluate<tick_spacing_to_max_liquidity_per_tick>,
                       .boundaries = {edges_spacing()},
                       .solve = solve_tick_spacing}));
  list.push_back(made({.symbol = "toUint160",
                       .summary = "the same number, or a revert where it does not fit",
                       .mirrors = safe_cast,
                       .parameters = {number("y")},
                       .results = {price_of("z")},
                       .reverts = {bare},
                       .evaluate = evaluate<to_uint160>,
                       .boundaries = {edges_word()},
                       .solve = solve_to_uint160}));
  list.push_back(made({.symbol = "toInt128",
                       .summary = "the same number, or a revert where it does not fit",
                       .mirrors = safe_cast,
                       .parameters = {{"y", value_type::int256}},
                       .results = {{"z", value_type::int128}},
                       .reverts = {bare},
                       .evaluate = evaluate<to_int128>,
                       .boundaries = {edges_signed_word()},
                       .solve = solve_to_int128}));
  list.push_back(made({.symbol = "toInt256",
                       .summary = "the same number, or a revert where it does not fit",
                       .mirrors = safe_cast,
                       .parameters = {number("y")},
                       .results = {{"z", value_type::int256}},
                       .reverts = {bare},
                       .evaluate = evaluate<to_int256>,
                       .boundaries = {edges_word()},
                       .solve = solve_to_int256}));
}

void add_bitmap(std::vector<function>& list) {
  list.push_back(made({.symbol = "nextInitializedTickWithinOneWord",
                       .summary = "the next initialized tick at or below (lte) or above a tick, or "
                                  "the last one of its word; in place of the bitmap the word that "
                                  "is read",
                       .mirrors = tick_bitmap,
                       .parameters = {number("word"),
                                      tick_of("tick"),
                                      tick_of("tickSpacing"),
                                      {"lte", value_type::boolean}},
                       .results = {tick_of("next"), {"initialized", value_type::boolean}},
                       .reverts = {all_gas},
                       .evaluate = evaluate<next_initialized_tick_within_one_word>,
                       .boundaries = {edges_word(), edges_tick(), edges_spacing(), edges_bool()},
                       .solve = solve_next_tick}));
  list.push_back(made({.symbol = "flipTick",
                       .summary = "turns a tick on in an empty bitmap: the position of its word, "
                                  "and the word",
                       .mirrors = tick_bitmap,
                       .parameters = {tick_of("tick"), tick_of("tickSpacing")},
                       .results = {{"wordPos", value_type::int16}, number("word")},
                       .reverts = {bare, all_gas},
                       .evaluate = evaluate<flip_tick>,
                       .boundaries = {edges_tick(), edges_spacing()},
                       .solve = solve_flip_tick}));
}

void add_oracle(std::vector<function>& list) {
  const std::vector<parameter> ring = {
      {"blockTimestamps", value_type::uint32_array},
      {"tickCumulatives", value_type::int56_array},
      {"secondsPerLiquidityCumulativeX128s", value_type::uint160_array},
      {"oldest", value_type::uint16},
      {"cardinality", value_type::uint16}};
  recipe observe{.symbol = "Oracle.observeSingle",
                 .summary =
                     "the accumulators a time ago, interpolated between two observations; "
                     "the ring stands as lists, oldest first, the oldest in a given slot",
                 .mirrors = oracle,
                 .parameters = ring,
                 .results = {{"tickCumulative", value_type::int56},
                             price_of("secondsPerLiquidityCumulativeX128")},
                 .reverts = {"OLD"},
                 .evaluate = evaluate<oracle_observe_single>,
                 .boundaries = {edges_ring(), edges_seconds_ago(), edges_market()},
                 .solve = solve_observe_single,
                 .refuse = refuse_no_ring_to_read,
                 .draw = solve_observe_single};
  for (const parameter& more :
       {parameter{"time", value_type::uint32}, parameter{"secondsAgo", value_type::uint32},
        tick_of("tick"), liquidity_of("liquidity")}) {
    observe.parameters.push_back(more);
  }
  list.push_back(made(observe));
  recipe write{.symbol = "Oracle.write",
               .summary =
                   "writes an observation unless one stands for this second, and where; the "
                   "ring stands as lists, oldest first, the oldest in a given slot",
               .mirrors = oracle,
               .parameters = ring,
               .results = {{"indexUpdated", value_type::uint16},
                           {"cardinalityUpdated", value_type::uint16},
                           {"writtenTimestamp", value_type::uint32},
                           {"writtenTickCumulative", value_type::int56},
                           price_of("writtenSecondsPerLiquidityCumulativeX128")},
               .evaluate = evaluate<oracle_write>,
               .boundaries = {edges_ring(), edges_next_and_time(), edges_market()},
               .solve = solve_write,
               .refuse = refuse_no_ring_to_write,
               .draw = solve_write};
  for (const parameter& more :
       {parameter{"cardinalityNext", value_type::uint16}, parameter{"time", value_type::uint32},
        tick_of("tick"), liquidity_of("liquidity")}) {
    write.parameters.push_back(more);
  }
  list.push_back(made(write));
}

}  // namespace

void add_functions(std::vector<function>& list) {
  add_divisions(list);
  add_ticks(list);
  add_price_moves(list);
  add_amounts(list);
  add_swap_step(list);
  add_small_numbers(list);
  add_bitmap(list);
  add_oracle(list);
  add_periphery(list);
}

}  // namespace assay::vectors::uniswap_v3
