// Prices, amounts and steps of Uniswap V3 in exact integers.
#include "uniswap_v3_parts.hpp"

#include <algorithm>

#include "assay/model/price_line.hpp"
#include "assay/model/uniswap_v3_ticks.hpp"

namespace assay::explain::uniswap_v3 {

namespace {

constexpr unsigned fraction_bits = 96;
constexpr unsigned price_bits = 160;
constexpr unsigned word_bits = 256;
constexpr unsigned shown_digits = 30;
constexpr std::int64_t highest_tick = 887'272;
constexpr std::string_view bare{};

const model::uniswap_v3::tick_scale& scale() {
  thread_local const auto deployed = model::uniswap_v3::deployed_ticks();
  return *deployed;
}

std::string text_of(std::string_view text) { return std::string(text); }

bool require_below(narrator& story, std::string_view what, const integer& number, unsigned bits) {
  return story.require(number < two_to(bits), text_of(what) + " < 2^" + std::to_string(bits),
                       number, two_to(bits), bare);
}

}  // namespace

integer two_to(unsigned exponent) { return integer(1) << exponent; }

integer wrapped_unsigned(const integer& number, unsigned bits) {
  const integer rest = number % two_to(bits);
  return rest < 0 ? integer(rest + two_to(bits)) : rest;
}

integer wrapped_signed(const integer& number, unsigned bits) {
  const integer pattern = wrapped_unsigned(number, bits);
  return pattern >= two_to(bits - 1) ? integer(pattern - two_to(bits)) : pattern;
}

integer tell_mul_div(narrator& story, const division_names& names, const integer& product,
                     const integer& denominator, direction towards) {
  if (!story.require(denominator > 0, "denominator > 0", denominator, 0, bare)) return 0;
  const integer quotient = story.divide(names, product, denominator, towards);
  require_below(story, names.result, quotient, word_bits);
  return quotient;
}

// ---- ticks

integer price_of_tick(std::int32_t tick) { return integer(scale().sqrt_price(tick)); }

std::int32_t tick_of_price(const integer& price) {
  return scale().tick_of(static_cast<model::integer>(price));
}

integer tell_price_of_tick(narrator& story, std::string_view result, std::int64_t tick) {
  const integer distance = abs(integer(tick));
  if (!story.require(distance <= highest_tick, "|tick| <= 887272", distance, highest_tick, "T")) {
    return 0;
  }
  const auto within = static_cast<std::int32_t>(tick);
  integer price = price_of_tick(within);
  if (within == 0) return story.divide({result, "2^96", "of 2^-96", nobody_by_it}, price, 1);
  const std::string formula = "2^96 * 1.0001^(" + std::to_string(within) + " / 2)";
  story.approximate({result, formula, "of 2^-96", nobody_by_it}, price,
                    model::true_sqrt_price_x96(within, shown_digits), shown_digits);
  return price;
}

std::int32_t tell_tick_of_price(narrator& story, const integer& price) {
  const integer lowest = price_of_tick(-highest_tick);
  const integer highest = price_of_tick(highest_tick);
  const bool is_within = price >= lowest && price < highest;
  if (!story.require(is_within, "MIN_SQRT_RATIO <= sqrtPriceX96 < MAX_SQRT_RATIO", price, highest,
                     "R")) {
    return 0;
  }
  const std::int32_t tick = tick_of_price(price);
  story.tell("getSqrtRatioAtTick(" + std::to_string(tick) + ")", price_of_tick(tick));
  story.tell("getSqrtRatioAtTick(" + std::to_string(tick + 1) + ")", price_of_tick(tick + 1));
  story.tell("tick", "the greatest whose ratio is at most the price: " + std::to_string(tick));
  return tick;
}

// ---- amounts

integer tell_amount0(narrator& story, std::string_view result, const integer& a, const integer& b,
                     const integer& liquidity, direction towards, std::string_view gains) {
  const integer low = std::min(a, b);
  const integer high = std::max(a, b);
  const integer whole = (liquidity << fraction_bits) * (high - low);
  if (!story.require(low > 0, "the lower price > 0", low, 0, bare)) return 0;
  story.divide(
      {"first quotient", "liquidity * Q * (upper - lower) / upper", "of the first quotient", gains},
      whole, high, towards);
  // Two divisions, both up or both down, are one by the product: the error is the whole one.
  return story.divide(
      {result, "liquidity * Q * (upper - lower) / upper / lower", "wei of token0", gains}, whole,
      low * high, towards);
}

integer tell_amount1(narrator& story, std::string_view result, const integer& a, const integer& b,
                     const integer& liquidity, direction towards, std::string_view gains) {
  return story.divide({result, "liquidity * (upper - lower) / Q", "wei of token1", gains},
                      liquidity * abs(a - b), two_to(fraction_bits), towards);
}

// ---- prices

integer tell_price_from_amount0(narrator& story, const integer& price, const integer& liquidity,
                                const integer& amount, bool add) {
  if (amount == 0) {
    story.tell("sqrtQX96", "amount is 0: the price stays");
    return price;
  }
  const integer whole = liquidity << fraction_bits;
  const integer product = amount * price;
  if (!add) {
    require_below(story, "amount * sqrtPX96", product, word_bits);
    story.require(whole > product, "liquidity * Q > amount * sqrtPX96", whole, product, bare);
    const integer next =
        tell_mul_div(story,
                     {"sqrtQX96", "liquidity * Q * sqrtPX96 / (liquidity * Q - amount * sqrtPX96)",
                      "of 2^-96", "the pool: the price moves enough for the output"},
                     whole * price, std::max(integer(whole - product), integer(0)), direction::up);
    require_below(story, "sqrtQX96", next, price_bits);
    return next;
  }
  if (product < two_to(word_bits) && whole + product < two_to(word_bits)) {
    return tell_mul_div(
        story,
        {"sqrtQX96", "liquidity * Q * sqrtPX96 / (liquidity * Q + amount * sqrtPX96)", "of 2^-96",
         "the pool: the price moves less"},
        whole * price, whole + product, direction::up);
  }
  story.tell("amount * sqrtPX96",
             "passes 2^256, alone or with liquidity * Q: divided in two steps");
  const integer quotient = story.divide(
      {"quotient", "liquidity * Q / sqrtPX96", "of the quotient", "the pool: the price moves less"},
      whole, price);
  const integer sum = quotient + amount;
  require_below(story, "liquidity * Q / sqrtPX96 + amount", sum, word_bits);
  return story.divide({"sqrtQX96", "liquidity * Q / (liquidity * Q / sqrtPX96 + amount)",
                       "of 2^-96", "the pool: the price moves less"},
                      whole, sum, direction::up);
}

integer tell_price_from_amount1(narrator& story, const integer& price, const integer& liquidity,
                                const integer& amount, bool add) {
  const bool is_short = amount < two_to(price_bits);
  const integer scaled = amount << fraction_bits;
  integer quotient = 0;
  if (add) {
    const division_names names{"quotient", "amount * Q / liquidity", "of 2^-96",
                               "the pool: the price moves less"};
    if (is_short) story.require(liquidity > 0, "liquidity > 0", liquidity, 0, "INVALID");
    quotient = is_short ? story.divide(names, scaled, liquidity)
                        : tell_mul_div(story, names, scaled, liquidity, direction::down);
    require_below(story, "sqrtPX96 + quotient", price + quotient, price_bits);
    return price + quotient;
  }
  const division_names names{"quotient", "amount * Q / liquidity", "of 2^-96",
                             "the pool: the price moves enough for the output"};
  if (is_short && liquidity == 0) {
    story.tell("quotient", "0: the EVM divides by zero so");
  } else {
    quotient = is_short ? story.divide(names, scaled, liquidity, direction::up)
                        : tell_mul_div(story, names, scaled, liquidity, direction::up);
  }
  if (!story.require(price > quotient, "sqrtPX96 > quotient", price, quotient, bare)) return 0;
  return price - quotient;
}

namespace {

bool require_market(narrator& story, const integer& price, const integer& liquidity) {
  const bool has_price = story.require(price > 0, "sqrtPX96 > 0", price, 0, bare);
  return story.require(liquidity > 0, "liquidity > 0", liquidity, 0, bare) && has_price;
}

}  // namespace

integer tell_price_from_input(narrator& story, const integer& price, const integer& liquidity,
                              const integer& amount, bool zero_for_one) {
  if (!require_market(story, price, liquidity)) return 0;
  return zero_for_one ? tell_price_from_amount0(story, price, liquidity, amount, true)
                      : tell_price_from_amount1(story, price, liquidity, amount, true);
}

integer tell_price_from_output(narrator& story, const integer& price, const integer& liquidity,
                               const integer& amount, bool zero_for_one) {
  if (!require_market(story, price, liquidity)) return 0;
  return zero_for_one ? tell_price_from_amount1(story, price, liquidity, amount, false)
                      : tell_price_from_amount0(story, price, liquidity, amount, false);
}

// ---- a step of a swap

namespace {

class step_story {
 public:
  step_story(narrator& story, const integer& current, const integer& target,
             const integer& liquidity, const integer& remaining, const integer& fee_pips)
      : story_(story),
        current_(current),
        target_(target),
        liquidity_(liquidity),
        amount_(abs(remaining)),
        is_exact_in_(remaining >= 0),
        zero_for_one_(current >= target),
        fee_(fee_pips),
        kept_(wrapped_unsigned(unit - fee_pips, 24)) {}

  step_result tell() {
    is_exact_in_ ? find_price_by_input() : find_price_by_output();
    if (story_.reverted()) return done_;
    const bool is_reached = done_.next_price == target_;
    if (!(is_reached && is_exact_in_)) done_.amount_in = input_to("amountIn", done_.next_price);
    if (!(is_reached && !is_exact_in_)) done_.amount_out = output_to("amountOut", done_.next_price);
    if (!is_exact_in_ && done_.amount_out > amount_) {
      story_.tell("amountOut", "capped at what was asked: " + amount_.str());
      done_.amount_out = amount_;
    }
    tell_fee(is_reached);
    return done_;
  }

 private:
  void find_price_by_input() {
    const integer available =
        tell_mul_div(story_,
                     {"amountRemainingLessFee", "amountRemaining * (10^6 - feePips) / 10^6",
                      std::string_view(unit_in()), the_lps},
                     amount_ * kept_, unit, direction::down);
    done_.amount_in = input_to("amountIn to the target", target_);
    if (story_.reverted()) return;
    if (available >= done_.amount_in) {
      reach_target("amountRemainingLessFee", available, "amountIn to the target", done_.amount_in);
      return;
    }
    fall_short("amountRemainingLessFee", available, "amountIn to the target", done_.amount_in);
    done_.next_price =
        tell_price_from_input(story_, current_, liquidity_, available, zero_for_one_);
  }

  void find_price_by_output() {
    done_.amount_out = output_to("amountOut to the target", target_);
    if (story_.reverted()) return;
    if (amount_ >= done_.amount_out) {
      reach_target("amountRemaining", amount_, "amountOut to the target", done_.amount_out);
      return;
    }
    fall_short("amountRemaining", amount_, "amountOut to the target", done_.amount_out);
    done_.next_price = tell_price_from_output(story_, current_, liquidity_, amount_, zero_for_one_);
  }

  void reach_target(std::string_view left, const integer& x, std::string_view right,
                    const integer& y) {
    compare(left, x, ">=", right, y, "the price is the target's");
    done_.next_price = target_;
  }
  void fall_short(std::string_view left, const integer& x, std::string_view right,
                  const integer& y) {
    compare(left, x, "<", right, y, "the price ends before the target");
  }
  void compare(std::string_view left, const integer& x, std::string_view sign,
               std::string_view right, const integer& y, std::string_view so) {
    story_.tell(text_of(left) + " " + text_of(sign) + " " + text_of(right),
                x.str() + " " + text_of(sign) + " " + y.str() + ": " + text_of(so));
  }

  integer input_to(std::string_view result, const integer& price) {
    return zero_for_one_
               ? tell_amount0(story_, result, price, current_, liquidity_, direction::up, the_pool)
               : tell_amount1(story_, result, price, current_, liquidity_, direction::up, the_pool);
  }
  integer output_to(std::string_view result, const integer& price) {
    return zero_for_one_ ? tell_amount1(story_, result, price, current_, liquidity_,
                                        direction::down, the_pool)
                         : tell_amount0(story_, result, price, current_, liquidity_,
                                        direction::down, the_pool);
  }

  void tell_fee(bool is_reached) {
    if (is_exact_in_ && !is_reached) {
      done_.fee = wrapped_unsigned(amount_ - done_.amount_in, word_bits);
      story_.tell("feeAmount", "all that is left of the input: " + done_.fee.str());
      return;
    }
    done_.fee = tell_mul_div(
        story_, {"feeAmount", "amountIn * feePips / (10^6 - feePips)", unit_in(), the_lps},
        done_.amount_in * fee_, kept_, direction::up);
  }

  [[nodiscard]] std::string_view unit_in() const {
    return zero_for_one_ ? "wei of token0" : "wei of token1";
  }

  static constexpr unsigned unit = 1'000'000;
  narrator& story_;
  const integer& current_;
  const integer& target_;
  const integer& liquidity_;
  integer amount_;
  bool is_exact_in_;
  bool zero_for_one_;
  const integer& fee_;
  integer kept_;
  step_result done_{};
};

}  // namespace

step_result tell_swap_step(narrator& story, const integer& current, const integer& target,
                           const integer& liquidity, const integer& remaining,
                           const integer& fee_pips) {
  return step_story(story, current, target, liquidity, remaining, fee_pips).tell();
}

integer tell_add_delta(narrator& story, std::string_view what, const integer& x, const integer& y) {
  const integer sum = x + y;
  if (y < 0) {
    story.require(sum >= 0, text_of(what) + " >= 0", sum, 0, "LS");
  } else {
    story.require(sum < two_to(128), text_of(what) + " < 2^128", sum, two_to(128), "LA");
  }
  return story.reverted() ? integer(0) : sum;
}

// ---- the oracle

reading tell_accumulated(narrator& story, const reading& last, const integer& time,
                         const integer& tick, const integer& liquidity) {
  const integer seconds = wrapped_unsigned(time - last.time, 32);
  story.tell("seconds since then", seconds);
  const integer share = story.divide({"secondsPerLiquidity", "seconds * 2^128 / max(liquidity, 1)",
                                      "of 2^-128 seconds", "nobody: none is paid by it"},
                                     seconds << 128, std::max(liquidity, integer(1)));
  return {time, wrapped_signed(last.tick_cumulative + tick * seconds, 56),
          wrapped_unsigned(last.seconds_per_liquidity + share, price_bits)};
}

namespace {

struct neighbours {
  reading before{};
  reading after{};
};

// The contract's own search, by halves: where the ring spans more than 2^32 seconds its times are
// in no order, and what is found is what this way of searching finds.
neighbours search(const observed_ring& ring, const integer& time, const integer& target_age) {
  const auto age = [&](const reading& of) { return wrapped_unsigned(time - of.time, 32); };
  std::size_t left = 0;
  std::size_t right = ring.unwritten + ring.readings.size() - 1;
  while (true) {
    const std::size_t middle = (left + right) / 2;
    if (middle < ring.unwritten) {
      left = middle + 1;
      continue;
    }
    const std::size_t at = middle - ring.unwritten;
    const reading& before = ring.readings[at];
    const reading& after = ring.readings[(at + 1) % ring.readings.size()];
    const bool is_at_or_before = age(before) >= target_age;
    if (is_at_or_before && target_age >= age(after)) return {before, after};
    if (is_at_or_before) {
      left = middle + 1;
    } else {
      right = middle - 1;
    }
  }
}

reading tell_between(narrator& story, const neighbours& around, const integer& target) {
  const auto& [before, after] = around;
  const integer span = wrapped_unsigned(after.time - before.time, 32);
  const integer elapsed = wrapped_unsigned(target - before.time, 32);
  const integer ticks =
      story.divide({"tick in between", "(tickCumulative after - before) / seconds between", "ticks",
                    "nobody: none is paid by it"},
                   wrapped_signed(after.tick_cumulative - before.tick_cumulative, 56), span,
                   direction::toward_zero);
  const integer growth =
      wrapped_unsigned(after.seconds_per_liquidity - before.seconds_per_liquidity, price_bits);
  const integer share = story.divide(
      {"secondsPerLiquidity", "(secondsPerLiquidity after - before) * elapsed / seconds between",
       "of 2^-128 seconds", "nobody: none is paid by it"},
      growth * elapsed, span);
  return {target, wrapped_signed(before.tick_cumulative + ticks * elapsed, 56),
          wrapped_unsigned(before.seconds_per_liquidity + share, price_bits)};
}

}  // namespace

reading tell_observed(narrator& story, const observed_ring& ring, const integer& time,
                      const integer& seconds_ago, const integer& tick, const integer& liquidity) {
  const auto age = [&](const reading& of) { return wrapped_unsigned(time - of.time, 32); };
  const integer target = wrapped_unsigned(time - seconds_ago, 32);
  const reading& newest = ring.readings.back();
  if (seconds_ago <= age(newest)) {
    story.tell("the last observation is of", newest.time);
    if (target == newest.time) return newest;
    return tell_accumulated(story, newest, target, tick, liquidity);
  }
  const integer oldest = age(ring.readings.front());
  if (!story.require(seconds_ago <= oldest, "secondsAgo <= age of the oldest observation",
                     seconds_ago, oldest, "OLD")) {
    return {};
  }
  const neighbours around = search(ring, time, seconds_ago);
  story.tell("the observations around it are of",
             around.before.time.str() + " and " + around.after.time.str());
  if (target == around.before.time) return around.before;
  if (target == around.after.time) return around.after;
  return tell_between(story, around, target);
}

}  // namespace assay::explain::uniswap_v3
