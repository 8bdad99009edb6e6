// All mutants of Uniswap V3, by name.
#include "uniswap_v3_mutants.hpp"

namespace assay::uniswap_v3::mutants {

std::unique_ptr<subject> make_mutant(std::string_view name) {
  for (const auto some :
       {price_mutants(), swap_mutants(), step_mutants(), record_mutants(), twins()}) {
    for (const factory& one : some) {
      if (one.name == name) return one.make(name);
    }
  }
  return nullptr;
}

}  // namespace assay::uniswap_v3::mutants
