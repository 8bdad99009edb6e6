// Mutants and twins of one protocol on trial, whatever the protocol: each mutant is caught by the
// check that the catalogue names and within the operations that it allows; no twin raises an alarm
// at any check.
#pragma once

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "assay/campaign/campaign.hpp"
#include "assay/campaign/mutants.hpp"
#include "assay/evidence/record.hpp"

namespace assay::campaign {

template <class World>
struct mutant_trial {
  using subject = typename World::subject;

  std::string_view protocol;          // "uniswap-v2"
  std::string_view invariant_prefix;  // "V2-"
  std::unique_ptr<subject> (*make_mutant)(std::string_view name);

  static constexpr std::uint64_t twin_operations = 120'000;

  [[nodiscard]] std::vector<mutant> catalogue(bool twins) const {
    std::vector<mutant> chosen;
    for (const mutant& one : mutants()) {
      if (one.protocol == protocol && one.is_twin() == twins) chosen.push_back(one);
    }
    return chosen;
  }

  void expect_caught(const mutant& planted) const {
    const report<World> found = run_on(planted);
    std::cout << planted.name << ": caught by " << planted.caught_by << " after "
              << found.operations << " operations" << std::endl;
    ASSERT_TRUE(found.found.has_value())
        << planted.caught_by << " did not catch it in " << found.operations << " operations";
    const failure& caught = found.found->found;
    if (planted.caught_by == "model") {
      EXPECT_EQ(caught.kind, failure_kind::model);
    } else if (planted.caught_by == "engine") {
      EXPECT_NE(caught.kind, failure_kind::model);
      EXPECT_NE(caught.kind, failure_kind::invariant);
    } else {
      EXPECT_EQ(caught.kind, failure_kind::invariant);
      EXPECT_EQ(caught.field, planted.caught_by);
      evidence::record(planted.caught_by, evidence::kind::mutants, 1, planted.name);
    }
  }

  // Comparison with the engine is the net under all named checks.
  void expect_differs_from_engine(mutant planted) const {
    planted.caught_by = "engine";
    EXPECT_TRUE(run_on(planted).found.has_value());
  }

  void expect_silent(const mutant& twin) const {
    options<World> what = campaign_of(twin_operations);
    what.make_judge = [&] {
      auto by = std::make_unique<judge<World>>(World::make_setup({}), typename World::mode{},
                                               make_mutant(twin.name), checks<World>{});
      by->add_rival(World::make_engine());
      return by;
    };
    const report<World> result = run(what);
    std::cout << twin.name << ": no alarm in " << result.operations << " operations, "
              << result.comparisons << " comparisons" << std::endl;
    EXPECT_FALSE(result.found.has_value()) << describe(*result.found);
    EXPECT_EQ(result.operations, twin_operations);
    EXPECT_GT(result.comparisons, twin_operations);
  }

  // Code for every name, and enough of both.
  void expect_complete(std::size_t least_mutants, std::size_t least_twins,
                       std::size_t least_checks) const {
    std::set<std::string_view> names;
    std::set<std::string_view> catchers;
    for (const mutant& one : mutants()) {
      EXPECT_TRUE(names.insert(one.name).second) << one.name << " is there twice";
      if (one.protocol != protocol) continue;
      EXPECT_NE(make_mutant(one.name), nullptr) << one.name << " has no code";
      catchers.insert(one.caught_by);
    }
    EXPECT_EQ(make_mutant("no such mutant"), nullptr);
    EXPECT_GE(catalogue(false).size(), least_mutants);
    EXPECT_GE(catalogue(true).size(), least_twins);
    EXPECT_GE(catchers.size(), least_checks) << "too few different checks catch something";
  }

 private:
  // A campaign on mutants is small enough to need no shrinking; that has tests of its own.
  static options<World> campaign_of(std::uint64_t operations) {
    options<World> what;
    what.operations = operations;
    what.shrinking = {.attempts = 0, .seconds = 1};
    return what;
  }

  // The mutant in the engine's place, and the one check that is to catch it.
  [[nodiscard]] std::unique_ptr<judge<World>> judge_of(const mutant& planted) const {
    const auto setup = World::make_setup({});
    const bool is_named = planted.caught_by.starts_with(invariant_prefix);
    checks<World> what{.model = planted.caught_by == "model",
                       .invariants = World::select(is_named ? planted.caught_by : "none")};
    EXPECT_EQ(what.invariants.error, "");
    if (planted.caught_by == "engine") {
      auto by =
          std::make_unique<judge<World>>(setup, typename World::mode{}, World::make_engine(), what);
      by->add_rival(make_mutant(planted.name));
      return by;
    }
    return std::make_unique<judge<World>>(setup, typename World::mode{}, make_mutant(planted.name),
                                          what);
  }

  [[nodiscard]] report<World> run_on(const mutant& planted) const {
    options<World> what = campaign_of(planted.within);
    what.make_judge = [&] { return judge_of(planted); };
    return run(what);
  }
};

inline std::string mutant_test_name(const ::testing::TestParamInfo<mutant>& info) {
  std::string name(info.param.name);
  for (char& letter : name) letter = letter == '-' ? '_' : letter;
  return name;
}

}  // namespace assay::campaign
