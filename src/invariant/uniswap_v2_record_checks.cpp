// Truths about what the pair records: the oracle, the time, and the events that others rely on.
#include <algorithm>

#include "text.hpp"
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using assay::uniswap_v2::event_kind;
using exact::holder;
using exact::operation_kind;

std::size_t count_of(const exact_receipt& answer, event_kind kind) {
  const auto events = answer.events();
  return static_cast<std::size_t>(std::count_if(
      events.begin(), events.end(), [&](const exact_event& each) { return each.kind == kind; }));
}

const exact_event* last_of(const exact_receipt& answer, event_kind kind) {
  const exact_event* last = nullptr;
  for (const exact_event& each : answer.events()) {
    if (each.kind == kind) last = &each;
  }
  return last;
}

// The pair's own event of an operation: its kind, or nothing.
std::optional<event_kind> event_of(operation_kind kind) {
  switch (kind) {
    case operation_kind::mint:
      return event_kind::mint;
    case operation_kind::burn:
      return event_kind::burn;
    case operation_kind::swap:
      return event_kind::swap;
    default:
      return std::nullopt;
  }
}

std::array<integer, 4> amounts_to_report(const step& now) {
  switch (now.asked.kind) {
    case operation_kind::mint:
      return {now.after.reserves[0] - now.before.reserves[0],
              now.after.reserves[1] - now.before.reserves[1], 0, 0};
    case operation_kind::burn:
      return {now.answer.values[0], now.answer.values[1], 0, 0};
    default:
      return {now.facts.trade_in.token0, now.facts.trade_in.token1, now.asked.amounts_out[0],
              now.asked.amounts_out[1]};
  }
}

// Balance of `who`, or the supply, once the Transfer events have happened to it.
integer replay_transfers(const step& now, const integer& balance, std::optional<holder> who) {
  integer sum = balance;
  for (const exact_event& each : now.answer.events()) {
    if (each.kind != event_kind::transfer) continue;
    const integer& value = each.amounts[0];
    const bool is_minted = each.from == exact::nobody;
    const bool is_burned = now.asked.kind == operation_kind::burn && each.to == exact::nobody &&
                           each.from == exact::pair_itself;
    if (who ? (!is_minted && each.from == *who) : is_burned) sum -= value;
    if (who ? (!is_burned && each.to == *who) : is_minted) sum += value;
  }
  return sum;
}

}  // namespace

void check_price_integral(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  for (std::size_t i = 0; i < 2; ++i) {
    found.require(now.after.price_cumulative_last[i] == now.past.price_integral[i], [&] {
      return say("price", unsigned(i), "CumulativeLast is ", now.after.price_cumulative_last[i],
                 ", the integral is ", now.past.price_integral[i]);
    });
  }
}

void check_time(const step& now, verdict& found) {
  if (!now.facts.is_update) return;
  const std::uint64_t expected =
      now.asked.time & ((std::uint64_t{1} << now.setup.sizes.timestamp) - 1);
  found.require(now.after.timestamp_last == expected, [&] {
    return say("blockTimestampLast is ", now.after.timestamp_last, ", not ", expected);
  });
}

void check_frame(const step& now, verdict& found) {
  if (!now.answer.accepted || now.facts.is_update) return;
  found.require(now.before.reserves == now.after.reserves &&
                    now.before.timestamp_last == now.after.timestamp_last &&
                    now.before.price_cumulative_last == now.after.price_cumulative_last,
                [] { return std::string("reserves, time or oracle changed without an update"); });
  found.require(now.before.total_supply == now.after.total_supply,
                [] { return std::string("the supply changed without a mint or burn"); });
}

void check_sync_event(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const std::size_t count = count_of(now.answer, event_kind::sync);
  const std::size_t expected = now.facts.is_update ? 1 : 0;
  found.require(count == expected, [&] {
    return say(std::uint64_t{count}, " Sync events, not ", std::uint64_t{expected});
  });
  const exact_event* const last = last_of(now.answer, event_kind::sync);
  if (last == nullptr) return;
  found.require(
      last->amounts[0] == now.after.reserves[0] && last->amounts[1] == now.after.reserves[1], [&] {
        return say("Sync says ", last->amounts[0], ", ", last->amounts[1], ", the reserves are ",
                   now.after.reserves[0], ", ", now.after.reserves[1]);
      });
}

void check_pair_event(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  const std::optional<event_kind> own = event_of(now.asked.kind);
  for (const event_kind kind : {event_kind::mint, event_kind::burn, event_kind::swap}) {
    const std::size_t expected = own == kind ? 1 : 0;
    found.require(count_of(now.answer, kind) == expected, [] {
      return std::string("not exactly the one Mint, Burn or Swap event of the operation");
    });
  }
  if (!own) return;
  const exact_event* const event = last_of(now.answer, *own);
  if (event == nullptr) return;
  const std::array<integer, 4> expected = amounts_to_report(now);
  for (std::size_t i = 0; i < 4; ++i) {
    found.require(event->amounts[i] == expected[i], [&] {
      return say("amount ", unsigned(i), " of the event is ", event->amounts[i], ", not ",
                 expected[i]);
    });
  }
  found.require(event->from == now.asked.caller,
                [&] { return say("the event's sender is holder ", event->from); });
  if (*own == event_kind::mint) return;  // Mint does not say for whom
  found.require(event->to == now.asked.to,
                [&] { return say("the event's recipient is holder ", event->to); });
}

void check_lp_events(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  for (holder who = 0; who < now.after.lp.size(); ++who) {
    found.require(replay_transfers(now, now.before.lp[who], who) == now.after.lp[who], [&] {
      return say("Transfer events do not explain the LP balance ", now.after.lp[who], " of holder ",
                 who);
    });
  }
  found.require(
      replay_transfers(now, now.before.total_supply, std::nullopt) == now.after.total_supply,
      [&] { return say("Transfer events do not explain the supply ", now.after.total_supply); });
  const bool approves = now.asked.kind == operation_kind::approve_lp;
  found.require(count_of(now.answer, event_kind::approval) == (approves ? 1U : 0U),
                [] { return std::string("not exactly the Approval event of the operation"); });
  if (!approves) return;
  const exact_event* const approval = last_of(now.answer, event_kind::approval);
  found.require(approval != nullptr && approval->from == now.asked.caller &&
                    approval->to == now.asked.to && approval->amounts[0] == now.asked.amount,
                [] { return std::string("the Approval event is not what was approved"); });
}

}  // namespace assay::invariant::uniswap_v2
