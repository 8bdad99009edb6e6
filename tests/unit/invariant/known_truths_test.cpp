// Where invariants end: what forks break by design, what odd tokens and outside losses excuse, and
// that being excused is counted.
#include <gtest/gtest.h>

#include <algorithm>

#include "assay/invariant/uniswap_v2_model_check.hpp"
#include "unit/invariant/scene.hpp"

namespace {

using namespace assay::testing;
using assay::account;

const assay::invariant::tally& tally_of(const scene& here, std::string_view id) {
  const auto chosen = here.checker().chosen();
  const auto found = std::find_if(chosen.begin(), chosen.end(),
                                  [&](const auto* each) { return each->about.id == id; });
  return here.checker().tallies()[static_cast<std::size_t>(found - chosen.begin())];
}

v2::setup setup_of(std::string_view name) {
  v2::setup setup;
  setup.rules = {*v2::find_parameters(name)};
  return setup;
}

// The trade that emptied the pair in 2021: nearly all of one side for next to nothing.
std::set<std::string> drain(scene& here) {
  here.mint(1'000'000, 1'000'000);
  v2::swap<word> call;
  call.in0 = w(1000);
  call.out1 = w(980'000);
  call.to = bob;
  return here.step(bob, call);
}

TEST(known_truths, fork_that_forgets_a_factor_is_excused_by_default) {
  scene here(setup_of("uranium"));
  EXPECT_TRUE(drain(here).empty());
  EXPECT_EQ(here.now().pair.reserve1, w(20'000));  // it did go through
  EXPECT_EQ(tally_of(here, "V2-K-1").applied, 0U);
  EXPECT_EQ(tally_of(here, "V2-K-1").excused, 2U);
  EXPECT_GT(tally_of(here, "V2-SYNC-1").applied, 0U);
}

TEST(known_truths, fork_that_forgets_a_factor_is_caught_when_asked) {
  scene here(setup_of("uranium"), "V2-K-1,V2-K-2,V2-DRAIN-1,V2-SHARE-1,V2-TIGHT-1");
  const auto found = drain(here);
  for (const char* id : {"V2-K-1", "V2-K-2", "V2-DRAIN-1", "V2-SHARE-1"}) {
    EXPECT_TRUE(found.contains(id)) << id;
  }
}

// Whatever the curve: the second trade leaves less of both tokens than there was at first.
TEST(known_truths, a_round_trip_that_pays_takes_from_a_share_on_any_curve) {
  scene here(setup_of("uranium"), "V2-SHARE-2");
  EXPECT_TRUE(drain(here).empty());  // less of one for more of the other may be a price
  v2::swap<word> back;
  back.in1 = w(1000);
  back.out0 = w(980'000);
  back.to = bob;
  EXPECT_TRUE(here.step(bob, back).contains("V2-SHARE-2"));
  EXPECT_EQ(tally_of(here, "V2-SHARE-2").violated, 1U);
}

// Shares minted to the protocol are no excuse for what the mint or burn itself takes.
TEST(known_truths, a_burn_that_rounds_up_takes_from_a_share_though_the_protocol_is_paid) {
  const auto burn_after_growth = [](const std::function<void(shown&)>& spoil) {
    scene here({}, "V2-SHARE-2");
    here.mint(1'000'000, 4'000'000);
    here.step(alice, v2::set_fee_to{treasury});
    here.mint(50'000, 200'000);
    here.swap(300'000);
    auto found = here.step(alice, v2::transfer_lp<word>{w(400'001), account::pool()});
    found.merge(here.step(alice, v2::burn<word>{w(0), alice}, spoil));
    EXPECT_GT(here.now().lp[treasury.index], w(0));
    return found;
  };
  EXPECT_TRUE(burn_after_growth(nullptr).empty());
  const auto found = burn_after_growth([](shown& sight) {
    for (auto& paid : sight.answer.returns.values) paid = plus(paid, 1);
    sight.after.pair.reserve0 = minus(sight.after.pair.reserve0, 1);
    sight.after.pair.reserve1 = minus(sight.after.pair.reserve1, 1);
  });
  EXPECT_TRUE(found.contains("V2-SHARE-2"));
}

// Without a reference nobody knows what a pair locks: the first mint tells, and that alone.
TEST(known_truths, any_minimum_may_be_locked_where_no_rules_are_known) {
  for (const std::uint32_t minimum : {0U, 999U, 1'000'000U}) {
    v2::setup setup;
    setup.rules.front().minimum_liquidity = minimum;
    const auto first_mint = [&](const std::function<void(shown&)>& spoil) {
      scene here = scene::without_reference(setup, "V2-LP-2");
      here.step(alice, v2::set_fee_to{treasury});
      auto found = here.mint(4'000'000, 4'000'000, spoil);
      found.merge(here.mint(1000, 1000));
      EXPECT_EQ(here.now().lp[account::zero().index], w(minimum));
      return found;
    };
    EXPECT_TRUE(first_mint(nullptr).empty()) << minimum;
    const auto for_bob = [](shown& sight) {
      sight.after.lp[bob.index] = plus(sight.after.lp[bob.index], 1);
      sight.after.pair.total_supply = plus(sight.after.pair.total_supply, 1);
    };
    EXPECT_TRUE(first_mint(for_bob).contains("V2-LP-2")) << minimum;
    scene strict(setup, "V2-LP-2");
    EXPECT_TRUE(strict.mint(4'000'000, 4'000'000).empty()) << minimum;
  }
}

TEST(known_truths, honest_forks_are_not_excused) {
  for (const char* name : {"uniswap-v2", "pancake-v1", "pancake-v2", "sushi", "biswap"}) {
    scene here(setup_of(name));
    here.mint(1'000'000, 1'000'000);
    EXPECT_EQ(tally_of(here, "V2-K-1").excused, 0U) << name;
  }
}

TEST(known_truths, loss_from_outside_is_no_violation_but_is_remembered) {
  scene here;
  here.mint(1'000'000, 4'000'000);
  here.step(alice, v2::set_token_balance<word>{0, account::pool(), w(10'000)});
  const auto before = tally_of(here, "V2-SUPPLY-1").applied;
  EXPECT_TRUE(here.step(bob, v2::sync{}).empty());
  EXPECT_EQ(tally_of(here, "V2-SUPPLY-1").applied, before);  // no longer claimed
  EXPECT_TRUE(here.swap(100).empty());
  EXPECT_GT(tally_of(here, "V2-K-1").applied, 0U);  // trades still keep the curve
}

TEST(known_truths, migrators_number_is_no_violation) {
  scene here(setup_of("sushi"));
  here.step(alice, v2::set_migrator{bob});
  here.step(alice, v2::set_desired<word>{word::power_of_two(200)});
  EXPECT_TRUE(here.step(bob, v2::mint<word>{w(5), w(5), bob}).empty());
  EXPECT_EQ(here.now().pair.total_supply, word::power_of_two(200));
  EXPECT_TRUE(here.step(bob, v2::burn<word>{word::power_of_two(199), bob}).empty());
}

TEST(known_truths, time_beyond_the_clock_counts_modulo) {
  scene here;
  here.mint(1'000'000, 4'000'000);
  here.pass((std::uint64_t{1} << 32) + 7);
  EXPECT_TRUE(here.step(bob, v2::sync{}).empty());
  EXPECT_EQ(here.now().pair.price0_cumulative_last, w(28) << 112);
}

TEST(known_truths, resuming_claims_nothing_about_the_past) {
  scene first;
  first.mint(1'000'000, 4'000'000);
  first.pass(5);
  checks::checker_set checker(checks::select("all"), v2::setup{});
  checker.resume_from(first.now(), 0, 1'600'000'100);
  v2::pool<> pool{v2::setup{}};
  pool.set_state(first.now(), 0);
  const operation sync{bob, 1'600'000'200, v2::sync{}};
  const receipt& answer = pool.apply(sync);
  EXPECT_TRUE(checker.after(sync, answer, pool.state()).empty());
  EXPECT_EQ(pool.state().pair.price0_cumulative_last, w(800) << 112);
}

TEST(known_truths, model_names_the_field_that_differs) {
  v2::pool<> pool{v2::setup{}};
  checks::model_check model{v2::setup{}};
  const auto show = [&](const operation& asked, auto spoil) {
    const receipt& answer = pool.apply(asked);
    receipt seen_answer = answer;
    state seen = pool.state();
    spoil(seen_answer, seen);
    return model.after(asked, seen_answer, seen);
  };
  const auto untouched = [](receipt&, state&) {};
  v2::create_pool<word> birth;
  birth.balances = w(1'000'000'000);
  const operation mint{alice, 10, v2::mint<word>{w(1'000'000), w(4'000'000), alice}};
  const operation sync{alice, 20, v2::sync{}};
  EXPECT_FALSE(show({alice, 0, birth}, untouched));
  EXPECT_FALSE(show(mint, untouched));
  auto found = show(sync, [](receipt&, state& s) { s.pair.k_last = w(3); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field, "state.kLast");
  EXPECT_EQ(found->expected, "0");
  EXPECT_EQ(found->got, "3");
  model.resume_from(pool.state(), 0);
  found = show(mint, [](receipt& r, state&) { r.returns.values[0] = w(1); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field, "returns[0]");
  found = show(sync, [](receipt& r, state&) { r.reverted = assay::revert::reason("no"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field, "result");
  EXPECT_EQ(found->expected, "accepted");
  found = show(sync, [](receipt&, state& s) { s.tokens[1].balances[bob.index] = w(5); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->field, "state.token1[5]");
  EXPECT_GT(model.fields_compared(), 100U);
}

}  // namespace
