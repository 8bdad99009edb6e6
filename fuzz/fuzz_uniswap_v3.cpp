// Sequences of operations on a Uniswap V3 pool: the engine on its own words, the engine on Boost's
// words, the model and every invariant must agree.
#include "assay/campaign/uniswap_v3.hpp"
#include "sequence.hpp"

namespace {

namespace v3 = assay::campaign::uniswap_v3;

std::unique_ptr<v3::judge> make_judge(v3::gen::mode which) {
  auto judge = std::make_unique<v3::judge>(v3::gen::make_setup(which), which,
                                           assay::uniswap_v3::make_engine(), v3::checks{});
  judge->add_rival(assay::uniswap_v3::make_boost_engine());
  return judge;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz::run_input<v3::world>(data, size, make_judge);
  return 0;
}
