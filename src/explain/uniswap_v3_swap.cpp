// The loop of a swap of Uniswap V3, told step by step: each division, which way it is rounded, and
// what is left with the pool by it.
#include <algorithm>

#include "assay/math/tick_math.hpp"
#include "uniswap_v3_swap.hpp"

namespace assay::explain::uniswap_v3 {

namespace {

constexpr std::int32_t ticks_per_word = 256;
constexpr unsigned fraction_bits = 96;
constexpr std::string_view bare{};

std::int32_t floor_quotient(std::int32_t x, std::int32_t y) {
  const std::int32_t quotient = x / y;
  return quotient * y > x ? quotient - 1 : quotient;
}

// Adds a fraction to a fraction.
void add_fraction(integer& numerator, integer& denominator, const integer& more,
                  const integer& over) {
  if (over == 0) return;
  numerator = numerator * over + more * denominator;
  denominator *= over;
  const integer common = gcd(numerator, denominator);
  if (common > 1) {
    numerator /= common;
    denominator /= common;
  }
}

}  // namespace

std::string token_name(unsigned token) { return "token" + std::to_string(token); }
std::string wei_of(unsigned token) { return "wei of " + token_name(token); }

integer fee_protocol_of(const pool::protocol::state& state, unsigned token) {
  constexpr unsigned half = 4;
  return token == 0 ? state.pool.fee_protocol & 0xf : state.pool.fee_protocol >> half;
}

void swap_story::begin(bool zero_for_one, const integer& specified, const integer& limit) {
  now_ = {};
  now_.zero_for_one = zero_for_one;
  now_.exact_in = specified > 0;
  now_.limit = limit;
  now_.remaining = abs(specified);
  now_.price = to_integer(widen<256>(state_.pool.sqrt_price_x96));
  now_.tick = state_.pool.tick;
  now_.liquidity = to_integer(widen<256>(state_.pool.liquidity));
  story_.tell("sqrtPriceX96", now_.price);
  story_.tell("tick", integer(now_.tick));
  story_.tell("liquidity", now_.liquidity);
  story_.tell("fee, in pips", integer(state_.fee_pips));
}

amounts swap_story::run(bool zero_for_one, const integer& specified, const integer& limit) {
  begin(zero_for_one, specified, limit);
  unsigned number = 0;
  while (!story_.reverted() && now_.remaining != 0 && now_.price != now_.limit) {
    tell_step(++number);
  }
  if (story_.reverted()) return {};
  tell_end();
  const integer traded = abs(specified) - now_.remaining;
  const integer received = now_.exact_in ? traded : now_.calculated;
  const integer paid = now_.exact_in ? now_.calculated : traded;
  return zero_for_one ? amounts{received, -paid} : amounts{-paid, received};
}

void swap_story::tell_step(unsigned number) {
  story_.part("step " + std::to_string(number));
  const stop ahead = stop_ahead();
  const integer stop_price = price_of_tick(ahead.tick);
  const bool limit_first = now_.zero_for_one ? stop_price < now_.limit : stop_price > now_.limit;
  const integer target = limit_first ? now_.limit : stop_price;
  story_.tell("next tick", std::to_string(ahead.tick) +
                               (ahead.is_initialized ? ", initialized" : ", not initialized"));
  story_.tell("target", target.str() + (limit_first ? ", the limit" : ", the price of that tick"));
  story_.tell("amountRemaining", now_.remaining);
  const integer from = now_.price;
  const step_result done =
      tell_swap_step(story_, from, target, now_.liquidity,
                     now_.exact_in ? now_.remaining : integer(-now_.remaining), state_.fee_pips);
  if (story_.reverted()) return;
  now_.price = done.next_price;
  story_.tell("price after the step", now_.price);
  account_for(done);
  if (story_.reverted()) return;
  weigh(from, done);
  share_fee(done.fee);
  if (story_.reverted()) return;
  if (now_.price == stop_price) {
    if (ahead.is_initialized) cross(ahead.tick);
    now_.tick = now_.zero_for_one ? ahead.tick - 1 : ahead.tick;
  } else if (now_.price != from) {
    now_.tick = tick_of_price(now_.price);
  }
}

// The next initialized tick, or the last one of its word of the bitmap, or the end of the line.
swap_story::stop swap_story::next_stop(std::int32_t tick, bool falling) const {
  const std::int32_t spacing = state_.tick_spacing;
  const std::int32_t compressed = floor_quotient(tick, spacing) + (falling ? 0 : 1);
  const std::int32_t first = floor_quotient(compressed, ticks_per_word) * ticks_per_word;
  stop found{(falling ? first : first + ticks_per_word - 1) * spacing, false};
  for (const auto& [at, info] : state_.ticks) {
    if (!info.initialized) continue;
    const bool is_ahead = falling ? at <= tick : at > tick;
    const bool is_nearer = falling ? at >= found.tick : at <= found.tick;
    if (is_ahead && is_nearer) found = {at, true};
  }
  found.tick = std::clamp(found.tick, min_tick, max_tick);
  return found;
}

// Without liquidity a step to the end of a word changes the price alone; those that are not the
// last are not told one by one.
swap_story::stop swap_story::stop_ahead() {
  stop ahead = next_stop(now_.tick, now_.zero_for_one);
  if (now_.liquidity != 0) return ahead;
  unsigned skipped = 0;
  const std::int32_t last = tick_of_price(now_.limit);
  while (!ahead.is_initialized && ahead.tick > min_tick && ahead.tick < max_tick &&
         (now_.zero_for_one ? ahead.tick > last : ahead.tick < last)) {
    now_.tick = now_.zero_for_one ? ahead.tick - 1 : ahead.tick;
    ahead = next_stop(now_.tick, now_.zero_for_one);
    ++skipped;
  }
  if (skipped > 0) {
    story_.tell("steps through empty words",
                std::to_string(skipped) + ": without liquidity the price goes for nothing");
  }
  return ahead;
}

void swap_story::account_for(const step_result& done) {
  const integer paid_in = wrapped_unsigned(done.amount_in + done.fee, 256);
  story_.require(paid_in < two_to(255), "amountIn + feeAmount < 2^255", paid_in, two_to(255), bare);
  now_.remaining -= now_.exact_in ? paid_in : done.amount_out;
  now_.calculated += now_.exact_in ? done.amount_out : paid_in;
  story_.require(now_.calculated < two_to(255), "amountCalculated < 2^255", now_.calculated,
                 two_to(255), bare);
}

void swap_story::share_fee(const integer& fee) {
  const unsigned in = now_.zero_for_one ? 0 : 1;
  integer rest = fee;
  if (fee_protocol_of(state_, in) > 0) {
    const integer cut =
        story_.divide({"protocol fee", "feeAmount / feeProtocol", wei_of(in), the_lps}, fee,
                      fee_protocol_of(state_, in));
    rest -= cut;
    now_.protocol_fees = wrapped_unsigned(now_.protocol_fees + cut, 128);
  }
  if (now_.liquidity == 0) return;
  const integer growth = tell_mul_div(
      story_,
      {"growth", "feeAmount * 2^128 / liquidity", "of 2^-128 wei a unit of liquidity", the_pool},
      rest << 128, now_.liquidity, direction::down);
  now_.growth = wrapped_unsigned(now_.growth + growth, 256);
}

void swap_story::cross(std::int32_t tick) {
  const integer net = to_signed_integer(widen<256>(state_.ticks.at(tick).liquidity_net).to_bits());
  const integer change = now_.zero_for_one ? wrapped_signed(-net, 128) : net;
  story_.tell("crosses tick " + std::to_string(tick) + ": liquidity",
              now_.liquidity.str() + (change < 0 ? " - " : " + ") + integer(abs(change)).str());
  now_.liquidity = tell_add_delta(story_, "liquidity", now_.liquidity, change);
}

// What the curve itself asks and gives between the two prices, against what the step did.
void swap_story::weigh(const integer& from, const step_result& done) {
  if (now_.liquidity == 0) return;
  const integer distance = abs(done.next_price - from);
  const integer exact0 = (now_.liquidity << fraction_bits) * distance;  // over from * next
  const integer over0 = from * done.next_price;
  const integer exact1 = now_.liquidity * distance;  // over 2^96
  const integer over1 = two_to(fraction_bits);
  const integer& asked = now_.zero_for_one ? exact0 : exact1;
  const integer& asked_over = now_.zero_for_one ? over0 : over1;
  const integer& given = now_.zero_for_one ? exact1 : exact0;
  const integer& given_over = now_.zero_for_one ? over1 : over0;
  add_fraction(now_.kept_in_numerator, now_.kept_in_denominator,
               done.amount_in * asked_over - asked, asked_over);
  add_fraction(now_.kept_out_numerator, now_.kept_out_denominator,
               given - done.amount_out * given_over, given_over);
}

void swap_story::tell_end() {
  const unsigned in = now_.zero_for_one ? 0 : 1;
  story_.part("after the last step");
  story_.tell("sqrtPriceX96", now_.price);
  story_.tell("tick", integer(now_.tick));
  story_.tell("liquidity", now_.liquidity);
  story_.tell("feeGrowthGlobal" + std::to_string(in) + "X128 grows by", now_.growth);
  if (now_.protocol_fees > 0) story_.tell("protocol fee", now_.protocol_fees);
  story_.remark("rounding leaves the pool " +
                decimal_digits(now_.kept_in_numerator, now_.kept_in_denominator) + " " +
                wei_of(in) + " that the curve did not ask for, fees apart");
  story_.remark("and " + decimal_digits(now_.kept_out_numerator, now_.kept_out_denominator) + " " +
                wei_of(1 - in) + " that the curve would have paid");
}

}  // namespace assay::explain::uniswap_v3
