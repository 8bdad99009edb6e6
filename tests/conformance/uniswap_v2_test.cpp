// Recorded answers of deployed bytecode, replayed: every result, event, revert reason and state
// field must be the same, on both word backends, and the traces come out again to the byte.
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "assay/replay/replay.hpp"
#include "assay/trace/line_reader.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2_library.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay;

struct recording {
  std::string file;
  std::uint64_t operations;
  std::uint64_t ok;
};

// The counts guard against a file that was replaced or cut.
const std::array<recording, 5> recordings = {{{"v2-11", 3000, 1528},
                                              {"v2-12", 3000, 1515},
                                              {"v2-router-13", 5000, 3770},
                                              {"v2-forks-31", 3000, 2219},
                                              {"v2-tokens-32", 3500, 2327}}};

std::string path_of(const recording& which) {
  return ASSAY_SOURCE_DIR "/tests/data/traces/" + which.file + ".jsonl.xz";
}

class text_sink final : public trace::byte_sink {
 public:
  void write(std::string_view bytes) override { text_.append(bytes); }
  void commit() override {}
  void finish() override {}
  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  std::string text_{};
};

std::string first_difference(const replay::report& report) {
  if (!report.differences.empty()) {
    const auto& found = report.differences.front();
    return report.file + ":" + std::to_string(found.line) + ": " + found.operation + ": " +
           found.field + ": expected " + found.expected + ", got " + found.got;
  }
  if (!report.violations.empty()) {
    const auto& found = report.violations.front();
    return report.file + ":" + std::to_string(found.line) + ": " + found.invariant + ": " +
           found.detail;
  }
  return {};
}

// How often the bytecode was asked for each function and operation.
std::map<std::string, std::uint64_t> recorded_cases() {
  std::map<std::string, std::uint64_t> cases;
  for (const recording& which : recordings) {
    trace::trace_file file(path_of(which));
    if (file.protocol() == uniswap_v2::library_protocol) {
      uniswap_v2::library_reader reader(file);
      uniswap_v2::library_step step;
      while (reader.next(step)) {
        const auto function = static_cast<std::size_t>(step.call.function);
        ++cases["uniswap-v2." + std::string(uniswap_v2::library_function_names[function])];
      }
      continue;
    }
    uniswap_v2::trace_reader reader(file);
    uniswap_v2::trace_step step;
    while (reader.next(step)) ++cases["uniswap-v2." + std::string(step.operation.name())];
  }
  return cases;
}

void record_evidence() {
  for (const auto& [name, cases] : recorded_cases()) {
    evidence::record(name, evidence::kind::bytecode, cases, "recorded answers replayed");
  }
}

void replay_all(const std::string& subject, const std::string& invariants) {
  test::case_count count("recorded fields on " + subject);
  for (const recording& which : recordings) {
    trace::trace_file file(path_of(which), true);
    replay::options options;
    options.subject = subject;
    options.invariants = invariants;
    options.max_differences = 0;
    const replay::report report = replay::run(file, options);
    std::cout << which.file << " on " << subject << ": " << report.operations << " operations, "
              << report.fields << " fields, " << report.invariant_checks << " invariant checks, "
              << report.difference_count << " differences, " << report.violation_count
              << " violations\n";
    EXPECT_EQ(report.operations, which.operations) << which.file;
    EXPECT_EQ(report.ok, which.ok) << which.file;
    EXPECT_EQ(report.reverted, which.operations - which.ok) << which.file;
    EXPECT_EQ(report.difference_count, 0U) << first_difference(report);
    EXPECT_EQ(report.violation_count, 0U) << first_difference(report);
    count.add(report.fields);
  }
  if (subject == "engine" && !testing::Test::HasFailure()) record_evidence();
}

TEST(uniswap_v2, engine_answers_as_the_bytecode_did) { replay_all("engine", "all"); }
TEST(uniswap_v2, boost_words_answer_as_the_bytecode_did) { replay_all("engine-boost", "none"); }

TEST(uniswap_v2, traces_are_written_again_to_the_byte) {
  test::case_count count("lines written again");
  for (const recording& which : recordings) {
    text_sink written;
    trace::trace_file file(path_of(which));
    replay::options options;
    options.invariants = "none";
    options.write = &written;
    replay::run(file, options);

    trace::line_reader recorded(trace::open_source(path_of(which)), which.file);
    trace::line_reader again(trace::memory_source(written.text()), "again");
    ASSERT_TRUE(recorded.next() && again.next());  // the headers name different sources
    while (recorded.next()) {
      ASSERT_TRUE(again.next()) << which.file << ":" << recorded.number();
      count.check(recorded.line() == again.line(), [&] {
        return which.file + ":" + std::to_string(recorded.number()) + "\n" +
               std::string(recorded.line()) + "\n" + std::string(again.line());
      });
    }
    EXPECT_FALSE(again.next()) << which.file;
  }
}

}  // namespace
