// Published contracts: creation code out of the artifacts that compilers leave, and our own tokens.
#pragma once

#include <string>

#include "assay/evm/machine.hpp"

namespace assay::evm {

/// The creation code in a compiler's artifact; see load_contract (contract.hpp).
bytes creation_code(const std::string& path);

/// Where the packages are that scripts/contracts installs: $ASSAY_CONTRACTS, or build/contracts of
/// the tree that this was built from.
std::string contracts_folder();
/// Creation code of a published contract, by its path below node_modules. Throws
/// trace::input_error that names scripts/contracts when it is not installed.
bytes published(const std::string& path);

/// "0x" or not, an even number of digits. Throws std::invalid_argument.
bytes from_hex(std::string_view digits);

/// Runtime code of our own contracts (evm/contracts): tokens, and what answers a pool as factory.
const bytes& token_code();
const bytes& odd_token_code();
const bytes& factory_code();

}  // namespace assay::evm
