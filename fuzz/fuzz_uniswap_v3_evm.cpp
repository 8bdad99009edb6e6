// Sequences of operations on a Uniswap V3 pool: the engine and the deployed bytecode must agree in
// everything. Needs the packages of scripts/contracts.
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/evm/uniswap_v3.hpp"
#include "bytecode_counters.hpp"
#include "sequence.hpp"

namespace {

namespace v3 = assay::campaign::uniswap_v3;

std::unique_ptr<v3::judge> make_judge(v3::gen::mode which) {
  auto judge = std::make_unique<v3::judge>(v3::gen::make_setup(which), which,
                                           assay::uniswap_v3::make_engine(),
                                           v3::checks{false, v3::world::select("none")});
  judge->add_rival(assay::fuzz::counted(assay::evm::make_uniswap_v3()));
  return judge;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz::run_input<v3::world>(data, size, make_judge);
  return 0;
}
