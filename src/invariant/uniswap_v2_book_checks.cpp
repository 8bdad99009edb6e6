// Truths about the books: who has what before and after, who may change it, and that a refused
// operation changes nothing.
#include "text.hpp"
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using exact::holder;
using exact::operation_kind;
using exact::token_behaviour;

// Up to six amounts that go to (or, negative, come from) a holder.
class movements {
 public:
  void add(holder who, const integer& amount) { entries_[count_++] = {who, &amount, false}; }
  void take(holder who, const integer& amount) { entries_[count_++] = {who, &amount, true}; }
  [[nodiscard]] bool touches(holder who) const {
    for (std::size_t i = 0; i < count_; ++i) {
      if (entries_[i].who == who) return true;
    }
    return false;
  }
  [[nodiscard]] integer applied_to(const integer& balance, holder who) const {
    integer sum = balance;
    for (std::size_t i = 0; i < count_; ++i) {
      const entry& each = entries_[i];
      if (each.who != who) continue;
      if (each.is_taken) {
        sum -= *each.amount;
      } else {
        sum += *each.amount;
      }
    }
    return sum;
  }

 private:
  struct entry {
    holder who = 0;
    const integer* amount = nullptr;
    bool is_taken = false;
  };
  std::array<entry, 6> entries_{};
  std::size_t count_ = 0;
};

// What an accepted operation moves of one token, when the token moves what it is told to.
movements token_movements(const step& now, std::size_t token, const integer& skimmed) {
  const exact::operation& asked = now.asked;
  movements out;
  switch (asked.kind) {
    case operation_kind::mint:
    case operation_kind::swap:
      out.take(asked.caller, asked.amounts_in[token]);
      out.add(exact::pair_itself, asked.amounts_in[token]);
      if (asked.kind == operation_kind::mint) break;
      out.take(exact::pair_itself, asked.amounts_out[token]);
      out.add(asked.to, asked.amounts_out[token]);
      if (!asked.has_callback) break;
      out.take(asked.to, asked.payments[token]);
      out.add(exact::pair_itself, asked.payments[token]);
      break;
    case operation_kind::burn:
      out.take(exact::pair_itself, now.answer.values[token]);
      out.add(asked.to, now.answer.values[token]);
      break;
    case operation_kind::skim:
      out.take(exact::pair_itself, skimmed);
      out.add(asked.to, skimmed);
      break;
    case operation_kind::transfer:
      if (asked.token != token) break;
      out.take(asked.caller, asked.amount);
      out.add(asked.to, asked.amount);
      break;
    default:
      break;
  }
  return out;
}

void check_conservation(const step& now, std::size_t token, verdict& found) {
  if (!now.answer.accepted) return;
  if (now.asked.kind == operation_kind::set_token_balance && now.asked.token == token) return;
  const unsigned word = now.setup.sizes.word;
  const integer& before = now.facts.total_before[token];
  const integer& after = now.facts.total_after[token];
  found.require(before == after || model::modulo_power_of_two(before, word) ==
                                       model::modulo_power_of_two(after, word),
                [&] {
                  return say("all that exists of token", unsigned(token), " went from ", before,
                             " to ", after);
                });
}

bool moves_exactly(const exact::token& token) { return token.behaviour == token_behaviour::plain; }

}  // namespace

void check_conservation0(const step& now, verdict& found) { check_conservation(now, 0, found); }
void check_conservation1(const step& now, verdict& found) { check_conservation(now, 1, found); }

void check_lp_sum(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  integer sum = 0;
  for (const integer& balance : now.after.lp) sum += balance;
  found.require(sum == now.after.total_supply, [&] {
    return say("LP balances sum to ", sum, ", totalSupply is ", now.after.total_supply);
  });
}

void check_lp_moves(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const exact::operation& asked = now.asked;
  const bool locks_minimum = now.before.total_supply.is_zero() && !now.facts.is_migration;
  movements expected;
  switch (asked.kind) {
    case operation_kind::mint:
      expected.add(asked.to, now.answer.values[0]);
      expected.add(now.before.fee_to, now.facts.fee_minted);
      if (locks_minimum) expected.add(exact::nobody, now.rules.minimum_liquidity);
      break;
    case operation_kind::burn:
      expected.take(asked.caller, asked.amount);
      expected.add(exact::pair_itself, asked.amount);
      expected.take(exact::pair_itself, now.facts.burned);
      expected.add(now.before.fee_to, now.facts.fee_minted);
      break;
    case operation_kind::transfer_lp:
    case operation_kind::transfer_from_lp: {
      const bool is_own = asked.kind == operation_kind::transfer_lp;
      expected.take(is_own ? asked.caller : asked.from, asked.amount);
      expected.add(asked.to, asked.amount);
      break;
    }
    default:
      break;
  }
  for (holder who = 0; who < now.after.lp.size(); ++who) {
    const integer& before = now.before.lp[who];
    const integer& after = now.after.lp[who];
    const bool is_right =
        expected.touches(who) ? expected.applied_to(before, who) == after : before == after;
    found.require(is_right, [&] {
      return say("LP balance of holder ", who, " went from ", before, " to ", after, ", not to ",
                 expected.applied_to(before, who));
    });
  }
}

void check_token_moves(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  if (now.asked.kind == operation_kind::set_token_balance) return;
  const integer modulus = model::power_of_two(now.setup.sizes.word);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer skimmed = now.facts.held_before[i] - now.before.reserves[i];
    const movements expected = token_movements(now, i, skimmed);
    const bool is_exact = moves_exactly(now.after.tokens[i]);
    const auto& before = now.before.tokens[i].balances;
    const auto& after = now.after.tokens[i].balances;
    for (holder who = 0; who < after.size(); ++who) {
      bool is_right = true;
      if (!expected.touches(who)) {
        is_right = before[who] == after[who];
      } else if (is_exact) {
        const integer difference = expected.applied_to(before[who], who) - after[who];
        is_right = difference.is_zero() || (difference % modulus).is_zero();
      }
      found.require(is_right, [&] {
        return say("balance of token", unsigned(i), " of holder ", who, " went from ", before[who],
                   " to ", after[who], ", not to ", expected.applied_to(before[who], who));
      });
    }
  }
}

void check_solvency(const step& now, verdict& found) {
  if (!now.answer.accepted || (now.facts.may_wrap && !now.facts.is_update)) return;
  switch (now.asked.kind) {
    case operation_kind::rebase:
    case operation_kind::set_token_balance:
      return;
    case operation_kind::skim:
      for (const exact::token& token : now.before.tokens) {
        if (token.behaviour == token_behaviour::fee_on_top ||
            token.behaviour == token_behaviour::rebasing) {
          return;
        }
      }
      break;
    default:
      break;
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const bool was_short = now.facts.held_before[i] < now.before.reserves[i];
    if (was_short && !now.facts.is_update) continue;
    found.require_not_negative(now.facts.held_after[i] - now.after.reserves[i], [&] {
      return say("the pair holds ", now.facts.held_after[i], " of token", unsigned(i),
                 ", its reserve is ", now.after.reserves[i]);
    });
  }
}

void check_synced(const step& now, verdict& found) {
  if (!now.facts.is_update) return;
  for (std::size_t i = 0; i < 2; ++i) {
    found.require(now.facts.held_after[i] == now.after.reserves[i], [&] {
      return say("reserve", unsigned(i), " is ", now.after.reserves[i], ", the pair holds ",
                 now.facts.held_after[i]);
    });
  }
}

void check_skimmed(const step& now, verdict& found) {
  if (!now.answer.accepted || now.asked.kind != operation_kind::skim) return;
  if (now.asked.to == exact::pair_itself) return;
  for (std::size_t i = 0; i < 2; ++i) {
    if (!moves_exactly(now.before.tokens[i])) continue;
    found.require(now.facts.held_after[i] == now.after.reserves[i], [&] {
      return say("after skim the pair holds ", now.facts.held_after[i], " of token", unsigned(i),
                 " on a reserve of ", now.after.reserves[i]);
    });
  }
}

void check_reserve_width(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const integer largest = model::power_of_two(now.setup.sizes.reserve) - 1;
  for (std::size_t i = 0; i < 2; ++i) {
    found.require_not_negative(largest - now.after.reserves[i], [&] {
      return say("reserve", unsigned(i), " is ", now.after.reserves[i]);
    });
  }
}

void check_revert_is_clean(const step& now, verdict& found) {
  if (now.answer.accepted) return;
  found.require(now.before == now.after,
                [] { return std::string("a refused operation changed the state"); });
  found.require(now.answer.event_count == 0,
                [] { return std::string("a refused operation left events"); });
}

void check_unlocked(const step& now, verdict& found) {
  found.require(!now.after.locked, [] { return std::string("the pair stays locked"); });
}

void check_no_reentry(const step& now, verdict& found) {
  if (now.asked.kind != operation_kind::swap || !now.asked.has_callback || !now.asked.reenters) {
    return;
  }
  found.require(!now.answer.accepted,
                [] { return std::string("a callback re-entered the pair and was let through"); });
}

void check_offices(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const exact::operation& asked = now.asked;
  const bool sets_fee_to = asked.kind == operation_kind::set_fee_to;
  const bool sets_setter = asked.kind == operation_kind::set_fee_to_setter;
  if (sets_fee_to || sets_setter) {
    found.require(!now.rules.setter_is_checked || asked.caller == now.before.fee_to_setter, [&] {
      return say("holder ", asked.caller, " is not feeToSetter, holder ", now.before.fee_to_setter,
                 " is");
    });
  }
  found.require(now.after.fee_to == (sets_fee_to ? asked.to : now.before.fee_to),
                [&] { return say("feeTo became holder ", now.after.fee_to); });
  found.require(now.after.fee_to_setter == (sets_setter ? asked.to : now.before.fee_to_setter),
                [&] { return say("feeToSetter became holder ", now.after.fee_to_setter); });
}

void check_allowances(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const exact::operation& asked = now.asked;
  const auto allowed = [](const exact::state& in, holder owner, holder spender) {
    for (const exact::allowance& entry : in.allowances) {
      if (entry.owner == owner && entry.spender == spender) return entry.amount;
    }
    return integer(0);
  };
  const bool approves = asked.kind == operation_kind::approve_lp;
  const bool spends = asked.kind == operation_kind::transfer_from_lp;
  const holder owner = spends ? asked.from : asked.caller;
  const holder spender = spends ? asked.caller : asked.to;
  if (approves || spends) {
    const integer before = allowed(now.before, owner, spender);
    const bool is_infinite = before == model::power_of_two(now.setup.sizes.word) - 1;
    integer expected = asked.amount;
    if (spends) expected = is_infinite ? before : before - asked.amount;
    found.require(expected.sign() >= 0,
                  [&] { return say(asked.amount, " spent of an allowance of ", before); });
    found.require(allowed(now.after, owner, spender) == expected, [&] {
      return say("allowance went from ", before, " to ", allowed(now.after, owner, spender),
                 ", not to ", expected);
    });
  }
  for (const exact::allowance& entry : now.after.allowances) {
    if ((approves || spends) && entry.owner == owner && entry.spender == spender) continue;
    found.require(entry.amount == allowed(now.before, entry.owner, entry.spender), [&] {
      return say("allowance of holder ", entry.owner, " to holder ", entry.spender, " changed");
    });
  }
  found.require(now.after.allowances.size() >= now.before.allowances.size(),
                [] { return std::string("an allowance is gone"); });
}

}  // namespace assay::invariant::uniswap_v2
