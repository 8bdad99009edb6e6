// One machine word at a time: carries, products and two-limb-by-one-limb division on 64-bit limbs.
// Everything is usable in constant evaluation; at run time x86-64 gets its own instructions.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "assay/word/assert.hpp"

#define ASSAY_ALWAYS_INLINE __attribute__((always_inline)) inline
// g++ keeps short constant loops rolled at -O2; clang unrolls them without being told.
#if defined(__clang__)
#define ASSAY_UNROLL
#else
#define ASSAY_UNROLL _Pragma("GCC unroll 16")
#endif

#if defined(__x86_64__) && !defined(ASSAY_WORD_PORTABLE)
#define ASSAY_WORD_X86_64 1
#else
#define ASSAY_WORD_X86_64 0
#endif

namespace assay::detail {

using u64 = std::uint64_t;
__extension__ typedef unsigned __int128 u128;  // NOLINT(modernize-use-using): __extension__

inline constexpr unsigned limb_bits = 64;

template <unsigned N>
inline constexpr std::size_t limb_count = (N + limb_bits - 1) / limb_bits;

template <std::size_t L>
using limbs = std::array<u64, L>;

ASSAY_ALWAYS_INLINE constexpr u64 low_limb(u128 x) { return static_cast<u64>(x); }
ASSAY_ALWAYS_INLINE constexpr u64 high_limb(u128 x) { return static_cast<u64>(x >> limb_bits); }
ASSAY_ALWAYS_INLINE constexpr u128 join(u64 high, u64 low) {
  return (static_cast<u128>(high) << limb_bits) | low;
}
ASSAY_ALWAYS_INLINE constexpr u128 mul_limb(u64 a, u64 b) { return static_cast<u128>(a) * b; }

/// a + b + carry; carry is 0 or 1 before and after.
ASSAY_ALWAYS_INLINE constexpr u64 add_limb(u64 a, u64 b, u64& carry) {
  // Neither compiler turns every chain of 128-bit sums into one of adc: both need to be told.
#if defined(__clang__)
  if (!std::is_constant_evaluated()) {
    unsigned long long carry_out = 0;
    const u64 sum = __builtin_addcll(a, b, carry, &carry_out);
    carry = carry_out;
    return sum;
  }
#elif ASSAY_WORD_X86_64
  if (!std::is_constant_evaluated()) {
    unsigned long long sum = 0;
    carry = __builtin_ia32_addcarryx_u64(static_cast<unsigned char>(carry), a, b, &sum);
    return sum;
  }
#endif
  const u128 sum = static_cast<u128>(a) + b + carry;
  carry = high_limb(sum);
  return low_limb(sum);
}

/// a - b - borrow; borrow is 0 or 1 before and after.
ASSAY_ALWAYS_INLINE constexpr u64 sub_limb(u64 a, u64 b, u64& borrow) {
#if defined(__clang__)
  if (!std::is_constant_evaluated()) {
    unsigned long long borrow_out = 0;
    const u64 difference = __builtin_subcll(a, b, borrow, &borrow_out);
    borrow = borrow_out;
    return difference;
  }
#elif ASSAY_WORD_X86_64
  if (!std::is_constant_evaluated()) {
    unsigned long long difference = 0;
    borrow = __builtin_ia32_sbb_u64(static_cast<unsigned char>(borrow), a, b, &difference);
    return difference;
  }
#endif
  const u128 difference = static_cast<u128>(a) - b - borrow;
  borrow = high_limb(difference) & 1;
  return low_limb(difference);
}

/// a * b + addend + carry, which always fits two limbs; the high limb is left in carry.
ASSAY_ALWAYS_INLINE constexpr u64 mul_add_limb(u64 a, u64 b, u64 addend, u64& carry) {
  const u128 sum = mul_limb(a, b) + addend + carry;
  carry = high_limb(sum);
  return low_limb(sum);
}

/// The limb of (high:low << shift) that starts at `high`; 0 <= shift < 64.
ASSAY_ALWAYS_INLINE constexpr u64 shift_left_limb(u64 high, u64 low, unsigned shift) {
  // Two shifts, because a shift by 64 - 0 is undefined.
  return (high << shift) | ((low >> 1) >> (limb_bits - 1 - shift));
}

/// The limb of (high:low >> shift) that ends at `low`; 0 <= shift < 64.
ASSAY_ALWAYS_INLINE constexpr u64 shift_right_limb(u64 high, u64 low, unsigned shift) {
  return (low >> shift) | ((high << 1) << (limb_bits - 1 - shift));
}

/// Number of limbs up to the highest non-zero one.
template <std::size_t L>
ASSAY_ALWAYS_INLINE constexpr unsigned significant_limbs(const limbs<L>& x) {
  unsigned count = 0;
  ASSAY_UNROLL
  for (unsigned i = 0; i < L; ++i) count = x[i] != 0 ? i + 1 : count;
  return count;
}

}  // namespace assay::detail
