// A counterexample as a self-contained Foundry test: it fails on the stranger's contract and passes
// on a right one.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "assay/evm/contract.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::evm {

/// `remark` says in words what is wrong. The operations begin with a createPool.
std::string foundry_uniswap_v2(const std::shared_ptr<const contract>& code,
                               const uniswap_v2::setup& setup,
                               std::span<const uniswap_v2::protocol::operation> operations,
                               std::string_view remark);
std::string foundry_uniswap_v3(const std::shared_ptr<const contract>& code,
                               const uniswap_v3::setup& setup,
                               std::span<const uniswap_v3::protocol::operation> operations,
                               std::string_view remark);

}  // namespace assay::evm
