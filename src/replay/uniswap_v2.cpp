// Replay of Uniswap V2's pair, its forks and its odd tokens.
#include <fmt/format.h>

#include "assay/invariant/uniswap_v2.hpp"
#include "assay/replay/subjects.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "runs.hpp"

namespace assay::replay {
namespace {

using namespace uniswap_v2;
namespace checks = invariant::uniswap_v2;

class session {
 public:
  session(trace::trace_file& file, const options& options, report& to)
      : options_(options),
        report_(to),
        reader_(file),
        subject_(open_subject(options.subject, reader_.header().which, options.pipe)),
        checker_(select_invariants(options.invariants), reader_.header().setup),
        writer_(reader_.header().which, reader_.header().setup) {
    subject_->begin(reader_.header().setup);
    if (options.write != nullptr) {
      options.write->write(header_for_subject(file, subject_->name()) + "\n");
    }
  }

  void run() {
    while (reader_.next(step_) && one_step()) {
    }
    for (const auto& tally : checker_.tallies()) report_.invariant_checks += tally.applied;
  }

 private:
  static checks::selection select_invariants(std::string_view list) {
    auto selected = checks::select(list);
    if (!selected.error.empty()) {
      trace::fail("--invariants", selected.error, "see `assay list invariants`");
    }
    return selected;
  }

  // False when the trace must stop.
  bool one_step() {
    ++report_.operations;
    ++(step_.receipt.ok() ? report_.ok : report_.reverted);
    if (const auto* creation = std::get_if<create_pool<protocol::word>>(&step_.operation.call)) {
      rules_ = creation->rules;
    }
    if (options_.explain) before_ = subject_->state();
    const protocol::receipt& receipt = subject_->apply(step_.operation);
    const protocol::state& state = subject_->state();
    reader_.layout().record(state, record_);
    report_.fields += compare(step_, receipt, record_, reader_.layout(), found_);
    check_invariants(receipt, state);
    write(receipt);
    explain();
    if (!found_.empty() && !settle_differences()) return false;
    return !should_stop(options_, report_);
  }

  void check_invariants(const protocol::receipt& receipt, const protocol::state& state) {
    for (const auto& broken : checker_.after(step_.operation, receipt, state)) {
      ++report_.violation_count;
      constexpr std::size_t listed_violations = 100;
      if (report_.violations.size() >= listed_violations) continue;
      report_.violations.push_back(
          {reader_.line(), std::string(broken.invariant->about.id), broken.detail});
    }
  }

  void write(const protocol::receipt& receipt) {
    if (options_.write == nullptr) return;
    line_.clear();
    writer_.append(line_, step_.operation, step_.scale, receipt, record_);
    options_.write->write(line_);
  }

  void explain() {
    const bool goes_wrong = !found_.empty() || report_.violation_count > 0;
    if (!options_.explain || !goes_wrong || !report_.explanations.empty()) return;
    if (std::holds_alternative<create_pool<protocol::word>>(step_.operation.call)) return;
    report_.explanations.push_back(
        options_.explain(reader_.header().setup.rules[rules_], before_, step_.operation));
  }

  // False when there have been enough differences.
  bool settle_differences() {
    if (keep_differences(found_, reader_.line(), step_.operation.name(), options_, report_)) {
      return false;
    }
    if (!options_.resync) return true;
    protocol::state recorded = subject_->state();
    reader_.layout().restore(step_.state, recorded);
    if (!subject_->set_state(recorded, rules_)) {
      trace::fail(fmt::format("subject {}", subject_->name()), "cannot be set to a recorded state",
                  "do without --resync");
    }
    checker_.resume_from(recorded, rules_, step_.operation.time);
    return true;
  }

  const options& options_;
  report& report_;
  trace_reader reader_;
  std::unique_ptr<uniswap_v2::subject> subject_;
  checks::checker_set checker_;
  trace_writer writer_;
  trace_step step_{};
  state_record record_{};
  protocol::state before_{};  // kept only to explain
  std::vector<trace::difference> found_{};
  std::string line_{};
  std::uint32_t rules_ = 0;
};

}  // namespace

void run_uniswap_v2(trace::trace_file& file, const options& options, report& to) {
  session(file, options, to).run();
}

}  // namespace assay::replay
