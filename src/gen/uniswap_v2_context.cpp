// Who and how much: the draws and solutions that all generators of Uniswap V2 lean on.
#include "uniswap_v2_context.hpp"

#include <variant>

namespace assay::gen::uniswap_v2 {

account context::actor() {
  return account::actor(static_cast<std::uint32_t>(draw.below(setup.actors)));
}

account context::recipient() { return draw.chance(1, 12) ? anyone() : actor(); }

account context::anyone() {
  return account{static_cast<std::uint32_t>(draw.below(account::first_actor + setup.actors))};
}

account context::lp_holder() {
  const account first = actor();
  if (!now.lp[first.index].is_zero() || draw.chance(1, 8)) return first;
  for (std::uint32_t i = 1; i < setup.actors; ++i) {
    const account other = account::actor((first.actor_number() + i) % setup.actors);
    if (!now.lp[other.index].is_zero()) return other;
  }
  return first;
}

word context::magnitude(const word& reference) {
  switch (draw.below(9)) {
    case 0:
    case 1: {
      const unsigned width = bit_width(reference) + 2;
      return draw.log_uniform(width < word::bits ? width : word::bits);
    }
    case 2: {  // a fraction of the reference, in 65536ths, rounded down
      const word parts = mul_wrapping(reference >> 16, word{draw.below(0x10000)});
      return add_saturating(parts, draw.log_uniform(4));
    }
    case 3:
    case 4:
      return word{draw.below(16)};
    case 5:
      return draw.near(reference);
    case 6:
      return draw.near(reference >> static_cast<unsigned>(draw.below(64)));
    case 7:
      return draw.log_uniform(113);
    default:
      return draw.boundary();
  }
}

word context::beyond_limit() {
  const word supply = now.pair.total_supply;
  // What just overflows when it is multiplied by the supply, by the scale of fees, by itself.
  if (!supply.is_zero() && draw.chance(1, 2)) return draw.near(div_down(word::max(), supply));
  if (draw.chance(1, 4)) return draw.near(div_down(word::max(), word{rules.fee_denominator}));
  if (draw.chance(1, 3)) return draw.near(word::power_of_two(128));
  return word::power_of_two(static_cast<unsigned>(112 + draw.below(144)));
}

word context::nudge(const word& exact) {
  switch (draw.below(8)) {
    case 5:
      return add_saturating(exact, word::one());
    case 6:
      return sub_saturating(exact, word::one());
    case 7:
      return draw.near(exact);
    default:
      return exact;
  }
}

word context::gross(unsigned token, const word& amount) const {
  const auto& books = now.tokens[token];
  if (books.kind != token_kind::fee_on_arrival || books.fee_bps >= 10'000) return amount;
  const auto scaled = mul_checked(amount, word{10'000});
  if (!scaled) return amount;
  return div_up(*scaled, word{10'000 - books.fee_bps});
}

std::optional<word> context::needed_adjusted(unsigned token, const word& other_output,
                                             const word& other_input) const {
  const unsigned other = 1 - token;
  if (other_output > reserve(other)) return std::nullopt;
  const word left = sub_wrapping(reserve(other), other_output);
  // (left + input) * d - input * n = left * d + input * (d - n)
  const auto scaled = mul_checked(left, word{rules.fee_denominator});
  const auto traded = mul_checked(other_input, word{kept()});
  if (!scaled || !traded) return std::nullopt;
  const auto adjusted = add_checked(*scaled, *traded);
  const auto product = mul_checked(reserve(0), reserve(1));
  if (!adjusted || adjusted->is_zero() || !product) return std::nullopt;
  const auto target = mul_checked(*product, word{rules.k_scale});
  if (!target) return std::nullopt;
  return div_up(*target, *adjusted);
}

std::optional<word> context::largest_output(unsigned token, const word& input,
                                            const word& other_input) const {
  const auto needed = needed_adjusted(token, word::zero(), other_input);
  const auto traded = mul_checked(input, word{kept()});
  if (!needed || !traded) return std::nullopt;
  const word to_stay = div_up(sub_saturating(*needed, *traded), word{rules.fee_denominator});
  return sub_checked(reserve(token), to_stay);
}

std::optional<word> context::smallest_input(unsigned token, const word& output,
                                            const word& other_output,
                                            const word& other_input) const {
  const auto needed = needed_adjusted(token, other_output, other_input);
  if (!needed || output > reserve(token) || kept() == 0) return std::nullopt;
  const auto there = mul_checked(sub_wrapping(reserve(token), output), word{rules.fee_denominator});
  if (!there) return std::nullopt;
  return div_up(sub_saturating(*needed, *there), word{kept()});
}

namespace {

// The first actor from a drawn one on who can pay both amounts, else the drawn one.
account payer(context& c, const word& amount0, const word& amount1) {
  const account first = c.actor();
  if (c.draw.chance(1, 8)) return first;
  for (std::uint32_t i = 0; i < c.setup.actors; ++i) {
    const account who = account::actor((first.actor_number() + i) % c.setup.actors);
    if (c.now.tokens[0].balance_of(who) >= amount0 && c.now.tokens[1].balance_of(who) >= amount1) {
      return who;
    }
  }
  return first;
}

account lp_payer(context& c, const word& amount) {
  const account first = c.actor();
  if (c.draw.chance(1, 8)) return first;
  for (std::uint32_t i = 0; i < c.setup.actors; ++i) {
    const account who = account::actor((first.actor_number() + i) % c.setup.actors);
    if (c.now.lp[who.index] >= amount) return who;
  }
  return first;
}

}  // namespace

account choose_caller(context& c, const call& what) {
  if (const auto* x = std::get_if<pair::mint<word>>(&what)) {
    if (c.rules.has_migrator && c.now.pair.total_supply.is_zero() &&
        c.now.pair.migrator.is_actor() && !c.draw.chance(1, 3)) {
      return c.now.pair.migrator;
    }
    return payer(c, x->amount0, x->amount1);
  }
  if (const auto* x = std::get_if<pair::swap<word>>(&what)) return payer(c, x->in0, x->in1);
  if (const auto* x = std::get_if<pair::transfer<word>>(&what)) {
    return x->token == 0 ? payer(c, x->amount, word::zero()) : payer(c, word::zero(), x->amount);
  }
  if (const auto* x = std::get_if<pair::burn<word>>(&what)) return lp_payer(c, x->liquidity);
  if (const auto* x = std::get_if<pair::transfer_lp<word>>(&what)) return lp_payer(c, x->amount);
  if (std::holds_alternative<pair::set_fee_to>(what) ||
      std::holds_alternative<pair::set_fee_to_setter>(what)) {
    const account setter = c.now.pair.fee_to_setter;
    return setter.is_actor() && !c.draw.chance(1, 8) ? setter : c.actor();
  }
  if (const auto* x = std::get_if<pair::transfer_from_lp<word>>(&what)) {
    for (const auto& entry : c.now.allowances) {
      if (entry.owner == x->from && entry.spender.is_actor() && !entry.amount.is_zero() &&
          !c.draw.chance(1, 4)) {
        return entry.spender;
      }
    }
  }
  return c.actor();
}

}  // namespace assay::gen::uniswap_v2
