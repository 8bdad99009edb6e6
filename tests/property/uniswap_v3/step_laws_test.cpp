// Laws of computeSwapStep and of the amounts between prices, at full width, on questions that the
// generator draws from choices which RapidCheck makes and shrinks.
#include <gtest/gtest.h>

#include "assay/math/swap_math.hpp"
#include "drawn_pool.hpp"
#include "support/property.hpp"

namespace assay::uniswap_v3 {
namespace {

using math = swap_math<format>;
using amounts = sqrt_price_math<format>;
using question = generators::step_question;

question draw_question() {
  const auto bytes = draw_bytes(100);
  gen::choices draw{std::span<const std::uint8_t>(bytes)};
  return generators::draw_step_question(draw);
}

struct answered {
  question asked{};
  math::step_type step{};
  [[nodiscard]] bool falls() const { return asked.current >= asked.target; }
  [[nodiscard]] bool is_reached() const { return step.next_price == asked.target; }
};

std::optional<math::step_type> answer(const question& asked) {
  const auto step = math::compute_swap_step(asked.current, asked.target, asked.liquidity,
                                            {asked.amount, asked.exact_in}, asked.fee_pips);
  if (!step.ok()) return std::nullopt;
  return step.value();
}

// A question on the pool's price line, and its answer.
answered draw_answer() {
  answered drawn{.asked = draw_question()};
  RC_PRE(drawn.asked.current >= min_sqrt_ratio<> && drawn.asked.current < max_sqrt_ratio<>);
  RC_PRE(drawn.asked.target >= min_sqrt_ratio<> && drawn.asked.target < max_sqrt_ratio<>);
  const auto step = answer(drawn.asked);
  RC_PRE(step.has_value());
  drawn.step = *step;
  return drawn;
}

TEST(step_laws, hold_at_full_width) {
  test::case_count count("laws of computeSwapStep, 256-bit words, drawn questions");
  test::check_property(count, "a step never passes its target or goes back", [] {
    const answered all = draw_answer();
    const price& next = all.step.next_price;
    RC_ASSERT(!is_in_order(all.falls(), next, all.asked.current));
    RC_ASSERT(!is_in_order(all.falls(), all.asked.target, next));
  });
  test::check_property(count,
                       "it takes and gives no more than asked, and all of it unless the "
                       "target is reached",
                       [] {
                         const answered all = draw_answer();
                         const auto& step = all.step;
                         const word taken = add_wrapping(step.amount_in, step.fee);
                         RC_ASSERT(taken >= step.amount_in);
                         const word& used = all.asked.exact_in ? taken : step.amount_out;
                         // What reaches the target to the wei: the fee rounded up may have no wei
                         // left to round into.
                         RC_ASSERT(used <= all.asked.amount);
                         if (!all.is_reached()) RC_ASSERT(used == all.asked.amount);
                       });
  test::check_property(count, "a target that is not reached was too dear", [] {
    const answered all = draw_answer();
    RC_PRE(!all.is_reached());
    const auto& [asked, step] = all;
    if (asked.exact_in) {
      const auto cost =
          math::input_delta(asked.current, asked.target, asked.liquidity, all.falls());
      const word available = math::less_fee(asked.amount, asked.fee_pips).value();
      RC_ASSERT(!cost.ok() || cost.value() > available);
    } else {
      const auto gain =
          math::output_delta(asked.current, asked.target, asked.liquidity, all.falls());
      RC_ASSERT(!gain.ok() || gain.value() > asked.amount);
    }
  });
  test::check_property(count, "the fee is at least its part, and exactly that at the target", [] {
    const answered all = draw_answer();
    const auto least = math::fee_on(all.step.amount_in, all.asked.fee_pips);
    RC_PRE(least.ok());
    RC_ASSERT(all.step.fee >= least.value());
    if (all.is_reached() || !all.asked.exact_in) RC_ASSERT(all.step.fee == least.value());
  });
  test::check_property(count, "the input covers the way, the output is covered by it", [] {
    const answered all = draw_answer();
    const auto& [asked, step] = all;
    const auto cost =
        math::input_delta(asked.current, step.next_price, asked.liquidity, all.falls());
    const auto gain =
        math::output_delta(asked.current, step.next_price, asked.liquidity, all.falls());
    RC_PRE(cost.ok() && gain.ok());
    RC_ASSERT(step.amount_in >= cost.value());
    RC_ASSERT(step.amount_out <= gain.value());
  });
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::property);
}

TEST(step_laws, amounts_between_prices_add_up) {
  test::case_count count("amounts between drawn prices, in one move and in two");
  test::check_property(count, "two moves cost a wei more at most, and give a wei less at most", [] {
    const question asked = draw_question();
    const price low = std::min(asked.current, asked.target);
    const price high = std::max(asked.current, asked.target);
    const price way = sub_wrapping(high, low);
    RC_PRE(!low.is_zero() && way > price::one());
    const auto parts = *rc::gen::inRange<std::uint64_t>(0, 64);
    const price middle =
        add_wrapping(low, add_wrapping(mul_wrapping(way >> 6, price{parts}), price::one()));
    for (const bool token0 : {true, false}) {
      const auto between = [&](const price& a, const price& b, rounding direction) {
        return token0 ? amounts::amount0_delta(a, b, asked.liquidity, direction)
                      : amounts::amount1_delta(a, b, asked.liquidity, direction);
      };
      for (const rounding direction : {rounding::up, rounding::down}) {
        const auto whole = between(low, high, direction);
        const auto first = between(low, middle, direction);
        const auto second = between(middle, high, direction);
        RC_PRE(whole.ok() && first.ok() && second.ok());
        const word sum = add_wrapping(first.value(), second.value());
        const bool is_up = direction == rounding::up;
        const word gap =
            is_up ? sub_wrapping(sum, whole.value()) : sub_wrapping(whole.value(), sum);
        RC_ASSERT(gap <= word::one());
      }
    }
  });
  test::check_property(count, "rounding up and down are a wei apart at most", [] {
    const question asked = draw_question();
    RC_PRE(!asked.current.is_zero() && !asked.target.is_zero());
    const auto up =
        amounts::amount0_delta(asked.current, asked.target, asked.liquidity, rounding::up);
    const auto down =
        amounts::amount0_delta(asked.current, asked.target, asked.liquidity, rounding::down);
    RC_PRE(up.ok() && down.ok());
    RC_ASSERT(sub_wrapping(up.value(), down.value()) <= word::one());
  });
  count.record_for("uniswap-v3.getAmount0Delta", evidence::kind::property);
  count.record_for("uniswap-v3.getAmount1Delta", evidence::kind::property);
}

TEST(step_laws, prices_are_where_the_amounts_lead) {
  test::case_count count("next prices from drawn amounts");
  test::check_property(count, "the input pays for the price it leads to", [] {
    const question asked = draw_question();
    for (const bool falls : {true, false}) {
      const auto next =
          amounts::next_price_from_input(asked.current, asked.liquidity, asked.amount, falls);
      RC_PRE(next.ok());
      RC_ASSERT(!is_in_order(falls, next.value(), asked.current));
      const auto cost = math::input_delta(asked.current, next.value(), asked.liquidity, falls);
      RC_PRE(cost.ok());
      RC_ASSERT(cost.value() <= asked.amount);
    }
  });
  test::check_property(count, "the price that an output leads to is worth the output", [] {
    const question asked = draw_question();
    const bool falls = *rc::gen::arbitrary<bool>();
    const auto next =
        amounts::next_price_from_output(asked.current, asked.liquidity, asked.amount, falls);
    RC_PRE(next.ok());
    RC_ASSERT(!is_in_order(falls, next.value(), asked.current));
    const auto gain = math::output_delta(asked.current, next.value(), asked.liquidity, falls);
    RC_PRE(gain.ok());
    RC_ASSERT(gain.value() >= asked.amount);
  });
  count.record_for("uniswap-v3.getNextSqrtPriceFromInput", evidence::kind::property);
  count.record_for("uniswap-v3.getNextSqrtPriceFromOutput", evidence::kind::property);
}

TEST(step_laws, ticks_are_the_floors_of_prices) {
  test::case_count count("drawn prices and their ticks");
  test::check_property(count, "a price lies between its tick and the next", [] {
    const auto bytes = draw_bytes(40);
    gen::choices draw{std::span<const std::uint8_t>(bytes)};
    const price at = generators::draw_price(draw);
    const auto tick = tick_at_sqrt_ratio(at);
    if (at < min_sqrt_ratio<> || at >= max_sqrt_ratio<>) {
      RC_ASSERT(!tick.ok());
      return;
    }
    RC_ASSERT(sqrt_ratio_at_tick<>(tick.value()).value() <= at);
    RC_ASSERT(sqrt_ratio_at_tick<>(tick.value() + 1).value() > at);
  });
  count.record_for("uniswap-v3.getTickAtSqrtRatio", evidence::kind::property);
}

}  // namespace
}  // namespace assay::uniswap_v3
