// The recorded function vectors of Uniswap V3's libraries against the engine on both word backends.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/trace/uniswap_v3_math.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3 {
namespace {

std::string vector_path() {
  return std::string(ASSAY_SOURCE_DIR) + "/tests/data/traces/v3-math-23.jsonl.xz";
}

std::map<std::string, std::uint64_t, std::less<>> replay(math_subject& subject,
                                                         test::case_count& count) {
  trace::trace_file file(vector_path(), true);
  math_reader reader(file);
  math_step step;
  std::map<std::string, std::uint64_t, std::less<>> functions;
  std::vector<trace::difference> differences;
  while (reader.next(step)) {
    compare(step.call, step.expected, subject.answer(step.call), differences);
    const std::string name(signature_of(step.call.function).name);
    ++functions[name];
    count.check(differences.empty(), [&] {
      const trace::difference& first = differences.front();
      return "line " + std::to_string(reader.line()) + " " + name + " " + first.field +
             ": expected " + first.expected + ", got " + first.got;
    });
    differences.clear();
  }
  return functions;
}

TEST(recorded_vectors, are_what_the_engine_answers) {
  test::case_count count("v3-math-23: function vectors recorded from the compiled libraries");
  const auto engine = make_math_engine();
  const auto functions = replay(*engine, count);
  EXPECT_EQ(functions.size(), math_signatures().size()) << "every function occurs";
  for (const auto& [function, cases] : functions) {
    count.record_for("uniswap-v3." + function, evidence::kind::bytecode, cases);
  }
}

TEST(recorded_vectors, are_what_the_engine_answers_on_boost_words) {
  test::case_count count("v3-math-23 on the engine with Boost's words");
  const auto engine = make_boost_math_engine();
  replay(*engine, count);
}

TEST(recorded_vectors, are_written_again_to_the_byte) {
  test::case_count count("lines of v3-math-23 written again");
  trace::trace_file file(vector_path());
  math_reader reader(file);
  trace::trace_file original(vector_path());
  const auto engine = make_math_engine();
  math_step step;
  std::string line;
  while (reader.next(step) && original.lines().next()) {
    line.clear();
    append_math_line(line, step.call, &engine->answer(step.call));
    count.check(line == std::string(original.lines().line()) + "\n", [&] { return line; });
  }
}

TEST(math_header, is_read_back) {
  trace::trace_file file(trace::memory_source(write_math_header()), "memory", true);
  math_reader reader(file);
  math_step step;
  EXPECT_FALSE(reader.next(step));
}

}  // namespace
}  // namespace assay::uniswap_v3
