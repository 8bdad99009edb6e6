// a * b / d with the exact 2N-bit product in between.
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries/FullMath.sol (mulDiv, mulDivRoundingUp), at
// any word width. The results are defined by division; mul_div_remco takes the contract's own road
// to them (Remco Bloemen's), as a second route to the same numbers.
#pragma once

#include <optional>

#include "assay/word/uint.hpp"

namespace assay {

namespace detail {

/// floor(a * b / d) and the remainder; nothing when d = 0 or the quotient reaches 2^N.
template <unsigned N, class B>
ASSAY_ALWAYS_INLINE constexpr std::optional<division<uint<N, B>>> mul_div_rem(const uint<N, B>& a,
                                                                              const uint<N, B>& b,
                                                                              const uint<N, B>& d) {
  constexpr unsigned half = N / 2;
  if constexpr (2 * half == N && half >= 4) {
    // Amounts and reserves: half-words, whose product is a word, as is each quotient of it.
    if (((a | b) >> half).is_zero()) [[likely]] {
      if (d.is_zero()) return std::nullopt;
      return div_rem(mul_wide(truncate<half>(a), truncate<half>(b)), d);
    }
  }
  const uint<2 * N, B> product = mul_wide(a, b);
  // The quotient fits exactly when the high word of the product is below d; d = 0 never passes.
  if (!(truncate<N>(product >> N) < d)) return std::nullopt;
  return div_rem_narrow(product, d);
}

}  // namespace detail

/// floor(a * b / d).
/// Reverts (nothing) where the contract does: d = 0, or the quotient does not fit N bits.
/// Mirrors FullMath.sol mulDiv.
template <unsigned N, class B>
constexpr std::optional<uint<N, B>> mul_div_down(const uint<N, B>& a, const uint<N, B>& b,
                                                 const uint<N, B>& d) {
  const auto result = detail::mul_div_rem(a, b, d);
  if (!result) return std::nullopt;
  return result->quotient;
}

/// ceil(a * b / d): whoever is owed this amount is never short-changed.
/// Reverts (nothing) where the contract does: d = 0, or the result does not fit N bits, be it the
/// quotient or the rounding of 2^N - 1 past the end.
/// Mirrors FullMath.sol mulDivRoundingUp.
template <unsigned N, class B>
constexpr std::optional<uint<N, B>> mul_div_up(const uint<N, B>& a, const uint<N, B>& b,
                                               const uint<N, B>& d) {
  const auto result = detail::mul_div_rem(a, b, d);
  if (!result) return std::nullopt;
  if (result->remainder.is_zero()) return result->quotient;
  return add_checked(result->quotient, uint<N, B>::one());
}

/// ceil or floor of a * b / d, as mul_div_up and mul_div_down.
template <unsigned N, class B>
constexpr std::optional<uint<N, B>> mul_div(const uint<N, B>& a, const uint<N, B>& b,
                                            const uint<N, B>& d, rounding direction) {
  return direction == rounding::up ? mul_div_up(a, b, d) : mul_div_down(a, b, d);
}

/// The inverse of an odd number modulo 2^N, by Newton's iteration as in FullMath.sol.
/// The seed (3 * odd) ^ 2 is right in four bits and every round doubles them: six rounds at N =
/// 256.
template <unsigned N, class B>
constexpr uint<N, B> inverse_of_odd(const uint<N, B>& odd) {
  ASSAY_ASSERT(odd.bit(0));
  const auto two = uint<N, B>(std::uint64_t{2});
  uint<N, B> inverse = mul_wrapping(uint<N, B>(std::uint64_t{3}), odd) ^ two;
  for (unsigned right_bits = 4; right_bits < N; right_bits *= 2) {
    inverse = mul_wrapping(inverse, sub_wrapping(two, mul_wrapping(odd, inverse)));
  }
  return inverse;
}

/// floor(a * b / d) by the steps of the contract: the remainder is subtracted from the product, the
/// powers of two are divided out, and the rest is multiplied by the inverse of the odd divisor.
/// Reverts (nothing) as mul_div_down does. Mirrors FullMath.sol mulDiv line by line.
template <unsigned N, class B>
constexpr std::optional<uint<N, B>> mul_div_remco(const uint<N, B>& a, const uint<N, B>& b,
                                                  const uint<N, B>& d) {
  using word = uint<N, B>;
  // [prod1 prod0] = a * b, from the products modulo 2^N and modulo 2^N - 1.
  const word mm = mulmod(a, b, word::max());
  word prod0 = mul_wrapping(a, b);
  word prod1 = sub_wrapping(sub_wrapping(mm, prod0), mm < prod0 ? word::one() : word::zero());
  if (prod1.is_zero()) {
    if (d.is_zero()) return std::nullopt;
    return div_down(prod0, d);
  }
  if (!(d > prod1)) return std::nullopt;

  const word remainder = mulmod(a, b, d);
  prod1 = sub_wrapping(prod1, remainder > prod0 ? word::one() : word::zero());
  prod0 = sub_wrapping(prod0, remainder);

  word twos = neg_wrapping(d) & d;
  const word odd = div_down(d, twos);
  prod0 = div_down(prod0, twos);
  // 2^N / twos. For twos = 1 it is 2^N, which wraps to 0 and drops prod1: that is right, because
  // the answer is only needed modulo 2^N.
  twos = add_wrapping(div_down(neg_wrapping(twos), twos), word::one());
  prod0 |= mul_wrapping(prod1, twos);
  return mul_wrapping(prod0, inverse_of_odd(odd));
}

}  // namespace assay
