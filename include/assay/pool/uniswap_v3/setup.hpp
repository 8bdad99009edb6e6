// What is fixed for a whole trace of a Uniswap V3 pool.
#pragma once

#include <cstdint>

#include "assay/ledger/account.hpp"

namespace assay::uniswap_v3 {

struct setup {
  std::uint32_t actors = 3;
  account owner = account::actor(0);  // of the factory: sets and collects protocol fees
};

}  // namespace assay::uniswap_v3
