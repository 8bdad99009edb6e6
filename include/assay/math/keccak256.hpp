// Keccak-256 as Ethereum uses it: the original Keccak padding, not that of SHA3-256.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace assay {

using hash256 = std::array<std::uint8_t, 32>;

/// The Keccak-256 digest of the bytes. Used for CREATE2 addresses, selectors and event topics.
hash256 keccak256(std::span<const std::uint8_t> bytes);

}  // namespace assay
