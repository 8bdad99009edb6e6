// One step of a swap: from the current price towards a target, within one range of liquidity.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/SwapMath.sol (computeSwapStep), at any format.
#pragma once

#include <cstdint>

#include "assay/math/sqrt_price_math.hpp"

namespace assay {

/// What a swap still wants: an exact input, or an exact output.
template <class Word>
struct swap_remaining {
  Word amount{};
  bool exact_in = true;
};

template <class Format>
struct swap_step {
  typename Format::price next_price{};  // sqrt price after the step
  typename Format::word amount_in{};    // without the fee; rounded up, in favour of the pool
  typename Format::word amount_out{};   // rounded down, in favour of the pool
  typename Format::word fee{};          // rounded up; all that is left when the target is not met
  friend constexpr bool operator==(const swap_step&, const swap_step&) = default;
};

/// `SqrtPriceMath` is a parameter so that a planted fault in one of its roundings can be tried.
template <class Format, class SqrtPriceMath = sqrt_price_math<Format>>
struct swap_math {
  using word = typename Format::word;
  using price = typename Format::price;
  using liquidity_type = typename Format::liquidity;
  using remaining_type = swap_remaining<word>;
  using step_type = swap_step<Format>;

  /// 1e6 - fee in uint24, as the contract subtracts: a fee above the unit would wrap.
  static constexpr word fee_complement(std::uint64_t fee_pips) {
    constexpr std::uint64_t uint24_mask = 0xff'ffff;
    return word{(Format::fee_unit - fee_pips) & uint24_mask};
  }

  /// The part of an exact input that is left to trade after the fee: floor(x * (1e6 - fee) / 1e6).
  static constexpr result<word> less_fee(const word& amount, std::uint64_t fee_pips) {
    return value_or_revert(mul_div_down(amount, fee_complement(fee_pips), word{Format::fee_unit}));
  }

  /// The fee on an amount in: ceil(x * fee / (1e6 - fee)), in favour of the LPs.
  static constexpr result<word> fee_on(const word& amount_in, std::uint64_t fee_pips) {
    return value_or_revert(mul_div_up(amount_in, word{fee_pips}, fee_complement(fee_pips)));
  }

  static constexpr result<word> input_delta(const price& from, const price& to,
                                            const liquidity_type& liquidity, bool zero_for_one) {
    return zero_for_one ? SqrtPriceMath::amount0_delta(to, from, liquidity, rounding::up)
                        : SqrtPriceMath::amount1_delta(from, to, liquidity, rounding::up);
  }
  static constexpr result<word> output_delta(const price& from, const price& to,
                                             const liquidity_type& liquidity, bool zero_for_one) {
    return zero_for_one ? SqrtPriceMath::amount1_delta(to, from, liquidity, rounding::down)
                        : SqrtPriceMath::amount0_delta(from, to, liquidity, rounding::down);
  }

  /// computeSwapStep. The direction follows from the prices: down (token0 in) when
  /// current >= target. Preconditions on chain: fee < 1e6; reverts are bare, and unreachable for
  /// prices and liquidity that a pool can hold (spec: step_never_reverts).
  static constexpr result<step_type> compute_swap_step(const price& current, const price& target,
                                                       const liquidity_type& liquidity,
                                                       const remaining_type& remaining,
                                                       std::uint64_t fee_pips) {
    const bool zero_for_one = current >= target;
    return remaining.exact_in
               ? exact_in_step(current, target, liquidity, remaining.amount, fee_pips, zero_for_one)
               : exact_out_step(current, target, liquidity, remaining.amount, fee_pips,
                                zero_for_one);
  }

 private:
  /// input_delta(from, to) <= available: whether the input reaches the target. Token0's side is
  /// decided by products, which costs less than the two divisions of its amount.
  static constexpr result<bool> covers_input(const price& from, const price& to,
                                             const liquidity_type& liquidity, const word& available,
                                             bool zero_for_one) {
    if (zero_for_one) return SqrtPriceMath::amount0_up_at_most(to, from, liquidity, available);
    ASSAY_TRY(const word needed, input_delta(from, to, liquidity, false));
    return needed <= available;
  }

  static constexpr result<step_type> exact_in_step(const price& current, const price& target,
                                                   const liquidity_type& liquidity,
                                                   const word& remaining, std::uint64_t fee_pips,
                                                   bool zero_for_one) {
    step_type step;
    ASSAY_TRY(const word available, less_fee(remaining, fee_pips));
    ASSAY_TRY(const bool covers, covers_input(current, target, liquidity, available, zero_for_one));
    if (covers) {
      step.next_price = target;
    } else {
      ASSAY_TRY(step.next_price,
                SqrtPriceMath::next_price_from_input(current, liquidity, available, zero_for_one));
    }
    const bool reached = step.next_price == target;
    ASSAY_TRY(step.amount_in, input_delta(current, step.next_price, liquidity, zero_for_one));
    ASSAY_TRY(step.amount_out, output_delta(current, step.next_price, liquidity, zero_for_one));
    if (!reached) {
      // Not reached: the remainder of the input is fee. It covers the real fee and the dust.
      step.fee = sub_wrapping(remaining, step.amount_in);
      return step;
    }
    ASSAY_TRY(step.fee, fee_on(step.amount_in, fee_pips));
    return step;
  }

  static constexpr result<step_type> exact_out_step(const price& current, const price& target,
                                                    const liquidity_type& liquidity,
                                                    const word& remaining, std::uint64_t fee_pips,
                                                    bool zero_for_one) {
    step_type step;
    ASSAY_TRY(step.amount_out, output_delta(current, target, liquidity, zero_for_one));
    if (remaining >= step.amount_out) {
      step.next_price = target;
    } else {
      ASSAY_TRY(step.next_price,
                SqrtPriceMath::next_price_from_output(current, liquidity, remaining, zero_for_one));
    }
    const bool reached = step.next_price == target;
    ASSAY_TRY(step.amount_in, input_delta(current, step.next_price, liquidity, zero_for_one));
    if (!reached) {
      ASSAY_TRY(step.amount_out, output_delta(current, step.next_price, liquidity, zero_for_one));
    }
    // The exact price formulas may give a wei more than was asked for; it is not paid.
    if (step.amount_out > remaining) step.amount_out = remaining;
    ASSAY_TRY(step.fee, fee_on(step.amount_in, fee_pips));
    return step;
  }
};

}  // namespace assay
