// `assay simulate` as a user runs it: what it writes, what it refuses, and that its trace replays.
#include <algorithm>
#include <chrono>
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

// A wait for what the shell has put in the background, interrupted after a second.
std::string interrupted_after_a_second(const std::string& arguments) {
  return "'" ASSAY_PROGRAM "' " + arguments + " & pid=$!; sleep 1; kill -INT $pid; wait $pid";
}

TEST(simulate, ctrl_c_ends_attacks_too) {
  const scratch_directory directory;
  std::string moves = "100";
  for (int i = 101; i < 116; ++i) moves += ", " + std::to_string(i);
  directory.write("s.toml", scenario +
                                "[[attack]]\nkind = \"twap\"\nwindow = \"4h\"\nmoves_bps = [" +
                                moves + "]\nhold_blocks = [1000, 999, 998]\n");
  const auto before = std::chrono::steady_clock::now();
  const outcome got = run(interrupted_after_a_second("simulate '" + directory.file("s.toml") +
                                                     "' --out '" + directory.file("out") + "'"));
  const auto took = std::chrono::steady_clock::now() - before;
  EXPECT_EQ(got.code, 130) << got.errors;
  EXPECT_LT(took, std::chrono::seconds(20));
  expect_contains(got.output, "simulated 0 blocks on 0 of 1 paths");
  const std::string summary = file_text(directory.file("out") + "/summary.json");
  expect_contains(summary, "\"interrupted\":true");
  expect_contains(summary, "\"attacks\":[]");
}

TEST(merge, ctrl_c_leaves_nothing_behind) {
  const scratch_directory directory;
  std::string text = scenario;
  text.replace(text.find("2h"), 2, "60d");
  directory.write("s.toml", text);
  const std::string file = "'" + directory.file("s.toml") + "'";
  const std::string shards = directory.file("shards");
  EXPECT_EQ(run("assay simulate " + file + " --shard 1/1 --out '" + shards + "'").code, 0);
  const std::string out = directory.file("merged");
  const outcome got = run(interrupted_after_a_second("merge " + file + " '" + shards +
                                                     "/shard-1-of-1.txt' --out '" + out + "'"));
  EXPECT_EQ(got.code, 130) << got.output << got.errors;
  expect_contains(got.output, "interrupted: nothing was written");
  EXPECT_TRUE(std::filesystem::is_empty(out));
}

const std::string swept_fees = "\"pool[0].fee_pips\" = [500, 3000]\n";

// The same pool between two assets in dollars.
std::string in_dollars() {
  std::string text = scenario;
  const std::string one_price = "price = \"3000\"\nvolatility = 0.9\n";
  return text.replace(text.find(one_price), one_price.size(), R"(kind = "two_assets"
correlation = 0.8
[market.numeraire]
symbol = "USD"
[market.token0]
price = "3000"
volatility = 0.9
[market.token1]
price = "1"
volatility = 0.2
)");
}

// Names and bytes of what a run left.
std::string files_of(const std::string& directory) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::string all;
  for (const auto& path : paths) all += path.filename().string() + "\n" + file_text(path.string());
  return all;
}

TEST(merge, of_shards_gives_the_bytes_of_the_whole_run) {
  case_count count("directories of merged shards against the whole run");
  const scratch_directory directory;
  directory.write("s.toml", scenario);
  directory.write("sweep.toml",
                  scenario + "[sweep]\n\"market.volatility\" = [0.3, 1.1]\n" + swept_fees);
  directory.write("dollars.toml", in_dollars());
  directory.write("dollars_sweep.toml",
                  in_dollars() + "[sweep]\n\"market.correlation\" = [-1, 0.5]\n" + swept_fees);
  for (const std::string name : {"s", "sweep", "dollars", "dollars_sweep"}) {
    const std::string file = "'" + directory.file(name + ".toml") + "'";
    const std::string simulate = "assay simulate " + file + " --paths 3 --seed 4 --out ";
    const std::string whole = directory.file(name + "-whole");
    const outcome one = run(simulate + "'" + whole + "' --jobs 2");
    EXPECT_EQ(one.code, 0) << one.errors;
    const std::string shards = directory.file(name + "-shards");
    for (const std::string part : {"1/3", "2/3", "3/3"}) {
      EXPECT_EQ(run(simulate + "'" + shards + "' --shard " + part).code, 0);
    }
    const std::string merged = directory.file(name + "-merged");
    const outcome all =
        run("assay merge " + file + " '" + shards + "'/*.txt --out '" + merged + "'");
    EXPECT_EQ(all.output, one.output) << all.errors;
    count.check(files_of(merged) == files_of(whole), [&] { return name; });
    expect_refused("assay merge " + file + " '" + shards + "/shard-2-of-3.txt'", "hold no path 0");
  }
}

TEST(merge, refuses_what_is_no_shard) {
  const scratch_directory directory;
  directory.write("s.toml", scenario);
  directory.write("empty", "");
  directory.write("other", "assay-shard-0 1\n");
  const std::string command = "assay merge '" + directory.file("s.toml") + "' '";
  expect_refused(command + directory.file("empty") + "'", "is empty");
  expect_refused(command + directory.file("other") + "'", "is no assay shard");
  expect_refused(command + directory.file("s.toml") + "'", "s.toml:1");
  const std::string simulate = "assay simulate '" + directory.file("s.toml") + "' --shard ";
  expect_refused(simulate + "1/2", "--shard: has nowhere to write its paths");
  for (const char* const part : {"0/2", "3/2", "2", "x/2", "1/0", "/"}) {
    expect_refused(simulate + part + " --out '" + directory.file("o") + "'", "--shard");
  }
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

TEST(simulate, tells_a_numeraire_in_steps_and_on_a_page_whose_trace_replays) {
  const scratch_directory directory;
  directory.write("s.toml", in_dollars());
  const std::string out = directory.file("out");
  const outcome got = run("assay simulate '" + directory.file("s.toml") + "' --out '" + out + "'");
  EXPECT_EQ(got.code, 0) << got.errors;
  expect_contains(got.output, "numeraireReturn");
  expect_contains(got.output, "USDC is at ");
  expect_contains(file_text(out + "/steps.csv"), "block,time_s,market_price,numeraire_price,");
  expect_contains(file_text(out + "/report.html"), "Prices in USD, against the start");
  const outcome replayed = run("assay replay '" + out + "/trace.jsonl' --strict");
  expect_contains(replayed.output, " 0 differences, 0 violations");
  const outcome explained =
      run("assay simulate '" + directory.file("s.toml") + "' --explain-scenario");
  expect_contains(explained.output, "is the ratio of two prices in USD: WETH starts at 3000");
}

}  // namespace
}  // namespace assay::test
