// Events and returned values of a Uniswap V3 pool, as plain data.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/pool/uniswap_v3/oracle.hpp"
#include "assay/receipt/receipt.hpp"

namespace assay::uniswap_v3 {

enum class event_kind : std::uint8_t {
  initialize,  // Initialize(sqrtPriceX96, tick)
  mint,        // Mint(sender, owner, tickLower, tickUpper, amount, amount0, amount1)
  collect,     // Collect(owner, recipient, tickLower, tickUpper, amount0, amount1)
  burn,        // Burn(owner, tickLower, tickUpper, amount, amount0, amount1)
  swap,        // Swap(sender, recipient, amount0, amount1, sqrtPriceX96, liquidity, tick)
  flash,       // Flash(sender, recipient, amount0, amount1, paid0, paid1)
  increase_observation_cardinality_next,  // (old, new)
  set_fee_protocol,                       // SetFeeProtocol(feeProtocol0Old, 1Old, 0New, 1New)
  collect_protocol,                       // CollectProtocol(sender, recipient, amount0, amount1)
};

// `from` is the first address of the signature, `to` the second; `ticks` the ticks in order;
// `numbers` all others in order. Swap's first two numbers are signed (two's complement).
template <class Format>
struct event {
  event_kind kind = event_kind::initialize;
  account from{};
  account to{};
  std::array<std::int32_t, 2> ticks{};
  std::array<typename Format::word, 4> numbers{};
  friend bool operator==(const event&, const event&) = default;
};

// snapshotCumulativesInside's answer: each mod its type.
template <class Format>
struct snapshot {
  std::int64_t tick_cumulative_inside = 0;  // int56
  uint<160, typename Format::backend> seconds_per_liquidity_inside_x128{};
  std::uint32_t seconds_inside = 0;
  friend bool operator==(const snapshot&, const snapshot&) = default;
};

// mint, burn, collect, swap and collectProtocol return (amount0, amount1), swap's signed.
template <class Format>
struct returns {
  std::array<typename Format::word, 2> amounts{};
  unsigned count = 0;
  std::vector<cumulatives<typename Format::backend>> observed{};  // observe
  snapshot<Format> inside{};                                      // snapshotCumulativesInside
  friend bool operator==(const returns&, const returns&) = default;
};

template <class Format>
using receipt = assay::receipt<returns<Format>, event<Format>>;

}  // namespace assay::uniswap_v3
