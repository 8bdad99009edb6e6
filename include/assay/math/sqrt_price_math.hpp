// Amounts between two square-root prices, and the price that an amount leads to.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/SqrtPriceMath.sol and UnsafeMath.sol, at any
// format. All reverts are bare (no reason) unless said.
#pragma once

#include <optional>
#include <utility>

#include "assay/math/mul_div.hpp"
#include "assay/math/mul_shift.hpp"
#include "assay/math/price_format.hpp"
#include "assay/receipt/result.hpp"
#include "assay/word/rounding.hpp"

namespace assay {

/// ceil(x / y) as UnsafeMath.divRoundingUp: 0 where y = 0, because the EVM divides so.
template <unsigned N, class B>
constexpr uint<N, B> div_up_evm(const uint<N, B>& x, const uint<N, B>& y) {
  return y.is_zero() ? uint<N, B>::zero() : div_up(x, y);
}

/// require(value < 2^M): SafeCast's toUint160 and its like.
template <unsigned M, unsigned N, class B>
constexpr result<uint<M, B>> cast_or_revert(const uint<N, B>& value) {
  if (!fits<M>(value)) return revert::empty();
  return truncate<M>(value);
}

template <class Word>
constexpr result<Word> value_or_revert(const std::optional<Word>& value) {
  if (!value) return revert::empty();
  return *value;
}

template <class Format>
struct sqrt_price_math {
  using word = typename Format::word;
  using price = typename Format::price;
  using liquidity_type = typename Format::liquidity;
  static constexpr unsigned word_bits = Format::word_bits;
  static constexpr unsigned price_bits = Format::price_bits;

  /// L * 2^96: liquidity as the numerator of token0's formulas. Exact.
  static constexpr word scaled(const liquidity_type& liquidity) {
    return widen<word_bits>(liquidity) << Format::fraction;
  }

  /// getNextSqrtPriceFromAmount0RoundingUp: the price after `amount` of token0 came in (add) or
  /// went out. ceil(L * P / (L +- amount * P)): rounds up, so that the price never moves further
  /// than the input pays for, and far enough for the output. When the product overflows on the way
  /// in, the less precise ceil(L / (L / P + amount)) is used, as the contract does.
  static constexpr result<price> next_price_from_amount0_up(const price& sqrt_price,
                                                            const liquidity_type& liquidity,
                                                            const word& amount, bool add) {
    if (amount.is_zero()) return sqrt_price;  // the formula could round past the price
    const word numerator = scaled(liquidity);
    const word wide_price = widen<word_bits>(sqrt_price);
    const auto product = mul_overflow(amount, wide_price);
    if (!add) {
      if (product.carry || !(numerator > product.value)) return revert::empty();
      const word denominator = sub_wrapping(numerator, product.value);
      ASSAY_TRY(const word next, value_or_revert(mul_div_up(numerator, wide_price, denominator)));
      return cast_or_revert<price_bits>(next);
    }
    if (!product.carry) {
      const auto denominator = add_carry(numerator, product.value);
      if (!denominator.carry) {
        ASSAY_TRY(const word next,
                  value_or_revert(mul_div_up(numerator, wide_price, denominator.value)));
        return truncate<price_bits>(next);  // at most sqrt_price
      }
    }
    if (sqrt_price.is_zero()) return revert::invalid();
    ASSAY_TRY(const word denominator,
              value_or_revert(add_checked(div_down(numerator, wide_price), amount)));
    return truncate<price_bits>(div_up_evm(numerator, denominator));
  }

  /// getNextSqrtPriceFromAmount1RoundingDown: the price after `amount` of token1 came in (add) or
  /// went out. P + floor(amount / L) or P - ceil(amount / L): rounds down, for the same reasons.
  /// Reverts: bare; INVALID where liquidity is zero and the contract divides in Solidity.
  static constexpr result<price> next_price_from_amount1_down(const price& sqrt_price,
                                                              const liquidity_type& liquidity,
                                                              const word& amount, bool add) {
    const word wide_price = widen<word_bits>(sqrt_price);
    const word wide_liquidity = widen<word_bits>(liquidity);
    const word one_x = word::power_of_two(Format::fraction);
    const bool short_amount = fits<price_bits>(amount);
    if (add) {
      if (short_amount && liquidity.is_zero()) return revert::invalid();
      ASSAY_TRY(const word quotient,
                short_amount ? result<word>(div_down(amount << Format::fraction, wide_liquidity))
                             : value_or_revert(mul_div_down(amount, one_x, wide_liquidity)));
      ASSAY_TRY(const word next, value_or_revert(add_checked(wide_price, quotient)));
      return cast_or_revert<price_bits>(next);
    }
    ASSAY_TRY(const word quotient,
              short_amount ? result<word>(div_up_evm(amount << Format::fraction, wide_liquidity))
                           : value_or_revert(mul_div_up(amount, one_x, wide_liquidity)));
    if (!(wide_price > quotient)) return revert::empty();
    return truncate<price_bits>(sub_wrapping(wide_price, quotient));
  }

  /// getNextSqrtPriceFromInput: rounds so that the target is never passed.
  static constexpr result<price> next_price_from_input(const price& sqrt_price,
                                                       const liquidity_type& liquidity,
                                                       const word& amount_in, bool zero_for_one) {
    if (sqrt_price.is_zero() || liquidity.is_zero()) return revert::empty();
    return zero_for_one ? next_price_from_amount0_up(sqrt_price, liquidity, amount_in, true)
                        : next_price_from_amount1_down(sqrt_price, liquidity, amount_in, true);
  }

  /// getNextSqrtPriceFromOutput: rounds so that the whole output is paid for.
  static constexpr result<price> next_price_from_output(const price& sqrt_price,
                                                        const liquidity_type& liquidity,
                                                        const word& amount_out, bool zero_for_one) {
    if (sqrt_price.is_zero() || liquidity.is_zero()) return revert::empty();
    return zero_for_one ? next_price_from_amount1_down(sqrt_price, liquidity, amount_out, false)
                        : next_price_from_amount0_up(sqrt_price, liquidity, amount_out, false);
  }

  /// getAmount0Delta: L * |A - B| / (A * B) of token0 between two prices, in either order; `up` is
  /// what the pool asks for, `down` what it pays. Reverts bare where the lower price is zero.
  ///
  /// The contract divides twice, by the higher price and then by the lower, both up or both down.
  /// floor(floor(x / b) / a) = floor(x / (a * b)), and the same for ceilings, so one division by
  /// the product gives the same wei; the quotient always fits.
  static constexpr result<word> amount0_delta(const price& a, const price& b,
                                              const liquidity_type& liquidity, rounding direction) {
    const amount0_fraction f = fraction0(a, b, liquidity);
    if (f.denominator.is_zero()) return revert::empty();
    const auto division = div_rem(f.numerator, f.denominator);
    ASSAY_TRY(const word whole, cast_word(division.quotient));
    if (direction == rounding::down || division.remainder.is_zero()) return whole;
    return value_or_revert(add_checked(whole, word::one()));
  }

  /// Whether amount0_delta rounded up is at most `amount`, without dividing:
  /// ceil(x / y) <= m exactly when x <= m * y.
  static constexpr result<bool> amount0_up_at_most(const price& a, const price& b,
                                                   const liquidity_type& liquidity,
                                                   const word& amount) {
    const amount0_fraction f = fraction0(a, b, liquidity);
    if (f.denominator.is_zero()) return revert::empty();
    const auto most = mul_wide(amount, f.denominator);
    return widen<most.bits>(f.numerator) <= most;
  }

  /// getAmount1Delta: L * |A - B| of token1 between two prices, in either order.
  static constexpr result<word> amount1_delta(const price& a, const price& b,
                                              const liquidity_type& liquidity, rounding direction) {
    const price difference = a > b ? sub_wrapping(a, b) : sub_wrapping(b, a);
    return value_or_revert(
        direction == rounding::up
            ? mul_shift_up<Format::fraction, word_bits>(liquidity, difference)
            : mul_shift_down<Format::fraction, word_bits>(liquidity, difference));
  }

 private:
  static constexpr unsigned scaled_bits = Format::liquidity_bits + Format::fraction;

  struct amount0_fraction {
    uint<scaled_bits + price_bits, typename Format::backend> numerator;  // L * 2^96 * |A - B|
    uint<2 * price_bits, typename Format::backend> denominator;          // A * B
  };
  static constexpr amount0_fraction fraction0(const price& a, const price& b,
                                              const liquidity_type& liquidity) {
    const price difference = a > b ? sub_wrapping(a, b) : sub_wrapping(b, a);
    const auto scaled_liquidity = widen<scaled_bits>(liquidity) << Format::fraction;
    return {mul_wide(scaled_liquidity, difference), mul_wide(a, b)};
  }

  template <unsigned N, class B>
  static constexpr result<word> cast_word(const uint<N, B>& value) {
    if constexpr (N <= word_bits) {
      return widen<word_bits>(value);
    } else {
      return cast_or_revert<word_bits>(value);
    }
  }
};

}  // namespace assay
