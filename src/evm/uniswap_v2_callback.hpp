// What a borrower sees of a pair from inside uniswapV2Call: half-done states that no trace shows,
// and that every function that trades is locked. Private.
#pragma once

#include <optional>

#include "assay/evm/actors.hpp"
#include "oddities.hpp"
#include "uniswap_v2_origin.hpp"

namespace assay::evm {

/// What must be seen.
struct pair_glimpse {
  std::array<word, 2> reserves{};
  std::array<std::optional<word>, 2> balances{};  // of the pair; nothing: whatever it is
  std::string_view lock_reason{};
};

/// Looks at the pair and dares to call it, in calls that are made before the borrower's own.
void look_and_dare(const pair_contracts& where, const evm_account& me,
                   std::vector<call_step>& calls);
/// `heard` is empty when the operation failed before the callback.
void check_inside(std::span<const heard_answer> heard, const pair_glimpse& expected,
                  const subject_config& config, oddities& odd);

}  // namespace assay::evm
