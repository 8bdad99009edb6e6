// How the numbers of generated operations are drawn.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace assay::gen {

enum class profile : std::uint8_t {
  boundary,  // solved from the state for where checks turn; of every magnitude
  uniform    // any number from 0 to what there is, each as likely: what a plain fuzzer draws
};

/// In the order of the enumeration: what `assay fuzz --profile` takes.
inline constexpr std::array<std::string_view, 2> profile_names = {"boundary", "uniform"};

}  // namespace assay::gen
