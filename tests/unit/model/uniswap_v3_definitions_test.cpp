// The definitions of Uniswap V3 against trying every answer in tiny worlds, and hand-worked values.
#include <gtest/gtest.h>

#include "assay/model/uniswap_v3.hpp"
#include "assay/model/uniswap_v3_ticks.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay::model::uniswap_v3;
using assay::model::integer;
using assay::model::power_of_two;
using assay::model::rational;

// Prices of 6 bits with 4 after the point, a fee unit of 8: small enough to try all.
constexpr formats tiny{.word = 20, .fraction = 4, .liquidity = 6, .growth = 6, .fee_unit = 8};
constexpr int tiny_prices = 40;

std::string show(const leg& way, int amount) {
  return way.from.str() + " to " + way.target.str() + ", liquidity " + way.liquidity.str() + ", " +
         std::to_string(amount);
}

// Does `amount` of the input pay for going to `to`, by the inequality?
bool pays(const leg& way, int to, int amount) {
  const fraction cost = cost_of_move(tiny, way.from, to, way.liquidity);
  return cost.numerator <= amount * cost.denominator;
}
bool releases(const leg& way, int to, int amount) {
  const fraction gain = gain_of_move(tiny, way.from, to, way.liquidity);
  return gain.numerator >= amount * gain.denominator;
}

template <class Visit>
void for_all_legs(Visit&& visit) {
  for (int from = 1; from < tiny_prices; ++from) {
    for (int target = 1; target < tiny_prices; ++target) {
      for (int liquidity = 1; liquidity < 12; ++liquidity) {
        if (from != target) visit(leg{from, target, liquidity, 1});
      }
    }
  }
}

TEST(uniswap_v3_definitions, furthest_price_by_trying_all) {
  assay::test::case_count count("furthest prices against all prices tried");
  for_all_legs([&](const leg& way) {
    const int from = static_cast<int>(way.from);
    const int step = way.target < way.from ? -1 : 1;
    for (int amount = 0; amount < 12; ++amount) {
      if (pays(way, static_cast<int>(way.target), amount)) continue;
      int furthest = from;
      while (pays(way, furthest + step, amount)) furthest += step;
      const integer found = furthest_price(tiny, way, amount);
      count.check(found == furthest, [&] { return show(way, amount) + ": " + found.str(); });
    }
  });
}

TEST(uniswap_v3_definitions, nearest_price_by_trying_all) {
  assay::test::case_count count("nearest prices against all prices tried");
  for_all_legs([&](const leg& way) {
    const int from = static_cast<int>(way.from);
    const int step = way.target < way.from ? -1 : 1;
    for (int amount = 0; amount < 12; ++amount) {
      if (rounded_down(gain_of_move(tiny, way.from, way.target, way.liquidity)) <= amount) continue;
      int nearest = from;
      while (!releases(way, nearest, amount)) nearest += step;
      const integer found = nearest_price(tiny, way, amount);
      count.check(found == nearest, [&] { return show(way, amount) + ": " + found.str(); });
    }
  });
}

// Beyond the word the pool's own coarser formula never goes further.
TEST(uniswap_v3_definitions, coarse_price_is_never_further) {
  assay::test::case_count count("coarse prices beside exact ones");
  formats narrow = tiny;
  narrow.word = 7;
  for_all_legs([&](const leg& way) {
    if (way.target > way.from) return;
    for (int amount = 1; amount < 12; ++amount) {
      if (pays(way, static_cast<int>(way.target), amount)) continue;
      const integer exact = furthest_price(tiny, way, amount);
      const integer coarse = furthest_price(narrow, way, amount);
      count.check(coarse >= exact && coarse <= way.from, [&] { return show(way, amount); });
    }
  });
}

// A leg never costs the pool anything, and keeps to what was wanted.
TEST(uniswap_v3_definitions, legs_are_lawful) {
  assay::test::case_count count("legs of a swap, laws");
  for_all_legs([&](const leg& way) {
    for (int amount = 1; amount < 10; ++amount) {
      for (const bool exact_in : {true, false}) {
        const move done = move_along(tiny, way, {amount, exact_in});
        const fraction cost = cost_of_move(tiny, way.from, done.to, way.liquidity);
        const fraction gain = gain_of_move(tiny, way.from, done.to, way.liquidity);
        const integer used = exact_in ? integer(done.amount_in + done.fee) : done.amount_out;
        const bool is_between = way.target < way.from
                                    ? done.to <= way.from && done.to >= way.target
                                    : done.to >= way.from && done.to <= way.target;
        count.check(is_between && done.amount_in * cost.denominator >= cost.numerator &&
                        done.amount_out * gain.denominator <= gain.numerator &&
                        done.fee * 7 >= done.amount_in && used <= amount &&
                        (done.reached || used == amount) && done.reached == (done.to == way.target),
                    [&] { return show(way, amount); });
      }
    }
  });
}

TEST(uniswap_v3_definitions, amounts_by_hand) {
  const formats sizes;
  const integer one = power_of_two(96);
  // From price 1 to 4 the square root doubles: L / 2 of token0, L of token1.
  EXPECT_EQ(to_rational(token0_between(sizes, one, 2 * one, 1000)), rational(500));
  EXPECT_EQ(to_rational(token1_between(sizes, 2 * one, one, 1000)), rational(1000));
  EXPECT_EQ(rounded_up(token0_between(sizes, one, 3 * one, 1000)), 667);
  EXPECT_EQ(rounded_down(token0_between(sizes, 3 * one, one, 1000)), 666);
  EXPECT_EQ(growth_by(sizes, 3, 2), power_of_two(127) * 3);
  EXPECT_EQ(share_of_growth(sizes, power_of_two(127) * 3, 2), 3);
  EXPECT_EQ(protocol_part(99, 10), 9);
  EXPECT_EQ(protocol_part(99, 0), 0);
  EXPECT_EQ(lending_fee(sizes, 1, 3000), 1);
  EXPECT_EQ(lending_fee(sizes, 0, 3000), 0);
  EXPECT_EQ(modulo_word(-1, 8), 255);
  EXPECT_EQ(modulo_word(-256, 8), 0);
  EXPECT_EQ(difference_modulo(3, 5, 8), 254);
  // Known from the deployed pools of spacing 10, 60 and 200.
  EXPECT_EQ(largest_liquidity_per_tick(sizes, -887'272, 887'272, 10),
            integer("1917569901783203986719870431555990"));
  EXPECT_EQ(largest_liquidity_per_tick(sizes, -887'272, 887'272, 60),
            integer("11505743598341114571880798222544994"));
  EXPECT_EQ(largest_liquidity_per_tick(sizes, -887'272, 887'272, 200),
            integer("38350317471085141830651933667504588"));
}

TEST(uniswap_v3_definitions, words_of_the_bitmap_end_where_they_should) {
  assay::test::case_count count("ends of bitmap words");
  for (const std::int32_t spacing : {1, 10, 60}) {
    for (std::int32_t tick = -600 * spacing; tick < 600 * spacing; tick += 7) {
      // By walking from the tick.
      std::int32_t down = tick;
      while (down % (256 * spacing) != 0) --down;
      std::int32_t up = tick + 1;
      while ((up + spacing) % (256 * spacing) != 0) ++up;
      count.check(word_start(tick, spacing) == down && word_end(tick, spacing) == up,
                  [&] { return std::to_string(tick); });
    }
  }
}

TEST(uniswap_v3_definitions, leak_of_a_way) {
  const formats sizes;
  const integer one = power_of_two(96);
  const std::array<stretch, 2> way{{{one, 2 * one, 999}, {2 * one, 3 * one, 7}}};
  const exact_trade exact = trade_along(sizes, way);
  EXPECT_EQ(exact.amount_in, rational(999 + 7));
  EXPECT_EQ(exact.amount_out, rational(999) / 2 + rational(7) / 6);
  EXPECT_EQ(output_per_price_unit(sizes, {one, 3 * one, 1}), 1);
  EXPECT_EQ(output_per_price_unit(sizes, {3 * one, 1000, power_of_two(120)}), power_of_two(24));
}

// ---- Ticks

TEST(uniswap_v3_ticks, known_prices) {
  const auto scale = deployed_ticks();
  EXPECT_EQ(scale->sqrt_price(0), power_of_two(96));
  EXPECT_EQ(scale->sqrt_price(-887'272), integer("4295128739"));
  EXPECT_EQ(scale->sqrt_price(887'272),
            integer("1461446703485210103287273052203988822378723970342"));
  EXPECT_EQ(scale->sqrt_price(900'000), scale->sqrt_price(887'272));
  EXPECT_FALSE(scale->contains(scale->sqrt_price(887'272)));
  EXPECT_TRUE(scale->contains(scale->sqrt_price(-887'272)));
  EXPECT_FALSE(scale->contains(scale->sqrt_price(-887'272) - 1));
}

TEST(uniswap_v3_ticks, tick_is_the_floor_of_the_price) {
  assay::test::case_count count("ticks of prices around ticks");
  const auto scale = deployed_ticks();
  for (std::int32_t tick = -887'271; tick < 887'272; tick += 373) {
    const integer price = scale->sqrt_price(tick);
    count.check(scale->tick_of(price) == tick && scale->tick_of(price - 1) == tick - 1 &&
                    scale->tick_of(scale->sqrt_price(tick + 1) - 1) == tick,
                [&] { return std::to_string(tick); });
  }
}

TEST(uniswap_v3_ticks, a_table_is_a_scale) {
  const tick_table scale(-1, {10, 20, 30, 40});
  EXPECT_EQ(scale.highest(), 2);
  EXPECT_EQ(scale.sqrt_price(0), 20);
  EXPECT_EQ(scale.tick_of(19), -1);
  EXPECT_EQ(scale.tick_of(20), 0);
  EXPECT_EQ(scale.tick_of(39), 1);
  EXPECT_FALSE(scale.contains(40));
}

}  // namespace
