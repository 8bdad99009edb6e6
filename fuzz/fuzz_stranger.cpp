// Sequences of operations on the contract that ASSAY_STRANGER names, as `--subject` does: a V2 pair
// or V3 pool, or the factory that makes it, against the engine. Without the variable it is the
// published pair (scripts/contracts).
#include <cstdlib>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/evm/artifact.hpp"
#include "assay/evm/uniswap_v2.hpp"
#include "assay/evm/uniswap_v3.hpp"
#include "bytecode_counters.hpp"
#include "sequence.hpp"

namespace {

namespace v2 = assay::campaign::uniswap_v2;
namespace v3 = assay::campaign::uniswap_v3;

const std::shared_ptr<const assay::evm::contract>& stranger() {
  static const auto loaded = [] {
    const char* named = std::getenv("ASSAY_STRANGER");
    const std::string name = named != nullptr
                                 ? named
                                 : assay::evm::contracts_folder() +
                                       "/node_modules/@uniswap/v2-core/build/UniswapV2Pair.json";
    return std::make_shared<const assay::evm::contract>(assay::evm::load_contract(name));
  }();
  return loaded;
}

template <class World>
std::unique_ptr<assay::campaign::judge<World>> judge_of(
    typename World::mode which, typename World::setup setup,
    std::unique_ptr<typename World::subject> pool) {
  auto judge = std::make_unique<assay::campaign::judge<World>>(
      setup, which, World::make_engine(),
      assay::campaign::checks<World>{false, World::select("none")});
  judge->add_rival(assay::fuzz::counted(std::move(pool)));
  return judge;
}

// A pair with rules of its own is a fork, and one without is none.
std::unique_ptr<v2::judge> make_pair_judge(v2::gen::mode which) {
  const auto& rules = stranger()->config.rules;
  using mode = v2::gen::mode;
  const mode meant = rules ? mode::fork : which == mode::fork ? mode::pair : which;
  auto setup = v2::gen::make_setup(meant);
  if (rules) setup.rules = {*rules};
  return judge_of<v2::world>(meant, std::move(setup), assay::evm::make_uniswap_v2(stranger()));
}
std::unique_ptr<v3::judge> make_pool_judge(v3::gen::mode which) {
  return judge_of<v3::world>(which, v3::gen::make_setup(which),
                             assay::evm::make_uniswap_v3(stranger()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const bool is_pair = stranger()->has("swap(uint256,uint256,address,bytes)") ||
                       stranger()->has("createPair(address,address)");
  if (is_pair) {
    assay::fuzz::run_input<v2::world>(data, size, make_pair_judge);
  } else {
    assay::fuzz::run_input<v3::world>(data, size, make_pool_judge);
  }
  return 0;
}
