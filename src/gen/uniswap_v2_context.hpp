// What the generators of Uniswap V2 share: the pair as they see it, amounts of every magnitude, and
// the amounts at which the curve turns, solved exactly.
#pragma once

#include <optional>

#include "assay/gen/uniswap_v2.hpp"

namespace assay::gen::uniswap_v2 {

using state = pair::protocol::state;
using call = pair::call<word>;

/// The largest balance that a pair can take into its reserves.
inline word max_reserve() { return sub_wrapping(word::power_of_two(112), word::one()); }

class context {
 public:
  context(choices& source, const state& pair_state, const pair::setup& all,
          const pair::parameters& in_force, mode kind)
      : draw(source), now(pair_state), setup(all), rules(in_force), which(kind) {}

  choices& draw;
  const state& now;
  const pair::setup& setup;
  const pair::parameters& rules;
  const mode which;

  // ---- the pair

  [[nodiscard]] word reserve(unsigned token) const {
    return token == 0 ? now.pair.reserve0 : now.pair.reserve1;
  }
  [[nodiscard]] word held(unsigned token) const {
    return now.tokens[token].balance_of(account::pool());
  }
  /// What the pair holds beyond its reserve: the next swap or mint counts it as paid.
  [[nodiscard]] word excess(unsigned token) const {
    return sub_saturating(held(token), reserve(token));
  }
  [[nodiscard]] std::uint64_t fee_numerator() const {
    return rules.fee_is_stored ? now.pair.swap_fee : rules.fee_numerator;
  }
  /// The part of an input that trades, over fee_denominator.
  [[nodiscard]] std::uint64_t kept() const {
    return rules.fee_denominator > fee_numerator() ? rules.fee_denominator - fee_numerator() : 0;
  }

  // ---- who

  account actor();
  /// An actor mostly; sometimes anything that has an account.
  account recipient();
  account anyone();
  /// An actor who has LP tokens, if the first one asked has none and another does.
  account lp_holder();

  // ---- how much

  /// One of the two tokens.
  unsigned side() { return static_cast<unsigned>(draw.below(2)); }
  /// One of the two tokens, and whether this is one of the rare cases in which amounts are drawn
  /// by beyond_limit(). One draw decides both: what is rare leaves all else as it is.
  struct limit_case {
    unsigned token = 0;
    bool is_beyond = false;
  };
  limit_case limit() {
    const std::uint64_t kind = draw.below(32);
    return {static_cast<unsigned>(kind % 2), kind / 2 == 14};
  }

  /// Any magnitude, with a preference for the neighbourhood of `reference` and for tiny amounts.
  word magnitude(const word& reference);
  /// `exact` mostly, or one or a few off it.
  word nudge(const word& exact);
  /// More than a reserve can be: where products leave the word.
  word beyond_limit();
  /// What must be sent so that `amount` arrives (before a token's own rounding).
  [[nodiscard]] word gross(unsigned token, const word& amount) const;
  /// What must still be sent so that the pair sees `input` of a token.
  [[nodiscard]] word payment(unsigned token, const word& input) const {
    return gross(token, sub_saturating(input, excess(token)));
  }

  // ---- the curve, solved. Inputs are all that the pair will see, donations included. Nothing:
  // no such amount, or numbers that do not fit.

  /// The largest output of `token` that the curve allows for these inputs of both tokens, nothing
  /// of the other token going out.
  [[nodiscard]] std::optional<word> largest_output(unsigned token, const word& input,
                                                   const word& other_input) const;
  /// The smallest input of `token` that the curve asks for, when `output` of it and `other_output`
  /// of the other token go out and `other_input` of the other comes in.
  [[nodiscard]] std::optional<word> smallest_input(unsigned token, const word& output,
                                                   const word& other_output,
                                                   const word& other_input) const;

 private:
  /// The least adjusted balance of `token` with which the curve holds, given the other's.
  [[nodiscard]] std::optional<word> needed_adjusted(unsigned token, const word& other_output,
                                                    const word& other_input) const;
};

// One function per generator; the table in uniswap_v2.cpp names them.
call swap_exact_input(context& c);
call swap_exact_output(context& c);
call swap_leave_dust(context& c);
call swap_two_sided(context& c);
call swap_router_quote(context& c);
call swap_micro(context& c);
call swap_to_limit(context& c);
call swap_bad_recipient(context& c);
call swap_wild(context& c);
call flash_repay(context& c);
call flash_reenter(context& c);
call mint_first(context& c);
call mint_proportional(context& c);
call mint_dust(context& c);
call mint_one_sided(context& c);
call mint_to_limit(context& c);
call burn_share(context& c);
call burn_extreme(context& c);
call burn_dust(context& c);
call donate(context& c);
call donate_to_limit(context& c);
call pay_other(context& c);
call skim_excess(context& c);
call sync_reserves(context& c);
call switch_fee(context& c);
call change_setter(context& c);
call send_lp(context& c);
call approve(context& c);
call spend_allowance(context& c);
call change_fork(context& c);
call change_token(context& c);

/// Draws every amount of an operation anew: any number from 0 to what its payer has or the pair can
/// take. An amount that is left out stays left out; who calls what stays.
void draw_uniformly(context& c, call& what);

/// The caller for an operation: who has the right, the tokens or the allowance, mostly.
account choose_caller(context& c, const call& what);

}  // namespace assay::gen::uniswap_v2
