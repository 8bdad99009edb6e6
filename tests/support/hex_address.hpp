// 20-byte addresses as they are written, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "assay/math/create2.hpp"

namespace assay::test {

inline evm_address hex_address(std::string_view hex) {
  evm_address out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::string digits(hex.substr(2 + 2 * i, 2));
    out[i] = static_cast<std::uint8_t>(std::stoul(digits, nullptr, 16));
  }
  return out;
}

}  // namespace assay::test
