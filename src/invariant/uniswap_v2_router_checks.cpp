// Searching truths about the router library: amounts are tried on the state that a step leaves.
//
// The library answers, the definitions of the curve judge. A library that reverts (an amount too
// large for its words) claims nothing.
#include "text.hpp"
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

// The reserves in the direction of the trials.
struct direction {
  const integer& in;
  const integer& out;
};

direction trade_direction(const step& now) {
  const std::size_t sold = now.facts.reversed ? 1 : 0;
  return {now.after.reserves[sold], now.after.reserves[1 - sold]};
}

std::string reserves_text(const direction& of) { return say("on reserves ", of.in, ", ", of.out); }

// The curve as the library has it: consistent, with the fee that the pair charges now.
exact::curve library_curve(const step& now) {
  exact::curve rules = exact::trading_curve(now.rules, now.after);
  rules.k_scale = rules.fee_denominator * rules.fee_denominator;
  return rules;
}

}  // namespace

void check_output_tight(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  const exact::curve pair_curve = exact::trading_curve(now.rules, now.after);
  for (const trial& each : now.facts.trials) {
    if (!each.amount_out) continue;
    const integer& out = *each.amount_out;
    const auto slack = [&](const integer& taken) {
      return exact::curve_slack(pair_curve, {of.in, of.out},
                                {of.in + each.amount_in, of.out - taken}, {each.amount_in, 0});
    };
    found.require(out >= 0 && slack(out) >= 0, [&] {
      return say("getAmountOut(", each.amount_in, ") = ", out, " fails the K check ",
                 reserves_text(of));
    });
    found.require_not_negative(-slack(out + 1) - 1, [&] {
      return say("getAmountOut(", each.amount_in, ") = ", out, " could be one more ",
                 reserves_text(of));
    });
  }
}

void check_input_minimal(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  const exact::curve rules = library_curve(now);
  if (rules.fee_numerator >= rules.fee_denominator) return;
  for (const trial& each : now.facts.trials) {
    if (each.wanted_out.is_zero() || each.wanted_out >= of.out) continue;
    const auto asked = now.library.amount_in(each.wanted_out, of.in, of.out, rules);
    if (!asked) continue;
    const auto least = exact::smallest_input(rules, each.wanted_out, of.in, of.out);
    const auto strict =
        exact::smallest_input(rules, each.wanted_out, of.in, of.out, exact::bound::strict);
    const auto text = [&](std::string_view what) {
      return say("getAmountIn(", each.wanted_out, ") = ", *asked, ", ", *least, " is enough ",
                 reserves_text(of), what);
    };
    found.require_not_negative(*asked - *least, [&] { return text(": too little"); });
    // One more exactly when the division is exact: the least input strictly inside the curve.
    found.require(*asked == *strict, [&] { return text(": not the least nor one more as due"); });
    const auto back = now.library.amount_out(*asked, of.in, of.out, rules);
    if (!back) continue;
    found.require(*back >= each.wanted_out, [&] { return text(": does not buy it"); });
  }
}

void check_round_trip(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  const exact::curve rules = library_curve(now);
  for (const trial& each : now.facts.trials) {
    if (!each.amount_out || each.amount_in.is_zero()) continue;
    integer returned = 0;
    if (!each.amount_out->is_zero()) {
      const auto back = now.library.amount_out(*each.amount_out, of.out - *each.amount_out,
                                               of.in + each.amount_in, rules);
      if (!back) continue;
      returned = *back;
    }
    // With a fee, something is always lost.
    const unsigned least = rules.fee_numerator > 0 ? 1 : 0;
    found.require_not_negative(each.amount_in - returned - least, [&] {
      return say(each.amount_in, " in, ", *each.amount_out, " out and back again give ", returned,
                 " ", reserves_text(of));
    });
  }
}

void check_split(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  const exact::curve rules = library_curve(now);
  for (const trial& each : now.facts.trials) {
    if (!each.amount_out || each.amount_in < 2) continue;
    const integer first = each.amount_in / 3 + 1;
    const integer second = each.amount_in - first;
    const auto first_out = now.library.amount_out(first, of.in, of.out, rules);
    if (!first_out || second.is_zero()) continue;
    const auto second_out =
        now.library.amount_out(second, of.in + first, of.out - *first_out, rules);
    if (!second_out) continue;
    found.require_not_negative(*each.amount_out - *first_out - *second_out, [&] {
      return say(each.amount_in, " at once gives ", *each.amount_out, ", split into ", first,
                 " and ", second, " gives ", *first_out, " and ", *second_out, " ",
                 reserves_text(of));
    });
  }
}

void check_monotone(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  const exact::curve rules = library_curve(now);
  for (const trial& each : now.facts.trials) {
    if (!each.amount_out) continue;
    const auto more = now.library.amount_out(each.amount_in + 1, of.in, of.out, rules);
    if (!more) continue;
    found.require_not_negative(*more - *each.amount_out, [&] {
      return say("one more than ", each.amount_in, " in gives ", *more, " instead of ",
                 *each.amount_out, " ", reserves_text(of));
    });
  }
}

void check_quote_above(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  for (const trial& each : now.facts.trials) {
    if (!each.amount_out) continue;
    const auto quoted = now.library.quote(each.amount_in, of.in, of.out);
    if (!quoted) continue;
    found.require_not_negative(*quoted - *each.amount_out, [&] {
      return say("getAmountOut(", each.amount_in, ") = ", *each.amount_out,
                 " is better than the price, ", *quoted, " ", reserves_text(of));
    });
    const auto left = [&](const integer& amount) {
      return each.amount_in * of.out - amount * of.in;
    };
    found.require(left(*quoted) >= 0 && left(*quoted) < of.in, [&] {
      return say("quote(", each.amount_in, ") = ", *quoted, " is not the floor ",
                 reserves_text(of));
    });
  }
}

void check_zero_quotes(const step& now, verdict& found) {
  if (!now.facts.has_trials) return;
  const direction of = trade_direction(now);
  const exact::curve rules = library_curve(now);
  const auto out = now.library.amount_out(0, of.in, of.out, rules);
  found.require(!out || out->is_zero(), [&] { return say("nothing in gives ", *out, " out"); });
  const auto quoted = now.library.quote(0, of.in, of.out);
  found.require(!quoted || quoted->is_zero(),
                [&] { return say("nothing is quoted as ", *quoted); });
}

}  // namespace assay::invariant::uniswap_v2
