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

/// n / d for one limb d; `count` >= 1 significant limbs of n (spec: limb_short_division_is_exact).
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

/// True when high:low, one limb more than d, is below d.
template <std::size_t Size>
ASSAY_ALWAYS_INLINE constexpr bool is_below(const limbs<Size>& high, u64 low,
                                            const limbs<Size>& d) {
  u64 borrow = 0;
  sub_limb(low, d[0], borrow);
  ASSAY_UNROLL
  for (std::size_t i = 1; i < Size; ++i) sub_limb(high[i - 1], d[i], borrow);
  sub_limb(high[Size - 1], 0, borrow);
  return borrow != 0;
}

/// remainder += d, the carry dropped: it cancels the borrow that made this necessary.
template <std::size_t Size>
ASSAY_ALWAYS_INLINE constexpr void add_back(limbs<Size>& remainder, const limbs<Size>& d) {
  u64 carry = 0;
  ASSAY_UNROLL
  for (std::size_t i = 0; i < Size; ++i) remainder[i] = add_limb(remainder[i], d[i], carry);
}

// The digit of a remainder r < d whose leading two limbs equal those of d. There div_3by2 would
// overflow, and the digit is exactly 2^64 - 1: d - r differs only below those limbs, so that
// (d - r) 2^64 is less than d, and r 2^64 + next at least (2^64 - 1) d.
inline constexpr u64 saturated_digit = ~u64{0};

/// remainder:next - saturated_digit * d. By value, since a reference would force the remainder of
/// every digit into memory.
template <std::size_t Size>
constexpr limbs<Size> subtract_saturated(limbs<Size> remainder, u64 next, limbs<Size> d) {
  u64 carry = 0;
  u64 borrow = 0;
  u64 limb = next;
  for (std::size_t i = 0; i < Size; ++i) {
    const u64 product = mul_add_limb(saturated_digit, d[i], 0, carry);
    const u64 above = remainder[i];
    remainder[i] = sub_limb(limb, product, borrow);
    limb = above;
  }
  ASSAY_ASSERT(limb == carry + borrow);
  return remainder;
}

/// One digit of remainder:next by d, both normalised; the remainder is below d before and after.
template <std::size_t Size>
ASSAY_ALWAYS_INLINE constexpr u64 next_digit(limbs<Size>& remainder, u64 next, const limbs<Size>& d,
                                             u64 inverse) {
  const u128 divisor = join(d[Size - 1], d[Size - 2]);
  const u128 leading = join(remainder[Size - 1], remainder[Size - 2]);
  if constexpr (Size == 2) {
    const auto [digit, rest] = div_3by2(leading, next, divisor, inverse);
    remainder = {low_limb(rest), high_limb(rest)};
    return digit;
  } else {
    if (leading == divisor) [[unlikely]] {
      remainder = subtract_saturated(remainder, next, d);
      return saturated_digit;
    }
    auto [digit, rest] = div_3by2(leading, remainder[Size - 3], divisor, inverse);
    u64 carry = 0;
    u64 borrow = 0;
    u64 limb = next;
    ASSAY_UNROLL
    for (std::size_t i = 0; i + 2 < Size; ++i) {
      const u64 product = mul_add_limb(digit, d[i], 0, carry);
      const u64 above = remainder[i];
      remainder[i] = sub_limb(limb, product, borrow);
      limb = above;
    }
    remainder[Size - 2] = sub_limb(low_limb(rest), carry, borrow);
    remainder[Size - 1] = sub_limb(high_limb(rest), 0, borrow);
    if (borrow != 0) [[unlikely]] {
      --digit;
      add_back(remainder, d);
    }
    return digit;
  }
}

/// x << shift, with room for the bits that leave the top limb; 0 <= shift < 64.
template <std::size_t L>
ASSAY_ALWAYS_INLINE constexpr limbs<L + 1> shifted_left(const limbs<L>& x, unsigned shift) {
  limbs<L + 1> out{};
  out[0] = x[0] << shift;
  ASSAY_UNROLL
  for (std::size_t i = 1; i < L; ++i) out[i] = shift_left_limb(x[i], x[i - 1], shift);
  out[L] = shift_left_limb(0, x[L - 1], shift);
  return out;
}

/// n / d for a divisor of Size >= 2 significant limbs, few enough for the running remainder to stay
/// in registers; `count` >= Size significant limbs of n (spec: limb_long_division_is_exact).
template <std::size_t Size, std::size_t LQ, std::size_t LN, std::size_t LD>
constexpr void divide_by(limbs<LQ>& quotient, limbs<LD>& remainder_out, const limbs<LN>& n,
                         unsigned count, const limbs<LD>& d) {
  const auto shift = static_cast<unsigned>(std::countl_zero(d[Size - 1]));
  const limbs<LN + 1> u = shifted_left(n, shift);
  limbs<Size> divisor{};
  limbs<Size> remainder{};
  unsigned digits = count - static_cast<unsigned>(Size) + 1;
  divisor[0] = d[0] << shift;
  ASSAY_UNROLL
  for (unsigned i = 1; i < Size; ++i) divisor[i] = shift_left_limb(d[i], d[i - 1], shift);
  ASSAY_UNROLL
  for (unsigned i = 0; i < Size; ++i) remainder[i] = u[digits + i];
  // A leading zero digit is skipped, which also keeps every digit inside a quotient that fits.
  digits -= static_cast<unsigned>(is_below(remainder, u[digits - 1], divisor));
  ASSAY_UNROLL
  for (unsigned i = 0; i < Size; ++i) remainder[i] = u[digits + i];
  if (digits != 0) {
    const u64 inverse = reciprocal(divisor[Size - 1], divisor[Size - 2]);
    for (unsigned j = digits; j-- > 0;) {
      quotient[j] = next_digit(remainder, u[j], divisor, inverse);
    }
  }
  ASSAY_UNROLL
  for (std::size_t i = 0; i + 1 < Size; ++i) {
    remainder_out[i] = shift_right_limb(remainder[i + 1], remainder[i], shift);
  }
  remainder_out[Size - 1] = remainder[Size - 1] >> shift;
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
    submul(u, d, saturated_digit, size);
    return saturated_digit;
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

/// n / d for a divisor of any size >= 3; `count` >= size significant limbs of n.
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
  const u64 inverse = reciprocal(divisor[size - 1], divisor[size - 2]);
  for (unsigned j = top + 1; j-- > 0;) {
    const u64 digit = long_division_digit(u.data() + j, divisor.data(), size, inverse);
    // Only a leading zero can lie outside: the caller promises that the quotient fits.
    if (j < LQ) quotient[j] = digit;
  }
  for (unsigned i = 0; i < LD; ++i) {
    if (i < size) remainder[i] = shift_right_limb(i + 1 < size ? u[i + 1] : 0, u[i], shift);
  }
}

/// divide_by for `size` == Size; false when the size is another.
template <std::size_t Size, std::size_t LQ, std::size_t LN, std::size_t LD>
ASSAY_ALWAYS_INLINE constexpr bool divide_short(limbs<LQ>& quotient, limbs<LD>& remainder,
                                                const limbs<LN>& n, unsigned count,
                                                const limbs<LD>& d, unsigned size) {
  if constexpr (LD >= Size && LN >= Size) {
    if (size == Size) {
      divide_by<Size>(quotient, remainder, n, count, d);
      return true;
    }
  }
  return false;
}

/// As divide, with the quotient and remainder zero before and `count` significant limbs in n.
template <std::size_t LQ, std::size_t LN, std::size_t LD>
ASSAY_ALWAYS_INLINE constexpr void divide_counted(limbs<LQ>& quotient, limbs<LD>& remainder,
                                                  const limbs<LN>& n, unsigned count,
                                                  const limbs<LD>& d) {
  const unsigned size = significant_limbs(d);
  if (count < size) {
    for (std::size_t i = 0; i < LD && i < LN; ++i) remainder[i] = n[i];
  } else if (size == 1) {
    if (count > 0) remainder[0] = divide_by_1(quotient, n, count, d[0]);
  } else if (!divide_short<2>(quotient, remainder, n, count, d, size) &&
             !divide_short<3>(quotient, remainder, n, count, d, size) &&
             !divide_short<4>(quotient, remainder, n, count, d, size)) {
    if constexpr (LD > 4 && LN > 4) divide_long(quotient, remainder, n, count, d, size);
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
    return;
  }
  const unsigned count = significant_limbs(n);
  constexpr std::size_t half = LN / 2;
  if constexpr (half >= 4) {
    // Products of amounts and reserves rarely reach the upper half: half the limbs to shift.
    if (count <= half) {
      limbs<half> low{};
      for (std::size_t i = 0; i < half; ++i) low[i] = n[i];
      return divide_counted(quotient, remainder, low, count, d);
    }
  }
  divide_counted(quotient, remainder, n, count, d);
}

}  // namespace assay::detail
