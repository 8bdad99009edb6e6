// How a pool of a dumped chain is made ready, whatever the protocol. Private.
#pragma once

#include <string_view>

#include "assay/evm/chain_state.hpp"
#include "selectors.hpp"

namespace assay::evm {

/// All accounts, as they were dumped.
void load(machine& on, const chain_state& from);
/// A view of the pool that answers with an account. Throws trace::input_error when it does not.
evm_account account_told(machine& on, const chain_state& from, std::string_view function);
/// Puts our token in a token's place; what the pool has of it, or `otherwise` where the dump does
/// not say.
word take_over_token(machine& on, const evm_account& token, const evm_account& pool,
                     const word& otherwise);

}  // namespace assay::evm
