// Topics and selectors of Uniswap V3's pool.
#include "uniswap_v3_names.hpp"

#include <array>

#include "selectors.hpp"

namespace assay::evm::uniswap_v3_names {
namespace {

using uniswap_v3::event_kind;

event_shape make(std::string_view signature, event_kind kind, std::string_view topics,
                 std::string_view data) {
  return {topic_of(signature), kind, topics, data};
}

// In the order of event_kind.
const std::array<event_shape, 9>& shapes() {
  static const std::array<event_shape, 9> all = {
      make("Initialize(uint160,int24)", event_kind::initialize, "", "nl"),
      make("Mint(address,address,int24,int24,uint128,uint256,uint256)", event_kind::mint, "tlu",
           "fnnn"),
      make("Collect(address,address,int24,int24,uint128,uint128)", event_kind::collect, "flu",
           "tnn"),
      make("Burn(address,int24,int24,uint128,uint256,uint256)", event_kind::burn, "flu", "nnn"),
      make("Swap(address,address,int256,int256,uint160,uint128,int24)", event_kind::swap, "ft",
           "nnnnl"),
      make("Flash(address,address,uint256,uint256,uint256,uint256)", event_kind::flash, "ft",
           "nnnn"),
      make("IncreaseObservationCardinalityNext(uint16,uint16)",
           event_kind::increase_observation_cardinality_next, "", "nn"),
      make("SetFeeProtocol(uint8,uint8,uint8,uint8)", event_kind::set_fee_protocol, "", "nnnn"),
      make("CollectProtocol(address,address,uint128,uint128)", event_kind::collect_protocol, "ft",
           "nn")};
  return all;
}

}  // namespace

const event_shape* find_shape(const evm_log_entry& log) {
  for (const event_shape& shape : shapes()) {
    if (log.topic_count == shape.topics.size() + 1 &&
        log.data.size == sizeof(evm_word) * shape.data.size() && same(log.topics[0], shape.topic)) {
      return &shape;
    }
  }
  return nullptr;
}
const event_shape& shape_of(event_kind kind) { return shapes()[static_cast<std::size_t>(kind)]; }

}  // namespace assay::evm::uniswap_v3_names
