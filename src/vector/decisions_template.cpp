// Made by CMake from src/vector/decisions.
#include "decisions.hpp"

namespace assay::vectors {

const std::string_view uniswap_v2_decisions = R"assay(@ASSAY_DECISIONS_V2@)assay";
const std::string_view uniswap_v3_decisions = R"assay(@ASSAY_DECISIONS_V3@)assay";

}  // namespace assay::vectors
