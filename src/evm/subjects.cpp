// Registers what the bytecode can answer.
#include "assay/evm/subjects.hpp"

#include "assay/evm/uniswap_v2.hpp"
#include "assay/evm/uniswap_v2_library.hpp"
#include "assay/evm/uniswap_v3.hpp"
#include "assay/replay/subjects.hpp"

namespace assay::evm {

void provide_subjects() {
  replay::provider evm{{"evm", "the protocol's own deployed bytecode, run in process"}};
  evm.uniswap_v2 = [] { return make_uniswap_v2(); };
  evm.uniswap_v2_library = [] { return make_uniswap_v2_library(); };
  evm.uniswap_v3 = [] { return make_uniswap_v3(); };
  replay::add_provider(std::move(evm));
}

}  // namespace assay::evm
