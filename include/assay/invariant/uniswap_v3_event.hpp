// Which event an accepted operation of a Uniswap V3 pool owes, by what was asked and changed.
#pragma once

#include "assay/invariant/convert_uniswap_v3.hpp"

namespace assay::invariant::uniswap_v3 {

/// An accepted operation: what was asked, the amounts that were answered (a swap's with their
/// signs), and the pool before and after, of which slots and balances are read.
struct accepted {
  const exact::operation& asked;
  const exact::pair_of& amounts;
  const exact::state& before;
  const exact::state& after;
  unsigned word_bits = 256;
};

/// The one event that is due; false where none is: createPool, views, transfers, and an
/// increaseObservationCardinalityNext that increases nothing.
bool due_event(const accepted& what, exact_event& due);

}  // namespace assay::invariant::uniswap_v3
