// A state in which a single number is wrong: the model must name a difference, whatever the number,
// and no check may stumble over it.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "assay/invariant/uniswap_v3.hpp"
#include "assay/invariant/uniswap_v3_model_check.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "differential/model/uniswap_v3_walk.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay::invariant::uniswap_v3;
namespace v3 = assay::uniswap_v3;
using format = assay::evm_price_format<>;
using word = format::word;
using liquidity = format::liquidity;
using state_type = v3::state<format>;

class corrupter {
 public:
  explicit corrupter(std::uint64_t seed) : random_(seed) {}

  // Changes one number; the name of what it changed, or nothing where there is no such number.
  std::string change(state_type& state) {
    auto& pool = state.pool;
    switch (random_() % 14) {
      case 0:
        return flip(pool.sqrt_price_x96), "price";
      case 1:
        return pool.tick += 1 + static_cast<std::int32_t>(random_() % 500), "tick";
      case 2:
        return flip(pool.liquidity), "liquidity";
      case 3:
        return flip(pool.fee_growth_global_x128.token0), "growth0";
      case 4:
        return flip(pool.fee_growth_global_x128.token1), "growth1";
      case 5:
        return flip(pool.protocol_fees.token1), "protocol fees";
      case 6:
        return pool.fee_protocol ^= 0x40, "fee protocol";
      case 7:
        return pool.observation_cardinality_next ^= 1, "cardinality";
      case 8:
        return flip(state.tokens[random_() % 2].balances[1 + 3 * (random_() % 2)]), "balance";
      case 9:
        return change_tick(state);
      case 10:
        return change_position(state);
      case 11:
        return change_observation(state);
      case 12:
        if (state.bitmap.empty()) return {};
        return flip(state.bitmap.begin()->second), "bitmap";
      default:
        return add_or_drop(state);
    }
  }

 private:
  template <unsigned N, class B>
  void flip(assay::uint<N, B>& number) {
    number ^= assay::uint<N, B>::power_of_two(static_cast<unsigned>(random_() % N));
  }
  template <class Map>
  auto& any_of(Map& map) {
    auto entry = map.begin();
    std::advance(entry, static_cast<std::ptrdiff_t>(random_() % map.size()));
    return entry->second;
  }

  std::string change_tick(state_type& state) {
    if (state.ticks.empty()) return {};
    auto& tick = any_of(state.ticks);
    switch (random_() % 7) {
      case 0:
        return flip(tick.liquidity_gross), "gross";
      case 1:
        return tick.liquidity_net = neg_wrapping(tick.liquidity_net),
               tick.liquidity_net.is_zero() ? "" : "net";
      case 2:
        return flip(tick.fee_growth_outside0_x128), "growth outside";
      case 3:
        return flip(tick.fee_growth_outside1_x128), "growth outside";
      case 4:
        return ++tick.tick_cumulative_outside, "tick cumulative outside";
      case 5:
        return flip(tick.seconds_per_liquidity_outside_x128), "seconds per liquidity outside";
      default:
        return ++tick.seconds_outside, "seconds outside";
    }
  }
  std::string change_position(state_type& state) {
    if (state.positions.empty()) return {};
    auto& position = any_of(state.positions);
    switch (random_() % 4) {
      case 0:
        return flip(position.liquidity), "position liquidity";
      case 1:
        return flip(position.fee_growth_inside0_last_x128), "growth inside last";
      case 2:
        return flip(position.tokens_owed0), "owed0";
      default:
        return flip(position.tokens_owed1), "owed1";
    }
  }
  std::string change_observation(state_type& state) {
    auto& slots = state.observations.slots();
    auto& slot = slots[random_() % slots.size()];
    if (random_() % 2 == 0) return ++slot.block_timestamp, "observation time";
    return flip(slot.seconds_per_liquidity_cumulative_x128), "observation";
  }
  std::string add_or_drop(state_type& state) {
    switch (random_() % 3) {
      case 0:
        if (state.ticks.empty()) return {};
        return state.ticks.erase(state.ticks.begin()), "lost tick";
      case 1:
        if (state.positions.empty()) return {};
        return state.positions.erase(state.positions.begin()), "lost position";
      default:
        return state.positions[{assay::account::actor(0), -7, 7}].liquidity = liquidity::one(),
                                                              "new position";
    }
  }

  std::mt19937_64 random_;
};

TEST(uniswap_v3_corruption, is_named_by_the_model_and_stops_no_check) {
  assay::test::case_count count("states with one wrong number");
  const v3::setup setup;
  const auto scale = exact::deployed_ticks();
  v3::pool<> engine(setup);
  model_check model(setup, {}, scale);
  checker_set checks(select("all"), setup, {{}, scale, make_engine_market(), 8});
  corrupter spoil(7);
  std::uint64_t seen_by_invariants = 0;
  std::map<std::string, unsigned> kinds;
  for (unsigned episode = 0; episode < 60; ++episode) {
    assay::testing::v3_walk<format> random(500 + episode, setup, scale);
    for (unsigned i = 0; i <= 200; ++i) {
      const auto operation = i == 0 ? random.birth() : random.next(engine.state());
      const auto& receipt = engine.apply(operation);
      state_type shown = engine.state();
      const std::string what = i > 10 ? spoil.change(shown) : std::string();
      const auto difference = model.after(operation, receipt, shown);
      const auto violations = checks.after(operation, receipt, shown);
      if (!what.empty()) {
        ++kinds[what];
        count.check(difference.has_value(), [&] { return what + " was not seen"; });
        seen_by_invariants += violations.empty() ? 0U : 1U;
      } else {
        EXPECT_FALSE(difference.has_value());
        EXPECT_TRUE(violations.empty());
      }
      model.resume_from(engine.state());
      checks.resume_from(engine.state());
    }
  }
  std::uint64_t all = 0;
  for (const auto& [what, times] : kinds) all += times;
  std::printf("  %llu of %llu are against an invariant too\n",
              static_cast<unsigned long long>(seen_by_invariants),
              static_cast<unsigned long long>(all));
  EXPECT_GT(kinds.size(), 20U);
  EXPECT_GT(seen_by_invariants, all * 9 / 10);
}

}  // namespace
