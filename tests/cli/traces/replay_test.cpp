// `assay replay`: counts, differences, JSON, writing, resynchronising, interruption.
#include <array>
#include <chrono>

#include "cli/traces/sample.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

// v2-11 up to a successful swap, whose recorded reserve0 is changed by one digit.
struct wrong_trace {
  scratch_directory scratch{};
  std::string path = scratch.file("wrong.jsonl");
  std::size_t line = 0;

  explicit wrong_trace(std::size_t lines_after = 0) {
    std::vector<std::string> lines = recorded_lines("v2-11", 400);
    while (lines[line].find(R"("name":"Swap")") == std::string::npos) ++line;
    std::string& text = lines[line];
    const std::size_t digit = text.find(R"("state":{"reserve0":")") + 21;
    text[digit] = text[digit] == '9' ? '8' : static_cast<char>(text[digit] + 1);
    ++line;
    lines.resize(line + lines_after);
    scratch.write("wrong.jsonl", joined(lines));
  }
};

TEST(replay, recorded_traces_hold) {
  const outcome got =
      run("assay replay tests/data/traces/v2-11.jsonl.xz "
          "tests/data/traces/v2-router-13.jsonl.xz");
  EXPECT_EQ(got.code, 0) << got.errors;
  EXPECT_EQ(got.output,
            "tests/data/traces/v2-11.jsonl.xz: replayed 3000 operations (1528 ok, 1472 reverted), "
            "97018 fields compared, 0 differences, 0 violations\n"
            "tests/data/traces/v2-router-13.jsonl.xz: replayed 5000 operations (3770 ok, 1230 "
            "reverted), 9737 fields compared, 0 differences, 0 violations\n"
            "replayed 8000 operations (5298 ok, 2702 reverted), 106755 fields compared, "
            "0 differences, 0 violations\n");
  const outcome quiet = run("assay replay " + recorded_trace + " --quiet");
  EXPECT_EQ(quiet.output,
            "replayed 3000 operations (1528 ok, 1472 reverted), 97018 fields compared, "
            "0 differences, 0 violations\n");
}

TEST(replay, json_has_the_promised_keys) {
  const outcome got = run("assay replay " + recorded_trace + " --json");
  EXPECT_EQ(got.code, 0);
  EXPECT_EQ(got.errors, "");
  EXPECT_TRUE(got.output.starts_with(
      R"({"operations":3000,"ok":1528,"reverted":1472,"fields":97018,"differences":0,)"
      R"("violations":0,"seconds":)"))
      << got.output;
  expect_contains(got.output, R"("traces":[{"file":"tests/data/traces/v2-11.jsonl.xz",)"
                              R"("protocol":"uniswap-v2",)");
  expect_contains(got.output, R"("differences":[],"violations":[]}]})");
}

// In JSON always, for people on request; a truth that holds or not has no distance.
TEST(replay, tells_how_near_each_invariant_came_to_failing) {
  const std::string some = "assay replay " + recorded_trace + " --invariants V2-LP-1,V2-K-1";
  const outcome json = run(some + " --json");
  EXPECT_EQ(json.code, 0);
  expect_contains(json.output, R"("invariants":[{"id":"V2-LP-1","checked":1489,"violated":0,)"
                               R"("excused":0,"distance":null},{"id":"V2-K-1","checked":)");
  const std::string nearest = R"("distance":")";
  const std::size_t at = json.output.find(nearest);
  ASSERT_NE(at, std::string::npos) << json.output;
  const std::size_t begin = at + nearest.size();
  const std::string distance = json.output.substr(begin, json.output.find('"', begin) - begin);
  const outcome text = run(some + " --distances --quiet");
  EXPECT_EQ(text.code, 0);
  expect_contains(text.output, "V2-LP-1                 1489  (holds or not)\n");
  expect_contains(text.output, "  " + distance + "\nreplayed ");
  EXPECT_EQ(run(some + " --quiet").output.find("V2-K-1"), std::string::npos);
}

TEST(replay, a_difference_is_shown_where_it_is) {
  const wrong_trace wrong;
  const std::string place = wrong.path + ":" + std::to_string(wrong.line);
  const outcome text = run("assay replay " + wrong.path + " --invariants none");
  EXPECT_EQ(text.code, 1) << text.errors;
  expect_contains(text.output, place + ": swap: state.reserve0: expected ");
  expect_contains(text.output, ", 1 differences, 0 violations\n");
  const outcome json = run("assay replay " + wrong.path + " --invariants none --json");
  EXPECT_EQ(json.code, 1);
  expect_contains(json.output, R"("differences":[{"line":)" + std::to_string(wrong.line) +
                                   R"(,"operation":"swap","field":"state.reserve0","expected":")");
}

TEST(replay, explains_the_first_difference_on_request) {
  const wrong_trace wrong;
  const outcome plain = run("assay replay " + wrong.path);
  const outcome explained = run("assay replay " + wrong.path + " --explain");
  EXPECT_EQ(explained.code, 1);
  EXPECT_GT(explained.output.size(), plain.output.size() + 200) << explained.output;
}

TEST(replay, stops_after_the_differences_asked_for) {
  // Every line of the wrong trace is wrong when the fee is not what it was recorded with.
  std::vector<std::string> lines = recorded_lines("v2-11", 400);
  lines[0].replace(lines[0].find(R"(["3","1000"])"), 12, R"(["9","1000"])");
  const scratch_directory scratch;
  scratch.write("wrong.jsonl", joined(lines));
  const std::string command = "assay replay " + scratch.file("wrong.jsonl") + " --invariants none ";
  const outcome five = run(command + "--max-differences 5 --json");
  EXPECT_EQ(five.code, 1);
  expect_contains(five.output, R"("stoppedEarly":true)");
  const outcome all = run(command + "--max-differences 0 --json");
  EXPECT_EQ(all.code, 1);
  expect_contains(all.output, R"("operations":399,)");
  expect_contains(all.output, R"("stoppedEarly":false)");
}

TEST(replay, resync_goes_on_from_the_record) {
  // One wrong record: without resync the engine goes on by itself and only that line differs; with
  // it, the engine takes the wrong reserve over and the following lines differ.
  const wrong_trace wrong(60);
  const std::string command =
      "assay replay " + wrong.path + " --invariants none --max-differences 0 --json ";
  const outcome alone = run(command);
  EXPECT_EQ(alone.code, 1);
  expect_contains(alone.output, R"("differences":1,)");
  const outcome taken_over = run(command + "--resync");
  EXPECT_EQ(taken_over.code, 1);
  EXPECT_EQ(taken_over.output.find(R"("differences":1,)"), std::string::npos) << taken_over.output;
}

TEST(replay, writes_what_it_replays) {
  case_count count("written traces");
  for (const std::string name : {"v2-12", "v2-forks-31", "v2-tokens-32", "v2-router-13"}) {
    for (const std::string extension : {"", ".zst", ".gz", ".xz"}) {
      if (extension == ".xz" && name != "v2-router-13") continue;  // takes seconds for the others
      const scratch_directory scratch;
      const std::string out = scratch.file("again.jsonl" + extension);
      const std::string in = "tests/data/traces/" + name + ".jsonl.xz";
      const outcome wrote = run("assay replay " + in + " --invariants none --write " + out);
      EXPECT_EQ(wrote.code, 0) << wrote.errors;
      const outcome again = run("assay replay --strict " + out);
      count.check(again.code == 0 && again.output.find(" 0 differences") != std::string::npos,
                  [&] { return out + again.output + again.errors; });
    }
  }
  const outcome piped = run("assay replay " + recorded_trace + " --write - | assay replay -");
  EXPECT_EQ(piped.code, 0) << piped.errors;
  expect_contains(piped.output, "replayed 3000 operations");
  // The trace alone is on standard output; what people want to know is beside it.
  const outcome words = run("assay replay " + recorded_trace + " --write - | tail -n 1");
  EXPECT_TRUE(words.output.starts_with(R"({"op":)")) << words.output;
  expect_contains(words.errors, "replayed 3000 operations (1528 ok, 1472 reverted), ");
}

TEST(replay, reads_compressed_standard_input_by_its_first_bytes) {
  for (const std::string tool : {"cat", "xz -0c", "zstd -qc", "gzip -c"}) {
    const outcome got =
        run("xz -dc " + recorded_trace + " | " + tool + " | assay replay - --invariants none");
    EXPECT_EQ(got.code, 0) << tool << got.errors;
    expect_contains(got.output, "replayed 3000 operations");
  }
  expect_refused("printf '\\375\\067zXZ\\000 and nothing else' | assay replay -", "corrupt");
}

TEST(replay, the_exact_model_is_a_subject) {
  for (const std::string name :
       {"v2-11", "v2-12", "v2-forks-31", "v2-tokens-32", "v2-router-13", "v3-21", "v3-22"}) {
    const outcome got = run("assay replay tests/data/traces/" + name + ".jsonl.xz --subject model");
    EXPECT_EQ(got.code, 0) << name << got.output << got.errors;
    expect_contains(got.output, ", 0 differences, 0 violations\n");
  }
  const outcome functions =
      run("assay replay tests/data/traces/v3-math-23.jsonl.xz --subject model");
  EXPECT_EQ(functions.code, 0) << functions.output << functions.errors;
  expect_contains(functions.output, ", 0 differences, 0 violations\n");
  expect_contains(functions.output,
                  "not compared, because the subject does not answer them itself: the outcome of ");
}

TEST(replay, the_exact_model_finds_what_is_wrong) {
  const wrong_trace wrong;
  const outcome found = run("assay replay " + wrong.path + " --subject model --invariants none");
  EXPECT_EQ(found.code, 1) << found.errors;
  expect_contains(found.output, "swap: state.reserve0: expected ");
}

TEST(replay, leaves_no_half_written_file) {
  const wrong_trace wrong;
  const scratch_directory scratch;
  scratch.write("bad.jsonl", joined(recorded_lines("v2-11", 50)) + "{\n");
  const std::string out = scratch.file("out.jsonl");
  const outcome got = run("assay replay " + scratch.file("bad.jsonl") + " --write " + out +
                          "; ls " + scratch.file(""));
  EXPECT_TRUE(got.output.ends_with(" 0 differences, 0 violations\nbad.jsonl\n")) << got.output;
  expect_contains(got.errors, "bad.jsonl:51: ");
}

TEST(replay, a_trace_that_compares_nothing_is_refused) {
  const scratch_directory scratch;
  scratch.write("empty.jsonl", joined(recorded_lines("v2-11", 1)));
  expect_refused("assay replay " + scratch.file("empty.jsonl"), "nothing was compared");
}

// A line that cannot be read, in the same trace or a later one, is no reason to keep a difference
// back.
TEST(replay, an_error_keeps_what_was_found) {
  const wrong_trace wrong(3);
  wrong.scratch.write("bad.jsonl", joined(recorded_lines("v2-11", 50)) + "{\n");
  wrong.scratch.write("cut.jsonl", file_text(wrong.path) + "{\n");
  wrong.scratch.write("none.jsonl", "");
  const std::string place = ":" + std::to_string(wrong.line) + ": swap: state.reserve0: expected ";
  case_count count("errors after differences");
  for (const auto& [traces, differs, error] : std::vector<std::array<std::string, 3>>{
           {"cut", "cut", "cut.jsonl:" + std::to_string(wrong.line + 4) + ": "},
           {"wrong bad", "wrong", "bad.jsonl:51: "},
           {"wrong none", "wrong", "none.jsonl:1: "},
           {"wrong missing", "wrong", "missing.jsonl: cannot open"}}) {
    std::string names = wrong.scratch.file(traces);
    for (std::size_t at; (at = names.find(' ')) != std::string::npos;) {
      names.replace(at, 1, ".jsonl\t" + wrong.scratch.file(""));
    }
    const std::string command = "assay replay " + names + ".jsonl --invariants none";
    const outcome text = run(command);
    const bool is_text = text.code == 2 && text.errors.starts_with("assay: error: ") &&
                         text.errors.find(error) != std::string::npos &&
                         text.errors.find("(before it: replayed ") != std::string::npos &&
                         text.output.find(differs + ".jsonl" + place) != std::string::npos &&
                         text.output.find(": broken off: replayed ") != std::string::npos;
    count.check(is_text, [&] { return command + "\n" + text.output + text.errors; });
    const outcome json = run(command + " --json");
    const bool is_json = json.code == 2 && json.output.ends_with("\"}\n") &&
                         json.output.find("],\"error\":\"") != std::string::npos &&
                         json.output.find(error) != std::string::npos &&
                         json.output.find(R"("field":"state.reserve0")") != std::string::npos;
    count.check(is_json, [&] { return command + "\n" + json.output + json.errors; });
  }
}

// Each trace takes the invariants of its own protocol.
TEST(replay, invariants_of_several_protocols_are_checked_where_they_belong) {
  const std::string both =
      "assay replay tests/data/traces/v2-11.jsonl.xz tests/data/traces/v3-21.jsonl.xz --json ";
  const auto checks = [](const std::string& document) {
    std::vector<std::uint64_t> found;
    const std::string key = "\"invariantChecks\":";
    for (std::size_t at = document.find(key); at != std::string::npos;
         at = document.find(key, at + 1)) {
      found.push_back(std::stoull(document.substr(at + key.size())));
    }
    return found;
  };
  const outcome each = run(both + "--invariants V2-K-1,V3-TICK-1");
  EXPECT_EQ(each.code, 0) << each.errors;
  const auto of_each = checks(each.output);
  ASSERT_EQ(of_each.size(), 2U) << each.output;
  EXPECT_GT(of_each[0], 0U);
  EXPECT_GT(of_each[1], 0U);
  const outcome one = run(both + "--invariants V3-TICK-1");
  EXPECT_EQ(one.code, 0) << one.errors;
  EXPECT_EQ(checks(one.output), (std::vector<std::uint64_t>{0, of_each[1]}));
  expect_refused("assay replay " + recorded_trace + " --invariants V2-K-1,V3-TICK-X",
                 "unknown invariant 'V3-TICK-X'; did you mean 'V3-TICK-1'?");
  expect_refused("assay replay tests/data/traces/v2-router-13.jsonl.xz --invariants nonsense",
                 "unknown invariant 'nonsense'");
  for (const auto& [list, why] : {std::pair{"V3-TICK-1,all", "has 'all' among IDs"},
                                  {"none,V2-K-1", "has 'none' among IDs"},
                                  {"V2-K-1,", "has an empty ID"},
                                  {"''", "has an empty ID"}}) {
    expect_refused("assay replay " + recorded_trace + " --invariants " + list,
                   std::string("--invariants: ") + why + "; write all, none, or IDs");
  }
  const outcome idle = run("assay replay " + recorded_trace + " --invariants V2-K-1,V3-TICK-1");
  EXPECT_EQ(idle.code, 2);
  expect_contains(idle.output, "0 differences, 0 violations\n");
  expect_contains(idle.errors, "--invariants: V3-TICK-1 is of the protocol of none of the traces");
}

TEST(replay, a_reader_that_goes_away_is_no_error) {
  for (const std::string& command :
       std::vector<std::string>{"assay replay " + recorded_trace + " --write - | head -1",
                                "assay evidence --json | head -c 10",
                                "assay vectors uniswap-v3.computeSwapStep --out - | head -1",
                                "assay replay --help | head -c 10"}) {
    const outcome got = run(command);
    EXPECT_EQ(got.errors, "") << command;
    EXPECT_FALSE(got.output.empty()) << command;
  }
  // Any other reason is told: /dev/full is a disk without room.
  for (const std::string& command : std::vector<std::string>{
           "assay replay " + recorded_trace + " --write -", "assay evidence --json"}) {
    const outcome full = run(command + " >/dev/full");
    EXPECT_EQ(full.code, 2);
    expect_contains(full.errors, "assay: error: standard output: cannot write: No space left");
  }
}

// On a terminal, which script(1) stands for: enough to see that it works, and no more.
TEST(replay, progress_is_rewritten_ten_times_a_second_at_most) {
  const auto start = std::chrono::steady_clock::now();
  const outcome got = run("script -qec \"'" ASSAY_PROGRAM
                          "' fuzz uniswap-v2 --operations 40000 --invariants none\" /dev/null");
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  EXPECT_EQ(got.code, 0) << got.errors;
  std::size_t rewritten = 0;
  const std::string line = "\r\x1b[Kfuzzed ";
  for (std::size_t at = got.output.find(line); at != std::string::npos;
       at = got.output.find(line, at + 1)) {
    ++rewritten;
  }
  ASSERT_GT(rewritten, 1U) << got.output;
  --rewritten;  // the summary stands in its place at last
  EXPECT_LE(static_cast<double>(rewritten), 10 * seconds + 1) << got.output;
  EXPECT_LT(rewritten, 200U) << "that of each of its sequences would be 200";
}

TEST(replay, interruption_keeps_what_was_found) {
  // The trace never ends: the program is interrupted while it waits for more from a pipe that
  // stays open.
  const wrong_trace wrong;
  const std::string pipe = wrong.scratch.file("pipe");
  const outcome got = run("mkfifo " + pipe + " && exec 3<>" + pipe +
                          " && { '" ASSAY_PROGRAM "' replay - --invariants none <" + pipe +
                          " 3<&- & child=$!; cat " + wrong.path +
                          " >&3; sleep 2; kill -INT $child; wait $child; }");
  EXPECT_EQ(got.code, 130) << got.output << got.errors;
  expect_contains(got.output, "state.reserve0");
  expect_contains(got.output, ", 1 differences, 0 violations\n");
  EXPECT_EQ(got.errors, "");
}

}  // namespace
}  // namespace assay::test
