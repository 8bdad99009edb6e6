// Stateful properties: sequences of operations that the generators draw from choice sequences which
// RapidCheck makes and shrinks.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "assay/campaign/uniswap_v3.hpp"
#include "support/property.hpp"

namespace assay::campaign::uniswap_v3 {
namespace {

using state_type = engine::protocol::state;

constexpr std::size_t longest = 100;
constexpr gen::mode only_mode = gen::mode::pool;

std::vector<std::uint8_t> draw_bytes() {
  return *rc::gen::scale(5.0, rc::gen::arbitrary<std::vector<std::uint8_t>>());
}

// The operations that the engine is asked when a sequence is drawn from these bytes.
std::vector<operation> draw_operations() {
  const auto bytes = draw_bytes();
  assay::gen::choices draw{std::span<const std::uint8_t>(bytes)};
  judge engine(gen::make_setup(only_mode), only_mode, engine::make_engine(),
               {.model = false, .invariants = invariant::uniswap_v3::select("none")});
  gen::generator generator(only_mode, engine.setup());
  sequence drawn;
  run_sequence(engine, generator, draw, longest, &drawn);
  return drawn.operations;
}

TEST(sequences, all_answers_agree) {
  test::case_count count("sequences from choices: engine, Boost words, model, invariants");
  judge by(gen::make_setup(only_mode), only_mode, engine::make_engine(), {});
  by.add_rival(engine::make_boost_engine());
  gen::generator generator(only_mode, by.setup());
  test::check_property(count, "engine, Boost words, model and invariants agree", [&] {
    const auto bytes = draw_bytes();
    assay::gen::choices draw{std::span<const std::uint8_t>(bytes)};
    const auto found = run_sequence(by, generator, draw, longest);
    if (found) RC_FAIL(found->field + ": expected " + found->expected + ", got " + found->got);
  });
  count.record_for("uniswap-v3.pool", evidence::kind::property);
}

// ---- The pool does not know one actor from another, but for the owner.

struct exchange {
  account one{};
  account other{};

  [[nodiscard]] account of(account who) const {
    if (who == one) return other;
    return who == other ? one : who;
  }
  engine::call<format> operator()(engine::transfer<format> x) const {
    x.to = of(x.to);
    return x;
  }
  template <class Other>
  engine::call<format> operator()(Other x) const {
    if constexpr (requires { x.recipient; }) x.recipient = of(x.recipient);
    return x;
  }
  [[nodiscard]] operation of(const operation& asked) const {
    return {of(asked.caller), asked.time, std::visit(*this, asked.call)};
  }
  [[nodiscard]] state_type of(const state_type& from) const {
    state_type image = from;
    image.positions.clear();
    for (const auto& [key, info] : from.positions) {
      image.positions[{of(key.owner), key.tick_lower, key.tick_upper}] = info;
    }
    for (auto& token : image.tokens) {
      if (token.balances.size() <= std::max(one.index, other.index)) continue;
      std::swap(token.balances[one.index], token.balances[other.index]);
    }
    return image;
  }
};

TEST(sequences, actors_may_change_places) {
  test::case_count count("sequences with two actors exchanged");
  const auto setup = gen::make_setup(only_mode);
  std::vector<account> others;
  for (std::uint32_t i = 0; i < setup.actors; ++i) {
    if (account::actor(i) != setup.owner) others.push_back(account::actor(i));
  }
  ASSERT_GE(others.size(), 2U);
  const exchange swapped{others[0], others[1]};
  test::check_property(count, "two actors may change places", [&] {
    const auto operations = draw_operations();
    const auto one = engine::make_engine();
    const auto other = engine::make_engine();
    one->begin(setup);
    other->begin(setup);
    for (const operation& asked : operations) {
      const bool accepted = one->apply(asked).ok();
      RC_ASSERT(other->apply(swapped.of(asked)).ok() == accepted);
      RC_ASSERT(world::same_state(swapped.of(one->state()), other->state()));
    }
  });
  count.record_for("uniswap-v3.pool", evidence::kind::property);
}

TEST(sequences, only_the_wrapped_clock_counts) {
  test::case_count count("sequences moved in time");
  const auto setup = gen::make_setup(only_mode);
  test::check_property(count, "times may be moved by any multiple of 2^32 seconds", [&] {
    const auto operations = draw_operations();
    const std::uint64_t turns = *rc::gen::inRange<std::uint64_t>(1, 1000);
    const auto one = engine::make_engine();
    const auto other = engine::make_engine();
    one->begin(setup);
    other->begin(setup);
    for (const operation& asked : operations) {
      operation later = asked;
      later.time += turns << 32;
      const auto& receipt = one->apply(asked);
      const auto& moved = other->apply(later);
      RC_ASSERT(moved.ok() == receipt.ok());
      RC_ASSERT(moved.returns == receipt.returns);
      RC_ASSERT(world::same_state(one->state(), other->state()));
    }
  });
  count.record_for("V3-ORACLE-1", evidence::kind::property);
}

TEST(sequences, what_is_refused_might_as_well_not_have_been_asked) {
  test::case_count count("sequences without what is refused in them");
  const auto setup = gen::make_setup(only_mode);
  test::check_property(count, "reverted operations may be left out", [&] {
    const auto operations = draw_operations();
    const auto one = engine::make_engine();
    const auto other = engine::make_engine();
    one->begin(setup);
    other->begin(setup);
    for (const operation& asked : operations) {
      if (!one->apply(asked).ok()) continue;
      RC_ASSERT(other->apply(asked).ok());
      RC_ASSERT(world::same_state(one->state(), other->state()));
    }
  });
  count.record_for("V3-REVERT-1", evidence::kind::property);
}

TEST(sequences, traces_hold_all_that_was_said) {
  test::case_count count("sequences written as traces and read again");
  const auto setup = gen::make_setup(only_mode);
  test::check_property(count, "a trace read and run again is the same trace", [&] {
    const auto operations = draw_operations();
    const auto pool = engine::make_engine();
    const std::string first = to_trace(only_mode, setup, *pool, operations);
    trace::trace_file file(trace::memory_source(first), "memory", true);
    engine::trace_reader reader(file);
    std::vector<operation> again;
    engine::trace_step step;
    while (reader.next(step)) again.push_back(step.operation);
    RC_ASSERT(again.size() == operations.size());
    RC_ASSERT(to_trace(only_mode, reader.header().setup, *pool, again) == first);
  });
  count.record_for("uniswap-v3.pool", evidence::kind::property);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v3
