// Judging answers: right ones, wrong ones, and lines that are no answers.
#include "assay/vector/verify.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "assay/trace/input_error.hpp"
#include "assay/vector/cases.hpp"
#include "support/case_count.hpp"

namespace assay::vectors {
namespace {

struct judged {
  verify_result result{};
  std::vector<mismatch> wrong{};
};

judged judge(std::string_view function, const std::string& text) {
  trace::line_reader lines(trace::memory_source(text), "answers");
  judged verdict;
  verify(lines, *find_function(function), verdict.result,
         [&](const mismatch& one) { verdict.wrong.push_back(one); });
  return verdict;
}

TEST(verify, accepts_what_the_engine_says_for_every_function) {
  test::case_count count("cases of all functions verified");
  for (const function& function : functions()) {
    std::string lines;
    case_stream stream(function, {.count = 500, .seed = 2, .level = 3});
    test_case test;
    while (stream.next(test)) {
      append_line(lines, function, test.arguments, test.expected);
      lines.push_back('\n');
    }
    const judged verdict = judge(function.name, lines);
    count.check(verdict.result.cases == 500 && verdict.result.mismatches == 0,
                [&] { return std::string(function.name); });
  }
}

TEST(verify, tells_a_wrong_number_and_a_wrong_revert) {
  const judged verdict = judge("uniswap-v2.getAmountOut",
                               "{\"format\":\"assay-cases-1\"}\n"
                               "{\"in\":[\"1000\",\"5000\",\"10000\"],\"out\":[\"1662\"]}\n"
                               "{\"in\":[\"1000\",\"5000\",\"10000\"],\"out\":[\"1663\"]}\n"
                               "{\"in\":[\"0\",\"0\",\"1\"],\"revert\":\"other\"}\n"
                               "{\"in\":[1000,5000,10000],\"revert\":\"\"}\n");
  EXPECT_EQ(verdict.result.cases, 4U);
  EXPECT_EQ(verdict.result.reverts, 1U);
  ASSERT_EQ(verdict.wrong.size(), 3U);
  EXPECT_EQ(verdict.wrong[0].line, 3U);
  EXPECT_EQ(verdict.wrong[0].inputs, "1000 5000 10000");
  EXPECT_EQ(verdict.wrong[0].observed, "1663");
  EXPECT_EQ(verdict.wrong[0].expected, "1662");
  EXPECT_EQ(verdict.wrong[1].observed, "revert other");
  EXPECT_EQ(verdict.wrong[1].expected, "revert UniswapV2Library: INSUFFICIENT_INPUT_AMOUNT");
  EXPECT_EQ(verdict.wrong[2].observed, "revert without data");
}

struct bad_line {
  std::string_view function;
  std::string_view line;
  std::string_view why;
};

TEST(verify, refuses_lines_that_are_no_answers) {
  test::case_count count("malformed lines");
  constexpr std::string_view out = "uniswap-v2.getAmountOut";
  constexpr std::string_view path = "uniswap-v2.getAmountsOut";
  constexpr std::string_view check = "uniswap-v2.kCheck";
  const bad_line lines[] = {
      {out, "", "not a JSON object"},
      {out, "[1]", "not a JSON object"},
      {out, "{\"in\":[\"1\",", "not a JSON object"},
      {out, "{\"out\":[\"1\"]}", "no in"},
      {out, "{\"in\":\"1\",\"out\":[\"1\"]}", "in is not a list"},
      {out, "{\"in\":[\"1\",\"2\"],\"out\":[\"1\"]}", "has 2 arguments instead of 3"},
      {out, "{\"in\":[\"1\",\"2\",\"3\",\"4\"],\"out\":[\"1\"]}", "has 4 arguments"},
      {out, "{\"in\":[\"-1\",\"2\",\"3\"],\"out\":[\"1\"]}", "negative"},
      {out, "{\"in\":[\"1\",\"2\",\"0x1g\"],\"out\":[\"1\"]}", "wrong reserveOut"},
      {out, "{\"in\":[1.5,\"2\",\"3\"],\"out\":[\"1\"]}", "wrong amountIn"},
      {out, "{\"in\":[true,\"2\",\"3\"],\"out\":[\"1\"]}", "wrong amountIn"},
      {out, "{\"in\":[null,\"2\",\"3\"],\"out\":[\"1\"]}", "wrong amountIn"},
      {out, "{\"in\":[\"1\",\"2\",\"3\"]}", "neither out nor revert"},
      {out, "{\"in\":[\"1\",\"2\",\"3\"],\"out\":[\"1\"],\"revert\":\"\"}", "both"},
      {out, "{\"in\":[\"1\",\"2\",\"3\"],\"out\":[]}", "has 0 results"},
      {out, "{\"in\":[\"1\",\"2\",\"3\"],\"out\":\"1\"}", "out is not a list"},
      {out, "{\"in\":[\"1\",\"2\",\"3\"],\"revert\":7}", "revert is not a string"},
      {out, "{\"fn\":\"quote\",\"in\":[\"1\",\"2\",\"3\"],\"out\":[\"1\"]}", "fn is 'quote'"},
      {out, "{\"fn\":1,\"in\":[\"1\",\"2\",\"3\"],\"out\":[\"1\"]}", "fn is not a string"},
      {path, "{\"in\":[\"1\",[\"2\"]],\"out\":[[\"1\"]]}", "reserveIn and reserveOut"},
      {path, "{\"in\":[\"1\",\"2\"],\"out\":[[\"1\"]]}", "not a list of numbers"},
      {path, "{\"in\":[\"1\",[\"2\",\"x\"]],\"out\":[[\"1\"]]}", "not a number"},
      {check, "{\"in\":[\"1\",\"1\",\"1\",\"1\",\"1\",\"1\"],\"out\":[\"true\"]}", "bool"},
  };
  for (const bad_line& bad : lines) {
    std::string message = "accepted";
    try {
      judge(bad.function, std::string(bad.line) + "\n");
    } catch (const trace::input_error& error) {
      message = error.what();
    }
    const bool names_line = message.starts_with("answers:1: ");
    count.check(names_line && message.find(bad.why) != std::string::npos,
                [&] { return std::string(bad.line) + " gave: " + message; });
  }
}

TEST(verify, counts_nothing_in_nothing) {
  EXPECT_EQ(judge("uniswap-v2.sqrt", "").result.cases, 0U);
}

}  // namespace
}  // namespace assay::vectors
