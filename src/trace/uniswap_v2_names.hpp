// The words of pooltrace for Uniswap V2: one table each, for reading, writing and comparing.
// Private to the trace layer.
#pragma once

#include <array>
#include <string_view>

#include "assay/pool/uniswap_v2/event.hpp"
#include "assay/pool/uniswap_v2/operation.hpp"

namespace assay::uniswap_v2 {

// Where an argument of an event lies in the plain-data event.
enum class event_slot : std::uint8_t { from, to, amount0, amount1, amount2, amount3 };

struct event_argument {
  std::string_view name{};
  event_slot slot = event_slot::from;
};

struct event_signature {
  std::string_view name;
  std::size_t count;
  std::array<event_argument, 6> arguments;
};

inline constexpr std::size_t amount_index(event_slot slot) {
  return static_cast<std::size_t>(slot) - static_cast<std::size_t>(event_slot::amount0);
}

// In the order of event_kind.
inline constexpr std::array<event_signature, 6> event_signatures = {{
    {"Transfer",
     3,
     {{{"from", event_slot::from}, {"to", event_slot::to}, {"value", event_slot::amount0}}}},
    {"Approval",
     3,
     {{{"owner", event_slot::from}, {"spender", event_slot::to}, {"value", event_slot::amount0}}}},
    {"Sync", 2, {{{"reserve0", event_slot::amount0}, {"reserve1", event_slot::amount1}}}},
    {"Mint",
     3,
     {{{"sender", event_slot::from},
       {"amount0", event_slot::amount0},
       {"amount1", event_slot::amount1}}}},
    {"Burn",
     4,
     {{{"sender", event_slot::from},
       {"amount0", event_slot::amount0},
       {"amount1", event_slot::amount1},
       {"to", event_slot::to}}}},
    {"Swap",
     6,
     {{{"sender", event_slot::from},
       {"amount0In", event_slot::amount0},
       {"amount1In", event_slot::amount1},
       {"amount0Out", event_slot::amount2},
       {"amount1Out", event_slot::amount3},
       {"to", event_slot::to}}}},
}};

inline constexpr const event_signature& signature_of(event_kind kind) {
  return event_signatures[static_cast<std::size_t>(kind)];
}

// In the order of reentry; pooltrace itself only knows true, which is sync.
inline constexpr std::array<std::string_view, 6> reentry_names = {"none", "sync", "skim",
                                                                  "mint", "burn", "swap"};

// In the order of token_kind.
inline constexpr std::array<std::string_view, 9> token_kind_names = {
    "plain",          "feeOnArrival",  "feeOnTop",    "rebasing",       "noReturn",
    "falseWhileFlag", "falseButMoves", "falseOnLack", "revertWhileFlag"};

// Names of what an operation returns, by their count.
inline constexpr std::array<std::string_view, 1> mint_returns = {"liquidity"};
inline constexpr std::array<std::string_view, 2> burn_returns = {"amount0", "amount1"};

inline constexpr std::string_view return_name(std::size_t count, std::size_t i) {
  return count == 1 ? mint_returns[0] : burn_returns[i];
}

}  // namespace assay::uniswap_v2
