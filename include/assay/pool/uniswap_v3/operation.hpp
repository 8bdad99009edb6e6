// What one transaction asks of a Uniswap V3 pool: plain data, one struct per operation of
// pooltrace.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/ledger/token.hpp"
#include "assay/math/price_format.hpp"
#include "assay/word/sint.hpp"

namespace assay::uniswap_v3 {

// A locked function that the callback calls before it pays.
enum class reentry : std::uint8_t { none, mint, burn, collect, swap, flash };

// How the caller answers the callback: it pays what is asked, plus `extra` (negative: short,
// clamped at nothing; an amount that is not owed is not paid).
template <class Format>
struct payment {
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  signed_word extra0{};
  signed_word extra1{};
  reentry reenter = reentry::none;
};

// Starts an episode: fresh pool (not initialized), tokens and factory.
template <class Format>
struct create_pool {
  typename Format::word balances{};
  std::uint32_t fee_pips = 3000;
  std::int32_t tick_spacing = 60;
  std::uint64_t episode = 0;  // not read by the engine; kept so that a trace can be written again
};
template <class Format>
struct initialize {
  typename Format::price sqrt_price_x96{};
};
template <class Format>
struct mint {
  account recipient{};
  std::int32_t tick_lower = 0;
  std::int32_t tick_upper = 0;
  typename Format::liquidity amount{};
  payment<Format> pay{};
};
template <class Format>
struct burn {
  std::int32_t tick_lower = 0;
  std::int32_t tick_upper = 0;
  typename Format::liquidity amount{};
};
template <class Format>
struct collect {
  account recipient{};
  std::int32_t tick_lower = 0;
  std::int32_t tick_upper = 0;
  typename Format::liquidity amount0_requested{};
  typename Format::liquidity amount1_requested{};
};
template <class Format>
struct swap {
  account recipient{};
  bool zero_for_one = true;
  sint<Format::word_bits, typename Format::backend> amount_specified{};  // positive: exact input
  typename Format::price sqrt_price_limit_x96{};
  payment<Format> pay{};
};
// The caller returns amount + fee + paid_over of each token from inside the callback.
template <class Format>
struct flash {
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  account recipient{};
  typename Format::word amount0{};
  typename Format::word amount1{};
  signed_word paid_over0{};
  signed_word paid_over1{};
  reentry reenter = reentry::none;
};
struct set_fee_protocol {
  std::uint8_t fee_protocol0 = 0;
  std::uint8_t fee_protocol1 = 0;
};
template <class Format>
struct collect_protocol {
  account recipient{};
  typename Format::liquidity amount0_requested{};
  typename Format::liquidity amount1_requested{};
};
struct increase_observation_cardinality_next {
  std::uint16_t observation_cardinality_next = 0;
};
// Views, run as operations.
struct observe {
  std::vector<std::uint32_t> seconds_agos{};
};
struct snapshot_cumulatives_inside {
  std::int32_t tick_lower = 0;
  std::int32_t tick_upper = 0;
};
template <class Format>
struct transfer {
  unsigned token = 0;
  typename Format::word amount{};
  account to{};
};

template <class Format>
using call = std::variant<create_pool<Format>, initialize<Format>, mint<Format>, burn<Format>,
                          collect<Format>, swap<Format>, flash<Format>, set_fee_protocol,
                          collect_protocol<Format>, increase_observation_cardinality_next, observe,
                          snapshot_cumulatives_inside, transfer<Format>>;

// In the order of the variant: the names that pooltrace uses.
inline constexpr std::array<std::string_view, std::variant_size_v<call<evm_price_format<>>>>
    operation_names = {"createPool",
                       "initialize",
                       "mint",
                       "burn",
                       "collect",
                       "swap",
                       "flash",
                       "setFeeProtocol",
                       "collectProtocol",
                       "increaseObservationCardinalityNext",
                       "observe",
                       "snapshotCumulativesInside",
                       "transfer"};

template <class Format>
struct operation {
  account caller{};
  std::uint64_t time = 0;  // block.timestamp in seconds, beyond 2^32 too
  uniswap_v3::call<Format> call{};

  [[nodiscard]] std::string_view name() const { return operation_names[call.index()]; }
};

}  // namespace assay::uniswap_v3
