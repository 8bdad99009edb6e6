// Uniswap V3 as deployed: factory and pool from the published creation code, run by the EVM.
//
// State is read from storage, as for V2: a slot that no variable of UniswapV3Pool explains ends the
// run.
#pragma once

#include <memory>

#include "assay/evm/accounts.hpp"
#include "assay/evm/contract.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::evm {

/// Needs the packages of scripts/contracts. Throws trace::input_error when they are missing or are
/// not the published ones.
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3();
/// A stranger's pool, or the factory that makes it; its state is what its views answer. Throws
/// trace::input_error that says what it lacks.
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3(std::shared_ptr<const contract> code);

}  // namespace assay::evm
