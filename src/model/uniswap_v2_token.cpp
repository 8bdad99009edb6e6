// The tokens that a pair may meet, in exact integers.
#include <algorithm>

#include "assay/model/uniswap_v2_pool.hpp"

namespace assay::model::uniswap_v2 {
namespace {

integer largest_word(const widths& sizes) { return power_of_two(sizes.word) - 1; }

// Takes `debit` from one balance and adds `credit` to another, which may be the same.
token_answer move(token& which, holder from, holder to, const integer& debit, const integer& credit,
                  token_answer answer, const widths& sizes) {
  if (which.balances[from] < debit) return token_answer::reverts;
  which.balances[from] -= debit;
  which.balances[to] = modulo_power_of_two(which.balances[to] + credit, sizes.word);
  return answer;
}

// Rounded down, in favour of who pays it; none at all on amounts too large to compute it.
integer fee_on(const token& which, const integer& amount, const widths& sizes) {
  constexpr unsigned basis_points = 10'000;
  if (amount > largest_word(sizes) / basis_points) return 0;
  return floor_of_quotient(amount * which.fee_bps, basis_points);
}

token_answer transfer_with_fee(token& which, holder from, holder to, const integer& amount,
                               const widths& sizes) {
  const integer fee = fee_on(which, amount, sizes);
  const bool on_top = which.behaviour == token_behaviour::fee_on_top;
  const integer debit = on_top ? amount + fee : amount;
  const integer credit = on_top ? amount : amount - fee;
  const token_answer answer = move(which, from, to, debit, credit, token_answer::yes, sizes);
  if (answer != token_answer::reverts) {
    which.sink = modulo_power_of_two(which.sink + fee, sizes.word);
  }
  return answer;
}

// The shares worth no more than `amount`: the receiver may get a wei less than was sent.
integer shares_for(const token& which, const integer& amount, const widths& sizes) {
  const integer scale = rebasing_scale(sizes);
  if (amount > largest_word(sizes) / scale) return largest_word(sizes);
  if (which.index.is_zero()) return 0;
  return floor_of_quotient(amount * scale, which.index);
}

}  // namespace

integer rebasing_scale(const widths& sizes) {
  constexpr unsigned bits_that_hold_it = 64;
  if (sizes.word >= bits_that_hold_it) return 1'000'000'000'000'000'000;
  return power_of_two(sizes.word / 4);
}

integer balance_of(const token& which, holder who, const widths& sizes) {
  const integer& stored = which.balances[who];
  if (which.behaviour != token_behaviour::rebasing) return stored;
  return floor_of_quotient(modulo_power_of_two(stored * which.index, sizes.word),
                           rebasing_scale(sizes));
}

token_answer transfer(token& which, holder from, holder to, const integer& amount,
                      const widths& sizes) {
  const auto plainly = [&](token_answer answer) {
    return move(which, from, to, amount, amount, answer, sizes);
  };
  switch (which.behaviour) {
    case token_behaviour::plain:
      return plainly(token_answer::yes);
    case token_behaviour::no_return:
      return plainly(token_answer::nothing);
    case token_behaviour::false_but_moves:
      return plainly(token_answer::no);
    case token_behaviour::false_while_flag:
      return which.flag ? token_answer::no : plainly(token_answer::yes);
    case token_behaviour::revert_while_flag:
      return which.flag ? token_answer::reverts : plainly(token_answer::yes);
    case token_behaviour::false_on_lack:
      return which.balances[from] < amount ? token_answer::no : plainly(token_answer::yes);
    case token_behaviour::fee_on_arrival:
    case token_behaviour::fee_on_top:
      return transfer_with_fee(which, from, to, amount, sizes);
    case token_behaviour::rebasing: {
      const integer shares = shares_for(which, amount, sizes);
      return move(which, from, to, shares, shares, token_answer::yes, sizes);
    }
  }
  return token_answer::reverts;
}

}  // namespace assay::model::uniswap_v2
