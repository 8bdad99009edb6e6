// Swaps: onto ticks and limits to the wei, across many ticks and empty stretches, by single units
// of price, paid short and over, from inside a callback.
#include "assay/math/mul_div.hpp"
#include "uniswap_v3_context.hpp"

namespace assay::gen::uniswap_v3 {
namespace {

constexpr std::uint64_t million = 1'000'000;  // pips of an amount

price furthest(bool zero_for_one) {
  return zero_for_one ? add_wrapping(min_sqrt_ratio<>, price::one())
                      : sub_wrapping(max_sqrt_ratio<>, price::one());
}

// Exactly what a way takes, in or out, and up to 3 wei beside it.
plan swap_for(context& c, bool zero_for_one, const way& wanted, const price& limit) {
  const bool exact_in = !c.draw.chance(1, 2);
  const word amount = c.nudge(exact_in ? wanted.amount_in : wanted.amount_out);
  const word some = amount.is_zero() && !c.draw.chance(1, 16) ? word::one() : amount;
  return c.swap(zero_for_one, exact_in, some, limit);
}

}  // namespace

plan swap_exact_input(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const way ahead = c.walk(zero_for_one, furthest(zero_for_one), 1);
  const word amount = c.magnitude(ahead.amount_in);
  return c.swap(zero_for_one, true, amount, c.any_limit(zero_for_one));
}

plan swap_exact_output(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const way ahead = c.walk(zero_for_one, furthest(zero_for_one), 1);
  const word amount = c.magnitude(ahead.amount_out);
  return c.swap(zero_for_one, false, amount, c.any_limit(zero_for_one));
}

plan swap_to_tick(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const auto stops = static_cast<unsigned>(1 + c.draw.below(c.draw.chance(1, 4) ? 4 : 1));
  const way ahead = c.walk(zero_for_one, furthest(zero_for_one), stops);
  // The tick itself as the limit, sometimes: it is crossed all the same.
  const price limit = c.draw.chance(1, 6) ? ahead.end : c.far_limit(zero_for_one);
  return swap_for(c, zero_for_one, ahead, limit);
}

plan swap_to_limit(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const price limit = c.any_limit(zero_for_one);
  const price& here = c.now.pool.sqrt_price_x96;
  const bool is_ahead = zero_for_one ? limit < here : limit > here;
  return swap_for(c, zero_for_one, is_ahead ? c.walk(zero_for_one, limit, 4) : way{}, limit);
}

plan swap_across(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const bool exact_in = !c.draw.chance(1, 2);
  const word amount = word::power_of_two(static_cast<unsigned>(90 + c.draw.below(160)));
  return c.swap(zero_for_one, exact_in, amount, c.far_limit(zero_for_one));
}

// One, two or three units of price: less than any amount of a token may be worth.
plan swap_one_unit(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const price units{1 + c.draw.below(3)};
  const price& here = c.now.pool.sqrt_price_x96;
  const price limit = zero_for_one ? sub_wrapping(here, units) : add_wrapping(here, units);
  if (c.draw.chance(1, 2)) return swap_for(c, zero_for_one, c.walk(zero_for_one, limit, 1), limit);
  const bool exact_in = !c.draw.chance(1, 2);
  return c.swap(zero_for_one, exact_in, c.draw.log_uniform(100), limit);
}

// Limits that are just allowed, and those that just are not.
plan swap_limit_edge(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const word here = widen<format::word_bits>(c.now.pool.sqrt_price_x96);
  const word edges[] = {here, widen<format::word_bits>(min_sqrt_ratio<>),
                        widen<format::word_bits>(max_sqrt_ratio<>), word::zero(),
                        sub_wrapping(word::power_of_two(format::price_bits), word::one())};
  const word limit = c.draw.near(c.draw.one_of(edges));
  const bool exact_in = !c.draw.chance(1, 2);
  return c.swap(zero_for_one, exact_in, word{c.draw.below(4)}, truncate<format::price_bits>(limit));
}

// What a step computes in 256 bits, where it just fits and just does not: the product of token0 in
// and the price, alone and on top of the liquidity, and token1 above 160 bits.
plan swap_word_edge(context& c) {
  const word here = widen<format::word_bits>(c.now.pool.sqrt_price_x96);
  if (here.is_zero()) return swap_across(c);
  const bool zero_for_one = !c.draw.chance(1, 3);
  const bool exact_in = !zero_for_one || !c.draw.chance(1, 3);
  word edge = word::power_of_two(160);
  if (zero_for_one && exact_in) {
    const word shares = widen<format::word_bits>(c.now.pool.liquidity) << 96;
    const word end = c.draw.chance(1, 2) ? word::max() : sub_wrapping(word::max(), shares);
    edge = div_down(end, here);
  }
  // Beyond the edge too: the rest of the range is as far as a step goes.
  word amount = c.draw.near(edge);
  if (c.draw.chance(1, 3)) amount = edge << static_cast<unsigned>(c.draw.below(24));
  if (exact_in && c.now.fee_pips < million) {
    amount = mul_div_up(amount, word{million}, word{million - c.now.fee_pips}).value_or(amount);
  }
  return c.swap(zero_for_one, exact_in, amount, furthest(zero_for_one));
}

plan swap_micro(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  const bool exact_in = !c.draw.chance(1, 2);
  const word amount{1 + c.draw.below(3)};
  return c.swap(zero_for_one, exact_in, amount, c.far_limit(zero_for_one));
}

plan swap_wild(context& c) {
  const bool zero_for_one = !c.draw.chance(1, 2);
  plan made = c.swap(zero_for_one, true, word::one(), c.any_limit(zero_for_one));
  auto& asked = std::get<engine::swap<format>>(made.what);
  const word bits = c.draw.chance(1, 2) ? c.draw.boundary() : c.draw.log_uniform(256);
  asked.amount_specified = signed_word::from_bits(bits);  // any pattern, -2^255 too
  asked.recipient = c.anyone();
  return made;
}

plan swap_payment(context& c) {
  plan made = c.draw.chance(1, 2) ? swap_to_tick(c) : swap_exact_input(c);
  auto& asked = std::get<engine::swap<format>>(made.what);
  asked.pay = {c.extra(), c.extra(), engine::reentry::none};
  return made;
}

plan swap_reenter(context& c) {
  plan made = swap_exact_input(c);
  auto& asked = std::get<engine::swap<format>>(made.what);
  asked.pay.reenter = static_cast<engine::reentry>(1 + c.draw.below(5));
  return made;
}

}  // namespace assay::gen::uniswap_v3
