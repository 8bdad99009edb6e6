// Truths about what the pool records: the oracle's integrals, what lending earned, events.
#include <algorithm>

#include "assay/invariant/uniswap_v3_event.hpp"
#include "text.hpp"
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

using exact::operation_kind;

const exact::observation& latest(const exact::state& in) {
  static const exact::observation none{};
  return in.observation_index < in.observations.size() ? in.observations[in.observation_index]
                                                       : none;
}

std::uint32_t clock_of(const step& now) { return static_cast<std::uint32_t>(now.asked.time); }

// Has the step put a new observation into the ring?
bool has_observed(const step& now) {
  return now.answer.accepted && !now.before.sqrt_price.is_zero() &&
         latest(now.before).time != latest(now.after).time;
}

// The integrals, carried from the last observation to the present by what stood before the step.
exact::cumulatives present_of(const step& now) {
  const exact::observation& last = latest(now.before);
  const std::uint32_t seconds = clock_of(now) - last.time;
  const auto ticks = static_cast<std::int64_t>(
      static_cast<std::uint64_t>(std::int64_t{now.before.tick}) * seconds);
  return {exact::wrapped_tick_cumulative(last.tick_cumulative + ticks),
          exact::sum_modulo(last.seconds_per_liquidity,
                            exact::seconds_per_liquidity(seconds, now.before.liquidity),
                            exact::seconds_per_liquidity_bits)};
}

}  // namespace

void check_tick_integral(const step& now, verdict& found) {
  if (!has_observed(now)) return;
  const exact::observation& seen = latest(now.after);
  found.require(seen.time == clock_of(now) && seen.is_initialized, [&] {
    return say("an observation of time ", seen.time, " was written at ", clock_of(now));
  });
  const std::int64_t due = present_of(now).tick_cumulative;
  found.require(seen.tick_cumulative == due, [&] {
    return say("tickCumulative is ", integer(seen.tick_cumulative), ", the integral of the tick ",
               integer(due));
  });
}

void check_seconds_integral(const step& now, verdict& found) {
  if (!has_observed(now)) return;
  const integer& seen = latest(now.after).seconds_per_liquidity;
  const integer due = present_of(now).seconds_per_liquidity;
  found.require(seen == due, [&] {
    return say("secondsPerLiquidityCumulativeX128 is ", seen,
               ", the integral of time per liquidity ", due);
  });
}

// Exactly when the tick or the liquidity in range changes, once a second, the ring moves by one.
void check_when_observed(const step& now, verdict& found) {
  if (!now.answer.accepted || now.before.sqrt_price.is_zero()) return;
  const exact::state& before = now.before;
  const exact::state& after = now.after;
  const bool moves_liquidity =
      (now.asked.kind == operation_kind::mint || now.asked.kind == operation_kind::burn) &&
      !now.asked.amount.is_zero() &&
      exact::is_in_range({0, now.asked.lower, now.asked.upper}, before.tick);
  const bool is_due =
      (moves_liquidity || before.tick != after.tick) && latest(before).time != clock_of(now);
  std::uint32_t cardinality = before.observation_cardinality;
  std::uint32_t index = before.observation_index;
  if (is_due) {
    if (index + 1 == cardinality) {
      cardinality = std::max(cardinality, before.observation_cardinality_next);
    }
    index = (index + 1) % cardinality;
  }
  found.require(
      after.observation_index == index && after.observation_cardinality == cardinality, [&] {
        return say("the ring stands at ", after.observation_index, " of ",
                   after.observation_cardinality, ", due is ", index, " of ", cardinality);
      });
  const bool is_prepared = now.asked.kind == operation_kind::increase_observation_cardinality_next;
  const std::size_t size = std::min(before.observations.size(), after.observations.size());
  for (std::size_t slot = 0; slot < size; ++slot) {
    if (slot == index && is_due) continue;
    found.require(before.observations[slot] == after.observations[slot], [&] {
      return say("observation ", std::uint64_t{slot}, " changed without being written");
    });
  }
  found.require(is_prepared || before.observations.size() == after.observations.size(),
                [] { return std::string("observations were prepared without being asked for"); });
}

void check_present_observed(const step& now, verdict& found) {
  if (!now.is(operation_kind::observe) || now.before.sqrt_price.is_zero()) return;
  const auto& agos = now.asked.seconds_agos;
  found.require(agos.size() == now.answer.observed.size(),
                [] { return std::string("observe answers more or less than it was asked"); });
  const exact::cumulatives due = present_of(now);
  for (std::size_t i = 0; i < std::min(agos.size(), now.answer.observed.size()); ++i) {
    if (agos[i] != 0) continue;
    found.require(now.answer.observed[i] == due, [&] {
      return say("observed now: ", integer(now.answer.observed[i].tick_cumulative), ", due is ",
                 integer(due.tick_cumulative));
    });
  }
}

void check_flash(const step& now, verdict& found) {
  if (!now.is(operation_kind::flash)) return;
  const exact::formats& sizes = now.sizes();
  for (std::size_t i = 0; i < 2; ++i) {
    const integer paid =
        exact::difference_modulo(now.after.balances[i][exact::pool_itself],
                                 now.before.balances[i][exact::pool_itself], sizes.word);
    const integer fee = exact::lending_fee(sizes, now.asked.amounts[i], now.before.fee);
    const integer cut = exact::difference_modulo(now.after.protocol_fees[i],
                                                 now.before.protocol_fees[i], sizes.liquidity);
    const auto describe = [&] {
      return say(paid, " of token", std::uint64_t{i}, " came back for lending ",
                 now.asked.amounts[i], " at a fee of ", fee, "; the protocol took ", cut,
                 ", growth is ", now.facts.growth[i]);
    };
    found.require_not_negative(paid - fee, describe);
    const integer due_cut = exact::protocol_part(paid, now.before.fee_protocol[i]);
    found.require(cut == exact::modulo_word(due_cut, sizes.liquidity), describe);
    found.require(now.before.liquidity.sign() > 0, describe);
    if (now.before.liquidity.is_zero()) return;
    found.require(
        now.facts.growth[i] == exact::growth_by(sizes, paid - due_cut, now.before.liquidity),
        describe);
  }
}

void check_event(const step& now, verdict& found) {
  if (!now.answer.accepted) return;
  exact_event due;
  const bool is_due =
      due_event({now.asked, now.answer.amounts, now.before, now.after, now.sizes().word}, due);
  const auto events = now.answer.events();
  found.require(events.size() == (is_due ? 1U : 0U),
                [&] { return say(std::uint64_t{events.size()}, " events"); });
  if (!is_due || events.size() != 1) return;
  const exact_event& told = events[0];
  found.require(told.kind == due.kind && told.from == due.from && told.to == due.to &&
                    told.ticks == due.ticks && told.numbers == due.numbers,
                [&] {
                  return say("the event tells holders ", told.from, ", ", told.to, ", numbers ",
                             told.numbers[0], ", ", told.numbers[1], ", ", told.numbers[2], ", ",
                             told.numbers[3], "; due are holders ", due.from, ", ", due.to,
                             ", numbers ", due.numbers[0], ", ", due.numbers[1], ", ",
                             due.numbers[2], ", ", due.numbers[3]);
                });
}

}  // namespace assay::invariant::uniswap_v3
