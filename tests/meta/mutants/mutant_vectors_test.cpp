// The published vectors have teeth: every mutant of the catalogue is killed by one of them, and
// none calls a twin wrong. Prints the table of mutants and the files that kill them.
#include "mutant_vectors.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>
#include <vector>

#include "assay/vector/sequence_file.hpp"
#include "support/case_count.hpp"

namespace assay::campaign {
namespace {

struct sequence {
  std::string comment;
  std::vector<std::string> steps;
};

struct sequence_file {
  std::string path;
  std::vector<sequence> sequences;
};

sequence_file read(const std::string& path) {
  simdjson::dom::parser parser;
  sequence_file file{path, {}};
  const auto document = parser.load(std::string(ASSAY_SOURCE_DIR "/vectors/") + path);
  for (const auto one : document["tests"].get_array()) {
    sequence& added = file.sequences.emplace_back();
    added.comment = std::string(one["comment"].get_string().value());
    for (const auto step : one["steps"].get_array()) added.steps.push_back(simdjson::minify(step));
  }
  return file;
}

std::vector<sequence_file> published(std::string_view protocol) {
  std::vector<sequence_file> files = {read(vectors::decisions_path(protocol))};
  for (const unsigned length : vectors::sequence_lengths) {
    files.push_back(read(vectors::sequence_path(protocol, length)));
  }
  return files;
}

// "decisions_test 7:3": the sequence, from 1, and the step.
std::vector<std::string> killers(const mutant& planted, const std::vector<sequence_file>& files) {
  std::vector<std::string> found;
  for (const sequence_file& file : files) {
    for (std::size_t i = 0; i < file.sequences.size(); ++i) {
      const auto step = first_difference(planted, file.sequences[i].steps);
      if (!step) continue;
      const std::size_t name = file.path.find('/') + 1;
      found.push_back(fmt::format("{} {}:{}", file.path.substr(name, file.path.find('.') - name),
                                  i + 1, *step + 1));
      break;
    }
  }
  return found;
}

void expect_teeth(std::string_view protocol) {
  const std::vector<sequence_file> files = published(protocol);
  test::case_count count(fmt::format("mutants of {} on the published vectors", protocol));
  for (const mutant& planted : mutants()) {
    if (planted.protocol != protocol) continue;
    const auto found = killers(planted, files);
    std::cout << fmt::format("{:32} {}\n", planted.name, fmt::join(found, ", "));
    count.check(found.empty() == planted.is_twin(), [&] {
      return fmt::format("{}: {}; tests/meta/mutants/find_decisions.cpp finds a sequence",
                         planted.name, planted.is_twin() ? "a twin is killed" : "nothing kills it");
    });
  }
}

TEST(published_vectors, kill_every_mutant_of_uniswap_v2) { expect_teeth("uniswap-v2"); }
TEST(published_vectors, kill_every_mutant_of_uniswap_v3) { expect_teeth("uniswap-v3"); }

// The chosen sequences are about the catalogue, and each shows what its comment says.
TEST(published_vectors, show_the_decision_that_they_are_about) {
  test::case_count count("chosen sequences that kill the mutant of their comment");
  for (const mutant& planted : mutants()) {
    if (planted.is_twin()) continue;
    const sequence_file file = read(vectors::decisions_path(planted.protocol));
    const std::string comment = fmt::format("{}: {}", planted.name, planted.description);
    bool is_shown = false;
    for (const sequence& one : file.sequences) {
      if (one.comment == comment) is_shown = first_difference(planted, one.steps).has_value();
    }
    count.check(is_shown, [&] { return comment + ": no chosen sequence shows it"; });
  }
}

}  // namespace
}  // namespace assay::campaign
