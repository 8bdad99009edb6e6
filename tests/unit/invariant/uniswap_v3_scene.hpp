// A Uniswap V3 pool and the checker that watches it; the last step can be spoiled before it is
// shown.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "assay/invariant/uniswap_v3.hpp"
#include "assay/invariant/uniswap_v3_market.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"

namespace assay::testing {

namespace v3 = assay::uniswap_v3;
namespace v3_checks = assay::invariant::uniswap_v3;

struct v3_scene {
  using format = evm_price_format<>;
  using word = format::word;
  using price = format::price;
  using liquidity = format::liquidity;
  using signed_word = sint<256>;
  using operation = v3::operation<format>;
  using receipt = v3::receipt<format>;
  using state = v3::state<format>;
  using ids = std::set<std::string>;

  // What the checker is shown of a step, to be spoiled.
  struct shown {
    operation asked;
    receipt answer;
    state after;
    const state before;
  };
  using spoiler = std::function<void(shown&)>;

  static word w(std::uint64_t value) { return word{value}; }
  static inline const account alice = account::actor(0);  // owns the factory
  static inline const account bob = account::actor(1);
  static inline const account carol = account::actor(2);

  v3::pool<> pool{v3::setup{}};
  v3_checks::checker_set checker;
  std::uint64_t time = 1'600'000'000;
  std::vector<std::string> details{};

  explicit v3_scene(std::string_view invariants = "all", v3_checks::surroundings around = {})
      : checker(v3_checks::select(invariants), v3::setup{}, std::move(around)) {
    v3::create_pool<format> birth;
    birth.balances = word::power_of_two(200);
    step(alice, birth);
  }

  // Runs one operation and returns the IDs that the checker finds violated.
  template <class Call>
  ids step(account caller, const Call& call, const spoiler& spoil = nullptr) {
    const state before = pool.state();
    const operation asked{caller, time, call};
    const receipt& answer = pool.apply(asked);
    shown sight{asked, answer, pool.state(), before};
    if (spoil) spoil(sight);
    ids out;
    for (const auto& found : checker.after(sight.asked, sight.answer, sight.after)) {
      out.insert(std::string(found.invariant->about.id));
      details.push_back(found.detail);
    }
    return out;
  }

  ids mint(std::int32_t lower, std::int32_t upper, std::uint64_t amount,
           const spoiler& spoil = nullptr) {
    return step(bob, v3::mint<format>{bob, lower, upper, liquidity{amount}, {}}, spoil);
  }
  ids burn(std::int32_t lower, std::int32_t upper, std::uint64_t amount,
           const spoiler& spoil = nullptr) {
    return step(bob, v3::burn<format>{lower, upper, liquidity{amount}}, spoil);
  }
  // Positive: exact input.
  ids swap(bool falls, std::int64_t amount, const spoiler& spoil = nullptr) {
    const price limit = falls ? add_wrapping(min_sqrt_ratio<>, price::one())
                              : sub_wrapping(max_sqrt_ratio<>, price::one());
    return step(carol, v3::swap<format>{carol, falls, signed_word{amount}, limit, {}}, spoil);
  }
  void pass(std::uint64_t seconds) { time += seconds; }

  // A price, three positions of two owners, protocol fees on, trades both ways, time passed.
  void set_up() {
    step(alice, v3::initialize<format>{price::power_of_two(96)});
    step(alice, v3::set_fee_protocol{5, 10});
    step(alice, v3::increase_observation_cardinality_next{4});
    mint(-600, 600, 1'000'000'000'000);
    mint(-60, 120, 3'000'000'000'000);
    step(alice, v3::mint<format>{alice, 60, 600, liquidity{500'000'000'000}, {}});
    pass(12);
    swap(true, 1'000'000'000);
    pass(12);
    swap(false, 3'000'000'000);
    pass(12);
  }
};

}  // namespace assay::testing
