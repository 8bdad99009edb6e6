// Long division of limb arrays: Knuth, The Art of Computer Programming, volume 2, section 4.3.1,
// algorithm D, whose trial digit comes from the leading three limbs by two (Möller-Granlund), so
// that it is wrong with probability of order 2^-64 instead of one time in a few.
#pragma once

#include "assay/word/reciprocal.hpp"

namespace assay::detail {

/// Limb `index` of x << shift, as if x went on with zeros above; 0 <= shift < 64.
template <std::size_t L>
ASSAY_ALWAYS_INLINE constexpr u64 shifted_limb(const limbs<L>& x, unsigned index, unsigned shift) {
  return shift_left_limb(index < L ? x[index] : 0, index == 0 ? 0 : x[index - 1], shift);
}

/// n / d for a divisor of one limb; `count` is the number of significant limbs of n, not 0.
template <std::size_t LQ, std::size_t LN>
ASSAY_ALWAYS_INLINE constexpr u64 divide_by_1(limbs<LQ>& quotient, const limbs<LN>& n,
                                              unsigned count, u64 d) {
  u64 remainder = 0;
  if (n[count - 1] < d) remainder = n[--count];
#if ASSAY_WORD_X86_64
  if (!std::is_constant_evaluated()) {
    for (unsigned j = count; j-- > 0;) {
      const auto [digit, rest] = div_instruction(remainder, n[j], d);
      quotient[j] = digit;
      remainder = rest;
    }
    return remainder;
  }
#endif
  const auto shift = static_cast<unsigned>(std::countl_zero(d));
  const u64 divisor = d << shift;
  const u64 inverse = reciprocal(divisor);
  remainder = shift_left_limb(remainder, count > 0 ? n[count - 1] : 0, shift);
  for (unsigned j = count; j-- > 0;) {
    const auto [digit, rest] = div_2by1(remainder, shifted_limb(n, j, shift), divisor, inverse);
    quotient[j] = digit;
    remainder = rest;
  }
  return remainder >> shift;
}

/// n / d for a divisor of two limbs (high limb not 0); `count` >= 2 significant limbs of n.
template <std::size_t LQ, std::size_t LN>
ASSAY_ALWAYS_INLINE constexpr u128 divide_by_2(limbs<LQ>& quotient, const limbs<LN>& n,
                                               unsigned count, u128 d) {
  const auto shift = static_cast<unsigned>(std::countl_zero(high_limb(d)));
  const u128 divisor = d << shift;
  u128 remainder = join(shifted_limb(n, count, shift), shifted_limb(n, count - 1, shift));
  unsigned j = count - 2;
  if (high_limb(remainder) == 0) {
    const u128 leading = join(low_limb(remainder), shifted_limb(n, j, shift));
    if (leading < divisor) {
      if (j == 0) return leading >> shift;
      remainder = leading;
      --j;
    }
  }
  const u64 inverse = reciprocal(high_limb(divisor), low_limb(divisor));
  for (++j; j-- > 0;) {
    const auto [digit, rest] = div_3by2(remainder, shifted_limb(n, j, shift), divisor, inverse);
    quotient[j] = digit;
    remainder = rest;
  }
  return remainder >> shift;
}

/// u -= digit * d over `size` limbs; returns what is still to be subtracted above them.
ASSAY_ALWAYS_INLINE constexpr u64 submul(u64* u, const u64* d, u64 digit, unsigned size) {
  u64 borrow = 0;
  ASSAY_UNROLL
  for (unsigned i = 0; i < size; ++i) {
    const u128 product = mul_limb(digit, d[i]) + borrow;
    borrow = high_limb(product) + (u[i] < low_limb(product) ? 1 : 0);
    u[i] -= low_limb(product);
  }
  return borrow;
}

/// u += d over `size` limbs, the carry dropped: it cancels the borrow that made this necessary.
ASSAY_ALWAYS_INLINE constexpr void add_back(u64* u, const u64* d, unsigned size) {
  u64 carry = 0;
  ASSAY_UNROLL
  for (unsigned i = 0; i < size; ++i) u[i] = add_limb(u[i], d[i], carry);
}

/// One quotient digit: u[0..size] (one limb more than d) -= digit * d[0..size), size >= 3.
ASSAY_ALWAYS_INLINE constexpr u64 long_division_digit(u64* u, const u64* d, unsigned size,
                                                      u64 inverse) {
  const u128 divisor = join(d[size - 1], d[size - 2]);
  const u128 leading = join(u[size], u[size - 1]);
  if (leading == divisor) [[unlikely]] {
    // The digit is 2^64 - 1: div_3by2 needs leading < divisor. Here it is never too large by more
    // than the low limbs allow, and the same correction applies.
    u64 digit = ~u64{0};
    const u64 borrow = submul(u, d, digit, size);
    if (u[size] < borrow) {
      --digit;
      add_back(u, d, size);
    }
    return digit;
  }
  auto [digit, rest] = div_3by2(leading, u[size - 2], divisor, inverse);
  const u64 low_borrow = submul(u, d, digit, size - 2);
  u64 borrow = 0;
  u[size - 2] = sub_limb(low_limb(rest), low_borrow, borrow);
  u[size - 1] = sub_limb(high_limb(rest), 0, borrow);
  if (borrow != 0) [[unlikely]] {
    --digit;
    add_back(u, d, size);
  }
  return digit;
}

/// Quotient digits `top`..0 of u by d, both normalised; the remainder is left in u[0..size).
/// Size is the number of limbs of d when known to the compiler, 0 when it is `runtime_size`.
template <unsigned Size>
constexpr void long_division(u64* quotient, std::size_t quotient_limbs, u64* u, unsigned top,
                             const u64* d, unsigned runtime_size = Size) {
  const unsigned size = Size != 0 ? Size : runtime_size;
  const u64 inverse = reciprocal(d[size - 1], d[size - 2]);
  for (unsigned j = top + 1; j-- > 0;) {
    const u64 digit = long_division_digit(u + j, d, size, inverse);
    // Only a leading zero can lie outside: the caller promises that the quotient fits.
    if (j < quotient_limbs) quotient[j] = digit;
  }
}

/// n / d for a divisor of size >= 3 limbs; `count` >= size significant limbs of n.
template <std::size_t LQ, std::size_t LN, std::size_t LD>
constexpr void divide_long(limbs<LQ>& quotient, limbs<LD>& remainder, const limbs<LN>& n,
                           unsigned count, const limbs<LD>& d, unsigned size) {
  const auto shift = static_cast<unsigned>(std::countl_zero(d[size - 1]));
  limbs<LN + 1> u{};
  limbs<LD> divisor{};
  for (unsigned i = 0; i <= LN; ++i) u[i] = shifted_limb(n, i, shift);
  for (unsigned i = 0; i < LD; ++i) divisor[i] = shifted_limb(d, i, shift);
  unsigned top = count - size;
  if (u[count] == 0 && u[count - 1] < divisor[size - 1]) {
    if (top == 0) {
      for (unsigned i = 0; i < size; ++i) remainder[i] = n[i];
      return;
    }
    --top;
  }
  switch (size) {
    case 3: long_division<3>(quotient.data(), LQ, u.data(), top, divisor.data()); break;
    case 4: long_division<4>(quotient.data(), LQ, u.data(), top, divisor.data()); break;
    default: long_division<0>(quotient.data(), LQ, u.data(), top, divisor.data(), size);
  }
  for (unsigned i = 0; i < LD; ++i) {
    if (i < size) remainder[i] = shift_right_limb(i + 1 < size ? u[i + 1] : 0, u[i], shift);
  }
}

/// quotient = floor(n / d), which must fit LQ limbs; remainder = n - quotient * d; d != 0.
template <std::size_t LQ, std::size_t LN, std::size_t LD>
constexpr void divide(limbs<LQ>& quotient, limbs<LD>& remainder, const limbs<LN>& n,
                      const limbs<LD>& d) {
  quotient = {};
  remainder = {};
  if constexpr (LN == 1 && LD == 1) {
    quotient[0] = n[0] / d[0];
    remainder[0] = n[0] % d[0];
  } else {
    const unsigned size = significant_limbs(d);
    const unsigned count = significant_limbs(n);
    if (count < size) {
      for (unsigned i = 0; i < LD && i < LN; ++i) remainder[i] = n[i];
    } else if (size == 1) {
      if (count > 0) remainder[0] = divide_by_1(quotient, n, count, d[0]);
    } else if (LD >= 2 && size == 2) {
      const u128 rest = divide_by_2(quotient, n, count, join(d[1 % LD], d[0]));
      remainder[0] = low_limb(rest);
      remainder[1 % LD] = high_limb(rest);
    } else if constexpr (LD >= 3 && LN >= 3) {
      divide_long(quotient, remainder, n, count, d, size);
    }
  }
}

}  // namespace assay::detail
