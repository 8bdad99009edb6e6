// What no operation of a trace asks of a pool: that its code refuses to run for another account,
// and what it makes of tokens that do not transfer. Private.
#pragma once

#include <array>

#include "assay/evm/subject_config.hpp"
#include "oddities.hpp"

namespace assay::evm {

/// Delegates calls to the pool, which must refuse them, collects from it in tokens that answer
/// false or nothing or revert, and leaves the world as it was. The pool has no price yet.
void probe_pool(machine& on, const evm_account& pool, const std::array<evm_account, 2>& tokens,
                std::int32_t spacing, const subject_config& config, oddities& odd);

}  // namespace assay::evm
