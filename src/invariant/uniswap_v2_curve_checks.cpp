// Truths about the curve: what a trade may do to the product of the reserves and to an LP share.
#include "text.hpp"
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using exact::operation_kind;

exact::amounts reserves(const exact::state& of) { return {of.reserves[0], of.reserves[1]}; }

bool is_swap(const step& now) {
  return now.answer.accepted && now.asked.kind == operation_kind::swap;
}

std::string products(const step& now) {
  return say("k from ", now.facts.k_before, " to ", now.facts.k_after, ", supply from ",
             now.before.total_supply, " to ", now.after.total_supply);
}

}  // namespace

void check_k(const step& now, verdict& found) {
  if (!is_swap(now)) return;
  exact::curve honest = now.facts.curve;
  honest.k_scale = honest.fee_denominator * honest.fee_denominator;
  const integer slack =
      exact::curve_slack(honest, reserves(now.before), reserves(now.after), now.facts.trade_in);
  found.require_not_negative(slack, [&] {
    return say("reserves ", now.before.reserves[0], ", ", now.before.reserves[1], " became ",
               now.after.reserves[0], ", ", now.after.reserves[1], " with ",
               now.facts.trade_in.token0, ", ", now.facts.trade_in.token1,
               " in: below the curve with a fee of ", honest.fee_numerator, "/",
               honest.fee_denominator, " by ", integer(-slack));
  });
}

void check_k_per_share(const step& now, verdict& found) {
  const step_facts& facts = now.facts;
  if (!now.answer.accepted || now.before.total_supply.is_zero() || !facts.covers_reserves) return;
  const bool is_pairs_own = facts.is_update || now.asked.kind == operation_kind::skim;
  if (!is_pairs_own) return;
  const integer base = now.before.total_supply + facts.fee_minted;
  const integer slack = facts.k_after * base * base -
                        facts.k_before * now.after.total_supply * now.after.total_supply;
  found.require_not_negative(slack, [&] {
    return say(products(now), ", of which ", facts.fee_minted,
               " for the protocol: an LP share is worth less");
  });
}

void check_no_drain(const step& now, verdict& found) {
  if (!now.answer.accepted || now.after.total_supply.is_zero()) return;
  for (std::size_t i = 0; i < now.past.mark_count; ++i) {
    const history::mark& mark = now.past.marks[i];
    if (mark.supply != now.after.total_supply) continue;
    found.require_not_negative(now.facts.k_after - mark.k, [&] {
      return say("supply is ", mark.supply, " again, but k is ", now.facts.k_after, " and was ",
                 mark.k);
    });
  }
}

void check_share_rises(const step& now, verdict& found) {
  if (!is_swap(now) || now.before.total_supply.is_zero()) return;
  found.require(now.before.total_supply == now.after.total_supply,
                [&] { return say("a trade changed the supply: ", products(now)); });
  // With a fee, k must rise by at least one.
  const unsigned least = now.facts.curve.fee_numerator > 0 ? 1 : 0;
  found.require_not_negative(now.facts.k_after - now.facts.k_before - least, [&] {
    return say(products(now), " by a trade with a fee of ", now.facts.curve.fee_numerator, "/",
               now.facts.curve.fee_denominator);
  });
}

// Trades move along a curve, or outwards; whoever leaves less of one token for each share leaves
// more of the other. So what is behind an earlier point in both was taken from the shares.
void check_share_keeps_worth(const step& now, verdict& found) {
  const integer& supply = now.after.total_supply;
  if (!now.facts.is_update || supply.is_zero()) return;
  for (std::size_t i = 0; i < now.past.worth_count; ++i) {
    const history::worth& then = now.past.worths[i];
    // The sign of r' / s' - r / s. Most steps leave the supply alone.
    const auto change = [&](std::size_t token) {
      const integer& reserve = now.after.reserves[token];
      if (then.supply == supply) return reserve.compare(then.reserves[token]);
      return integer(reserve * then.supply).compare(integer(then.reserves[token] * supply));
    };
    const int change0 = change(0);
    const int change1 = change0 > 0 ? 1 : change(1);
    const bool is_behind = change0 <= 0 && change1 <= 0 && (change0 < 0 || change1 < 0);
    found.require(!is_behind, [&] {
      return say("reserves ", now.after.reserves[0], ", ", now.after.reserves[1], " for ", supply,
                 " shares; an earlier step left ", then.reserves[0], ", ", then.reserves[1],
                 " for ", then.supply, ": a share has less of both");
    });
  }
}

void check_something_for_something(const step& now, verdict& found) {
  if (!now.answer.accepted || now.facts.is_migration) return;
  const auto positive = [&](const integer& value, std::string_view what) {
    found.require_not_negative(value - 1, [&] { return say("accepted with ", what, " ", value); });
  };
  switch (now.asked.kind) {
    case operation_kind::swap:
      positive(now.facts.trade_in.token0 + now.facts.trade_in.token1, "an input of");
      return;
    case operation_kind::mint:
      positive(now.after.reserves[0] - now.before.reserves[0], "a deposit of token0 of");
      positive(now.after.reserves[1] - now.before.reserves[1], "a deposit of token1 of");
      positive(now.answer.values[0], "minted liquidity of");
      return;
    case operation_kind::burn:
      positive(now.facts.burned, "burned liquidity of");
      positive(now.answer.values[0], "a payout of token0 of");
      positive(now.answer.values[1], "a payout of token1 of");
      return;
    default:
      return;
  }
}

void check_output_below_reserve(const step& now, verdict& found) {
  if (!is_swap(now)) return;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& out = now.asked.amounts_out[i];
    found.require_not_negative(now.before.reserves[i] - out - 1, [&] {
      return say("paid out ", out, " of a reserve of ", now.before.reserves[i]);
    });
    found.require_not_negative(now.after.reserves[i] - 1,
                               [&] { return say("reserve", unsigned(i), " is empty"); });
  }
}

}  // namespace assay::invariant::uniswap_v2
