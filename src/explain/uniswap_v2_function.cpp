// The functions of Uniswap V2, step by step in exact integers.
#include "uniswap_v2_function.hpp"

#include <array>

#include "assay/word/format.hpp"

namespace assay::explain::uniswap_v2 {

namespace {

using vectors::value;
using vectors::values;

constexpr std::string_view lps = "LPs";
constexpr unsigned kept_numerator = 997;
constexpr unsigned fee_denominator = 1000;

integer argument(const values& arguments, std::size_t i) {
  return to_integer(arguments[i].scalar());
}

bool require_positive(narrator& story, std::string_view name, const integer& amount,
                      std::string_view revert) {
  return story.require(amount > 0, std::string(name) + " > 0", amount, 0, revert);
}

bool require_liquidity(narrator& story, const integer& reserve_in, const integer& reserve_out,
                       std::string_view names) {
  const integer& lesser = reserve_in < reserve_out ? reserve_in : reserve_out;
  return story.require(lesser > 0, std::string(names) + " > 0", lesser, 0,
                       "UniswapV2Library: INSUFFICIENT_LIQUIDITY");
}

// Division by zero before Solidity 0.8.
bool require_divisor(narrator& story, std::string_view formula, const integer& divisor) {
  return story.require(divisor > 0, std::string(formula) + " > 0", divisor, 0, "INVALID");
}

integer tell_quote(narrator& story, const integer& amount_a, const integer& reserve_a,
                   const integer& reserve_b) {
  require_positive(story, "amountA", amount_a, "UniswapV2Library: INSUFFICIENT_AMOUNT");
  require_liquidity(story, reserve_a, reserve_b, "reserveA and reserveB");
  const integer product = story.multiply("amountA * reserveB", amount_a, reserve_b);
  return story.divide({"amountB", "amountA * reserveB / reserveA", "wei of token B",
                       "nobody yet: quote moves nothing"},
                      product, reserve_a);
}

integer tell_amount_out(narrator& story, const integer& amount_in, const integer& reserve_in,
                        const integer& reserve_out) {
  require_positive(story, "amountIn", amount_in, "UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT");
  require_liquidity(story, reserve_in, reserve_out, "reserveIn and reserveOut");
  const integer kept = story.multiply("amountIn * 997", amount_in, kept_numerator);
  const integer numerator = story.multiply("amountIn * 997 * reserveOut", kept, reserve_out);
  const integer scaled = story.multiply("reserveIn * 1000", reserve_in, fee_denominator);
  const integer denominator = story.add("reserveIn * 1000 + amountIn * 997", scaled, kept);
  return story.divide(
      {"amountOut", "amountIn * 997 * reserveOut / (reserveIn * 1000 + amountIn * 997)",
       "wei of the token that goes out", lps},
      numerator, denominator);
}

integer tell_amount_in(narrator& story, const integer& amount_out, const integer& reserve_in,
                       const integer& reserve_out) {
  require_positive(story, "amountOut", amount_out, "UniswapV2Library: INSUFFICIENT_OUTPUT_AMOUNT");
  require_liquidity(story, reserve_in, reserve_out, "reserveIn and reserveOut");
  const integer product = story.multiply("reserveIn * amountOut", reserve_in, amount_out);
  const integer numerator =
      story.multiply("reserveIn * amountOut * 1000", product, fee_denominator);
  const integer left = story.subtract("reserveOut >= amountOut", reserve_out, amount_out);
  if (left < 0) return 0;
  const integer denominator =
      story.multiply("(reserveOut - amountOut) * 997", left, kept_numerator);
  if (!require_divisor(story, "(reserveOut - amountOut) * 997", denominator)) return 0;
  const integer quotient = numerator / denominator;
  story.add("quotient + 1", quotient, 1);
  return story.divide(
      {"amountIn", "reserveIn * amountOut * 1000 / ((reserveOut - amountOut) * 997)",
       "wei of the token that comes in", lps},
      numerator, denominator, direction::down_plus_one);
}

std::vector<integer> to_integers(const value& list) {
  std::vector<integer> numbers;
  for (const auto& number : list.words) numbers.push_back(to_integer(number));
  return numbers;
}

std::string list_text(const std::vector<integer>& numbers) {
  std::string text = "[";
  for (const integer& number : numbers) text += (text.size() > 1 ? "," : "") + number.str();
  return text + "]";
}

void tell_amounts_out(narrator& story, const values& arguments) {
  const auto reserves = to_integers(arguments[1]);
  std::vector<integer> amounts{argument(arguments, 0)};
  story.require(!reserves.empty(), "hops >= 1", reserves.size() / 2, 1,
                "UniswapV2Library: INVALID_PATH");
  for (std::size_t i = 0; i < reserves.size() && !story.reverted(); i += 2) {
    story.part("hop " + std::to_string(i / 2 + 1));
    amounts.push_back(tell_amount_out(story, amounts.back(), reserves[i], reserves[i + 1]));
  }
  story.give("amounts", list_text(amounts));
}

void tell_amounts_in(narrator& story, const values& arguments) {
  const auto reserves = to_integers(arguments[1]);
  std::vector<integer> amounts(reserves.size() / 2 + 1, argument(arguments, 0));
  story.require(!reserves.empty(), "hops >= 1", reserves.size() / 2, 1,
                "UniswapV2Library: INVALID_PATH");
  for (std::size_t i = reserves.size(); i > 0 && !story.reverted(); i -= 2) {
    story.part("hop " + std::to_string(i / 2));
    amounts[i / 2 - 1] = tell_amount_in(story, amounts[i / 2], reserves[i - 2], reserves[i - 1]);
  }
  story.give("amounts", list_text(amounts));
}

void tell_pair_for(narrator& story, const vectors::function& function, const values& arguments) {
  const integer token_a = argument(arguments, 1);
  const integer token_b = argument(arguments, 2);
  story.require(token_a != token_b, "tokenA != tokenB", token_a, token_b,
                "UniswapV2Library: IDENTICAL_ADDRESSES");
  const bool in_order = token_a < token_b;
  const integer& token0 = in_order ? token_a : token_b;
  story.require(token0 != 0, "token0 != address(0)", token0, 0, "UniswapV2Library: ZERO_ADDRESS");
  story.tell("token0", vectors::to_text(arguments[in_order ? 1 : 2]));
  story.tell("token1", vectors::to_text(arguments[in_order ? 2 : 1]));
  story.tell("pair",
             "last 20 bytes of keccak256(0xff, factory, keccak256(token0, token1), "
             "keccak256 of the creation code)");
  const vectors::outcome answer = function.evaluate(arguments);
  if (!answer.reverted) story.give("pair", vectors::to_text(answer.results[0]));
}

void tell_burn_amounts(narrator& story, const values& arguments) {
  const integer liquidity = argument(arguments, 0);
  const integer supply = argument(arguments, 3);
  std::array<integer, 2> amounts;
  for (unsigned i = 0; i < 2; ++i) {
    const std::string n = std::to_string(i);
    const integer balance = argument(arguments, 1 + i);
    const integer product = story.multiply("liquidity * balance" + n, liquidity, balance);
    if (!require_divisor(story, "totalSupply", supply)) return;
    amounts[i] = story.divide({"amount" + n, "liquidity * balance" + n + " / totalSupply",
                               "wei of token" + n, "the LPs who stay"},
                              product, supply);
  }
  const integer& lesser = amounts[0] < amounts[1] ? amounts[0] : amounts[1];
  story.require(lesser > 0, "amount0 and amount1 > 0", lesser, 0,
                "UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED");
  story.give("amount0", amounts[0].str());
  story.give("amount1", amounts[1].str());
}

void tell_mint_liquidity(narrator& story, const values& arguments) {
  const integer supply = argument(arguments, 4);
  constexpr unsigned minimum_liquidity = 1000;
  const integer liquidity =
      supply == 0 ? tell_first_mint(story, argument(arguments, 0), argument(arguments, 1),
                                    minimum_liquidity)
                  : tell_later_mint(story, argument(arguments, 0), argument(arguments, 1),
                                    argument(arguments, 2), argument(arguments, 3), supply);
  if (!story.reverted()) {
    story.require(liquidity > 0, "liquidity > 0", liquidity, 0,
                  "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED");
  }
  story.give("liquidity", liquidity.str());
}

void tell_fee_function(narrator& story, const values& arguments) {
  const integer k_last = argument(arguments, 3);
  if (k_last == 0) {
    story.tell("kLast", "0: the fee was off at the last mint or burn, nothing is due");
    story.give("liquidity", "0");
    return;
  }
  const integer liquidity = tell_protocol_fee(story, argument(arguments, 0), argument(arguments, 1),
                                              argument(arguments, 2), k_last, {1, 5, 1});
  story.give("liquidity", liquidity.str());
}

void tell_price_increments(narrator& story, const values& arguments) {
  const integer reserve0 = argument(arguments, 0);
  const integer reserve1 = argument(arguments, 1);
  const integer seconds = argument(arguments, 2);
  integer price0 = 0;
  integer price1 = 0;
  if (seconds > 0 && reserve0 > 0 && reserve1 > 0) {
    price0 = tell_price(story, "price0", reserve1, reserve0);
    price1 = tell_price(story, "price1", reserve0, reserve1);
  } else {
    story.tell("increments", "0: no time has passed, or a reserve is empty");
  }
  story.give("price0Increment", integer(price0 * seconds).str());
  story.give("price1Increment", integer(price1 * seconds).str());
}

void tell_k_function(narrator& story, const values& arguments) {
  const integer balances[2] = {argument(arguments, 0), argument(arguments, 1)};
  const integer inputs[2] = {argument(arguments, 2), argument(arguments, 3)};
  const integer reserves[2] = {argument(arguments, 4), argument(arguments, 5)};
  const assay::uniswap_v2::parameters mainnet{};
  // swap reverts where the curve fails; the function answers false instead.
  narrator trial("");
  const bool holds =
      tell_k_check(trial, mainnet, mainnet.fee_numerator, balances, inputs, reserves);
  const explanation told = trial.finish();
  for (const step& one : told.steps) story.repeat(one);
  if (told.reverted && *told.reverted != "UniswapV2: K") story.fail(*told.reverted);
  story.give("holds", holds ? "true" : "false");
}

}  // namespace

integer tell_first_mint(narrator& story, const integer& amount0, const integer& amount1,
                        const integer& minimum) {
  const integer product = story.multiply("amount0 * amount1", amount0, amount1);
  const integer root = story.root({"root", "sqrt(amount0 * amount1)", "wei of the LP token",
                                   "the pool: its first LP gets less"},
                                  product);
  return story.subtract("root >= MINIMUM_LIQUIDITY", root, minimum);
}

integer tell_later_mint(narrator& story, const integer& amount0, const integer& amount1,
                        const integer& reserve0, const integer& reserve1, const integer& supply) {
  const integer amounts[2] = {amount0, amount1};
  const integer reserves[2] = {reserve0, reserve1};
  integer shares[2];
  for (unsigned i = 0; i < 2; ++i) {
    const std::string n = std::to_string(i);
    const integer product = story.multiply("amount" + n + " * totalSupply", amounts[i], supply);
    if (!require_divisor(story, "reserve" + n, reserves[i])) return 0;
    shares[i] = story.divide({"liquidity" + n, "amount" + n + " * totalSupply / reserve" + n,
                              "wei of the LP token", "the LPs already there"},
                             product, reserves[i]);
  }
  const bool first_is_less = shares[0] < shares[1];
  const integer& liquidity = first_is_less ? shares[0] : shares[1];
  if (!story.reverted()) {
    story.tell("liquidity", "min(liquidity0, liquidity1) = " + liquidity.str());
    const std::string surplus = integer(abs(shares[0] - shares[1])).str();
    if (shares[0] != shares[1]) {
      story.remark("token" + std::string(first_is_less ? "1" : "0") +
                   " is paid beyond the ratio of the reserves: worth " + surplus +
                   " wei of the LP token, given to the LPs already there");
    }
  }
  return liquidity;
}

integer tell_protocol_fee(narrator& story, const integer& supply, const integer& reserve0,
                          const integer& reserve1, const integer& k_last, const share& share) {
  const integer k = story.multiply("reserve0 * reserve1", reserve0, reserve1);
  const integer root_k = story.root(
      {"rootK", "sqrt(reserve0 * reserve1)", "of the root", "the LPs: the growth looks smaller"},
      k);
  const integer root_k_last = story.root(
      {"rootKLast", "sqrt(kLast)", "of the root", "the protocol: the growth looks larger"}, k_last);
  if (root_k <= root_k_last) {
    story.tell("protocol fee", "none: rootK has not grown beyond rootKLast");
    return 0;
  }
  const integer growth =
      story.multiply("totalSupply * (rootK - rootKLast)", supply, root_k - root_k_last);
  const integer numerator =
      share.a == 1 ? growth : story.multiply("growth * " + share.a.str(), growth, share.a);
  const integer weighted = story.multiply("rootK * " + share.b.str(), root_k, share.b);
  const integer weighted_last =
      share.c == 1 ? root_k_last
                   : story.multiply("rootKLast * " + share.c.str(), root_k_last, share.c);
  const std::string formula =
      "rootK * " + share.b.str() + " + rootKLast" + (share.c == 1 ? "" : " * " + share.c.str());
  const integer denominator = story.add(formula, weighted, weighted_last);
  if (!require_divisor(story, formula, denominator)) return 0;
  return story.divide(
      {"protocol liquidity",
       "totalSupply * (rootK - rootKLast)" +
           std::string(share.a == 1 ? "" : " * " + share.a.str()) + " / (" + formula + ")",
       "wei of the LP token", "the LPs, against the protocol"},
      numerator, denominator);
}

bool tell_k_check(narrator& story, const assay::uniswap_v2::parameters& rules,
                  std::uint64_t fee_numerator, const integer (&balances)[2],
                  const integer (&inputs)[2], const integer (&reserves)[2]) {
  const std::string scale = std::to_string(rules.fee_denominator);
  integer adjusted[2];
  for (unsigned i = 0; i < 2; ++i) {
    const std::string n = std::to_string(i);
    const integer scaled =
        story.multiply("balance" + n + " * " + scale, balances[i], rules.fee_denominator);
    const std::string fee = "amount" + n + "In * " + std::to_string(fee_numerator);
    const integer charged = story.multiply(fee, inputs[i], fee_numerator);
    adjusted[i] = story.subtract("balance" + n + " * " + scale + " >= " + fee, scaled, charged);
  }
  if (!story.reverted()) {
    story.tell("balance0Adjusted", adjusted[0]);
    story.tell("balance1Adjusted", adjusted[1]);
  }
  const integer after =
      story.multiply("balance0Adjusted * balance1Adjusted", adjusted[0], adjusted[1]);
  const integer product = story.multiply("reserve0 * reserve1", reserves[0], reserves[1]);
  const std::string right = "reserve0 * reserve1 * " + std::to_string(rules.k_scale);
  const integer before = story.multiply(right, product, rules.k_scale);
  return story.require(after >= before, "balance0Adjusted * balance1Adjusted >= " + right, after,
                       before, std::string(rules.prefix) + ": K") &&
         !story.reverted();
}

integer tell_price(narrator& story, std::string_view result, const integer& numerator,
                   const integer& denominator) {
  constexpr unsigned fraction_bits = 112;
  const bool is_price0 = result == "price0";
  return story.divide(
      {result, is_price0 ? "reserve1 * 2^112 / reserve0" : "reserve0 * 2^112 / reserve1",
       "of 2^-112", "nobody: readers of the oracle see a lower price"},
      numerator << fraction_bits, denominator);
}

void tell_function(narrator& story, const vectors::function& function, const values& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    story.tell(function.parameters[i].name, vectors::to_text(arguments[i]));
  }
  const auto n = [&](std::size_t i) { return argument(arguments, i); };
  const std::string_view name = function.name;
  if (name == "uniswap-v2.quote") {
    story.give("amountB", tell_quote(story, n(0), n(1), n(2)).str());
  } else if (name == "uniswap-v2.getAmountOut") {
    story.give("amountOut", tell_amount_out(story, n(0), n(1), n(2)).str());
  } else if (name == "uniswap-v2.getAmountIn") {
    story.give("amountIn", tell_amount_in(story, n(0), n(1), n(2)).str());
  } else if (name == "uniswap-v2.getAmountsOut") {
    tell_amounts_out(story, arguments);
  } else if (name == "uniswap-v2.getAmountsIn") {
    tell_amounts_in(story, arguments);
  } else if (name == "uniswap-v2.pairFor") {
    tell_pair_for(story, function, arguments);
  } else if (name == "uniswap-v2.mintLiquidity") {
    tell_mint_liquidity(story, arguments);
  } else if (name == "uniswap-v2.burnAmounts") {
    tell_burn_amounts(story, arguments);
  } else if (name == "uniswap-v2.protocolFeeLiquidity") {
    tell_fee_function(story, arguments);
  } else if (name == "uniswap-v2.sqrt") {
    const division_names names{"z", "sqrt(y)", "of the root", "whoever gains by a smaller root"};
    story.give("z", story.root(names, n(0)).str());
  } else if (name == "uniswap-v2.kCheck") {
    tell_k_function(story, arguments);
  } else if (name == "uniswap-v2.priceCumulativeIncrement") {
    tell_price_increments(story, arguments);
  }
}

}  // namespace assay::explain::uniswap_v2
