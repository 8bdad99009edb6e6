// Sequences of operations on a Uniswap V2 pair, with plain tokens and odd ones: the engine and the
// deployed bytecode must agree in everything. Forks have no bytecode here: Boost's words instead.
// Needs the packages of scripts/contracts.
#include "assay/campaign/uniswap_v2.hpp"
#include "assay/evm/uniswap_v2.hpp"
#include "bytecode_counters.hpp"
#include "sequence.hpp"

namespace {

namespace v2 = assay::campaign::uniswap_v2;

std::unique_ptr<v2::judge> make_judge(v2::gen::mode which) {
  auto judge = std::make_unique<v2::judge>(v2::gen::make_setup(which), which,
                                           assay::uniswap_v2::make_engine(),
                                           v2::checks{false, v2::world::select("none")});
  const bool is_fork = which == v2::gen::mode::fork;
  judge->add_rival(is_fork ? assay::uniswap_v2::make_boost_engine()
                           : assay::fuzz::counted(assay::evm::make_uniswap_v2()));
  return judge;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz::run_input<v2::world>(data, size, make_judge);
  return 0;
}
