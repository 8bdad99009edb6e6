// An EVM word as bytes, the most significant first: as memory, calldata and storage have it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "assay/word/uint.hpp"

namespace assay {

inline constexpr std::size_t evm_word_bytes = 32;

inline std::array<std::uint8_t, evm_word_bytes> to_big_endian(const uint<256>& value) {
  constexpr std::size_t limb_bytes = 8;
  const auto limbs = to_limbs(value);  // the least significant first
  std::array<std::uint8_t, evm_word_bytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t limb = limbs[limbs.size() - 1 - i / limb_bytes];
    const std::size_t shift = 8 * (limb_bytes - 1 - i % limb_bytes);
    bytes[i] = static_cast<std::uint8_t>(limb >> shift);
  }
  return bytes;
}

/// The word that starts at `from`.
inline uint<256> from_big_endian(const std::uint8_t* from) {
  constexpr std::size_t limb_bytes = 8;
  decltype(to_limbs(uint<256>{})) limbs{};
  for (std::size_t i = 0; i < evm_word_bytes; ++i) {
    std::uint64_t& limb = limbs[limbs.size() - 1 - i / limb_bytes];
    limb = limb << 8 | from[i];
  }
  return uint<256>::from_limbs(limbs);
}

}  // namespace assay
