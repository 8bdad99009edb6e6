// Counts what a suite really compared. A suite that compared nothing fails: silence is no evidence.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "assay/evidence/record.hpp"

namespace assay::test {

class case_count {
 public:
  explicit case_count(std::string what) : what_(std::move(what)) {}
  case_count(const case_count&) = delete;
  case_count& operator=(const case_count&) = delete;
  ~case_count() {
    std::cout << "compared " << compared_ << ": " << what_ << std::endl;
    if (compared_ == 0) ADD_FAILURE() << "nothing was compared: " << what_;
    if (failed_ > max_reports) ADD_FAILURE() << failed_ << " failures in all: " << what_;
    if (failed_ != 0) return;
    for (const auto& [subject, kind, cases] : records_) {
      evidence::record(subject, kind, cases == 0 ? compared_ : cases, what_);
    }
  }

  /// Records the comparisons as evidence for `subject` when all of them have held; `cases` is the
  /// subject's own share when the suite compares several.
  void record_for(std::string subject, evidence::kind kind, std::uint64_t cases = 0) {
    records_.push_back({std::move(subject), kind, cases});
  }

  /// One comparison. `describe()` is only called for a failure, and only for the first few.
  template <class Describe>
  void check(bool equal, Describe&& describe) {
    ++compared_;
    if (equal) return;
    if (++failed_ <= max_reports) ADD_FAILURE() << what_ << ": " << describe();
  }

  /// Comparisons that were made, and held, elsewhere.
  void add(std::uint64_t compared) { compared_ += compared; }
  bool failed() const { return failed_ != 0; }

 private:
  static constexpr std::uint64_t max_reports = 5;
  struct evidence_record {
    std::string subject;
    evidence::kind kind;
    std::uint64_t cases;
  };

  std::string what_;
  std::vector<evidence_record> records_;
  std::uint64_t compared_ = 0;
  std::uint64_t failed_ = 0;
};

}  // namespace assay::test
