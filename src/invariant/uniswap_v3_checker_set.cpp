// Holds a run of Uniswap V3 against the chosen invariants, step by step.
#include <algorithm>
#include <utility>

#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {

selection select(std::string_view list) { return select_from(definitions(), list); }

checker_set::checker_set(selection chosen, const engine::setup& setup, surroundings around)
    : score_(std::move(chosen)),
      setup_(to_model(setup, around.sizes)),
      around_(std::move(around)),
      claims_(around_.sizes, around_.scale) {
  const auto& chosen_ones = score_.chosen();
  searches_ = std::any_of(chosen_ones.begin(), chosen_ones.end(),
                          [](const definition* each) { return each->searches; });
}

void checker_set::check_step() {
  score_.begin_step();
  const exact::state& before = before_.get();
  const exact::state& after = after_.get();
  if (asked_.kind == exact::operation_kind::create_pool) {
    claims_.restart(after);
    std::swap(before_, after_);
    return;
  }
  work_out(facts_, setup_, *around_.scale, before, after, asked_, answer_);
  if (facts_.has_new_claims) {
    claims_.update(before, after, facts_.changes);
    const bool has_liquidity = facts_.is_live && !after.positions.empty();
    if (searches_ && has_liquidity && steps_to_search_-- == 0) {
      steps_to_search_ = around_.search_interval - 1;
      choose_trial(facts_, setup_.sizes, after);
    }
  }
  score_.check(step{setup_, *around_.scale, before, after, asked_, answer_, facts_, claims_,
                    *around_.trial});
  std::swap(before_, after_);
}

}  // namespace assay::invariant::uniswap_v3
