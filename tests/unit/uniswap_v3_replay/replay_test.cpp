// Replay of Uniswap V3 pools and functions: engine, a program on a pipe, wrong traces, going on
// after a difference, writing again.
#include "assay/replay/replay.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/line_reader.hpp"

namespace assay::replay {
namespace {

std::string data(const std::string& name) {
  return std::string(ASSAY_SOURCE_DIR) + "/tests/data/traces/" + name + ".jsonl.xz";
}

// A file that is gone when the test is.
class scratch_file {
 public:
  explicit scratch_file(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("assay_" + std::to_string(::getpid()) + "_" + name)) {}
  ~scratch_file() { std::filesystem::remove(path_); }
  scratch_file(const scratch_file&) = delete;
  scratch_file& operator=(const scratch_file&) = delete;
  [[nodiscard]] std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::vector<std::string> lines_of(const std::string& path, std::size_t limit = SIZE_MAX) {
  trace::line_reader reader(trace::open_source(path), path);
  std::vector<std::string> lines;
  while (lines.size() < limit && reader.next()) lines.emplace_back(reader.line());
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

report replay_text(const std::string& text, const options& options) {
  trace::trace_file file(trace::memory_source(text), "memory");
  return run(file, options);
}

report replay_file(const std::string& path, const options& options) {
  trace::trace_file file(path, true);
  return run(file, options);
}

constexpr std::size_t short_trace = 400;  // lines

// In the line, what stands after `key` up to `end` becomes `to`.
void change_after(std::string& line, const std::string& key, char end, const std::string& to) {
  const std::size_t at = line.find(key);
  ASSERT_NE(at, line.npos) << key << " is not in " << line;
  const std::size_t from = at + key.size();
  line.replace(from, line.find(end, from) - from, to);
}

TEST(uniswap_v3_replay, finds_no_difference_and_no_violation_in_recorded_traces) {
  const report found = replay_file(data("v3-22"), {});
  EXPECT_EQ(found.operations, 2000U);
  EXPECT_EQ(found.ok + found.reverted, found.operations);
  EXPECT_GT(found.fields, 200'000U);
  EXPECT_GT(found.invariant_checks, 10'000U);
  EXPECT_EQ(found.difference_count, 0U);
  EXPECT_EQ(found.violation_count, 0U);
}

TEST(uniswap_v3_replay, asks_either_engine_for_functions) {
  for (const std::string subject : {"engine", "engine-boost"}) {
    options options;
    options.subject = subject;
    const report found = replay_file(data("v3-math-23"), options);
    EXPECT_EQ(found.operations, 15'000U);
    EXPECT_EQ(found.difference_count, 0U);
    EXPECT_EQ(found.subject, subject);
  }
}

TEST(uniswap_v3_replay, names_line_operation_and_field_of_a_difference) {
  std::vector<std::string> lines = lines_of(data("v3-21"), short_trace);
  const std::string wrong = "12345678901234567890";
  change_after(lines[6], R"("Swap","args":{"sender":1,"recipient":0,"amount0":")", '"', wrong);
  options options;
  options.invariants = "none";
  const report found = replay_text(joined(lines), options);
  ASSERT_EQ(found.differences.size(), 1U);
  EXPECT_EQ(found.differences[0].line, 7U);
  EXPECT_EQ(found.differences[0].operation, "swap");
  EXPECT_EQ(found.differences[0].field, "result.events[0].args.amount0");
  EXPECT_EQ(found.differences[0].expected, wrong);
  EXPECT_EQ(found.differences[0].got, "2");
}

TEST(uniswap_v3_replay, goes_on_from_the_recorded_state_only_when_asked) {
  std::vector<std::string> lines = lines_of(data("v3-21"), short_trace);
  change_after(lines[10], R"("protocolFees1":")", '"', "77");
  options options;
  options.invariants = "none";
  EXPECT_EQ(replay_text(joined(lines), options).difference_count, 1U);
  // Once the wrong state is taken over, the right one of the next line differs from it.
  options.resync = true;
  const report found = replay_text(joined(lines), options);
  ASSERT_EQ(found.difference_count, 2U);
  EXPECT_EQ(found.differences[1].line, 12U);
  EXPECT_EQ(found.differences[1].field, "state.protocolFees1");
  EXPECT_EQ(found.differences[1].got, "77");
}

TEST(uniswap_v3_replay, stops_at_the_limit_of_differences) {
  std::vector<std::string> lines = lines_of(data("v3-21"), short_trace);
  for (std::size_t i = 3; i < 40; ++i) change_after(lines[i], R"("protocolFees1":")", '"', "77");
  options options;
  options.invariants = "none";
  options.max_differences = 5;
  const report found = replay_text(joined(lines), options);
  EXPECT_TRUE(found.stopped_early);
  EXPECT_EQ(found.operations, 7U);
}

TEST(uniswap_v3_replay, writes_the_trace_again_with_the_subjects_answers) {
  const scratch_file out("written.jsonl");
  const auto sink = trace::open_sink(out.path());
  options options;
  options.write = sink.get();
  replay_file(data("v3-21"), options);
  sink->commit();
  const std::vector<std::string> original = lines_of(data("v3-21"));
  const std::vector<std::string> written = lines_of(out.path());
  ASSERT_EQ(written.size(), original.size());
  EXPECT_NE(written[0], original[0]);  // the answers are Assay's own now
  for (std::size_t i = 1; i < written.size(); ++i) ASSERT_EQ(written[i], original[i]);
}

// A program that only knows the recorded answers, headers and all, and reads whatever it is asked.
std::string reciting(const std::string& path) { return "pipe:cat " + path + "; cat > /dev/null"; }

TEST(uniswap_v3_replay, asks_a_program_on_a_pipe) {
  std::vector<std::string> lines = lines_of(data("v3-21"), short_trace);
  const std::string asked = joined(lines);
  const scratch_file answers("answers.jsonl");
  trace::write_file(answers.path(), asked);
  options options;
  options.subject = reciting(answers.path());
  const report same = replay_text(asked, options);
  EXPECT_EQ(same.operations, short_trace - 1);
  EXPECT_EQ(same.difference_count, 0U);
  EXPECT_EQ(same.violation_count, 0U);

  // What the program gets wrong is a difference, be it a state that no pool can reach.
  change_after(lines[20], R"("state":{"sqrtPriceX96":")", '"', "1");
  trace::write_file(answers.path(), joined(lines));
  options.invariants = "none";
  const report wrong = replay_text(asked, options);
  ASSERT_EQ(wrong.difference_count, 1U);
  EXPECT_EQ(wrong.differences[0].line, 21U);
  EXPECT_EQ(wrong.differences[0].field, "state.sqrtPriceX96");
}

TEST(uniswap_v3_replay, asks_a_program_on_a_pipe_for_functions) {
  const std::string asked = joined(lines_of(data("v3-math-23"), short_trace));
  const scratch_file answers("functions.jsonl");
  trace::write_file(answers.path(), asked);
  options options;
  options.subject = reciting(answers.path());
  const report found = replay_text(asked, options);
  EXPECT_EQ(found.operations, short_trace - 1);
  EXPECT_EQ(found.difference_count, 0U);
}

TEST(uniswap_v3_replay, refuses_what_it_is_asked_wrongly) {
  const std::string text = joined(lines_of(data("v3-21"), 10));
  options options;
  options.invariants = "V2-K-1";  // another protocol's: idle, and said to be
  const report idle = replay_text(text, options);
  EXPECT_EQ(idle.invariant_checks, 0U);
  EXPECT_EQ(idle_invariant(options.invariants, std::span(&idle, 1)), "V2-K-1");
  options.invariants = "V2-K-1,V3-NOBODY-1";
  EXPECT_THROW(replay_text(text, options), trace::input_error);
  options.invariants = "all";
  options.subject = "nobody";
  EXPECT_THROW(replay_text(text, options), trace::input_error);
  options.subject = "engine";
  EXPECT_THROW(replay_text(joined(lines_of(data("v3-21"), 1)), options), trace::input_error);
  options.subject = "pipe:exit 3";
  EXPECT_THROW(replay_text(text, options), subject_error);
}

}  // namespace
}  // namespace assay::replay
