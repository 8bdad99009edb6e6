// Evidence: records are collected, compared and shown; nothing is lost or counted twice.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "assay/evidence/record.hpp"
#include "assay/evidence/table.hpp"
#include "assay/trace/input_error.hpp"

namespace assay::evidence {
namespace {

// A directory of its own for each test, named by ASSAY_EVIDENCE_DIR as long as it lives.
class evidence_directory : public testing::Test {
 protected:
  void SetUp() override {
    const char* before = std::getenv("ASSAY_EVIDENCE_DIR");
    if (before != nullptr) before_ = before;
    std::string pattern = testing::TempDir() + "evidenceXXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
    setenv("ASSAY_EVIDENCE_DIR", path_.c_str(), 1);
  }
  void TearDown() override {
    if (before_.empty()) {
      unsetenv("ASSAY_EVIDENCE_DIR");
    } else {
      setenv("ASSAY_EVIDENCE_DIR", before_.c_str(), 1);
    }
    std::filesystem::remove_all(path_);
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ + "/" + name) << text;
  }

  std::string path_;
  std::string before_;
};

TEST_F(evidence_directory, collects_what_was_recorded) {
  record("V2-K-1", kind::property, 7, "with\ttab");
  record("uniswap-v2.quote", kind::exhaustive, 256, "8 bits");
  record("uniswap-v2.quote", kind::exhaustive, 256, "8 bits");
  const table expected = {{"V2-K-1", "property", 7, "with tab"},
                          {"uniswap-v2.quote", "exhaustive", 256, "8 bits"}};
  EXPECT_EQ(collect_records(path_), expected);
}

TEST_F(evidence_directory, takes_the_larger_of_two_counts) {
  write("1.records", "f\tproperty\t10\td\n");
  write("2.records", "f\tproperty\t30\td\nf\tproperty\t20\td\n");
  write("notes.txt", "not read");
  EXPECT_EQ(collect_records(path_), (table{{"f", "property", 30, "d"}}));
}

TEST_F(evidence_directory, refuses_malformed_records) {
  for (const std::string line : {"f\tproperty\t10", "f\tguess\t10\td", "f\tproperty\t-1\td",
                                 "\tproperty\t1\td", "f\tproperty\t1x\td", ""}) {
    write("1.records", line + "\n");
    EXPECT_THROW(static_cast<void>(collect_records(path_)), trace::input_error) << line;
  }
  EXPECT_THROW(static_cast<void>(collect_records(path_ + "/none")), trace::input_error);
}

TEST_F(evidence_directory, records_nothing_when_unset) {
  unsetenv("ASSAY_EVIDENCE_DIR");
  record("f", kind::property, 1, "");
  EXPECT_TRUE(std::filesystem::is_empty(path_));
}

TEST(evidence, survives_json) {
  const table original = {{"a", "property", 3, "x \"quoted\""},
                          {"a", "proved", 1, "theorem t"},
                          {"b", "mutants", 25, ""}};
  EXPECT_EQ(parse_json(to_json(original), "text"), original);
  EXPECT_EQ(parse_json(to_json({}), "text"), table{});
}

TEST(evidence, refuses_other_json) {
  for (const std::string text :
       {"", "[]", "{}", R"({"format":"assay-evidence-1"})", R"({"format":"other","subjects":[]})",
        R"({"format":"assay-evidence-1","subjects":[{"name":"a"}]})",
        R"({"format":"assay-evidence-1","subjects":[{"name":"a","evidence":[)"
        R"({"kind":"guess","cases":"1","detail":""}]}]})"}) {
    EXPECT_THROW(static_cast<void>(parse_json(text, "text")), trace::input_error) << text;
  }
}

TEST(evidence, names_every_difference) {
  const table committed = {
      {"a", "property", 3, "x"}, {"b", "proved", 1, "t"}, {"c", "proved", 1, ""}};
  const table fresh = {
      {"a", "property", 4, "x"}, {"b", "proved", 1, "t"}, {"d", "mutants", 2000, ""}};
  const std::vector<std::string> expected = {"a, property (x): 3 cases committed, 4 recorded",
                                             "c, proved: no longer recorded",
                                             "d, mutants: new, 2,000 cases"};
  EXPECT_EQ(differences(committed, fresh), expected);
  EXPECT_TRUE(differences(fresh, fresh).empty());
}

TEST(evidence, shows_subjects_without_any) {
  const std::vector<std::string> subjects = {"V2-K-1", "bare"};
  const table entries = {{"V2-K-1", "property", 1'234'567, "sequences"},
                         {"V2-K-1", "property", 3, "small world"}};
  const std::string markdown = to_markdown(entries, subjects);
  EXPECT_NE(markdown.find("| `V2-K-1` | none | none | none | none | none | 1,234,570 |"),
            std::string::npos)
      << markdown;
  EXPECT_NE(markdown.find("| `bare` | none | none | none | none | none | none |"),
            std::string::npos);
  const std::string text = to_text(entries, subjects);
  EXPECT_NE(text.find("1,234,567  sequences"), std::string::npos) << text;
  EXPECT_NE(text.find("bare\n  none\n"), std::string::npos) << text;
}

TEST(evidence, replaces_what_stands_between_the_markers) {
  const std::string begin(begin_marker);
  const std::string end(end_marker);
  EXPECT_EQ(replace_between_markers("a\n" + begin + "\nold\n" + end + "\nb", "new\n", "README.md"),
            "a\n" + begin + "\nnew\n" + end + "\nb");
  EXPECT_THROW(static_cast<void>(replace_between_markers("a", "new", "README.md")),
               trace::input_error);
  EXPECT_THROW(static_cast<void>(replace_between_markers(end + begin, "new", "README.md")),
               trace::input_error);
}

TEST(evidence, compiled_in_is_the_committed_file) {
  std::ifstream file(ASSAY_SOURCE_DIR "/docs/evidence.json");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(committed_table(), parse_json(text.str(), "docs/evidence.json"));
}

}  // namespace
}  // namespace assay::evidence
