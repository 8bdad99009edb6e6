// Topics and selectors of Uniswap V3's pool.
#include "uniswap_v3_names.hpp"

#include <algorithm>
#include <array>

#include "assay/math/keccak256.hpp"
#include "assay/subject/pipe.hpp"

namespace assay::evm::uniswap_v3_names {
namespace {

using uniswap_v3::event_kind;

hash256 digest_of(std::string_view signature) {
  return keccak256({reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()});
}

event_shape make(std::string_view signature, event_kind kind, std::string_view topics,
                 std::string_view data) {
  const hash256 digest = digest_of(signature);
  event_shape shape{{}, kind, topics, data};
  std::copy(digest.begin(), digest.end(), std::begin(shape.topic.bytes));
  return shape;
}

}  // namespace

std::uint32_t selector_of(std::string_view signature) {
  const hash256 digest = digest_of(signature);
  std::uint32_t selector = 0;
  for (std::size_t i = 0; i < 4; ++i) selector = selector << 8 | digest[i];
  return selector;
}

const event_shape& shape_of(const evm_log_entry& log) {
  static const std::array<event_shape, 9> shapes = {
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
  for (const event_shape& shape : shapes) {
    if (log.topic_count == shape.topics.size() + 1 &&
        log.data.size == sizeof(evm_word) * shape.data.size() && same(log.topics[0], shape.topic)) {
      return shape;
    }
  }
  throw subject_error("evm: the contract emitted an event that UniswapV3Pool does not declare");
}

}  // namespace assay::evm::uniswap_v3_names
