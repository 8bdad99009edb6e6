// Sequences of operations on a Uniswap V2 pair or a Uniswap V3 pool: the engine against the
// definitions of the proofs, extracted from Coq. The first byte says which of the two.
#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/proved/subjects.hpp"
#include "sequence.hpp"

namespace {

namespace v2 = assay::campaign::uniswap_v2;
namespace v3 = assay::campaign::uniswap_v3;

// What is compared here is the definitions: the model and the invariants have targets of their own.
std::unique_ptr<v2::judge> judge_pair(assay::gen::uniswap_v2::mode which) {
  auto judge = std::make_unique<v2::judge>(
      assay::gen::uniswap_v2::make_setup(which), which, assay::uniswap_v2::make_engine(),
      v2::checks{.model = false, .invariants = v2::world::select("none")});
  judge->add_rival(assay::proved::make_uniswap_v2());
  return judge;
}

std::unique_ptr<v3::judge> judge_pool(v3::gen::mode which) {
  auto judge = std::make_unique<v3::judge>(
      v3::gen::make_setup(which), which, assay::uniswap_v3::make_engine(),
      v3::checks{.model = false, .invariants = v3::world::select("none")});
  judge->add_rival(assay::proved::make_uniswap_v3());
  return judge;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  if (data[0] % 2 == 0) {
    assay::fuzz::run_input<v2::world>(data + 1, size - 1, judge_pair);
  } else {
    assay::fuzz::run_input<v3::world>(data + 1, size - 1, judge_pool);
  }
  return 0;
}
