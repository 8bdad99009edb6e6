// Streams of cases: the seed fixes them, the grid has every point once, levels add sources.
#include "assay/vector/cases.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>

#include "support/case_count.hpp"

namespace assay::vectors {
namespace {

std::string lines_of(std::string_view name, const case_options& options) {
  const function& function = *find_function(name);
  case_stream stream(function, options);
  test_case test;
  std::string lines;
  while (stream.next(test)) {
    append_line(lines, function, test.arguments, test.expected);
    lines.push_back('\n');
  }
  return lines;
}

TEST(cases, follow_from_the_seed) {
  const case_options options{.count = 500, .seed = 7, .level = 3};
  const std::string once = lines_of("uniswap-v2.getAmountOut", options);
  EXPECT_FALSE(once.empty());
  EXPECT_EQ(once, lines_of("uniswap-v2.getAmountOut", options));
  EXPECT_NE(once, lines_of("uniswap-v2.getAmountOut", {.count = 500, .seed = 8, .level = 3}));
}

TEST(cases, of_a_shorter_stream_begin_the_longer_one) {
  const std::string shorter = lines_of("uniswap-v2.sqrt", {.count = 50, .seed = 1, .level = 2});
  const std::string longer = lines_of("uniswap-v2.sqrt", {.count = 90, .seed = 1, .level = 2});
  EXPECT_TRUE(longer.starts_with(shorter));
}

TEST(cases, visit_every_grid_point_once) {
  test::case_count count("grid points");
  for (const function& function : functions()) {
    case_stream stream(function, {.count = 100'000, .seed = 3, .level = 1});
    std::set<std::string> seen;
    test_case test;
    while (stream.next(test)) {
      EXPECT_EQ(test.source, case_source::grid);
      count.check(seen.insert(to_text(test.arguments)).second,
                  [&] { return to_text(test.arguments) + " comes twice"; });
    }
    const std::uint64_t expected = std::min<std::uint64_t>(stream.grid_size(), 100'000);
    EXPECT_EQ(seen.size(), expected) << function.name;
  }
}

TEST(cases, add_sources_by_level) {
  const function& function = *find_function("uniswap-v2.getAmountIn");
  const std::array<std::size_t, 4> sources_by_level = {0, 1, 3, 4};
  for (unsigned level = 1; level <= 3; ++level) {
    case_stream stream(function, {.count = 100, .seed = 1, .level = level});
    std::set<case_source> sources;
    test_case test;
    while (stream.next(test)) sources.insert(test.source);
    EXPECT_EQ(sources.size(), sources_by_level[level]) << level;
  }
}

// A generator that always reverts, or never does, would leave half of a function untested.
TEST(cases, both_succeed_and_revert) {
  test::case_count count("functions with both kinds of cases");
  for (const function& function : functions()) {
    if (function.reverts.empty()) continue;
    case_stream stream(function, {.count = 1000, .seed = 1, .level = 2});
    unsigned reverted = 0;
    test_case test;
    while (stream.next(test)) reverted += test.expected.reverted ? 1U : 0U;
    count.check(reverted >= 30 && reverted <= 900, [&] {
      return std::string(function.name) + " reverts in " + std::to_string(reverted) + " of 1000";
    });
  }
}

TEST(cases, are_written_as_lines) {
  const function& function = *find_function("uniswap-v2.quote");
  const values arguments = {make_value(value_type::uint256, word{6}),
                            make_value(value_type::uint256, word{2}),
                            make_value(value_type::uint256, word{5})};
  std::string line;
  append_line(line, function, arguments, function.evaluate(arguments));
  EXPECT_EQ(line, R"({"fn":"quote","in":["6","2","5"],"out":["15"]})");
  line.clear();
  append_inputs_line(line, function, arguments);
  EXPECT_EQ(line, R"({"fn":"quote","in":["6","2","5"]})");
}

}  // namespace
}  // namespace assay::vectors
