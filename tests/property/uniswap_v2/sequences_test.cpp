// Stateful properties: sequences of operations that the generators draw from choice sequences which
// RapidCheck makes and shrinks.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "assay/campaign/uniswap_v2.hpp"
#include "support/property.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

using state_type = pair::protocol::state;
using number = pair::protocol::word;

constexpr std::size_t longest = 100;

std::vector<std::uint8_t> draw_bytes() {
  return *rc::gen::scale(5.0, rc::gen::arbitrary<std::vector<std::uint8_t>>());
}

// The operations that the engine is asked when a sequence is drawn from these bytes.
std::vector<operation> draw_operations(gen::mode which) {
  const auto bytes = draw_bytes();
  assay::gen::choices draw{std::span<const std::uint8_t>(bytes)};
  judge engine(gen::make_setup(which), which, pair::make_engine(),
               {.model = false, .invariants = invariant::uniswap_v2::select("none")});
  gen::generator generator(which, engine.setup());
  sequence drawn;
  run_sequence(engine, generator, draw, longest, &drawn);
  return drawn.operations;
}

void check_agreement(test::case_count& count, gen::mode which) {
  judge by(gen::make_setup(which), which, pair::make_engine(), {});
  by.add_rival(pair::make_boost_engine());
  gen::generator generator(which, by.setup());
  const std::string name(gen::mode_names[static_cast<std::size_t>(which)]);
  test::check_property(count, "engine, Boost words, model and invariants agree: " + name, [&] {
    const auto bytes = draw_bytes();
    assay::gen::choices draw{std::span<const std::uint8_t>(bytes)};
    const auto found = run_sequence(by, generator, draw, longest);
    if (found) RC_FAIL(found->field + ": expected " + found->expected + ", got " + found->got);
  });
}

TEST(sequences, all_answers_agree) {
  test::case_count count("sequences from choices: engine, Boost words, model, invariants");
  check_agreement(count, gen::mode::pair);
  check_agreement(count, gen::mode::fork);
  check_agreement(count, gen::mode::tokens);
  count.record_for("uniswap-v2.pair", evidence::kind::property);
}

// ---- The pair does not know which of its tokens is which.

account mirrored(account who) {
  if (who == account::token0()) return account::token1();
  if (who == account::token1()) return account::token0();
  return who;
}

struct mirror {
  pair::call<number> operator()(pair::mint<number> x) const {
    return pair::mint<number>{x.amount1, x.amount0, mirrored(x.to)};
  }
  pair::call<number> operator()(pair::swap<number> x) const {
    std::swap(x.in0, x.in1);
    std::swap(x.out0, x.out1);
    std::swap(x.callback.pay0, x.callback.pay1);
    x.to = mirrored(x.to);
    // Re-entering swap() asks for token0, which has no mirror image; the lock refuses it anyway.
    return x;
  }
  pair::call<number> operator()(pair::transfer<number> x) const {
    return pair::transfer<number>{1 - x.token, x.amount, mirrored(x.to)};
  }
  template <class Other>
  pair::call<number> operator()(Other x) const {
    if constexpr (requires { x.to; }) x.to = mirrored(x.to);
    if constexpr (requires { x.from; }) x.from = mirrored(x.from);
    if constexpr (requires { x.spender; }) x.spender = mirrored(x.spender);
    if constexpr (requires { x.fee_to; }) x.fee_to = mirrored(x.fee_to);
    if constexpr (requires { x.fee_to_setter; }) x.fee_to_setter = mirrored(x.fee_to_setter);
    return x;
  }
};

template <class T>
void swap_slots(std::vector<T>& slots) {
  if (slots.size() > account::token1().index) {
    std::swap(slots[account::token0().index], slots[account::token1().index]);
  }
}

state_type mirrored(state_type x) {
  std::swap(x.pair.reserve0, x.pair.reserve1);
  std::swap(x.pair.price0_cumulative_last, x.pair.price1_cumulative_last);
  std::swap(x.tokens[0], x.tokens[1]);
  for (auto& token : x.tokens) swap_slots(token.balances);
  swap_slots(x.lp);
  x.pair.fee_to = mirrored(x.pair.fee_to);
  x.pair.fee_to_setter = mirrored(x.pair.fee_to_setter);
  for (auto& entry : x.allowances) {
    entry.owner = mirrored(entry.owner);
    entry.spender = mirrored(entry.spender);
  }
  return x;
}

TEST(sequences, tokens_have_no_order) {
  test::case_count count("sequences and their mirror images");
  const auto setup = gen::make_setup(gen::mode::pair);
  test::check_property(count, "token0 and token1 may change places", [&] {
    const auto operations = draw_operations(gen::mode::pair);
    const auto one = pair::make_engine();
    const auto other = pair::make_engine();
    one->begin(setup);
    other->begin(setup);
    for (const operation& asked : operations) {
      operation image = asked;
      image.call = std::visit(mirror{}, asked.call);
      const bool accepted = one->apply(asked).ok();
      RC_ASSERT(other->apply(image).ok() == accepted);
      RC_ASSERT(mirrored(one->state()) == other->state());
    }
  });
  count.record_for("uniswap-v2.pair", evidence::kind::property);
}

TEST(sequences, only_the_wrapped_clock_counts) {
  test::case_count count("sequences moved in time");
  const auto setup = gen::make_setup(gen::mode::fork);
  test::check_property(count, "times may be moved by any multiple of 2^32 seconds", [&] {
    const auto operations = draw_operations(gen::mode::fork);
    const std::uint64_t turns = *rc::gen::inRange<std::uint64_t>(1, 1000);
    const auto one = pair::make_engine();
    const auto other = pair::make_engine();
    one->begin(setup);
    other->begin(setup);
    for (const operation& asked : operations) {
      operation later = asked;
      later.time += turns << 32;
      const bool accepted = one->apply(asked).ok();
      RC_ASSERT(other->apply(later).ok() == accepted);
      RC_ASSERT(one->state() == other->state());
    }
  });
  count.record_for("V2-TIME-1", evidence::kind::property);
}

TEST(sequences, what_is_refused_might_as_well_not_have_been_asked) {
  test::case_count count("sequences without what is refused in them");
  const auto setup = gen::make_setup(gen::mode::tokens);
  test::check_property(count, "reverted operations may be left out", [&] {
    const auto operations = draw_operations(gen::mode::tokens);
    const auto one = pair::make_engine();
    const auto other = pair::make_engine();
    one->begin(setup);
    other->begin(setup);
    for (const operation& asked : operations) {
      if (!one->apply(asked).ok()) continue;
      RC_ASSERT(other->apply(asked).ok());
      RC_ASSERT(one->state() == other->state());
    }
  });
  count.record_for("V2-REVERT-1", evidence::kind::property);
}

TEST(sequences, traces_hold_all_that_was_said) {
  test::case_count count("sequences written as traces and read again");
  for (const gen::mode which : {gen::mode::pair, gen::mode::fork, gen::mode::tokens}) {
    const auto setup = gen::make_setup(which);
    const std::string name(gen::mode_names[static_cast<std::size_t>(which)]);
    test::check_property(count, "a trace read and run again is the same trace: " + name, [&] {
      const auto operations = draw_operations(which);
      const auto engine = pair::make_engine();
      const std::string first = to_trace(which, setup, *engine, operations);
      trace::trace_file file(trace::memory_source(first), "memory", true);
      pair::trace_reader reader(file);
      std::vector<operation> again;
      pair::trace_step step;
      while (reader.next(step)) again.push_back(step.operation);
      RC_ASSERT(again.size() == operations.size());
      RC_ASSERT(to_trace(which, reader.header().setup, *engine, again) == first);
    });
  }
  count.record_for("uniswap-v2.pair", evidence::kind::property);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v2
