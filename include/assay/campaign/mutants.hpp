// The catalogue of mutants: deliberately wrong variants of the pools, each with the check that must
// catch it, and twins that look different and behave the same, at which no check may raise an
// alarm. Their code is in tests/meta/mutants; tests keep the two in step.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace assay::campaign {

struct mutant {
  std::string_view name;         // "swap-k-strict"
  std::string_view protocol;     // "uniswap-v2"
  std::string_view description;  // what it does otherwise
  // What catches it: an invariant's ID, "model" or "engine" (comparison with the engine). Empty for
  // a twin, which nothing may catch.
  std::string_view caught_by;
  std::uint64_t within = 0;  // operations of the campaign with seed 1

  [[nodiscard]] constexpr bool is_twin() const { return caught_by.empty(); }
};

std::span<const mutant> mutants();

}  // namespace assay::campaign
