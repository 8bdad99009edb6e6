// The pair by hand-worked operations: results, events, every revert in its order, rollback.
#include "assay/pool/uniswap_v2/pool.hpp"

#include <gtest/gtest.h>

#include "assay/pool/uniswap_v2/library.hpp"

namespace {

using namespace assay::uniswap_v2;
using assay::account;
using assay::token_kind;
using word = assay::uint<256>;
using pair = pool<>;

const account alice = account::actor(0);  // also feeToSetter
const account bob = account::actor(1);
const account carol = account::actor(2);
const account treasury = account::actor(3);

constexpr assay::uniswap_v2::sync sync_call{};  // POSIX has a function of that name

word w(std::uint64_t value) { return word{value}; }
word two_to(unsigned k) { return word::power_of_two(k); }

// A pair with helpers for one operation each; time goes on by hand.
struct world {
  pair pool;
  std::uint64_t now = 1'600'000'000;

  explicit world(setup s = {}, create_pool<word> create = {}) : pool(std::move(s)) {
    if (create.balances.is_zero()) create.balances = two_to(200);
    apply(alice, create);
  }
  template <class Call>
  const receipt<word>& apply(account caller, const Call& call) {
    return pool.apply({caller, now, call});
  }
  const receipt<word>& mint(word amount0, word amount1, account to = alice) {
    return apply(alice, assay::uniswap_v2::mint<word>{amount0, amount1, to});
  }
  const receipt<word>& burn(word liquidity, account to = alice) {
    return apply(alice, assay::uniswap_v2::burn<word>{liquidity, to});
  }
  const receipt<word>& swap(word in0, word in1, word out0, word out1, account to = bob) {
    return apply(alice, assay::uniswap_v2::swap<word>{in0, in1, out0, out1, to, false, {}});
  }
  const receipt<word>& flash_swap(word out0, word out1, flash<word> callback, account to = bob) {
    return apply(alice, assay::uniswap_v2::swap<word>{{}, {}, out0, out1, to, true, callback});
  }
  const pair_storage<word>& storage() const { return pool.state().pair; }
  word token(unsigned i, account holder) const { return pool.state().tokens[i].balance_of(holder); }
  word lp(account holder) const { return pool.state().lp[holder.index]; }
};

void expect_revert(const receipt<word>& r, std::string_view reason) {
  ASSERT_FALSE(r.ok()) << "expected " << reason;
  EXPECT_TRUE(r.reverted->is(reason)) << r.reverted->to_string() << " instead of " << reason;
  EXPECT_TRUE(r.events.empty());
}

using ev = event<word>;

TEST(mint, first_mint_locks_the_minimum) {
  world x;
  const auto& r = x.mint(w(4'000'000), w(1'000'000), carol);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.values[0], w(1'999'000));
  ASSERT_EQ(r.events.size(), 4u);
  EXPECT_EQ(r.events[0], (ev{event_kind::transfer, account::zero(), account::zero(), {w(1000)}}));
  EXPECT_EQ(r.events[1], (ev{event_kind::transfer, account::zero(), carol, {w(1'999'000)}}));
  EXPECT_EQ(r.events[2], (ev{event_kind::sync, {}, {}, {w(4'000'000), w(1'000'000)}}));
  EXPECT_EQ(r.events[3], (ev{event_kind::mint, alice, {}, {w(4'000'000), w(1'000'000)}}));
  EXPECT_EQ(x.lp(account::zero()), w(1000));
  EXPECT_EQ(x.storage().total_supply, w(2'000'000));
  EXPECT_TRUE(x.storage().k_last.is_zero());
}

TEST(mint, reverts) {
  world x;
  expect_revert(x.mint(w(999), w(1000)), "ds-math-sub-underflow");  // floor(sqrt) = 999 < 1000
  expect_revert(x.mint(w(1000), w(1000)), "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED");
  ASSERT_TRUE(x.mint(w(1001), w(1001)).ok());
  expect_revert(x.mint(w(0), w(5)), "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED");
  expect_revert(x.mint(two_to(112), two_to(112)), "UniswapV2: OVERFLOW");
  EXPECT_EQ(x.storage().reserve0, w(1001));
  world huge;
  expect_revert(huge.mint(two_to(128), two_to(128)), "ds-math-mul-overflow");
  expect_revert(huge.mint(two_to(201), w(1)), "TOKEN_BALANCE");
}

TEST(mint, takes_the_smaller_share_and_rounds_down) {
  world x;
  ASSERT_TRUE(x.mint(w(3000), w(3000)).ok());
  ASSERT_TRUE(x.swap(w(1000), w(0), w(0), w(747)).ok());  // 4000 : 2253
  const auto& r = x.mint(w(1000), w(10'000));
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.values[0], w(750));  // 1000 * 3000 / 4000
  // 1000 * 3750 / 5000 = 750 exactly; one wei less of token0 floors to 749.
  EXPECT_EQ(x.mint(w(999), w(100'000)).returns.values[0], w(749));
}

TEST(burn, pays_floors_from_the_balances) {
  world x;
  ASSERT_TRUE(x.mint(w(3000), w(7000), alice).ok());  // liquidity 4582 - 1000
  const auto& r = x.burn(w(582), carol);
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.returns.values[0], w(381));  // 582 * 3000 / 4582 = 381.05
  EXPECT_EQ(r.returns.values[1], w(889));  // 582 * 7000 / 4582 = 889.13
  ASSERT_EQ(r.events.size(), 4u);
  EXPECT_EQ(r.events[0], (ev{event_kind::transfer, alice, account::pool(), {w(582)}}));
  EXPECT_EQ(r.events[1], (ev{event_kind::transfer, account::pool(), account::zero(), {w(582)}}));
  EXPECT_EQ(r.events[2], (ev{event_kind::sync, {}, {}, {w(2619), w(6111)}}));
  EXPECT_EQ(r.events[3], (ev{event_kind::burn, alice, carol, {w(381), w(889)}}));
  EXPECT_EQ(x.lp(account::zero()), w(1000));  // burned tokens are not credited to address(0)
}

TEST(burn, reverts) {
  world x;
  expect_revert(x.burn(w(0)), "INVALID");  // no supply: division by zero
  ASSERT_TRUE(x.mint(w(5000), w(5000)).ok());
  expect_revert(x.burn(w(0)), "UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED");
  expect_revert(x.burn(w(4001)), "ds-math-sub-underflow");
  // A donation raises what a burn pays: it counts balances, not reserves.
  ASSERT_TRUE(x.apply(bob, transfer<word>{0, w(5000), account::pool()}).ok());
  EXPECT_EQ(x.burn(w(1000)).returns.values[0], w(2000));
}

TEST(swap, output_is_tight) {
  world x;
  ASSERT_TRUE(x.mint(w(1'000'000), w(2'000'000)).ok());
  const word out = get_amount_out(w(1000), w(1'000'000), w(2'000'000)).value();
  expect_revert(x.swap(w(1000), w(0), w(0), add_wrapping(out, w(1))), "UniswapV2: K");
  const auto& r = x.swap(w(1000), w(0), w(0), out);
  ASSERT_TRUE(r.ok());
  ASSERT_EQ(r.events.size(), 2u);
  EXPECT_EQ(r.events[0],
            (ev{event_kind::sync, {}, {}, {w(1'001'000), sub_wrapping(w(2'000'000), out)}}));
  EXPECT_EQ(r.events[1], (ev{event_kind::swap, alice, bob, {w(1000), w(0), w(0), out}}));
  EXPECT_EQ(x.token(1, bob), add_wrapping(two_to(200), out));
}

TEST(swap, reverts_in_the_order_of_the_contract) {
  world x;
  ASSERT_TRUE(x.mint(w(10'000), w(10'000)).ok());
  const account t0 = account::token0();
  expect_revert(x.swap(w(1), w(1), w(0), w(0), t0), "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT");
  expect_revert(x.swap(w(1), w(0), w(0), w(10'000), t0), "UniswapV2: INSUFFICIENT_LIQUIDITY");
  expect_revert(x.swap(w(1), w(0), w(0), w(9'999), t0), "UniswapV2: INVALID_TO");
  expect_revert(x.swap(w(0), w(0), w(0), w(1)), "UniswapV2: INSUFFICIENT_INPUT_AMOUNT");
  expect_revert(x.swap(w(1), w(0), w(0), w(1)), "UniswapV2: K");
  expect_revert(x.swap(two_to(112), w(0), w(0), w(1)), "UniswapV2: OVERFLOW");
  expect_revert(x.swap(two_to(150), w(0), w(0), w(1)), "UniswapV2: OVERFLOW");
  expect_revert(x.swap(two_to(199), two_to(199), w(0), w(1)), "ds-math-mul-overflow");
  EXPECT_EQ(x.swap(w(1), w(0), w(0), w(1)).failed_call, 1u);  // after the payment
}

TEST(swap, sending_the_output_to_the_pair_counts_as_input) {
  world x;
  ASSERT_TRUE(x.mint(w(10'000), w(10'000)).ok());
  // The output comes back as input, so only the fee on it must be paid.
  const auto& r = x.swap(w(0), w(10), w(0), w(1000), account::pool());
  ASSERT_TRUE(r.ok());
  EXPECT_EQ(r.events[1],
            (ev{event_kind::swap, alice, account::pool(), {w(0), w(1010), w(0), w(1000)}}));
  expect_revert(x.swap(w(0), w(2), w(0), w(1000), account::pool()), "UniswapV2: K");
}

TEST(swap, revert_leaves_the_state_to_the_byte) {
  world x;
  ASSERT_TRUE(x.mint(w(10'000), w(10'000)).ok());
  const auto before = x.pool.state();
  x.now += 100;
  expect_revert(x.swap(w(7), w(5), w(100), w(100)), "UniswapV2: K");
  expect_revert(x.flash_swap(w(5000), w(5000), {w(1), w(1), reentry::none}), "UniswapV2: K");
  expect_revert(x.burn(two_to(180)), "ds-math-sub-underflow");
  EXPECT_EQ(x.pool.state(), before);
}

TEST(flash, pays_back_from_the_callback) {
  world x;
  ASSERT_TRUE(x.mint(w(1'000'000), w(1'000'000)).ok());
  // 1000 out of token0, back with ceil(1000 * 1000 / 997) = 1004: 1003 is not enough.
  expect_revert(x.flash_swap(w(1000), w(0), {w(1003), w(0), reentry::none}), "UniswapV2: K");
  ASSERT_TRUE(x.flash_swap(w(1000), w(0), {w(1004), w(0), reentry::none}).ok());
  EXPECT_EQ(x.storage().reserve0, w(1'000'004));
}

TEST(flash, every_locked_function_refuses_reentry) {
  world x;
  ASSERT_TRUE(x.mint(w(1'000'000), w(1'000'000)).ok());
  for (const reentry what :
       {reentry::sync, reentry::skim, reentry::mint, reentry::burn, reentry::swap}) {
    expect_revert(x.flash_swap(w(1000), w(0), {w(2000), w(0), what}), "UniswapV2: LOCKED");
  }
}

TEST(flash, only_contracts_can_be_called_back) {
  world x;
  ASSERT_TRUE(x.mint(w(1'000'000), w(1'000'000)).ok());
  expect_revert(x.flash_swap(w(1000), w(0), {}, account::zero()), "");
  expect_revert(x.flash_swap(w(1000), w(0), {}, account::pool()), "");
  expect_revert(x.flash_swap(w(1000), w(0), {two_to(201), w(0), reentry::none}), "TOKEN_BALANCE");
}

TEST(skim_and_sync, donations) {
  world x;
  ASSERT_TRUE(x.mint(w(5000), w(5000)).ok());
  ASSERT_TRUE(x.apply(bob, transfer<word>{0, w(70), account::pool()}).ok());
  ASSERT_TRUE(x.apply(alice, skim{carol}).ok());
  EXPECT_EQ(x.token(0, carol), add_wrapping(two_to(200), w(70)));
  ASSERT_TRUE(x.apply(bob, transfer<word>{1, w(30), account::pool()}).ok());
  ASSERT_TRUE(x.apply(alice, sync_call).ok());
  EXPECT_EQ(x.storage().reserve1, w(5030));
  ASSERT_TRUE(x.apply(bob, transfer<word>{1, two_to(112), account::pool()}).ok());
  expect_revert(x.apply(alice, sync_call), "UniswapV2: OVERFLOW");
}

TEST(protocol_fee, one_sixth_of_the_growth) {
  world x;
  ASSERT_TRUE(x.apply(alice, set_fee_to{treasury}).ok());
  ASSERT_TRUE(x.mint(w(1'000'000), w(1'000'000)).ok());
  EXPECT_EQ(x.storage().k_last, mul_wrapping(w(1'000'000), w(1'000'000)));
  ASSERT_TRUE(x.apply(bob, transfer<word>{0, w(210'000), account::pool()}).ok());
  ASSERT_TRUE(x.apply(alice, sync_call).ok());  // sqrt(k) = 1'100'000
  const auto& r = x.burn(w(1000));
  ASSERT_TRUE(r.ok());
  // 1'000'000 * 100'000 / (1'100'000 * 5 + 1'000'000) = 15384.6
  EXPECT_EQ(r.events[1], (ev{event_kind::transfer, account::zero(), treasury, {w(15'384)}}));
  EXPECT_EQ(x.lp(treasury), w(15'384));
  ASSERT_TRUE(x.apply(alice, set_fee_to{account::zero()}).ok());
  EXPECT_FALSE(x.storage().k_last.is_zero());  // until the next mint or burn
  ASSERT_TRUE(x.burn(w(1000)).ok());
  EXPECT_TRUE(x.storage().k_last.is_zero());
}

TEST(factory, switches_belong_to_the_setter) {
  world x;
  expect_revert(x.apply(bob, set_fee_to{bob}), "UniswapV2: FORBIDDEN");
  expect_revert(x.apply(bob, set_fee_to_setter{bob}), "UniswapV2: FORBIDDEN");
  ASSERT_TRUE(x.apply(alice, set_fee_to_setter{bob}).ok());
  expect_revert(x.apply(alice, set_fee_to{alice}), "UniswapV2: FORBIDDEN");
  EXPECT_TRUE(x.apply(bob, set_fee_to{bob}).ok());
}

TEST(oracle, accumulates_the_price_that_stood) {
  world x;
  ASSERT_TRUE(x.mint(w(3000), w(6000)).ok());
  EXPECT_TRUE(x.storage().price0_cumulative_last.is_zero());
  x.now += 10;
  ASSERT_TRUE(x.apply(alice, sync_call).ok());
  EXPECT_EQ(x.storage().price0_cumulative_last, mul_wrapping(two_to(112), w(20)));
  EXPECT_EQ(x.storage().price1_cumulative_last, mul_wrapping(two_to(111), w(10)));
}

TEST(oracle, elapsed_time_wraps_at_two_to_the_32) {
  world x;
  x.now = (std::uint64_t{1} << 32) - 5;
  ASSERT_TRUE(x.mint(w(3000), w(3000)).ok());
  x.now += 12;  // the clock's low 32 bits go from -5 to 7
  ASSERT_TRUE(x.apply(alice, sync_call).ok());
  EXPECT_EQ(x.storage().block_timestamp_last, 7u);
  EXPECT_EQ(x.storage().price0_cumulative_last, mul_wrapping(two_to(112), w(12)));
  x.now += std::uint64_t{1} << 32;  // a whole turn later: no time has passed
  ASSERT_TRUE(x.apply(alice, sync_call).ok());
  EXPECT_EQ(x.storage().price0_cumulative_last, mul_wrapping(two_to(112), w(12)));
}

TEST(lp_token, infinite_allowance_is_not_reduced) {
  world x;
  ASSERT_TRUE(x.mint(w(9000), w(9000), alice).ok());
  expect_revert(x.apply(bob, transfer_from_lp<word>{alice, carol, w(1)}), "ds-math-sub-underflow");
  ASSERT_TRUE(x.apply(alice, approve_lp<word>{bob, w(50)}).ok());
  ASSERT_TRUE(x.apply(bob, transfer_from_lp<word>{alice, carol, w(20)}).ok());
  EXPECT_EQ(x.pool.state().allowances[0].amount, w(30));
  expect_revert(x.apply(bob, transfer_from_lp<word>{alice, carol, w(31)}), "ds-math-sub-underflow");
  ASSERT_TRUE(x.apply(alice, approve_lp<word>{bob, word::max()}).ok());
  ASSERT_TRUE(x.apply(bob, transfer_from_lp<word>{alice, carol, w(100)}).ok());
  EXPECT_EQ(x.pool.state().allowances[0].amount, word::max());
  EXPECT_EQ(x.lp(carol), w(120));
  // Enough allowance, not enough balance: the allowance stays.
  expect_revert(x.apply(bob, transfer_from_lp<word>{alice, carol, w(9000)}),
                "ds-math-sub-underflow");
}

TEST(forks, uranium_lets_k_fall_a_hundredfold) {
  setup s;
  s.rules = {*find_parameters("uranium"), *find_parameters("pancake-v2")};
  create_pool<word> create;
  world x(s, create);
  ASSERT_TRUE(x.mint(w(1'000'000), w(1'000'000)).ok());
  EXPECT_TRUE(x.swap(w(1000), w(0), w(0), w(980'000)).ok());  // 98 % of token1 for 0.1 %
  create.rules = 1;
  world y(s, create);
  ASSERT_TRUE(y.mint(w(1'000'000), w(1'000'000)).ok());
  expect_revert(y.swap(w(1000), w(0), w(0), w(980'000)), "Pancake: K");
}

TEST(forks, biswap_fees_are_stored) {
  setup s;
  s.rules = {*find_parameters("biswap")};
  world x(s);
  ASSERT_TRUE(x.mint(w(1'000'000), w(1'000'000)).ok());
  expect_revert(x.apply(alice, set_swap_fee{0}), "BiswapPair: lower then 0");
  expect_revert(x.apply(alice, set_swap_fee{1001}), "BiswapPair: FORBIDDEN_FEE");
  expect_revert(x.apply(alice, set_dev_fee{501}), "BiswapPair: FORBIDDEN_FEE");
  EXPECT_TRUE(x.swap(w(1000), w(0), w(0), w(998)).ok());  // 0.1 % at birth
  ASSERT_TRUE(x.apply(alice, set_swap_fee{1000}).ok());
  expect_revert(x.swap(w(1000), w(0), w(0), w(1)), "Biswap: K");
  world uniswap;
  expect_revert(uniswap.apply(alice, set_swap_fee{2}), "");  // no such function
}

TEST(forks, migrator_names_its_liquidity) {
  setup s;
  s.rules = {*find_parameters("sushi")};
  world x(s);
  ASSERT_TRUE(x.apply(alice, set_migrator{bob}).ok());
  expect_revert(x.mint(w(5000), w(5000)), "Must not have migrator");
  ASSERT_TRUE(x.apply(alice, set_migrator{alice}).ok());
  expect_revert(x.mint(w(5000), w(5000)), "Bad desired liquidity");
  ASSERT_TRUE(x.apply(alice, set_desired<word>{w(7)}).ok());
  EXPECT_EQ(x.mint(w(5000), w(5000)).returns.values[0], w(7));
  EXPECT_EQ(x.storage().total_supply, w(7));  // nothing locked at address(0)
}

TEST(odd_tokens, the_pair_wants_no_answer_or_true) {
  create_pool<word> create;
  create.kinds = {token_kind::no_return, token_kind::false_but_moves};
  world x({}, create);
  ASSERT_TRUE(x.mint(w(10'000), w(10'000)).ok());
  EXPECT_TRUE(x.swap(w(0), w(1000), w(900), w(0)).ok());
  expect_revert(x.swap(w(1000), w(0), w(0), w(900)), "UniswapV2: TRANSFER_FAILED");
  // The flash callback wants an answer from its own payment.
  expect_revert(x.flash_swap(w(100), w(0), {w(200), w(0), reentry::none}), "");
}

TEST(odd_tokens, fee_on_top_takes_more_than_the_pair_sends) {
  create_pool<word> create;
  create.kinds = {token_kind::fee_on_top, token_kind::plain};
  create.fee_bps = {500, 0};
  world x({}, create);
  ASSERT_TRUE(x.mint(w(100'000), w(100'000)).ok());
  ASSERT_TRUE(x.swap(w(0), w(20'000), w(10'000), w(0)).ok());
  EXPECT_EQ(x.storage().reserve0, w(89'500));  // 10'000 sent, 500 taken on top
}

TEST(odd_tokens, a_balance_below_the_reserve_is_repaired_by_sync) {
  world x;
  ASSERT_TRUE(x.mint(w(10'000), w(10'000)).ok());
  ASSERT_TRUE(x.apply(bob, set_token_balance<word>{0, account::pool(), w(4000)}).ok());
  expect_revert(x.mint(w(1000), w(1000)), "ds-math-sub-underflow");
  expect_revert(x.apply(alice, skim{bob}), "ds-math-sub-underflow");
  ASSERT_TRUE(x.apply(alice, sync_call).ok());
  EXPECT_EQ(x.storage().reserve0, w(4000));
  EXPECT_TRUE(x.mint(w(1000), w(1000)).ok());
}

}  // namespace
