// `assay gen` and `assay verify`: the pipe, right and wrong answers, bad input.
#include <algorithm>
#include <chrono>
#include <utility>

#include "assay/vector/function.hpp"
#include "cli/functions/program.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

TEST(gen, prints_the_cases_of_every_function_and_verify_accepts_them) {
  case_count count("functions through the pipe gen | verify");
  for (const auto& function : vectors::functions()) {
    const std::string name(function.name);
    const outcome verified =
        run("assay gen " + name + " --count 200 --level 3 | assay verify " + name);
    count.check(
        verified.code == 0 && verified.output.find("verified 200 cases") != std::string::npos,
        [&] { return name + "\n" + verified.output + verified.errors; });
  }
}

TEST(gen, gives_the_same_bytes_for_the_same_seed) {
  const outcome once = run("assay gen uniswap-v2.quote --seed 9 --count 50");
  EXPECT_EQ(once.code, 0);
  EXPECT_EQ(std::count(once.output.begin(), once.output.end(), '\n'), 50);
  EXPECT_EQ(once.output, run("assay gen uniswap-v2.quote --seed 9 --count 50").output);
  EXPECT_NE(once.output, run("assay gen uniswap-v2.quote --seed 10 --count 50").output);
  EXPECT_EQ(run("assay gen uniswap-v2.quote --count 5").output,
            run("assay gen uniswap-v2.quote --count 5 --seed 1").output);
}

// The committed digests hold for every compiler: draws among the arguments of one call, whose order
// is the compiler's own, change them. A generator that is changed on purpose gets new ones from
// the command below.
TEST(gen, gives_the_same_bytes_from_every_compiler) {
  const std::pair<const char*, const char*> digests[] = {
      {"uniswap-v2", "2f4ecbc69c008e0637deedd0ff35977661ca2be69975fe646e27b76ffba44097"},
      {"uniswap-v2 --mode fork",
       "0140c50bcf150e5f373cab0733f41a8ddc754feaaa4a5a50942de586121cc33e"},
      {"uniswap-v2 --mode tokens",
       "8a4ef75d3800a37c834ac92393e3699266058604799a2a37609d4d2370f1375b"},
      {"uniswap-v3", "a3112a20d8fa3f5acfcb268649157657cf45997977c02b39dbf9cc8a59ba81b9"}};
  case_count count("generated traces against their digests");
  for (const auto& [asked, digest] : digests) {
    // Without the header, which names the version.
    const std::string command = "assay gen " + std::string(asked) + " --count 5000 --seed 1";
    const outcome summed = run(command + " | tail -n +2 | sha256sum");
    count.check(summed.output.starts_with(digest), [&] { return command + ": " + summed.output; });
  }
}

TEST(gen, leaves_the_answers_out_on_request) {
  const outcome inputs = run("assay gen uniswap-v2.quote --count 20 --inputs-only");
  EXPECT_EQ(inputs.code, 0);
  EXPECT_EQ(inputs.output.find("\"out\""), std::string::npos);
  EXPECT_EQ(inputs.output.find("\"revert\""), std::string::npos);
  expect_contains(inputs.output, "{\"fn\":\"quote\",\"in\":[");
}

TEST(gen, says_when_the_grid_ends) {
  const outcome grid = run("assay gen uniswap-v2.sqrt --level 1 --count 1000");
  EXPECT_EQ(grid.code, 0);
  expect_contains(grid.errors, "the boundary grid of uniswap-v2.sqrt has 9 points");
}

TEST(gen, prints_one_json_document) {
  const outcome document = run("assay gen uniswap-v2.sqrt --count 2 --json");
  EXPECT_EQ(document.code, 0);
  EXPECT_TRUE(document.output.starts_with(
      R"({"function":"uniswap-v2.sqrt","seed":"1","level":2,"cases":[{"fn":"sqrt",)"))
      << document.output;
  EXPECT_TRUE(document.output.ends_with("]}]}\n") || document.output.ends_with("}]}\n"));
}

TEST(gen, prints_a_trace_that_replay_accepts) {
  for (const std::string mode : {"pair", "fork", "tokens"}) {
    const outcome replayed =
        run("assay gen uniswap-v2 --count 2000 --mode " + mode + " | assay replay -");
    EXPECT_EQ(replayed.code, 0) << mode << "\n" << replayed.output << replayed.errors;
    expect_contains(replayed.output, "replayed 2000 operations");
    expect_contains(replayed.output, "0 differences, 0 violations");
  }
}

TEST(gen, stops_without_a_word_when_its_reader_has_enough) {
  const outcome headed = run("assay gen uniswap-v2.sqrt --count 100000000 | head -1");
  EXPECT_EQ(headed.code, 0);
  EXPECT_EQ(headed.errors, "");
  EXPECT_EQ(run("assay gen uniswap-v2 --count 100000000 | head -1").errors, "");
}

TEST(gen, refuses_bad_requests) {
  expect_refused("assay gen uniswap-v2.getAmountout", "did you mean uniswap-v2.getAmountOut?");
  expect_refused("assay gen uniswap-v9", "is no function");
  expect_refused("assay gen", "NAME is required");
  expect_refused("assay gen uniswap-v2.sqrt --level 4", "out of range");
  expect_refused("assay gen uniswap-v2.sqrt --level 0", "out of range");
  expect_refused("assay gen uniswap-v2.sqrt --count 0", "0 is out of range; write a number from 1");
  expect_refused("assay gen uniswap-v3 --count 0", "0 is out of range");
  expect_refused("assay vectors uniswap-v2.sqrt --count 0 --out -", "0 is out of range");
  expect_refused("assay gen uniswap-v2.sqrt --count -1", "not an unsigned 64-bit integer");
  expect_refused("assay gen uniswap-v2.sqrt --count 1e3", "not an unsigned 64-bit integer");
  expect_refused("assay gen uniswap-v2.sqrt --seed 18446744073709551616",
                 "not an unsigned 64-bit integer");
  expect_refused("assay gen uniswap-v2.sqrt --sed 1", "--sed");
  expect_refused("assay gen uniswap-v2 --json", "a trace is one JSON document a line");
  expect_refused("assay gen uniswap-v2 --inputs-only", "a trace holds the answers too");
  expect_refused("assay gen uniswap-v2 --mode odd", "choose pair, fork or tokens");
}

TEST(verify, tells_each_wrong_answer_with_its_line) {
  const outcome verdict = run(
      "assay gen uniswap-v2.sqrt --count 8 | sed '3s/\"out\":\\[\"[0-9]*\"\\]/\"out\":[\"77\"]/' | "
      "assay verify uniswap-v2.sqrt");
  EXPECT_EQ(verdict.code, 1);
  EXPECT_TRUE(verdict.output.starts_with("standard input:3: ")) << verdict.output;
  expect_contains(verdict.output, " => observed 77 expected ");
  expect_contains(verdict.output, "verified 8 cases (8 ok, 0 reverted), 1 mismatches");
}

TEST(verify, stops_printing_but_not_counting) {
  const outcome verdict =
      run("for i in $(seq 50); do echo '{\"in\":[\"4\"],\"out\":[\"3\"]}'; done | "
          "assay verify uniswap-v2.sqrt");
  EXPECT_EQ(verdict.code, 1);
  EXPECT_EQ(std::count(verdict.output.begin(), verdict.output.end(), '\n'), 22);
  expect_contains(verdict.output, "… and 30 more");
  expect_contains(verdict.output, "50 mismatches");
}

// What a subject on the pipe may do instead of answering. The error says how far it came.
TEST(verify, gives_a_hanging_program_up_and_tells_the_cases_so_far) {
  const scratch_directory directory;
  const std::string pipe = directory.file("pipe");
  const auto start = std::chrono::steady_clock::now();
  const outcome given_up =
      run("mkfifo " + pipe + "; { assay gen uniswap-v2.sqrt --count 7; exec sleep 30; } >" + pipe +
          " & assay verify uniswap-v2.sqrt " + pipe +
          " --line-timeout 1; code=$?; kill $!; exit $code");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
  EXPECT_EQ(given_up.code, 2);
  EXPECT_EQ(given_up.errors,
            "assay: error: " + pipe +
                ":8: nothing has come for 1 s; see whether the program that writes it hangs, or "
                "allow more time (before it: verified 7 cases (7 ok, 0 reverted), 0 mismatches)\n");
  EXPECT_EQ(run("{ sleep 1.5; assay gen uniswap-v2.sqrt --count 7; } | "
                "assay verify uniswap-v2.sqrt --line-timeout 0")
                .code,
            0);
}

TEST(verify, knows_how_many_cases_must_come_from_a_program_that_may_die) {
  const std::string dies = "assay gen uniswap-v2.sqrt --count 9 | head -n 5 | assay verify ";
  EXPECT_EQ(run(dies + "uniswap-v2.sqrt").code, 0);
  expect_refused(dies + "uniswap-v2.sqrt --count 9", "5 cases have come instead of 9");
  EXPECT_EQ(run(dies + "uniswap-v2.sqrt --count 5").code, 0);
  // In the midst of a line.
  const std::string cut = "assay gen uniswap-v2.sqrt --count 9 | head -c 150 | assay verify ";
  expect_refused(cut + "uniswap-v2.sqrt", "not a JSON object");
  expect_contains(run(cut + "uniswap-v2.sqrt").errors, "(before it: verified ");
}

TEST(verify, prints_one_json_document) {
  const outcome verdict =
      run("echo '{\"in\":[\"4\"],\"out\":[\"3\"]}' | assay verify uniswap-v2.sqrt --json");
  EXPECT_EQ(verdict.code, 1);
  EXPECT_EQ(verdict.output,
            R"({"function":"uniswap-v2.sqrt","cases":1,"reverted":0,"mismatches":1,)"
            R"("details":[{"line":1,"inputs":"4","observed":"3","expected":"2"}]})"
            "\n");
}

TEST(verify, tells_what_it_found_before_an_error) {
  const std::string wrong = R"(echo '{"in":["4"],"out":["3"]}'; )";
  const outcome text = run("{ " + wrong + "echo '{'; } | assay verify uniswap-v2.sqrt");
  EXPECT_EQ(text.code, 2);
  EXPECT_EQ(text.output, "standard input:1: 4 => observed 3 expected 2\n");
  expect_contains(text.errors, "(before it: verified 1 cases (1 ok, 0 reverted), 1 mismatches)");
  const outcome document = run("{ " + wrong + "echo '{'; } | assay verify uniswap-v2.sqrt --json");
  EXPECT_EQ(document.code, 2);
  expect_contains(document.output,
                  R"("observed":"3","expected":"2"}],"error":"standard input:2: )");
  const outcome few = run("{ " + wrong + "} | assay verify uniswap-v2.sqrt --count 2 --json");
  EXPECT_EQ(few.code, 2);
  expect_contains(few.output, R"("error":"standard input: 1 cases have come instead of 2)");
}

TEST(verify, reads_files_compressed_or_not) {
  const scratch_directory directory;
  EXPECT_EQ(run("assay gen uniswap-v2.sqrt --count 30 > " + directory.file("a.jsonl")).code, 0);
  EXPECT_EQ(run("gzip -k " + directory.file("a.jsonl")).code, 0);
  for (const std::string name : {"a.jsonl", "a.jsonl.gz"}) {
    const outcome verdict = run("assay verify uniswap-v2.sqrt " + directory.file(name));
    EXPECT_EQ(verdict.code, 0) << verdict.errors;
    expect_contains(verdict.output, "verified 30 cases");
  }
}

TEST(verify, refuses_bad_input_naming_file_and_line) {
  expect_refused("assay verify uniswap-v2.sqrt < /dev/null", "there is no case to verify");
  expect_refused("echo 'not json' | assay verify uniswap-v2.sqrt",
                 "standard input:1: the line is not a JSON object");
  expect_refused("assay gen uniswap-v2.sqrt --inputs-only | assay verify uniswap-v2.sqrt",
                 "neither out nor revert");
  expect_refused("assay gen uniswap-v2.quote --count 1 | assay verify uniswap-v2.sqrt",
                 "fn is 'quote', not 'sqrt'");
  expect_refused("echo '{\"in\":[\"1\",\"2\"],\"out\":[\"1\"]}' | assay verify uniswap-v2.sqrt",
                 "has 2 arguments instead of 1");
  expect_refused("echo '{\"in\":[\"-1\"],\"out\":[\"1\"]}' | assay verify uniswap-v2.sqrt",
                 "negative");
  for (const auto& [line, key] : {std::pair{R"({"in":["4"],"out":["9"],"out":["2"]})", "out"},
                                  {R"({"fn":"sqrt","fn":"sqrt","in":["4"],"out":["2"]})", "fn"},
                                  {R"({"in":["4"],"in":["4"],"out":["2"]})", "in"},
                                  {R"({"in":["4"],"out":["2"],"a":{"b":1,"b":1}})", "a.b"}}) {
    expect_refused(std::string("echo '") + line + "' | assay verify uniswap-v2.sqrt",
                   std::string("standard input:1: the line holds ") + key + " twice");
  }
  expect_refused("assay verify uniswap-v2.sqrt missing.jsonl", "missing.jsonl");
  expect_refused("assay verify uniswap-v2.root < /dev/null", "did you mean uniswap-v2.quote?");
  expect_refused("assay verify", "FUNCTION is required");
}

}  // namespace
}  // namespace assay::test
