// Mutants in the place of the engine of sequences.
#include "mutant_vectors.hpp"

#include <stdexcept>

#include "uniswap_v2_mutants.hpp"
#include "uniswap_v3_mutants.hpp"

namespace assay::campaign {

std::unique_ptr<vectors::sequence_pool> pool_of(const mutant& planted) {
  if (planted.protocol == "uniswap-v2") {
    return vectors::uniswap_v2_pool(assay::uniswap_v2::mutants::make_mutant(planted.name));
  }
  return vectors::uniswap_v3_pool(assay::uniswap_v3::mutants::make_mutant(planted.name));
}

std::optional<std::size_t> first_difference(const mutant& planted,
                                            std::span<const std::string> steps) {
  const auto pool = pool_of(planted);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    simdjson::dom::parser parser;
    const simdjson::padded_string text(steps[i]);
    const auto [answered, problem] = pool->play(parser.parse(text).value());
    if (!problem.empty()) throw std::logic_error("a vector's operation is refused: " + problem);
    if (answered != steps[i]) return i;
  }
  return std::nullopt;
}

}  // namespace assay::campaign
