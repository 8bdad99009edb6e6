// Truths about liquidity: minted and burned shares, the supply, kLast and the protocol's fee.
#include <algorithm>

#include "text.hpp"
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using exact::operation_kind;

bool is_accepted(const step& now, operation_kind kind) {
  return now.answer.accepted && now.asked.kind == kind;
}

// What the pair took for a deposit: all that it held beyond the old reserves.
std::array<integer, 2> deposit(const step& now) {
  return {now.after.reserves[0] - now.before.reserves[0],
          now.after.reserves[1] - now.before.reserves[1]};
}

// The share's denominator is never below a times the old root, so that the protocol never gets more
// than all of the growth.
bool share_is_bounded(const exact::fee_share& share) { return share.a <= share.b + share.c; }

// The same for every share that the pair may have had until now.
bool shares_were_bounded(const exact::rules& rules) {
  const bool is_constant = rules.share_from == exact::share_source::constant;
  return rules.share.a <= rules.share.c || (is_constant && share_is_bounded(rules.share));
}

// a * supply * growth - minted * (b * root_k + c * root_k_last): not negative while `minted` is no
// more than the definition gives.
integer fee_slack(const step& now, const integer& minted) {
  const step_facts& facts = now.facts;
  const integer growth = facts.root_k - facts.root_k_last;
  return facts.share.a * now.before.total_supply * growth -
         minted * (facts.share.b * facts.root_k + facts.share.c * facts.root_k_last);
}

std::string fee_text(const step& now) {
  return say(now.facts.fee_minted, " shares minted to the protocol on a supply of ",
             now.before.total_supply, ", sqrt(k) from ", now.facts.root_k_last, " to ",
             now.facts.root_k);
}

}  // namespace

void check_minted(const step& now, verdict& found) {
  if (!is_accepted(now, operation_kind::mint) || now.facts.is_migration) return;
  const std::array<integer, 2> paid = deposit(now);
  const integer& minted = now.answer.values[0];
  if (now.before.total_supply.is_zero()) {
    const integer root = minted + now.rules.minimum_liquidity;
    const integer product = paid[0] * paid[1];
    found.require_not_negative(product - root * root, [&] {
      return say("first mint of ", minted, " for ", paid[0], ", ", paid[1], " is too much");
    });
    found.require((root + 1) * (root + 1) > product, [&] {
      return say("first mint of ", minted, " for ", paid[0], ", ", paid[1], " is too little");
    });
    return;
  }
  const integer supply = now.before.total_supply + now.facts.fee_minted;
  bool is_most = false;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer slack = paid[i] * supply - minted * now.before.reserves[i];
    is_most = is_most || slack < now.before.reserves[i];
    found.require_not_negative(slack, [&] {
      return say("minted ", minted, " of ", supply, " for ", paid[i], " of token", unsigned(i),
                 " on a reserve of ", now.before.reserves[i], ": too much");
    });
  }
  found.require(is_most, [&] { return say("minted ", minted, " of ", supply, ": too little"); });
}

void check_redeemed(const step& now, verdict& found) {
  if (!is_accepted(now, operation_kind::burn)) return;
  const integer supply = now.before.total_supply + now.facts.fee_minted;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer slack =
        now.facts.burned * now.facts.held_before[i] - now.answer.values[i] * supply;
    const auto text = [&](std::string_view how) {
      return say("burned ", now.facts.burned, " of ", supply, " for ", now.answer.values[i],
                 " of token", unsigned(i), " out of ", now.facts.held_before[i], how);
    };
    found.require_not_negative(slack, [&] { return text(": too much"); });
    found.require(slack < supply, [&] { return text(": too little"); });
  }
}

void check_mint_burn_trip(const step& now, verdict& found) {
  if (!is_accepted(now, operation_kind::mint) || now.facts.is_migration) return;
  const bool pool_was_clean =
      !now.before.total_supply.is_zero() ||
      (now.before.reserves[0].is_zero() && now.before.reserves[1].is_zero());
  if (!pool_was_clean) return;
  const std::array<integer, 2> paid = deposit(now);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer slack =
        paid[i] * now.after.total_supply - now.answer.values[0] * now.after.reserves[i];
    found.require_not_negative(slack, [&] {
      return say("burning the ", now.answer.values[0], " shares minted for ", paid[i], " of token",
                 unsigned(i), " at once would pay more than that");
    });
  }
}

void check_minimum_liquidity(const step& now, verdict& found) {
  if (!now.answer.accepted || now.past.is_migrated) return;
  const integer& locked = now.after.lp[exact::nobody];
  if (now.after.total_supply.is_zero()) {
    found.require(locked.is_zero(), [&] { return say("nothing minted, yet ", locked, " locked"); });
    return;
  }
  found.require_not_negative(locked - now.rules.minimum_liquidity, [&] {
    return say("only ", locked, " locked for ever, not ", now.rules.minimum_liquidity);
  });
  found.require(locked >= now.before.lp[exact::nobody], [&] {
    return say("locked liquidity fell from ", now.before.lp[exact::nobody], " to ", locked);
  });
}

void check_supply_below_root(const step& now, verdict& found) {
  if (!now.answer.accepted || now.past.is_migrated || now.past.is_impaired) return;
  if (!shares_were_bounded(now.rules)) return;
  const integer& supply = now.after.total_supply;
  if (supply.is_zero()) {
    found.require(now.before.total_supply.is_zero(),
                  [&] { return say("the whole supply of ", now.before.total_supply, " is gone"); });
    return;
  }
  found.require(supply >= now.rules.minimum_liquidity,
                [&] { return say("supply ", supply, " is below the minimum"); });
  found.require_not_negative(now.facts.k_after - supply * supply, [&] {
    return say("supply ", supply, " squared exceeds k ", now.facts.k_after);
  });
}

void check_k_last_bracket(const step& now, verdict& found) {
  if (!now.answer.accepted || now.past.is_migrated || now.past.is_impaired) return;
  if (!shares_were_bounded(now.rules)) return;
  const integer& mark = now.after.k_last;
  const integer& supply = now.after.total_supply;
  if (mark.is_zero()) {
    found.require(true, [] { return std::string(); });
    return;
  }
  found.require(!supply.is_zero(), [&] { return say("kLast is ", mark, " without a supply"); });
  found.require_not_negative(mark - supply * supply, [&] {
    return say("kLast ", mark, " is below the square of the supply ", supply);
  });
  found.require_not_negative(now.facts.k_after - mark, [&] {
    return say("kLast ", mark, " is above k ", now.facts.k_after);
  });
}

void check_k_last_rule(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  integer expected = now.before.k_last;
  if (now.facts.changes_supply) {
    expected = now.before.fee_to == exact::nobody ? integer(0) : now.facts.k_after;
  }
  found.require(now.after.k_last == expected,
                [&] { return say("kLast is ", now.after.k_last, ", not ", expected); });
}

void check_fee_at_most(const step& now, verdict& found) {
  if (!now.facts.changes_supply) return;
  const integer& minted = now.facts.fee_minted;
  if (!now.facts.fee_is_due) {
    found.require(minted.is_zero(), [&] { return say(minted, " shares minted, no fee was due"); });
    return;
  }
  found.require(minted.sign() >= 0, [&] { return say("shares were taken: ", minted); });
  found.require_not_negative(fee_slack(now, minted),
                             [&] { return say(fee_text(now), ": too much"); });
}

void check_fee_above_mark(const step& now, verdict& found) {
  if (!now.facts.fee_is_due || !share_is_bounded(now.facts.share)) return;
  const integer supply_with_fee = now.before.total_supply + now.facts.fee_minted;
  const integer slack =
      now.facts.root_k * now.before.total_supply - now.facts.root_k_last * supply_with_fee;
  found.require_not_negative(slack, [&] {
    return say(fee_text(now), ": the LPs are below where they were at the last mark");
  });
}

void check_fee_at_least(const step& now, verdict& found) {
  if (!now.facts.fee_is_due) return;
  found.require(fee_slack(now, now.facts.fee_minted + 1).sign() < 0,
                [&] { return say(fee_text(now), ": too little"); });
}

}  // namespace assay::invariant::uniswap_v2
