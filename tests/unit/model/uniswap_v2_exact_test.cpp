// The model's real values: each rounded answer is their floor or ceiling, prices and leaks by hand.
#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "assay/model/uniswap_v2.hpp"

namespace {

using namespace assay::model::uniswap_v2;
using assay::model::ceiling_of;
using assay::model::floor_of;
using assay::model::integer;
using assay::model::power_of_two;
using assay::model::ratio;
using assay::model::rational;

constexpr curve uniswap{3, 1000, 1'000'000};

class amounts_of_any_size {
 public:
  integer operator()(unsigned most_bits) {
    const unsigned bits = 1 + static_cast<unsigned>(random_() % most_bits);
    integer out = (integer(random_()) << 64) + random_();
    out >>= 128 - bits;
    return out + 1;
  }

 private:
  std::mt19937_64 random_{7};
};

TEST(model_exact, rounded_answers_are_floors_and_ceilings) {
  amounts_of_any_size amount;
  const unsigned cases = 3000;
  for (unsigned i = 0; i < cases; ++i) {
    const integer reserve_in = amount(112);
    const integer reserve_out = amount(112) + 1;
    const integer in = amount(112);
    const integer out = largest_output(uniswap, in, reserve_in, reserve_out);
    ASSERT_EQ(floor_of(exact_output(uniswap, in, reserve_in, reserve_out)), out);
    const integer wanted = amount(112) % reserve_out;
    ASSERT_EQ(ceiling_of(exact_input(uniswap, wanted, reserve_in, reserve_out)),
              *smallest_input(uniswap, wanted, reserve_in, reserve_out));
    const integer supply = amount(112);
    ASSERT_EQ(
        floor_of(exact_proportional_liquidity({in, wanted}, {reserve_in, reserve_out}, supply)),
        proportional_liquidity({in, wanted}, {reserve_in, reserve_out}, supply));
    ASSERT_EQ(floor_of(exact_redeemed_amount(in, reserve_in, supply)),
              redeemed_amount(in, reserve_in, supply));
    ASSERT_EQ(floor_of(exact_protocol_fee_liquidity(supply, reserve_in, reserve_out, {})),
              *protocol_fee_liquidity(supply, reserve_in, reserve_out, {}));
  }
  std::printf("compared %u rounded answers of each kind\n", cases);
}

TEST(model_exact, prices) {
  EXPECT_EQ(spot_price(100, 400), 4);
  EXPECT_EQ(execution_price(100, 250), ratio(5, 2));
  EXPECT_EQ(slippage(1000, 990), ratio(1, 100));
  EXPECT_EQ(slippage(1000, 1010), ratio(-1, 100));
  // Without a fee, 100 into (900, 900) gives 90: a tenth below the price.
  EXPECT_EQ(price_impact({0, 1, 1}, 100, 90, 900, 900), ratio(1, 10));
  // The exact output's impact is what the input adds to the reserve: x / (r + x), x after the fee.
  const rational out = exact_output(uniswap, 1000, 2000, 5000);
  EXPECT_EQ(out, ratio(997 * 5000, 2997));
}

TEST(model_exact, time_weighted_price) {
  const std::vector<price_interval> intervals{
      {{100, 300}, 10}, {{200, 300}, 20}, {{0, 300}, 50}, {{7, 3}, 5}};
  const rational exact = exact_price_integral(intervals, 0);
  EXPECT_EQ(exact, 10 * ratio(3, 1) + 20 * ratio(3, 2) + 5 * ratio(3, 7));
  const integer stored = stored_price_integral(intervals, 0);
  const rational unit = ratio(1, power_of_two(112));
  EXPECT_LE(assay::model::to_rational(stored) * unit, exact);
  EXPECT_GT((assay::model::to_rational(stored) + 35) * unit, exact);
  EXPECT_EQ(fixed_point_price(3, 7), power_of_two(112) * 3 / 7);
  // Readings on either side of the accumulator's wrap.
  const integer start = power_of_two(256) - 5 * power_of_two(112);
  EXPECT_EQ(time_weighted_price(start, 15 * power_of_two(112), 10), 2);
}

TEST(model_exact, swap_leak_is_what_could_still_be_taken) {
  // 1000 into (10^6, 4 * 10^6): the real output is 3984.027...
  const amounts before{1'000'000, 4'000'000};
  const integer out = largest_output(uniswap, 1000, 1'000'000, 4'000'000);
  EXPECT_EQ(out, 3984);
  const exact_amounts leak = swap_leak(uniswap, before, {1'001'000, 4'000'000 - out}, {1000, 0});
  EXPECT_EQ(leak.token1, exact_output(uniswap, 1000, 1'000'000, 4'000'000) - 3984);
  EXPECT_GT(leak.token1, 0);
  EXPECT_LT(leak.token1, 1);
  // One more would have been taken from the LPs.
  const exact_amounts stolen =
      swap_leak(uniswap, before, {1'001'000, 4'000'000 - out - 1}, {1000, 0});
  EXPECT_EQ(stolen.token1, leak.token1 - 1);
  EXPECT_LT(stolen.token0, 0);
}

TEST(model_exact, mint_and_burn_leaks) {
  // 10 and 41 into (100, 400) with 200 shares: 20 shares, worth 10 and 40.09...
  const integer minted = proportional_liquidity({10, 41}, {100, 400}, 200);
  EXPECT_EQ(minted, 20);
  const exact_amounts leak = mint_leak({10, 41}, {110, 441}, minted, 220);
  EXPECT_EQ(leak.token0, 0);
  EXPECT_EQ(leak.token1, 41 - ratio(441, 11));
  const exact_amounts burned = burn_leak(7, {100, 200}, {77, 155}, 9);
  EXPECT_EQ(burned.token0, ratio(700, 9) - 77);
  EXPECT_EQ(burned.token1, ratio(1400, 9) - 155);
  EXPECT_EQ(value_in_token1({ratio(1, 2), 3}, {100, 400}), 5);
}

TEST(model_exact, protocol_fee_leak) {
  // A sixth of the growth of the root from 100 to 120 on 1000 shares: 28.57... shares.
  const exact_amounts leak = protocol_fee_leak(28, 120, 100, {}, 1000, {120, 120});
  EXPECT_EQ(exact_protocol_fee_liquidity(1000, 120, 100, {}), ratio(20'000, 700));
  EXPECT_EQ(leak.token0, (ratio(20'000, 700) - 28) * ratio(120, 1028));
  EXPECT_EQ(leak.token0, leak.token1);
}

}  // namespace
