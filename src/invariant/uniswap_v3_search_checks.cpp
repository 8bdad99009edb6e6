// Searching truths: what the pool that a step has left would do is tried on a copy of it.
//
// A trade that reverts claims nothing. Amounts of token0 stay where the contract's price is exact.
#include <algorithm>

#include "text.hpp"
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

// As far as a trial goes: eight words of the bitmap, inside the ends of the line.
integer furthest_limit(const step& now, bool falls) {
  constexpr std::int32_t far_enough = 8 * 256;
  const std::int64_t way = std::int64_t{far_enough} * spacing_of(now.after);
  const std::int64_t tick = now.after.tick + (falls ? -way : way);
  if (tick <= now.scale.lowest()) return now.scale.sqrt_price(now.scale.lowest()) + 1;
  if (tick >= now.scale.highest()) return now.scale.sqrt_price(now.scale.highest()) - 1;
  return now.scale.sqrt_price(static_cast<std::int32_t>(tick));
}

bool can_trade(const step& now) {
  const integer& price = now.after.sqrt_price;
  return now.facts.searches && price > furthest_limit(now, true) &&
         price < furthest_limit(now, false);
}

// The contract computes token0's price exactly while amount * price fits a word with room to spare.
bool is_exact(const step& now, const integer& amount) {
  return !now.facts.sells_token0 ||
         model::bit_length(amount) + model::bit_length(now.after.sqrt_price) + 1 < now.sizes().word;
}

std::string describe_direction(const step& now) {
  return say(now.facts.sells_token0 ? "token0 for token1" : "token1 for token0", " at sqrt price ",
             now.after.sqrt_price);
}

struct ending {
  market::fill traded{};
  integer sqrt_price = 0;
};

// One sale of an amount on the state after the step.
std::optional<ending> sell_once(const step& now, const integer& amount, const integer& limit) {
  now.trial.load(now.after, now.asked.time);
  const auto traded = now.trial.sell(now.facts.sells_token0, amount, limit);
  if (!traded) return std::nullopt;
  return ending{*traded, now.trial.sqrt_price()};
}

}  // namespace

void check_round_trip(const step& now, verdict& found) {
  if (!can_trade(now)) return;
  const bool falls = now.facts.sells_token0;
  const auto there = sell_once(now, now.facts.trial_amount, furthest_limit(now, falls));
  if (!there || there->traded.amount_out.is_zero()) return;
  if (there->sqrt_price == furthest_limit(now, !falls)) return;
  const auto back = now.trial.sell(!falls, there->traded.amount_out, furthest_limit(now, !falls));
  if (!back) return;
  const integer most = there->traded.amount_in * (now.sizes().fee_unit - now.after.fee);
  found.require_not_negative(most - back->amount_out * now.sizes().fee_unit, [&] {
    return say(there->traded.amount_in, " in, ", there->traded.amount_out,
               " out and back again give ", back->amount_out, ": ", describe_direction(now));
  });
}

void check_split(const step& now, verdict& found) {
  const integer& amount = now.facts.trial_amount;
  if (!can_trade(now) || amount < 2 || !is_exact(now, amount)) return;
  const bool falls = now.facts.sells_token0;
  const integer limit = furthest_limit(now, falls);
  const auto whole = sell_once(now, amount, limit);
  if (!whole || whole->traded.amount_in != amount) return;
  const integer first_amount = amount / 3 + 1;
  const auto first = sell_once(now, first_amount, limit);
  if (!first || first->traded.amount_in != first_amount || first->sqrt_price == limit) return;
  const integer rest = amount - first_amount;
  if (rest.is_zero()) return;
  const auto second = now.trial.sell(falls, rest, limit);
  if (!second) return;
  found.require_not_negative(
      whole->traded.amount_out - first->traded.amount_out - second->amount_out, [&] {
        return say(amount, " at once gives ", whole->traded.amount_out, ", split into ",
                   first_amount, " and ", rest, " gives ", first->traded.amount_out, " and ",
                   second->amount_out, ": ", describe_direction(now));
      });
}

void check_monotone_in_limit(const step& now, verdict& found) {
  const integer& amount = now.facts.trial_amount;
  if (!can_trade(now) || !is_exact(now, amount)) return;
  const bool falls = now.facts.sells_token0;
  const auto far = sell_once(now, amount, furthest_limit(now, falls));
  if (!far || far->sqrt_price == now.after.sqrt_price) return;
  // A limit somewhere on the way.
  const integer way = falls ? integer(now.after.sqrt_price - far->sqrt_price)
                            : integer(far->sqrt_price - now.after.sqrt_price);
  const integer part = way / 3 + 1;
  const integer limit =
      falls ? integer(now.after.sqrt_price - part) : integer(now.after.sqrt_price + part);
  const auto near = sell_once(now, amount, limit);
  if (!near) return;
  const auto describe = [&] {
    return say(amount, " with the limit ", limit, " takes ", near->traded.amount_in, " and gives ",
               near->traded.amount_out, ", without it ", far->traded.amount_in, " and ",
               far->traded.amount_out, ": ", describe_direction(now));
  };
  found.require_not_negative(far->traded.amount_in - near->traded.amount_in, describe);
  found.require_not_negative(far->traded.amount_out - near->traded.amount_out, describe);
  found.require(falls ? near->sqrt_price >= limit : near->sqrt_price <= limit, describe);
}

void check_monotone_in_amount(const step& now, verdict& found) {
  const integer& amount = now.facts.trial_amount;
  if (!can_trade(now) || !is_exact(now, amount + 1)) return;
  const bool falls = now.facts.sells_token0;
  const integer limit = furthest_limit(now, falls);
  const auto less = sell_once(now, amount, limit);
  const auto more = sell_once(now, amount + 1, limit);
  if (!less || !more) return;
  const auto describe = [&] {
    return say("one more than ", amount, " in gives ", more->traded.amount_out, " instead of ",
               less->traded.amount_out, " and leads to ", more->sqrt_price, " instead of ",
               less->sqrt_price, ": ", describe_direction(now));
  };
  found.require_not_negative(more->traded.amount_out - less->traded.amount_out, describe);
  found.require(falls ? more->sqrt_price <= less->sqrt_price : more->sqrt_price >= less->sqrt_price,
                describe);
}

// Some leave from the front of the list and some from the back: any order must do.
void check_all_can_leave(const step& now, verdict& found) {
  if (!now.facts.searches || now.facts.may_wrap) return;
  now.trial.load(now.after, now.asked.time);
  std::size_t front = 0;
  std::size_t back = now.after.positions.size();
  while (front < back) {
    const bool takes_front = ((front + back) / 2) % 2 == 0;
    const exact::position_key& key = now.after.positions[takes_front ? front : back - 1].key;
    if (takes_front) {
      ++front;
    } else {
      --back;
    }
    found.require(now.trial.leave(key), [&] {
      return say("holder ", key.owner, " cannot leave its position from ", key.lower, " to ",
                 key.upper);
    });
  }
}

}  // namespace assay::invariant::uniswap_v3
