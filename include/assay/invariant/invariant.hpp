// What an invariant is, whatever the protocol: a named, numbered truth with its statement, and what
// checking it after one step came to.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/model/integer.hpp"

namespace assay::invariant {

/// What people read about an invariant: `assay list invariants`, reports, documentation.
struct summary {
  std::string_view id;         // "V2-K-1"
  std::string_view protocol;   // "uniswap-v2"
  std::string_view title;      // a few words
  std::string_view statement;  // the exact truth
  std::string_view applies;    // when it is checked: outside of this nothing is claimed
  std::string_view proof;      // theorem name, or "none"
};

enum class status : std::uint8_t { not_applicable, holds, violated };

/// What one check found. `distance` is how far the step was from breaking the invariant, in the
/// units of its statement: 0 holds by nothing at all. Yes-or-no truths have no distance.
class verdict {
 public:
  [[nodiscard]] status result() const { return result_; }
  [[nodiscard]] bool has_distance() const { return has_distance_; }
  [[nodiscard]] const model::integer& distance() const { return distance_; }
  /// What was violated and by which numbers; empty unless violated.
  [[nodiscard]] const std::string& detail() const { return detail_; }

  void reset() {
    result_ = status::not_applicable;
    has_distance_ = false;
    detail_.clear();
  }

  /// A part of the truth that holds or not. `describe` is called only when it does not.
  template <class Describe>
  void require(bool holds, Describe&& describe) {
    if (result_ == status::violated) return;
    result_ = holds ? status::holds : status::violated;
    if (!holds) detail_ = std::forward<Describe>(describe)();
  }

  /// A part of the truth of the form slack >= 0. The smallest slack is the distance.
  template <class Describe>
  void require_not_negative(const model::integer& slack, Describe&& describe) {
    if (!has_distance_ || slack < distance_) distance_ = slack;
    has_distance_ = true;
    require(slack.sign() >= 0, std::forward<Describe>(describe));
  }

 private:
  status result_ = status::not_applicable;
  bool has_distance_ = false;
  model::integer distance_ = 0;
  std::string detail_{};
};

/// A distance as a small number that grows with it, for fuzzing to climb down: 0 for 0, else 256
/// times the bit length, plus the eight bits after the leading one. Negative distances give 0.
std::uint32_t closeness(const model::integer& distance);

/// How an invariant fared over a run.
struct tally {
  std::uint64_t applied = 0;   // steps to which it applied
  std::uint64_t violated = 0;  // of those
  std::uint64_t excused = 0;   // steps skipped because the rules in force break it by design
  std::optional<model::integer> least{};  // the smallest distance to failure seen, if it has any

  /// Adds what another run came to.
  tally& operator+=(const tally& more);
};

/// How one invariant fared, under its name.
struct standing {
  std::string_view id;
  tally counts{};
};
/// Adds what another run came to; IDs new to `sum` follow at its end.
void add_to(std::vector<standing>& sum, std::span<const standing> more);

/// Every invariant there is, in the order of the documentation.
std::vector<summary> all_invariants();

/// A Markdown table of all invariants of one protocol.
std::string documentation_table(std::string_view protocol);

/// The candidate that `name` was probably meant to be: the fewest edits away.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace assay::invariant
