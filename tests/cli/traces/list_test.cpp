// `assay list`, and what the program says about itself.
#include "cli/traces/sample.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

TEST(list, every_registry_has_entries) {
  case_count count("lists");
  const std::vector<std::pair<std::string, std::string>> known = {
      {"protocols", "uniswap-v2"},
      {"functions", "uniswap-v2.getAmountOut"},
      {"invariants", "V2-K-1"},
      {"subjects", "engine"},
      {"generators", "swap-exact-output"},
      {"mutants", ""}};
  for (const auto& [kind, name] : known) {
    const outcome text = run("assay list " + kind);
    count.check(text.code == 0 && text.output.find(name) != std::string::npos &&
                    text.output.find("  ") != std::string::npos,
                [&] { return kind + text.output + text.errors; });
    const outcome json = run("assay list " + kind + " --json");
    count.check(json.code == 0 && json.output.starts_with("{\"" + kind + "\":[{\"name\":\"") &&
                    json.output.ends_with("}]}\n") &&
                    json.output.find('\n') == json.output.size() - 1,
                [&] { return kind + json.output + json.errors; });
  }
}

TEST(program, wrong_requests_are_refused) {
  case_count count("wrong requests");
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"assay", "subcommand is required"},
      {"assay frobnicate", "\"frobnicate\" is unknown here"},
      {"assay --frobnicate", "\"--frobnicate\" is unknown here"},
      {"assay replay", "TRACE is required"},
      {"assay replay --frobnicate", "\"--frobnicate\" is unknown here"},
      {"assay replay x --color blue", "--color"},
      {"assay replay x --max-differences -1", "--max-differences"},
      {"assay replay x --max-differences 1e9", "--max-differences"},
      {"assay replay /nonexistent/trace.jsonl", "/nonexistent/trace.jsonl: cannot open"},
      {"assay replay tests", "tests: is a directory"},
      {"assay replay " + recorded_trace + " --subject nobody", "subject nobody: is unknown"},
      {"assay replay " + recorded_trace + " --subject pipe:", "subject pipe:: is unknown"},
      {"assay replay " + recorded_trace + " --invariants V2-K-9", "V2-K-9"},
      {"assay replay " + recorded_trace + " --write /nonexistent/out", "cannot write"},
      {"assay replay " + recorded_trace + " " + recorded_trace + " --write out", "one trace"},
      {"assay replay " + recorded_trace + " --json --write -", "--json"},
      {"assay list", "KIND is required"},
      {"assay list everything", "everything"},
      {"assay serve --subject nobody < /dev/null", "the file is empty"}};
  for (const auto& [command, complaint] : wrong) {
    const outcome got = run(command);
    count.check(got.code == 2 && got.output.empty() && got.errors.starts_with("assay: error: ") &&
                    got.errors.find('\n') == got.errors.size() - 1 &&
                    got.errors.find(complaint) != std::string::npos,
                [&] { return command + "\n" + got.output + got.errors; });
  }
}

TEST(program, says_its_version_and_helps) {
  const outcome version = run("assay --version");
  EXPECT_EQ(version.code, 0);
  EXPECT_TRUE(version.output.starts_with("assay ")) << version.output;
  const outcome help = run("assay --help");
  EXPECT_EQ(help.code, 0);
  expect_contains(help.output, "replay");
  EXPECT_EQ(help.errors, "");
}

TEST(program, output_that_cannot_be_written_is_an_error) {
  for (const std::string& command :
       {std::string("assay list invariants"), "assay replay " + recorded_trace}) {
    const outcome full = run("(" + command + " > /dev/full)");
    EXPECT_EQ(full.code, 2) << command;
    expect_contains(full.errors, "assay: error: standard output: cannot write");
  }
  const outcome gone = run("assay list invariants | head -n 1");
  EXPECT_EQ(gone.code, 0);
  EXPECT_EQ(gone.errors, "");
}

TEST(program, colours_only_when_wanted) {
  const std::string replay = "assay replay " + recorded_trace + " --invariants none";
  EXPECT_EQ(run(replay).output.find('\x1b'), std::string::npos);
  EXPECT_NE(run(replay + " --color always").output.find('\x1b'), std::string::npos);
  EXPECT_EQ(run(replay + " --color never").output.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace assay::test
