// The registry: IDs, choosing among them, documentation, distances as small numbers.
#include <gtest/gtest.h>

#include <climits>
#include <set>

#include "assay/invariant/score.hpp"
#include "assay/invariant/uniswap_v2.hpp"

namespace {

using namespace assay::invariant;
using assay::model::integer;
using assay::model::power_of_two;

TEST(registry, every_invariant_is_complete_and_named_once) {
  std::set<std::string_view> ids;
  for (const uniswap_v2::definition& each : uniswap_v2::definitions()) {
    EXPECT_TRUE(ids.insert(each.about.id).second) << each.about.id;
    EXPECT_TRUE(each.about.id.starts_with("V2-"));
    EXPECT_EQ(each.about.protocol, "uniswap-v2");
    for (const std::string_view text :
         {each.about.title, each.about.statement, each.about.applies, each.about.proof}) {
      EXPECT_FALSE(text.empty()) << each.about.id;
      EXPECT_EQ(text.find('|'), std::string_view::npos) << each.about.id;  // it goes into a table
    }
    EXPECT_NE(each.check, nullptr);
  }
  EXPECT_GE(ids.size(), 40U);
  std::size_t listed = 0;
  for (const summary& each : all_invariants()) listed += each.protocol == "uniswap-v2" ? 1U : 0U;
  EXPECT_EQ(listed, ids.size());
}

TEST(registry, selection) {
  EXPECT_EQ(uniswap_v2::select("all").chosen.size(), uniswap_v2::definitions().size());
  EXPECT_TRUE(uniswap_v2::select("none").chosen.empty());
  EXPECT_TRUE(uniswap_v2::select("none").error.empty());
  const auto two = uniswap_v2::select("V2-K-1, V2-TWAP-1,V2-K-1");
  ASSERT_EQ(two.chosen.size(), 2U);
  EXPECT_EQ(two.chosen[0]->about.id, "V2-K-1");
  EXPECT_EQ(two.chosen[1]->about.id, "V2-TWAP-1");
  EXPECT_TRUE(two.by_name);
  EXPECT_FALSE(uniswap_v2::select("all").by_name);
}

TEST(registry, unknown_names_are_errors_that_help) {
  EXPECT_EQ(uniswap_v2::select("V2-SOLVENCI-1").error,
            "unknown invariant 'V2-SOLVENCI-1'; did you mean 'V2-SOLVENCY-1'?");
  EXPECT_EQ(uniswap_v2::select("al").error, "unknown invariant 'al'; did you mean 'all'?");
  EXPECT_TRUE(uniswap_v2::select("V2-K-1,nonsense").chosen.empty());
  EXPECT_FALSE(uniswap_v2::select("").error.empty());
  EXPECT_FALSE(uniswap_v2::select("V2-K-1,").error.empty());
}

TEST(registry, documentation_has_a_row_for_each) {
  for (const summary& each : all_invariants()) {
    const std::string table = documentation_table(each.protocol);
    EXPECT_NE(table.find("| " + std::string(each.id) + " | "), std::string::npos) << each.id;
  }
  EXPECT_EQ(documentation_table("nothing").find("V2"), std::string::npos);
}

TEST(registry, closeness_grows_with_distance) {
  EXPECT_EQ(closeness(0), 0U);
  EXPECT_EQ(closeness(-5), 0U);
  EXPECT_EQ(closeness(1), 256U);
  EXPECT_EQ(closeness(3), 2 * 256 + 128U);
  integer distance = 1;
  std::uint32_t last = 0;
  for (unsigned i = 0; i < 2000; ++i) {
    const std::uint32_t now = closeness(distance);
    EXPECT_GE(now, last);
    last = now;
    distance += distance / 4 + 1;
    if (distance > power_of_two(700)) break;
  }
  EXPECT_GT(last, 600 * 256U);
}

TEST(registry, standings_add_up_by_name_and_keep_the_smallest_distance) {
  std::vector<standing> sum = {{"A", {.applied = 2, .violated = 1, .excused = 0, .least = 7}}};
  const std::vector<standing> more = {
      {"B", {.applied = 5, .violated = 0, .excused = 3, .least = std::nullopt}},
      {"A", {.applied = 3, .violated = 0, .excused = 4, .least = integer(-2)}}};
  const std::vector<standing> farther = {
      {"A", {.applied = 0, .violated = 0, .excused = 0, .least = 5}}};
  add_to(sum, more);
  add_to(sum, more);
  add_to(sum, farther);
  ASSERT_EQ(sum.size(), 2U);
  EXPECT_EQ(sum[0].id, "A");
  EXPECT_EQ(sum[0].counts.applied, 8U);
  EXPECT_EQ(sum[0].counts.violated, 1U);
  EXPECT_EQ(sum[0].counts.excused, 8U);
  EXPECT_EQ(sum[0].counts.least, integer(-2));
  EXPECT_EQ(sum[1].counts.applied, 10U);
  EXPECT_FALSE(sum[1].counts.least.has_value());
}

// Its steps are distances.
struct slack_is_not_negative {
  summary about{"A", "p", "t", "s", "a", "none"};
  void check(const int& slack, verdict& found) const {
    if (slack != INT_MAX) found.require_not_negative(slack, [] { return "below 0"; });
  }
};

TEST(registry, a_score_keeps_the_smallest_distance_of_all_steps) {
  const slack_is_not_negative one;
  score_keeper<slack_is_not_negative> score({.chosen = {&one}});
  const auto least_after = [&](int slack) {
    score.begin_step();
    score.check(slack);
    return score.standings().at(0).counts.least;
  };
  EXPECT_FALSE(least_after(INT_MAX).has_value());  // where it does not apply
  EXPECT_EQ(least_after(5), integer(5));
  EXPECT_EQ(least_after(2), integer(2));
  EXPECT_EQ(least_after(9), integer(2));
  EXPECT_EQ(score.last_closeness()[0], closeness(9));
  EXPECT_EQ(least_after(-1), integer(-1));
  const tally counts = score.standings().at(0).counts;
  EXPECT_EQ(counts.applied, 4U);
  EXPECT_EQ(counts.violated, 1U);
}

TEST(registry, words_cross_over_exactly) {
  using word = assay::uint<256>;
  for (const word& value : {word::zero(), word::one(), word::max(), word::power_of_two(64),
                            word::power_of_two(112), word::max() >> 1}) {
    EXPECT_EQ(to_word<word>(to_integer(value)), value);
  }
  EXPECT_EQ(to_integer(word::max()), power_of_two(256) - 1);
  EXPECT_EQ(to_integer(assay::uint<9>::max()), 511);
  EXPECT_EQ(to_word<assay::uint<9>>(511), assay::uint<9>::max());
}

}  // namespace
