// `assay evidence`: what is known about each function and invariant, and from where.
#include <fmt/format.h>

#include <cstdlib>

#include "assay/evidence/table.hpp"
#include "assay/invariant/invariant.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/vector/function.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  bool check = false;
  bool markdown = false;
  std::string records{};
  std::string from{};
  std::string collect{};
  std::string update{};
  std::string out = "-";
};

// Everything that people may rely on, whether there is evidence for it or not.
std::vector<std::string> subjects() {
  std::vector<std::string> names;
  for (const auto& function : vectors::functions()) names.emplace_back(function.name);
  for (const auto& invariant : invariant::all_invariants()) names.emplace_back(invariant.id);
  return names;
}

evidence::table collected(const std::string& directory) {
  evidence::table fresh = evidence::collect_records(directory);
  if (fresh.empty()) {
    trace::fail(directory, "holds no evidence records",
                "run the tests with ASSAY_EVIDENCE_DIR set to this directory");
  }
  return fresh;
}

std::string read_whole(const std::string& path) {
  const auto source = trace::open_source(path);
  std::string text;
  std::string block(std::size_t{1} << 16, '\0');
  while (const std::size_t size = source->read(block.data(), block.size())) {
    text.append(block, 0, size);
  }
  return text;
}

// The table that was compiled in, or the one of --from.
evidence::table table_of(const request& asked) {
  if (asked.from.empty()) return evidence::committed_table();
  return evidence::parse_json(read_whole(asked.from), asked.from);
}

int check(const context& shared, const request& asked) {
  std::string directory = asked.records;
  if (directory.empty()) {
    const char* named = std::getenv("ASSAY_EVIDENCE_DIR");
    directory = named == nullptr ? "" : named;
  }
  if (directory.empty()) {
    trace::fail("--check", "needs the records of a test run",
                "name their directory with --records DIR or ASSAY_EVIDENCE_DIR");
  }
  const evidence::table fresh = collected(directory);
  const auto drift = evidence::differences(table_of(asked), fresh);
  for (const std::string& one : drift) shared.report(one + "\n");
  if (shared.json) {
    std::string document;
    trace::json_writer json(document);
    json.begin_object().key("entries").value(std::uint64_t{fresh.size()});
    json.key("differences").begin_array();
    for (const std::string& one : drift) json.value(one);
    json.end_array().end_object();
    shared.print_json(document);
  }
  const bool holds = drift.empty();
  shared.report(fmt::format(
      "compared {} entries, {}\n", fresh.size(),
      shared.paint(holds ? style::good : style::bad, fmt::format("{} differences", drift.size()))));
  return holds ? exit_holds : exit_found;
}

int write(const context& shared, const request& asked, const std::string& text) {
  if (asked.out == "-") {
    shared.print(text);
  } else {
    trace::write_file(asked.out, text);
  }
  return exit_holds;
}

int run(const context& shared, const request& asked) {
  const int tasks = int{asked.check} + int{!asked.collect.empty()} + int{!asked.update.empty()};
  if (tasks > 1) {
    trace::fail("assay evidence", "--check, --collect and --update are three tasks",
                "ask for one at a time");
  }
  if (asked.check) return check(shared, asked);
  if (!asked.collect.empty())
    return write(shared, asked, evidence::to_json(collected(asked.collect)));
  const evidence::table table = table_of(asked);
  const auto names = subjects();
  if (!asked.update.empty()) {
    const std::string text = evidence::replace_between_markers(
        read_whole(asked.update), evidence::to_markdown(table, names), asked.update);
    trace::write_file(asked.update, text);
    return exit_holds;
  }
  if (asked.markdown) return write(shared, asked, evidence::to_markdown(table, names));
  if (!shared.json) return write(shared, asked, evidence::to_text(table, names));
  shared.print(evidence::to_json(table));
  return exit_holds;
}

}  // namespace

void add_evidence(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "evidence", "Show which evidence there is for each function and invariant",
      {"assay evidence", "assay evidence --json", "assay evidence --markdown"});
  const auto asked = std::make_shared<request>();
  command->add_flag("--check", asked->check,
                    "Compare with the records of a test run (see --records)");
  command->add_option("--records", asked->records,
                      "Directory of records; otherwise ASSAY_EVIDENCE_DIR names it");
  command->add_option("--from", asked->from,
                      "Read the table from this file; otherwise the one that was compiled in");
  command->add_option("--collect", asked->collect, "Make the table from a directory of records");
  command->add_flag("--markdown", asked->markdown, "Print the table as Markdown");
  command->add_option("--update", asked->update,
                      "Replace the table between the markers of a Markdown file");
  command->add_option("--out", asked->out, "Where --collect and --markdown write, - for output")
      ->capture_default_str();
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
