// Every planted mutant is caught, by the check that the catalogue names and within the operations
// that it allows; no twin raises an alarm at any check.
#include "uniswap_v2_mutants.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "assay/campaign/mutants.hpp"
#include "assay/campaign/uniswap_v2.hpp"
#include "assay/evidence/record.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

using pair::mutants::make_mutant;

constexpr std::uint64_t twin_operations = 120'000;

// A campaign on mutants is small enough to need no shrinking; that has tests of its own.
options campaign_of(std::uint64_t operations) {
  options what;
  what.operations = operations;
  what.shrinking = {.attempts = 0, .seconds = 1};
  return what;
}

// The mutant in the engine's place, and the one check that is to catch it.
std::unique_ptr<judge> judge_of(const mutant& planted) {
  const pair::setup setup = gen::make_setup(gen::mode::pair);
  checks what{.model = planted.caught_by == "model",
              .invariants = invariant::uniswap_v2::select(
                  planted.caught_by.starts_with("V2-") ? planted.caught_by : "none")};
  EXPECT_EQ(what.invariants.error, "");
  if (planted.caught_by == "engine") {
    auto by = std::make_unique<judge>(setup, gen::mode::pair, pair::make_engine(), what);
    by->add_rival(make_mutant(planted.name));
    return by;
  }
  return std::make_unique<judge>(setup, gen::mode::pair, make_mutant(planted.name), what);
}

class every_mutant : public ::testing::TestWithParam<mutant> {};

TEST_P(every_mutant, is_caught_by_its_check) {
  const mutant& planted = GetParam();
  options what = campaign_of(planted.within);
  what.make_judge = [&] { return judge_of(planted); };
  const report found = run(what);
  std::cout << planted.name << ": caught by " << planted.caught_by << " after " << found.operations
            << " operations" << std::endl;
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
TEST_P(every_mutant, differs_from_the_engine) {
  mutant planted = GetParam();
  planted.caught_by = "engine";
  options what = campaign_of(planted.within);
  what.make_judge = [&] { return judge_of(planted); };
  EXPECT_TRUE(run(what).found.has_value());
}

class every_twin : public ::testing::TestWithParam<mutant> {};

TEST_P(every_twin, raises_no_alarm) {
  const mutant& twin = GetParam();
  options what = campaign_of(twin_operations);
  what.make_judge = [&] {
    auto by = std::make_unique<judge>(gen::make_setup(gen::mode::pair), gen::mode::pair,
                                      make_mutant(twin.name), checks{});
    by->add_rival(pair::make_engine());
    return by;
  };
  const report result = run(what);
  std::cout << twin.name << ": no alarm in " << result.operations << " operations, "
            << result.comparisons << " comparisons" << std::endl;
  EXPECT_FALSE(result.found.has_value()) << describe(*result.found);
  EXPECT_EQ(result.operations, twin_operations);
  EXPECT_GT(result.comparisons, twin_operations);
}

std::vector<mutant> catalogue(bool twins) {
  std::vector<mutant> chosen;
  for (const mutant& one : mutants()) {
    if (one.protocol == "uniswap-v2" && one.is_twin() == twins) chosen.push_back(one);
  }
  return chosen;
}

std::string test_name(const ::testing::TestParamInfo<mutant>& info) {
  std::string name(info.param.name);
  for (char& letter : name) letter = letter == '-' ? '_' : letter;
  return name;
}

INSTANTIATE_TEST_SUITE_P(uniswap_v2, every_mutant, ::testing::ValuesIn(catalogue(false)),
                         test_name);
INSTANTIATE_TEST_SUITE_P(uniswap_v2, every_twin, ::testing::ValuesIn(catalogue(true)), test_name);

TEST(mutant_catalogue, has_code_for_every_name_and_enough_of_both) {
  std::set<std::string_view> names;
  std::map<std::string_view, int> caught_by;
  for (const mutant& one : mutants()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name << " is there twice";
    EXPECT_NE(make_mutant(one.name), nullptr) << one.name << " has no code";
    ++caught_by[one.caught_by];
  }
  EXPECT_EQ(make_mutant("no such mutant"), nullptr);
  EXPECT_GE(catalogue(false).size(), 25U);
  EXPECT_GE(catalogue(true).size(), 4U);
  EXPECT_GE(caught_by.size(), 12U) << "too few different checks catch something";
}

}  // namespace
}  // namespace assay::campaign::uniswap_v2
