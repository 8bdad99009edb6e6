// Which invariants Foundry tests assert: all that judge a pair without a reference, and none that
// nobody has.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "assay/evm/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2.hpp"
#include "foundry_invariants.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

TEST(evm_foundry_invariants, all_that_hold_of_any_curve_are_asserted) {
  test::case_count count("invariants of any curve");
  std::string_view rest = uniswap_v2_invariants_of_any_curve();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    const std::string_view id = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    count.check(find_foundry_invariant(id) != nullptr, [&] { return std::string(id); });
  }
}

TEST(evm_foundry_invariants, are_nineteen_of_those_registered) {
  const auto all = invariant::uniswap_v2::definitions();
  const auto asserted = std::count_if(all.begin(), all.end(), [](const auto& one) {
    return find_foundry_invariant(one.about.id) != nullptr;
  });
  EXPECT_EQ(asserted, 19);
}

}  // namespace
}  // namespace assay::evm
