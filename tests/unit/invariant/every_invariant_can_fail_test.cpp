// Each invariant is shown a step that breaks it, and must say so; the same step unspoiled must
// pass. An invariant without such a step fails this suite.
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "unit/invariant/scene.hpp"

namespace {

using namespace assay::testing;
using assay::account;
using assay::invariant::exact::curve;
using assay::model::integer;

using spoiler = std::function<void(shown&)>;

struct breach {
  const char* id;
  // Runs a step of a scene that has fees on, liquidity, one trade behind it, and time passed.
  std::function<std::set<std::string>(scene&, const spoiler&)> step;
  spoiler spoil;
};

std::set<std::string> a_swap(scene& here, const spoiler& spoil) { return here.swap(10'000, spoil); }
std::set<std::string> a_mint(scene& here, const spoiler& spoil) {
  return here.mint(50'000, 200'000, spoil);
}
std::set<std::string> a_burn(scene& here, const spoiler& spoil) {
  return here.step(alice, v2::burn<word>{w(500'000), alice}, spoil);
}
std::set<std::string> a_sync(scene& here, const spoiler& spoil) {
  return here.step(bob, v2::sync{}, spoil);
}
std::set<std::string> a_skim(scene& here, const spoiler& spoil) {
  here.step(bob, v2::transfer<word>{0, w(77), account::pool()});
  return here.step(bob, v2::skim{bob}, spoil);
}
std::set<std::string> a_refused_swap(scene& here, const spoiler& spoil) {
  v2::swap<word> greedy;
  greedy.in0 = w(1000);
  greedy.out1 = w(100'000);
  greedy.to = bob;
  return here.step(bob, greedy, spoil);
}
std::set<std::string> a_spending(scene& here, const spoiler& spoil) {
  here.step(alice, v2::approve_lp<word>{bob, w(100)});
  return here.step(bob, v2::transfer_from_lp<word>{alice, bob, w(60)}, spoil);
}

v2::swap<word>& as_swap(shown& sight) { return std::get<v2::swap<word>>(sight.asked.call); }
word& held(shown& sight, unsigned token) {
  return sight.after.tokens[token].balances[account::pool().index];
}

// Rewrites every event of a kind.
void change_events(shown& sight, v2::event_kind kind, std::size_t amount) {
  decltype(sight.answer.events) changed;
  for (std::size_t i = 0; i < sight.answer.events.size(); ++i) {
    auto event = sight.answer.events[i];
    if (event.kind == kind) event.amounts[amount] = plus(event.amounts[amount], 1);
    changed.push_back(event);
  }
  sight.answer.events = changed;
}

void lower_reserve1(shown& sight) {
  sight.after.pair.reserve1 = minus(sight.after.pair.reserve1, 1);
  held(sight, 1) = sight.after.pair.reserve1;
}

void below_before(shown& sight) {
  sight.after.pair.reserve0 = minus(sight.before.pair.reserve0, 1);
  sight.after.pair.reserve1 = sight.before.pair.reserve1;
}

auto more_supply(std::uint64_t more) {
  return [more](shown& sight) {
    sight.after.pair.total_supply = plus(sight.after.pair.total_supply, more);
  };
}

std::vector<breach> breaches_of_the_curve() {
  return {
      {"V2-K-1", a_swap, lower_reserve1},
      {"V2-K-2", a_sync, below_before},
      {"V2-DRAIN-1", a_sync, below_before},
      {"V2-SHARE-1", a_swap, below_before},
      {"V2-SHARE-2", a_sync, below_before},
      {"V2-ZERO-1", a_swap,
       [](shown& sight) {
         sight.after.pair.reserve0 = sight.before.pair.reserve0;
         sight.after.pair.reserve1 = sight.before.pair.reserve1;
         as_swap(sight).out1 = w(0);
       }},
      {"V2-OUT-1", a_swap, [](shown& sight) { as_swap(sight).out1 = sight.before.pair.reserve1; }},
      {"V2-MINT-1", a_mint,
       [](shown& sight) {
         sight.answer.returns.values[0] = plus(sight.answer.returns.values[0], 1);
         sight.after.pair.total_supply = plus(sight.after.pair.total_supply, 1);
       }},
      {"V2-BURN-1", a_burn,
       [](shown& sight) {
         sight.answer.returns.values[1] = minus(sight.answer.returns.values[1], 1);
       }},
      {"V2-TRIP-2", a_mint,
       [](shown& sight) { sight.answer.returns.values[0] = sight.answer.returns.values[0] << 1; }},
      {"V2-MINLIQ-1", a_sync, [](shown& sight) { sight.after.lp[account::zero().index] = w(999); }},
      {"V2-SUPPLY-1", a_burn, more_supply(1'000'000)},
      {"V2-KLAST-1", a_mint,
       [](shown& sight) { sight.after.pair.k_last = plus(sight.after.pair.k_last, 1); }},
      {"V2-KLAST-2", a_swap, [](shown& sight) { sight.after.pair.k_last = w(0); }},
      {"V2-FEE-1", a_mint, more_supply(1)},
      {"V2-FEE-2", a_mint, more_supply(1'000'000)},
      {"V2-FEE-3", a_mint,
       [](shown& sight) {
         sight.after.pair.total_supply = minus(sight.after.pair.total_supply, 1);
       }},
  };
}

std::vector<breach> breaches_of_the_books() {
  return {
      {"V2-CONSERVE-1", a_swap, [](shown& sight) { held(sight, 0) = plus(held(sight, 0), 1); }},
      {"V2-CONSERVE-2", a_mint, [](shown& sight) { held(sight, 1) = minus(held(sight, 1), 1); }},
      {"V2-LP-1", a_mint, more_supply(1)},
      {"V2-LP-2", a_sync,
       [](shown& sight) {
         sight.after.lp[alice.index] = minus(sight.after.lp[alice.index], 5);
         sight.after.lp[bob.index] = plus(sight.after.lp[bob.index], 5);
       }},
      {"V2-PAY-1", a_swap,
       [](shown& sight) {
         auto& balances = sight.after.tokens[0].balances;
         balances[alice.index] = minus(balances[alice.index], 9);
         balances[treasury.index] = plus(balances[treasury.index], 9);
       }},
      {"V2-SOLVENCY-1", a_burn, [](shown& sight) { held(sight, 0) = minus(held(sight, 0), 1); }},
      {"V2-SYNC-1", a_swap, [](shown& sight) { held(sight, 1) = plus(held(sight, 1), 1); }},
      {"V2-SKIM-1", a_skim, [](shown& sight) { held(sight, 0) = plus(held(sight, 0), 1); }},
      {"V2-RESERVE-1", a_sync,
       [](shown& sight) { sight.after.pair.reserve0 = word::power_of_two(112); }},
      {"V2-REVERT-1", a_refused_swap, [](shown& sight) { sight.after.tokens[0].sink = w(1); }},
      {"V2-LOCK-1", a_sync, [](shown& sight) { sight.after.pair.locked = true; }},
      {"V2-LOCK-2", a_swap,
       [](shown& sight) {
         as_swap(sight).has_callback = true;
         as_swap(sight).callback.reenter = v2::reentry::mint;
       }},
      {"V2-AUTH-1", a_sync, [](shown& sight) { sight.after.pair.fee_to = bob; }},
      {"V2-ALLOW-1", a_spending, [](shown& sight) { sight.after.allowances[0].amount = w(100); }},
      {"V2-TWAP-1", a_swap,
       [](shown& sight) {
         std::swap(sight.after.pair.price0_cumulative_last,
                   sight.after.pair.price1_cumulative_last);
       }},
      {"V2-TIME-1", a_mint, [](shown& sight) { ++sight.after.pair.block_timestamp_last; }},
      {"V2-FRAME-1", a_skim, below_before},
      {"V2-EVENT-1", a_burn, [](shown& sight) { change_events(sight, v2::event_kind::sync, 0); }},
      {"V2-EVENT-2", a_swap, [](shown& sight) { change_events(sight, v2::event_kind::swap, 3); }},
      {"V2-EVENT-3", a_mint,
       [](shown& sight) { change_events(sight, v2::event_kind::transfer, 0); }},
  };
}

std::vector<breach> breaches() {
  std::vector<breach> all = breaches_of_the_curve();
  for (breach& each : breaches_of_the_books()) all.push_back(std::move(each));
  return all;
}

// Fees on, liquidity, and a trade whose growth is due to the protocol.
void set_up(scene& here) {
  here.step(alice, v2::set_fee_to{treasury});
  here.mint(1'000'000, 4'000'000);
  here.pass(12);
  here.swap(300'000);
  here.pass(12);
}

TEST(every_invariant, is_violated_by_a_step_that_breaks_it_and_by_no_honest_one) {
  unsigned compared = 0;
  for (const breach& each : breaches()) {
    scene honest;
    set_up(honest);
    EXPECT_TRUE(each.step(honest, nullptr).empty()) << each.id << ": " << honest.details().front();

    scene spoiled;
    set_up(spoiled);
    const auto found = each.step(spoiled, each.spoil);
    EXPECT_TRUE(found.contains(each.id)) << each.id << " saw nothing";
    for (const std::string& detail : spoiled.details()) EXPECT_FALSE(detail.empty());
    ++compared;
  }
  std::printf("compared %u spoiled steps with their honest twins\n", compared);
  EXPECT_GT(compared, 30U);
}

// ---- The searching invariants are shown wrong libraries.

// The engine's answers, one of them changed.
class wrong_library : public checks::router {
 public:
  using change = std::function<void(const integer& in, std::optional<integer>& answer)>;
  change out = [](const integer&, std::optional<integer>&) {};
  change in = out;
  change price = out;

  std::optional<integer> amount_out(const integer& x, const integer& reserve_in,
                                    const integer& reserve_out, const curve& rules) const override {
    auto answer = checks::engine_router().amount_out(x, reserve_in, reserve_out, rules);
    out(x, answer);
    return answer;
  }
  std::optional<integer> amount_in(const integer& y, const integer& reserve_in,
                                   const integer& reserve_out, const curve& rules) const override {
    auto answer = checks::engine_router().amount_in(y, reserve_in, reserve_out, rules);
    in(y, answer);
    return answer;
  }
  std::optional<integer> quote(const integer& a, const integer& reserve_a,
                               const integer& reserve_b) const override {
    auto answer = checks::engine_router().quote(a, reserve_a, reserve_b);
    price(a, answer);
    return answer;
  }
};

// Everything that the searching invariants find in a hundred trades.
std::set<std::string> found_with(const wrong_library& library) {
  scene here({}, "V2-TIGHT-1,V2-IN-1,V2-TRIP-1,V2-SPLIT-1,V2-MONO-1,V2-QUOTE-1,V2-ZERO-2", library);
  set_up(here);
  std::set<std::string> found;
  for (std::uint64_t i = 1; i <= 100; ++i) found.merge(here.swap(1000 * i));
  return found;
}

TEST(every_invariant, of_the_router_is_violated_by_a_library_that_breaks_it) {
  using answer = std::optional<integer>;
  std::map<std::string, wrong_library> wrong;
  wrong["V2-TIGHT-1"].out = [](const integer&, answer& y) {
    if (y && *y > 0) --*y;
  };
  wrong["V2-IN-1"].in = [](const integer&, answer& x) {
    if (x) ++*x;
  };
  wrong["V2-TRIP-1"].out = [](const integer&, answer& y) {
    if (y) *y = *y * 1004 / 1000;
  };
  wrong["V2-SPLIT-1"].out = [](const integer& x, answer& y) {
    if (y) *y = assay::model::floor_of_square_root(x);
  };
  wrong["V2-MONO-1"].out = [](const integer& x, answer& y) {
    if (y && x % 2 != 0) y = 0;
  };
  wrong["V2-QUOTE-1"].price = [](const integer&, answer& a) {
    if (a) *a /= 2;
  };
  wrong["V2-ZERO-2"].out = [](const integer& x, answer& y) {
    if (x == 0) y = 1;
  };
  EXPECT_TRUE(found_with(wrong_library{}).empty());
  for (const auto& [id, library] : wrong) EXPECT_TRUE(found_with(library).contains(id)) << id;

  // Together with the breaches above, no invariant is left out.
  std::set<std::string> covered;
  for (const breach& each : breaches()) covered.insert(each.id);
  for (const auto& [id, library] : wrong) covered.insert(id);
  for (const checks::definition& each : checks::definitions()) {
    EXPECT_TRUE(covered.contains(std::string(each.about.id)))
        << each.about.id << " has no step that breaks it";
  }
}

TEST(every_invariant, output_above_the_curve_is_seen_too) {
  wrong_library generous;
  generous.out = [](const integer&, std::optional<integer>& y) {
    if (y) ++*y;
  };
  EXPECT_TRUE(found_with(generous).contains("V2-TIGHT-1"));
}

}  // namespace
