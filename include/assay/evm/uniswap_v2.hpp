// Uniswap V2 as deployed: factory and pair from the published creation code, run by the EVM.
//
// State is read from storage. After an operation only the slots that it wrote are looked at; a slot
// that no variable of UniswapV2Pair, UniswapV2ERC20 or UniswapV2Factory explains ends the run.
#pragma once

#include <memory>

#include "assay/evm/accounts.hpp"
#include "assay/evm/actors.hpp"
#include "assay/subject/uniswap_v2.hpp"

namespace assay::evm {

/// What only this bytecode answers; a test holds `state()` against it.
class uniswap_v2_subject : public uniswap_v2::subject {
 public:
  /// The same state asked of the contracts' own view functions, and balanceOf of the tokens.
  virtual uniswap_v2::protocol::state state_by_views() = 0;
  /// The machine that it runs on and the pair's address, for coverage.
  virtual machine& world() = 0;
  [[nodiscard]] virtual const evm_account& pair_address() const = 0;
};

/// Needs the packages of scripts/contracts. Throws trace::input_error when they are missing or are
/// not the published ones.
std::unique_ptr<uniswap_v2_subject> make_uniswap_v2();

}  // namespace assay::evm
