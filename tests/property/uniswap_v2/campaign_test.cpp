// Campaigns themselves: they find, shrink, count, and do the same again.
#include "assay/campaign/uniswap_v2.hpp"

#include <gtest/gtest.h>

#include "assay/pool/uniswap_v2/pool.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

// A pair that goes wrong only deep in a sequence: once the protocol fee was minted, burns pay a wei
// too much.
struct late_fault : pair::steps<pair::evm_format<>> {
  static inline bool fee_was_minted = false;
  static result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                             const word& reserve1, const word& k_last,
                                             const pair::share_weights<word>& share) {
    auto minted = steps::protocol_fee_liquidity(supply, reserve0, reserve1, k_last, share);
    if (minted.ok() && !minted.value().is_zero()) fee_was_minted = true;
    return minted;
  }
  static result<word> burn_amount(const word& liquidity, const word& balance, const word& supply) {
    auto paid = steps::burn_amount(liquidity, balance, supply);
    if (!paid.ok() || !fee_was_minted || paid.value().is_zero()) return paid;
    return add_wrapping(paid.value(), word::one());
  }
};

class late_fault_subject final : public pair::subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "late"; }
  void begin(const pair::setup& setup) override {
    late_fault::fee_was_minted = false;
    pool_ = pair::pool<pair::evm_format<>, late_fault>(setup);
  }
  const pair::protocol::receipt& apply(const pair::protocol::operation& asked) override {
    return pool_.apply(asked);
  }
  [[nodiscard]] const pair::protocol::state& state() override { return pool_.state(); }

 private:
  pair::pool<pair::evm_format<>, late_fault> pool_{pair::setup{}};
};

std::unique_ptr<judge> judge_with(std::unique_ptr<pair::subject> rival) {
  auto by = std::make_unique<judge>(gen::make_setup(gen::mode::pair), gen::mode::pair,
                                    pair::make_engine(), checks{});
  by->add_rival(std::move(rival));
  return by;
}

options small_campaign(std::uint64_t operations) {
  options what;
  what.operations = operations;
  what.make_judge = [] { return judge_with(pair::make_boost_engine()); };
  return what;
}

TEST(campaign, shrinks_a_deep_fault_to_its_core) {
  options what = small_campaign(20'000);
  what.make_judge = [] { return judge_with(std::make_unique<late_fault_subject>()); };
  const report done = run(what);
  ASSERT_TRUE(done.found.has_value());
  const counterexample& found = *done.found;
  std::cout << describe(found);
  EXPECT_EQ(found.found.subject, "late");
  EXPECT_EQ(found.found.operation, "burn");
  EXPECT_GT(found.first_length, 20U);
  // createPool, setFeeTo, mint, mint or burn that sets kLast, trade or donation that makes it grow,
  // the operation that mints the fee, burn: no more than these are needed.
  EXPECT_LE(found.operations.size(), 8U);
  // Still the same failure when run afresh, and not before its last operation.
  const auto by = judge_with(std::make_unique<late_fault_subject>());
  const auto again = run_operations(*by, found.operations);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->step + 1, found.operations.size());
  EXPECT_TRUE(again->is_like(found.found));
}

// A pair that is wrong about kLast after one trade in five hundred, whatever came before: what
// leads to one of these rests on all numbers of the steps before it.
class moody_subject final : public pair::subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "moody"; }
  void begin(const pair::setup& setup) override { pool_ = pair::pool<>(setup); }
  const pair::protocol::receipt& apply(const pair::protocol::operation& asked) override {
    const auto& answer = pool_.apply(asked);
    told_ = pool_.state();
    if (!answer.ok() || !std::holds_alternative<pair::swap<word>>(asked.call)) return answer;
    const std::uint64_t sum =
        to_u64_truncating(told_.pair.reserve0) + to_u64_truncating(told_.pair.reserve1);
    std::uint64_t mixed = sum;
    if (assay::gen::split_mix(mixed) % 512 == 0) {
      told_.pair.k_last = add_wrapping(told_.pair.k_last, word::one());
    }
    return answer;
  }
  [[nodiscard]] const pair::protocol::state& state() override { return told_; }

 private:
  pair::pool<> pool_{pair::setup{}};
  pair::protocol::state told_{};
};

TEST(campaign, looks_for_a_shorter_sequence_where_shrinking_ends_long) {
  options what = small_campaign(40'000);
  what.make_judge = [] { return judge_with(std::make_unique<moody_subject>()); };
  const report done = run(what);
  ASSERT_TRUE(done.found.has_value());
  std::cout << describe(*done.found);
  EXPECT_EQ(done.found->found.field, "state.kLast");
  EXPECT_LE(done.found->operations.size(), 5U);
}

// A pair that can be asked what it would do.
class asked_pair final : public assay::trial_subject<operation> {
 public:
  explicit asked_pair(const pair::pool<>& now) : now_(now) {}
  bool accepts(const operation& asked) override {
    pair::pool<> tried = now_;
    return tried.apply(asked).ok();
  }

 private:
  const pair::pool<>& now_;
};

TEST(campaign, goes_back_in_place_of_a_trade_alone) {
  pair::pool<> pool(gen::make_setup(gen::mode::pair));
  const account trader = account::actor(1);
  pair::create_pool<word> birth;
  birth.balances = word{1'000'000'000};
  pool.apply({trader, 1000, birth});
  pool.apply({trader, 1000, pair::mint<word>{word{50'000'000}, word{50'000'000}, trader}});
  asked_pair who(pool);
  pair::swap<word> drawn;
  drawn.in0 = word{100'000};
  drawn.to = trader;
  const operation trade{trader, 1000, drawn};
  std::size_t backs = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    assay::gen::choices draw(seed);
    world::edge_seeker seeker;
    operation first = trade;
    seeker.aim(first, draw, pool.state(), who);
    const word bought = std::get<pair::swap<word>>(first.call).out1;
    operation other{trader, 1000, pair::sync{}};
    seeker.aim(other, draw, pool.state(), who);
    ASSERT_TRUE(std::holds_alternative<pair::sync>(other.call));
    operation second = trade;
    seeker.aim(second, draw, pool.state(), who);
    const auto& back = std::get<pair::swap<word>>(second.call);
    if (back.in1.is_zero()) continue;
    ASSERT_FALSE(bought.is_zero());
    EXPECT_EQ(back.in1, bought);
    ++backs;
  }
  EXPECT_GT(backs, 10U);
}

TEST(campaign, is_the_same_with_any_number_of_jobs) {
  options what = small_campaign(10'050);
  what.length = 100;
  const report one = run(what);
  what.jobs = 3;
  const report three = run(what);
  EXPECT_FALSE(one.found || three.found);
  EXPECT_EQ(one.operations, 10'050U);
  EXPECT_EQ(one.sequences, 101U);
  EXPECT_EQ(one.operations, three.operations);
  EXPECT_EQ(one.reverted, three.reverted);
  EXPECT_EQ(one.comparisons, three.comparisons);
  EXPECT_EQ(one.interesting, three.interesting);
  ASSERT_EQ(one.outcomes.size(), three.outcomes.size());
  for (std::size_t i = 0; i < one.outcomes.size(); ++i) {
    EXPECT_EQ(one.outcomes[i].times, three.outcomes[i].times);
  }
}

TEST(campaign, goes_on_from_a_corpus) {
  options what = small_campaign(4'000);
  const report first = run(what);
  EXPECT_GT(first.interesting.size(), 5U);
  what.corpus = first.interesting;
  const report second = run(what);
  EXPECT_FALSE(second.found);
  EXPECT_EQ(second.operations, first.operations);
  EXPECT_NE(second.reverted, first.reverted) << "the corpus made no difference";
}

TEST(campaign, ends_when_told) {
  options what = small_campaign(0);
  what.seconds = 3600;
  what.on_progress = [](const progress& now) { return now.operations < 1000; };
  const report done = run(what);
  EXPECT_TRUE(done.is_stopped);
  EXPECT_GE(done.operations, 1000U);
  EXPECT_LT(done.operations, 5000U);
}

TEST(campaign, errors_of_a_subject_come_through) {
  options what = small_campaign(1000);
  what.jobs = 2;
  what.make_judge = []() -> std::unique_ptr<judge> { throw std::runtime_error("no such thing"); };
  EXPECT_THROW(run(what), std::runtime_error);
}

TEST(campaign, writes_generated_traces_that_replay) {
  for (const gen::mode which : {gen::mode::pair, gen::mode::fork, gen::mode::tokens}) {
    std::string text;
    std::size_t largest = 0;
    write_generated_trace(
        [&](std::string_view part) {
          text += part;
          largest = std::max(largest, part.size());
        },
        {.mode = which, .count = 3000, .seed = 5});
    EXPECT_LT(largest, 200'000U) << "written in parts, however long the trace";
    trace::trace_file file(trace::memory_source(text), "memory", true);
    pair::trace_reader reader(file);
    const auto engine = pair::make_engine();
    engine->begin(reader.header().setup);
    pair::trace_step step;
    pair::state_record record;
    std::vector<trace::difference> differences;
    std::size_t operations = 0;
    std::size_t fields = 0;
    while (reader.next(step)) {
      ++operations;
      const auto& receipt = engine->apply(step.operation);
      reader.layout().record(engine->state(), record);
      fields += pair::compare(step, receipt, record, reader.layout(), differences);
    }
    EXPECT_EQ(operations, 3000U);
    EXPECT_GT(fields, 30'000U);
    EXPECT_TRUE(differences.empty());
  }
}

}  // namespace
}  // namespace assay::campaign::uniswap_v2
