// computeSwapStep in small worlds: the template that ships, at every price, target and liquidity of
// 6 and 7 bits with the amounts that matter there and the lowest fees, against what the curve
// demands, by inequalities on the integers of the language. The model is too slow for hundreds of
// millions of steps, so it is held against the same inequalities, on all inputs of a smaller world.
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "assay/math/swap_math.hpp"
#include "assay/model/uniswap_v3.hpp"
#include "assay/word/backend_boost.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

struct world {
  std::int64_t one;         // 2^fraction
  std::int64_t word_limit;  // 2^word bits
  std::int64_t fee_unit;
};

struct input {
  std::int64_t current, target, liquidity, amount, fee;
  bool exact_in;
};

struct answer {
  bool reverted = false;
  std::int64_t next = 0, in = 0, out = 0, fee = 0;
};

std::int64_t ceil_div(std::int64_t n, std::int64_t d) { return (n + d - 1) / d; }

// Token0 between two prices is L * 2^F * |P - N| / (P * N); token1 is L * |P - N| / 2^F.
std::int64_t token0(const world& w, const input& x, std::int64_t next, bool up) {
  const std::int64_t n = x.liquidity * w.one * std::abs(x.current - next);
  const std::int64_t d = x.current * next;
  return up ? ceil_div(n, d) : n / d;
}
std::int64_t token1(const world& w, const input& x, std::int64_t next, bool up) {
  const std::int64_t n = x.liquidity * std::abs(x.current - next);
  return up ? ceil_div(n, w.one) : n / w.one;
}

// The furthest price that an input pays for. Down: the least N with L Q (P - N) <= a P N. When the
// product a * P leaves the word, the contract falls back on a coarser price.
std::int64_t price_for_input(const world& w, const input& x, std::int64_t a, bool down) {
  const std::int64_t lq = x.liquidity * w.one;
  if (!down) return x.current + a * w.one / x.liquidity;
  const std::int64_t product = a * x.current;
  if (product < w.word_limit && lq + product < w.word_limit) {
    return ceil_div(lq * x.current, lq + product);
  }
  return ceil_div(lq, lq / x.current + a);
}

// The nearest price at which the output is there. Up: the least N with L Q (N - P) >= a P N.
std::int64_t price_for_output(const world& w, const input& x, std::int64_t a, bool down) {
  if (down) return x.current - ceil_div(a * w.one, x.liquidity);
  const std::int64_t lq = x.liquidity * w.one;
  return ceil_div(lq * x.current, lq - a * x.current);
}

answer expected(const world& w, const input& x) {
  const bool down = x.current >= x.target;
  const auto in_to = [&](std::int64_t next) {
    return down ? token0(w, x, next, true) : token1(w, x, next, true);
  };
  const auto out_to = [&](std::int64_t next) {
    return down ? token1(w, x, next, false) : token0(w, x, next, false);
  };
  answer a;
  if (x.exact_in) {
    const std::int64_t available = x.amount * (w.fee_unit - x.fee) / w.fee_unit;
    a.next = available >= in_to(x.target) ? x.target : price_for_input(w, x, available, down);
  } else {
    a.next = x.amount >= out_to(x.target) ? x.target : price_for_output(w, x, x.amount, down);
  }
  a.in = in_to(a.next);
  a.out = out_to(a.next);
  if (!x.exact_in && a.out > x.amount) a.out = x.amount;
  a.fee = x.exact_in && a.next != x.target ? x.amount - a.in
                                           : ceil_div(a.in * x.fee, w.fee_unit - x.fee);
  a.reverted = a.in >= w.word_limit || a.fee >= w.word_limit;
  return a;
}

// What any step must satisfy, whatever formula found the price (spec: step_spec).
bool lawful(const world& w, const input& x, const answer& a) {
  const std::int64_t moved = std::abs(x.current - a.next);
  const bool down = x.current >= x.target;
  const bool between =
      down ? a.next <= x.current && a.next >= x.target : a.next >= x.current && a.next <= x.target;
  const std::int64_t amount0 = down ? a.in : a.out;
  const std::int64_t amount1 = down ? a.out : a.in;
  const std::int64_t exact0 = x.liquidity * w.one * moved;  // over P * N
  const std::int64_t exact1 = x.liquidity * moved;          // over 2^F
  const bool solvent = down ? amount0 * x.current * a.next >= exact0 && amount1 * w.one <= exact1
                            : amount1 * w.one >= exact1 && amount0 * x.current * a.next <= exact0;
  const bool fee_covers = a.fee * (w.fee_unit - x.fee) >= a.in * x.fee;
  const bool reached = a.next == x.target;
  const bool exact = x.exact_in ? a.in + a.fee <= x.amount && (reached || a.in + a.fee == x.amount)
                                : a.out <= x.amount && (reached || a.out == x.amount);
  return between && solvent && fee_covers && exact;
}

std::string show(const input& x) {
  return "price " + std::to_string(x.current) + " to " + std::to_string(x.target) + ", liquidity " +
         std::to_string(x.liquidity) + (x.exact_in ? ", in " : ", out ") +
         std::to_string(x.amount) + ", fee " + std::to_string(x.fee);
}

template <class Format>
bool agrees(const world& w, const input& x) {
  using word = typename Format::word;
  using price = typename Format::price;
  const auto u = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  const answer want = expected(w, x);
  const auto got = swap_math<Format>::compute_swap_step(price{u(x.current)}, price{u(x.target)},
                                                        typename Format::liquidity{u(x.liquidity)},
                                                        {word{u(x.amount)}, x.exact_in}, u(x.fee));
  if (!got.ok() || want.reverted) return got.ok() != want.reverted;
  const swap_step<Format>& step = got.value();
  return to_u64_truncating(step.next_price) == u(want.next) &&
         to_u64_truncating(step.amount_in) == u(want.in) &&
         to_u64_truncating(step.amount_out) == u(want.out) &&
         to_u64_truncating(step.fee) == u(want.fee) && lawful(w, x, want);
}

bool model_agrees(const model::uniswap_v3::formats& sizes, const world& w, const input& x) {
  const answer want = expected(w, x);
  const model::uniswap_v3::move got = model::uniswap_v3::move_along(
      sizes, {x.current, x.target, x.liquidity, static_cast<std::uint64_t>(x.fee)},
      {x.amount, x.exact_in});
  return got.to == want.next && got.amount_in == want.in && got.amount_out == want.out &&
         got.fee == want.fee && (got.reached || want.next != x.target);
}

template <class Format>
world world_of() {
  return {std::int64_t{1} << Format::fraction, std::int64_t{1} << Format::word_bits,
          static_cast<std::int64_t>(Format::fee_unit)};
}

// Calls try_one(input) with every price, target and liquidity.
template <class Format, class TryOne>
void for_every_input(std::int64_t amounts, std::int64_t fees, const TryOne& try_one) {
  constexpr std::int64_t prices = std::int64_t{1} << Format::price_bits;
  constexpr std::int64_t liquidities = std::int64_t{1} << Format::liquidity_bits;
  for (std::int64_t current = 1; current < prices; ++current) {
    for (std::int64_t target = 1; target < prices; ++target) {
      for (std::int64_t liquidity = 0; liquidity < liquidities; ++liquidity) {
        for (std::int64_t amount = 0; amount < amounts; ++amount) {
          for (std::int64_t fee = 0; fee < fees; ++fee) {
            for (const bool exact_in : {true, false}) {
              try_one(input{current, target, liquidity, amount, fee, exact_in});
            }
          }
        }
      }
    }
  }
}

template <class Format>
void enumerate(test::case_count& count, std::int64_t amounts, std::int64_t fees) {
  const world w = world_of<Format>();
  for_every_input<Format>(amounts, fees, [&](const input& x) {
    count.check(agrees<Format>(w, x), [&] { return show(x); });
  });
}

TEST(swap_step_all_inputs, seven_bit_prices_with_the_overflow_fallback) {
  test::case_count count("computeSwapStep, 7-bit prices, 5-bit liquidity, 12-bit words");
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::exhaustive);
  enumerate<price_format<12, 7, 5, 5, 5, 8>>(count, 64, 5);
}

TEST(swap_step_all_inputs, six_bit_prices_in_wide_words) {
  test::case_count count("computeSwapStep, 6-bit prices, 4-bit liquidity, 20-bit words");
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::exhaustive);
  enumerate<price_format<20, 6, 4, 4, 4, 8>>(count, 32, 8);
}

TEST(swap_step_all_inputs, five_bit_prices_on_boost_words) {
  test::case_count count("computeSwapStep on Boost's words, 5-bit prices");
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::exhaustive);
  enumerate<price_format<10, 5, 3, 4, 3, 8, boost_backend>>(count, 16, 5);
}

template <class Format>
std::uint64_t enumerate_model(test::case_count& count, std::int64_t amounts, std::int64_t fees) {
  model::uniswap_v3::formats sizes;
  sizes.word = Format::word_bits;
  sizes.fraction = Format::fraction;
  sizes.fee_unit = Format::fee_unit;
  const world w = world_of<Format>();
  std::uint64_t fallbacks = 0;  // prices that are coarser for the want of bits
  for_every_input<Format>(amounts, fees, [&](const input& x) {
    if (x.exact_in && x.current > x.target && x.amount * x.current >= w.word_limit) ++fallbacks;
    count.check(model_agrees(sizes, w, x), [&] { return show(x); });
  });
  return fallbacks;
}

TEST(swap_step_all_inputs, are_by_the_model_what_the_inequalities_say) {
  test::case_count count(
      "the model's steps, 5-bit prices in 10-bit words, 6-bit ones in wide words");
  const std::uint64_t fallbacks = enumerate_model<price_format<10, 5, 3, 3, 3, 8>>(count, 64, 3);
  EXPECT_GT(fallbacks, 10'000U);
  enumerate_model<price_format<20, 6, 4, 4, 4, 8>>(count, 32, 8);
}

}  // namespace
}  // namespace assay
