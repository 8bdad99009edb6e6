// What strangers' contracts of all protocols are handled with. Private.
#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

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

/// What constructor arguments of a configuration may name: "token0" and its word.
using known_words = std::vector<std::pair<std::string_view, word>>;
/// The constructor's arguments as the configuration has them, or else `usual`; ABI-encoded. Throws
/// trace::input_error for what is neither one of `known`, nor a number.
bytes constructor_arguments(const contract& code, const known_words& known,
                            std::span<const word> usual);
/// Creation code with its libraries, which are deployed for it.
bytes linked_code(machine& on, const contract& code);
/// Every function whose name a configuration may change.
std::vector<std::string_view> uniswap_v2_functions();
std::vector<std::string_view> uniswap_v3_functions();
/// Throws trace::input_error when the configuration renames what is none of the functions.
void check_renamed(const subject_config& config, std::span<const std::string_view> functions);
/// Tells the machine how the functions are called at this account.
void rename_functions(machine& on, const subject_config& config, const evm_account& where);
/// Throws trace::input_error where V2's rules are given for a V3 pool.
void refuse_rules(const subject_config& config);
/// Throws trace::input_error where a configuration says that there is no reference, for a pool that
/// cannot do without.
void need_reference(const subject_config& config, std::string_view whose);
/// Throws trace::input_error for reasons that the protocol's own contracts never give.
void check_uniswap_v2_reasons(const subject_config& config);
void check_uniswap_v3_reasons(const subject_config& config);

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
