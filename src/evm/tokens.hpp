// The compiled contracts of evm/contracts, as CMake wrote them into tokens_template.cpp. Private.
#pragma once

#include <string_view>

namespace assay::evm {

extern const std::string_view token_hex;
extern const std::string_view odd_token_hex;
extern const std::string_view factory_hex;

}  // namespace assay::evm
