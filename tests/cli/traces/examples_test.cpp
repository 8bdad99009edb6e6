// Every example that --help prints runs as printed, from the repository's root.
#include <sstream>

#include "cli/traces/sample.hpp"
#include "support/case_count.hpp"

namespace assay::test {
namespace {

std::vector<std::string> commands() {
  std::istringstream help(run("assay --help").output);
  std::vector<std::string> names;
  std::string line;
  bool listed = false;
  while (std::getline(help, line)) {
    if (line.empty()) listed = false;
    if (listed && line.starts_with("  ") && line[2] != ' ') {
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
    if (line == "Subcommands:") listed = true;
  }
  return names;
}

std::vector<std::string> examples_of(const std::string& command) {
  std::istringstream help(run("assay " + command + " --help").output);
  std::vector<std::string> examples;
  std::string line;
  bool listed = false;
  while (std::getline(help, line)) {
    if (line == "Examples:") listed = true;
    if (listed && line.starts_with("  assay ")) examples.push_back(line.substr(2));
  }
  return examples;
}

TEST(help, every_example_runs_as_printed) {
  case_count count("examples");
  const std::vector<std::string> names = commands();
  EXPECT_GE(names.size(), 3U);
  for (const std::string& name : names) {
    const std::vector<std::string> examples = examples_of(name);
    EXPECT_GE(examples.size(), 2U) << name;
    for (const std::string& example : examples) {
      const outcome got = run_on_path("cd '" ASSAY_SOURCE_DIR "' && " + example);
      count.check((got.code == 0 || got.code == 1) && !got.output.empty(), [&] {
        return example + "\n" + std::to_string(got.code) + " " + got.output + got.errors;
      });
    }
  }
}

}  // namespace
}  // namespace assay::test
