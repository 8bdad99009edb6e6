// The model's whole pair on a hand-worked life, its refusals, and its tokens.
#include <gtest/gtest.h>

#include "assay/model/uniswap_v2_pool.hpp"

namespace {

using namespace assay::model::uniswap_v2;
using assay::model::integer;
using assay::model::power_of_two;

constexpr holder alice = first_actor;
constexpr holder bob = first_actor + 1;
constexpr holder treasury = first_actor + 3;

struct world {
  pool pair;
  std::uint64_t time = 100;

  explicit world(setup all = {}, token_behaviour kind0 = token_behaviour::plain)
      : pair(std::move(all)) {
    operation birth{.kind = operation_kind::create_pool};
    birth.amount = 1'000'000'000;
    birth.behaviours[0] = kind0;
    birth.fee_bps[0] = 100;
    apply(birth);
  }
  const outcome& apply(operation what) {
    what.time = time;
    return pair.apply(what);
  }
  const outcome& mint(int amount0, int amount1, holder caller = alice) {
    return apply({.kind = operation_kind::mint,
                  .caller = caller,
                  .amounts_in = {amount0, amount1},
                  .to = caller});
  }
  const outcome& swap(int in0, int out1, holder to = bob) {
    return apply({.kind = operation_kind::swap,
                  .caller = bob,
                  .amounts_in = {in0, 0},
                  .amounts_out = {0, out1},
                  .to = to});
  }
  const outcome& burn(int liquidity) {
    return apply({.kind = operation_kind::burn, .caller = alice, .amount = liquidity, .to = bob});
  }
  const outcome& simple(operation_kind kind, holder to, int amount = 0) {
    return apply({.kind = kind, .caller = alice, .amount = amount, .to = to});
  }
  const state& now() const { return pair.now(); }
};

TEST(model_books, a_life) {
  world here;
  ASSERT_TRUE(here.simple(operation_kind::set_fee_to, treasury).accepted());
  EXPECT_EQ(here.mint(1'000'000, 4'000'000).values[0], 2'000'000 - 1000);
  EXPECT_EQ(here.now().total_supply, 2'000'000);
  EXPECT_EQ(here.now().k_last, integer(4'000'000) * 1'000'000);
  EXPECT_EQ(here.now().lp[nobody], 1000);

  here.time += 10;
  ASSERT_TRUE(here.swap(1000, 3984).accepted());  // the most that the curve gives
  EXPECT_EQ(here.now().reserves[0], 1'001'000);
  EXPECT_EQ(here.now().reserves[1], 3'996'016);
  EXPECT_EQ(here.now().price_cumulative_last[0], 40 * power_of_two(112));
  EXPECT_EQ(here.now().price_cumulative_last[1], 10 * power_of_two(110));
  EXPECT_EQ(here.now().tokens[1].balances[bob], 1'000'003'984);

  // sqrt(k) grew from 2000000 to 2000002: a sixth of that on 2000000 shares is less than one.
  here.time += 5;
  const outcome& burned = here.burn(1'000'000);
  ASSERT_TRUE(burned.accepted());
  EXPECT_EQ(burned.values[0], 500'500);
  EXPECT_EQ(burned.values[1], 1'998'008);
  EXPECT_EQ(here.now().total_supply, 1'000'000);
  EXPECT_EQ(here.now().lp[treasury], 0);
  EXPECT_EQ(here.now().k_last, integer(500'500) * 1'998'008);
  EXPECT_EQ(here.now().timestamp_last, 115U);
}

TEST(model_books, protocol_fee_is_minted) {
  world here;
  here.simple(operation_kind::set_fee_to, treasury);
  here.mint(1'000'000, 1'000'000);
  ASSERT_TRUE(here.apply({.kind = operation_kind::transfer,
                          .caller = bob,
                          .amount = 210'000,
                          .to = pair_itself})
                  .accepted());
  ASSERT_TRUE(here.apply({.kind = operation_kind::sync, .caller = bob}).accepted());
  ASSERT_TRUE(here.mint(1210, 1000).accepted());
  // sqrt(k) from 1000000 to 1100000: floor(10^6 * 10^5 / (5 * 1.1 * 10^6 + 10^6)).
  EXPECT_EQ(here.now().lp[treasury], 15'384);
}

TEST(model_books, refusals_leave_no_trace) {
  world here;
  here.mint(1'000'000, 4'000'000);
  here.simple(operation_kind::transfer_lp, pair_itself, 5);
  const state before = here.now();
  const auto expect_refused = [&](const outcome& what, refusal why) {
    EXPECT_EQ(what.why, why);
    EXPECT_EQ(what.count, 0U);
    EXPECT_TRUE(here.now() == before);
  };
  expect_refused(here.swap(1000, 3985), refusal::curve);
  expect_refused(here.swap(1000, 0), refusal::liquidity);
  expect_refused(here.swap(0, 1), refusal::liquidity);
  expect_refused(here.swap(1000, 4'000'000), refusal::liquidity);
  expect_refused(here.swap(1000, 1, address_of_token1), refusal::recipient);
  expect_refused(here.swap(2'000'000'000, 1), refusal::balance);
  expect_refused(here.mint(0, 5), refusal::liquidity);
  expect_refused(here.burn(2'000'000), refusal::balance);
  expect_refused(here.apply({.kind = operation_kind::set_fee_to, .caller = bob, .to = bob}),
                 refusal::permission);
  expect_refused(here.simple(operation_kind::set_swap_fee, nobody), refusal::permission);
  expect_refused(here.apply({.kind = operation_kind::swap,
                             .caller = bob,
                             .amounts_in = {1000, 0},
                             .amounts_out = {0, 1},
                             .has_callback = true,
                             .reenters = true,
                             .to = bob}),
                 refusal::lock);
  expect_refused(here.apply({.kind = operation_kind::transfer_from_lp,
                             .caller = bob,
                             .amount = 1,
                             .from = alice,
                             .to = bob}),
                 refusal::balance);
}

TEST(model_books, reserves_have_a_width) {
  setup small;
  small.sizes = {40, 9, 6};
  small.all_rules[0].minimum_liquidity = 4;
  world here(small);
  EXPECT_EQ(here.mint(512, 10).why, refusal::overflow);
  EXPECT_TRUE(here.mint(511, 10).accepted());
}

TEST(model_books, balances_below_reserves) {
  world here;
  here.mint(1'000'000, 4'000'000);
  here.apply({.kind = operation_kind::set_token_balance, .amount = 900'000, .to = pair_itself});
  EXPECT_EQ(here.mint(10, 40).why, refusal::shortfall);
  EXPECT_EQ(here.simple(operation_kind::skim, bob).why, refusal::shortfall);
  EXPECT_TRUE(here.simple(operation_kind::sync, nobody).accepted());
  EXPECT_EQ(here.now().reserves[0], 900'000);
}

TEST(model_books, allowances) {
  world here;
  here.mint(1'000'000, 4'000'000);
  here.simple(operation_kind::approve_lp, bob, 100);
  const auto spend = [&](int amount) {
    return here
        .apply({.kind = operation_kind::transfer_from_lp,
                .caller = bob,
                .amount = amount,
                .from = alice,
                .to = bob})
        .accepted();
  };
  EXPECT_TRUE(spend(60));
  EXPECT_FALSE(spend(41));
  EXPECT_TRUE(spend(40));
  EXPECT_EQ(here.now().lp[bob], 100);
  EXPECT_EQ(here.now().allowances.at(0).amount, 0);
  here.apply({.kind = operation_kind::approve_lp,
              .caller = alice,
              .amount = power_of_two(256) - 1,
              .to = bob});
  EXPECT_TRUE(spend(60));
  EXPECT_EQ(here.now().allowances.at(0).amount, power_of_two(256) - 1);
}

TEST(model_books, tokens_behave) {
  const widths sizes{};
  const auto balances_after = [&](token_behaviour kind, bool flag, int amount) {
    token which{.behaviour = kind, .fee_bps = 100, .flag = flag, .balances = {1000, 0}};
    which.index = rebasing_scale(sizes) * 3 / 2;
    const token_answer answer = transfer(which, 0, 1, amount, sizes);
    return std::tuple{answer, which.balances[0], which.balances[1], which.sink};
  };
  using enum token_behaviour;
  using result = std::tuple<token_answer, integer, integer, integer>;
  EXPECT_EQ(balances_after(plain, true, 250), (result{token_answer::yes, 750, 250, 0}));
  EXPECT_EQ(balances_after(plain, false, 1001), (result{token_answer::reverts, 1000, 0, 0}));
  EXPECT_EQ(balances_after(fee_on_arrival, false, 250), (result{token_answer::yes, 750, 248, 2}));
  EXPECT_EQ(balances_after(fee_on_top, false, 250), (result{token_answer::yes, 748, 250, 2}));
  EXPECT_EQ(balances_after(fee_on_top, false, 1000), (result{token_answer::reverts, 1000, 0, 0}));
  EXPECT_EQ(balances_after(rebasing, false, 250), (result{token_answer::yes, 834, 166, 0}));
  EXPECT_EQ(balances_after(no_return, false, 250), (result{token_answer::nothing, 750, 250, 0}));
  EXPECT_EQ(balances_after(false_but_moves, false, 250), (result{token_answer::no, 750, 250, 0}));
  EXPECT_EQ(balances_after(false_while_flag, true, 250), (result{token_answer::no, 1000, 0, 0}));
  EXPECT_EQ(balances_after(false_on_lack, false, 1001), (result{token_answer::no, 1000, 0, 0}));
  EXPECT_EQ(balances_after(revert_while_flag, true, 1),
            (result{token_answer::reverts, 1000, 0, 0}));
}

TEST(model_books, a_token_that_keeps_a_fee) {
  world here({}, token_behaviour::fee_on_arrival);
  EXPECT_EQ(here.mint(1'000'000, 4'000'000).values[0], 1'989'974 - 1000);  // of 990000 and 4000000
  EXPECT_EQ(here.now().tokens[0].sink, 10'000);
}

}  // namespace
