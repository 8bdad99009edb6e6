// Selectors and topics.
#include "selectors.hpp"

#include <algorithm>

#include "assay/math/keccak256.hpp"

namespace assay::evm {

evm_word topic_of(std::string_view signature) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(signature.data());
  const hash256 digest = keccak256({first, signature.size()});
  evm_word out;
  std::copy(digest.begin(), digest.end(), std::begin(out.bytes));
  return out;
}

std::uint32_t selector_of(std::string_view signature) {
  const evm_word digest = topic_of(signature);
  std::uint32_t selector = 0;
  for (std::size_t i = 0; i < 4; ++i) selector = selector << 8 | digest.bytes[i];
  return selector;
}

}  // namespace assay::evm
