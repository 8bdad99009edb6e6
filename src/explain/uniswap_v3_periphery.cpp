// The functions of Uniswap V3's periphery, step by step in exact integers.
#include <algorithm>

#include "uniswap_v3_function.hpp"
#include "uniswap_v3_parts.hpp"

namespace assay::explain::uniswap_v3 {

namespace {

using vectors::values;

constexpr unsigned fraction_bits = 96;
constexpr std::string_view depositor = "the pool, against the depositor";
constexpr std::string_view owner = "the pool, against the owner";

struct price_range {
  integer low;
  integer high;
};
price_range sorted(const integer& a, const integer& b) { return {std::min(a, b), std::max(a, b)}; }

void require_liquidity(narrator& story, std::string_view name, const integer& liquidity) {
  story.require(liquidity < two_to(128), std::string(name) + " < 2^128", liquidity, two_to(128),
                "");
}

integer tell_liquidity0(narrator& story, std::string_view name, const integer& a, const integer& b,
                        const integer& amount) {
  const auto [low, high] = sorted(a, b);
  const integer product = story.divide({"intermediate", "lower * upper / Q", "of 2^-96", depositor},
                                       low * high, two_to(fraction_bits));
  const integer liquidity = tell_mul_div(
      story, {name, "amount0 * intermediate / (upper - lower)", "of liquidity", depositor},
      amount * product, high - low, direction::down);
  require_liquidity(story, name, liquidity);
  return liquidity;
}

integer tell_liquidity1(narrator& story, std::string_view name, const integer& a, const integer& b,
                        const integer& amount) {
  const auto [low, high] = sorted(a, b);
  const integer liquidity =
      tell_mul_div(story, {name, "amount1 * Q / (upper - lower)", "of liquidity", depositor},
                   amount << fraction_bits, high - low, direction::down);
  require_liquidity(story, name, liquidity);
  return liquidity;
}

void tell_liquidity_for_amount0(narrator& story, const values& in) {
  story.give(
      "liquidity",
      tell_liquidity0(story, "liquidity", argument(in, 0), argument(in, 1), argument(in, 2)).str());
}
void tell_liquidity_for_amount1(narrator& story, const values& in) {
  story.give(
      "liquidity",
      tell_liquidity1(story, "liquidity", argument(in, 0), argument(in, 1), argument(in, 2)).str());
}

void tell_liquidity_for_amounts(narrator& story, const values& in) {
  const integer price = argument(in, 0);
  const auto [low, high] = sorted(argument(in, 1), argument(in, 2));
  integer liquidity = 0;
  if (price <= low) {
    story.tell("the price", "is below the range: only token0 counts");
    liquidity = tell_liquidity0(story, "liquidity", low, high, argument(in, 3));
  } else if (price >= high) {
    story.tell("the price", "is above the range: only token1 counts");
    liquidity = tell_liquidity1(story, "liquidity", low, high, argument(in, 4));
  } else {
    story.part("token0, from the price to the upper end");
    const integer of0 = tell_liquidity0(story, "liquidity0", price, high, argument(in, 3));
    story.part("token1, from the lower end to the price");
    const integer of1 = tell_liquidity1(story, "liquidity1", low, price, argument(in, 4));
    liquidity = std::min(of0, of1);
    story.tell("liquidity", "min(liquidity0, liquidity1) = " + liquidity.str());
  }
  story.give("liquidity", liquidity.str());
}

integer tell_held0(narrator& story, const integer& a, const integer& b, const integer& liquidity) {
  const auto [low, high] = sorted(a, b);
  const integer whole = (liquidity << fraction_bits) * (high - low);
  tell_mul_div(
      story,
      {"first quotient", "liquidity * Q * (upper - lower) / upper", "of the first quotient", owner},
      whole, high, direction::down);
  if (!story.require(low > 0, "lower > 0", low, 0, "INVALID")) return 0;
  return story.divide(
      {"amount0", "liquidity * Q * (upper - lower) / upper / lower", "wei of token0", owner}, whole,
      low * high);
}

integer tell_held1(narrator& story, const integer& a, const integer& b, const integer& liquidity) {
  return tell_amount1(story, "amount1", a, b, liquidity, direction::down, owner);
}

void tell_amount0_for_liquidity(narrator& story, const values& in) {
  story.give("amount0", tell_held0(story, argument(in, 0), argument(in, 1), argument(in, 2)).str());
}
void tell_amount1_for_liquidity(narrator& story, const values& in) {
  story.give("amount1", tell_held1(story, argument(in, 0), argument(in, 1), argument(in, 2)).str());
}

void tell_amounts_for_liquidity(narrator& story, const values& in) {
  const integer price = argument(in, 0);
  const auto [low, high] = sorted(argument(in, 1), argument(in, 2));
  const integer liquidity = argument(in, 3);
  integer amount0 = 0;
  integer amount1 = 0;
  if (price <= low || price < high) {
    story.part("token0, above the price");
    amount0 = tell_held0(story, std::max(price, low), high, liquidity);
  }
  if (price > low && !story.reverted()) {
    story.part("token1, below the price");
    amount1 = tell_held1(story, low, std::min(price, high), liquidity);
  }
  story.give("amount0", amount0.str());
  story.give("amount1", amount1.str());
}

void tell_consult(narrator& story, const values& in) {
  const integer seconds = argument(in, 0);
  story.require(seconds > 0, "secondsAgo != 0", seconds, 0, "BP");
  const integer ticks = wrapped_signed(argument(in, 2) - argument(in, 1), 56);
  story.tell("tickCumulativesDelta", ticks);
  const integer mean = story.divide({"arithmeticMeanTick", "tickCumulativesDelta / secondsAgo",
                                     "ticks", "nobody: none is paid by it"},
                                    ticks, seconds);
  const integer growth = wrapped_unsigned(argument(in, 4) - argument(in, 3), 160);
  story.tell("secondsPerLiquidityCumulativesDelta", growth);
  if (!story.require(growth > 0, "secondsPerLiquidityCumulativesDelta > 0", growth, 0, "INVALID")) {
    return;
  }
  const integer liquidity =
      story.divide({"harmonicMeanLiquidity",
                    "secondsAgo * (2^160 - 1) / (secondsPerLiquidityCumulativesDelta * 2^32)",
                    "of liquidity", "nobody: none is paid by it"},
                   seconds * (two_to(160) - 1), growth << 32);
  const integer tick = wrapped_signed(mean, 24);
  if (tick != mean) story.tell("arithmeticMeanTick, cut to int24", tick);
  const integer kept = wrapped_unsigned(liquidity, 128);
  if (kept != liquidity) story.tell("harmonicMeanLiquidity, cut to uint128", kept);
  story.give("arithmeticMeanTick", tick.str());
  story.give("harmonicMeanLiquidity", kept.str());
}

void tell_quote_at_tick(narrator& story, const values& in) {
  const integer price =
      tell_price_of_tick(story, "sqrtRatioX96", static_cast<std::int64_t>(argument(in, 0)));
  if (story.reverted()) return;
  const bool is_short = price < two_to(128);
  integer ratio = price * price;
  unsigned ratio_bits = 192;
  constexpr unsigned dropped = 64;
  if (!is_short) {
    ratio = story.divide({"ratioX128", "sqrtRatioX96^2 / 2^64", "of 2^-128", nobody_by_it}, ratio,
                         two_to(dropped));
    ratio_bits -= dropped;
  } else {
    story.tell("ratioX192", ratio);
  }
  const std::string power = "2^" + std::to_string(ratio_bits);
  const bool is_base0 = argument(in, 2) < argument(in, 3);
  const std::string formula =
      is_base0 ? "ratio * baseAmount / " + power : power + " * baseAmount / ratio";
  const division_names names{"quoteAmount", formula, "wei of the quote token",
                             "nobody yet: a quote moves nothing"};
  const integer amount = argument(in, 1);
  const integer quote =
      is_base0 ? tell_mul_div(story, names, ratio * amount, two_to(ratio_bits), direction::down)
               : tell_mul_div(story, names, amount << ratio_bits, ratio, direction::down);
  story.give("quoteAmount", quote.str());
}

struct teller {
  std::string_view symbol;
  void (*tell)(narrator& story, const values& in);
};

constexpr teller tellers[] = {
    {"getLiquidityForAmount0", tell_liquidity_for_amount0},
    {"getLiquidityForAmount1", tell_liquidity_for_amount1},
    {"getLiquidityForAmounts", tell_liquidity_for_amounts},
    {"getAmount0ForLiquidity", tell_amount0_for_liquidity},
    {"getAmount1ForLiquidity", tell_amount1_for_liquidity},
    {"getAmountsForLiquidity", tell_amounts_for_liquidity},
    {"consult", tell_consult},
    {"getQuoteAtTick", tell_quote_at_tick},
    {"quoteExactInputSingle", tell_quote_exact_input},
    {"quoteExactOutputSingle", tell_quote_exact_output},
};

}  // namespace

bool tell_periphery(narrator& story, std::string_view symbol, const values& arguments) {
  for (const teller& known : tellers) {
    if (known.symbol != symbol) continue;
    known.tell(story, arguments);
    return true;
  }
  return false;
}

}  // namespace assay::explain::uniswap_v3
