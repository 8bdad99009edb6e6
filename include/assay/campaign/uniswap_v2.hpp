// Campaigns on Uniswap V2: generated sequences of operations, run side by side on a reference, on
// any number of rivals, on the model and past the invariants; what differs is shrunk to the
// shortest and smallest sequence that still shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2_model_check.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2.hpp"

namespace assay::campaign::uniswap_v2 {

namespace pair = assay::uniswap_v2;
namespace gen = assay::gen::uniswap_v2;
using operation = pair::protocol::operation;

/// The trace dialect in which sequences of a mode are written.
pair::dialect dialect_of(gen::mode which);

// ---- One step, judged
// ----------------------------------------------------------------------------

enum class failure_kind : std::uint8_t {
  result,     // one accepts what the other refuses, or the returned values differ
  event,      // events differ
  revert,     // both refuse, for different reasons
  state,      // what is left behind differs
  invariant,  // the reference violates an invariant
  model       // the reference is not what the model says
};
std::string_view kind_name(failure_kind kind);

struct failure {
  failure_kind kind = failure_kind::result;
  std::string subject{};    // whose answer is called wrong
  std::string operation{};  // "swap"
  std::string field{};      // "state.reserve0", or the invariant's ID
  std::string expected{};
  std::string got{};
  std::size_t step = 0;  // of the sequence, from 0

  /// Is it the same fault, be it at another step or in other numbers?
  [[nodiscard]] bool is_like(const failure& other) const {
    return kind == other.kind && subject == other.subject &&
           (kind != failure_kind::invariant || field == other.field);
  }
};

struct checks {
  bool model = true;
  invariant::uniswap_v2::selection invariants = invariant::uniswap_v2::select("all");
};

/// Runs operations on all subjects at once and says where they first differ.
class judge {
 public:
  judge(const pair::setup& setup, gen::mode which, std::unique_ptr<pair::subject> reference,
        checks what);

  enum class view : std::uint8_t {
    whole,    // its state is compared to the byte
    recorded  // only what a trace records of it
  };
  void add_rival(std::unique_ptr<pair::subject> who, view how = view::whole);

  /// Starts a trace on every subject.
  void begin();
  /// Runs one operation everywhere. After a failure, begin() anew.
  std::optional<failure> apply(const operation& asked);

  [[nodiscard]] const pair::setup& setup() const { return setup_; }
  [[nodiscard]] gen::mode mode() const { return mode_; }
  [[nodiscard]] pair::subject& reference() { return *reference_; }
  [[nodiscard]] const pair::protocol::state& state() { return reference_->state(); }
  [[nodiscard]] const pair::protocol::receipt& receipt() const { return *receipt_; }
  [[nodiscard]] const invariant::uniswap_v2::checker_set& invariants() const { return checker_; }
  /// Answers compared with rivals and the model so far, and invariant checks that applied.
  [[nodiscard]] std::uint64_t comparisons() const;

 private:
  struct rival {
    std::unique_ptr<pair::subject> who;
    view how;
  };
  std::optional<failure> compare(rival& other, const operation& asked);

  pair::setup setup_;
  gen::mode mode_;
  std::unique_ptr<pair::subject> reference_;
  std::vector<rival> rivals_{};
  invariant::uniswap_v2::checker_set checker_;
  std::optional<invariant::uniswap_v2::model_check> model_{};
  const pair::protocol::receipt* receipt_ = nullptr;    // of the reference
  pair::create_pool<pair::protocol::word> creation_{};  // of the current episode
  std::size_t step_ = 0;
  std::uint64_t compared_ = 0;
};

// ---- Sequences
// -----------------------------------------------------------------------------------

/// A sequence as it was drawn and as it came out: choices[i] drew operations[i].
struct sequence {
  std::vector<std::vector<std::uint8_t>> choices{};
  std::vector<operation> operations{};
};

/// Draws and runs up to `length` operations. Stops at the first failure, or when a finite choice
/// sequence is used up.
std::optional<failure> run_sequence(judge& by, gen::generator& from, assay::gen::choices& draw,
                                    std::size_t length, sequence* record = nullptr,
                                    const std::function<void()>& after_step = {});

/// Runs given operations.
std::optional<failure> run_operations(judge& by, std::span<const operation> operations);

struct shrink_limits {
  std::size_t attempts = 20'000;  // sequences tried
  double seconds = 60;            // for slow subjects; otherwise attempts decide
};

struct counterexample {
  std::vector<operation> operations{};
  failure found{};
  std::size_t first_length = 0;  // before shrinking
  std::size_t attempts = 0;
};

/// The shortest and smallest sequence found that fails like `first`: operations are deleted, first
/// as choices, so that what follows is solved anew, then as they stand; numbers, times and accounts
/// are made simple.
counterexample shrink(judge& by, const sequence& failing, const failure& first,
                      const shrink_limits& limits = {});
/// The same for operations whose choices are not known.
counterexample shrink(judge& by, std::span<const operation> failing, const failure& first,
                      const shrink_limits& limits = {});

/// The operations as a trace with the answers of `reference`, which begins anew.
std::string to_trace(gen::mode which, const pair::setup& setup, pair::subject& reference,
                     std::span<const operation> operations, std::uint64_t seed = 1);

/// What went wrong in one paragraph for people, the operations included.
std::string describe(const counterexample& found);

// ---- A whole campaign
// ----------------------------------------------------------------------------

struct progress {
  std::uint64_t sequences = 0;
  std::uint64_t operations = 0;
  double seconds = 0;
};

struct options {
  gen::mode mode = gen::mode::pair;
  std::uint64_t seed = 1;
  std::size_t length = 200;      // operations per sequence
  std::uint64_t operations = 0;  // 0: no limit
  double seconds = 0;            // 0: no limit
  unsigned jobs = 1;             // threads, each with a judge of its own
  std::function<std::unique_ptr<judge>()> make_judge{};
  /// Called now and then from one thread at a time; false ends the campaign.
  std::function<bool(const progress&)> on_progress{};
  shrink_limits shrinking{};
  /// Sequences that half of the new ones begin like: files of choices, as fuzz targets take them.
  std::vector<std::vector<std::uint8_t>> corpus{};
};

/// How often something that can happen did.
struct outcome_count {
  std::string generator{};
  std::string outcome{};  // "ok", or the revert reason
  std::uint64_t times = 0;
};

struct report {
  std::optional<counterexample> found{};
  std::uint64_t sequences = 0;
  std::uint64_t operations = 0;
  std::uint64_t reverted = 0;
  std::uint64_t comparisons = 0;
  double seconds = 0;
  bool is_stopped = false;                // by on_progress
  std::vector<outcome_count> outcomes{};  // in order of generator and outcome
  std::vector<std::vector<std::uint8_t>>
      interesting{};  // choices of sequences that showed new ones
};

/// Runs until a budget is spent, something is found or on_progress says no. The same options with a
/// budget of operations give the same report, whatever the number of jobs, unless something is
/// found: then it is the failure of the earliest sequence, and the counts are of the work done.
report run(const options& what);

// ---- Traces for others
// ---------------------------------------------------------------------------

struct generated_trace_options {
  gen::mode mode = gen::mode::pair;
  std::uint64_t count = 1000;  // operations, the createPool ones included
  std::uint64_t seed = 1;
};

/// Writes a trace of generated operations with the engine's answers, line by line, at constant
/// memory. The same options give the same bytes.
void write_generated_trace(const std::function<void(std::string_view)>& out,
                           const generated_trace_options& what);

}  // namespace assay::campaign::uniswap_v2
