// The published functions of Uniswap V3: the libraries of its core and of its periphery.
#pragma once

#include <vector>

#include "assay/vector/function.hpp"

namespace assay::vectors::uniswap_v3 {

/// Appends them in the order in which `assay list functions` shows them.
void add_functions(std::vector<function>& list);

}  // namespace assay::vectors::uniswap_v3
