// Amounts and prices of Uniswap V3 by the inequalities that define them.
#include "assay/model/uniswap_v3.hpp"

#include <algorithm>

namespace assay::model::uniswap_v3 {
namespace {

bool falls(const leg& way) { return way.target < way.from; }

// L * Q: what token0's amounts are counted from.
integer scaled(const formats& sizes, const integer& liquidity) {
  return liquidity << sizes.fraction;
}

// Is `amount` enough for a move? Compared as products: nothing is rounded.
bool is_enough(const integer& amount, const fraction& cost) {
  return cost.numerator <= amount * cost.denominator;
}

}  // namespace

integer rounded_down(const fraction& amount) {
  return floor_of_quotient(amount.numerator, amount.denominator);
}
integer rounded_up(const fraction& amount) {
  return ceiling_of_quotient(amount.numerator, amount.denominator);
}
rational to_rational(const fraction& amount) { return ratio(amount.numerator, amount.denominator); }

fraction token0_between(const formats& sizes, const integer& a, const integer& b,
                        const integer& liquidity) {
  return {scaled(sizes, liquidity) * abs(a - b), a * b};
}

fraction token1_between(const formats& sizes, const integer& a, const integer& b,
                        const integer& liquidity) {
  return {liquidity * abs(a - b), power_of_two(sizes.fraction)};
}

fraction cost_of_move(const formats& sizes, const integer& a, const integer& b,
                      const integer& liquidity) {
  return b < a ? token0_between(sizes, a, b, liquidity) : token1_between(sizes, a, b, liquidity);
}

fraction gain_of_move(const formats& sizes, const integer& a, const integer& b,
                      const integer& liquidity) {
  return b < a ? token1_between(sizes, a, b, liquidity) : token0_between(sizes, a, b, liquidity);
}

integer furthest_price(const formats& sizes, const leg& way, const integer& amount) {
  const integer whole = scaled(sizes, way.liquidity);
  if (!falls(way)) {  // the greatest N with L (N - P) <= amount * Q
    return way.from + floor_of_quotient(amount << sizes.fraction, way.liquidity);
  }
  const integer product = amount * way.from;
  const integer sum = whole + product;
  const bool fits = bit_length(product) <= sizes.word && bit_length(sum) <= sizes.word;
  return fits ? ceiling_of_quotient(whole * way.from, sum)
              : ceiling_of_quotient(whole, floor_of_quotient(whole, way.from) + amount);
}

integer nearest_price(const formats& sizes, const leg& way, const integer& amount) {
  if (falls(way)) {
    return way.from - ceiling_of_quotient(amount << sizes.fraction, way.liquidity);
  }
  const integer whole = scaled(sizes, way.liquidity);
  return ceiling_of_quotient(whole * way.from, whole - amount * way.from);
}

move move_along(const formats& sizes, const leg& way, const wanted& remaining) {
  move out;
  if (way.liquidity.is_zero()) {  // nothing to trade with: the price goes for nothing
    out.to = way.target;
    out.reached = true;
    return out;
  }
  const std::uint64_t kept = sizes.fee_unit - way.fee;
  if (remaining.exact_in) {
    const integer available = floor_of_quotient(remaining.amount * kept, sizes.fee_unit);
    out.reached = is_enough(available, cost_of_move(sizes, way.from, way.target, way.liquidity));
    out.to = out.reached ? way.target : furthest_price(sizes, way, available);
  } else {
    const integer released = rounded_down(gain_of_move(sizes, way.from, way.target, way.liquidity));
    out.to =
        remaining.amount >= released ? way.target : nearest_price(sizes, way, remaining.amount);
    out.reached = out.to == way.target;  // a coarse price may lead there with output to spare
  }
  out.amount_in = rounded_up(cost_of_move(sizes, way.from, out.to, way.liquidity));
  out.amount_out = rounded_down(gain_of_move(sizes, way.from, out.to, way.liquidity));
  if (way.target == way.from) out.amount_in = out.amount_out = 0;
  if (!remaining.exact_in) out.amount_out = std::min(out.amount_out, remaining.amount);
  out.fee = remaining.exact_in && !out.reached ? remaining.amount - out.amount_in
                                               : ceiling_of_quotient(out.amount_in * way.fee, kept);
  return out;
}

integer protocol_part(const integer& fee, std::uint64_t n) {
  return n == 0 ? integer(0) : floor_of_quotient(fee, n);
}

integer growth_by(const formats& sizes, const integer& fee, const integer& liquidity) {
  return floor_of_quotient(fee << sizes.growth, liquidity);
}

integer share_of_growth(const formats& sizes, const integer& growth, const integer& liquidity) {
  return (growth * liquidity) >> sizes.growth;
}

integer lending_fee(const formats& sizes, const integer& amount, std::uint64_t fee) {
  return ceiling_of_quotient(amount * fee, sizes.fee_unit);
}

integer largest_liquidity_per_tick(const formats& sizes, std::int32_t lowest, std::int32_t highest,
                                   std::int32_t spacing) {
  // Usable are the multiples of the spacing between the ends, zero among them.
  const std::int32_t usable = highest / spacing + (-lowest) / spacing + 1;
  return floor_of_quotient(power_of_two(sizes.liquidity) - 1, usable);
}

integer modulo_word(const integer& value, unsigned bits) {
  if (value.sign() >= 0) return modulo_power_of_two(value, bits);
  const integer magnitude = modulo_power_of_two(-value, bits);
  return magnitude.is_zero() ? magnitude : integer(power_of_two(bits) - magnitude);
}

integer difference_modulo(const integer& a, const integer& b, unsigned bits) {
  return modulo_word(a - b, bits);
}

integer sum_modulo(const integer& a, const integer& b, unsigned bits) {
  return modulo_word(a + b, bits);
}

std::int32_t index_of(std::int32_t tick, std::int32_t spacing) {
  const std::int32_t quotient = tick / spacing;
  return quotient * spacing > tick ? quotient - 1 : quotient;
}

namespace {
constexpr std::int32_t ticks_per_word = 256;
}  // namespace

std::int32_t word_start(std::int32_t tick, std::int32_t spacing) {
  const std::int32_t word = index_of(index_of(tick, spacing), ticks_per_word);
  return word * ticks_per_word * spacing;
}

std::int32_t word_end(std::int32_t tick, std::int32_t spacing) {
  const std::int32_t word = index_of(index_of(tick, spacing) + 1, ticks_per_word);
  return (word * ticks_per_word + ticks_per_word - 1) * spacing;
}

exact_trade trade_along(const formats& sizes, std::span<const stretch> way) {
  exact_trade out;
  for (const stretch& each : way) {
    out.amount_in += to_rational(cost_of_move(sizes, each.from, each.to, each.liquidity));
    out.amount_out += to_rational(gain_of_move(sizes, each.from, each.to, each.liquidity));
  }
  return out;
}

integer output_per_price_unit(const formats& sizes, const stretch& last) {
  const integer one_before = last.to < last.from ? last.to + 1 : last.to - 1;
  return rounded_up(gain_of_move(sizes, one_before, last.to, last.liquidity));
}

}  // namespace assay::model::uniswap_v3
