// Uniswap V3's selectors, events and storage slots. Private.
#pragma once

#include <string_view>

#include "assay/evm/machine.hpp"
#include "assay/pool/uniswap_v3/event.hpp"

namespace assay::evm::uniswap_v3_names {

namespace slot {
// UniswapV3Pool, in the order of declaration.
inline constexpr std::uint64_t slot0 = 0;
inline constexpr std::uint64_t fee_growth_global0_x128 = 1;
inline constexpr std::uint64_t fee_growth_global1_x128 = 2;
inline constexpr std::uint64_t protocol_fees = 3;
inline constexpr std::uint64_t liquidity = 4;
inline constexpr std::uint64_t ticks = 5;
inline constexpr std::uint64_t tick_bitmap = 6;
inline constexpr std::uint64_t positions = 7;
inline constexpr std::uint64_t observations = 8;  // 65,535 of them, one slot each
inline constexpr std::uint64_t observation_count = 65'535;
// UniswapV3Factory
inline constexpr std::uint64_t fee_amount_tick_spacing = 4;
}  // namespace slot

/// Where the parts of an event go: f from, t to, l and u the ticks, n the next number.
struct event_shape {
  evm_word topic{};
  uniswap_v3::event_kind kind{};
  std::string_view topics{};  // behind the signature's own
  std::string_view data{};
};
/// Nothing for an event that UniswapV3Pool does not declare, or of another shape.
const event_shape* find_shape(const evm_log_entry& log);
const event_shape& shape_of(uniswap_v3::event_kind kind);

}  // namespace assay::evm::uniswap_v3_names
