// Choosing among the invariants of one protocol, and keeping score of how they fare over a run:
// what all protocols have in common.
//
// A protocol's `Definition` has at least `about` (a summary) and `check(const Step&, verdict&)`.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/invariant/invariant.hpp"

namespace assay::invariant {

template <class Definition>
struct violation {
  const Definition* invariant = nullptr;
  std::string detail{};
};

/// Which invariants to check.
template <class Definition>
struct selection {
  std::vector<const Definition*> chosen{};
  bool by_name = false;  // then rules that break them by design are no excuse
  std::string error{};   // an unknown ID and the one that was probably meant; empty when fine
  /// Does the subject follow the rules of the setup? If not, it has no reference, and what these
  /// rules alone could say is learned from what it does.
  bool follows_rules = true;
};

/// Places in a list of IDs, as selected by a user's text.
struct choice {
  std::vector<std::size_t> places{};
  bool by_name = false;
  std::string error{};
};
choice choose(std::string_view list, std::span<const std::string_view> ids);

/// `list` is "all", "none" or IDs separated by commas.
template <class Definition>
selection<Definition> select_from(std::span<const Definition> all, std::string_view list) {
  std::vector<std::string_view> ids;
  for (const Definition& each : all) ids.push_back(each.about.id);
  choice made = choose(list, ids);
  selection<Definition> out;
  for (const std::size_t place : made.places) out.chosen.push_back(&all[place]);
  out.by_name = made.by_name;
  out.error = std::move(made.error);
  return out;
}

template <class Definition>
class score_keeper {
 public:
  /// `chosen` has no error.
  explicit score_keeper(selection<Definition> chosen)
      : chosen_(std::move(chosen.chosen)),
        by_name_(chosen.by_name),
        excused_(chosen_.size(), false),
        tallies_(chosen_.size()),
        last_closeness_(chosen_.size(), UINT32_MAX) {}

  /// From now on those are skipped that break by design; never one that was asked for by name.
  template <class Breaks>
  void excuse(Breaks&& breaks) {
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      excused_[i] = !by_name_ && breaks(*chosen_[i]);
    }
  }

  /// Forgets what the last step came to.
  void begin_step() {
    violations_.clear();
    std::fill(last_closeness_.begin(), last_closeness_.end(), UINT32_MAX);
  }

  /// Holds one step against all chosen invariants.
  template <class Step>
  void check(const Step& now) {
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      if (excused_[i]) {
        ++tallies_[i].excused;
        continue;
      }
      verdict_.reset();
      chosen_[i]->check(now, verdict_);
      if (verdict_.result() == status::not_applicable) continue;
      ++tallies_[i].applied;
      if (verdict_.has_distance()) {
        const model::integer& distance = verdict_.distance();
        last_closeness_[i] = closeness(distance);
        auto& least = tallies_[i].least;
        if (!least || distance < *least) least = distance;
      }
      if (verdict_.result() != status::violated) continue;
      ++tallies_[i].violated;
      violations_.push_back({chosen_[i], verdict_.detail()});
    }
  }

  [[nodiscard]] std::span<const Definition* const> chosen() const { return chosen_; }
  [[nodiscard]] std::span<const violation<Definition>> violations() const { return violations_; }
  /// In the order of chosen().
  [[nodiscard]] std::span<const tally> tallies() const { return tallies_; }
  /// The same with their names.
  [[nodiscard]] std::vector<standing> standings() const {
    std::vector<standing> all;
    for (std::size_t i = 0; i < chosen_.size(); ++i) {
      all.push_back({chosen_[i]->about.id, tallies_[i]});
    }
    return all;
  }
  /// How close the last step came to violating each; UINT32_MAX where there is no distance.
  [[nodiscard]] std::span<const std::uint32_t> last_closeness() const { return last_closeness_; }

 private:
  std::vector<const Definition*> chosen_;
  bool by_name_;
  std::vector<bool> excused_;
  verdict verdict_{};
  std::vector<violation<Definition>> violations_{};
  std::vector<tally> tallies_;
  std::vector<std::uint32_t> last_closeness_;
};

}  // namespace assay::invariant
