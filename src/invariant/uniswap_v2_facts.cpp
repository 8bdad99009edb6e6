// What the checks of one step have in common, worked out once.
#include <algorithm>

#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using exact::operation_kind;

// A well-mixed number from the state, so that trials differ from step to step and yet repeat.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15;  // the constants of SplitMix64
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

std::uint64_t low_bits(const integer& value) { return value.backend().limbs()[0]; }

// An amount from 1 up, every magnitude up to that of `scale` as likely as another.
integer amount_of_any_magnitude(std::uint64_t random, const integer& scale, unsigned extra_bits) {
  const unsigned bits = 1 + static_cast<unsigned>(random % (model::bit_length(scale) + extra_bits));
  const integer digits = (integer(mix(random)) << 64) + mix(random + 1);
  const unsigned digit_bits = 128;
  const integer amount =
      bits < digit_bits ? digits >> (digit_bits - bits) : digits << (bits - digit_bits);
  return std::max(integer(1), amount);
}

// One trade of any size, and one that is just enough, or just not enough, for some output.
void choose_trials(step_facts& facts, const exact::rules& rules, const exact::state& after,
                   const router& library) {
  facts.has_trials = !after.reserves[0].is_zero() && !after.reserves[1].is_zero();
  if (!facts.has_trials) return;
  const std::uint64_t random = mix(low_bits(after.reserves[0]) ^ mix(low_bits(after.reserves[1])));
  facts.reversed = random % 2 == 1;
  const integer& in = after.reserves[facts.reversed ? 1 : 0];
  const integer& out = after.reserves[facts.reversed ? 0 : 1];
  exact::curve curve = exact::trading_curve(rules, after);
  curve.k_scale = curve.fee_denominator * curve.fee_denominator;

  constexpr unsigned beyond_reserve = 4;
  trial& any = facts.trials[0];
  any.amount_in = amount_of_any_magnitude(mix(random + 2), in, beyond_reserve);
  any.amount_out = library.amount_out(any.amount_in, in, out, curve);
  any.wanted_out = amount_of_any_magnitude(mix(random + 3), out, 0);

  trial& edge = facts.trials[1];
  const integer wanted =
      std::min(integer(out - 1), amount_of_any_magnitude(mix(random + 4), out, 0));
  const auto enough = exact::smallest_input(curve, wanted, in, out);
  edge.amount_in = enough.value_or(integer(1));
  if (random % 4 < 2 && edge.amount_in > 1) --edge.amount_in;
  edge.amount_out = library.amount_out(edge.amount_in, in, out, curve);
  edge.wanted_out = any.amount_out.value_or(wanted);
}

integer total_of(const exact::token& token) {
  integer sum = token.sink;
  for (const integer& balance : token.balances) sum += balance;
  return sum;
}

// Could a balance, or what a rebasing token computes for it, exceed its word?
bool may_wrap(const exact::token& token, const integer& total, const exact::setup& setup) {
  const bool rebases = token.behaviour == exact::token_behaviour::rebasing;
  const unsigned index_bits = rebases ? model::bit_length(token.index) : 0;
  return model::bit_length(total) + index_bits > setup.sizes.word;
}

// Did the pair's own rounding alone decide what became of the reserves? Not when it held less than
// they said, or when a payout took more than was paid.
bool reserves_are_covered(const step_facts& facts, const exact::state& before,
                          const exact::state& after, const exact::operation& asked,
                          const exact_receipt& answer) {
  if (asked.kind != operation_kind::burn && asked.kind != operation_kind::sync) return true;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& held = facts.held_before[i];
    if (held < before.reserves[i]) return false;
    if (asked.kind == operation_kind::burn && after.reserves[i] < held - answer.values[i]) {
      return false;
    }
  }
  return true;
}

void work_out_supply(step_facts& facts, const exact::rules& rules, const exact::state& before,
                     const exact::state& after, const exact::operation& asked,
                     const exact_receipt& answer) {
  const integer growth = after.total_supply - before.total_supply;
  if (asked.kind == operation_kind::burn) {
    facts.burned = before.lp[exact::pair_itself] + asked.amount;
    facts.fee_minted = growth + facts.burned;
  } else {
    facts.fee_minted = growth - answer.values[0];
    if (before.total_supply.is_zero() && !facts.is_migration) {
      facts.fee_minted -= rules.minimum_liquidity;
    }
  }
  if (before.fee_to == exact::nobody || before.k_last.is_zero()) return;
  facts.root_k = model::floor_of_square_root(facts.k_before);
  facts.root_k_last = model::floor_of_square_root(before.k_last);
  facts.fee_is_due = facts.root_k > facts.root_k_last;
}

void work_out_trade(step_facts& facts, const exact::state& before, const exact::state& after,
                    const exact::operation& asked) {
  const auto came_in = [&](std::size_t i) {
    const integer left = before.reserves[i] - asked.amounts_out[i];
    return std::max(integer(0), integer(after.reserves[i] - left));
  };
  facts.trade_in.token0 = came_in(0);
  facts.trade_in.token1 = came_in(1);
}

}  // namespace

void work_out(step_facts& facts, const exact::setup& setup, const exact::rules& rules,
              const exact::state& before, const exact::state& after, const exact::operation& asked,
              const exact_receipt& answer, const router& library, bool with_trials) {
  facts.is_update = false;
  facts.changes_supply = false;
  facts.is_migration = false;
  facts.fee_is_due = false;
  facts.has_trials = false;
  facts.covers_reserves = true;
  if (!answer.accepted) return;

  const bool is_mint = asked.kind == operation_kind::mint;
  facts.changes_supply = is_mint || asked.kind == operation_kind::burn;
  facts.is_update = facts.changes_supply || asked.kind == operation_kind::swap ||
                    asked.kind == operation_kind::sync;
  facts.is_migration = is_mint && rules.has_migrator && before.total_supply.is_zero() &&
                       asked.caller == before.migrator;
  facts.curve = exact::trading_curve(rules, before);
  facts.share = exact::protocol_share(rules, before);
  facts.may_wrap = false;
  for (std::size_t i = 0; i < 2; ++i) {
    facts.held_before[i] = exact::balance_of(before.tokens[i], exact::pair_itself, setup.sizes);
    facts.held_after[i] = exact::balance_of(after.tokens[i], exact::pair_itself, setup.sizes);
    facts.total_before[i] = total_of(before.tokens[i]);
    facts.total_after[i] = total_of(after.tokens[i]);
    facts.may_wrap = facts.may_wrap || may_wrap(before.tokens[i], facts.total_before[i], setup);
  }
  facts.k_before = before.reserves[0] * before.reserves[1];
  facts.k_after = after.reserves[0] * after.reserves[1];
  facts.fee_minted = 0;
  facts.burned = 0;
  if (facts.changes_supply) work_out_supply(facts, rules, before, after, asked, answer);
  if (asked.kind == operation_kind::swap) work_out_trade(facts, before, after, asked);
  facts.covers_reserves = reserves_are_covered(facts, before, after, asked, answer);
  if (with_trials && before.reserves != after.reserves) {
    choose_trials(facts, rules, after, library);
  }
}

}  // namespace assay::invariant::uniswap_v2
