// Recorded answers of deployed bytecode, replayed on the definitions of the proofs: no difference,
// and as much covered as is known to be.
#include <gtest/gtest.h>

#include <array>

#include "assay/proved/subjects.hpp"
#include "assay/replay/replay.hpp"
#include "assay/replay/subjects.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

struct recording {
  std::string file;
  std::uint64_t operations;
  std::uint64_t least_covered;  // operations whose outcome is the definitions' own
};

replay::report replay_proved(const std::string& file) {
  proved::provide_subjects();
  trace::trace_file trace(ASSAY_SOURCE_DIR "/tests/data/traces/" + file + ".jsonl.xz");
  replay::options options;
  options.subject = "proved";
  options.max_differences = 0;
  return replay::run(trace, options);
}

void expect_equal(const recording& which) {
  test::case_count count("recorded fields on the definitions of the proofs, " + which.file);
  const replay::report report = replay_proved(which.file);
  const std::uint64_t covered = report.operations - report.not_covered;
  std::cout << which.file << ": " << covered << " of " << report.operations << " operations, "
            << report.fields << " fields compared, " << report.fields_left_out << " left out\n";
  EXPECT_EQ(report.operations, which.operations);
  EXPECT_GE(covered, which.least_covered);
  EXPECT_EQ(report.violation_count, 0U);
  for (const auto& found : report.differences) {
    ADD_FAILURE() << found.line << ": " << found.operation << ": " << found.field << ": expected "
                  << found.expected << ", got " << found.got;
  }
  count.add(report.fields);
}

TEST(proved_traces, first_pair_trace) { expect_equal({"v2-11", 3000, 2841}); }
TEST(proved_traces, second_pair_trace) { expect_equal({"v2-12", 3000, 2851}); }
TEST(proved_traces, forks) { expect_equal({"v2-forks-31", 3000, 1669}); }
TEST(proved_traces, router) { expect_equal({"v2-router-13", 5000, 3276}); }
TEST(proved_traces, libraries_of_uniswap_v3) { expect_equal({"v3-math-23", 15000, 8465}); }

TEST(proved_traces, first_pool_trace) { expect_equal({"v3-21", 2000, 1701}); }
TEST(proved_traces, second_pool_trace) { expect_equal({"v3-22", 2000, 1707}); }

// Definitions, but none for odd tokens: never a silent pass.
TEST(proved_traces, what_it_cannot_answer_is_refused) {
  EXPECT_THROW(replay_proved("v2-tokens-32"), trace::input_error);
}

}  // namespace
}  // namespace assay
