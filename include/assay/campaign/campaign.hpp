// Campaigns, whatever the protocol: generated sequences of operations, run side by side on a
// reference, on any number of rivals, on the model and past the invariants; what differs is shrunk
// to the shortest and smallest sequence that still shows it.
//
// `World` names the types of one protocol and the few things that only it knows: how two answers
// differ in the words of its traces, and which parts of an operation can be made smaller
// (campaign/uniswap_v2.hpp, campaign/uniswap_v3.hpp). The code is compiled once per world.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "assay/gen/choices.hpp"
#include "assay/gen/profile.hpp"
#include "assay/invariant/invariant.hpp"
#include "assay/subject/oddity.hpp"
#include "assay/subject/trial.hpp"

namespace assay::campaign {

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

template <class World>
struct checks {
  bool model = true;
  typename World::selection invariants = World::select("all");
  /// Trades are taken to where the reference itself turns: for a curve that nobody computes.
  bool seeks_edges = false;
};

/// Runs operations on all subjects at once and says where they first differ.
template <class World>
class judge {
 public:
  using setup_type = typename World::setup;
  using mode_type = typename World::mode;
  using subject_type = typename World::subject;
  using operation_type = typename World::operation;
  using receipt_type = typename World::receipt;
  using state_type = typename World::state;
  using checker_type = typename World::checker_set;

  judge(const setup_type& setup, mode_type which, std::unique_ptr<subject_type> reference,
        checks<World> what);

  enum class view : std::uint8_t {
    whole,    // its state is compared to the byte
    recorded  // only what a trace records of it
  };
  void add_rival(std::unique_ptr<subject_type> who, view how = view::whole);

  /// Starts a trace on every subject.
  void begin();
  /// At times makes of a drawn trade one that the reference just accepts, or one that sells what
  /// the last of these brought; does and draws nothing unless edges are sought.
  void seek_edge(operation_type& asked, gen::choices& draw);
  /// Runs one operation everywhere. After a failure, begin() anew.
  std::optional<failure> apply(const operation_type& asked);

  [[nodiscard]] const setup_type& setup() const { return setup_; }
  [[nodiscard]] mode_type mode() const { return mode_; }
  [[nodiscard]] subject_type& reference() { return *reference_; }
  [[nodiscard]] const state_type& state() { return reference_->state(); }
  [[nodiscard]] const receipt_type& receipt() const { return *receipt_; }
  [[nodiscard]] const checker_type& invariants() const { return checker_; }
  /// Answers compared with rivals and the model so far, and invariant checks that applied.
  [[nodiscard]] std::uint64_t comparisons() const;

 private:
  struct rival {
    std::unique_ptr<subject_type> who;
    view how;
    const odd_subject* oddities;             // of the same object; nothing for most
    excused_subject<receipt_type>* excuses;  // the same
  };
  std::optional<failure> compare(rival& other, const operation_type& asked);
  std::optional<failure> check_oddity(const odd_subject* of, subject_type& who,
                                      const operation_type& asked) const;

  setup_type setup_;
  mode_type mode_;
  std::unique_ptr<subject_type> reference_;
  const odd_subject* reference_oddities_;            // of the same object; nothing for the engine
  trial_subject<operation_type>* trials_ = nullptr;  // the same, where edges are sought
  typename World::edge_seeker edge_{};
  std::vector<rival> rivals_{};
  checker_type checker_;
  std::optional<typename World::model_check> model_{};
  const receipt_type* receipt_ = nullptr;  // of the reference
  typename World::difference_finder differences_;
  std::size_t step_ = 0;
  std::uint64_t compared_ = 0;
};

// ---- Sequences
// -----------------------------------------------------------------------------------

/// A sequence as it was drawn and as it came out: choices[i] drew operations[i].
template <class World>
struct sequence {
  std::vector<std::vector<std::uint8_t>> choices{};
  std::vector<typename World::operation> operations{};
};

/// Draws and runs up to `length` operations. Stops at the first failure, or when a finite choice
/// sequence is used up.
template <class World>
std::optional<failure> run_sequence(judge<World>& by, typename World::generator& from,
                                    gen::choices& draw, std::size_t length,
                                    std::type_identity_t<sequence<World>>* record = nullptr,
                                    const std::function<void()>& after_step = {});

/// Runs given operations.
template <class World>
std::optional<failure> run_operations(
    judge<World>& by, std::type_identity_t<std::span<const typename World::operation>> operations);

struct shrink_limits {
  std::size_t attempts = 20'000;  // sequences tried
  double seconds = 60;            // for slow subjects; otherwise attempts decide
};

template <class World>
struct counterexample {
  std::vector<typename World::operation> operations{};
  failure found{};
  std::size_t first_length = 0;  // before shrinking
  std::size_t attempts = 0;
};

/// The shortest and smallest sequence found that fails like `first`: operations are deleted, first
/// as choices, so that what follows is solved anew, then as they stand; numbers, times and accounts
/// are made simple.
template <class World>
counterexample<World> shrink(judge<World>& by, const sequence<World>& failing, const failure& first,
                             const shrink_limits& limits = {},
                             gen::profile how = gen::profile::boundary);
/// The same for operations whose choices are not known.
template <class World>
counterexample<World> shrink(
    judge<World>& by, std::type_identity_t<std::span<const typename World::operation>> failing,
    const failure& first, const shrink_limits& limits = {});

/// The operations as a trace with the answers of `reference`, which begins anew.
template <class World>
std::string trace_of(typename World::mode which, const typename World::setup& setup,
                     typename World::subject& reference,
                     std::span<const typename World::operation> operations, std::uint64_t seed);

/// What went wrong in one paragraph for people.
std::string describe(const failure& what, std::size_t first_length, std::size_t length,
                     std::size_t attempts);
template <class World>
std::string describe(const counterexample<World>& found) {
  return describe(found.found, found.first_length, found.operations.size(), found.attempts);
}

// ---- A whole campaign
// ----------------------------------------------------------------------------

struct progress {
  std::uint64_t sequences = 0;
  std::uint64_t operations = 0;
  double seconds = 0;
};

template <class World>
struct options {
  typename World::mode mode{};
  gen::profile profile = gen::profile::boundary;
  std::uint64_t seed = 1;
  std::size_t length = 200;      // operations per sequence
  std::uint64_t operations = 0;  // 0: no limit
  double seconds = 0;            // 0: no limit
  unsigned jobs = 1;             // threads, each with a judge of its own
  std::function<std::unique_ptr<judge<World>>()> make_judge{};
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

template <class World>
struct report {
  std::optional<counterexample<World>> found{};
  std::uint64_t sequences = 0;
  std::uint64_t operations = 0;
  std::uint64_t reverted = 0;
  std::uint64_t comparisons = 0;
  double seconds = 0;
  bool is_stopped = false;                // by on_progress
  std::vector<outcome_count> outcomes{};  // in order of generator and outcome
  std::vector<std::vector<std::uint8_t>>
      interesting{};                              // choices of sequences that showed new ones
  std::vector<invariant::standing> invariants{};  // in the order chosen
};

/// Runs until a budget is spent, something is found or on_progress says no. The same options with a
/// budget of operations give the same report, whatever the number of jobs, unless something is
/// found: then it is the failure of the earliest sequence, and the counts are of the work done.
template <class World>
report<World> run(const options<World>& what);

// ---- Traces for others
// ---------------------------------------------------------------------------

template <class World>
struct generated_trace_options {
  typename World::mode mode{};
  std::uint64_t count = 1000;  // operations, the createPool ones included
  std::uint64_t seed = 1;
};

/// Writes a trace of generated operations with the engine's answers, line by line, at constant
/// memory. The same options give the same bytes.
template <class World>
void write_generated(const std::function<void(std::string_view)>& out,
                     const generated_trace_options<World>& what);

}  // namespace assay::campaign

// Says that a world's campaigns are compiled in a source of their own (src/campaign/).
#define ASSAY_CAMPAIGN_OF(prefix, World)                                                          \
  prefix class judge<World>;                                                                      \
  prefix std::optional<failure> run_sequence<World>(judge<World>&, World::generator&,             \
                                                    gen::choices&, std::size_t, sequence<World>*, \
                                                    const std::function<void()>&);                \
  prefix std::optional<failure> run_operations<World>(judge<World>&,                              \
                                                      std::span<const World::operation>);         \
  prefix counterexample<World> shrink<World>(judge<World>&, const sequence<World>&,               \
                                             const failure&, const shrink_limits&, gen::profile); \
  prefix counterexample<World> shrink<World>(judge<World>&, std::span<const World::operation>,    \
                                             const failure&, const shrink_limits&);               \
  prefix std::string trace_of<World>(World::mode, const World::setup&, World::subject&,           \
                                     std::span<const World::operation>, std::uint64_t);           \
  prefix report<World> run<World>(const options<World>&);                                         \
  prefix void write_generated<World>(const std::function<void(std::string_view)>&,                \
                                     const generated_trace_options<World>&)
