// The loop of a replay, whatever the protocol. Private to the layer.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "assay/subject/oddity.hpp"
#include "assay/trace/input_error.hpp"
#include "runs.hpp"

namespace assay::replay {

// `Pool` says what is a protocol's own:
//   protocol, reader, step, writer, checker     types
//   Pool(const reader&)                         for one trace
//   open(name, pipe options), make_writer()     subject and writer for the reader's header
//   judged_by(name)                             what alone judges the subject (subjects.hpp)
//   select(list)                                the invariants, of a subject with a reference
//   invariants_of                               the protocol that they are of
//   begin(step)                                 before each operation
//   compare(step, receipt, state, differences)  how many fields were compared
//   append(writer, line, step, receipt, state)  the step as a line; after compare
//   restore(step, state)                        the recorded state
//   rules(), resume(checker, state, time)       to go on from it
//   explain(options, before, step)              words about a step, or none
template <class Pool>
class session {
 public:
  using protocol = typename Pool::protocol;

  session(trace::trace_file& file, const options& options, report& to)
      : options_(options),
        report_(to),
        reader_(file),
        pool_(reader_),
        subject_(pool_.open(options.subject, options.pipe)),
        judges_(Pool::judged_by(options.subject)),
        checker_(selected(options.invariants), reader_.header().setup),
        writer_(pool_.make_writer()) {
    subject_->begin(reader_.header().setup);
    if (options.write != nullptr) {
      options.write->write(header_for_subject(file, subject_->name()) + "\n");
    }
  }

  // However the trace ends, be it with an error: what was checked before was checked.
  void run() {
    try {
      while (reader_.next(step_) && one_step()) {
      }
    } catch (...) {
      note_invariants();
      throw;
    }
    note_invariants();
  }

 private:
  [[nodiscard]] auto selected(const std::string& list) const {
    auto chosen = Pool::select(chosen_among(judges_, own_invariants(list, Pool::invariants_of)));
    chosen.follows_rules = judges_.empty();
    return chosen;
  }

  void note_invariants() {
    report_.invariants = checker_.standings();
    for (const auto& one : report_.invariants) report_.invariant_checks += one.counts.applied;
  }

  // False when the trace must stop.
  bool one_step() {
    pool_.begin(step_);
    if (options_.explain) before_ = subject_->state();
    const typename protocol::receipt& receipt = subject_->apply(step_.operation);
    using excused = excused_subject<typename protocol::receipt>;
    if (auto* const differs = dynamic_cast<excused*>(subject_.get())) {
      differs->excuse(step_.receipt);
    }
    const typename protocol::state& state = subject_->state();
    ++report_.operations;  // only now: the subject may die instead of answering
    ++(step_.receipt.ok() ? report_.ok : report_.reverted);
    // What the trace holds of a subject without a reference is what such a subject said itself.
    const bool has_reference = judges_.empty();
    const std::size_t fields = pool_.compare(step_, receipt, state, found_);
    if (has_reference) {
      count_fields(fields, coverage_of(*subject_), report_);
    } else {
      found_.clear();
    }
    const auto* odd = dynamic_cast<const odd_subject*>(subject_.get());
    if (const oddity* seen = odd == nullptr ? nullptr : odd->odd()) {
      found_.push_back({.field = seen->field, .expected = seen->expected, .got = seen->got});
    }
    check_invariants(receipt, state);
    write(receipt, state);
    explain();
    if (!found_.empty() && !settle_differences()) return false;
    return !should_stop(options_, report_);
  }

  void check_invariants(const typename protocol::receipt& receipt,
                        const typename protocol::state& state) {
    for (const auto& broken : checker_.after(step_.operation, receipt, state)) {
      ++report_.violation_count;
      constexpr std::size_t listed_violations = 100;
      if (report_.violations.size() >= listed_violations) continue;
      report_.violations.push_back(
          {reader_.line(), std::string(broken.invariant->about.id), broken.detail});
    }
  }

  void write(const typename protocol::receipt& receipt, const typename protocol::state& state) {
    if (options_.write == nullptr) return;
    line_.clear();
    pool_.append(writer_, line_, step_, receipt, state);
    options_.write->write(line_);
  }

  void explain() {
    const bool goes_wrong = !found_.empty() || report_.violation_count > 0;
    if (!options_.explain || !goes_wrong || !report_.explanations.empty()) return;
    std::string words = pool_.explain(options_, before_, step_);
    if (!words.empty()) report_.explanations.push_back(std::move(words));
  }

  // False when there have been enough differences.
  bool settle_differences() {
    if (keep_differences(found_, reader_.line(), step_.operation.name(), options_, report_)) {
      return false;
    }
    if (!options_.resync) return true;
    typename protocol::state recorded = subject_->state();
    pool_.restore(step_, recorded);
    if (!subject_->set_state(recorded, pool_.rules())) {
      trace::fail(fmt::format("subject {}", subject_->name()), "cannot be set to a recorded state",
                  "do without --resync");
    }
    pool_.resume(checker_, recorded, step_.operation.time);
    return true;
  }

  const options& options_;
  report& report_;
  typename Pool::reader reader_;
  Pool pool_;
  std::unique_ptr<subject<protocol>> subject_;
  std::string judges_;  // empty: the trace
  typename Pool::checker checker_;
  typename Pool::writer writer_;
  typename Pool::step step_{};
  typename protocol::state before_{};  // kept only to explain
  std::vector<trace::difference> found_{};
  std::string line_{};
};

// The loop over function vectors: `append` writes a call with its answer, `name_of` names its
// function.
template <class Reader, class Step, class Subject, class Append, class NameOf>
void run_functions(trace::trace_file& file, Reader& reader, Step& step, Subject& subject,
                   const options& options, report& to, Append&& append, NameOf&& name_of) {
  if (options.write != nullptr) {
    options.write->write(header_for_subject(file, subject.name()) + "\n");
  }
  std::vector<trace::difference> found;
  std::string line;
  while (reader.next(step)) {
    const auto& answer = subject.answer(step.call);
    ++to.operations;
    ++(step.expected.reverted ? to.reverted : to.ok);
    count_fields(compare(step.call, step.expected, answer, found), coverage_of(subject), to);
    if (options.write != nullptr) {
      line.clear();
      append(line, step.call, &answer);
      options.write->write(line);
    }
    if (!found.empty() &&
        keep_differences(found, reader.line(), name_of(step.call.function), options, to)) {
      return;
    }
    if (should_stop(options, to)) return;
  }
}

}  // namespace assay::replay
