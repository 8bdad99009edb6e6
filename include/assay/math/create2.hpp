// Addresses of contracts that are found by computing where they must be (EIP-1014).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "assay/math/keccak256.hpp"

namespace assay {

using evm_address = std::array<std::uint8_t, 20>;
using hash256 = std::array<std::uint8_t, 32>;

/// The last 20 bytes of keccak256(0xff, deployer, salt, keccak256 of the creation code).
inline evm_address create2_address(const evm_address& deployer, const hash256& salt,
                                   const hash256& init_code_hash) {
  constexpr std::uint8_t create2_marker = 0xff;
  std::array<std::uint8_t, 1 + 20 + 32 + 32> preimage{create2_marker};
  auto* at = std::copy(deployer.begin(), deployer.end(), preimage.begin() + 1);
  at = std::copy(salt.begin(), salt.end(), at);
  std::copy(init_code_hash.begin(), init_code_hash.end(), at);
  const hash256 digest = keccak256(preimage);
  evm_address out{};
  std::copy(digest.end() - out.size(), digest.end(), out.begin());
  return out;
}

}  // namespace assay
