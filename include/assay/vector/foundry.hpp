// Solidity that reads vector files in Foundry tests: a library for each function, with the struct
// of its cases, and what they import (packages/foundry).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::vectors {

struct solidity_file {
  std::string path;  ///< below the directory of vectors: "UniswapV2Vectors.sol"
  std::string text;
};

/// What a Foundry project imports to read the vectors of a protocol's functions: always of all of
/// them, so that writing the vectors of one takes nothing away. Precondition: it has a function.
[[nodiscard]] std::vector<solidity_file> render_solidity(std::string_view protocol);

}  // namespace assay::vectors
