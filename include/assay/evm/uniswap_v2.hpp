// Uniswap V2 as deployed: factory and pair from the published creation code, run by the EVM.
//
// State is read from storage. After an operation only the slots that it wrote are looked at; a slot
// that no variable of UniswapV2Pair, UniswapV2ERC20 or UniswapV2Factory explains ends the run.
#pragma once

#include <memory>
#include <string_view>

#include "assay/evm/accounts.hpp"
#include "assay/evm/contract.hpp"
#include "assay/subject/uniswap_v2.hpp"

namespace assay::evm {

/// Needs the packages of scripts/contracts. Throws trace::input_error when they are missing or are
/// not the published ones.
std::unique_ptr<uniswap_v2::subject> make_uniswap_v2();
/// A stranger's pair, or the factory that makes it; its state is what its views answer. Throws
/// trace::input_error that says what it lacks.
std::unique_ptr<uniswap_v2::subject> make_uniswap_v2(std::shared_ptr<const contract> code);

/// The IDs of the invariants that hold of a pair whatever its curve, shares being pro rata.
std::string_view uniswap_v2_invariants_of_any_curve();

}  // namespace assay::evm
