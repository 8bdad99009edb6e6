// Recorded lines to start from, and the program on the path.
#pragma once

#include <string>
#include <vector>

#include "assay/trace/line_reader.hpp"
#include "cli/functions/program.hpp"

namespace assay::test {

inline const std::string recorded_trace = "tests/data/traces/v2-11.jsonl.xz";

// The first lines of a recorded trace, the header first.
inline std::vector<std::string> recorded_lines(const std::string& name, std::size_t count) {
  trace::line_reader reader(
      trace::open_source(ASSAY_SOURCE_DIR "/tests/data/traces/" + name + ".jsonl.xz"), name);
  std::vector<std::string> lines;
  while (lines.size() < count && reader.next()) lines.emplace_back(reader.line());
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// Like run(), with `assay` on the path for the programs that are started too.
inline outcome run_on_path(const std::string& command) {
  return run("export PATH='" ASSAY_PROGRAM_DIRECTORY "':\"$PATH\"\n" + command);
}

}  // namespace assay::test
