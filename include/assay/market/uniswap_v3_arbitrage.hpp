// The most that an arbitrageur can take from a Uniswap V3 pool at an outside price with an exact
// input: the optimum over integer amounts, not the real one rounded.
#pragma once

#include <cstdint>

#include "assay/market/exact.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::market {

/// An outside price as a pool with a fee meets it.
struct v3_outside {
  price at{};
  // floor of the pool's sqrt price at which another wei would gain nothing: selling token0 until
  // pool price times (1 - fee) is the outside price, buying until pool price over (1 - fee) is.
  uint<160> sell_limit_x96{};
  uint<160> buy_limit_x96{};
};
/// Preconditions: a price above zero, numerator and denominator below 2^128; fee_pips < 10^6.
v3_outside v3_outside_of(const price& at, std::uint64_t fee_pips);

struct v3_arbitrage {
  bool zero_for_one = false;
  uint<256> amount_in{};  // fee included; zero: no trade gains anything
  uint<256> amount_out{};
  uint<256> fee{};
  // The call that makes the trade: an exact input, up to a price. The amount is `amount_in`, or
  // more where the price then goes on through ticks without liquidity, which take nothing.
  uint<256> amount_specified{};
  uint<160> sqrt_price_limit_x96{};
  // No amount gains more. False: the search was cut short, and no amount it looked at gains more,
  // among them those of the trade to the limit of v3_outside.
  bool is_best = true;
  std::uint64_t effort = 0;  // inputs and boxes of them that the search looked at
};

/// What the search does changes its time, and beyond `most_effort` whether it ends.
struct v3_search_limits {
  std::uint64_t most_effort = 2048;
  unsigned most_listed = 64;  // inputs looked at one by one rather than by the lattice
  unsigned most_legs = 10;    // of a walk from point to point before the search goes by lines
  // Where it was cut short: amounts and prices looked at on each side of the trade to the limit,
  // and amounts on each side of the best.
  std::uint64_t looks_beside = 1000;
};
/// For a scenario, which makes thousands of trades a second.
inline constexpr v3_search_limits v3_quick_search{.most_effort = 1024, .looks_beside = 4};

/// The exact input of at most `most_in` that gains most. Precondition: most_in < 2^127. Argument:
/// uniswap_v3_arbitrage.cpp.
v3_arbitrage best_arbitrage(const uniswap_v3::protocol::state& state, const v3_outside& outside,
                            const uint<256>& most_in, const v3_search_limits& limits = {});

}  // namespace assay::market
