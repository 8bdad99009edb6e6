// `assay evidence`: showing, collecting and comparing.
#include "assay/evidence/table.hpp"
#include "assay/vector/function.hpp"
#include "cli/functions/program.hpp"

namespace assay::test {
namespace {

TEST(evidence_command, has_a_row_for_every_function) {
  const outcome text = run("assay evidence");
  EXPECT_EQ(text.code, 0) << text.errors;
  const outcome markdown = run("assay evidence --markdown");
  unsigned rows = 0;
  for (const auto& function : vectors::functions()) {
    expect_contains(text.output, std::string(function.name) + "\n  ");
    expect_contains(markdown.output, "| `" + std::string(function.name) + "` |");
    ++rows;
  }
  expect_contains(markdown.output, "| `V2-K-1` |");
  std::cout << "compared " << rows << ": rows of functions" << std::endl;
}

TEST(evidence_command, prints_the_committed_table_as_json) {
  const outcome json = run("assay evidence --json");
  EXPECT_EQ(json.code, 0);
  EXPECT_EQ(evidence::parse_json(json.output, "output"), evidence::committed_table());
}

TEST(evidence_command, collects_and_checks_records) {
  const scratch_directory directory;
  std::filesystem::create_directory(directory.file("r"));
  directory.write("r/1.records", "V2-K-1\tproperty\t70\tsequences\n");
  const std::string table = directory.file("table.json");
  const std::string records = directory.file("r");
  EXPECT_EQ(run("assay evidence --collect " + records + " --out " + table).code, 0);
  EXPECT_EQ(evidence::parse_json(file_text(table), table),
            (evidence::table{{"V2-K-1", "property", 70, "sequences"}}));

  const std::string check = "assay evidence --check --from " + table + " --records " + records;
  const outcome same = run(check);
  EXPECT_EQ(same.code, 0) << same.errors;
  expect_contains(same.output, "compared 1 entries, 0 differences");
  EXPECT_EQ(
      run("export ASSAY_EVIDENCE_DIR=" + records + "; assay evidence --check --from " + table).code,
      0);

  directory.write("r/2.records", "V2-K-1\tproperty\t80\tsequences\n");
  const outcome drifted = run(check);
  EXPECT_EQ(drifted.code, 1);
  expect_contains(drifted.output, "V2-K-1, property (sequences): 70 cases committed, 80 recorded");
  const outcome as_json = run(check + " --json");
  EXPECT_EQ(as_json.code, 1);
  expect_contains(as_json.output, "{\"entries\":1,\"differences\":[\"V2-K-1");
}

TEST(evidence_command, updates_the_table_in_a_document) {
  const scratch_directory directory;
  directory.write("page.md", "before\n" + std::string(evidence::begin_marker) + "\nold\n" +
                                 std::string(evidence::end_marker) + "\nafter\n");
  EXPECT_EQ(run("assay evidence --update " + directory.file("page.md")).code, 0);
  const std::string page = file_text(directory.file("page.md"));
  EXPECT_EQ(page, "before\n" + std::string(evidence::begin_marker) + "\n" +
                      run("assay evidence --markdown").output + std::string(evidence::end_marker) +
                      "\nafter\n");
}

TEST(evidence_command, refuses_bad_requests) {
  const scratch_directory directory;
  const std::string empty = directory.file("");
  expect_refused("unset ASSAY_EVIDENCE_DIR; assay evidence --check", "--records DIR");
  expect_refused("assay evidence --check --records " + empty, "holds no evidence records");
  expect_refused("assay evidence --check --records " + directory.file("none"), "cannot be read");
  expect_refused("assay evidence --collect " + empty, "holds no evidence records");
  expect_refused("assay evidence --check --collect " + empty, "three tasks");
  directory.write("x.records", "V2-K-1 property 7\n");
  expect_refused("assay evidence --check --records " + empty, "is no evidence record");
  directory.write("page.md", "no markers\n");
  expect_refused("assay evidence --update " + directory.file("page.md"),
                 "lacks the pair of evidence markers");
  directory.write("table.json", "[]");
  expect_refused("assay evidence --from " + directory.file("table.json"), "table.json");
}

}  // namespace
}  // namespace assay::test
