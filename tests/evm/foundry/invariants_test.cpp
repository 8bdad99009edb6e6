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

TEST(evm_foundry_invariants, each_is_found_by_its_own_id_alone) {
  test::case_count count("invariants looked for");
  std::size_t asserted = 0;
  for (const auto& one : invariant::uniswap_v2::definitions()) {
    const std::string_view id = one.about.id;
    const foundry_invariant* found = find_foundry_invariant(id);
    count.check(found == nullptr || found->id == id, [&] { return std::string(id); });
    count.check(find_foundry_invariant(std::string(id) + "0") == nullptr,
                [&] { return std::string(id) + "0"; });
    if (found != nullptr) ++asserted;
  }
  EXPECT_EQ(asserted, 19U);
}

}  // namespace
}  // namespace assay::evm
