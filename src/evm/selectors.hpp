// Signatures to what is hashed of them. Private.
#pragma once

#include <string_view>

#include "assay/evm/machine.hpp"

namespace assay::evm {

/// The first four bytes of keccak256 of a function's signature.
std::uint32_t selector_of(std::string_view signature);
/// keccak256 of an event's signature.
evm_word topic_of(std::string_view signature);

}  // namespace assay::evm
