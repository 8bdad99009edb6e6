// The ERC-20 tokens that a pool reads and moves, with each token's own behaviour as a policy.
//
// Mirrors the recording tokens of pooltrace (docs/pooltrace.md): no allowances, no supply; every
// subtraction fails with TOKEN_BALANCE when the sender has too little, unless said.
#pragma once

#include <cstdint>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/ledger/journal.hpp"
#include "assay/receipt/result.hpp"
#include "assay/word/uint.hpp"

namespace assay {

enum class token_kind : std::uint8_t {
  plain,              // moves x, answers true
  fee_on_arrival,     // from -x, to +(x - fee), sink +fee
  fee_on_top,         // from -(x + fee), to +x, sink +fee: the sender loses more than it sends
  rebasing,           // moves floor(x * 10^18 / index) shares; balanceOf floors back
  no_return,          // moves x, answers nothing
  false_while_flag,   // while the flag is set: answers false, moves nothing
  false_but_moves,    // moves x, answers false
  false_on_lack,      // too little: answers false, moves nothing
  revert_while_flag,  // while the flag is set: reverts TOKEN_PAUSED
};

// What transfer() answered; the caller decides what that means.
enum class token_answer : std::uint8_t { yes, no, nothing };

inline constexpr revert token_balance_revert = revert::reason("TOKEN_BALANCE");
inline constexpr revert token_paused_revert = revert::reason("TOKEN_PAUSED");

// The scale of `index` in a rebasing token: 10^18 on chain. Narrow test words cannot hold it and
// use a power of two that leaves room for shares.
template <class Word>
constexpr Word rebasing_scale() {
  if constexpr (Word::bits >= 64) {
    return Word{1'000'000'000'000'000'000};
  } else {
    return Word::power_of_two(Word::bits / 4);
  }
}

template <class Word>
struct token {
  token_kind kind = token_kind::plain;
  std::uint32_t fee_bps = 0;  // of the kinds with a fee, out of 10000
  std::uint32_t decimals = 18;
  Word index = rebasing_scale<Word>();  // rebasing: value of 10^18 shares
  bool flag = false;
  Word sink{};                   // where fees go; no holder's balance
  std::vector<Word> balances{};  // by account index; shares when rebasing

  friend bool operator==(const token&, const token&) = default;

  // balanceOf. Rounds down for rebasing tokens (against the holder).
  [[nodiscard]] Word balance_of(account holder) const {
    const Word& stored = balances[holder.index];
    if (kind != token_kind::rebasing) [[likely]]
      return stored;
    return div_down(mul_wrapping(stored, index), rebasing_scale<Word>());
  }

  // transfer(to, amount) by `from`. Reverts: TOKEN_BALANCE, TOKEN_PAUSED.
  result<token_answer> transfer(account from, account to, const Word& amount, journal<Word>& log) {
    switch (kind) {
      case token_kind::plain:
        return move(from, to, amount, amount, token_answer::yes, log);
      case token_kind::no_return:
        return move(from, to, amount, amount, token_answer::nothing, log);
      case token_kind::false_but_moves:
        return move(from, to, amount, amount, token_answer::no, log);
      case token_kind::false_while_flag:
        if (flag) return token_answer::no;
        return move(from, to, amount, amount, token_answer::yes, log);
      case token_kind::false_on_lack:
        if (balances[from.index] < amount) return token_answer::no;
        return move(from, to, amount, amount, token_answer::yes, log);
      case token_kind::revert_while_flag:
        if (flag) return token_paused_revert;
        return move(from, to, amount, amount, token_answer::yes, log);
      case token_kind::fee_on_arrival:
        return transfer_with_fee(from, to, amount, false, log);
      case token_kind::fee_on_top:
        return transfer_with_fee(from, to, amount, true, log);
      case token_kind::rebasing:
        return transfer_shares(from, to, amount, log);
    }
    return revert::empty();
  }

 private:
  result<token_answer> move(account from, account to, const Word& debit, const Word& credit,
                            token_answer answer, journal<Word>& log) {
    Word& source = balances[from.index];
    if (source < debit) return token_balance_revert;
    log.set(source, sub_wrapping(source, debit));
    Word& target = balances[to.index];
    log.set(target, add_wrapping(target, credit));
    return answer;
  }

  // fee = floor(amount * bps / 10000), in favour of the holder who pays it. Beyond
  // (2^256 - 1) / 10000 the token computes no fee rather than overflow.
  result<token_answer> transfer_with_fee(account from, account to, const Word& amount, bool on_top,
                                         journal<Word>& log) {
    const Word basis{10'000};
    const Word fee = amount > div_down(Word::max(), basis)
                         ? Word::zero()
                         : div_down(mul_wrapping(amount, Word{fee_bps}), basis);
    Word debit = amount;
    if (on_top) {
      const auto total = add_checked(amount, fee);
      if (!total) return token_balance_revert;
      debit = *total;
    }
    const Word credit = on_top ? amount : sub_wrapping(amount, fee);
    auto answer = move(from, to, debit, credit, token_answer::yes, log);
    if (answer.ok()) log.set(sink, add_wrapping(sink, fee));
    return answer;
  }

  // shares = floor(amount * 10^18 / index): the receiver may get a wei less than was sent. An
  // amount too large to scale asks for more shares than exist.
  result<token_answer> transfer_shares(account from, account to, const Word& amount,
                                       journal<Word>& log) {
    const Word scale = rebasing_scale<Word>();
    const Word shares = amount > div_down(Word::max(), scale)
                            ? Word::max()
                            : div_evm(mul_wrapping(amount, scale), index);
    return move(from, to, shares, shares, token_answer::yes, log);
  }
};

}  // namespace assay
