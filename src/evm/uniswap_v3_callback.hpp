// What a caller sees of a pool from inside its callback: half-done states that no trace shows, and
// that every function that trades is locked. Private.
#pragma once

#include <array>

#include "assay/evm/actors.hpp"
#include "assay/evm/subject_config.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "oddities.hpp"

namespace assay::evm {

/// What must be seen: the state after the operation, but for what this says.
class pool_glimpse {
 public:
  using state_type = uniswap_v3::protocol::state;

  /// Of the state before the operation: what the pool holds.
  explicit pool_glimpse(const state_type& before);
  /// These amounts have gone out before the callback.
  void leaves(account recipient, const word& amount0, const word& amount1);
  /// Fees are booked after the callback.
  void keeps_fees() { fees_are_late_ = true; }

  std::array<word, 2> balances{};
  std::array<word, 4> fees{};  // growth of each token, protocol's part of each

  [[nodiscard]] bool fees_are_late() const { return fees_are_late_; }

 private:
  bool fees_are_late_ = false;
};

/// Looks at the pool and dares to call it, in calls that are made before the caller's own.
void look_and_dare(const evm_account& pool, const std::array<evm_account, 2>& tokens,
                   const evm_account& me, std::int32_t spacing, std::vector<call_step>& calls);
/// After an operation that succeeded. `heard` is empty when there was no callback.
void check_inside(std::span<const heard_answer> heard, const pool_glimpse& before,
                  const pool_glimpse::state_type& after, const subject_config& config,
                  oddities& odd);

}  // namespace assay::evm
