// The full-width pool that ships, compiled once.
#include "assay/pool/uniswap_v2/pool.hpp"

namespace assay::uniswap_v2 {

template class pool<evm_format<>>;

}  // namespace assay::uniswap_v2
