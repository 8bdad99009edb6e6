// The word backend of our own: little-endian arrays of 64-bit limbs on unsigned __int128.
// Bits above N in the top limb are always zero, before and after every primitive.
#pragma once

#include "assay/word/limb_division.hpp"
#include "assay/word/result.hpp"

namespace assay {

struct limbs_backend {
  using u64 = detail::u64;
  using u128 = detail::u128;

  template <unsigned N>
  using storage = detail::limbs<detail::limb_count<N>>;

  template <unsigned N>
  static constexpr unsigned top_bits = N % detail::limb_bits;  // 0: the top limb is full

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> from_limbs(const storage<N>& x) {
    return x;
  }
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> to_limbs(const storage<N>& x) {
    return x;
  }

  /// Drops the bits above N; true when one of them was set.
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr bool trim(storage<N>& x) {
    if constexpr (top_bits<N> == 0) {
      return false;
    } else {
      const u64 above = x.back() >> top_bits<N>;
      x.back() &= (u64{1} << top_bits<N>)-1;
      return above != 0;
    }
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr carried<storage<N>> add(const storage<N>& a,
                                                               const storage<N>& b) {
    storage<N> sum{};
    u64 carry = 0;
    ASSAY_UNROLL
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] = detail::add_limb(a[i], b[i], carry);
    const bool above = trim<N>(sum);
    return {sum, above || carry != 0};
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr carried<storage<N>> sub(const storage<N>& a,
                                                               const storage<N>& b) {
    storage<N> difference{};
    u64 borrow = 0;
    ASSAY_UNROLL
    for (std::size_t i = 0; i < difference.size(); ++i) {
      difference[i] = detail::sub_limb(a[i], b[i], borrow);
    }
    trim<N>(difference);
    return {difference, borrow != 0};
  }

  /// The schoolbook product modulo 2^(64 LO), row by row (spec: limb_product_is_exact).
  template <std::size_t LO, std::size_t LA, std::size_t LB>
  ASSAY_ALWAYS_INLINE static constexpr detail::limbs<LO> product(const detail::limbs<LA>& a,
                                                                 const detail::limbs<LB>& b) {
    constexpr std::size_t rows = LA < LO ? LA : LO;
    detail::limbs<LO> out{};
    ASSAY_UNROLL
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t row = LB < LO - i ? LB : LO - i;
      u64 carry = 0;
      ASSAY_UNROLL
      for (std::size_t j = 0; j < row; ++j) {
        out[i + j] = detail::mul_add_limb(a[i], b[j], out[i + j], carry);
      }
      if (i + LB < LO) out[i + LB] = carry;
    }
    return out;
  }

  /// True when x fits two limbs, the size of most reserves and amounts.
  template <std::size_t L>
  ASSAY_ALWAYS_INLINE static constexpr bool is_short(const detail::limbs<L>& x) {
    u64 above = 0;
    ASSAY_UNROLL
    for (std::size_t i = 2; i < L; ++i) above |= x[i];
    return above == 0;
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> mul(const storage<N>& a, const storage<N>& b) {
    constexpr std::size_t count = detail::limb_count<N>;
    storage<N> low = product<count>(a, b);
    trim<N>(low);
    return low;
  }

  template <unsigned A, unsigned B>
  ASSAY_ALWAYS_INLINE static constexpr storage<A + B> mul_wide(const storage<A>& a,
                                                               const storage<B>& b) {
    constexpr std::size_t count = detail::limb_count<A + B>;
    if constexpr (A == B && count >= 6) {
      if (is_short(a) && is_short(b)) {
        const auto exact = product<4>(detail::limbs<2>{a[0], a[1]}, detail::limbs<2>{b[0], b[1]});
        storage<A + B> wide{};
        for (std::size_t i = 0; i < 4; ++i) wide[i] = exact[i];
        return wide;
      }
    }
    return product<count>(a, b);
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr unsigned bit_width(const storage<N>& x) {
    const unsigned count = detail::significant_limbs(x);
    if (count == 0) return 0;
    return count * detail::limb_bits - static_cast<unsigned>(std::countl_zero(x[count - 1]));
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr carried<storage<N>> mul_overflow(const storage<N>& a,
                                                                        const storage<N>& b) {
    constexpr std::size_t count = detail::limb_count<N>;
    if constexpr (count >= 4) {
      if (is_short(a) && is_short(b)) {
        const auto exact = product<4>(detail::limbs<2>{a[0], a[1]}, detail::limbs<2>{b[0], b[1]});
        storage<N> value{};
        for (std::size_t i = 0; i < 4; ++i) value[i] = exact[i];
        const bool above = trim<N>(value);
        return {value, above};
      }
    }
    return mul_overflow_long<N>(a, b);
  }

  template <unsigned A, unsigned B>
  ASSAY_ALWAYS_INLINE static constexpr division<storage<A>, storage<B>> div_rem(
      const storage<A>& n, const storage<B>& d) {
    division<storage<A>, storage<B>> result{};
    detail::divide(result.quotient, result.remainder, n, d);
    return result;
  }

  /// n / d when the caller knows that the quotient fits the width of the divisor.
  template <unsigned A, unsigned B>
  ASSAY_ALWAYS_INLINE static constexpr division<storage<B>> div_rem_narrow(const storage<A>& n,
                                                                           const storage<B>& d) {
    division<storage<B>> result{};
    detail::divide(result.quotient, result.remainder, n, d);
    return result;
  }

  /// x * 2^k modulo 2^N; k < N.
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> shift_left(const storage<N>& x, unsigned k) {
    constexpr std::size_t count = detail::limb_count<N>;
    // Zeros below x, so that every limb of the result reads two neighbours without a branch.
    std::array<u64, 2 * count> padded{};
    for (std::size_t i = 0; i < count; ++i) padded[count + i] = x[i];
    const std::size_t start = count - k / detail::limb_bits;
    const unsigned shift = k % detail::limb_bits;
    storage<N> out{};
    ASSAY_UNROLL
    for (std::size_t i = 0; i < count; ++i) {
      const u64 below = i == 0 ? 0 : padded[start + i - 1];
      out[i] = detail::shift_left_limb(padded[start + i], below, shift);
    }
    trim<N>(out);
    return out;
  }

  /// floor(x / 2^k); k < N.
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> shift_right(const storage<N>& x, unsigned k) {
    constexpr std::size_t count = detail::limb_count<N>;
    std::array<u64, 2 * count> padded{};
    for (std::size_t i = 0; i < count; ++i) padded[i] = x[i];
    const std::size_t start = k / detail::limb_bits;
    const unsigned shift = k % detail::limb_bits;
    storage<N> out{};
    ASSAY_UNROLL
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = detail::shift_right_limb(padded[start + i + 1], padded[start + i], shift);
    }
    return out;
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> bit_and(const storage<N>& a,
                                                          const storage<N>& b) {
    storage<N> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] & b[i];
    return out;
  }
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> bit_or(const storage<N>& a, const storage<N>& b) {
    storage<N> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] | b[i];
    return out;
  }
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> bit_xor(const storage<N>& a,
                                                          const storage<N>& b) {
    storage<N> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] ^ b[i];
    return out;
  }
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr storage<N> bit_not(const storage<N>& a) {
    storage<N> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = ~a[i];
    trim<N>(out);
    return out;
  }

  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr bool equal(const storage<N>& a, const storage<N>& b) {
    u64 difference = 0;
    for (std::size_t i = 0; i < a.size(); ++i) difference |= a[i] ^ b[i];
    return difference == 0;
  }
  template <unsigned N>
  ASSAY_ALWAYS_INLINE static constexpr bool less(const storage<N>& a, const storage<N>& b) {
    u64 borrow = 0;
    ASSAY_UNROLL
    for (std::size_t i = 0; i < a.size(); ++i) detail::sub_limb(a[i], b[i], borrow);
    return borrow != 0;
  }

 private:
  // Out of line: inlined, it takes the registers of the short path above.
  template <unsigned N>
  [[gnu::noinline]] static constexpr carried<storage<N>> mul_overflow_long(const storage<N>& a,
                                                                           const storage<N>& b) {
    // A product of x and y bits has x + y - 1 or x + y bits: only one sum leaves it open.
    const unsigned width = bit_width<N>(a) + bit_width<N>(b);
    if (width != N + 1) return {mul<N>(a, b), width > N};
    constexpr std::size_t count = detail::limb_count<N>;
    const auto exact = product<2 * count>(a, b);
    storage<N> value{};
    u64 above = 0;
    for (std::size_t i = 0; i < count; ++i) {
      value[i] = exact[i];
      above |= exact[count + i];
    }
    const bool trimmed = trim<N>(value);
    return {value, trimmed || above != 0};
  }
};

}  // namespace assay
