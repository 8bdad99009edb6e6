// Filled in by CMake from evm/contracts/*.hex; see src/evm/CMakeLists.txt.
#include "tokens.hpp"

namespace assay::evm {

const std::string_view token_hex = "@ASSAY_TOKEN_HEX@";
const std::string_view odd_token_hex = "@ASSAY_ODD_TOKEN_HEX@";
const std::string_view factory_hex = "@ASSAY_FACTORY_HEX@";

}  // namespace assay::evm
