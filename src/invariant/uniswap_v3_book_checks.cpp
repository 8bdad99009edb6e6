// Truths about the books: who has what before and after, who may change it, and that a refused
// operation changes nothing.
#include <algorithm>

#include "text.hpp"
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

using exact::operation_kind;

void check_conservation(const step& now, std::size_t token, verdict& found) {
  if (!now.answer.accepted) return;
  const unsigned word = now.sizes().word;
  const integer& before = now.facts.total_before[token];
  const integer& after = now.facts.total_after[token];
  found.require(before == after || exact::difference_modulo(before, after, word).is_zero(), [&] {
    return say("all that exists of token", std::uint64_t{token}, " went from ", before, " to ",
               after);
  });
}

// The ring is compared apart: it may be large.
bool is_same(const exact::state& a, const exact::state& b) {
  return a.fee == b.fee && a.tick_spacing == b.tick_spacing && a.largest_gross == b.largest_gross &&
         a.sqrt_price == b.sqrt_price && a.tick == b.tick &&
         a.observation_index == b.observation_index &&
         a.observation_cardinality == b.observation_cardinality &&
         a.observation_cardinality_next == b.observation_cardinality_next &&
         a.fee_protocol == b.fee_protocol && a.unlocked == b.unlocked &&
         a.growth_global == b.growth_global && a.protocol_fees == b.protocol_fees &&
         a.liquidity == b.liquidity && a.ticks == b.ticks && a.bitmap == b.bitmap &&
         a.positions == b.positions && a.observations == b.observations && a.balances == b.balances;
}

}  // namespace

void check_conservation0(const step& now, verdict& found) { check_conservation(now, 0, found); }
void check_conservation1(const step& now, verdict& found) { check_conservation(now, 1, found); }

void check_payments(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& expected = now.facts.expected_balances[i];
    const auto& after = now.after.balances[i];
    found.require(expected.size() == after.size(),
                  [] { return std::string("holders came or went"); });
    if (expected.size() != after.size()) return;
    for (std::size_t who = 0; who < after.size(); ++who) {
      found.require(expected[who] == after[who], [&] {
        return say("balance of token", std::uint64_t{i}, " of holder ", std::uint64_t{who},
                   " went from ", now.before.balances[i][who], " to ", after[who], ", not to ",
                   expected[who]);
      });
    }
  }
}

void check_revert_is_clean(const step& now, verdict& found) {
  if (now.answer.accepted) return;
  found.require(is_same(now.before, now.after),
                [] { return std::string("a refused operation changed the state"); });
  found.require(now.answer.event_count == 0,
                [] { return std::string("a refused operation left events"); });
}

void check_unlocked(const step& now, verdict& found) {
  found.require(now.after.unlocked == now.facts.is_live, [&] {
    return std::string(now.facts.is_live ? "the pool stays locked"
                                         : "the pool is open before it has a price");
  });
}

void check_no_reentry(const step& now, verdict& found) {
  if (!now.asked.reenters) return;
  found.require(!now.answer.accepted,
                [] { return std::string("a callback re-entered the pool and was let through"); });
}

void check_offices(const step& now, verdict& found) {
  const bool is_set = now.is(operation_kind::set_fee_protocol);
  if (is_set || now.is(operation_kind::collect_protocol)) {
    found.require(now.asked.caller == now.setup.owner, [&] {
      return say("holder ", now.asked.caller, " is not the owner, holder ", now.setup.owner, " is");
    });
  }
  if (!now.answer.accepted) return;
  for (std::size_t i = 0; i < 2; ++i) {
    const unsigned n = now.after.fee_protocol[i];
    const unsigned due = is_set ? now.asked.fee_protocol[i] : now.before.fee_protocol[i];
    found.require(n == due && (n == 0 || (n >= 4 && n <= 10)),
                  [&] { return say("the protocol's part is now 1/", n); });
  }
}

void check_protocol_collected(const step& now, verdict& found) {
  if (!now.is(operation_kind::collect_protocol)) return;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& there = now.before.protocol_fees[i];
    const integer& paid = now.answer.amounts[i];
    const auto describe = [&] {
      return say("of ", there, " of token", std::uint64_t{i}, ", asked for ", now.asked.amounts[i],
                 ", the protocol got ", paid, " and has left ", now.after.protocol_fees[i]);
    };
    found.require(paid == std::min(now.asked.amounts[i], std::max(integer(there - 1), integer(0))),
                  describe);
    found.require(now.after.protocol_fees[i] == there - paid, describe);
    if (there.is_zero()) continue;
    found.require_not_negative(there - paid - 1, describe);
  }
}

void check_frame(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const exact::state& before = now.before;
  const exact::state& after = now.after;
  const auto keeps = [&](bool may_change, bool is_kept, std::string_view what) {
    if (!may_change) {
      found.require(is_kept, [&] { return say(what, " changed by another's operation"); });
    }
  };
  const operation_kind kind = now.asked.kind;
  const bool is_swap = kind == operation_kind::swap;
  const bool is_first = kind == operation_kind::initialize;
  const bool is_flash = kind == operation_kind::flash;
  const bool moves_liquidity = kind == operation_kind::mint || kind == operation_kind::burn;
  keeps(false,
        before.fee == after.fee && before.tick_spacing == after.tick_spacing &&
            before.largest_gross == after.largest_gross,
        "an immutable");
  keeps(is_swap || is_first, before.sqrt_price == after.sqrt_price && before.tick == after.tick,
        "the price");
  keeps(is_swap || moves_liquidity, before.liquidity == after.liquidity, "active liquidity");
  for (std::size_t i = 0; i < 2; ++i) {
    const bool is_input = is_swap && i == now.facts.token_in;
    keeps(is_input || is_flash, before.growth_global[i] == after.growth_global[i], "fee growth");
    keeps(is_input || is_flash || kind == operation_kind::collect_protocol,
          before.protocol_fees[i] == after.protocol_fees[i], "a protocol fee");
  }
  keeps(is_first || kind == operation_kind::increase_observation_cardinality_next,
        before.observation_cardinality_next == after.observation_cardinality_next,
        "observationCardinalityNext");
}

namespace {

bool is_asked_for(const step& now, std::int32_t tick) {
  return (now.asked.kind == operation_kind::mint || now.asked.kind == operation_kind::burn) &&
         (tick == now.asked.lower || tick == now.asked.upper);
}

// A tick that nobody touched keeps its liquidity, and its counters unless it was crossed.
void check_tick_kept(const step& now, const exact::tick_record& after, verdict& found) {
  if (is_asked_for(now, after.tick)) return;
  const exact::tick_record* const before = find_tick(now.before, after.tick);
  bool is_kept = before != nullptr;
  if (is_kept && now.asked.kind == operation_kind::swap) {
    is_kept = before->gross == after.gross && before->net == after.net;
    const bool is_passed = (now.before.tick < after.tick) != (now.after.tick < after.tick);
    if (!is_passed) is_kept = is_kept && *before == after;
  } else if (is_kept) {
    is_kept = *before == after;
  }
  found.require(is_kept,
                [&] { return say("tick ", after.tick, " changed by another's operation"); });
}

}  // namespace

void check_frame_of_lists(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const state_changes& changes = now.facts.changes;
  const operation_kind kind = now.asked.kind;
  const bool moves_liquidity = kind == operation_kind::mint || kind == operation_kind::burn;
  found.require(moves_liquidity || now.before.bitmap == now.after.bitmap,
                [] { return std::string("the bitmap changed without a change of liquidity"); });
  const exact::position_key own{
      kind == operation_kind::mint ? now.asked.recipient : now.asked.caller, now.asked.lower,
      now.asked.upper};
  const bool touches = moves_liquidity || kind == operation_kind::collect;
  // A position that is collected empty may be a row of zeros, or none: a mapping does not tell.
  found.require(changes.same_keys || touches,
                [] { return std::string("ticks or positions came or went"); });
  for (std::size_t i = 0; i < now.after.positions.size(); ++i) {
    if (changes.same_keys && changes.positions[i] == 0) continue;
    const exact::position_record& after = now.after.positions[i];
    if (touches && after.key == own) continue;
    const exact::position_record* const before = find_position(now.before, after.key);
    found.require(before != nullptr && *before == after, [&] {
      return say("the position of holder ", after.key.owner, " from ", after.key.lower, " to ",
                 after.key.upper, " changed by another's operation");
    });
  }
  for (const exact::position_record& each : now.before.positions) {
    if (changes.same_keys || (touches && each.key == own)) continue;
    found.require(find_position(now.after, each.key) != nullptr, [&] {
      return say("the position of holder ", each.key.owner, " from ", each.key.lower, " to ",
                 each.key.upper, " is gone");
    });
  }
  for (std::size_t i = 0; i < now.after.ticks.size(); ++i) {
    if (changes.same_keys && changes.ticks[i] == 0) continue;
    check_tick_kept(now, now.after.ticks[i], found);
  }
  for (const exact::tick_record& each : now.before.ticks) {
    if (changes.same_keys || is_asked_for(now, each.tick)) continue;
    found.require(find_tick(now.after, each.tick) != nullptr,
                  [&] { return say("tick ", each.tick, " is gone"); });
  }
}

}  // namespace assay::invariant::uniswap_v3
