// What no operation of a trace asks of a pool: that its code refuses to run for another account.
// Private.
#pragma once

#include "oddities.hpp"

namespace assay::evm {

/// Delegates calls to the pool, which must refuse them, and leaves the world as it was.
void probe_pool(machine& on, const evm_account& pool, oddities& odd);

}  // namespace assay::evm
