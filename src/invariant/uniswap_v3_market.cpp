// The engine as a market for the searching invariants.
#include "assay/invariant/uniswap_v3_market.hpp"

namespace assay::invariant::uniswap_v3 {

std::shared_ptr<market> make_engine_market() {
  return std::make_shared<pool_market<evm_price_format<>>>();
}

}  // namespace assay::invariant::uniswap_v3
