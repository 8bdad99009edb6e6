// The words of pooltrace for Uniswap V3: one table each, for reading, writing and comparing.
// Private to the trace layer.
#pragma once

#include <array>
#include <string_view>

#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/operation.hpp"
#include "assay/trace/uniswap_v3_record.hpp"

namespace assay::uniswap_v3 {

// Where an argument of an event lies in the plain-data event.
enum class event_slot : std::uint8_t { from, to, tick0, tick1, number0, number1, number2, number3 };

struct event_argument {
  std::string_view name{};
  event_slot slot = event_slot::from;
  unsigned bits = 256;     // of a number
  bool is_signed = false;  // of a number
};

struct event_signature {
  std::string_view name;
  std::size_t count;
  std::array<event_argument, 7> arguments;
};

inline constexpr bool is_tick(event_slot slot) {
  return slot == event_slot::tick0 || slot == event_slot::tick1;
}
inline constexpr std::size_t tick_index(event_slot slot) {
  return static_cast<std::size_t>(slot) - static_cast<std::size_t>(event_slot::tick0);
}
inline constexpr std::size_t number_index(event_slot slot) {
  return static_cast<std::size_t>(slot) - static_cast<std::size_t>(event_slot::number0);
}

// In the order of event_kind.
inline constexpr std::array<event_signature, 9> event_signatures = {{
    {"Initialize", 2, {{{"sqrtPriceX96", event_slot::number0, 160}, {"tick", event_slot::tick0}}}},
    {"Mint",
     7,
     {{{"sender", event_slot::from},
       {"owner", event_slot::to},
       {"tickLower", event_slot::tick0},
       {"tickUpper", event_slot::tick1},
       {"amount", event_slot::number0, 128},
       {"amount0", event_slot::number1},
       {"amount1", event_slot::number2}}}},
    {"Collect",
     6,
     {{{"owner", event_slot::from},
       {"recipient", event_slot::to},
       {"tickLower", event_slot::tick0},
       {"tickUpper", event_slot::tick1},
       {"amount0", event_slot::number0, 128},
       {"amount1", event_slot::number1, 128}}}},
    {"Burn",
     6,
     {{{"owner", event_slot::from},
       {"tickLower", event_slot::tick0},
       {"tickUpper", event_slot::tick1},
       {"amount", event_slot::number0, 128},
       {"amount0", event_slot::number1},
       {"amount1", event_slot::number2}}}},
    {"Swap",
     7,
     {{{"sender", event_slot::from},
       {"recipient", event_slot::to},
       {"amount0", event_slot::number0, 256, true},
       {"amount1", event_slot::number1, 256, true},
       {"sqrtPriceX96", event_slot::number2, 160},
       {"liquidity", event_slot::number3, 128},
       {"tick", event_slot::tick0}}}},
    {"Flash",
     6,
     {{{"sender", event_slot::from},
       {"recipient", event_slot::to},
       {"amount0", event_slot::number0},
       {"amount1", event_slot::number1},
       {"paid0", event_slot::number2},
       {"paid1", event_slot::number3}}}},
    {"IncreaseObservationCardinalityNext",
     2,
     {{{"observationCardinalityNextOld", event_slot::number0, 16},
       {"observationCardinalityNextNew", event_slot::number1, 16}}}},
    {"SetFeeProtocol",
     4,
     {{{"feeProtocol0Old", event_slot::number0, 8},
       {"feeProtocol1Old", event_slot::number1, 8},
       {"feeProtocol0New", event_slot::number2, 8},
       {"feeProtocol1New", event_slot::number3, 8}}}},
    {"CollectProtocol",
     4,
     {{{"sender", event_slot::from},
       {"recipient", event_slot::to},
       {"amount0", event_slot::number0, 128},
       {"amount1", event_slot::number1, 128}}}},
}};

inline constexpr const event_signature& signature_of(event_kind kind) {
  return event_signatures[static_cast<std::size_t>(kind)];
}

// In the order of reentry; pooltrace itself only knows true, which is the function itself, or burn
// from inside a mint: all of them find the pool locked.
inline constexpr std::array<std::string_view, 6> reentry_names = {"none",    "mint", "burn",
                                                                  "collect", "swap", "flash"};

// What an operation returns.
enum class return_shape : std::uint8_t { nothing, amounts, signed_amounts, observed, inside };

inline return_shape return_shape_of(const protocol::operation& operation) {
  using format = protocol::format;
  struct shape_of_call {
    return_shape operator()(const mint<format>&) const { return return_shape::amounts; }
    return_shape operator()(const burn<format>&) const { return return_shape::amounts; }
    return_shape operator()(const collect<format>&) const { return return_shape::amounts; }
    return_shape operator()(const collect_protocol<format>&) const { return return_shape::amounts; }
    return_shape operator()(const swap<format>&) const { return return_shape::signed_amounts; }
    return_shape operator()(const observe&) const { return return_shape::observed; }
    return_shape operator()(const snapshot_cumulatives_inside&) const {
      return return_shape::inside;
    }
    return_shape operator()(const create_pool<format>&) const { return return_shape::nothing; }
    return_shape operator()(const initialize<format>&) const { return return_shape::nothing; }
    return_shape operator()(const flash<format>&) const { return return_shape::nothing; }
    return_shape operator()(const set_fee_protocol&) const { return return_shape::nothing; }
    return_shape operator()(const increase_observation_cardinality_next&) const {
      return return_shape::nothing;
    }
    return_shape operator()(const transfer<format>&) const { return return_shape::nothing; }
  };
  return std::visit(shape_of_call{}, operation.call);
}

inline constexpr std::array<std::string_view, 2> amount_names = {"amount0", "amount1"};
inline constexpr std::array<std::string_view, 2> observed_names = {
    "tickCumulatives", "secondsPerLiquidityCumulativeX128s"};
inline constexpr std::array<std::string_view, 3> inside_names = {
    "tickCumulativeInside", "secondsPerLiquidityInsideX128", "secondsInside"};

// ---- rows by field: `visit` gets a reference to what tick_field_names and its like name

template <class Info, class Visit>
void with_tick_field(Info& tick, std::size_t field, Visit&& visit) {
  switch (field) {
    case 0:
      return visit(tick.liquidity_gross);
    case 1:
      return visit(tick.liquidity_net);
    case 2:
      return visit(tick.fee_growth_outside0_x128);
    case 3:
      return visit(tick.fee_growth_outside1_x128);
    case 4:
      return visit(tick.tick_cumulative_outside);
    case 5:
      return visit(tick.seconds_per_liquidity_outside_x128);
    case 6:
      return visit(tick.seconds_outside);
    default:
      return visit(tick.initialized);
  }
}
template <class Info, class Visit>
void with_position_field(Info& position, std::size_t field, Visit&& visit) {
  switch (field) {
    case 0:
      return visit(position.liquidity);
    case 1:
      return visit(position.fee_growth_inside0_last_x128);
    case 2:
      return visit(position.fee_growth_inside1_last_x128);
    case 3:
      return visit(position.tokens_owed0);
    default:
      return visit(position.tokens_owed1);
  }
}
template <class Info, class Visit>
void with_observation_field(Info& observation, std::size_t field, Visit&& visit) {
  switch (field) {
    case 0:
      return visit(observation.block_timestamp);
    case 1:
      return visit(observation.tick_cumulative);
    case 2:
      return visit(observation.seconds_per_liquidity_cumulative_x128);
    default:
      return visit(observation.initialized);
  }
}

// The fields of a state that are no mappings, in pooltrace's order: visit(name, value).
template <class Storage, class Visit>
void each_storage_field(Storage& pool, Visit&& visit) {
  visit("sqrtPriceX96", pool.sqrt_price_x96);
  visit("tick", pool.tick);
  visit("observationIndex", pool.observation.index);
  visit("observationCardinality", pool.observation.cardinality);
  visit("observationCardinalityNext", pool.observation_cardinality_next);
  visit("feeProtocol", pool.fee_protocol);
  visit("unlocked", pool.unlocked);
  visit("liquidity", pool.liquidity);
  visit("feeGrowthGlobal0X128", pool.fee_growth_global_x128.token0);
  visit("feeGrowthGlobal1X128", pool.fee_growth_global_x128.token1);
  visit("protocolFees0", pool.protocol_fees.token0);
  visit("protocolFees1", pool.protocol_fees.token1);
}

// The mappings follow.
inline constexpr std::array<std::string_view, 18> state_names = {"sqrtPriceX96",
                                                                 "tick",
                                                                 "observationIndex",
                                                                 "observationCardinality",
                                                                 "observationCardinalityNext",
                                                                 "feeProtocol",
                                                                 "unlocked",
                                                                 "liquidity",
                                                                 "feeGrowthGlobal0X128",
                                                                 "feeGrowthGlobal1X128",
                                                                 "protocolFees0",
                                                                 "protocolFees1",
                                                                 "token0",
                                                                 "token1",
                                                                 "ticks",
                                                                 "positions",
                                                                 "bitmap",
                                                                 "observations"};
namespace state_key {
enum : std::size_t { token0 = 12, token1, ticks, positions, bitmap, observations };
}

std::string position_name(const position_key& key);  // "0:-60:60"

}  // namespace assay::uniswap_v3
