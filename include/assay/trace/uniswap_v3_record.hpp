// The state of a Uniswap V3 pool as pooltrace records it: the rows of its mappings in the order of
// the line. What a mapping does not show is zero.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "assay/pool/uniswap_v3/setup.hpp"
#include "assay/pool/uniswap_v3/state.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::uniswap_v3 {

// "pool", "zero", "token0", "token1" or an actor's number.
std::string account_name(account who);

inline constexpr std::array<std::string_view, 8> tick_field_names = {
    "liquidityGross",        "liquidityNet",
    "feeGrowthOutside0X128", "feeGrowthOutside1X128",
    "tickCumulativeOutside", "secondsPerLiquidityOutsideX128",
    "secondsOutside",        "initialized"};
inline constexpr std::array<std::string_view, 5> position_field_names = {
    "liquidity", "feeGrowthInside0LastX128", "feeGrowthInside1LastX128", "tokensOwed0",
    "tokensOwed1"};
inline constexpr std::array<std::string_view, 4> observation_field_names = {
    "blockTimestamp", "tickCumulative", "secondsPerLiquidityCumulativeX128", "initialized"};

// How states of a trace are recorded, as its header says.
struct state_layout {
  static constexpr std::uint32_t default_observations_shown = 24;

  std::uint32_t observations_shown = default_observations_shown;  // the first so many slots
  bool sparse = false;  // lines show only rows that changed, and all rows on first sight
  // Which field stands in each place of a row: indices into the names above.
  std::array<std::uint8_t, tick_field_names.size()> tick_order = {0, 1, 2, 3, 4, 5, 6, 7};
  std::array<std::uint8_t, position_field_names.size()> position_order = {0, 1, 2, 3, 4};
  std::array<std::uint8_t, observation_field_names.size()> observation_order = {0, 1, 2, 3};
  friend bool operator==(const state_layout&, const state_layout&) = default;
};

struct state_record {
  using format = protocol::format;
  using word = format::word;

  struct balances {
    std::vector<word> values{};           // by account index
    std::vector<std::uint8_t> present{};  // actors and the pool always, others when they hold any
  };

  pool_storage<format> pool{};
  std::array<balances, 2> tokens{};
  std::vector<std::pair<std::int32_t, tick_info<format>>> ticks{};
  std::vector<std::pair<position_key, position_info<format>>> positions{};
  std::vector<std::pair<std::int32_t, word>> bitmap{};
  std::vector<std::pair<std::uint32_t, observation<format::backend>>> observations{};
};

// Makes `state` show what the record says: all of its mappings, and the observations shown.
void restore(const state_record& from, protocol::state& state);

// Which rows a trace shows, and in which order: every tick, position and bitmap word that a mint,
// burn or collect has named so far in the episode, whether it succeeded or not. JSON objects of
// most languages put non-negative integer keys first, in their order; so do the rows here.
class shown_rows {
 public:
  void clear();
  // Takes in what the operation names; createPool starts anew.
  void name(const protocol::operation& operation);
  // The rows shown of this state, and any others that are not zero.
  void record(const protocol::state& state, const state_layout& layout, state_record& to) const;

 private:
  struct integer_keys {
    std::vector<std::int32_t> from_zero{};  // ascending
    std::vector<std::int32_t> negative{};   // in the order in which they were named
    void add(std::int32_t key);
  };
  void name_range(account owner, std::int32_t lower, std::int32_t upper);

  std::int32_t tick_spacing_ = 1;
  integer_keys ticks_{};
  integer_keys words_{};
  std::vector<position_key> positions_{};
  boost::unordered_flat_map<position_key, bool, position_key_hash> known_positions_{};
};

}  // namespace assay::uniswap_v3
