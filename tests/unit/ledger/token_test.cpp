// Each token behaviour, by hand-worked transfers.
#include "assay/ledger/token.hpp"

#include <gtest/gtest.h>

#include "assay/ledger/account.hpp"

namespace {

using assay::account;
using assay::token_answer;
using assay::token_kind;
using word = assay::uint<256>;
using token = assay::token<word>;

const account alice = account::actor(0);
const account bob = account::actor(1);

token make(token_kind kind, std::uint64_t balance, std::uint32_t fee_bps = 0) {
  token t;
  t.kind = kind;
  t.fee_bps = fee_bps;
  t.balances.assign(account::first_actor + 2, word::zero());
  t.balances[alice.index] = word{balance};
  return t;
}

struct outcome {
  bool ok;
  token_answer answer;
  word alice_after;
  word bob_after;
  word sink;
};

outcome transfer(token t, std::uint64_t amount) {
  assay::journal<word> log;
  const auto answer = t.transfer(alice, bob, word{amount}, log);
  return {answer.ok(), answer.value(), t.balance_of(alice), t.balance_of(bob), t.sink};
}

TEST(token, plain_moves_and_answers_true) {
  const outcome o = transfer(make(token_kind::plain, 100), 30);
  EXPECT_TRUE(o.ok);
  EXPECT_EQ(o.answer, token_answer::yes);
  EXPECT_EQ(o.alice_after, word{70});
  EXPECT_EQ(o.bob_after, word{30});
}

TEST(token, plain_to_itself_keeps_the_balance) {
  token t = make(token_kind::plain, 100);
  assay::journal<word> log;
  EXPECT_TRUE(t.transfer(alice, alice, word{100}, log).ok());
  EXPECT_EQ(t.balance_of(alice), word{100});
}

TEST(token, too_little_reverts_with_token_balance) {
  for (const token_kind kind :
       {token_kind::plain, token_kind::fee_on_arrival, token_kind::fee_on_top, token_kind::rebasing,
        token_kind::no_return, token_kind::false_while_flag, token_kind::false_but_moves,
        token_kind::revert_while_flag}) {
    token t = make(kind, 100);
    assay::journal<word> log;
    const auto answer = t.transfer(alice, bob, word{101}, log);
    ASSERT_FALSE(answer.ok());
    EXPECT_TRUE(answer.why().is("TOKEN_BALANCE"));
    EXPECT_EQ(t.balance_of(alice), word{100});
  }
}

TEST(token, fee_on_arrival_rounds_the_fee_down) {
  const outcome o = transfer(make(token_kind::fee_on_arrival, 10'000, 1), 9'999);  // 0.9999 wei
  EXPECT_EQ(o.bob_after, word{9'999});
  EXPECT_TRUE(o.sink.is_zero());
  const outcome whole = transfer(make(token_kind::fee_on_arrival, 10'000, 1), 10'000);
  EXPECT_EQ(whole.bob_after, word{9'999});
  EXPECT_EQ(whole.sink, word{1});
}

TEST(token, fee_on_top_costs_the_sender_more_than_it_sends) {
  const outcome o = transfer(make(token_kind::fee_on_top, 10'000, 500), 1'000);
  EXPECT_EQ(o.alice_after, word{8'950});
  EXPECT_EQ(o.bob_after, word{1'000});
  EXPECT_EQ(o.sink, word{50});
  EXPECT_FALSE(transfer(make(token_kind::fee_on_top, 1'000, 500), 1'000).ok);
}

TEST(token, no_fee_beyond_what_can_be_scaled) {
  token t = make(token_kind::fee_on_arrival, 0, 100);
  const word amount = add_wrapping(div_down(word::max(), word{10'000}), word::one());
  t.balances[alice.index] = amount;
  assay::journal<word> log;
  ASSERT_TRUE(t.transfer(alice, bob, amount, log).ok());
  EXPECT_EQ(t.balance_of(bob), amount);
}

TEST(token, rebasing_floors_shares_and_balances) {
  token t = make(token_kind::rebasing, 1'000);
  t.index = word{1'500'000'000'000'000'000};  // a share is worth 1.5
  EXPECT_EQ(t.balance_of(alice), word{1'500});
  assay::journal<word> log;
  ASSERT_TRUE(t.transfer(alice, bob, word{100}, log).ok());  // floor(66.67) shares
  EXPECT_EQ(t.balances[bob.index], word{66});
  EXPECT_EQ(t.balance_of(bob), word{99});
}

TEST(token, answers_of_the_odd_kinds) {
  EXPECT_EQ(transfer(make(token_kind::no_return, 9), 1).answer, token_answer::nothing);
  const outcome moves = transfer(make(token_kind::false_but_moves, 9), 4);
  EXPECT_EQ(moves.answer, token_answer::no);
  EXPECT_EQ(moves.bob_after, word{4});
  const outcome lack = transfer(make(token_kind::false_on_lack, 9), 10);
  EXPECT_TRUE(lack.ok);
  EXPECT_EQ(lack.answer, token_answer::no);
  EXPECT_EQ(lack.alice_after, word{9});
}

TEST(token, flags_switch_transfers_off) {
  token silent = make(token_kind::false_while_flag, 9);
  token loud = make(token_kind::revert_while_flag, 9);
  EXPECT_EQ(transfer(silent, 4).answer, token_answer::yes);
  EXPECT_EQ(transfer(loud, 4).answer, token_answer::yes);
  silent.flag = loud.flag = true;
  EXPECT_EQ(transfer(silent, 4).answer, token_answer::no);
  EXPECT_EQ(transfer(silent, 4).alice_after, word{9});
  assay::journal<word> log;
  const auto answer = loud.transfer(alice, bob, word{4}, log);
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.why().is("TOKEN_PAUSED"));
}

}  // namespace
