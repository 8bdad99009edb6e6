// Compressed traces are decompressed ahead of their reader: the same lines, the same errors at the
// same places, and nothing left behind when the reader stops early.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "assay/trace/byte_stream.hpp"
#include "assay/trace/input_error.hpp"
#include "assay/trace/line_reader.hpp"
#include "support/case_count.hpp"

namespace assay::trace {
namespace {

// A file of `count` lines that are far from each other's likeness; 0 to some hundred bytes each.
std::string many_lines(std::size_t count) {
  std::string out;
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    out += std::to_string(state).substr(0, state >> 60);
    out.append(state >> 58, static_cast<char>('a' + i % 26));
    out.push_back('\n');
  }
  return out;
}

class compressed_file {
 public:
  compressed_file(const std::string& bytes, const std::string& extension)
      : path_(std::filesystem::temp_directory_path() /
              ("assay_" + std::to_string(::getpid()) + "." + extension)) {
    write_file(path_, bytes);
  }
  ~compressed_file() { std::filesystem::remove(path_); }
  compressed_file(const compressed_file&) = delete;
  compressed_file& operator=(const compressed_file&) = delete;

  [[nodiscard]] std::string path() const { return path_; }
  void cut_to(double part) const {
    const auto size = static_cast<double>(std::filesystem::file_size(path_));
    std::filesystem::resize_file(path_, static_cast<std::uintmax_t>(size * part));
  }

 private:
  std::filesystem::path path_;
};

class compressed : public testing::TestWithParam<std::string> {};

TEST_P(compressed, is_read_line_by_line) {
  test::case_count count("lines out of a compressed file (" + GetParam() + ")");
  const std::string text = many_lines(20'000);
  const compressed_file file(text, GetParam());
  line_reader lines(open_source(file.path()), "file");
  std::size_t begin = 0;
  while (lines.next()) {
    const std::size_t stop = text.find('\n', begin);
    count.check(lines.line() == std::string_view(text).substr(begin, stop - begin),
                [&] { return "line " + std::to_string(lines.number()); });
    begin = stop + 1;
  }
  EXPECT_EQ(begin, text.size());
  EXPECT_FALSE(lines.next());
}

TEST_P(compressed, gives_what_came_before_an_error_and_then_the_error) {
  const std::string text = many_lines(20'000);
  const compressed_file file(text, GetParam());
  file.cut_to(0.75);
  line_reader lines(open_source(file.path()), "file");
  std::size_t begin = 0;
  try {
    while (lines.next()) begin = text.find('\n', begin) + 1;
    FAIL() << "the cut was not noticed";
  } catch (const input_error& error) {
    EXPECT_NE(std::string(error.what()).find("file:"), std::string::npos);
  }
  EXPECT_GT(begin, text.size() / 4);
}

TEST_P(compressed, may_be_left_half_read) {
  const compressed_file file(many_lines(20'000), GetParam());
  for (int i = 0; i < 20; ++i) {
    line_reader lines(open_source(file.path()), "file");
    EXPECT_TRUE(lines.next());
  }
}

INSTANTIATE_TEST_SUITE_P(trace, compressed, testing::Values("xz", "zst", "gz"),
                         [](const auto& format) { return format.param; });

}  // namespace
}  // namespace assay::trace
