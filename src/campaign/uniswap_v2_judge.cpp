// One operation on every subject, compared: first for equality at a glance, then field by field.
#include <utility>

#include "assay/campaign/uniswap_v2.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

using word = pair::protocol::word;
using receipt_type = pair::protocol::receipt;

bool same_revert(const revert& a, const revert& b) {
  if (a.kind == b.kind && a.prefix == b.prefix && a.text == b.text) return true;
  if ((a.kind == revert_kind::invalid) != (b.kind == revert_kind::invalid)) return false;
  return a.is(b.to_string());
}

bool same_receipt(const receipt_type& a, const receipt_type& b) {
  if (a.ok() != b.ok()) return false;
  if (!a.ok()) return same_revert(*a.reverted, *b.reverted);
  return a.returns == b.returns && a.events == b.events;
}

failure_kind kind_of(std::string_view field) {
  if (field.starts_with("result.events")) return failure_kind::event;
  if (field.starts_with("result.revert")) return failure_kind::revert;
  if (field.starts_with("state")) return failure_kind::state;
  return failure_kind::result;
}

}  // namespace

pair::dialect dialect_of(gen::mode which) {
  switch (which) {
    case gen::mode::pair:
      return pair::dialect::pair;
    case gen::mode::fork:
      return pair::dialect::fork;
    case gen::mode::tokens:
      return pair::dialect::tokens;
  }
  return pair::dialect::pair;
}

std::string_view kind_name(failure_kind kind) {
  static constexpr std::string_view names[] = {"result", "event",     "revert",
                                               "state",  "invariant", "model"};
  return names[static_cast<std::size_t>(kind)];
}

judge::judge(const pair::setup& setup, gen::mode which, std::unique_ptr<pair::subject> reference,
             checks what)
    : setup_(setup),
      mode_(which),
      reference_(std::move(reference)),
      checker_(std::move(what.invariants), setup) {
  if (what.model) model_.emplace(setup);
}

void judge::add_rival(std::unique_ptr<pair::subject> who, view how) {
  rivals_.push_back({std::move(who), how});
}

void judge::begin() {
  reference_->begin(setup_);
  for (rival& other : rivals_) other.who->begin(setup_);
  step_ = 0;
}

std::optional<failure> judge::compare(rival& other, const operation& asked) {
  const receipt_type& expected = *receipt_;
  const receipt_type& got = other.who->apply(asked);
  ++compared_;
  const auto& expected_state = reference_->state();
  const auto& got_state = other.who->state();
  const bool same_state = expected_state == got_state;
  if (same_receipt(expected, got) && same_state) return std::nullopt;

  // The words for it, in the names of the trace format.
  failure found{.subject = std::string(other.who->name()), .operation = std::string(asked.name())};
  const pair::state_layout layout(pair::shape_of(dialect_of(mode_), setup_, creation_));
  pair::trace_step recorded{.operation = asked, .receipt = expected};
  layout.record(expected_state, recorded.state);
  pair::state_record answered;
  layout.record(got_state, answered);
  std::vector<trace::difference> differences;
  pair::compare(recorded, got, answered, layout, differences);
  if (differences.empty()) {
    if (same_state || other.how == view::recorded) return std::nullopt;
    found.kind = failure_kind::state;
    found.field = "state";
    found.expected = "the state of " + std::string(reference_->name());
    found.got = "another one, in what traces do not record";
    return found;
  }
  found.kind = kind_of(differences.front().field);
  found.field = differences.front().field;
  found.expected = differences.front().expected;
  found.got = differences.front().got;
  return found;
}

std::optional<failure> judge::apply(const operation& asked) {
  const std::size_t step = step_++;
  if (const auto* creation = std::get_if<pair::create_pool<word>>(&asked.call)) {
    creation_ = *creation;
  }
  receipt_ = &reference_->apply(asked);
  for (rival& other : rivals_) {
    if (auto found = compare(other, asked)) {
      found->step = step;
      return found;
    }
  }
  if (model_) {
    ++compared_;
    if (auto differs = model_->after(asked, *receipt_, reference_->state())) {
      return failure{failure_kind::model,
                     std::string(reference_->name()),
                     std::string(asked.name()),
                     differs->field,
                     differs->expected,
                     differs->got,
                     step};
    }
  }
  const auto violations = checker_.after(asked, *receipt_, reference_->state());
  if (violations.empty()) return std::nullopt;
  const auto& first = violations.front();
  return failure{failure_kind::invariant,
                 std::string(reference_->name()),
                 std::string(asked.name()),
                 std::string(first.invariant->about.id),
                 std::string(first.invariant->about.title),
                 first.detail,
                 step};
}

std::uint64_t judge::comparisons() const {
  std::uint64_t sum = compared_;
  for (const auto& tally : checker_.tallies()) sum += tally.applied;
  return sum;
}

}  // namespace assay::campaign::uniswap_v2
