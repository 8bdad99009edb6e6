// Topics of Uniswap V2's events, and the known code.
#include "uniswap_v2_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "assay/evm/artifact.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"
#include "selectors.hpp"

namespace assay::evm::uniswap_v2_names {
namespace {

using uniswap_v2::event_kind;

event_shape make(std::string_view signature, event_kind kind, std::uint32_t topics,
                 std::size_t numbers) {
  return {topic_of(signature), kind, topics, numbers};
}

// In the order of event_kind.
const std::array<event_shape, 6>& shapes() {
  static const std::array<event_shape, 6> all = {
      make("Transfer(address,address,uint256)", event_kind::transfer, 3, 1),
      make("Approval(address,address,uint256)", event_kind::approval, 3, 1),
      make("Sync(uint112,uint112)", event_kind::sync, 1, 2),
      make("Mint(address,uint256,uint256)", event_kind::mint, 2, 2),
      make("Burn(address,uint256,uint256,address)", event_kind::burn, 3, 2),
      make("Swap(address,uint256,uint256,uint256,uint256,address)", event_kind::swap, 3, 4)};
  return all;
}

}  // namespace

const event_shape* find_shape(const evm_log_entry& log) {
  for (const event_shape& shape : shapes()) {
    if (log.topic_count == shape.topics && log.data.size == sizeof(evm_word) * shape.numbers &&
        same(log.topics[0], shape.topic)) {
      return &shape;
    }
  }
  return nullptr;
}
const event_shape& shape_of(event_kind kind) { return shapes()[static_cast<std::size_t>(kind)]; }

evm_word pair_code_hash() {
  const bytes hash = from_hex(uniswap_v2::known_parameters().front().code_hash);
  evm_word out;
  std::copy(hash.begin(), hash.end(), std::begin(out.bytes));
  return out;
}

}  // namespace assay::evm::uniswap_v2_names
