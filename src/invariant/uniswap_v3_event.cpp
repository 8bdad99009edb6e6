// What the events of Uniswap V3 tell.
#include "assay/invariant/uniswap_v3_event.hpp"

namespace assay::invariant::uniswap_v3 {

bool due_event(const accepted& what, exact_event& due) {
  using engine::event_kind;
  using exact::operation_kind;
  const exact::operation& asked = what.asked;
  const exact::pair_of& amounts = what.amounts;
  due = exact_event{};
  due.from = asked.caller;
  due.to = asked.recipient;
  switch (asked.kind) {
    case operation_kind::initialize:
      due = {event_kind::initialize, 0, 0, {what.after.tick, 0}, {asked.amount, 0, 0, 0}};
      return true;
    case operation_kind::mint:
      due.kind = event_kind::mint;
      due.ticks = {asked.lower, asked.upper};
      due.numbers = {asked.amount, amounts[0], amounts[1], 0};
      return true;
    case operation_kind::burn:
      due = {event_kind::burn,
             asked.caller,
             0,
             {asked.lower, asked.upper},
             {asked.amount, amounts[0], amounts[1], 0}};
      return true;
    case operation_kind::collect:
      due.kind = event_kind::collect;
      due.ticks = {asked.lower, asked.upper};
      due.numbers = {amounts[0], amounts[1], 0, 0};
      return true;
    case operation_kind::swap:
      due.kind = event_kind::swap;
      due.ticks = {what.after.tick, 0};
      due.numbers = {amounts[0], amounts[1], what.after.sqrt_price, what.after.liquidity};
      return true;
    case operation_kind::flash:
      due.kind = event_kind::flash;
      due.numbers = {asked.amounts[0], asked.amounts[1], 0, 0};
      for (std::size_t i = 0; i < 2; ++i) {
        due.numbers[2 + i] =
            exact::difference_modulo(what.after.balances[i][exact::pool_itself],
                                     what.before.balances[i][exact::pool_itself], what.word_bits);
      }
      return true;
    case operation_kind::collect_protocol:
      due.kind = event_kind::collect_protocol;
      due.numbers = {amounts[0], amounts[1], 0, 0};
      return true;
    case operation_kind::set_fee_protocol:
      due = {event_kind::set_fee_protocol,
             0,
             0,
             {},
             {what.before.fee_protocol[0], what.before.fee_protocol[1], asked.fee_protocol[0],
              asked.fee_protocol[1]}};
      return true;
    case operation_kind::increase_observation_cardinality_next:
      due = {event_kind::increase_observation_cardinality_next,
             0,
             0,
             {},
             {what.before.observation_cardinality_next, what.after.observation_cardinality_next, 0,
              0}};
      return due.numbers[0] != due.numbers[1];
    default:
      return false;
  }
}

}  // namespace assay::invariant::uniswap_v3
