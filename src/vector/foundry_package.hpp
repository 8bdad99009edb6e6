// The Solidity of packages/foundry, as text.
#pragma once

#include <string_view>

namespace assay::vectors {

extern const std::string_view foundry_loader;        ///< AssayVectors.sol
extern const std::string_view foundry_oracle;        ///< AssayOracle.sol
extern const std::string_view foundry_pair_vectors;  ///< UniswapV2PairVectors.sol
extern const std::string_view foundry_pair_test;     ///< UniswapV2Pair.t.sol

}  // namespace assay::vectors
