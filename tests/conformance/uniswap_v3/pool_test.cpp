// The recorded traces of Uniswap V3 pools: every result, event, revert reason and state field that
// the deployed bytecode gave, against the engine on both word backends; and written again.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

#include "assay/subject/uniswap_v3.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3 {
namespace {

std::string trace_path(const std::string& name) {
  return std::string(ASSAY_SOURCE_DIR) + "/tests/data/traces/" + name + ".jsonl.xz";
}

struct outcome {
  std::uint64_t fields = 0;
  std::uint64_t reverted = 0;
  std::map<std::string, std::uint64_t, std::less<>> operations{};
};

outcome replay(const std::string& name, subject& subject, test::case_count& count) {
  trace::trace_file file(trace_path(name), true);
  trace_reader reader(file);
  subject.begin(reader.header().setup);
  trace_step step;
  outcome out;
  std::vector<trace::difference> differences;
  while (reader.next(step)) {
    const protocol::receipt& receipt = subject.apply(step.operation);
    out.fields += compare(step, reader.state(), reader.header().layout, receipt, subject.state(),
                          differences);
    if (!step.receipt.ok()) ++out.reverted;
    ++out.operations[std::string(step.operation.name())];
    count.check(differences.empty(), [&] {
      const trace::difference& first = differences.front();
      return name + ":" + std::to_string(reader.line()) + " " + std::string(step.operation.name()) +
             " " + first.field + ": expected " + first.expected + ", got " + first.got;
    });
    differences.clear();
  }
  return out;
}

class recorded_trace : public testing::TestWithParam<std::string> {};

TEST_P(recorded_trace, is_what_the_engine_does) {
  test::case_count count("operations of " + GetParam() + " on the engine");
  const auto engine = make_engine();
  const outcome out = replay(GetParam(), *engine, count);
  EXPECT_GT(out.fields, 100'000U);
  EXPECT_GT(out.reverted, 100U);
  EXPECT_EQ(out.operations.size(), operation_names.size()) << "every operation occurs";
  for (const auto& [operation, cases] : out.operations) {
    count.record_for("uniswap-v3." + operation, evidence::kind::bytecode, cases);
  }
  std::cout << "  " << out.fields << " fields" << std::endl;
}

TEST_P(recorded_trace, is_what_the_engine_does_on_boost_words) {
  test::case_count count("operations of " + GetParam() + " on the engine with Boost's words");
  const auto engine = make_boost_engine();
  replay(GetParam(), *engine, count);
}

TEST_P(recorded_trace, is_written_again_to_the_byte) {
  test::case_count count("lines of " + GetParam() + " written again");
  trace::trace_file file(trace_path(GetParam()));
  trace_reader reader(file);
  trace_writer writer(reader.header());
  trace::trace_file original(trace_path(GetParam()));
  const auto engine = make_engine();
  engine->begin(reader.header().setup);
  trace_step step;
  std::string line;
  while (reader.next(step) && original.lines().next()) {
    line.clear();
    writer.append(line, step.operation, engine->apply(step.operation), engine->state());
    count.check(line == std::string(original.lines().line()) + "\n", [&] { return line; });
  }
}

INSTANTIATE_TEST_SUITE_P(uniswap_v3, recorded_trace, testing::Values("v3-21", "v3-22"),
                         [](const auto& seed) {
                           std::string name = seed.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace assay::uniswap_v3
