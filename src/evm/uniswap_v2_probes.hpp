// What no operation of a trace asks of a pair: permits, a second initialization, constants.
// Private.
#pragma once

#include "assay/evm/contract.hpp"
#include "oddities.hpp"
#include "uniswap_v2_origin.hpp"

namespace assay::evm {

/// Asks a fresh pair, as far as its ABI lists the functions, and leaves the world as it was. What
/// differs from Uniswap's own answers is noted as odd.
void probe_pair(machine& on, const contract& code, const pair_contracts& where,
                const uniswap_v2::parameters& rules, oddities& odd);

}  // namespace assay::evm
