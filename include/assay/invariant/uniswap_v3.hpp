// The invariants of Uniswap V3 and the checker that holds a run against them, step by step.
//
//   checker_set checks(select("all"), setup);
//   for (...) {
//     const auto& receipt = subject.apply(operation);
//     for (const violation& found : checks.after(operation, receipt, subject.state())) ...
//   }
//
// docs/uniswap-v3.md lists them; a statement that is not exactly true, within what `applies` says,
// is a defect of this file.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "assay/invariant/convert_uniswap_v3.hpp"
#include "assay/invariant/invariant.hpp"
#include "assay/invariant/score.hpp"
#include "assay/invariant/uniswap_v3_claims.hpp"

namespace assay::invariant::uniswap_v3 {

/// A pool to try things on. The searching invariants put it into the state that a step has left;
/// what is done there is done nowhere else. Not for several threads at once. Whoever checks another
/// pool than the engine brings its own (uniswap_v3_market.hpp).
class market {
 public:
  virtual ~market() = default;

  /// What a trade took and gave, in wei.
  struct fill {
    integer amount_in = 0;
    integer amount_out = 0;
  };

  virtual void load(const exact::state& from, std::uint64_t time) = 0;
  /// Sells `amount` of a token, as far as the limit lets it. Nothing: the pool reverts.
  virtual std::optional<fill> sell(bool token0, const integer& amount, const integer& limit) = 0;
  /// Burns all of a position and collects all that it is owed. False: the pool reverts.
  virtual bool leave(const exact::position_key& who) = 0;
  [[nodiscard]] virtual integer sqrt_price() const = 0;
};

/// The engine, on 256-bit words.
std::shared_ptr<market> make_engine_market();

/// What several checks need, worked out once per step.
struct step_facts {
  bool is_swap = false;         // accepted swap
  bool is_live = false;         // initialized after the step
  bool is_first = false;        // initialized by the step
  bool has_new_claims = false;  // what the pool owes, or holds, is not what it was
  bool may_wrap = false;        // a token's total does not fit a word, so balances may wrap
  std::size_t token_in = 0;     // swap: the token sold
  integer amount_in = 0;        // swap: with the fee
  integer amount_out = 0;
  std::vector<exact::stretch> way{};  // swap: by the positions, from price to price
  integer liquidity_ahead = 0;        // swap: where it would go on
  integer legs = 0;                   // swap: moves between stops, at most
  integer least_in = 0;               // swap: costs along the way, each stretch rounded up
  integer most_out = 0;               // swap: gains along the way, each stretch rounded down
  integer tick_price = 0;             // of the tick after the step, and of the next
  integer next_tick_price = 0;
  std::array<integer, 2> total_before{};  // all balances
  std::array<integer, 2> total_after{};
  std::array<std::vector<integer>, 2> expected_balances{};  // by holder, from what was asked
  exact::pair_of growth{};                                  // of the global counters in the step
  state_changes changes{};
  bool searches = false;  // the searching invariants have their turn
  bool sells_token0 = true;
  integer trial_amount = 0;  // for them
};

/// One operation with all that is known about it.
struct step {
  const exact::setup& setup;
  const exact::tick_scale& scale;
  const exact::state& before;
  const exact::state& after;
  const exact::operation& asked;
  const exact_receipt& answer;
  const step_facts& facts;
  const claims_book& claims;
  market& trial;

  [[nodiscard]] bool is(exact::operation_kind kind) const {
    return answer.accepted && asked.kind == kind;
  }
  [[nodiscard]] const exact::formats& sizes() const { return setup.sizes; }
};

struct definition {
  summary about;
  bool searches = false;
  void (*check)(const step& now, verdict& found) = nullptr;
};

/// All invariants of Uniswap V3, in the order of the documentation.
std::span<const definition> definitions();

using violation = invariant::violation<definition>;
using selection = invariant::selection<definition>;

/// `list` is "all", "none" or IDs separated by commas.
selection select(std::string_view list);

/// Where a checker looks when not at Uniswap's deployed pools.
struct surroundings {
  exact::formats sizes{};
  std::shared_ptr<const exact::tick_scale> scale = exact::deployed_ticks();
  std::shared_ptr<market> trial = make_engine_market();
  /// The searching invariants try every n-th step that changes price or liquidity.
  std::uint64_t search_interval = 64;
};

class checker_set {
 public:
  /// `chosen` has no error.
  checker_set(selection chosen, const engine::setup& setup, surroundings around = {});

  /// Checks the step from the state last shown to `state`. The result lives until the next call.
  template <class Format>
  std::span<const violation> after(const engine::operation<Format>& operation,
                                   const engine::receipt<Format>& receipt,
                                   const engine::state<Format>& state) {
    if (chosen().empty()) return {};
    assign(asked_, operation);
    assign(answer_, receipt, asked_.kind);
    after_.read(state);
    check_step();
    return score_.violations();
  }

  /// The next step starts from this state, whatever was shown last.
  template <class Format>
  void resume_from(const engine::state<Format>& state) {
    before_.read(state);
    claims_.restart(before_.get());
  }

  [[nodiscard]] std::span<const definition* const> chosen() const { return score_.chosen(); }
  /// In the order of chosen().
  [[nodiscard]] std::span<const tally> tallies() const { return score_.tallies(); }
  [[nodiscard]] std::vector<standing> standings() const { return score_.standings(); }
  /// How close the last step came to violating each; UINT32_MAX where there is no distance.
  [[nodiscard]] std::span<const std::uint32_t> last_closeness() const {
    return score_.last_closeness();
  }

 private:
  void check_step();

  score_keeper<definition> score_;
  exact::setup setup_;
  surroundings around_;
  bool searches_ = false;
  std::uint64_t steps_to_search_ = 0;
  state_image before_{};
  state_image after_{};
  exact::operation asked_{};
  exact_receipt answer_{};
  step_facts facts_{};
  claims_book claims_;
};

}  // namespace assay::invariant::uniswap_v3
