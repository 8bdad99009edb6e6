// What is tried with every protocol's bytecode: recorded traces, and generated operations against
// the engine.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "assay/campaign/campaign.hpp"
#include "assay/evm/subjects.hpp"
#include "assay/replay/replay.hpp"
#include "assay/subject/branch_counters.hpp"
#include "assay/subject/oddity.hpp"
#include "support/case_count.hpp"

namespace assay::test {

/// Replays a recorded trace on the subject `evm`: no difference, no violation.
inline void replay_on_bytecode(const std::string& name, case_count& count) {
  evm::provide_subjects();
  trace::trace_file file(std::string(ASSAY_SOURCE_DIR "/tests/data/traces/") + name);
  replay::options options;
  options.subject = "evm";
  const replay::report report = replay::run(file, options);
  EXPECT_GT(report.fields, 0U) << name;
  count.check(report.difference_count == 0 && report.violation_count == 0, [&] {
    return report.differences.empty() ? name : name + ": " + report.differences.front().field;
  });
  count.add(report.fields);
}

/// A campaign of `reference` against the bytecode; `make_rival` gives the bytecode's subject.
template <class World, class MakeReference, class MakeRival>
campaign::report<World> against_bytecode(campaign::options<World> what,
                                         const campaign::checks<World>& checks,
                                         MakeReference make_reference, MakeRival make_rival) {
  what.make_judge = [=, mode = what.mode] {
    auto made = std::make_unique<campaign::judge<World>>(World::make_setup(mode), mode,
                                                         make_reference(), checks);
    made->add_rival(make_rival());
    return made;
  };
  return campaign::run(what);
}

/// The engine agrees with the bytecode, model and invariants watching.
template <class World, class MakeRival>
void expect_engine_agrees(typename World::mode mode, std::uint64_t seed, std::uint64_t operations,
                          MakeRival make_rival, case_count& count) {
  campaign::options<World> what;
  what.mode = mode;
  what.seed = seed;
  what.operations = operations;
  const auto report = against_bytecode<World>(what, {}, World::make_engine, make_rival);
  EXPECT_EQ(report.operations, operations);
  count.check(!report.found, [&] { return campaign::describe(*report.found); });
  count.add(report.operations);
}

/// Two subjects that run generated operations in step leave the same states behind, and nothing is
/// odd; the engine's states are what the operations are solved from.
template <class World>
void compare_on_engine(typename World::mode mode, std::unique_ptr<typename World::subject> one,
                       std::unique_ptr<typename World::subject> other, int operations,
                       case_count& count) {
  const auto engine = World::make_engine();
  const auto setup = World::make_setup(mode);
  engine->begin(setup);
  one->begin(setup);
  other->begin(setup);
  typename World::generator from(mode, setup);
  gen::choices draw(std::uint64_t{7});
  for (int i = 0; i < operations; ++i) {
    const auto asked = from.next(draw, engine->state());
    engine->apply(asked);
    one->apply(asked);
    other->apply(asked);
    const auto* odd = dynamic_cast<const odd_subject*>(other.get());
    count.check(World::same_state(one->state(), other->state()) && odd->odd() == nullptr,
                [&] { return std::string(asked.name()); });
  }
}

/// The bytecode alone, no model and no invariant, tells a mutant from the engine, and what tells
/// them apart shrinks to at most `most_steps` operations.
template <class World, class MakeMutant, class MakeRival>
void expect_mutant_differs(MakeMutant make_mutant, MakeRival make_rival, std::size_t most_steps,
                           case_count& count) {
  campaign::options<World> what;
  what.operations = 20'000;
  const campaign::checks<World> none{.model = false, .invariants = World::select("none")};
  const auto report = against_bytecode<World>(what, none, make_mutant, make_rival);
  ASSERT_TRUE(report.found.has_value());
  count.check(report.found->operations.size() <= most_steps,
              [&] { return campaign::describe(*report.found); });
}

/// Counting branches and comparisons changes no answer, and reaches what generated operations do.
template <class World>
void expect_coverage(typename World::mode mode, std::unique_ptr<typename World::subject> counted,
                     std::unique_ptr<typename World::subject> plain, std::size_t least_branches,
                     case_count& count) {
  std::vector<std::uint8_t> branches(1 << 14);
  std::vector<std::uint8_t> distances(1 << 16);
  const auto used = [](const std::vector<std::uint8_t>& counters) {
    return counters.size() - static_cast<std::size_t>(std::ranges::count(counters, 0));
  };
  auto& covered = dynamic_cast<covered_subject&>(*counted);
  covered.count_into({branches, distances});
  compare_on_engine<World>(mode, std::move(plain), std::move(counted), 1500, count);
  EXPECT_GE(used(branches), least_branches);
  EXPECT_GT(used(distances), used(branches));
  std::printf("covered %zu branches and %zu distances of comparisons\n", used(branches),
              used(distances));
}

}  // namespace assay::test
