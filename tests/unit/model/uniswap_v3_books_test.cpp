// The model's pool by hand-worked operations: what is owed, earned and observed.
#include <gtest/gtest.h>

#include "assay/model/uniswap_v3_pool.hpp"

namespace {

using namespace assay::model::uniswap_v3;
using assay::model::integer;
using assay::model::power_of_two;

constexpr holder lp = first_actor;
constexpr holder trader = first_actor + 1;

// Prices 64 * 1.25^tick with six bits after the point; a fee unit of 16.
class toy {
 public:
  toy() {
    operation birth;
    birth.kind = operation_kind::create_pool;
    birth.amount = 1'000'000;
    birth.fee = 4;
    birth.tick_spacing = 1;
    model.apply(birth);
    operation start;
    start.kind = operation_kind::initialize;
    start.amount = 64;
    EXPECT_TRUE(run(start).accepted());
  }
  const outcome& run(operation what) {
    what.time = now;
    if (what.caller == nobody) what.caller = lp;
    return model.apply(what);
  }
  const outcome& change(operation_kind kind, std::int32_t lower, std::int32_t upper,
                        const integer& liquidity) {
    operation what;
    what.kind = kind;
    what.recipient = lp;
    what.lower = lower;
    what.upper = upper;
    what.amount = liquidity;
    return run(what);
  }
  const outcome& swap(bool falls, const integer& amount, const integer& limit) {
    operation what;
    what.kind = operation_kind::swap;
    what.caller = what.recipient = trader;
    what.sells_token0 = falls;
    what.amount = amount;
    what.price_limit = limit;
    return run(what);
  }
  [[nodiscard]] const position& only() const { return model.positions().at(0); }

  formats sizes{.word = 40, .fraction = 6, .liquidity = 16, .growth = 16, .fee_unit = 16};
  pool model{setup{2, lp, sizes},
             std::make_shared<tick_table>(
                 -4, std::vector<integer>{26, 33, 41, 51, 64, 80, 100, 125, 156})};
  std::uint64_t now = 100;
};

TEST(uniswap_v3_books, a_position_costs_and_returns_its_principal) {
  toy x;
  const outcome& minted = x.change(operation_kind::mint, -1, 1, 100);
  ASSERT_TRUE(minted.accepted());
  EXPECT_EQ(minted.amounts[0], 20);  // 100 * 64 * 16 / (64 * 80) = 20
  EXPECT_EQ(minted.amounts[1], 21);  // 100 * 13 / 64 = 20.3
  EXPECT_EQ(x.model.now().liquidity, 100);
  const outcome& burned = x.change(operation_kind::burn, -1, 1, 100);
  EXPECT_EQ(burned.amounts[1], 20);
  EXPECT_EQ(x.only().owed[1], 20);
  EXPECT_TRUE(x.model.bounds().empty());
  EXPECT_EQ(x.change(operation_kind::burn, -1, 1, 0).why, refusal::liquidity);
  EXPECT_EQ(x.change(operation_kind::mint, 1, 1, 5).why, refusal::argument);
}

TEST(uniswap_v3_books, fees_go_to_who_is_in_range) {
  toy x;
  ASSERT_TRUE(x.change(operation_kind::mint, -1, 1, 1000).accepted());
  ASSERT_TRUE(x.change(operation_kind::mint, 1, 2, 1000).accepted());
  const outcome& sold = x.swap(true, 64, 60);
  ASSERT_TRUE(sold.accepted());
  // Of 64 a quarter is fee: 48 pay for going from 64 to 64000 * 64 / (64000 + 48 * 64) = 61.07,
  // rounded up to 62; that costs 64000 * 2 / (64 * 62) = 32.3, so 31 remain as fee.
  EXPECT_EQ(x.model.now().sqrt_price, 62);
  EXPECT_EQ(x.model.last_swap().amount_in, 33);
  EXPECT_EQ(x.model.last_swap().fee, 31);
  EXPECT_EQ(sold.amounts[1], -31);  // 1000 * 2 / 64 = 31.25
  ASSERT_TRUE(x.change(operation_kind::burn, -1, 1, 0).accepted());
  EXPECT_EQ(x.model.positions().at(0).owed[0], 30);  // growth floor(31 * 2^16 / 1000) = 2031
  ASSERT_TRUE(x.change(operation_kind::burn, 1, 2, 0).accepted());
  EXPECT_EQ(x.model.positions().at(1).owed[0], 0);
}

TEST(uniswap_v3_books, reaching_a_tick_downwards_stands_below_it) {
  toy x;
  ASSERT_TRUE(x.change(operation_kind::mint, -1, 1, 10).accepted());
  ASSERT_TRUE(x.swap(true, 100'000, 51).accepted());
  EXPECT_EQ(x.model.now().sqrt_price, 51);  // exactly on tick -1
  EXPECT_EQ(x.model.now().tick, -2);
  EXPECT_EQ(x.model.now().liquidity, 0);
  EXPECT_EQ(x.model.last_swap().crossings, 1U);
  ASSERT_TRUE(x.swap(false, 1, 60).accepted());  // turns round at once
  EXPECT_EQ(x.model.now().tick, -1);
  EXPECT_EQ(x.model.now().liquidity, 10);
}

TEST(uniswap_v3_books, oracle_is_an_integral) {
  toy x;
  ASSERT_TRUE(x.change(operation_kind::mint, -4, 4, 8).accepted());
  x.now += 10;
  ASSERT_TRUE(x.swap(false, 1000, 100).accepted());
  EXPECT_EQ(x.model.now().tick, 2);
  x.now += 5;
  operation look;
  look.kind = operation_kind::observe;
  look.seconds_agos = {0, 5, 3};
  const outcome& seen = x.run(look);
  ASSERT_TRUE(seen.accepted());
  EXPECT_EQ(seen.observed[0].tick_cumulative, 10);
  EXPECT_EQ(seen.observed[1].tick_cumulative, 0);
  EXPECT_EQ(seen.observed[2].tick_cumulative, 4);
  EXPECT_EQ(seen.observed[0].seconds_per_liquidity, 15 * power_of_two(125));
  look.seconds_agos = {16};
  EXPECT_EQ(x.run(look).why, refusal::history);
  operation inside;
  inside.kind = operation_kind::snapshot_cumulatives_inside;
  inside.lower = -4;
  inside.upper = 4;
  EXPECT_EQ(x.run(inside).seconds_inside, 15U);
}

TEST(uniswap_v3_books, refusals_change_nothing) {
  toy x;
  EXPECT_EQ(x.swap(true, 0, 60).why, refusal::argument);
  EXPECT_EQ(x.swap(true, 5, 64).why, refusal::argument);  // the limit is where the price is
  ASSERT_TRUE(x.change(operation_kind::mint, -1, 1, 100).accepted());
  operation shorted;
  shorted.kind = operation_kind::mint;
  shorted.recipient = lp;
  shorted.lower = -1;
  shorted.upper = 1;
  shorted.amount = 100;
  shorted.extras[1] = -1;
  const integer before = x.model.now().balances[0][lp];
  EXPECT_EQ(x.run(shorted).why, refusal::payment);
  EXPECT_EQ(x.model.now().balances[0][lp], before);
  shorted.reenters = true;
  EXPECT_EQ(x.run(shorted).why, refusal::locked);
  operation fees;
  fees.kind = operation_kind::set_fee_protocol;
  fees.caller = trader;
  EXPECT_EQ(x.run(fees).why, refusal::permission);
  fees.caller = lp;
  fees.fee_protocol = {3, 0};
  EXPECT_EQ(x.run(fees).why, refusal::argument);
}

TEST(uniswap_v3_books, lending_pays_those_in_range) {
  toy x;
  operation loan;
  loan.kind = operation_kind::flash;
  loan.recipient = trader;
  loan.caller = trader;
  loan.amounts = {10, 0};
  EXPECT_EQ(x.run(loan).why, refusal::liquidity);
  ASSERT_TRUE(x.change(operation_kind::mint, -1, 1, 100).accepted());
  loan.extras[1] = 8;
  ASSERT_TRUE(x.run(loan).accepted());
  ASSERT_TRUE(x.change(operation_kind::burn, -1, 1, 0).accepted());
  EXPECT_EQ(x.only().owed[0], 2);  // ceil(10 / 4) = 3, of which floor(3 * 2^16 / 100) comes back
  EXPECT_EQ(x.only().owed[1], 7);
}

}  // namespace
