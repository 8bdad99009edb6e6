// What strangers' contracts of all protocols are handled with. Private.
#pragma once

#include <span>

#include "assay/evm/contract.hpp"
#include "oddities.hpp"
#include "selectors.hpp"

namespace assay::evm {

/// Whose nonce makes a stranger's addresses.
inline evm_account deployer() { return make_account(0xde00'0000'0000'0000); }

/// Pool or factory, by what the ABI lists; without an ABI, a pool. Throws trace::input_error that
/// names the function that is missing. `whose` is the protocol's name.
level level_of(const contract& code, std::span<const std::string_view> factory_functions,
               std::span<const std::string_view> pool_functions, std::string_view whose);

/// What it is in its protocol's eyes: level_of with the functions of that protocol.
bool is_uniswap_v2_factory(const contract& code);
bool is_uniswap_v3_factory(const contract& code);

/// Runs the contract's constructor. Throws trace::input_error when that fails.
evm_account deploy_stranger(machine& on, const evm_account& from,
                            std::span<const std::uint8_t> init_code, const contract& code);

/// Did a call that prepares the world succeed with so many words? If not, it is noted as odd.
bool is_answer(const evm_result& result, std::string_view function, std::size_t words,
               oddities& odd);

/// A view that never changes: where the ABI lists it, it must answer `expected`.
void check_constant(machine& on, const contract& code, const evm_account& where,
                    std::string_view function, const evm_word& expected, oddities& odd);

}  // namespace assay::evm
