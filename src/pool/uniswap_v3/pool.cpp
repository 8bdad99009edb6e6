// The full-width pool that ships, compiled once.
#include "assay/pool/uniswap_v3/pool.hpp"

namespace assay::uniswap_v3 {

template class pool<evm_price_format<>>;

}  // namespace assay::uniswap_v3
