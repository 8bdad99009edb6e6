// What is fixed for a whole trace: the actors and the rules that its pairs follow.
#pragma once

#include <cstdint>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"

namespace assay::uniswap_v2 {

struct setup {
  std::uint32_t actors = 4;
  account fee_to_setter = account::actor(0);    // the only one who may set feeTo
  account fee_to_actor = account::actor(3);     // who gets the fee when generators switch it on
  std::vector<parameters> rules{parameters{}};  // createPool names one of them by index
};

}  // namespace assay::uniswap_v2
