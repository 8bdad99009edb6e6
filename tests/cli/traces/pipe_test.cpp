// Programs on a pipe as subjects: right answers, wrong ones, none, and nonsense.
#include <chrono>

#include "cli/traces/sample.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

TEST(pipe, the_program_itself_answers_like_the_engine) {
  case_count count("traces through a pipe");
  for (const std::string name : {"v2-12", "v2-forks-31", "v2-tokens-32", "v2-router-13"}) {
    const std::string trace = "tests/data/traces/" + name + ".jsonl.xz";
    const outcome got = run_on_path("assay replay " + trace + " --subject 'pipe:assay serve'");
    count.check(got.code == 0 && got.output.find(" 0 differences, 0 violations") != got.output.npos,
                [&] { return name + got.output + got.errors; });
  }
}

// A program that passes answers on with one number changed in some of them.
TEST(pipe, wrong_answers_are_differences) {
  const scratch_directory scratch;
  scratch.write("begin.jsonl", joined(recorded_lines("v2-11", 300)));
  const std::string liar = "assay serve | sed -u \"40s/\\\"reserve0\\\":\\\"/&9/\"";
  const outcome got = run_on_path("assay replay " + scratch.file("begin.jsonl") +
                                  " --invariants none --json --subject 'pipe:" + liar + "'");
  EXPECT_EQ(got.code, 1) << got.errors;
  expect_contains(got.output, R"("line":41,)");
  expect_contains(got.output, R"("field":"state.reserve0")");
}

TEST(pipe, a_program_may_repeat_operations_and_begin_with_a_header) {
  // A whole trace is a list of answers too.
  const outcome got = run_on_path("assay replay " + recorded_trace + " --subject 'pipe:xz -dc " +
                                  recorded_trace + "; cat >/dev/null'");
  EXPECT_EQ(got.code, 0) << got.output << got.errors;
}

struct failure {
  std::string program;
  std::string complaint;
  bool answers_at_first = false;  // then what was replayed is told
};

TEST(pipe, subjects_that_fail_are_named) {
  case_count count("failing programs");
  for (const failure& bad : std::vector<failure>{
           {"exit 3", "the program ended with exit code 3 before it answered line 1"},
           {"true", "the program ended with exit code 0 before it answered line 1"},
           {"kill -KILL $$", "the program was ended by signal 9"},
           {"/nonexistent/program 2>/dev/null", "the program ended with exit code 127"},
           {"exec <&-; sleep 0.2", "the program ended with exit code 0"},
           {"sed -u 5q | assay serve", "(before it: replayed 4 operations (", true},
           {"yes", ":1: the line is not one complete JSON object"},
           {"yes {}", ":1: result is missing"},
           {"assay serve | sed -u \"7s/ok/OK/\"", ":7: result.ok is missing", true},
           {"assay serve | sed -u \"7s/.*//\"", ":7: the line is blank", true}}) {
    const outcome got =
        run_on_path("assay replay " + recorded_trace + " --subject 'pipe:" + bad.program + "'");
    const bool is_told = bad.answers_at_first
                             ? got.output.starts_with(recorded_trace + ": broken off: replayed ")
                             : got.output.empty();
    const bool refused = got.code == 2 && is_told &&
                         got.errors.starts_with("assay: error: pipe:") &&
                         got.errors.find('\n') == got.errors.size() - 1 &&
                         got.errors.find(bad.complaint) != got.errors.npos;
    count.check(refused, [&] { return bad.program + "\n" + got.output + got.errors; });
  }
}

// What is left running of what a test started, by a mark in its command line.
bool is_running(const std::string& mark) {
  return run("ps -eo args | grep '" + mark + "' | grep -v grep").code == 0;
}

TEST(pipe, a_hanging_program_is_given_up_and_ended) {
  const auto start = std::chrono::steady_clock::now();
  const outcome got = run("assay replay " + recorded_trace +
                          " --line-timeout 1 --subject 'pipe:cat >/dev/null & sleep 987654'");
  const auto seconds = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(got.code, 2);
  expect_contains(got.errors, "no answer for 1000 ms to line 1");
  EXPECT_LT(seconds, std::chrono::seconds(8));
  EXPECT_FALSE(is_running("sleep 98765[4]"));
}

TEST(pipe, a_program_that_never_reads_does_not_block) {
  const outcome got =
      run("assay replay " + recorded_trace + " --line-timeout 1 --subject 'pipe:sleep 987655'");
  EXPECT_EQ(got.code, 2);
  EXPECT_FALSE(is_running("sleep 98765[5]"));
}

TEST(pipe, a_pipe_cannot_be_set_to_a_state) {
  std::vector<std::string> lines = recorded_lines("v2-11", 40);
  const std::size_t digit = lines[30].find(R"("kLast":")") + 9;
  lines[30].insert(digit, "7");
  const scratch_directory scratch;
  scratch.write("wrong.jsonl", joined(lines));
  const outcome got = run_on_path("assay replay " + scratch.file("wrong.jsonl") +
                                  " --resync --subject 'pipe:assay serve'");
  EXPECT_EQ(got.code, 2);
  expect_contains(got.errors, "cannot be set to a recorded state");
}

}  // namespace
}  // namespace assay::test
