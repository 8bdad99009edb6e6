// Uniswap V2's router library as deployed: the functions of UniswapV2Router02, with real pairs.
#pragma once

#include <memory>

#include "assay/subject/uniswap_v2_library.hpp"

namespace assay::evm {

/// Needs the packages of scripts/contracts. Throws trace::input_error when they are missing.
std::unique_ptr<uniswap_v2::library_subject> make_uniswap_v2_library();

}  // namespace assay::evm
