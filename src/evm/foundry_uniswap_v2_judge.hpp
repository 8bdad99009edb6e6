// What a Foundry test needs to hold a V2 pair's steps against an invariant. Private.
#pragma once

#include <span>

#include "assay/evm/accounts.hpp"
#include "assay/evm/contract.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "foundry_invariants.hpp"
#include "foundry_text.hpp"

namespace assay::evm {

/// The operations begin with a createPool; the last one counts.
foundry_judge uniswap_v2_judge(const foundry_invariant& broken, const contract& code,
                               const uniswap_v2::setup& setup, const account_table& accounts,
                               std::span<const uniswap_v2::protocol::operation> operations);

}  // namespace assay::evm
