// Swaps: on the wei at which the curve turns, out to the last wei of a reserve, up to the largest
// reserve, through callbacks.
#include <utility>

#include "uniswap_v2_context.hpp"

namespace assay::gen::uniswap_v2 {
namespace {

// A swap that sells `token` in one direction; amounts are what is sent and asked.
pair::swap<word> one_sided(context& c, unsigned sold, const word& sent, const word& asked) {
  pair::swap<word> swap;
  (sold == 0 ? swap.in0 : swap.in1) = sent;
  (sold == 0 ? swap.out1 : swap.out0) = asked;
  swap.to = c.recipient();
  return swap;
}

// What the pair will see come in of `token` when `sent` is sent.
word seen(const context& c, unsigned token, const word& sent) {
  return add_saturating(c.excess(token), sent);
}

call buy(context& c, unsigned bought, const word& wanted) {
  const unsigned sold = 1 - bought;
  const auto least = c.smallest_input(sold, word::zero(), wanted, c.excess(bought));
  const word input = c.nudge(least.value_or(c.magnitude(c.reserve(sold))));
  return one_sided(c, sold, c.payment(sold, input), wanted);
}

call sell(context& c, unsigned sold, const word& sent) {
  const unsigned bought = 1 - sold;
  const auto most = c.largest_output(bought, c.excess(bought), seen(c, sold, sent));
  // Too little to buy anything, mostly, is made just enough.
  if (most && most->is_zero() && !c.draw.chance(1, 4)) return buy(c, bought, word::one());
  return one_sided(c, sold, c.gross(sold, sent), c.nudge(most.value_or(word::one())));
}

// What must come back of a loan that nothing else pays for: ceil(out * d / (d - n)).
word repayment(const context& c, const word& loan) {
  const auto scaled = mul_checked(loan, word{c.rules.fee_denominator});
  if (!scaled || c.kept() == 0) return loan;
  return div_up(*scaled, word{c.kept()});
}

// x with value * x = 1 modulo `modulus`, if there is one (Euclid's algorithm, extended).
std::optional<std::uint64_t> inverse_modulo(std::uint64_t value, std::uint64_t modulus) {
  auto rest = static_cast<std::int64_t>(modulus);
  auto next_rest = static_cast<std::int64_t>(value);
  std::int64_t factor = 0;
  std::int64_t next_factor = 1;
  while (next_rest != 0) {
    const std::int64_t quotient = rest / next_rest;
    rest = std::exchange(next_rest, rest - quotient * next_rest);
    factor = std::exchange(next_factor, factor - quotient * next_factor);
  }
  if (rest != 1 || modulus == 1) return std::nullopt;
  return static_cast<std::uint64_t>(factor < 0 ? factor + static_cast<std::int64_t>(modulus)
                                               : factor);
}

// From equal reserves r and a scale d: adjusted balances of d r + 1 and d r - 1 multiply to one
// unit less than the curve asks. What an input adds, kept * input, and an output takes, d * output,
// leave that 1 over where the input is the inverse of kept modulo d, and the -1 where it is d less
// the inverse.
pair::swap<word> unit_short(context& c, std::uint64_t inverse) {
  const std::uint64_t scale = c.rules.fee_denominator;
  const std::uint64_t input1 = scale - inverse;
  pair::swap<word> swap{.out0 = word{(c.kept() * inverse - 1) / scale},
                        .out1 = word{(c.kept() * input1 + 1) / scale},
                        .to = c.recipient()};
  swap.in0 = c.payment(0, word{inverse});
  swap.in1 = c.payment(1, word{input1});
  return swap;
}

// An actor who can pay a callback, the drawn one first.
account borrower(context& c, const pair::flash<word>& pays) {
  const account first = c.actor();
  for (std::uint32_t i = 0; i < c.setup.actors; ++i) {
    const account who = account::actor((first.actor_number() + i) % c.setup.actors);
    if (c.now.tokens[0].balance_of(who) >= pays.pay0 &&
        c.now.tokens[1].balance_of(who) >= pays.pay1) {
      return who;
    }
  }
  return first;
}

}  // namespace

call swap_exact_input(context& c) {
  const unsigned sold = c.side();
  return sell(c, sold, c.magnitude(c.reserve(sold)));
}

call swap_exact_output(context& c) {
  const unsigned bought = c.side();
  return buy(c, bought, c.magnitude(c.reserve(bought)));
}

call swap_leave_dust(context& c) {
  const unsigned bought = c.side();
  const word dust = c.draw.log_uniform(8);
  return buy(c, bought, sub_saturating(c.reserve(bought), dust));
}

call swap_two_sided(context& c) {
  const bool is_even = c.reserve(0) == c.reserve(1) && !c.reserve(0).is_zero();
  if (is_even && c.draw.chance(1, 2)) {
    const auto inverse = inverse_modulo(c.kept(), c.rules.fee_denominator);
    if (inverse) return unit_short(c, *inverse);
  }
  const unsigned solved = c.side();
  const unsigned other = 1 - solved;
  const word outs[2] = {c.magnitude(c.reserve(0)), c.magnitude(c.reserve(1))};
  const word sent = c.magnitude(c.reserve(other));
  const auto least = c.smallest_input(solved, outs[solved], outs[other], seen(c, other, sent));
  const word input = c.nudge(least.value_or(c.reserve(solved)));
  pair::swap<word> swap{.out0 = outs[0], .out1 = outs[1], .to = c.recipient()};
  (solved == 0 ? swap.in0 : swap.in1) = c.payment(solved, input);
  (other == 0 ? swap.in0 : swap.in1) = c.gross(other, sent);
  return swap;
}

call swap_router_quote(context& c) {
  const unsigned sold = c.side();
  const word sent = c.magnitude(c.reserve(sold));
  const pair::swap_fee fee{c.fee_numerator(), c.rules.fee_denominator};
  const word r_in = c.reserve(sold);
  const word r_out = c.reserve(1 - sold);
  if (c.draw.chance(1, 2)) {
    const auto out = pair::get_amount_out(sent, r_in, r_out, fee);
    return one_sided(c, sold, sent, c.nudge(out.ok() ? out.value() : word::one()));
  }
  const word wanted = c.magnitude(r_out);
  const auto in = pair::get_amount_in(wanted, r_in, r_out, fee);
  return one_sided(c, sold, c.nudge(in.ok() ? in.value() : sent), wanted);
}

call swap_micro(context& c) {
  const unsigned sold = c.side();
  return sell(c, sold, word{1 + c.draw.below(3)});
}

call swap_to_limit(context& c) {
  const auto [sold, is_beyond] = c.limit();
  if (is_beyond) {
    const word much = c.beyond_limit();
    auto swap = one_sided(c, sold, much, c.magnitude(c.reserve(1 - sold)));
    if (c.draw.chance(1, 2)) (sold == 0 ? swap.in1 : swap.in0) = c.beyond_limit();
    return swap;
  }
  const word room = sub_saturating(max_reserve(), c.held(sold));
  return sell(c, sold, c.draw.near(room));
}

call swap_bad_recipient(context& c) {
  auto swap = swap_exact_input(c);
  static constexpr account odd[] = {account::token0(), account::token1(), account::pool(),
                                    account::zero()};
  std::get<pair::swap<word>>(swap).to = c.draw.one_of(odd);
  return swap;
}

call swap_wild(context& c) {
  pair::swap<word> swap;
  for (word* amount : {&swap.in0, &swap.in1, &swap.out0, &swap.out1}) {
    if (!c.draw.chance(1, 3)) *amount = c.magnitude(c.reserve(c.side()));
  }
  swap.to = c.anyone();
  return swap;
}

call flash_repay(context& c) {
  const std::uint64_t lent = c.draw.below(3);  // token0, token1, both
  pair::swap<word> swap{.has_callback = true};
  if (lent != 1) swap.out0 = c.magnitude(c.reserve(0));
  if (lent != 0) swap.out1 = c.magnitude(c.reserve(1));
  if (c.kept() != 0 && c.draw.chance(1, 4)) {
    // Repaid without a remainder, so that the curve holds with equality.
    for (word* loan : {&swap.out0, &swap.out1}) {
      *loan = sub_wrapping(*loan, widen<256>(rem(*loan, word{c.kept()})));
    }
  }
  if (c.draw.chance(1, 3)) {
    // Paid back in the other token, or in whatever the curve asks.
    const unsigned paid = c.side();
    const word& same = paid == 0 ? swap.out0 : swap.out1;
    const word& other = paid == 0 ? swap.out1 : swap.out0;
    const auto least = c.smallest_input(paid, same, other, c.excess(1 - paid));
    const word input = c.nudge(least.value_or(word::one()));
    (paid == 0 ? swap.callback.pay0 : swap.callback.pay1) = c.payment(paid, input);
  } else {
    swap.callback.pay0 = c.gross(0, c.nudge(repayment(c, swap.out0)));
    swap.callback.pay1 = c.gross(1, c.nudge(repayment(c, swap.out1)));
  }
  if (c.draw.chance(1, 6)) swap.in0 = c.magnitude(c.reserve(0));
  swap.to = c.draw.chance(1, 12) ? c.anyone() : borrower(c, swap.callback);
  return swap;
}

call flash_reenter(context& c) {
  auto made = flash_repay(c);
  static constexpr pair::reentry all[] = {pair::reentry::sync, pair::reentry::skim,
                                          pair::reentry::mint, pair::reentry::burn,
                                          pair::reentry::swap};
  std::get<pair::swap<word>>(made).callback.reenter = c.draw.one_of(all);
  return made;
}

}  // namespace assay::gen::uniswap_v2
