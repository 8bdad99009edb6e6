// The pool by hand-worked operations: results, events, reverts in their order, rollback.
#include "assay/pool/uniswap_v3/pool.hpp"

#include <gtest/gtest.h>

namespace {

using namespace assay::uniswap_v3;
using assay::account;
using format = assay::evm_price_format<>;
using word = format::word;
using price = format::price;
using liquidity = format::liquidity;
using signed_word = assay::sint<256>;

const account alice = account::actor(0);  // owner of the factory
const account bob = account::actor(1);
const account carol = account::actor(2);

word w(std::uint64_t value) { return word{value}; }
price price_one() { return price::power_of_two(96); }
price lowest() { return add_wrapping(assay::min_sqrt_ratio<>, price::one()); }
price highest() { return sub_wrapping(assay::max_sqrt_ratio<>, price::one()); }

struct world {
  pool<> p{setup{}};
  std::uint64_t now = 1'600'000'000;

  explicit world(std::uint32_t fee_pips = 3000, std::int32_t spacing = 60) {
    create_pool<format> create;
    create.balances = word::power_of_two(200);
    create.fee_pips = fee_pips;
    create.tick_spacing = spacing;
    apply(alice, create);
  }
  template <class Call>
  const receipt<format>& apply(account caller, const Call& call) {
    return p.apply({caller, now, call});
  }
  world& at(const price& sqrt_price) {
    apply(alice, initialize<format>{sqrt_price});
    return *this;
  }
  const receipt<format>& mint(std::int32_t lower, std::int32_t upper, std::uint64_t amount,
                              payment<format> pay = {}) {
    return apply(bob, assay::uniswap_v3::mint<format>{bob, lower, upper, liquidity{amount}, pay});
  }
  const receipt<format>& burn(std::int32_t lower, std::int32_t upper, std::uint64_t amount) {
    return apply(bob, assay::uniswap_v3::burn<format>{lower, upper, liquidity{amount}});
  }
  const receipt<format>& swap(bool down, std::int64_t amount, payment<format> pay = {}) {
    return apply(carol, assay::uniswap_v3::swap<format>{carol, down, signed_word{amount},
                                                        down ? lowest() : highest(), pay});
  }
  const pool_storage<format>& slot() const { return p.state().pool; }
};

void expect_revert(const receipt<format>& r, std::string_view reason) {
  ASSERT_FALSE(r.ok()) << "expected " << reason;
  EXPECT_TRUE(r.reverted->is(reason)) << r.reverted->to_string() << " instead of " << reason;
  EXPECT_TRUE(r.events.empty());
}

payment<format> pays(std::int64_t extra0, std::int64_t extra1, reentry reenter = reentry::none) {
  return {signed_word{extra0}, signed_word{extra1}, reenter};
}

TEST(initialize_v3, once_and_in_range) {
  world x;
  expect_revert(x.mint(-60, 60, 1), "LOK");  // not initialized: locked
  expect_revert(x.apply(alice, initialize<format>{assay::max_sqrt_ratio<>}), "R");
  ASSERT_TRUE(x.apply(alice, initialize<format>{price_one()}).ok());
  expect_revert(x.apply(alice, initialize<format>{price_one()}), "AI");
  EXPECT_EQ(x.slot().tick, 0);
  EXPECT_EQ(x.slot().observation, (assay::uniswap_v3::oracle_position{0, 1}));
}

TEST(mint_v3, rounds_up_what_it_asks) {
  world x;
  x.at(price_one());
  const auto& r = x.mint(-60, 60, 1000);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.amounts[0], w(3));  // 1000 * (1 - 1.0001^-30) = 2.995
  EXPECT_EQ(r.returns.amounts[1], w(3));
  EXPECT_EQ(x.slot().liquidity, liquidity{1000});
  EXPECT_EQ(x.p.state().ticks.at(-60).liquidity_net, assay::sint<128>{1000});
  EXPECT_EQ(x.p.state().ticks.at(60).liquidity_net, assay::sint<128>{-1000});
  // Below and above the range only one token is asked for.
  EXPECT_TRUE(x.mint(60, 120, 1000).returns.amounts[1].is_zero());
  EXPECT_TRUE(x.mint(-120, -60, 1000).returns.amounts[0].is_zero());
}

TEST(mint_v3, reverts_in_order) {
  world x;
  x.at(price_one());
  expect_revert(x.mint(60, -60, 0), "");  // the amount is looked at first
  expect_revert(x.mint(60, -60, 1), "TLU");
  expect_revert(x.mint(60, 60, 1), "TLU");
  expect_revert(x.mint(-887'280, 60, 1), "TLM");
  expect_revert(x.mint(-60, 887'280, 1), "TUM");
  expect_revert(x.mint(-61, 60, 1), "");  // off the spacing
  expect_revert(x.mint(-60, 60, 1'000'000, pays(-1, 0)), "M0");
  expect_revert(x.mint(-60, 60, 1'000'000, pays(0, -1)), "M1");
  expect_revert(x.mint(-60, 60, 1'000'000, pays(0, 0, reentry::swap)), "LOK");
  const liquidity most = x.p.state().max_liquidity_per_tick;
  expect_revert(x.apply(bob,
                        assay::uniswap_v3::mint<format>{
                            bob, -60, 60, add_wrapping(most, liquidity::one()), {}}),
                "LO");
  expect_revert(
      x.apply(bob, assay::uniswap_v3::mint<format>{bob, -60, 60, liquidity::power_of_two(127), {}}),
      "");  // toInt128
  EXPECT_TRUE(x.p.state().ticks.empty());
  EXPECT_TRUE(x.p.state().positions.empty());
  EXPECT_TRUE(x.p.state().bitmap.empty());
}

TEST(burn_v3, owes_rounded_down_and_clears_ticks) {
  world x;
  x.at(price_one());
  ASSERT_TRUE(x.mint(-60, 60, 1000).ok());
  expect_revert(x.burn(-60, 60, 1001), "LS");
  expect_revert(x.burn(-120, 60, 0), "NP");
  const auto& r = x.burn(-60, 60, 1000);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.amounts[0], w(2));
  EXPECT_TRUE(x.p.state().ticks.empty());
  EXPECT_TRUE(x.p.state().bitmap.empty());
  EXPECT_TRUE(x.slot().liquidity.is_zero());
  const auto& collected =
      x.apply(bob, collect<format>{carol, -60, 60, liquidity{1}, liquidity::max()});
  EXPECT_EQ(collected.returns.amounts[0], w(1));
  EXPECT_EQ(collected.returns.amounts[1], w(2));
  // The wei that rounding left belongs to the pool.
  EXPECT_EQ(x.p.state().tokens[1].balance_of(account::pool()), w(1));
}

TEST(swap_v3, exact_input_and_output) {
  world x;
  x.at(price_one());
  ASSERT_TRUE(x.mint(-887'220, 887'220, 1'000'000'000).ok());
  const auto& in = x.swap(true, 1000);
  ASSERT_TRUE(in.ok());
  EXPECT_EQ(signed_word::from_bits(in.returns.amounts[0]), signed_word{1000});
  EXPECT_EQ(signed_word::from_bits(in.returns.amounts[1]), signed_word{-996});
  EXPECT_EQ(x.slot().tick, -1);
  const auto& out = x.swap(false, -500);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(signed_word::from_bits(out.returns.amounts[0]), signed_word{-500});
  EXPECT_EQ(signed_word::from_bits(out.returns.amounts[1]), signed_word{502});
}

TEST(swap_v3, reverts_in_order) {
  world x;
  expect_revert(x.swap(true, 0), "AS");  // before LOK
  expect_revert(x.swap(true, 1), "LOK");
  x.at(price_one());
  expect_revert(x.apply(carol, swap<format>{carol, true, signed_word{1}, price_one(), {}}), "SPL");
  expect_revert(
      x.apply(carol, swap<format>{carol, true, signed_word{1}, assay::min_sqrt_ratio<>, {}}),
      "SPL");
  ASSERT_TRUE(x.mint(-60, 60, 1'000'000).ok());
  expect_revert(x.swap(true, 100, pays(-1, 0)), "IIA");
  expect_revert(x.swap(true, 100, pays(0, 0, reentry::mint)), "LOK");
  ASSERT_TRUE(x.swap(true, 100, pays(5, 0)).ok());  // overpaying is a donation
}

TEST(swap_v3, crosses_ticks_and_stops_where_liquidity_ends) {
  world x;
  x.at(price_one());
  ASSERT_TRUE(x.mint(-60, 60, 1'000'000).ok());
  ASSERT_TRUE(x.mint(60, 120, 500'000).ok());
  const auto& r = x.swap(false, 1'000'000);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(x.slot().sqrt_price_x96, highest());  // nothing above 120: the price runs to the limit
  EXPECT_TRUE(x.slot().liquidity.is_zero());
  EXPECT_LT(signed_word::from_bits(r.returns.amounts[1]), signed_word{1'000'000});  // partial fill
}

TEST(swap_v3, exactly_on_a_tick_the_range_below_counts_when_falling) {
  world x;
  x.at(price_one());
  ASSERT_TRUE(x.mint(-120, 60, 1'000'000).ok());
  ASSERT_TRUE(x.mint(-60, 60, 1'000'000).ok());
  const price limit = assay::sqrt_ratio_at_tick(-60).value();
  ASSERT_TRUE(
      x.apply(carol, swap<format>{carol, true, signed_word{1'000'000'000}, limit, {}}).ok());
  EXPECT_EQ(x.slot().sqrt_price_x96, limit);
  EXPECT_EQ(x.slot().tick, -61);
  EXPECT_EQ(x.slot().liquidity, liquidity{1'000'000});  // the inner range has been left
}

TEST(swap_v3, revert_restores_ticks_positions_ring_and_balances) {
  world x;
  x.at(price_one());
  ASSERT_TRUE(x.apply(alice, increase_observation_cardinality_next{4}).ok());
  ASSERT_TRUE(x.mint(-60, 60, 1'000'000).ok());
  ASSERT_TRUE(x.mint(-600, 600, 1'000'000).ok());
  x.now += 100;
  const auto before = x.p.state();
  expect_revert(x.swap(true, 20'000, pays(-1, 0)), "IIA");  // after crossing -60
  expect_revert(x.mint(-60, 120, 1'000'000, pays(-1, 0)), "M0");
  const auto& after = x.p.state();
  EXPECT_EQ(after.pool, before.pool);
  EXPECT_EQ(after.ticks, before.ticks);
  EXPECT_EQ(after.positions, before.positions);
  EXPECT_EQ(after.bitmap, before.bitmap);
  EXPECT_EQ(after.observations.slots(), before.observations.slots());
  EXPECT_EQ(after.tokens, before.tokens);
}

TEST(fees_v3, are_shared_by_liquidity_and_collected) {
  world x;
  x.at(price_one());
  ASSERT_TRUE(x.mint(-887'220, 887'220, 3'000'000).ok());
  ASSERT_TRUE(
      x.apply(carol, mint<format>{carol, -887'220, 887'220, liquidity{1'000'000}, {}}).ok());
  ASSERT_TRUE(x.swap(true, 100'000).ok());  // 300 of fees
  ASSERT_TRUE(x.burn(-887'220, 887'220, 0).ok());
  const position_key key{bob, -887'220, 887'220};
  EXPECT_EQ(x.p.state().positions.at(key).tokens_owed0, liquidity{225 - 1});  // floors of growth
}

TEST(flash_v3, fee_is_rounded_up_and_checked_per_token) {
  world x;
  x.at(price_one());
  const auto flash_of = [](std::int64_t over0, std::int64_t over1) {
    return flash<format>{carol,        w(1), w(1000), signed_word{over0}, signed_word{over1},
                         reentry::none};
  };
  expect_revert(x.apply(carol, flash_of(0, 0)), "L");
  ASSERT_TRUE(x.mint(-887'220, 887'220, 1'000'000).ok());
  expect_revert(x.apply(carol, flash_of(-1, -1)), "F0");
  expect_revert(x.apply(carol, flash_of(0, -1)), "F1");
  const auto& r = x.apply(carol, flash_of(0, 0));
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.events[0].numbers[2], w(1));  // dust pays a wei
  EXPECT_EQ(r.events[0].numbers[3], w(3));
  expect_revert(
      x.apply(carol, flash<format>{carol, word::power_of_two(201), {}, {}, {}, reentry::none}),
      "TF");
}

TEST(protocol_v3, switch_and_the_wei_that_stays) {
  world x;
  x.at(price_one());
  expect_revert(x.apply(bob, set_fee_protocol{4, 4}), "");
  expect_revert(x.apply(alice, set_fee_protocol{3, 4}), "");
  expect_revert(x.apply(alice, set_fee_protocol{4, 11}), "");
  ASSERT_TRUE(x.apply(alice, set_fee_protocol{4, 10}).ok());
  EXPECT_EQ(x.slot().fee_protocol, 4 + (10 << 4));
  ASSERT_TRUE(x.mint(-887'220, 887'220, 1'000'000'000).ok());
  ASSERT_TRUE(x.swap(true, 100'000).ok());  // 300 of fees, a quarter for the protocol
  EXPECT_EQ(x.slot().protocol_fees.token0, liquidity{75});
  expect_revert(x.apply(bob, collect_protocol<format>{bob, liquidity::max(), {}}), "");
  const auto& r = x.apply(alice, collect_protocol<format>{bob, liquidity::max(), liquidity::max()});
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.amounts[0], w(74));
  EXPECT_EQ(x.slot().protocol_fees.token0, liquidity{1});
}

TEST(oracle_v3, views) {
  world x;
  expect_revert(x.apply(bob, observe{{0}}), "I");
  x.at(price_one());
  expect_revert(x.apply(bob, snapshot_cumulatives_inside{60, -60}), "TLU");
  expect_revert(x.apply(bob, snapshot_cumulatives_inside{-60, 60}), "");  // not initialized
  ASSERT_TRUE(x.mint(-60, 60, 1'000'000).ok());
  x.now += 10;
  const auto& r = x.apply(bob, snapshot_cumulatives_inside{-60, 60});
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.inside.seconds_inside, 10u);
  expect_revert(x.apply(bob, observe{{0, 11}}), "OLD");
}

}  // namespace
