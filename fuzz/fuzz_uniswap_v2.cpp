// Sequences of operations on a Uniswap V2 pair, its forks and odd tokens: the engine on its own
// words, the engine on Boost's words, the model and every invariant must agree.
#include "assay/campaign/uniswap_v2.hpp"
#include "sequence.hpp"

namespace {

std::unique_ptr<assay::campaign::uniswap_v2::judge> make_judge(assay::gen::uniswap_v2::mode which) {
  namespace v2 = assay::campaign::uniswap_v2;
  auto judge = std::make_unique<v2::judge>(assay::gen::uniswap_v2::make_setup(which), which,
                                           assay::uniswap_v2::make_engine(), v2::checks{});
  judge->add_rival(assay::uniswap_v2::make_boost_engine());
  return judge;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz::run_input(data, size, make_judge);
  return 0;
}
