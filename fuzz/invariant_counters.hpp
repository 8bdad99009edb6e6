// How near each invariant came to failing as counters of libFuzzer: an input that brings one nearer
// than any before is kept.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace assay::fuzz {

inline constexpr std::size_t most_invariants = 64;
inline constexpr std::size_t levels = 128;  // of closeness: its bits, and their halves

// libFuzzer clears this section before each input and reads it afterwards.
__attribute__((section(
    "__libfuzzer_extra_counters"))) inline std::array<std::uint8_t, most_invariants * levels>
    invariant_counters{};

/// `closeness` of every invariant after one step, UINT32_MAX where there is none.
inline void count_closeness(std::span<const std::uint32_t> closeness) {
  constexpr unsigned half_bit = 7;  // closeness has 256 a bit
  const std::size_t count = std::min(closeness.size(), most_invariants);
  for (std::size_t i = 0; i < count; ++i) {
    if (closeness[i] == UINT32_MAX) continue;
    const std::size_t level = std::min<std::size_t>(closeness[i] >> half_bit, levels - 1);
    invariant_counters[i * levels + level] = 1;
  }
}

}  // namespace assay::fuzz
