// The parts of an operation that shrinking makes smaller, one by one.
#pragma once

#include <functional>

#include "assay/campaign/uniswap_v2.hpp"

namespace assay::campaign::uniswap_v2 {

using word = pair::protocol::word;

/// Pointers to the amounts of an operation, in the order in which they are made smaller.
std::vector<word*> numbers_of(operation& asked);

/// Pointers to the accounts of an operation, its caller first.
std::vector<account*> accounts_of(operation& asked);

/// Simpler forms of what is neither amount nor account: no callback, no re-entry, plain tokens.
/// Each call makes the next one; false when there is none left, numbered from 0.
bool simplify(operation& asked, std::size_t which);

}  // namespace assay::campaign::uniswap_v2
