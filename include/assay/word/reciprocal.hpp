// Division of two limbs by one and of three by two with a precomputed reciprocal.
// N. Möller and T. Granlund, "Improved division by invariant integers", IEEE Trans. Computers 60
// (2011): algorithms 2 (reciprocal), 4 (2 by 1), 5 (3 by 2) and 6 (reciprocal of two limbs).
#pragma once

#include "assay/word/native.hpp"

namespace assay::detail {

struct limb_division {
  u64 quotient;
  u64 remainder;
};

#if ASSAY_WORD_X86_64
/// One div instruction; high < divisor, otherwise the processor traps.
ASSAY_ALWAYS_INLINE limb_division div_instruction(u64 high, u64 low, u64 divisor) {
  u64 quotient = 0;
  u64 remainder = 0;
  __asm__("divq %4" : "=a"(quotient), "=d"(remainder) : "0"(low), "1"(high), "r"(divisor) : "cc");
  return {quotient, remainder};
}
#endif

// floor((2^19 - 3*2^8) / d9) for the leading nine bits d9 = 256..511 of the divisor.
inline constexpr auto reciprocal_table = [] {
  std::array<std::uint16_t, 256> table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    table[i] = static_cast<std::uint16_t>(((1U << 19) - 3 * (1U << 8)) / (256 + i));
  }
  return table;
}();

/// floor((2^128 - 1) / divisor) - 2^64; top bit set (spec: limb_reciprocal_from_table_is_exact).
constexpr u64 reciprocal_from_table(u64 divisor) {
  const u64 odd = divisor & 1;
  const u64 leading40 = (divisor >> 24) + 1;
  const u64 leading63 = (divisor >> 1) + odd;
  const u64 v0 = reciprocal_table[(divisor >> 55) & 255];  // 11 right bits, then 21, 34 and 65
  const u64 v1 = (v0 << 11) - ((v0 * v0 * leading40) >> 40) - 1;
  const u64 v2 = (v1 << 13) + ((v1 * ((u64{1} << 60) - v1 * leading40)) >> 47);
  const u64 error = ((v2 >> 1) & (0 - odd)) - v2 * leading63;
  const u64 v3 = (high_limb(mul_limb(v2, error)) >> 1) + (v2 << 31);
  return v3 - (high_limb(mul_limb(v3, divisor) + divisor) + divisor);
}

/// floor((2^128 - 1) / divisor) - 2^64; the top bit of the divisor is set.
ASSAY_ALWAYS_INLINE constexpr u64 reciprocal(u64 divisor) {
  ASSAY_ASSERT((divisor >> 63) == 1);
#if ASSAY_WORD_X86_64
  // (2^128 - 1) - 2^64 * divisor = (~divisor : ~0). Faster than the table by 10 to 25 % on cores
  // with a fast divider (Intel since Ice Lake, AMD since Zen); never wrong on the others.
  if (!std::is_constant_evaluated()) return div_instruction(~divisor, ~u64{0}, divisor).quotient;
#endif
  return reciprocal_from_table(divisor);
}

/// floor((2^192 - 1) / (d1:d0)) - 2^64; top bit of d1 set (spec: limb_reciprocal_is_exact).
ASSAY_ALWAYS_INLINE constexpr u64 reciprocal(u64 d1, u64 d0) {
#if ASSAY_WORD_X86_64
  if (!std::is_constant_evaluated()) {
    // (2^192 - 1) - 2^64 * (d1:d0) = (~d1 : ~d0 : ~0), divided by its leading limb. That digit is
    // at most two too large; both corrections are counted without a branch.
    const auto [digit, rest] = div_instruction(~d1, ~d0, d1);
    const u128 excess = mul_limb(digit, d0) - join(rest, ~u64{0});
    const bool above = mul_limb(digit, d0) > join(rest, ~u64{0});
    return digit - static_cast<u64>(above) - static_cast<u64>(above & (excess > join(d1, d0)));
  }
#endif
  u64 v = reciprocal(d1);  // spec: limb_portable_reciprocal_is_exact
  u64 p = d1 * v + d0;
  if (p < d0) {
    --v;
    if (p >= d1) {
      --v;
      p -= d1;
    }
    p -= d1;
  }
  const u128 t = mul_limb(v, d0);
  p += high_limb(t);
  if (p < high_limb(t)) {
    --v;
    if (p >= d1 && (p > d1 || low_limb(t) >= d0)) --v;
  }
  return v;
}

/// (high:low) / divisor, high < divisor, top bit set (spec: limb_division_2_by_1_is_exact).
ASSAY_ALWAYS_INLINE constexpr limb_division div_2by1(u64 high, u64 low, u64 divisor, u64 inverse) {
  const u128 estimate = mul_limb(inverse, high) + join(high, low);
  u64 quotient = high_limb(estimate) + 1;
  u64 remainder = low - quotient * divisor;
  // Needed two times in three, and not predictable: a mask costs less than a wrong branch.
  const u64 too_large = 0 - static_cast<u64>(remainder > low_limb(estimate));
  quotient += too_large;
  remainder += divisor & too_large;
  if (remainder >= divisor) [[unlikely]] {
    ++quotient;
    remainder -= divisor;
  }
  return {quotient, remainder};
}

/// (high:low) / divisor, any divisor > high.
ASSAY_ALWAYS_INLINE constexpr limb_division div_2by1(u64 high, u64 low, u64 divisor) {
  ASSAY_ASSERT(high < divisor);
#if ASSAY_WORD_X86_64
  if (!std::is_constant_evaluated()) return div_instruction(high, low, divisor);
#endif
  const auto shift = static_cast<unsigned>(std::countl_zero(divisor));
  const u64 normalised = divisor << shift;
  limb_division result =
      div_2by1(shift_left_limb(high, low, shift), low << shift, normalised, reciprocal(normalised));
  result.remainder >>= shift;
  return result;
}

struct three_by_two {
  u64 quotient;
  u128 remainder;
};

/// (high : low) / divisor, high < divisor, top bit set (spec: limb_division_3_by_2_is_exact).
ASSAY_ALWAYS_INLINE constexpr three_by_two div_3by2(u128 high, u64 low, u128 divisor, u64 inverse) {
  const u128 estimate = mul_limb(inverse, high_limb(high)) + high;
  u64 quotient = high_limb(estimate);
  const u64 r1 = low_limb(high) - quotient * high_limb(divisor);
  u128 remainder = join(r1, low) - mul_limb(quotient, low_limb(divisor)) - divisor;
  // Needed two times in three, and not predictable: a mask costs less than a wrong branch.
  const u64 too_large = 0 - static_cast<u64>(high_limb(remainder) >= low_limb(estimate));
  quotient += 1 + too_large;
  remainder += divisor & join(too_large, too_large);
  if (remainder >= divisor) [[unlikely]] {
    ++quotient;
    remainder -= divisor;
  }
  return {quotient, remainder};
}

}  // namespace assay::detail
