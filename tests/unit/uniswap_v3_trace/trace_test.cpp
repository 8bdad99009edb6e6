// Uniswap V3 traces in both forms, dense and sparse, in any order of fields, and what a comparison
// sees.
// sees.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "sample_trace.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3::test {
namespace {

using assay::test::case_count;

std::string recorded_path() {
  return std::string(ASSAY_SOURCE_DIR) + "/tests/data/traces/v3-21.jsonl.xz";
}

// The v3-21 trace written by the engine in another layout.
std::string rewritten(const state_layout& layout) {
  trace::trace_file file(recorded_path());
  trace_reader reader(file, trace_reader::contents::operations);
  const trace_header header{reader.header().setup, layout};
  trace_writer writer(header);
  const auto engine = make_engine();
  engine->begin(header.setup);
  std::string out = write_header(header) + "\n";
  trace_step step;
  while (reader.next(step)) {
    writer.append(out, step.operation, engine->apply(step.operation), engine->state());
  }
  return out;
}

// Every row by its key, so that order does not matter.
template <class Rows, class Name>
auto by_name(const Rows& rows, Name&& name) {
  std::map<std::string, typename Rows::value_type::second_type> out;
  for (const auto& [key, row] : rows) out.emplace(name(key), row);
  return out;
}

void expect_same_state(const state_record& a, const state_record& b, case_count& count) {
  const auto number = [](auto key) { return std::to_string(key); };
  const auto position = [&](const position_key& key) {
    return account_name(key.owner) + ":" + number(key.tick_lower) + ":" + number(key.tick_upper);
  };
  const bool same = a.pool == b.pool && a.tokens[0].values == b.tokens[0].values &&
                    a.tokens[1].values == b.tokens[1].values &&
                    by_name(a.ticks, number) == by_name(b.ticks, number) &&
                    by_name(a.positions, position) == by_name(b.positions, position) &&
                    by_name(a.bitmap, number) == by_name(b.bitmap, number) &&
                    by_name(a.observations, number) == by_name(b.observations, number);
  count.check(same, [] { return std::string("states differ"); });
}

TEST(sparse_trace, is_read_as_the_whole_states_of_the_dense_one) {
  case_count count("states of v3-21 out of sparse lines");
  state_layout sparse;
  sparse.sparse = true;
  const std::string text = rewritten(sparse);
  trace::trace_file dense_file(recorded_path());
  trace::trace_file sparse_file(trace::memory_source(text), "sparse", true);
  trace_reader dense(dense_file);
  trace_reader reader(sparse_file);
  EXPECT_TRUE(reader.header().layout.sparse);
  trace_step dense_step;
  trace_step step;
  const auto engine = make_engine();
  engine->begin(reader.header().setup);
  std::vector<trace::difference> differences;
  while (dense.next(dense_step)) {
    ASSERT_TRUE(reader.next(step));
    expect_same_state(reader.state(), dense.state(), count);
    compare(step, reader.state(), reader.header().layout, engine->apply(step.operation),
            engine->state(), differences);
  }
  EXPECT_FALSE(reader.next(step));
  EXPECT_TRUE(differences.empty());
}

TEST(sparse_trace, is_shorter_and_written_again_to_the_byte) {
  state_layout sparse;
  sparse.sparse = true;
  const std::string text = rewritten(sparse);
  EXPECT_LT(text.size(), rewritten({}).size() / 2);
  trace::trace_file file(trace::memory_source(text), "sparse");
  trace_reader reader(file);
  trace_writer writer(reader.header());
  const auto engine = make_engine();
  engine->begin(reader.header().setup);
  std::string again = file.header() + "\n";
  trace_step step;
  while (reader.next(step)) {
    writer.append(again, step.operation, engine->apply(step.operation), engine->state());
  }
  EXPECT_EQ(again, text);
}

TEST(sparse_trace, a_change_that_a_line_leaves_out_is_a_difference) {
  state_layout sparse;
  sparse.sparse = true;
  std::vector<std::string> lines = sample_lines(sparse);
  std::string& line = lines[collecting];
  const std::size_t from = line.find(R"("positions":{)");
  ASSERT_NE(from, line.npos);
  const std::size_t stop = line.find('}', from);
  line.replace(from, stop + 1 - from, R"("positions":{})");
  const std::string text = joined(lines);
  trace::trace_file file(trace::memory_source(text), "sample");
  trace_reader reader(file);
  const auto engine = make_engine();
  engine->begin(reader.header().setup);
  trace_step step;
  std::vector<trace::difference> differences;
  std::vector<std::uint64_t> lines_that_differ;
  while (reader.next(step)) {
    compare(step, reader.state(), reader.header().layout, engine->apply(step.operation),
            engine->state(), differences);
    if (!differences.empty()) lines_that_differ.push_back(reader.line());
    for (const auto& found : differences) {
      EXPECT_TRUE(found.field.starts_with("state.positions.1:-120:0.tokensOwed")) << found.field;
    }
    differences.clear();
  }
  // From that line on: nothing touches the position again.
  ASSERT_FALSE(lines_that_differ.empty());
  EXPECT_EQ(lines_that_differ.front(), collecting + 1);
  EXPECT_EQ(lines_that_differ.size(), sample_size - collecting);
}

TEST(field_order, is_the_headers) {
  state_layout layout;
  std::reverse(layout.tick_order.begin(), layout.tick_order.end());
  std::rotate(layout.position_order.begin(), layout.position_order.begin() + 2,
              layout.position_order.end());
  std::swap(layout.observation_order[0], layout.observation_order[3]);
  const std::vector<std::string> lines = sample_lines(layout);
  EXPECT_NE(lines[first_mint].find(R"("-60":[true,"1700000020",)"), std::string::npos)
      << lines[first_mint];
  const std::string text = joined(lines);
  trace::trace_file file(trace::memory_source(text), "sample", true);
  trace_reader reader(file);
  EXPECT_EQ(reader.header().layout, layout);
  const auto engine = make_engine();
  engine->begin(reader.header().setup);
  trace_step step;
  std::vector<trace::difference> differences;
  std::size_t fields = 0;
  while (reader.next(step)) {
    fields += compare(step, reader.state(), layout, engine->apply(step.operation), engine->state(),
                      differences);
  }
  EXPECT_TRUE(differences.empty());
  EXPECT_GT(fields, 500U);
}

// Reads the sample up to `line` and hands over what was recorded and what the engine says.
class recorded_moment {
 public:
  explicit recorded_moment(std::size_t line)
      : text_(joined(sample_lines())),
        file_(trace::memory_source(text_), "sample"),
        reader_(file_) {
    engine_->begin(reader_.header().setup);
    for (std::size_t i = 1; i <= line; ++i) {
      EXPECT_TRUE(reader_.next(step_));
      receipt = engine_->apply(step_.operation);
    }
    state = engine_->state();
  }
  // The only field that differs.
  std::string only_difference() const {
    std::vector<trace::difference> found;
    compare(step_, reader_.state(), reader_.header().layout, receipt, state, found);
    if (found.size() != 1) return std::to_string(found.size()) + " differences";
    return found[0].field + ": " + found[0].expected + " != " + found[0].got;
  }

  protocol::receipt receipt{};
  protocol::state state{};

 private:
  std::string text_;
  trace::trace_file file_;
  trace_reader reader_;
  trace_step step_{};
  std::unique_ptr<subject> engine_ = make_engine();
};

struct state_change {
  std::string field;
  void (*make)(protocol::state&);
};

std::vector<state_change> one_field_changes() {
  using price = format::price;
  using liquidity = format::liquidity;
  return {
      {"state.sqrtPriceX96", [](auto& s) { s.pool.sqrt_price_x96 = price{1}; }},
      {"state.tick", [](auto& s) { s.pool.tick += 1; }},
      {"state.observationIndex", [](auto& s) { s.pool.observation.index += 1; }},
      {"state.observationCardinality", [](auto& s) { s.pool.observation.cardinality += 1; }},
      {"state.observationCardinalityNext",
       [](auto& s) { s.pool.observation_cardinality_next += 1; }},
      {"state.feeProtocol", [](auto& s) { s.pool.fee_protocol = 7; }},
      {"state.unlocked", [](auto& s) { s.pool.unlocked = false; }},
      {"state.liquidity", [](auto& s) { s.pool.liquidity = liquidity{3}; }},
      {"state.feeGrowthGlobal0X128",
       [](auto& s) { s.pool.fee_growth_global_x128.token0 = word{3}; }},
      {"state.feeGrowthGlobal1X128",
       [](auto& s) { s.pool.fee_growth_global_x128.token1 = word{3}; }},
      {"state.protocolFees0", [](auto& s) { s.pool.protocol_fees.token0 = liquidity{3}; }},
      {"state.protocolFees1", [](auto& s) { s.pool.protocol_fees.token1 = liquidity{3}; }},
      {"state.token0.pool", [](auto& s) { s.tokens[0].balances[1] = word{1}; }},
      {"state.token1.2", [](auto& s) { s.tokens[1].balances[6] = word{1}; }},
      {"state.token1.zero", [](auto& s) { s.tokens[1].balances[0] = word{1}; }},
      {"state.ticks.-60.liquidityGross", [](auto& s) { s.ticks.at(-60).liquidity_gross = {}; }},
      {"state.ticks.60.liquidityNet", [](auto& s) { s.ticks.at(60).liquidity_net = {}; }},
      {"state.ticks.-60.feeGrowthOutside0X128",
       [](auto& s) { s.ticks.at(-60).fee_growth_outside0_x128 = word{1}; }},
      {"state.ticks.-60.feeGrowthOutside1X128",
       [](auto& s) { s.ticks.at(-60).fee_growth_outside1_x128 = word{1}; }},
      {"state.ticks.-60.tickCumulativeOutside",
       [](auto& s) { s.ticks.at(-60).tick_cumulative_outside = -1; }},
      {"state.ticks.-60.secondsPerLiquidityOutsideX128",
       [](auto& s) { s.ticks.at(-60).seconds_per_liquidity_outside_x128 = price{1}; }},
      {"state.ticks.-60.secondsOutside", [](auto& s) { s.ticks.at(-60).seconds_outside = 1; }},
      {"state.ticks.-60.initialized", [](auto& s) { s.ticks.at(-60).initialized = false; }},
      {"state.positions.0:-60:60.liquidity",
       [](auto& s) { s.positions.at({account::actor(0), -60, 60}).liquidity = {}; }},
      {"state.positions.1:-120:0.tokensOwed1",
       [](auto& s) { s.positions.at({account::actor(1), -120, 0}).tokens_owed1 = liquidity{999}; }},
      {"state.bitmap.-1", [](auto& s) { s.bitmap.at(-1) = word{1}; }},
      {"state.observations.0.tickCumulative",
       [](auto& s) { s.observations.slots()[0].tick_cumulative = 77; }},
      {"state.observations.0.initialized",
       [](auto& s) { s.observations.slots()[0].initialized = false; }},
      // Rows that the line does not show.
      {"state.ticks.180.liquidityGross",
       [](auto& s) { s.ticks[180].liquidity_gross = liquidity{1}; }},
      {"state.bitmap.5", [](auto& s) { s.bitmap[5] = word{1}; }},
      {"state.positions.2:0:60.tokensOwed0",
       [](auto& s) { s.positions[{account::actor(2), 0, 60}].tokens_owed0 = liquidity{1}; }},
      {"state.observations.3.blockTimestamp",
       [](auto& s) { s.observations.slots().push_back({9, false, 0, {}}); }},
  };
}

TEST(comparison, sees_a_change_in_any_one_field_of_the_state) {
  case_count count("changes of one field of a state");
  recorded_moment moment(growing);
  EXPECT_EQ(moment.only_difference(), "0 differences");
  const protocol::state right = moment.state;
  for (const state_change& change : one_field_changes()) {
    change.make(moment.state);
    const std::string found = moment.only_difference();
    count.check(found.starts_with(change.field + ": "),
                [&] { return change.field + " / " + found; });
    moment.state = right;
  }
}

TEST(comparison, sees_what_a_receipt_gets_wrong) {
  recorded_moment swapped(down_swap);
  const protocol::receipt right = swapped.receipt;
  swapped.receipt.returns.amounts[1] = signed_word{-1}.to_bits();
  EXPECT_TRUE(swapped.only_difference().starts_with("result.returns.amount1: -"));
  swapped.receipt = right;
  swapped.receipt.events.clear();
  auto event = right.events[0];
  event.numbers[3] = word{1};
  swapped.receipt.events.push_back(event);
  EXPECT_TRUE(swapped.only_difference().starts_with("result.events[0].args.liquidity: "));
  swapped.receipt.events.push_back(event);
  EXPECT_EQ(swapped.only_difference(), "2 differences");
  swapped.receipt = right;
  swapped.receipt.reverted = revert::reason("SPL");
  EXPECT_EQ(swapped.only_difference(), "result.ok: ok != revert \"SPL\"");

  recorded_moment refused(short_swap);
  refused.receipt.reverted = revert::reason("LOK");
  EXPECT_EQ(refused.only_difference(), "result.revert: IIA != LOK");

  recorded_moment observed(observing);
  observed.receipt.returns.observed[1].tick_cumulative += 1;
  EXPECT_TRUE(observed.only_difference().starts_with("result.returns.tickCumulatives[1]: "));
  recorded_moment inside(snapshot_taking);
  inside.receipt.returns.inside.seconds_inside += 1;
  EXPECT_TRUE(inside.only_difference().starts_with("result.returns.secondsInside: "));
  recorded_moment created(creation);
  created.state.max_liquidity_per_tick = format::liquidity{1};
  EXPECT_TRUE(created.only_difference().starts_with("op.args.maxLiquidityPerTick: "));
}

TEST(operations, are_read_back_as_they_were_written) {
  case_count count("operations written and read back");
  const std::string text = joined(sample_lines());
  trace::trace_file file(trace::memory_source(text), "sample", true);
  trace_reader reader(file, trace_reader::contents::operations);
  trace_writer writer(reader.header());
  trace_step step;
  for (const protocol::operation& operation : sample_operations()) {
    ASSERT_TRUE(reader.next(step));
    std::string expected;
    std::string got;
    writer.append_operation(expected, operation);
    writer.append_operation(got, step.operation);
    count.check(expected == got, [&] { return got; });
  }
  // A call that recordings do not know has a name of its own.
  protocol::operation odd{
      account::actor(0), start_time,
      mint<format>{account::zero(), -60, 60, format::liquidity{1}, paying(0, 0, reentry::flash)}};
  std::string line;
  writer.append_operation(line, odd);
  EXPECT_NE(line.find(R"("recipient":"zero")"), line.npos) << line;
  EXPECT_NE(line.find(R"("pay":{"reenter":"flash","extra0":"0","extra1":"0"})"), line.npos) << line;
}

TEST(answers, are_read_back_even_when_no_pool_can_give_them) {
  const trace_header header{{3, account::actor(0)}, {}};
  trace_writer writer(header);
  answer_reader reader(header, "pipe");
  const auto engine = make_engine();
  engine->begin(header.setup);
  protocol::receipt receipt;
  std::uint64_t number = 0;
  for (const protocol::operation& operation : sample_operations()) {
    const protocol::receipt& right = engine->apply(operation);
    protocol::state state = engine->state();
    state.pool.tick += 1000;
    state.bitmap[9] = word{1};
    std::string line;
    writer.append_answer(line, operation, right, state);
    reader.read(line, ++number, operation, receipt);
    EXPECT_EQ(receipt.ok(), right.ok());
    EXPECT_EQ(receipt.returns, right.returns);
    EXPECT_EQ(receipt.events, right.events);
    EXPECT_EQ(reader.state().pool, state.pool);
    protocol::state restored = engine->state();
    restore(reader.state(), restored);
    EXPECT_EQ(restored.ticks, state.ticks);
    EXPECT_EQ(restored.bitmap, state.bitmap);
    EXPECT_EQ(restored.observations.slots(), state.observations.slots());
    EXPECT_EQ(restored.tokens, state.tokens);
  }
  EXPECT_EQ(number, sample_size - 1);
}

}  // namespace
}  // namespace assay::uniswap_v3::test
