// A counterexample as a self-contained Foundry test: it fails on the stranger's contract and passes
// on a right one.
#pragma once

#include <memory>
#include <span>

#include "assay/evm/contract.hpp"
#include "assay/replay/subjects.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::evm {

/// The operations begin with a createPool. There is no test of an invariant that no Solidity
/// asserts (none of V3's has any), nor of a V3 pool whose constructor takes arguments.
replay::foundry_file foundry_uniswap_v2(const std::shared_ptr<const contract>& code,
                                        const uniswap_v2::setup& setup,
                                        std::span<const uniswap_v2::protocol::operation> operations,
                                        const replay::foundry_claim& claim);
replay::foundry_file foundry_uniswap_v3(const std::shared_ptr<const contract>& code,
                                        const uniswap_v3::setup& setup,
                                        std::span<const uniswap_v3::protocol::operation> operations,
                                        const replay::foundry_claim& claim);

}  // namespace assay::evm
