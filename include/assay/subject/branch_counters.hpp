// What a fuzzer steers by: which branches a contract takes, and how close its comparisons come.
#pragma once

#include <cstdint>
#include <span>

namespace assay {

/// Where the code under test is counted. Two counters for each branch, not taken and taken, up to
/// 255; one flag for each comparison and distance between its operands, by bits that differ and by
/// magnitude, hashed. What is beyond the end of either is not counted.
struct coverage_counters {
  std::span<std::uint8_t> branches{};
  std::span<std::uint8_t> distances{};
};

/// A subject whose pool or pair can be counted while it answers.
class covered_subject {
 public:
  virtual ~covered_subject() = default;
  /// From now on; nothing ends it, and then it costs nothing. The memory outlives the subject, or
  /// the next call of this.
  virtual void count_into(const coverage_counters& counters) = 0;
};

}  // namespace assay
