// Everything observable of a Uniswap V3 pool and its two tokens.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "assay/ledger/account.hpp"
#include "assay/ledger/token.hpp"
#include "assay/pool/uniswap_v3/oracle.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"

namespace assay::uniswap_v3 {

struct position_key {
  account owner{};
  std::int32_t tick_lower = 0;
  std::int32_t tick_upper = 0;
  friend constexpr bool operator==(const position_key&, const position_key&) = default;
};

struct position_key_hash {
  std::size_t operator()(const position_key& key) const noexcept {
    // Distinct ticks fill 24 bits each; one multiplication spreads them (2^64 / golden ratio).
    const std::uint64_t ticks = std::uint64_t{static_cast<std::uint32_t>(key.tick_lower)} << 32 |
                                static_cast<std::uint32_t>(key.tick_upper);
    const std::uint64_t mixed =
        (ticks ^ (std::uint64_t{key.owner.index} << 20)) * std::uint64_t{0x9e37'79b9'7f4a'7c15};
    return static_cast<std::size_t>(mixed ^ (mixed >> 32));
  }
};

// The pool's storage that is not a mapping or the ring: small enough to copy for a rollback.
template <class Format>
struct pool_storage {
  // slot0
  typename Format::price sqrt_price_x96{};
  std::int32_t tick = 0;
  oracle_position observation{};
  std::uint16_t observation_cardinality_next = 0;
  std::uint8_t fee_protocol = 0;  // token0's 1/n in the low four bits, token1's in the high
  bool unlocked = false;

  both<typename Format::word> fee_growth_global_x128{};
  both<typename Format::liquidity> protocol_fees{};  // uint128 on chain; additions wrap
  typename Format::liquidity liquidity{};            // in range

  friend bool operator==(const pool_storage&, const pool_storage&) = default;
};

// Memory is proportional to initialized ticks, positions and prepared observations. What a mapping
// does not hold is zero, as in the contract's storage.
template <class Format>
struct state {
  using word = typename Format::word;
  using tick_map = boost::unordered_flat_map<std::int32_t, tick_info<Format>>;
  using bitmap_map = boost::unordered_flat_map<std::int32_t, uint<256, typename Format::backend>>;
  using position_map =
      boost::unordered_flat_map<position_key, position_info<Format>, position_key_hash>;

  std::uint32_t fee_pips = 0;  // immutables of the pool
  std::int32_t tick_spacing = 1;
  typename Format::liquidity max_liquidity_per_tick{};

  pool_storage<Format> pool{};
  tick_map ticks{};
  bitmap_map bitmap{};
  position_map positions{};
  oracle<typename Format::backend> observations{};
  std::array<token<word>, 2> tokens{};
};

// The market as it stands, for what the ring does not hold yet.
template <class Format>
oracle_now<typename Format::backend> now_of(const state<Format>& state, std::uint32_t time) {
  return {time, state.pool.tick, widen<128>(state.pool.liquidity)};
}

}  // namespace assay::uniswap_v3
