// What a router computes before it asks a pair: quotes for one pair and along a path.
//
// Mirrors Uniswap/v2-periphery contracts/libraries/UniswapV2Library.sol (router 02), with the fee
// as a parameter. Pure functions of reserves; a path is the list of its hops' reserves.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "assay/pool/uniswap_v2/ds_math.hpp"

namespace assay::uniswap_v2 {

inline constexpr std::string_view library_prefix = "UniswapV2Library";
inline constexpr revert insufficient_amount = revert::reason(library_prefix, "INSUFFICIENT_AMOUNT");
inline constexpr revert insufficient_input =
    revert::reason(library_prefix, "INSUFFICIENT_INPUT_AMOUNT");
inline constexpr revert insufficient_output =
    revert::reason(library_prefix, "INSUFFICIENT_OUTPUT_AMOUNT");
inline constexpr revert insufficient_liquidity =
    revert::reason(library_prefix, "INSUFFICIENT_LIQUIDITY");
inline constexpr revert invalid_path = revert::reason(library_prefix, "INVALID_PATH");

// The fee on the input: `numerator` / `denominator` of it stays in the pool (3/1000 on chain).
struct swap_fee {
  std::uint64_t numerator = 3;
  std::uint64_t denominator = 1000;
};

// Reserves of one pair in the direction of the trade.
template <class Word>
struct hop {
  Word reserve_in{};
  Word reserve_out{};
};

// quote: the amount of B worth `amount_a` at the pool's ratio, fee not counted.
// floor(amount_a * reserve_b / reserve_a), against the asker.
// Reverts: INSUFFICIENT_AMOUNT, INSUFFICIENT_LIQUIDITY, ds-math-mul-overflow, in this order.
template <class Word>
constexpr result<Word> quote(const Word& amount_a, const Word& reserve_a, const Word& reserve_b) {
  if (amount_a.is_zero()) return insufficient_amount;
  if (reserve_a.is_zero() || reserve_b.is_zero()) return insufficient_liquidity;
  ASSAY_TRY(const Word product, ds_mul(amount_a, reserve_b));
  return div_down(product, reserve_a);
}

// getAmountOut: the most that the pair's K check lets out for `amount_in`.
// floor(in * (d - n) * r_out / (r_in * d + in * (d - n))), in favour of the pool; tight: one more
// always fails the check (invariant V2-TIGHT-1).
// Reverts: INSUFFICIENT_INPUT_AMOUNT, INSUFFICIENT_LIQUIDITY, ds-math-mul-overflow,
// ds-math-add-overflow, in this order.
template <class Word>
constexpr result<Word> get_amount_out(const Word& amount_in, const Word& reserve_in,
                                      const Word& reserve_out, const swap_fee& fee = {}) {
  if (amount_in.is_zero()) return insufficient_input;
  if (reserve_in.is_zero() || reserve_out.is_zero()) return insufficient_liquidity;
  const Word kept{fee.denominator - fee.numerator};
  ASSAY_TRY(const Word amount_in_with_fee, ds_mul(amount_in, kept));
  ASSAY_TRY(const Word numerator, ds_mul(amount_in_with_fee, reserve_out));
  ASSAY_TRY(const Word scaled_reserve, ds_mul(reserve_in, Word{fee.denominator}));
  ASSAY_TRY(const Word denominator, ds_add(scaled_reserve, amount_in_with_fee));
  return div_down(numerator, denominator);
}

// getAmountIn: an input that buys `amount_out`.
// floor(r_in * out * d / ((r_out - out) * (d - n))) + 1, in favour of the pool; QUIRK(V2-LIB-1):
// the + 1 is there on exact division too, so the minimum is exceeded by one exactly then.
// Reverts: INSUFFICIENT_OUTPUT_AMOUNT, INSUFFICIENT_LIQUIDITY, ds-math-mul-overflow,
// ds-math-sub-underflow (out > r_out), INVALID (out = r_out), ds-math-add-overflow.
template <class Word>
constexpr result<Word> get_amount_in(const Word& amount_out, const Word& reserve_in,
                                     const Word& reserve_out, const swap_fee& fee = {}) {
  if (amount_out.is_zero()) return insufficient_output;
  if (reserve_in.is_zero() || reserve_out.is_zero()) return insufficient_liquidity;
  ASSAY_TRY(const Word product, ds_mul(reserve_in, amount_out));
  ASSAY_TRY(const Word numerator, ds_mul(product, Word{fee.denominator}));
  ASSAY_TRY(const Word left, ds_sub(reserve_out, amount_out));
  ASSAY_TRY(const Word denominator, ds_mul(left, Word{fee.denominator - fee.numerator}));
  if (denominator.is_zero()) return revert::invalid();
  return ds_add(div_down(numerator, denominator), Word::one());
}

// getAmountsOut: amounts along the path, the input first. An empty list of hops is a path of
// fewer than two tokens. Reverts: INVALID_PATH, then as get_amount_out at the first failing hop.
template <class Word>
result<std::vector<Word>> get_amounts_out(const Word& amount_in, std::span<const hop<Word>> path,
                                          const swap_fee& fee = {}) {
  if (path.empty()) return invalid_path;
  std::vector<Word> amounts{amount_in};
  amounts.reserve(path.size() + 1);
  for (const hop<Word>& pair : path) {
    ASSAY_TRY(const Word out,
              get_amount_out(amounts.back(), pair.reserve_in, pair.reserve_out, fee));
    amounts.push_back(out);
  }
  return amounts;
}

// getAmountsIn: amounts along the path that end in `amount_out`, computed from the last hop back.
// Reverts: INVALID_PATH, then as get_amount_in at the last failing hop.
template <class Word>
result<std::vector<Word>> get_amounts_in(const Word& amount_out, std::span<const hop<Word>> path,
                                         const swap_fee& fee = {}) {
  if (path.empty()) return invalid_path;
  std::vector<Word> amounts(path.size() + 1);
  amounts.back() = amount_out;
  for (std::size_t i = path.size(); i-- > 0;) {
    ASSAY_TRY(amounts[i],
              get_amount_in(amounts[i + 1], path[i].reserve_in, path[i].reserve_out, fee));
  }
  return amounts;
}

}  // namespace assay::uniswap_v2
