// Cases of Uniswap V3's arithmetic of prices and amounts at solved boundaries.
#include "uniswap_v3_solve.hpp"

#include <utility>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/math/liquidity_math.hpp"
#include "assay/math/swap_math.hpp"
#include "assay/math/tick_math.hpp"
#include "draws.hpp"
#include "registry_parts.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

using format = evm_price_format<>;
using prices = sqrt_price_math<format>;

constexpr unsigned price_bits = format::price_bits;
constexpr unsigned liquidity_bits = format::liquidity_bits;
constexpr unsigned fraction = format::fraction;

value number256(const word& x) { return make_value(value_type::uint256, x); }
value price_value(const word& x) { return make_value(value_type::uint160, x); }
value liquidity_value(const word& x) { return make_value(value_type::uint128, x); }
value truth(bool holds) {
  return make_value(value_type::boolean, holds ? word::one() : word::zero());
}

word draw_price(gen::choices& choices) {
  return widen<word::bits>(gen::uniswap_v3::draw_price(choices));
}
word draw_liquidity(gen::choices& choices) { return draw_positive(choices, liquidity_bits); }
format::price to_price(const word& x) { return truncate<price_bits>(x); }
format::liquidity to_liquidity(const word& x) { return truncate<liquidity_bits>(x); }

word at_most(const word& x, unsigned bits) {
  const word largest = power_minus_one(bits);
  return x > largest ? largest : x;
}

// floor(a * b / c), or the largest word where that is more or c is zero.
word scaled(const word& a, const word& b, const word& c) {
  return mul_div_down(a, b, c).value_or(word::max());
}

// A price near another: a few units or ticks off it, on either side.
word draw_price_near(gen::choices& choices, const word& price) {
  const unsigned bits = choices.below(2) == 0 ? 3 : bit_width(price);
  const word distance = draw_number(choices, bits);
  if (choices.below(2) == 0) return at_most(gen::add_saturating(price, distance), price_bits);
  return gen::sub_saturating(price, distance);
}

struct two_prices {
  word a{};
  word b{};
};

// Two prices, near each other or anywhere; sometimes equal, in either order.
two_prices draw_two_prices(gen::choices& choices) {
  const word a = draw_price(choices);
  const word b = choices.below(3) == 0 ? draw_price(choices) : draw_price_near(choices, a);
  return {a, b};
}

two_prices in_order(const two_prices& given) {
  return given.a > given.b ? two_prices{given.b, given.a} : given;
}

// ceil or floor of what moves a price: token0 between two prices.
word amount0_between(const word& a, const word& b, const word& liquidity) {
  const auto amount =
      prices::amount0_delta(to_price(a), to_price(b), to_liquidity(liquidity), rounding::up);
  return amount.ok() ? amount.value() : word::one();
}
word amount1_between(const word& a, const word& b, const word& liquidity) {
  const auto amount =
      prices::amount1_delta(to_price(a), to_price(b), to_liquidity(liquidity), rounding::up);
  return amount.ok() ? amount.value() : word::one();
}

values price_move(const word& price, const word& liquidity, const word& amount, bool choice) {
  return {price_value(price), liquidity_value(liquidity), number256(amount), truth(choice)};
}

// The amount of token0 at which a formula of getNextSqrtPriceFromAmount0RoundingUp turns.
word draw_turning_amount0(gen::choices& choices, const word& price, const word& liquidity) {
  const word whole = liquidity << fraction;
  switch (choices.below(4)) {
    case 0:  // amount * price reaches 2^256
      return draw_overflow_of_product(choices, price.is_zero() ? word::one() : price);
    case 1: {  // L * 2^96 + amount * price reaches 2^256
      const word room = neg_wrapping(whole);
      return draw_one_around(choices, scaled(room, word::one(), price), word::bits);
    }
    case 2:  // on the way out, all that there is: L * 2^96 = amount * price
      return draw_one_around(choices, scaled(whole, word::one(), price), word::bits);
    default:  // the exact amount to another price
      return draw_one_around(
          choices, amount0_between(price, draw_price_near(choices, price), liquidity), word::bits);
  }
}

word draw_turning_amount1(gen::choices& choices, const word& price, const word& liquidity) {
  const word one_x96 = word::power_of_two(fraction);
  switch (choices.below(4)) {
    case 0:  // the amount leaves 160 bits, and another way of dividing is taken
      return draw_one_around(choices, power_minus_one(price_bits), word::bits);
    case 1: {  // on the way in, the price leaves 160 bits
      const word room = sub_wrapping(power_minus_one(price_bits), price);
      return draw_one_around(choices, scaled(room, liquidity, one_x96), word::bits);
    }
    case 2:  // on the way out, the price falls to nothing
      return draw_one_around(choices, scaled(price, liquidity, one_x96), word::bits);
    default:
      return draw_one_around(
          choices, amount1_between(price, draw_price_near(choices, price), liquidity), word::bits);
  }
}

word draw_liquidity_or_none(gen::choices& choices) {
  return choices.below(12) == 0 ? word::zero() : draw_liquidity(choices);
}

}  // namespace

values solve_mul_div(gen::choices& choices) {
  switch (choices.below(4)) {
    case 0: {  // the quotient is exact, or misses it by one unit of a factor
      const word denominator = draw_positive(choices, 128);
      const word multiple = draw_positive(choices, 128);
      const word a = draw_one_around(choices, mul_wrapping(denominator, multiple), word::bits);
      return {number256(a), number256(draw_number(choices, 128)), number256(denominator)};
    }
    case 1: {  // the quotient passes 2^256
      const word a = draw_positive(choices, word::bits);
      const word b = draw_positive(choices, word::bits);
      const word most = truncate<word::bits>(mul_wide(a, b) >> word::bits);
      return {number256(a), number256(b), number256(draw_one_around(choices, most, word::bits))};
    }
    case 2: {  // rounded down it is 2^256 - 1: rounding up fails
      const word denominator = ~draw_number(choices, 200);
      const word a = ~draw_number(choices, 20);
      const word b = mul_div_up(word::max(), denominator, a).value_or(word::max());
      return {number256(a), number256(draw_one_around(choices, b, word::bits)),
              number256(denominator)};
    }
    default: {  // nothing to divide by
      const word a = draw_number(choices, word::bits);
      const word b = draw_number(choices, word::bits);
      return {number256(a), number256(b), number256(word{choices.below(3)})};
    }
  }
}

values solve_div_rounding_up(gen::choices& choices) {
  const word y = choices.below(12) == 0 ? word::zero() : draw_positive(choices, 128);
  const word x = mul_wrapping(y, draw_number(choices, 128));
  return {number256(draw_one_around(choices, x, word::bits)), number256(y)};
}

values solve_ratio_at_tick(gen::choices& choices) {
  std::int64_t tick = 0;
  switch (choices.below(4)) {
    case 0:  // one factor alone, or all below it
      tick = std::int64_t{1} << choices.below(20);
      tick -= static_cast<std::int64_t>(choices.below(2));
      break;
    case 1:
      tick = max_tick + 1 - static_cast<std::int64_t>(choices.below(3));
      break;
    default:
      tick = static_cast<std::int64_t>(choices.below(max_tick + 1));
  }
  if (choices.below(2) == 0) tick = -tick;
  return {make_value(value_type::int24, sint<word::bits>{tick}.to_bits())};
}

values solve_tick_at_ratio(gen::choices& choices) {
  // On a tick, or up to three units beside it: also of the ends.
  return {price_value(draw_price(choices))};
}

values solve_price_from_amount0(gen::choices& choices) {
  const word price = choices.below(24) == 0 ? word{choices.below(2)} : draw_price(choices);
  const word liquidity = draw_liquidity_or_none(choices);
  const word amount = draw_turning_amount0(choices, price, liquidity);
  return price_move(price, liquidity, amount, choices.below(2) == 0);
}

values solve_price_from_amount1(gen::choices& choices) {
  const word price = draw_price(choices);
  const word liquidity = draw_liquidity_or_none(choices);
  const word amount = draw_turning_amount1(choices, price, liquidity);
  return price_move(price, liquidity, amount, choices.below(2) == 0);
}

values solve_price_from_input(gen::choices& choices) {
  const word price = choices.below(24) == 0 ? word::zero() : draw_price(choices);
  const word liquidity = draw_liquidity_or_none(choices);
  const bool zero_for_one = choices.below(2) == 0;
  const word amount = zero_for_one ? draw_turning_amount0(choices, price, liquidity)
                                   : draw_turning_amount1(choices, price, liquidity);
  return price_move(price, liquidity, amount, zero_for_one);
}

values solve_price_from_output(gen::choices& choices) {
  const word price = choices.below(24) == 0 ? word::zero() : draw_price(choices);
  const word liquidity = draw_liquidity_or_none(choices);
  const bool zero_for_one = choices.below(2) == 0;
  const word amount = zero_for_one ? draw_turning_amount1(choices, price, liquidity)
                                   : draw_turning_amount0(choices, price, liquidity);
  return price_move(price, liquidity, amount, zero_for_one);
}

values solve_amount_delta(gen::choices& choices) {
  const two_prices between = draw_two_prices(choices);
  const bool lower_is_zero = choices.below(12) == 0;
  // Multiples of 2^96 make token1's division exact, liquidity of one makes both small.
  word liquidity = draw_liquidity(choices);
  if (choices.below(3) == 0) liquidity = draw_positive(choices, 32) << fraction;
  if (choices.below(6) == 0) liquidity = word{choices.below(2)};
  return {price_value(lower_is_zero ? word::zero() : between.a), price_value(between.b),
          liquidity_value(liquidity), truth(choices.below(2) == 0)};
}

values solve_signed_delta(gen::choices& choices) {
  values arguments = solve_amount_delta(choices);
  arguments.pop_back();
  const word magnitude = arguments[2].scalar() >> 1;
  const word change = choices.below(2) == 0 ? magnitude : neg_wrapping(magnitude);
  arguments[2] = make_value(value_type::int128, change);
  return arguments;
}

values solve_swap_step(gen::choices& choices) {
  const auto asked = gen::uniswap_v3::draw_step_question(choices);
  const bool lower_is_zero = choices.below(24) == 0;
  const word remaining = asked.exact_in ? asked.amount : neg_wrapping(asked.amount);
  // 10^6 pips leave nothing to trade with; no factory enables them.
  const std::uint64_t fee = choices.below(24) == 0 ? 1'000'000U : asked.fee_pips;
  return {price_value(lower_is_zero ? word::zero() : widen<word::bits>(asked.current)),
          price_value(widen<word::bits>(asked.target)),
          liquidity_value(widen<word::bits>(asked.liquidity)),
          make_value(value_type::int256, remaining), make_value(value_type::uint24, word{fee})};
}

values solve_liquidity_for_amount0(gen::choices& choices) {
  const auto [low, high] = in_order(draw_two_prices(choices));
  // The amount whose liquidity is 2^128, or any liquidity's exact amount.
  const word liquidity =
      choices.below(2) == 0 ? power_minus_one(liquidity_bits) : draw_liquidity(choices);
  const word amount = draw_one_around(choices, amount0_between(low, high, liquidity), word::bits);
  const bool swapped = choices.below(2) == 0;
  return {price_value(swapped ? high : low), price_value(swapped ? low : high), number256(amount)};
}

values solve_liquidity_for_amount1(gen::choices& choices) {
  const auto [low, high] = in_order(draw_two_prices(choices));
  const word liquidity =
      choices.below(2) == 0 ? power_minus_one(liquidity_bits) : draw_liquidity(choices);
  const word amount = draw_one_around(choices, amount1_between(low, high, liquidity), word::bits);
  const bool swapped = choices.below(2) == 0;
  return {price_value(swapped ? high : low), price_value(swapped ? low : high), number256(amount)};
}

namespace {

// A price below, at the ends of, inside or above a range.
word draw_price_around(gen::choices& choices, const two_prices& range) {
  switch (choices.below(4)) {
    case 0:
      return draw_one_around(choices, range.a, price_bits);
    case 1:
      return draw_one_around(choices, range.b, price_bits);
    case 2:
      return add_wrapping(range.a, sub_wrapping(range.b, range.a) >> 1);
    default:
      return draw_price(choices);
  }
}

}  // namespace

values solve_liquidity_for_amounts(gen::choices& choices) {
  const two_prices range = in_order(draw_two_prices(choices));
  const word current = draw_price_around(choices, range);
  const word liquidity =
      choices.below(3) == 0 ? power_minus_one(liquidity_bits) : draw_liquidity(choices);
  // What that liquidity costs, so that either token may be the one that limits.
  const word amount0 = draw_one_around(
      choices, amount0_between(current > range.a ? current : range.a, range.b, liquidity), 256);
  const word amount1 = draw_one_around(
      choices, amount1_between(range.a, current < range.b ? current : range.b, liquidity), 256);
  const bool swapped = choices.below(2) == 0;
  return {price_value(current), price_value(swapped ? range.b : range.a),
          price_value(swapped ? range.a : range.b), number256(amount0), number256(amount1)};
}

values solve_amount_for_liquidity(gen::choices& choices) {
  values arguments = solve_amount_delta(choices);
  arguments.pop_back();
  if (choices.below(16) == 0) arguments[1] = price_value(word::zero());
  return arguments;
}

values solve_amounts_for_liquidity(gen::choices& choices) {
  values arguments = solve_amount_for_liquidity(choices);
  if (choices.below(5) == 0) {  // token0 from a price of zero cannot be counted
    arguments[0] = price_value(word::zero());
    arguments.insert(arguments.begin(), price_value(word::zero()));
    return arguments;
  }
  const word current =
      draw_price_around(choices, in_order({arguments[0].scalar(), arguments[1].scalar()}));
  arguments.insert(arguments.begin(), price_value(current));
  return arguments;
}

values draw_price_move(gen::choices& choices) {
  const word price = draw_price(choices);
  const word liquidity = draw_number(choices, liquidity_bits);
  const word amount = draw_number(choices, choices.below(4) == 0 ? word::bits : 128);
  return price_move(price, liquidity, amount, choices.below(2) == 0);
}

values draw_price_delta(gen::choices& choices) {
  const two_prices between = draw_two_prices(choices);
  const word liquidity = draw_number(choices, liquidity_bits);
  return {price_value(between.a), price_value(between.b), liquidity_value(liquidity),
          truth(choices.below(2) == 0)};
}

values draw_signed_delta(gen::choices& choices) {
  const two_prices between = draw_two_prices(choices);
  return {price_value(between.a), price_value(between.b),
          make_value(value_type::int128, draw_signed(choices, liquidity_bits))};
}

values draw_swap_step(gen::choices& choices) {
  const two_prices between = draw_two_prices(choices);
  const word liquidity = draw_number(choices, liquidity_bits);
  const word remaining = draw_signed(choices, choices.below(4) == 0 ? word::bits : 128);
  const word fee{choices.below(1'000'000)};
  return {price_value(between.a), price_value(between.b), liquidity_value(liquidity),
          make_value(value_type::int256, remaining), make_value(value_type::uint24, fee)};
}

values draw_range_and_amount(gen::choices& choices) {
  const two_prices range = draw_two_prices(choices);
  return {price_value(range.a), price_value(range.b),
          number256(draw_number(choices, choices.below(4) == 0 ? word::bits : 128))};
}

values draw_range_and_amounts(gen::choices& choices) {
  const word current = draw_price(choices);
  values arguments = draw_range_and_amount(choices);
  arguments.insert(arguments.begin(), price_value(current));
  arguments.push_back(number256(draw_number(choices, 128)));
  return arguments;
}

values draw_range_and_liquidity(gen::choices& choices) {
  values arguments = draw_price_delta(choices);
  arguments.pop_back();
  return arguments;
}

values draw_price_in_range_and_liquidity(gen::choices& choices) {
  const word current = draw_price(choices);
  values arguments = draw_range_and_liquidity(choices);
  arguments.insert(arguments.begin(), price_value(current));
  return arguments;
}

}  // namespace assay::vectors::uniswap_v3
