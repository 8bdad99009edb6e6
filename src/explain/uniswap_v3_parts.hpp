// The arithmetic of Uniswap V3, told step by step in exact integers: what functions and operations
// share. Formulas keep the contract's names; Q is 2^96.
#pragma once

#include <array>
#include <cstdint>

#include "narrator.hpp"

namespace assay::explain::uniswap_v3 {

inline constexpr std::string_view the_pool = "the pool";
inline constexpr std::string_view the_lps = "the LPs";
inline constexpr std::string_view nobody_by_it = "nobody: it defines the price line";

/// 2^exponent.
[[nodiscard]] integer two_to(unsigned exponent);

/// floor(product / denominator) or its ceiling as FullMath divides: reverts bare where the
/// denominator is zero or the quotient leaves the word.
integer tell_mul_div(narrator& story, const division_names& names, const integer& product,
                     const integer& denominator, direction towards);

/// getSqrtRatioAtTick, with the true value beside it; zero where it reverts.
integer tell_price_of_tick(narrator& story, std::string_view result, std::int64_t tick);
/// getTickAtSqrtRatio; zero where it reverts.
std::int32_t tell_tick_of_price(narrator& story, const integer& price);
/// The same without a word.
[[nodiscard]] integer price_of_tick(std::int32_t tick);
[[nodiscard]] std::int32_t tick_of_price(const integer& price);

/// Token0 or token1 of a liquidity between two prices, rounded as asked. `gains` is who gains.
integer tell_amount0(narrator& story, std::string_view result, const integer& a, const integer& b,
                     const integer& liquidity, direction towards, std::string_view gains);
integer tell_amount1(narrator& story, std::string_view result, const integer& a, const integer& b,
                     const integer& liquidity, direction towards, std::string_view gains);

/// Where an amount of one token moves the price: in (add) or out.
integer tell_price_from_amount0(narrator& story, const integer& price, const integer& liquidity,
                                const integer& amount, bool add);
integer tell_price_from_amount1(narrator& story, const integer& price, const integer& liquidity,
                                const integer& amount, bool add);
integer tell_price_from_input(narrator& story, const integer& price, const integer& liquidity,
                              const integer& amount, bool zero_for_one);
integer tell_price_from_output(narrator& story, const integer& price, const integer& liquidity,
                               const integer& amount, bool zero_for_one);

struct step_result {
  integer next_price = 0;
  integer amount_in = 0;
  integer amount_out = 0;
  integer fee = 0;
};
/// computeSwapStep; `remaining` is positive for an exact input.
step_result tell_swap_step(narrator& story, const integer& current, const integer& target,
                           const integer& liquidity, const integer& remaining,
                           const integer& fee_pips);

/// x + y as LiquidityMath.addDelta, or zero where it reverts.
integer tell_add_delta(narrator& story, std::string_view what, const integer& x, const integer& y);

/// The number as Solidity's int24, int56 or uintN keeps it.
[[nodiscard]] integer wrapped_unsigned(const integer& number, unsigned bits);
[[nodiscard]] integer wrapped_signed(const integer& number, unsigned bits);

/// What the accumulators say of a moment.
struct reading {
  integer time = 0;
  integer tick_cumulative = 0;
  integer seconds_per_liquidity = 0;
};
/// transform: the reading at `time`, if the tick and liquidity have stood since the last one.
reading tell_accumulated(narrator& story, const reading& last, const integer& time,
                         const integer& tick, const integer& liquidity);
/// Observations, oldest first, and how many slots before them are not written yet.
struct observed_ring {
  std::vector<reading> readings{};
  std::size_t unwritten = 0;
};
/// observeSingle.
reading tell_observed(narrator& story, const observed_ring& ring, const integer& time,
                      const integer& seconds_ago, const integer& tick, const integer& liquidity);

}  // namespace assay::explain::uniswap_v3
