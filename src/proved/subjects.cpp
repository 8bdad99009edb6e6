// Registers what the definitions of the proofs can answer.
#include "assay/proved/subjects.hpp"

#include "assay/replay/subjects.hpp"

namespace assay::proved {

void provide_subjects() {
  replay::provider proved{{"proved", "the definitions of the proofs, extracted from Coq"}};
  proved.uniswap_v2 = [](std::string_view) { return make_uniswap_v2(); };
  proved.uniswap_v2_library = [](std::string_view) { return make_uniswap_v2_library(); };
  proved.uniswap_v3 = [](std::string_view) { return make_uniswap_v3(); };
  proved.uniswap_v3_math = [](std::string_view) { return make_uniswap_v3_math(); };
  replay::add_provider(std::move(proved));
}

}  // namespace assay::proved
