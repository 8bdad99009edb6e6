// Truths about positions: what they cost and return, what they earn, and that the pool can pay.
#include <algorithm>

#include "text.hpp"
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

using exact::operation_kind;

std::string describe_position(const exact::position_key& key) {
  return say("the position of holder ", key.owner, " from ", key.lower, " to ", key.upper);
}

// The position that a mint, burn or collect is about.
exact::position_key key_of(const exact::operation& asked) {
  const bool is_mint = asked.kind == operation_kind::mint;
  return {is_mint ? asked.recipient : asked.caller, asked.lower, asked.upper};
}

// What is there before, or an empty one.
exact::position_record position_in(const exact::state& in, const exact::position_key& key) {
  const exact::position_record* const found = find_position(in, key);
  return found != nullptr ? *found : exact::position_record{key, 0, {}, {}};
}

std::array<exact::fraction, 2> principal_now(const step& now, const integer& liquidity) {
  return exact::principal(now.sizes(), liquidity, now.scale.sqrt_price(now.asked.lower),
                          now.scale.sqrt_price(now.asked.upper), now.before.sqrt_price);
}

bool is_range(const step& now) {
  return now.asked.lower < now.asked.upper && now.asked.lower >= now.scale.lowest() &&
         now.asked.upper <= now.scale.highest();
}

bool touches(const step& now) {
  return (now.is(operation_kind::mint) || now.is(operation_kind::burn)) && is_range(now);
}

}  // namespace

void check_principal_solvency(const step& now, verdict& found) {
  if (!now.facts.has_new_claims || now.facts.may_wrap) return;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& held = now.after.balances[i][exact::pool_itself];
    const integer owed = now.claims.principal(i);
    found.require_not_negative(held - owed, [&] {
      return say("the pool holds ", held, " of token", std::uint64_t{i},
                 ", positions have a principal of ", owed);
    });
  }
}

void check_full_solvency(const step& now, verdict& found) {
  if (!now.facts.has_new_claims || now.facts.may_wrap) return;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& held = now.after.balances[i][exact::pool_itself];
    const integer owed = now.claims.total(i);
    found.require_not_negative(held - owed, [&] {
      return say("the pool holds ", held, " of token", std::uint64_t{i}, " and owes ", owed);
    });
  }
}

void check_minted(const step& now, verdict& found) {
  if (!now.is(operation_kind::mint)) return;
  found.require(is_range(now) && now.asked.amount.sign() > 0,
                [&] { return say("minted ", now.asked.amount, " on no range"); });
  if (!is_range(now)) return;
  const auto held = principal_now(now, now.asked.amount);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer due = exact::rounded_up(held[i]);
    found.require(now.answer.amounts[i] == due, [&] {
      return say("liquidity ", now.asked.amount, " costs ", due, " of token", std::uint64_t{i},
                 ", not ", now.answer.amounts[i]);
    });
  }
  const exact::position_key key = key_of(now.asked);
  found.require(position_in(now.after, key).liquidity ==
                    position_in(now.before, key).liquidity + now.asked.amount,
                [&] { return describe_position(key) + " did not get its liquidity"; });
}

void check_burned(const step& now, verdict& found) {
  if (!now.is(operation_kind::burn)) return;
  found.require(is_range(now), [] { return std::string("burned on no range"); });
  if (!is_range(now)) return;
  const auto held = principal_now(now, now.asked.amount);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer due = exact::rounded_down(held[i]);
    found.require(now.answer.amounts[i] == due, [&] {
      return say("liquidity ", now.asked.amount, " returns ", due, " of token", std::uint64_t{i},
                 ", not ", now.answer.amounts[i]);
    });
  }
  const exact::position_key key = key_of(now.asked);
  const integer left = position_in(now.before, key).liquidity - now.asked.amount;
  found.require_not_negative(left, [&] { return describe_position(key) + " has not so much"; });
  found.require(position_in(now.after, key).liquidity == left,
                [&] { return describe_position(key) + " kept its liquidity"; });
}

void check_mint_burn_trip(const step& now, verdict& found) {
  if (!now.is(operation_kind::mint) || !is_range(now)) return;
  const auto held =
      exact::principal(now.sizes(), now.asked.amount, now.scale.sqrt_price(now.asked.lower),
                       now.scale.sqrt_price(now.asked.upper), now.after.sqrt_price);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer back = exact::rounded_down(held[i]);
    found.require_not_negative(now.answer.amounts[i] - back, [&] {
      return say("minting cost ", now.answer.amounts[i], " of token", std::uint64_t{i},
                 ", burning at once returns ", back);
    });
  }
}

void check_noted_fees(const step& now, verdict& found) {
  if (!touches(now)) return;
  const exact::position_key key = key_of(now.asked);
  const exact::position_record before = position_in(now.before, key);
  const exact::position_record after = position_in(now.after, key);
  const exact::formats& sizes = now.sizes();
  for (std::size_t i = 0; i < 2; ++i) {
    const integer growth = exact::difference_modulo(after.growth_inside_last[i],
                                                    before.growth_inside_last[i], sizes.word);
    integer due = exact::share_of_growth(sizes, growth, before.liquidity);
    if (now.asked.kind == operation_kind::burn) due += now.answer.amounts[i];
    const integer noted = exact::difference_modulo(after.owed[i], before.owed[i], sizes.liquidity);
    found.require(noted == exact::modulo_word(due, sizes.liquidity), [&] {
      return say(describe_position(key), " was noted ", noted, " of token", std::uint64_t{i},
                 ", due were ", due);
    });
  }
}

namespace {

// A tick as the touch finds it: one that comes into use counts all growth so far as below it.
exact::tick_record tick_when_touched(const step& now, std::int32_t tick) {
  const exact::tick_record* const stored = find_tick(now.before, tick);
  if (stored != nullptr) return *stored;
  exact::tick_record fresh;
  if (tick <= now.before.tick) fresh.growth_outside = now.before.growth_global;
  return fresh;
}

}  // namespace

void check_read_growth(const step& now, verdict& found) {
  if (!touches(now)) return;
  const exact::position_key key = key_of(now.asked);
  const exact::tick_record lower = tick_when_touched(now, key.lower);
  const exact::tick_record upper = tick_when_touched(now, key.upper);
  const exact::pair_of inside = growth_inside(now.sizes(), now.before, key, &lower, &upper);
  found.require(position_in(now.after, key).growth_inside_last == inside, [&] {
    return say(describe_position(key), " read growths other than ", inside[0], " and ", inside[1]);
  });
}

namespace {

// Steps that let growth happen without touching a position; those that changed nothing at all have
// not been put into the book of claims.
bool is_earning(const step& now) {
  return now.facts.has_new_claims &&
         (now.is(operation_kind::swap) || now.is(operation_kind::flash)) &&
         now.facts.changes.same_keys && !now.facts.changes.any_position;
}

}  // namespace

void check_growth_within_global(const step& now, verdict& found) {
  if (!is_earning(now)) return;
  const auto& claims = now.claims.claims();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (now.after.positions[i].liquidity.is_zero()) continue;
    for (std::size_t k = 0; k < 2; ++k) {
      if (claims[i].inside[k] == claims[i].inside_before[k]) continue;
      const integer grown = exact::difference_modulo(claims[i].inside[k],
                                                     claims[i].inside_before[k], now.sizes().word);
      found.require_not_negative(now.facts.growth[k] - grown, [&] {
        return say("growth ", std::uint64_t{k}, " inside ",
                   describe_position(now.after.positions[i].key), " is ", grown, ", of ",
                   now.facts.growth[k], " in all");
      });
    }
  }
}

namespace {

// Did the price cross a bound of the position? A swap goes one way, so that it did when it ended on
// another side. What a crossing changes in the tick's record may be nothing, and tells nothing.
bool crosses_bound(const step& now, const exact::position_key& key) {
  if (!now.is(operation_kind::swap)) return false;
  const std::int32_t before = now.before.tick;
  const std::int32_t after = now.after.tick;
  return (before < key.lower) != (after < key.lower) || (before < key.upper) != (after < key.upper);
}

}  // namespace

void check_growth_in_range(const step& now, verdict& found) {
  if (!is_earning(now)) return;
  const auto& claims = now.claims.claims();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const exact::position_record& record = now.after.positions[i];
    if (record.liquidity.is_zero() || crosses_bound(now, record.key)) continue;
    const bool counts = exact::is_in_range(record.key, now.before.tick);
    for (std::size_t k = 0; k < 2; ++k) {
      const integer grown = exact::difference_modulo(claims[i].inside[k],
                                                     claims[i].inside_before[k], now.sizes().word);
      found.require(grown == (counts ? now.facts.growth[k] : integer(0)), [&] {
        return say("neither bound was crossed, and growth ", std::uint64_t{k}, " inside ",
                   describe_position(record.key), counts ? ", in range, is " : ", out of it, is ",
                   grown, " of ", now.facts.growth[k]);
      });
    }
  }
}

void check_fees_within_paid(const step& now, verdict& found) {
  if (!is_earning(now)) return;
  const bool is_swap = now.asked.kind == operation_kind::swap;
  for (std::size_t k = 0; k < 2; ++k) {
    integer paid = 0;
    if (is_swap && k == now.facts.token_in) paid = now.facts.amount_in - now.facts.least_in;
    if (!is_swap) {
      paid = now.after.balances[k][exact::pool_itself] - now.before.balances[k][exact::pool_itself];
    }
    const integer cut = exact::difference_modulo(
        now.after.protocol_fees[k], now.before.protocol_fees[k], now.sizes().liquidity);
    const integer given = now.claims.fees()[k] - now.claims.fees_before()[k];
    found.require_not_negative((paid - cut) * model::power_of_two(now.sizes().growth) - given, [&] {
      return say("positions were given ", given, " / 2^", now.sizes().growth, " of token",
                 std::uint64_t{k}, " out of fees of ", paid, " less the protocol's ", cut);
    });
  }
}

void check_collected(const step& now, verdict& found) {
  if (!now.is(operation_kind::collect)) return;
  const exact::position_key key = key_of(now.asked);
  const exact::position_record before = position_in(now.before, key);
  const exact::position_record after = position_in(now.after, key);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& paid = now.answer.amounts[i];
    const auto describe = [&] {
      return say(describe_position(key), " is owed ", before.owed[i], " of token", std::uint64_t{i},
                 ", asked for ", now.asked.amounts[i], ", got ", paid, " and is now owed ",
                 after.owed[i]);
    };
    found.require_not_negative(before.owed[i] - paid, describe);
    found.require(paid == std::min(before.owed[i], now.asked.amounts[i]), describe);
    found.require(after.owed[i] == before.owed[i] - paid, describe);
  }
}

}  // namespace assay::invariant::uniswap_v3
