// `assay simulate` as a user runs it: what it writes, what it refuses, and that its trace replays.
#include <filesystem>

#include "cli/traces/sample.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

const std::string scenario = R"(title = "short"
horizon = "2h"
[token0]
symbol = "WETH"
decimals = 18
[token1]
symbol = "USDC"
decimals = 6
[market]
price = "3000"
volatility = 0.9
[[pool]]
name = "main"
[[lp]]
name = "alice"
value = "3000000"
[arbitrageur]
gas = "1"
[[noise]]
median_size = 500
)";

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(simulate, writes_a_summary_steps_and_a_trace_that_replays) {
  const scratch_directory directory;
  directory.write("s.toml", scenario);
  const std::string out = directory.file("out");
  const outcome got = run("assay simulate '" + directory.file("s.toml") + "' --out '" + out + "'");
  EXPECT_EQ(got.code, 0) << got.errors;
  expect_contains(got.output, "simulated 600 blocks on 1 of 1 paths, 3000 identities checked");
  expect_contains(got.output, "every identity holds");
  EXPECT_EQ(lines_of(file_text(out + "/steps.csv")), 601U);
  const outcome replayed = run("assay replay '" + out + "/trace.jsonl' --strict");
  EXPECT_EQ(replayed.code, 0) << replayed.output;
  expect_contains(replayed.output, " 0 differences, 0 violations");
  const outcome json = run("assay simulate '" + directory.file("s.toml") + "' --json");
  EXPECT_EQ(json.output, file_text(out + "/summary.json"));
}

TEST(simulate, gives_the_same_bytes_again_and_other_bytes_from_another_seed) {
  const scratch_directory directory;
  directory.write("s.toml", scenario);
  const std::string command =
      "assay simulate '" + directory.file("s.toml") + "' --json --paths 6 --jobs ";
  const outcome one = run(command + "1");
  EXPECT_EQ(one.code, 0) << one.errors;
  EXPECT_EQ(run(command + "3").output, one.output);
  EXPECT_NE(run(command + "1 --seed 9").output, one.output);
}

TEST(simulate, explains_a_scenario_without_running_it) {
  const scratch_directory directory;
  directory.write("s.toml", scenario);
  const outcome got = run("assay simulate '" + directory.file("s.toml") + "' --explain-scenario");
  EXPECT_EQ(got.code, 0) << got.errors;
  expect_contains(got.output, "The price of WETH starts at 3000 USDC");
  expect_contains(got.output, "alice provides 500 WETH and 1500000 USDC to main");
}

TEST(simulate, refuses_wrong_scenarios_in_one_line) {
  const scratch_directory directory;
  directory.write("s.toml", scenario + "colour = 1\n");
  expect_refused("assay simulate '" + directory.file("s.toml") + "'",
                 "s.toml:21: noise[0].colour: is no key here; did you mean");
  expect_refused("assay simulate '" + directory.file("none.toml") + "'", "none.toml");
  expect_refused("assay simulate '" + directory.file("s.toml") + "' --paths x", "--paths");
  directory.write("far.toml", scenario + R"([[pool]]
name = "thin"
)");
  expect_refused("assay simulate '" + directory.file("far.toml") + "'", "lp[0].pool: is missing");
}

TEST(simulate, ctrl_c_keeps_what_was_computed) {
  const scratch_directory directory;
  std::string text = scenario;
  text.replace(text.find("2h"), 2, "3000d");
  directory.write("s.toml", text);
  const outcome got =
      run("'" ASSAY_PROGRAM "' simulate '" + directory.file("s.toml") + "' --out '" +
          directory.file("out") + "' & pid=$!; sleep 2; kill -INT $pid; wait $pid");
  EXPECT_EQ(got.code, 130) << got.errors;
  expect_contains(got.output, "(interrupted)");
  expect_contains(file_text(directory.file("out") + "/summary.json"), "\"interrupted\":true");
  EXPECT_GT(lines_of(file_text(directory.file("out") + "/steps.csv")), 100U);
}

TEST(simulate, every_example_scenario_is_explained) {
  case_count count("example scenarios");
  for (const auto& entry :
       std::filesystem::directory_iterator(ASSAY_SOURCE_DIR "/examples/scenarios")) {
    if (entry.path().extension() != ".toml") continue;
    const outcome got = run("assay simulate '" + entry.path().string() + "' --explain-scenario");
    count.check(got.code == 0 && lines_of(got.output) > 4,
                [&] { return entry.path().string() + ": " + got.errors; });
  }
}

}  // namespace
}  // namespace assay::test
