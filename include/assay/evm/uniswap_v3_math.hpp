// Uniswap V3's libraries as published: compiled by their own compiler into one contract, whose
// functions (evm/contracts/v3_functions.sol) only give them names that can be called.
#pragma once

#include <memory>

#include "assay/subject/uniswap_v3_math.hpp"

namespace assay::evm {

/// Needs what scripts/contracts makes. Throws trace::input_error when it is missing.
std::unique_ptr<uniswap_v3::math_subject> make_uniswap_v3_math();

}  // namespace assay::evm
