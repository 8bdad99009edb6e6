// Mints and burns: around the minimum liquidity, around one share, all, all but one, and up to the
// largest reserve.
#include "uniswap_v2_context.hpp"

namespace assay::gen::uniswap_v2 {
namespace {

// The least amount of `token` for which a later mint gives `shares`, rounded up; 1 when unknown.
word amount_for_shares(const context& c, unsigned token, const word& shares) {
  const word supply = c.now.pair.total_supply;
  if (supply.is_zero()) return word::one();
  const auto product = mul_checked(shares, c.reserve(token));
  return product ? div_up(*product, supply) : word::one();
}

// The amount of the other token at the pair's ratio, rounded down.
word at_ratio(const context& c, unsigned token, const word& amount) {
  const auto other = pair::quote(amount, c.reserve(token), c.reserve(1 - token));
  return other.ok() ? other.value() : amount;
}

pair::mint<word> mint_of(context& c, unsigned token, const word& amount, const word& other) {
  const word sent = c.payment(token, amount);
  const word sent_other = c.payment(1 - token, other);
  return token == 0 ? pair::mint<word>{sent, sent_other, c.recipient()}
                    : pair::mint<word>{sent_other, sent, c.recipient()};
}

}  // namespace

call mint_first(context& c) {
  // Every draw is a statement of its own: the order of evaluation of arguments is the compiler's.
  const unsigned token = c.side();
  word amount = c.draw.log_uniform(112);
  word other = c.draw.log_uniform(112);
  const std::uint64_t kind = c.draw.below(64);
  switch (kind % 4) {
    case 0: {
      // sqrt(amount0 * amount1) around a small root: 1000 mints nothing, 1001 the first share.
      const word root = c.draw.near(word{1000 + (c.draw.chance(1, 4) ? c.draw.below(2000) : 1)});
      amount = word{1 + c.draw.below(c.draw.chance(1, 2) ? 4000 : 1 << 20)};
      other = c.draw.near(div_up(mul_wrapping(root, root), amount));
      break;
    }
    case 1:  // 1 : 2^112
      amount = c.draw.near(max_reserve());
      other = word::one();
      if (kind >= 32) other = add_saturating(other, c.draw.log_uniform(16));
      break;
    case 2:
      other = c.nudge(amount);
      break;
    default:
      if (kind >= 56) {  // a product beyond the word
        amount = c.beyond_limit();
        other = c.beyond_limit();
      }
      break;
  }
  return mint_of(c, token, amount, other);
}

call mint_proportional(context& c) {
  const unsigned token = c.side();
  const word amount = c.magnitude(c.reserve(token));
  const word least = amount_for_shares(c, token, word::one());
  if (amount < least && !c.draw.chance(1, 4)) {
    // Too little for a share, mostly, is made just enough of both.
    return mint_of(c, token, least, amount_for_shares(c, 1 - token, word::one()));
  }
  return mint_of(c, token, amount, c.nudge(at_ratio(c, token, amount)));
}

call mint_dust(context& c) {
  const word shares{c.draw.below(4)};
  const word amount0 = c.draw.near(amount_for_shares(c, 0, shares));
  return mint_of(c, 0, amount0, c.draw.near(amount_for_shares(c, 1, shares)));
}

call mint_one_sided(context& c) {
  const unsigned token = c.side();
  const word other = c.draw.chance(1, 2) ? word::zero() : word{c.draw.below(4)};
  return mint_of(c, token, c.magnitude(c.reserve(token)), other);
}

call mint_to_limit(context& c) {
  const auto [token, is_beyond] = c.limit();
  if (is_beyond) {
    const word much = c.beyond_limit();
    return mint_of(c, token, much, c.draw.chance(1, 2) ? c.beyond_limit() : word::one());
  }
  const word amount = c.draw.near(sub_saturating(max_reserve(), c.reserve(token)));
  return mint_of(c, token, amount, c.nudge(at_ratio(c, token, amount)));
}

call burn_share(context& c) {
  const account owner = c.lp_holder();
  return pair::burn<word>{c.magnitude(c.now.lp[owner.index]), c.recipient()};
}

call burn_extreme(context& c) {
  const word owned = c.now.lp[c.lp_holder().index];
  word liquidity = owned;
  switch (c.draw.below(4)) {
    case 1:
      liquidity = sub_saturating(owned, word::one());
      break;
    case 2:
      liquidity = sub_saturating(owned, c.draw.log_uniform(8));
      break;
    case 3:
      liquidity = add_saturating(owned, word::one());
      break;
    default:
      break;
  }
  return pair::burn<word>{liquidity, c.recipient()};
}

call burn_dust(context& c) {
  // The liquidity at which a payout turns from `wei` - 1 to `wei`: ceil(wei * supply / balance).
  const unsigned token = c.side();
  const word wei{c.draw.below(3)};
  const auto product = mul_checked(wei, c.now.pair.total_supply);
  const word balance = c.held(token);
  const word turn = product && !balance.is_zero() ? div_up(*product, balance) : word::one();
  return pair::burn<word>{c.draw.near(turn), c.recipient()};
}

call donate(context& c) {
  const unsigned token = c.side();
  return pair::transfer<word>{token, c.magnitude(c.reserve(token)), account::pool()};
}

call donate_to_limit(context& c) {
  const auto [token, is_beyond] = c.limit();
  const word amount =
      is_beyond ? c.beyond_limit() : c.draw.near(sub_saturating(max_reserve(), c.held(token)));
  return pair::transfer<word>{token, amount, account::pool()};
}

call pay_other(context& c) {
  const unsigned token = c.side();
  const account from = c.actor();
  return pair::transfer<word>{token, c.magnitude(c.now.tokens[token].balance_of(from)), c.anyone()};
}

}  // namespace assay::gen::uniswap_v2
