// Holds a run against the chosen invariants, step by step.
#include <algorithm>
#include <utility>

#include "text.hpp"
#include "uniswap_v2_checks.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using exact::operation_kind;

// The price stood from the last update until now; time between two updates counts modulo 2^32.
void advance_price(history& past, const step_facts& facts, const exact::setup& setup,
                   const exact::state& before, std::uint64_t time) {
  if (!facts.is_update) return;
  const std::uint64_t clock_mask = (std::uint64_t{1} << setup.sizes.timestamp) - 1;
  const std::uint64_t seconds = (time - past.last_update) & clock_mask;
  const bool has_price = !before.reserves[0].is_zero() && !before.reserves[1].is_zero();
  if (past.has_update && has_price && seconds > 0) {
    for (std::size_t i = 0; i < 2; ++i) {
      const integer price =
          exact::fixed_point_price(before.reserves[1 - i], before.reserves[i], setup.sizes);
      past.price_integral[i] =
          model::modulo_power_of_two(past.price_integral[i] + price * seconds, setup.sizes.word);
    }
  }
  past.has_update = true;
  past.last_update = time;
}

// Remembers what all shares together are worth. Where a reserve is empty no curve holds the other.
void remember_worth(history& past, const integer& supply, const std::array<integer, 2>& reserves) {
  if (supply.is_zero()) {
    past.worth_count = 0;
    return;
  }
  if (reserves[0].is_zero() || reserves[1].is_zero()) return;
  if (past.worth_count == 0) past.next_worth = 0;
  past.worths[past.next_worth] = {supply, reserves};
  past.next_worth = (past.next_worth + 1) % history::remembered;
  past.worth_count = std::min(past.worth_count + 1, history::remembered);
}

void advance_flags(history& past, const step_facts& facts, const exact::state& before) {
  past.is_migrated = past.is_migrated || facts.is_migration;
  past.is_impaired = past.is_impaired || (facts.is_update && !facts.covers_reserves);
  if (facts.covers_reserves && facts.fee_minted.is_zero()) return;
  // Shares were minted to the protocol, or value came or went from outside: earlier supplies say
  // nothing about k any more.
  past.mark_count = 0;
  past.worth_count = 0;
  // The protocol is paid before the mint or burn itself, which must leave each share, the
  // protocol's new ones among them, what it was then worth.
  if (facts.covers_reserves && facts.fee_minted.sign() > 0 && !before.total_supply.is_zero()) {
    remember_worth(past, before.total_supply + facts.fee_minted, before.reserves);
  }
}

// A pair that follows no known rules locks what it pleases: what address(0) got at a first mint,
// beyond liquidity that was minted to it.
void learn_minimum(exact::rules& rules, const exact::state& before, const exact::state& after,
                   const exact::operation& asked, const exact_receipt& answer) {
  if (!answer.accepted || asked.kind != operation_kind::mint) return;
  if (!before.total_supply.is_zero()) return;
  rules.minimum_liquidity = after.lp[exact::nobody] - before.lp[exact::nobody];
  if (asked.to == exact::nobody) rules.minimum_liquidity -= answer.values[0];
}

// Remembers the supply that the step ended with. At an equal supply k has not fallen, or that was
// reported, so the latest k is the strongest to hold on to.
void remember(history& past, const integer& supply, const integer& k) {
  if (supply.is_zero()) {
    past.mark_count = 0;
    return;
  }
  for (std::size_t i = 0; i < past.mark_count; ++i) {
    if (past.marks[i].supply != supply) continue;
    past.marks[i].k = k;
    return;
  }
  if (past.mark_count == 0) past.next_mark = 0;
  past.marks[past.next_mark] = {supply, k};
  past.next_mark = (past.next_mark + 1) % history::remembered;
  past.mark_count = std::min(past.mark_count + 1, history::remembered);
}

}  // namespace

selection select(std::string_view list) { return select_from(definitions(), list); }

checker_set::checker_set(selection chosen, const assay::uniswap_v2::setup& setup,
                         const exact::widths& sizes, const router& library)
    : follows_rules_(chosen.follows_rules),
      score_(std::move(chosen)),
      setup_(to_model(setup, sizes)),
      library_(library) {
  const auto& chosen_ones = score_.chosen();
  uses_trials_ = std::any_of(chosen_ones.begin(), chosen_ones.end(),
                             [](const definition* each) { return each->uses_trials; });
}

void checker_set::begin_episode(std::uint32_t rules_index, std::uint64_t time) {
  rules_index_ = rules_index;
  history_ = history{};
  history_.price_integral = before_.price_cumulative_last;
  history_.has_update = !before_.reserves[0].is_zero() || !before_.reserves[1].is_zero();
  // The pair remembers only the low bits of the time of its last update.
  const std::uint64_t clock_mask = (std::uint64_t{1} << setup_.sizes.timestamp) - 1;
  history_.last_update = time - ((time - before_.timestamp_last) & clock_mask);
  const exact::rules& rules = setup_.all_rules[rules_index_];
  score_.excuse([&](const definition& each) {
    return each.expected_to_fail != nullptr && each.expected_to_fail(rules);
  });
  // Where the history before this state is not known, nothing is claimed that rests on it.
  const bool starts_empty = before_.total_supply.is_zero();
  history_.is_migrated = rules.has_migrator && !starts_empty;
  history_.is_impaired = !starts_empty;
}

void checker_set::check_step() {
  score_.begin_step();
  if (asked_.kind == operation_kind::create_pool) {
    std::swap(before_, after_);
    begin_episode(asked_.rules, asked_.time);
    return;
  }
  exact::rules& rules = setup_.all_rules[rules_index_];
  if (!follows_rules_) learn_minimum(rules, before_, after_, asked_, answer_);
  work_out(facts_, setup_, rules, before_, after_, asked_, answer_, library_, uses_trials_);
  if (answer_.accepted) {
    advance_price(history_, facts_, setup_, before_, asked_.time);
    advance_flags(history_, facts_, before_);
  }
  const step now{setup_, rules, before_, after_, asked_, answer_, facts_, history_, library_};
  score_.check(now);
  if (answer_.accepted) {
    remember(history_, after_.total_supply, facts_.k_after);
    if (facts_.is_update) remember_worth(history_, after_.total_supply, after_.reserves);
    // A wrong accumulator is reported where it goes wrong, not for ever after.
    history_.price_integral = after_.price_cumulative_last;
  }
  std::swap(before_, after_);
}

}  // namespace assay::invariant::uniswap_v2
