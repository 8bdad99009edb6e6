// The published functions of Uniswap V2: what each one is called, takes, gives and refuses.
#include "uniswap_v2_registry.hpp"

#include "assay/word/format.hpp"
#include "registry_parts.hpp"
#include "uniswap_v2_evaluate.hpp"
#include "uniswap_v2_solve.hpp"

namespace assay::vectors::uniswap_v2 {

namespace {

constexpr std::string_view router_hash =
    "0xcfa9b2863ec09eaa55657afa49a66bb340ee72afef932e5c1dec103a24cc39cc";
constexpr std::string_view pair_hash =
    "0x5b83bdbcc56b2e630f2807bbadd2b0c21619108066b92a58de081261089e9ce5";
constexpr std::string_view library_source =
    "@uniswap/v2-periphery 1.1.0-beta.0 contracts/libraries/UniswapV2Library.sol";
constexpr std::string_view pair_mint = "@uniswap/v2-core 1.0.1 contracts/UniswapV2Pair.sol mint";
constexpr std::string_view pair_burn = "@uniswap/v2-core 1.0.1 contracts/UniswapV2Pair.sol burn";
constexpr std::string_view pair_fee = "@uniswap/v2-core 1.0.1 contracts/UniswapV2Pair.sol _mintFee";
constexpr std::string_view pair_swap = "@uniswap/v2-core 1.0.1 contracts/UniswapV2Pair.sol swap";
constexpr std::string_view pair_update =
    "@uniswap/v2-core 1.0.1 contracts/UniswapV2Pair.sol _update";

constexpr std::string_view mul_overflow = "ds-math-mul-overflow";
constexpr std::string_view add_overflow = "ds-math-add-overflow";
constexpr std::string_view sub_underflow = "ds-math-sub-underflow";
constexpr std::string_view no_liquidity = "UniswapV2Library: INSUFFICIENT_LIQUIDITY";
constexpr std::string_view no_input = "UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT";
constexpr std::string_view no_output = "UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT";
constexpr std::string_view no_path = "UniswapV2Library: INVALID_PATH";
constexpr std::string_view all_gas = "INVALID";

// Amounts and balances: any word. The widths are those at which products of two or three operands
// meet 2^256.
axis edges_256() {
  return axis_of(
      value_type::uint256,
      {word::zero(), word::one(), word{2}, word{1000}, word{1'000'000'000'000'000'000},
       power_minus_one(112), word::power_of_two(112), word::power_of_two(128), word::max()});
}

axis edges_112() {
  return axis_of(value_type::uint112,
                 {word::zero(), word::one(), word{1000}, word{1'000'000'000'000'000'000},
                  sub_wrapping(power_minus_one(112), word::one()), power_minus_one(112)});
}

axis edges_seconds() {
  return axis_of(value_type::uint32, {word::zero(), word::one(), word{12}, word::power_of_two(31),
                                      power_minus_one(32)});
}

axis edges_path() {
  const word one = word::one();
  const word wad{1'000'000'000'000'000'000};
  const word largest = power_minus_one(112);
  axis list;
  for (const std::vector<word>& reserves : {std::vector<word>{},
                                            {one, one},
                                            {wad, wad},
                                            {largest, largest},
                                            {largest, one},
                                            {one, largest},
                                            {wad, word::zero()},
                                            {wad, largest, largest, wad},
                                            {wad, wad, wad, wad},
                                            {largest, one, one, largest},
                                            {wad, wad, word::zero(), wad},
                                            {wad, largest, largest, wad, wad, largest}}) {
    list.push_back({make_value(reserves)});
  }
  return list;
}

axis edges_address() {
  return axis_of(value_type::address,
                 {word::zero(), word::one(), power_minus_one(160),
                  word_literal<256>("0x5c69bee701ef814a2b6a3edd4b1652cb9cc5aa6f"),
                  word_literal<256>("0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
                  word_literal<256>("0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")});
}

constexpr parameter reserve(std::string_view name) { return {name, value_type::uint112}; }

void add_library(std::vector<function>& list) {
  const axis any = edges_256();
  list.push_back({"uniswap-v2.quote",
                  "quote(uint256 amountA, uint256 reserveA, uint256 reserveB) "
                  "returns (uint256 amountB)",
                  "what amountA is worth at the pool's ratio, fee not counted; rounded down",
                  library_source,
                  router_hash,
                  {number("amountA"), number("reserveA"), number("reserveB")},
                  {number("amountB")},
                  {"UniswapV2Library: INSUFFICIENT_AMOUNT", no_liquidity, mul_overflow},
                  evaluate_quote,
                  {any, any, any},
                  solve_quote,
                  classify_quote,
                  refuse_nothing});
  list.push_back({"uniswap-v2.getAmountOut",
                  "getAmountOut(uint256 amountIn, uint256 reserveIn, uint256 reserveOut) "
                  "returns (uint256 amountOut)",
                  "the most that amountIn buys, 3/1000 of it being the fee; rounded down, in "
                  "favour of the LPs",
                  library_source,
                  router_hash,
                  {number("amountIn"), number("reserveIn"), number("reserveOut")},
                  {number("amountOut")},
                  {no_input, no_liquidity, mul_overflow, add_overflow},
                  evaluate_get_amount_out,
                  {any, any, any},
                  solve_get_amount_out,
                  classify_get_amount_out,
                  refuse_nothing});
  // The + 1 of getAmountIn is checked too but cannot overflow: a divisor of 997 or more left room.
  list.push_back({"uniswap-v2.getAmountIn",
                  "getAmountIn(uint256 amountOut, uint256 reserveIn, uint256 reserveOut) "
                  "returns (uint256 amountIn)",
                  "an input that buys amountOut; rounded down, plus one, in favour of the LPs: one "
                  "more than needed where the division is exact",
                  library_source,
                  router_hash,
                  {number("amountOut"), number("reserveIn"), number("reserveOut")},
                  {number("amountIn")},
                  {no_output, no_liquidity, mul_overflow, sub_underflow, all_gas},
                  evaluate_get_amount_in,
                  {any, any, any},
                  solve_get_amount_in,
                  classify_get_amount_in,
                  refuse_nothing});
}

void add_paths(std::vector<function>& list) {
  const parameter reserves{"reserves", value_type::uint256_array};
  const parameter amounts{"amounts", value_type::uint256_array};
  list.push_back({"uniswap-v2.getAmountsOut",
                  "getAmountsOut(uint256 amountIn, uint256[] reserves) returns (uint256[] amounts)",
                  "getAmountOut along a path; in place of the path the reserves of its hops: "
                  "reserveIn, reserveOut of the first, then of the next",
                  library_source,
                  router_hash,
                  {number("amountIn"), reserves},
                  {amounts},
                  {no_path, no_input, no_liquidity, mul_overflow, add_overflow},
                  evaluate_get_amounts_out,
                  {edges_256(), edges_path()},
                  solve_get_amounts_out,
                  classify_path,
                  refuse_odd_reserves});
  list.push_back({"uniswap-v2.getAmountsIn",
                  "getAmountsIn(uint256 amountOut, uint256[] reserves) returns (uint256[] amounts)",
                  "getAmountIn along a path, from its end; in place of the path the reserves of "
                  "its hops: reserveIn, reserveOut of the first, then of the next",
                  library_source,
                  router_hash,
                  {number("amountOut"), reserves},
                  {amounts},
                  {no_path, no_output, no_liquidity, mul_overflow, sub_underflow, all_gas},
                  evaluate_get_amounts_in,
                  {edges_256(), edges_path()},
                  solve_get_amounts_in,
                  classify_path,
                  refuse_odd_reserves});
  const axis addresses = edges_address();
  const auto address = [](std::string_view name) { return parameter{name, value_type::address}; };
  list.push_back({"uniswap-v2.pairFor",
                  "pairFor(address factory, address tokenA, address tokenB) "
                  "returns (address pair)",
                  "the CREATE2 address of the pair, with the init code hash of Uniswap's own pair",
                  library_source,
                  router_hash,
                  {address("factory"), address("tokenA"), address("tokenB")},
                  {address("pair")},
                  {"UniswapV2Library: IDENTICAL_ADDRESSES", "UniswapV2Library: ZERO_ADDRESS"},
                  evaluate_pair_for,
                  {addresses, addresses, addresses},
                  solve_pair_for,
                  classify_nothing,
                  refuse_nothing});
}

void add_liquidity(std::vector<function>& list) {
  const axis any = edges_256();
  const axis small = edges_112();
  list.push_back(
      {"uniswap-v2.mintLiquidity",
       "mintLiquidity(uint256 amount0, uint256 amount1, uint112 reserve0, "
       "uint112 reserve1, uint256 totalSupply) returns (uint256 liquidity)",
       "LP tokens for what was paid in; sqrt(amount0 * amount1) - 1000 at first, then "
       "the lesser share; rounded down, in favour of the LPs already there",
       pair_mint,
       pair_hash,
       {number("amount0"), number("amount1"), reserve("reserve0"), reserve("reserve1"),
        number("totalSupply")},
       {number("liquidity")},
       {mul_overflow, sub_underflow, all_gas, "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED"},
       evaluate_mint_liquidity,
       {any, any, small, small, any},
       solve_mint_liquidity,
       classify_mint_liquidity,
       refuse_nothing});
  list.push_back(
      {"uniswap-v2.burnAmounts",
       "burnAmounts(uint256 liquidity, uint256 balance0, uint256 balance1, "
       "uint256 totalSupply) returns (uint256 amount0, uint256 amount1)",
       "the share of the balances that liquidity is; rounded down, in favour of the "
       "LPs who stay",
       pair_burn,
       pair_hash,
       {number("liquidity"), number("balance0"), number("balance1"), number("totalSupply")},
       {number("amount0"), number("amount1")},
       {mul_overflow, all_gas, "UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED"},
       evaluate_burn_amounts,
       {any, any, any, any},
       solve_burn_amounts,
       classify_burn_amounts,
       refuse_nothing});
  list.push_back(
      {"uniswap-v2.protocolFeeLiquidity",
       "protocolFeeLiquidity(uint256 totalSupply, uint112 reserve0, uint112 reserve1, "
       "uint256 kLast) returns (uint256 liquidity)",
       "LP tokens for feeTo: a sixth of the growth of sqrt(k) since kLast; rounded "
       "down, in favour of the LPs; nothing if kLast is 0",
       pair_fee,
       pair_hash,
       {number("totalSupply"), reserve("reserve0"), reserve("reserve1"), number("kLast")},
       {number("liquidity")},
       {mul_overflow},
       evaluate_protocol_fee_liquidity,
       {any, small, small, any},
       solve_protocol_fee_liquidity,
       classify_protocol_fee,
       refuse_nothing});
}

void add_pair(std::vector<function>& list) {
  const axis any = edges_256();
  const axis small = edges_112();
  list.push_back({"uniswap-v2.sqrt",
                  "sqrt(uint256 y) returns (uint256 z)",
                  "the square root rounded down, as the pair's Babylonian loop computes it",
                  "@uniswap/v2-core 1.0.1 contracts/libraries/Math.sol",
                  pair_hash,
                  {number("y")},
                  {number("z")},
                  {},
                  evaluate_sqrt,
                  {any},
                  solve_sqrt,
                  classify_sqrt,
                  refuse_nothing});
  list.push_back({"uniswap-v2.kCheck",
                  "kCheck(uint256 balance0, uint256 balance1, uint256 amount0In, "
                  "uint256 amount1In, uint112 reserve0, uint112 reserve1) returns (bool holds)",
                  "whether swap accepts the balances that it finds, 3/1000 of each input being the "
                  "fee; swap reverts with 'UniswapV2: K' where this answers false",
                  pair_swap,
                  pair_hash,
                  {number("balance0"), number("balance1"), number("amount0In"), number("amount1In"),
                   reserve("reserve0"), reserve("reserve1")},
                  {{"holds", value_type::boolean}},
                  {mul_overflow, sub_underflow},
                  evaluate_k_check,
                  {any, any, any, any, small, small},
                  solve_k_check,
                  classify_nothing,
                  refuse_nothing});
  list.push_back(
      {"uniswap-v2.priceCumulativeIncrement",
       "priceCumulativeIncrement(uint112 reserve0, uint112 reserve1, uint32 timeElapsed) "
       "returns (uint256 price0Increment, uint256 price1Increment)",
       "what the oracle accumulates: price in UQ112.112, rounded down, times seconds; "
       "nothing while a reserve is empty",
       pair_update,
       pair_hash,
       {reserve("reserve0"), reserve("reserve1"), {"timeElapsed", value_type::uint32}},
       {number("price0Increment"), number("price1Increment")},
       {},
       evaluate_price_cumulative_increment,
       {small, small, edges_seconds()},
       solve_price_cumulative_increment,
       classify_nothing,
       refuse_nothing});
}

}  // namespace

void add_functions(std::vector<function>& list) {
  add_library(list);
  add_paths(list);
  add_liquidity(list);
  add_pair(list);
}

}  // namespace assay::vectors::uniswap_v2
