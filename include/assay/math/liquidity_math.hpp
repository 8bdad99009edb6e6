// Liquidity plus a signed change, bit positions, and liquidity from amounts.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/{LiquidityMath,BitMath,SafeCast}.sol and
// Uniswap/v3-periphery v1.4.4 contracts/libraries/LiquidityAmounts.sol.
#pragma once

#include <cstdint>
#include <utility>

#include "assay/math/sqrt_price_math.hpp"
#include "assay/word/sint.hpp"

namespace assay {

inline constexpr revert liquidity_sub_revert = revert::reason("LS");
inline constexpr revert liquidity_add_revert = revert::reason("LA");

/// addDelta: x + y. Reverts: LS below zero, LA past the type's maximum.
template <unsigned N, class B>
constexpr result<uint<N, B>> add_delta(const uint<N, B>& x, const sint<N, B>& y) {
  if (y.is_negative()) {
    const auto difference = sub_borrow(x, magnitude(y));
    if (difference.carry) return liquidity_sub_revert;
    return difference.value;
  }
  const auto sum = add_carry(x, y.to_bits());
  if (sum.carry) return liquidity_add_revert;
  return sum.value;
}

/// mostSignificantBit: position of the highest set bit. Reverts bare on zero.
template <unsigned N, class B>
constexpr result<unsigned> most_significant_bit(const uint<N, B>& x) {
  if (x.is_zero()) return revert::empty();
  return bit_width(x) - 1;
}

/// leastSignificantBit: position of the lowest set bit. Reverts bare on zero.
template <unsigned N, class B>
constexpr result<unsigned> least_significant_bit(const uint<N, B>& x) {
  if (x.is_zero()) return revert::empty();
  return count_trailing_zeros(x);
}

/// SafeCast.toInt256 and its like: the same number, signed. Reverts bare from 2^(N-1) on.
template <unsigned N, class B>
constexpr result<sint<N, B>> signed_or_revert(const uint<N, B>& x) {
  if (x.bit(N - 1)) return revert::empty();
  return sint<N, B>::from_bits(x);
}

/// getAmount0Delta / getAmount1Delta of a signed liquidity: added liquidity costs an amount rounded
/// up (positive), removed liquidity pays one rounded down (negative). Reverts bare.
template <class Format, class SqrtPriceMath = sqrt_price_math<Format>>
struct signed_deltas {
  using word = typename Format::word;
  using price = typename Format::price;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using signed_liquidity = sint<Format::liquidity_bits, typename Format::backend>;

  static constexpr result<signed_word> amount0(const price& a, const price& b,
                                               const signed_liquidity& liquidity) {
    const bool removed = liquidity.is_negative();
    ASSAY_TRY(const word amount,
              SqrtPriceMath::amount0_delta(a, b, magnitude(liquidity),
                                           removed ? rounding::down : rounding::up));
    return with_sign(amount, removed);
  }
  static constexpr result<signed_word> amount1(const price& a, const price& b,
                                               const signed_liquidity& liquidity) {
    const bool removed = liquidity.is_negative();
    ASSAY_TRY(const word amount,
              SqrtPriceMath::amount1_delta(a, b, magnitude(liquidity),
                                           removed ? rounding::down : rounding::up));
    return with_sign(amount, removed);
  }

 private:
  static constexpr result<signed_word> with_sign(const word& amount, bool negative) {
    ASSAY_TRY(const signed_word value, signed_or_revert(amount));
    return negative ? neg_wrapping(value) : value;
  }
};

/// What a deposit is worth in liquidity and back, between two prices (the periphery's arithmetic).
template <class Format>
struct liquidity_amounts {
  using word = typename Format::word;
  using price = typename Format::price;
  using liquidity_type = typename Format::liquidity;
  static constexpr unsigned word_bits = Format::word_bits;

  struct amounts {
    word amount0{};
    word amount1{};
  };

  /// getLiquidityForAmount0: floor(amount0 * floor(A * B / 2^96) / (B - A)), against the depositor.
  static constexpr result<liquidity_type> liquidity_for_amount0(price a, price b,
                                                                const word& amount0) {
    if (a > b) std::swap(a, b);
    const word wide_a = widen<word_bits>(a);
    const word wide_b = widen<word_bits>(b);
    ASSAY_TRY(const word product,
              value_or_revert(mul_div_down(wide_a, wide_b, word::power_of_two(Format::fraction))));
    ASSAY_TRY(const word liquidity,
              value_or_revert(mul_div_down(amount0, product, sub_wrapping(wide_b, wide_a))));
    return cast_or_revert<Format::liquidity_bits>(liquidity);
  }

  /// getLiquidityForAmount1: floor(amount1 * 2^96 / (B - A)), against the depositor.
  static constexpr result<liquidity_type> liquidity_for_amount1(price a, price b,
                                                                const word& amount1) {
    if (a > b) std::swap(a, b);
    const word width = widen<word_bits>(sub_wrapping(b, a));
    ASSAY_TRY(const word liquidity,
              value_or_revert(mul_div_down(amount1, word::power_of_two(Format::fraction), width)));
    return cast_or_revert<Format::liquidity_bits>(liquidity);
  }

  /// getLiquidityForAmounts: the most liquidity that both amounts cover at price `current`.
  static constexpr result<liquidity_type> liquidity_for_amounts(const price& current, price a,
                                                                price b, const word& amount0,
                                                                const word& amount1) {
    if (a > b) std::swap(a, b);
    if (current <= a) return liquidity_for_amount0(a, b, amount0);
    if (!(current < b)) return liquidity_for_amount1(a, b, amount1);
    ASSAY_TRY(const liquidity_type liquidity0, liquidity_for_amount0(current, b, amount0));
    ASSAY_TRY(const liquidity_type liquidity1, liquidity_for_amount1(a, current, amount1));
    return liquidity0 < liquidity1 ? liquidity0 : liquidity1;
  }

  /// getAmount0ForLiquidity: floor(floor(L * 2^96 * (B - A) / B) / A) of token0, against the owner.
  /// Reverts: bare; INVALID where the lower price is zero.
  static constexpr result<word> amount0_for_liquidity(price a, price b,
                                                      const liquidity_type& liquidity) {
    if (a > b) std::swap(a, b);
    const word difference = widen<word_bits>(sub_wrapping(b, a));
    ASSAY_TRY(const word whole,
              value_or_revert(mul_div_down(sqrt_price_math<Format>::scaled(liquidity), difference,
                                           widen<word_bits>(b))));
    if (a.is_zero()) return revert::invalid();
    return div_down(whole, widen<word_bits>(a));
  }
  /// getAmount1ForLiquidity: floor(L * (B - A) / 2^96) of token1, against the owner.
  static constexpr result<word> amount1_for_liquidity(price a, price b,
                                                      const liquidity_type& liquidity) {
    if (a > b) std::swap(a, b);
    return value_or_revert(mul_div_down(widen<word_bits>(liquidity),
                                        widen<word_bits>(sub_wrapping(b, a)),
                                        word::power_of_two(Format::fraction)));
  }

  /// getAmountsForLiquidity: what a position holds at price `current`, rounded down twice.
  /// Reverts: bare; INVALID where token0 is priced from a zero price.
  static constexpr result<amounts> amounts_for_liquidity(const price& current, price a, price b,
                                                         const liquidity_type& liquidity) {
    if (a > b) std::swap(a, b);
    amounts out;
    if (current <= a) {
      ASSAY_TRY(out.amount0, amount0_for_liquidity(a, b, liquidity));
    } else if (current < b) {
      ASSAY_TRY(out.amount0, amount0_for_liquidity(current, b, liquidity));
      ASSAY_TRY(out.amount1, amount1_for_liquidity(a, current, liquidity));
    } else {
      ASSAY_TRY(out.amount1, amount1_for_liquidity(a, b, liquidity));
    }
    return out;
  }
};

}  // namespace assay
