// The operations of chosen sequences (src/vector/decisions), as text.
#pragma once

#include <string_view>

namespace assay::vectors {

extern const std::string_view uniswap_v2_decisions;
extern const std::string_view uniswap_v3_decisions;

}  // namespace assay::vectors
