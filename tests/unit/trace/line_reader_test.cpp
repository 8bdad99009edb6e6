// Lines come out whole whatever the chunks in which the bytes arrive.
#include "assay/trace/line_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay::trace;

// Hands out at most `step` bytes at a time.
class slow_source final : public byte_source {
 public:
  slow_source(std::string bytes, std::size_t step) : bytes_(std::move(bytes)), step_(step) {}
  std::size_t read(char* to, std::size_t size) override {
    const std::size_t count = std::min({size, step_, bytes_.size() - at_});
    std::memcpy(to, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string bytes_;
  std::size_t step_;
  std::size_t at_ = 0;
};

std::vector<std::string> lines_of(const std::string& text, std::size_t step) {
  line_reader reader(std::make_unique<slow_source>(text, step), "text");
  std::vector<std::string> lines;
  while (reader.next()) {
    lines.emplace_back(reader.line());
    EXPECT_EQ(reader.number(), lines.size());
  }
  return lines;
}

TEST(line_reader, gives_the_same_lines_in_any_chunks) {
  assay::test::case_count count("line readings");
  const std::string long_line(700'000, 'x');  // beyond the first buffer
  const std::string text = "one\n\nthree " + long_line + "\nfour\n" + long_line + "\nlast";
  const std::vector<std::string> expected = {"one",  "",        "three " + long_line,
                                             "four", long_line, "last"};
  for (const std::size_t step : {std::size_t{1} << 10, std::size_t{65'537}, text.size()}) {
    count.check(lines_of(text, step) == expected, [&] { return std::to_string(step); });
  }
  count.check(lines_of("a\nb\n", 1) == std::vector<std::string>{"a", "b"}, [] { return "1"; });
  count.check(lines_of("", 1).empty(), [] { return "empty"; });
  count.check(lines_of("\n", 1) == std::vector<std::string>{""}, [] { return "newline"; });
}

TEST(line_reader, refuses_lines_beyond_its_limit) {
  const std::size_t limit = 100;
  for (const std::size_t excess : {0U, 1U}) {
    const std::string text = "short\n" + std::string(limit + excess, 'x') + "\nmore\n";
    line_reader reader(memory_source(text), "text", limit);
    ASSERT_TRUE(reader.next());
    if (excess == 0) {
      EXPECT_TRUE(reader.next());
      EXPECT_TRUE(reader.next());
      EXPECT_EQ(reader.line(), "more");
      continue;
    }
    try {
      reader.next();
      ADD_FAILURE() << "a line beyond the limit was read";
    } catch (const input_error& error) {
      EXPECT_TRUE(std::string_view(error.what()).starts_with("text:2: the line is longer"));
    }
  }
}

TEST(line_reader, knows_whether_a_line_waits) {
  line_reader reader(memory_source("a\nb\nc"), "text");
  ASSERT_TRUE(reader.next());
  EXPECT_TRUE(reader.has_line_waiting());
  ASSERT_TRUE(reader.next());
  EXPECT_FALSE(reader.has_line_waiting());
}

TEST(line_reader, leaves_readable_bytes_after_every_line) {
  const std::string text = "a\n" + std::string(300'000, 'b') + "\nc";
  line_reader reader(memory_source(text), "text");
  unsigned sum = 0;
  std::size_t lines = 0;
  while (reader.next()) {  // the address sanitizer watches
    const char* end = reader.line().data() + reader.line().size();
    for (std::size_t i = 0; i < line_reader::padding; ++i) {
      sum += static_cast<unsigned char>(end[i]);
    }
    ++lines;
  }
  EXPECT_EQ(lines, 3U);
  EXPECT_GT(sum, 0U);
}

}  // namespace
