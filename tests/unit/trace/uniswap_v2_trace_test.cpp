// Every operation, fork and kind of token, written and read again: the same steps, the same bytes.
#include <gtest/gtest.h>

#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"
#include "unit/trace/uniswap_v2_samples.hpp"

namespace assay::uniswap_v2::test {
namespace {

using assay::test::case_count;

void expect_same_again(dialect which, const setup& setup, const std::vector<timed_call>& calls,
                       case_count& count) {
  const std::vector<std::string> lines = trace_lines(which, setup, calls);
  const std::string text = joined(lines);
  trace::trace_file file(trace::memory_source(text), "sample", true);
  trace_reader reader(file);
  EXPECT_EQ(reader.header().setup.rules.size(), setup.rules.size());
  trace_writer writer(which, reader.header().setup);
  trace_step step;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    ASSERT_TRUE(reader.next(step));
    EXPECT_EQ(reader.line(), i + 1);
    EXPECT_EQ(step.operation.call.index(), calls[i - 1].what.index());
    std::string again;
    writer.append(again, step.operation, step.scale, step.receipt, step.state);
    count.check(again == lines[i] + "\n", [&] { return lines[i] + "\n" + again; });
  }
  EXPECT_FALSE(reader.next(step));
  EXPECT_EQ(write_header(which, reader.header().setup), lines[0]);
}

TEST(uniswap_v2_trace, what_is_written_is_read_again) {
  case_count count("written lines of Uniswap V2, its forks and odd tokens");
  expect_same_again(dialect::pair, setup{}, pair_calls(), count);
  const setup forks = fork_setup();
  expect_same_again(dialect::fork, forks, fork_calls(forks), count);
  expect_same_again(dialect::tokens, setup{}, token_calls(), count);
}

TEST(uniswap_v2_trace, rules_of_a_fork_are_read_as_they_were) {
  const setup forks = fork_setup();
  const std::string text = write_header(dialect::fork, forks) + "\n";
  trace::trace_file file(trace::memory_source(text), "sample", true);
  const trace_reader reader(file);
  ASSERT_EQ(reader.header().setup.rules.size(), 8U);
  for (std::size_t i = 0; i < forks.rules.size(); ++i) {
    EXPECT_EQ(reader.header().setup.rules[i], forks.rules[i]) << forks.rules[i].name;
  }
}

TEST(uniswap_v2_trace, numbers_are_read_in_both_forms) {
  std::vector<std::string> lines = trace_lines(dialect::pair, setup{}, pair_calls());
  const std::string quoted = R"("amount0":"2000000","amount1":"8000000","to":1)";
  const std::string bare = R"("amount0":2000000,"amount1":8000000,"to":"1")";
  const std::size_t at = lines[2].find(quoted);
  ASSERT_NE(at, std::string::npos);
  lines[2].replace(at, quoted.size(), bare);
  const std::string text = joined(lines);
  trace::trace_file file(trace::memory_source(text), "sample");
  trace_reader reader(file);
  trace_step step;
  ASSERT_TRUE(reader.next(step) && reader.next(step));
  const auto& asked = std::get<mint<word>>(step.operation.call);
  EXPECT_EQ(asked.amount0, word{2'000'000});
  EXPECT_EQ(asked.amount1, word{8'000'000});
  EXPECT_EQ(asked.to, account::actor(1));
}

TEST(uniswap_v2_trace, unknown_keys_are_ignored_unless_strict) {
  std::vector<std::string> lines = trace_lines(dialect::pair, setup{}, pair_calls());
  lines[2].replace(0, 1, R"({"remark":{"by":["somebody"]},)");
  const std::string text = joined(lines);
  const auto read_all = [&](bool strict) {
    trace::trace_file file(trace::memory_source(text), "sample", strict);
    trace_reader reader(file);
    trace_step step;
    std::size_t count = 0;
    while (reader.next(step)) ++count;
    return count;
  };
  EXPECT_EQ(read_all(false), pair_calls().size());
  try {
    read_all(true);
    ADD_FAILURE() << "an unknown key passed the strict reader";
  } catch (const trace::input_error& error) {
    EXPECT_STREQ(error.what(),
                 "sample:3: remark is an unknown key; remove it or do without --strict");
  }
}

TEST(uniswap_v2_trace, a_record_restores_what_it_shows) {
  case_count count("states restored from their records");
  const auto engine = make_engine();
  const setup setup{};
  engine->begin(setup);
  state_layout layout;
  protocol::state restored;
  std::uint64_t time = 1'600'000'000;
  for (const timed_call& one : token_calls()) {
    engine->apply({account::actor(one.caller), ++time, one.what});
    if (const auto* creation = std::get_if<create_pool<word>>(&one.what)) {
      layout = state_layout(shape_of(dialect::tokens, setup, *creation));
      restored = engine->state();
    }
    state_record record;
    layout.record(engine->state(), record);
    layout.restore(record, restored);
    count.check(restored == engine->state(), [&] { return std::to_string(time); });
  }
}

TEST(uniswap_v2_trace, answers_are_read_without_their_operation) {
  const auto engine = make_engine();
  const setup setup{};
  engine->begin(setup);
  trace_writer writer(dialect::pair, setup);
  answer_reader reader({dialect::pair, setup, {}}, "pipe");
  std::uint64_t number = 0;
  case_count count("answers written and read");
  for (const timed_call& one : pair_calls()) {
    const protocol::operation operation{account::actor(one.caller), 1'600'000'000 + number,
                                        one.what};
    trace_step step;
    step.receipt = engine->apply(operation);
    std::string line;
    writer.append_answer(line, operation, step.receipt, engine->state());
    protocol::receipt receipt;
    reader.read(line, ++number, operation, receipt, step.state);
    state_record expected;
    reader.layout().record(engine->state(), expected);
    std::vector<trace::difference> differences;
    compare(step, receipt, expected, reader.layout(), differences);
    count.check(differences.empty(), [&] { return line + differences.front().field; });
  }
}

}  // namespace
}  // namespace assay::uniswap_v2::test
