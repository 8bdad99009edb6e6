// The invariants of Uniswap V2 and the checker that holds a run against them, step by step.
//
//   checker_set checks(select("all"), setup);
//   for (...) {
//     const auto& receipt = subject.apply(operation);
//     for (const violation& found : checks.after(operation, receipt, subject.state())) ...
//   }
//
// docs/uniswap-v2.md lists them; a statement that is not exactly true, within what `applies` says,
// is a defect of this file.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/invariant/convert.hpp"
#include "assay/invariant/invariant.hpp"
#include "assay/invariant/score.hpp"

namespace assay::invariant::uniswap_v2 {

using model::integer;

/// Answers of the router library, as a router would use them. What a subject's own library answers
/// can be put in the place of the engine's.
class router {
 public:
  virtual ~router() = default;
  /// Nothing: the library reverts.
  [[nodiscard]] virtual std::optional<integer> amount_out(const integer& amount_in,
                                                          const integer& reserve_in,
                                                          const integer& reserve_out,
                                                          const exact::curve& rules) const = 0;
  [[nodiscard]] virtual std::optional<integer> amount_in(const integer& amount_out,
                                                         const integer& reserve_in,
                                                         const integer& reserve_out,
                                                         const exact::curve& rules) const = 0;
  [[nodiscard]] virtual std::optional<integer> quote(const integer& amount_a,
                                                     const integer& reserve_a,
                                                     const integer& reserve_b) const = 0;
};

/// The engine's library on 256-bit words.
const router& engine_router();

/// A trade that the searching invariants try on the state after a step.
struct trial {
  integer amount_in = 0;
  std::optional<integer> amount_out{};  // getAmountOut(amount_in)
  integer wanted_out = 0;               // what getAmountIn is asked for
};

/// What several checks need, worked out once per step.
struct step_facts {
  bool is_update = false;  // accepted mint, burn, swap or sync: reserves, oracle and time were set
  bool changes_supply = false;   // accepted mint or burn
  bool is_migration = false;     // a migrator's own first mint
  bool covers_reserves = false;  // no loss from outside: K per share is the pair's own doing
  bool may_wrap = false;         // a token's total does not fit a word, so balances may wrap
  exact::curve curve{};          // in force during the step
  exact::amounts trade_in{};     // swap: what came in, by the pair's own measure
  std::array<integer, 2> held_before{};
  std::array<integer, 2> held_after{};
  std::array<integer, 2> total_before{};  // all balances and the sink
  std::array<integer, 2> total_after{};
  integer k_before = 0;
  integer k_after = 0;
  integer burned = 0;       // burn: LP tokens that the pair held when burn() ran
  integer fee_minted = 0;   // mint, burn: what supply grew by beyond the operation's own
  bool fee_is_due = false;  // the fee was on, a mark was set and sqrt(k) had grown
  integer root_k = 0;       // when due
  integer root_k_last = 0;
  exact::fee_share share{};
  bool has_trials = false;
  bool reversed = false;  // trials sell token1
  std::array<trial, 2> trials{};
};

/// What the run so far says. Flags and integral include the step that is being checked.
struct history {
  bool is_migrated = false;  // supply began with a migrator's number
  bool is_impaired = false;  // reserves were lowered from outside at some time
  bool has_update = false;
  std::uint64_t last_update = 0;            // seconds, not reduced
  std::array<integer, 2> price_integral{};  // mod 2^256

  struct mark {
    integer supply = 0;
    integer k = 0;
  };
  static constexpr std::size_t remembered = 8;
  std::array<mark, remembered> marks{};  // earlier supplies, with the largest k each had
  std::size_t mark_count = 0;
  std::size_t next_mark = 0;

  // What all shares together were worth, in both tokens, after earlier steps.
  struct worth {
    integer supply = 0;
    std::array<integer, 2> reserves{};
  };
  std::array<worth, remembered> worths{};
  std::size_t worth_count = 0;
  std::size_t next_worth = 0;
};

/// One operation with all that is known about it.
struct step {
  const exact::setup& setup;
  const exact::rules& rules;
  const exact::state& before;
  const exact::state& after;
  const exact::operation& asked;
  const exact_receipt& answer;
  const step_facts& facts;
  const history& past;
  const router& library;
};

struct definition {
  summary about;
  bool uses_trials = false;
  /// Do these rules break the invariant by design? Then it is not checked unless asked for by name.
  bool (*expected_to_fail)(const exact::rules& rules) = nullptr;
  void (*check)(const step& now, verdict& found) = nullptr;
};

/// All invariants of Uniswap V2, in the order of the documentation.
std::span<const definition> definitions();

using violation = invariant::violation<definition>;
using selection = invariant::selection<definition>;

/// `list` is "all", "none" or IDs separated by commas.
selection select(std::string_view list);

class checker_set {
 public:
  /// `chosen` has no error. `sizes` are those of the words that will be shown.
  checker_set(selection chosen, const assay::uniswap_v2::setup& setup,
              const exact::widths& sizes = {}, const router& library = engine_router());

  /// Checks the step from the state last shown to `state`. The result lives until the next call.
  template <class Word>
  std::span<const violation> after(const assay::uniswap_v2::operation<Word>& operation,
                                   const assay::uniswap_v2::receipt<Word>& receipt,
                                   const assay::uniswap_v2::state<Word>& state) {
    if (chosen().empty()) return {};
    assign(asked_, operation);
    assign(answer_, receipt);
    assign(after_, state);
    check_step();
    return score_.violations();
  }

  /// The next step starts from this state, whatever was shown last; history begins anew with it.
  template <class Word>
  void resume_from(const assay::uniswap_v2::state<Word>& state, std::uint32_t rules_index,
                   std::uint64_t time) {
    assign(before_, state);
    begin_episode(rules_index, time);
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
  void begin_episode(std::uint32_t rules_index, std::uint64_t time);

  bool follows_rules_;
  score_keeper<definition> score_;
  bool uses_trials_ = false;
  exact::setup setup_;
  const router& library_;
  std::uint32_t rules_index_ = 0;
  exact::state before_{};
  exact::state after_{};
  exact::operation asked_{};
  exact_receipt answer_{};
  step_facts facts_{};
  history history_{};
};

}  // namespace assay::invariant::uniswap_v2
