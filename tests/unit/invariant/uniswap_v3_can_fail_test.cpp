// Each invariant of Uniswap V3 is shown a step that breaks it, and must say so; the same step
// unspoiled must pass. An invariant without such a step fails this suite.
#include <gtest/gtest.h>

#include <map>

#include "assay/math/tick_math.hpp"
#include "support/case_count.hpp"
#include "unit/invariant/uniswap_v3_scene.hpp"

namespace {

using namespace assay::testing;
using assay::account;
using scene = v3_scene;
using shown = scene::shown;
using spoiler = scene::spoiler;
using format = scene::format;
using word = scene::word;
using price = scene::price;
using liquidity = scene::liquidity;

struct breach {
  const char* id;
  scene::ids (*step)(scene&, const spoiler&);
  spoiler spoil;
};

template <class Number>
Number plus(const Number& value, std::uint64_t more) {
  return add_wrapping(value, Number{more});
}
template <class Number>
Number minus(const Number& value, std::uint64_t less) {
  return sub_wrapping(value, Number{less});
}

// ---- Steps

scene::ids small_swap(scene& here, const spoiler& spoil) { return here.swap(true, 100'000, spoil); }
scene::ids crossing_swap(scene& here, const spoiler& spoil) {
  return here.swap(true, 60'000'000'000, spoil);
}
// Through the tick at -60 and no farther than into the range that begins at -600.
scene::ids swap_past_one_tick(scene& here, const spoiler& spoil) {
  const auto found = here.swap(true, 20'000'000'000, spoil);
  EXPECT_LT(here.pool.state().pool.tick, -60);
  EXPECT_GT(here.pool.state().pool.tick, -600);
  return found;
}
scene::ids exact_output(scene& here, const spoiler& spoil) {
  return here.swap(false, -1'000'000, spoil);
}
scene::ids limited_swap(scene& here, const spoiler& spoil) {
  const auto& current = here.pool.state().pool.sqrt_price_x96;
  const v3::swap<format> call{scene::carol,
                              true,
                              scene::signed_word{1'000'000'000'000},
                              sub_wrapping(current, price::power_of_two(80)),
                              {}};
  return here.step(scene::carol, call, spoil);
}
scene::ids a_mint(scene& here, const spoiler& spoil) { return here.mint(-120, 180, 77'777, spoil); }
scene::ids a_burn(scene& here, const spoiler& spoil) {
  return here.burn(-600, 600, 5'000'000, spoil);
}
scene::ids a_collect(scene& here, const spoiler& spoil) {
  here.burn(-600, 600, 5'000'000);
  const v3::collect<format> call{scene::carol, -600, 600, liquidity{1000}, liquidity::max()};
  return here.step(scene::bob, call, spoil);
}
scene::ids a_flash(scene& here, const spoiler& spoil) {
  const v3::flash<format> call{scene::carol, scene::w(5'000'000), scene::w(7'000'000), {},
                               {},           v3::reentry::none};
  return here.step(scene::carol, call, spoil);
}
scene::ids a_refusal(scene& here, const spoiler& spoil) { return here.mint(-600, 600, 0, spoil); }
scene::ids a_setting(scene& here, const spoiler& spoil) {
  return here.step(scene::alice, v3::set_fee_protocol{4, 0}, spoil);
}
scene::ids a_harvest(scene& here, const spoiler& spoil) {
  const v3::collect_protocol<format> call{scene::alice, liquidity::max(), liquidity::max()};
  return here.step(scene::alice, call, spoil);
}
scene::ids a_view(scene& here, const spoiler& spoil) {
  return here.step(scene::carol, v3::observe{{0, 5}}, spoil);
}

// ---- What is spoiled

word& held(shown& sight, unsigned token, account who = account::pool()) {
  return sight.after.tokens[token].balances[who.index];
}
v3::position_info<format>& bobs(shown& sight) {
  return sight.after.positions.at({scene::bob, -600, 600});
}
v3::tick_info<format>& tick(shown& sight, std::int32_t at) { return sight.after.ticks.at(at); }
v3::swap<format>& as_swap(shown& sight) { return std::get<v3::swap<format>>(sight.asked.call); }

void move_price(shown& sight, std::uint64_t up, std::uint64_t down) {
  auto& at = sight.after.pool.sqrt_price_x96;
  at = sub_wrapping(add_wrapping(at, price{up}), price{down});
}
// Changes the returned amount of a token; `by` may be negative.
void change_returned(shown& sight, unsigned token, std::int64_t by) {
  auto& amount = sight.answer.returns.amounts[token];
  amount = add_wrapping(amount, scene::signed_word{by}.to_bits());
}
void lose_all_but_one(shown& sight) { held(sight, 0) = scene::w(1); }
v3::observation<format::backend>& latest(shown& sight) {
  return sight.after.observations.slots()[sight.after.pool.observation.index];
}
void change_event(shown& sight) {
  auto event = sight.answer.events[0];
  event.numbers[0] = plus(event.numbers[0], 1);
  sight.answer.events.clear();
  sight.answer.events.push_back(event);
}

std::vector<breach> solvency_and_line() {
  return {
      {"V3-SOLVENCY-1", small_swap, lose_all_but_one},
      {"V3-SOLVENCY-2", a_flash,
       [](shown& sight) { bobs(sight).tokens_owed0 = liquidity::power_of_two(90); }},
      {"V3-TICK-1", small_swap, [](shown& sight) { --sight.after.pool.tick; }},
      {"V3-LIQUIDITY-1", crossing_swap,
       [](shown& sight) { sight.after.pool.liquidity = plus(sight.after.pool.liquidity, 1); }},
      {"V3-LIQUIDITY-2", a_mint,
       [](shown& sight) {
         auto& net = tick(sight, -120).liquidity_net;
         net = add_wrapping(net, assay::sint<128>{1});
       }},
      {"V3-GROSS-1", a_burn,
       [](shown& sight) {
         tick(sight, 600).liquidity_gross = plus(tick(sight, 600).liquidity_gross, 1);
       }},
      {"V3-NET-1", a_mint,
       [](shown& sight) { tick(sight, 180).liquidity_net = assay::sint<128>{77'777}; }},
      {"V3-BITMAP-1", a_mint,
       [](shown& sight) { sight.after.bitmap[0] ^= assay::uint<256>::power_of_two(77); }},
      {"V3-MAXLIQ-1", a_mint,
       [](shown& sight) {
         tick(sight, 180).liquidity_gross = plus(sight.after.max_liquidity_per_tick, 1);
       }},
  };
}

std::vector<breach> trading() {
  return {
      {"V3-LIMIT-1", limited_swap, [](shown& sight) { move_price(sight, 0, 1); }},
      {"V3-LIMIT-2", small_swap, [](shown& sight) { change_returned(sight, 0, -1); }},
      {"V3-REACH-1", small_swap,
       [](shown& sight) {
         sight.after.pool.sqrt_price_x96 = assay::sqrt_ratio_at_tick<>(-60).value();
       }},
      {"V3-OUT-1", exact_output, [](shown& sight) { change_returned(sight, 0, -1); }},
      {"V3-STEP-1", exact_output, [](shown& sight) { change_returned(sight, 1, -3100); }},
      {"V3-STEP-2", small_swap, [](shown& sight) { change_returned(sight, 1, -2); }},
      {"V3-LEAK-1", small_swap, [](shown& sight) { change_returned(sight, 1, 5); }},
      {"V3-LEAK-2", small_swap,
       [](shown& sight) {
         sight.after.pool.sqrt_price_x96 = minus(sight.before.pool.sqrt_price_x96, 1);
       }},
      {"V3-PROTOCOL-1", small_swap,
       [](shown& sight) {
         auto& fees = sight.after.pool.protocol_fees.token0;
         fees = plus(fees, 60);
       }},
  };
}

std::vector<breach> positions() {
  return {
      {"V3-MINT-1", a_mint, [](shown& sight) { change_returned(sight, 0, -1); }},
      {"V3-BURN-1", a_burn, [](shown& sight) { change_returned(sight, 1, 1); }},
      {"V3-TRIP-2", a_mint, [](shown& sight) { change_returned(sight, 1, -2); }},
      {"V3-FEES-1", a_burn,
       [](shown& sight) { bobs(sight).tokens_owed1 = plus(bobs(sight).tokens_owed1, 1); }},
      {"V3-GROWTH-1", a_burn,
       [](shown& sight) {
         auto& last = bobs(sight).fee_growth_inside0_last_x128;
         last = minus(last, 1);
       }},
      {"V3-GROWTH-2", crossing_swap,
       [](shown& sight) {
         auto& outside = tick(sight, -60).fee_growth_outside1_x128;
         outside = plus(outside, 1'000'000);
       }},
      {"V3-GROWTH-3", a_flash, [](shown& sight) { sight.after.pool.tick = 300; }},
      // Of a position that the swap stays inside, though it crosses another's bound.
      {"V3-GROWTH-3", swap_past_one_tick,
       [](shown& sight) {
         auto& outside = tick(sight, 600).fee_growth_outside1_x128;
         outside = plus(outside, 1'000'000);
       }},
      {"V3-FEES-2", small_swap,
       [](shown& sight) {
         auto& growth = sight.after.pool.fee_growth_global_x128.token0;
         growth = add_wrapping(growth, word::power_of_two(100));
       }},
      {"V3-COLLECT-1", a_collect,
       [](shown& sight) { bobs(sight).tokens_owed0 = plus(bobs(sight).tokens_owed0, 1); }},
  };
}

std::vector<breach> books_and_record() {
  return {
      {"V3-CONSERVE-1", small_swap, [](shown& sight) { held(sight, 0) = plus(held(sight, 0), 1); }},
      {"V3-CONSERVE-2", a_mint, [](shown& sight) { held(sight, 1) = minus(held(sight, 1), 1); }},
      {"V3-PAY-1", small_swap,
       [](shown& sight) {
         held(sight, 1, scene::carol) = minus(held(sight, 1, scene::carol), 9);
         held(sight, 1, scene::alice) = plus(held(sight, 1, scene::alice), 9);
       }},
      {"V3-REVERT-1", a_refusal, [](shown& sight) { bobs(sight).tokens_owed0 = liquidity{3}; }},
      {"V3-LOCK-1", a_view, [](shown& sight) { sight.after.pool.unlocked = false; }},
      {"V3-LOCK-2", small_swap,
       [](shown& sight) { as_swap(sight).pay.reenter = v3::reentry::mint; }},
      {"V3-AUTH-1", a_setting, [](shown& sight) { sight.asked.caller = scene::bob; }},
      {"V3-PROTOCOL-2", a_harvest,
       [](shown& sight) {
         sight.after.pool.protocol_fees.token0 = {};
         change_returned(sight, 0, 1);
       }},
      {"V3-FRAME-1", a_collect,
       [](shown& sight) { sight.after.pool.liquidity = minus(sight.after.pool.liquidity, 1); }},
      {"V3-FRAME-2", a_flash,
       [](shown& sight) { bobs(sight).fee_growth_inside1_last_x128 = scene::w(1); }},
      {"V3-ORACLE-1", crossing_swap, [](shown& sight) { ++latest(sight).tick_cumulative; }},
      {"V3-ORACLE-2", a_burn,
       [](shown& sight) {
         auto& seconds = latest(sight).seconds_per_liquidity_cumulative_x128;
         seconds = plus(seconds, 1);
       }},
      {"V3-ORACLE-3", a_mint,
       [](shown& sight) { sight.after.pool.observation = sight.before.pool.observation; }},
      {"V3-ORACLE-4", a_view,
       [](shown& sight) { ++sight.answer.returns.observed[0].tick_cumulative; }},
      {"V3-FLASH-1", a_flash,
       [](shown& sight) {
         auto& growth = sight.after.pool.fee_growth_global_x128.token1;
         growth = minus(growth, 1);
       }},
      {"V3-EVENT-1", small_swap, change_event},
  };
}

std::vector<breach> breaches() {
  std::vector<breach> all;
  for (const auto& some : {solvency_and_line(), trading(), positions(), books_and_record()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

TEST(every_v3_invariant, is_violated_by_a_step_that_breaks_it_and_by_no_honest_one) {
  assay::test::case_count count("spoiled steps of Uniswap V3 with their honest twins");
  for (const breach& each : breaches()) {
    scene honest;
    honest.set_up();
    const auto none = each.step(honest, nullptr);
    count.check(none.empty() && honest.details.empty(), [&] {
      return std::string(each.id) + " sees an honest step: " + honest.details.front();
    });
    scene spoiled;
    spoiled.set_up();
    const auto found = each.step(spoiled, each.spoil);
    count.check(found.contains(each.id), [&] { return std::string(each.id) + " saw nothing"; });
    for (const std::string& detail : spoiled.details) EXPECT_FALSE(detail.empty());
  }
}

// The first trade goes down from a price that is exactly an upper bound's, when nothing has grown
// and the 32-bit clock shows 0: the crossing leaves the tick's record as it was.
TEST(every_v3_invariant, holds_when_a_crossing_cannot_be_seen_in_the_ticks) {
  scene here;
  here.time = std::uint64_t{1} << 32;
  here.step(scene::alice, v3::initialize<format>{assay::sqrt_ratio_at_tick<>(60).value()});
  here.mint(0, 60, 1);
  EXPECT_TRUE(here.swap(true, 1).empty()) << here.details.front();
  EXPECT_EQ(here.pool.state().pool.tick, 59);
  EXPECT_FALSE(here.pool.state().pool.fee_growth_global_x128.token0.is_zero());
}

// ---- The searching invariants are shown wrong markets.

using assay::model::integer;
namespace exact = assay::model::uniswap_v3;

// The engine's answers, changed.
class wrong_market final : public v3_checks::market {
 public:
  using change = std::function<void(const integer& amount, const integer& limit, fill& answer)>;
  change sold = [](const integer&, const integer&, fill&) {};
  bool lets_leave = true;

  void load(const exact::state& from, std::uint64_t time) override { right_->load(from, time); }
  std::optional<fill> sell(bool token0, const integer& amount, const integer& limit) override {
    auto answer = right_->sell(token0, amount, limit);
    if (answer) sold(amount, limit, *answer);
    return answer;
  }
  bool leave(const exact::position_key& who) override { return right_->leave(who) && lets_leave; }
  [[nodiscard]] integer sqrt_price() const override { return right_->sqrt_price(); }

 private:
  std::shared_ptr<v3_checks::market> right_ = v3_checks::make_engine_market();
};

// Everything that the searching invariants find in sixty trades.
scene::ids found_with(const std::shared_ptr<wrong_market>& market) {
  v3_checks::surroundings around;
  around.trial = market;
  around.search_interval = 1;
  scene here("V3-EXIT-1,V3-TRIP-1,V3-SPLIT-1,V3-MONO-1,V3-MONO-2", around);
  scene::ids found;
  here.set_up();
  for (std::int64_t i = 1; i <= 60; ++i) found.merge(here.swap(i % 2 == 0, 100'000'000 * i));
  return found;
}

TEST(every_v3_invariant, by_search_is_violated_by_a_market_that_breaks_it) {
  using fill = v3_checks::market::fill;
  std::map<std::string, std::shared_ptr<wrong_market>> wrong;
  for (const char* id : {"V3-EXIT-1", "V3-TRIP-1", "V3-SPLIT-1", "V3-MONO-1", "V3-MONO-2"}) {
    wrong[id] = std::make_shared<wrong_market>();
  }
  wrong["V3-EXIT-1"]->lets_leave = false;
  wrong["V3-TRIP-1"]->sold = [](const integer&, const integer&, fill& answer) {
    answer.amount_out = answer.amount_out * 1004 / 1000;
  };
  wrong["V3-SPLIT-1"]->sold = [](const integer& amount, const integer&, fill& answer) {
    answer.amount_out = assay::model::floor_of_square_root(amount);
  };
  wrong["V3-MONO-1"]->sold = [](const integer&, const integer& limit, fill& answer) {
    answer.amount_in += limit % 1000 * 1'000'000'000'000;
  };
  wrong["V3-MONO-2"]->sold = [](const integer& amount, const integer&, fill& answer) {
    if (amount % 2 != 0) answer.amount_out = 0;
  };
  EXPECT_TRUE(found_with(std::make_shared<wrong_market>()).empty());
  for (const auto& [id, market] : wrong) EXPECT_TRUE(found_with(market).contains(id)) << id;

  // Together with the breaches above, no invariant is left out.
  std::set<std::string> covered;
  for (const breach& each : breaches()) covered.insert(each.id);
  for (const auto& [id, market] : wrong) covered.insert(id);
  for (const v3_checks::definition& each : v3_checks::definitions()) {
    EXPECT_TRUE(covered.contains(std::string(each.about.id)))
        << each.about.id << " has no step that breaks it";
  }
}

TEST(v3_registry, every_invariant_is_complete_and_named_once) {
  std::set<std::string_view> ids;
  for (const v3_checks::definition& each : v3_checks::definitions()) {
    EXPECT_TRUE(ids.insert(each.about.id).second) << each.about.id;
    EXPECT_TRUE(each.about.id.starts_with("V3-"));
    EXPECT_EQ(each.about.protocol, "uniswap-v3");
    for (const std::string_view text :
         {each.about.title, each.about.statement, each.about.applies, each.about.proof}) {
      EXPECT_FALSE(text.empty()) << each.about.id;
      EXPECT_EQ(text.find('|'), std::string_view::npos) << each.about.id;  // it goes into a table
    }
  }
  EXPECT_GE(ids.size(), 45U);
  EXPECT_EQ(v3_checks::select("V3-TICK-2").error,
            "unknown invariant 'V3-TICK-2'; did you mean 'V3-TICK-1'?");
  EXPECT_EQ(v3_checks::select("V3-TICK-1, V3-NET-1").chosen.size(), 2U);
}

}  // namespace
