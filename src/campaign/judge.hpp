// One operation on every subject, compared: first for equality at a glance, then field by field.
#pragma once

#include <utility>

#include "assay/campaign/campaign.hpp"
#include "assay/receipt/receipt.hpp"
#include "assay/trace/difference.hpp"

namespace assay::campaign {
namespace detail {

inline bool same_revert(const revert& a, const revert& b) {
  if (a.kind == b.kind && a.prefix == b.prefix && a.text == b.text) return true;
  if ((a.kind == revert_kind::invalid) != (b.kind == revert_kind::invalid)) return false;
  return a.is(b.to_string());
}

template <class Receipt>
bool same_receipt(const Receipt& a, const Receipt& b) {
  if (a.ok() != b.ok()) return false;
  if (!a.ok()) return same_revert(*a.reverted, *b.reverted);
  return a.returns == b.returns && a.events == b.events;
}

inline failure_kind kind_of(std::string_view field) {
  if (field.starts_with("result.events")) return failure_kind::event;
  if (field.starts_with("result.revert")) return failure_kind::revert;
  if (field.starts_with("state")) return failure_kind::state;
  return failure_kind::result;
}

}  // namespace detail

template <class World>
judge<World>::judge(const setup_type& setup, mode_type which,
                    std::unique_ptr<subject_type> reference, checks<World> what)
    : setup_(setup),
      mode_(which),
      reference_(std::move(reference)),
      reference_oddities_(dynamic_cast<const odd_subject*>(reference_.get())),
      checker_(std::move(what.invariants), setup),
      differences_(which, setup) {
  if (what.model) model_.emplace(setup);
  if (what.seeks_edges) trials_ = dynamic_cast<trial_subject<operation_type>*>(reference_.get());
}

template <class World>
void judge<World>::add_rival(std::unique_ptr<subject_type> who, view how) {
  const auto* oddities = dynamic_cast<const odd_subject*>(who.get());
  auto* excuses = dynamic_cast<excused_subject<receipt_type>*>(who.get());
  rivals_.push_back({std::move(who), how, oddities, excuses});
}

template <class World>
void judge<World>::begin() {
  reference_->begin(setup_);
  for (rival& other : rivals_) other.who->begin(setup_);
  edge_ = {};
  step_ = 0;
}

template <class World>
void judge<World>::seek_edge(operation_type& asked, gen::choices& draw) {
  if (trials_ != nullptr) edge_.aim(asked, draw, reference_->state(), *trials_);
}

template <class World>
std::optional<failure> judge<World>::check_oddity(const odd_subject* of, subject_type& who,
                                                  const operation_type& asked) const {
  const oddity* seen = of == nullptr ? nullptr : of->odd();
  if (seen == nullptr) return std::nullopt;
  return failure{detail::kind_of(seen->field),
                 std::string(who.name()),
                 std::string(asked.name()),
                 seen->field,
                 seen->expected,
                 seen->got};
}

template <class World>
std::optional<failure> judge<World>::compare(rival& other, const operation_type& asked) {
  const receipt_type& expected = *receipt_;
  const receipt_type& got = other.who->apply(asked);
  if (other.excuses != nullptr) other.excuses->excuse(expected);
  ++compared_;
  if (auto odd = check_oddity(other.oddities, *other.who, asked)) return odd;
  const auto& expected_state = reference_->state();
  const auto& got_state = other.who->state();
  const bool same_state = World::same_state(expected_state, got_state);
  if (detail::same_receipt(expected, got) && same_state) return std::nullopt;

  failure found{.subject = std::string(other.who->name()), .operation = std::string(asked.name())};
  std::vector<trace::difference> differences;
  differences_.find(asked, expected, expected_state, got, got_state, differences);
  if (differences.empty()) {
    if (same_state || other.how == view::recorded) return std::nullopt;
    found.kind = failure_kind::state;
    found.field = "state";
    found.expected = "the state of " + std::string(reference_->name());
    found.got = "another one, in what traces do not record";
    return found;
  }
  found.kind = detail::kind_of(differences.front().field);
  found.field = differences.front().field;
  found.expected = differences.front().expected;
  found.got = differences.front().got;
  return found;
}

template <class World>
std::optional<failure> judge<World>::apply(const operation_type& asked) {
  const std::size_t step = step_++;
  differences_.enter(asked);
  receipt_ = &reference_->apply(asked);
  if (auto odd = check_oddity(reference_oddities_, *reference_, asked)) {
    odd->step = step;
    return odd;
  }
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

template <class World>
std::uint64_t judge<World>::comparisons() const {
  std::uint64_t sum = compared_;
  for (const auto& tally : checker_.tallies()) sum += tally.applied;
  return sum;
}

}  // namespace assay::campaign
