// How a pool of a dumped chain is made ready, whatever the protocol. Private.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "assay/evm/chain_state.hpp"
#include "selectors.hpp"

namespace assay::evm {

/// All accounts, as they were dumped.
void load(machine& on, const chain_state& from);
/// A view of the pool that answers with an account. Throws trace::input_error when it does not.
evm_account account_told(machine& on, const chain_state& from, std::string_view function);
/// token0 and token1 of the pool. Throws trace::input_error when they cannot be those of one.
std::array<evm_account, 2> tokens_told(machine& on, const chain_state& from);
/// Throws trace::input_error unless the pool answers a view with so many words: a dump of another
/// protocol's pool, or without the pool's storage.
void must_answer(machine& on, const chain_state& from, std::string_view function,
                 std::size_t words);
/// Puts our token in a token's place; what the pool has of it, nothing where the dump does not say.
std::optional<word> take_over_token(machine& on, const evm_account& token, const evm_account& pool);
/// Throws trace::input_error for what says nothing of code that is deployed already.
void check_config(const chain_state& from, std::span<const std::string_view> functions);

}  // namespace assay::evm
