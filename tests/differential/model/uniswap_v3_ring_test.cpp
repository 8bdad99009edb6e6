// The oracle's ring at its extremes: it holds more than 2^32 seconds, so that the clock of 32 bits
// does not say which turn a moment belongs to; and it is long, with a wrong slot anywhere.
#include <gtest/gtest.h>

#include "assay/gen/choices.hpp"
#include "assay/invariant/uniswap_v3_model_check.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "support/case_count.hpp"

namespace {

namespace v3 = assay::uniswap_v3;
using assay::gen::choices;
using assay::invariant::uniswap_v3::model_check;
using format = assay::evm_price_format<>;
using state_type = v3::state<format>;
using word = format::word;

// Both at once, and what the model has to say against the engine.
class ring {
 public:
  explicit ring(std::uint16_t cardinality) : engine_(v3::setup{}), model_(v3::setup{}) {
    v3::create_pool<format> creation;
    creation.balances = word::power_of_two(200);
    creation.tick_spacing = 1;
    ask(creation);
    ask(v3::initialize<format>{format::price::power_of_two(96)});
    ask(v3::increase_observation_cardinality_next{cardinality});
    v3::mint<format> wide{.recipient = assay::account::actor(0), .tick_lower = -60'000};
    wide.tick_upper = 60'000;
    wide.amount = format::liquidity::power_of_two(60);
    ask(wide);
  }

  // Moves the tick, which writes an observation when time has passed.
  void move(bool falls, std::uint64_t seconds) {
    time_ += seconds;
    v3::swap<format> call{.recipient = assay::account::actor(0), .zero_for_one = falls};
    call.amount_specified = assay::sint<256>::from_bits(word::power_of_two(55));
    call.sqrt_price_limit_x96 = assay::sqrt_ratio_at_tick<>(falls ? -50'000 : 50'000).value();
    ask(call);
  }
  bool observe(std::uint32_t ago) { return ask(v3::observe{{ago}}); }

  [[nodiscard]] std::uint64_t time() const { return time_; }
  [[nodiscard]] const state_type& state() const { return engine_.state(); }
  [[nodiscard]] const std::string& differences() const { return differences_; }

  // What the model says when one slot is shown with another number.
  bool notices(std::size_t slot) {
    state_type wrong = engine_.state();
    auto& number = wrong.observations.slots()[slot].seconds_per_liquidity_cumulative_x128;
    number = add_wrapping(number, assay::uint<160>::one());
    const v3::operation<format> nothing{assay::account::actor(0), time_, v3::observe{}};
    const bool is_seen = model_.after(nothing, engine_.apply(nothing), wrong).has_value();
    model_.resume_from(engine_.state());
    return is_seen;
  }

 private:
  bool ask(v3::call<format> what) {
    const v3::operation<format> asked{assay::account::actor(0), time_, std::move(what)};
    const auto& receipt = engine_.apply(asked);
    const bool accepted = receipt.ok();
    if (const auto found = model_.after(asked, receipt, engine_.state())) {
      differences_ += found->field + ": expected " + found->expected + ", got " + found->got + "\n";
    }
    return accepted;
  }

  v3::pool<> engine_;
  model_check model_;
  std::uint64_t time_ = 1'600'000'000;
  std::string differences_{};
};

constexpr std::uint64_t turn = std::uint64_t{1} << 32;

// Seconds from one observation to the next: moments, years, and more than the clock can count.
std::uint64_t draw_seconds(choices& draw) {
  switch (draw.below(6)) {
    case 0:
      return turn - 2 + draw.below(5);
    case 1:
      return turn / 2 - 2 + draw.below(5);
    case 2:
      return draw.below(3 * turn);
    case 3:
      return draw.number(3);
    default:
      return 1 + draw.below(100);
  }
}

// The moment of an observation or a second beside it, or any other.
std::uint32_t draw_age(choices& draw, const ring& of) {
  const auto& slots = of.state().observations.slots();
  const auto now = static_cast<std::uint32_t>(of.time());
  const std::uint32_t age = now - slots[draw.below(slots.size())].block_timestamp;
  if (draw.chance(1, 4)) return static_cast<std::uint32_t>(draw.number(4));
  return age - 1 + static_cast<std::uint32_t>(draw.below(3));
}

TEST(uniswap_v3_ring, of_more_than_two_to_the_32_seconds_is_predicted) {
  assay::test::case_count count("observations in rings that hold more than 2^32 seconds");
  std::uint64_t answered = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    choices draw(seed);
    ring both(static_cast<std::uint16_t>(2 + draw.below(12)));
    std::uint64_t held = 0;  // seconds between the first observation and the last
    for (int i = 0; i < 40; ++i) {
      const std::uint64_t seconds = draw_seconds(draw);
      held += seconds;
      both.move(draw.chance(1, 2), seconds);
      for (int k = 0; k < 4; ++k) answered += both.observe(draw_age(draw, both)) ? 1U : 0U;
      if (held >= turn) count.add(4);
    }
    ASSERT_EQ(both.differences(), "") << "seed " << seed;
  }
  EXPECT_GT(answered, 20'000U);
  count.record_for("uniswap-v3.observe", assay::evidence::kind::differential);
}

TEST(uniswap_v3_ring, is_compared_whole_however_long) {
  assay::test::case_count count("slots of a long ring, one of them wrong");
  constexpr std::uint16_t cardinality = 3'000;
  ring both(cardinality);
  choices draw(std::uint64_t{1});
  for (int i = 0; i < 1'000; ++i) both.move(i % 2 == 0, 12);
  for (int i = 0; i < 500; ++i) {
    const std::size_t slot = draw.below(cardinality);
    count.check(both.notices(slot), [&] { return "slot " + std::to_string(slot); });
  }
  EXPECT_EQ(both.differences(), "");
}

}  // namespace
