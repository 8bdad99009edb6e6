// Integer square roots: the loop that Uniswap V2 runs, and a fast exact one.
#pragma once

#include <bit>

#include "assay/word/limb_division.hpp"
#include "assay/word/uint.hpp"

namespace assay {

/// floor(sqrt(y)), by the Babylonian loop of the contract, step for step.
/// No intermediate overflows: y/x + x <= y/2 + 3 on every round.
/// Mirrors Uniswap/v2-core v1.0.1 contracts/libraries/Math.sol sqrt.
template <unsigned N, class B>
constexpr uint<N, B> sqrt_babylonian(const uint<N, B>& y) {
  using word = uint<N, B>;
  if (y > word(std::uint64_t{3})) {
    word z = y;
    word x = add_wrapping(y >> 1, word::one());
    while (x < z) {
      z = x;
      x = add_wrapping(div_down(y, x), x) >> 1;
    }
    return z;
  }
  return y.is_zero() ? word::zero() : word::one();
}

namespace detail {

/// s = floor(sqrt(x)) and x - s^2 <= 2 s.
struct limb_root {
  u64 root;
  u128 remainder;
};

// sqrt(256 i + 128) to the nearest, at most 255: the root of any word whose leading byte is
// i = 64..255, in eight bits. r is nearest when (r - 1/2)^2 < y < (r + 1/2)^2, that is when
// r^2 - r < y <= r^2 + r.
inline constexpr auto sqrt_table = [] {
  std::array<std::uint8_t, 256> table{};
  unsigned root = 0;
  for (unsigned i = 0; i < table.size(); ++i) {
    while (root * root + root < 256 * i + 128) ++root;
    table[i] = static_cast<std::uint8_t>(root < 255 ? root : 255);
  }
  return table;
}();

/// The root of one limb x >= 2^62. Two steps of Newton on growing prefixes of x, from 8 right bits
/// to 16 to 32, leave a with (a - 1)^2 < x < (a + 1)^2 (M. Dickinson's proof for Python's
/// math.isqrt), so that at most one is to be taken off.
constexpr limb_root sqrt_normalised(u64 x) {
  u64 a = sqrt_table[x >> 56];
  a = (a << 7) + (x >> 41) / a;   // sqrt of the upper 32 bits
  a = (a << 15) + (x >> 17) / a;  // sqrt of x
  // a^2 > x, where a may be 2^32: then a^2 wraps to 0 and a^2 - 1 to the largest word.
  const u64 root = a - static_cast<u64>(a * a - 1 >= x);
  return {root, x - root * root};
}

/// The root of two limbs with high >= 2^62, by one Karatsuba step (P. Zimmermann, "Karatsuba square
/// root", INRIA RR-3805, 1999): the root of the high half, then one division for the low half.
constexpr limb_root sqrt_normalised(u64 high, u64 low) {
  const auto [upper, upper_remainder] = sqrt_normalised(high);
  constexpr unsigned half = limb_bits / 2;
  // (upper_remainder * 2^32 + middle) / (2 upper); the dividend is below 2^65.
  const u128 dividend = (upper_remainder << half) | (low >> half);
  const u64 digit = low_limb(dividend >> 1) / upper;
  const u64 rest = low_limb(dividend - static_cast<u128>(digit) * 2 * upper);
  const u128 root = (static_cast<u128>(upper) << half) + digit;
  const u128 minuend = (static_cast<u128>(rest) << half) | (low & 0xffffffff);
  const u128 square = mul_limb(digit, digit);
  const bool too_large = minuend < square;
  const u128 correction = 2 * root - 1;  // root^2 - (root - 1)^2
  return {low_limb(root - (too_large ? 1 : 0)), minuend - square + (too_large ? correction : 0)};
}

/// The root, two limbs, of four limbs whose top limb is >= 2^62: the same step once more.
constexpr u128 sqrt_normalised(const limbs<4>& x) {
  const auto [upper, upper_remainder] = sqrt_normalised(x[3], x[2]);
  // (upper_remainder * 2^64 + x[1]) / (2 upper), as (dividend / 2) / upper.
  const u128 half_dividend = (upper_remainder << (limb_bits - 1)) | (x[1] >> 1);
  // upper_remainder = 2 * upper would make a digit of 2^64: the root is then all ones below.
  if (high_limb(half_dividend) >= upper) [[unlikely]]
    return join(upper, ~u64{0});
  const auto [digit, rest] = div_2by1(high_limb(half_dividend), low_limb(half_dividend), upper);
  // The remainder before the square of the digit comes off, without its lowest limb x[0].
  const u128 minuend_high = (static_cast<u128>(rest) << 1) | (x[1] & 1);
  const u128 square = mul_limb(digit, digit);
  const u128 square_high = high_limb(square) + (x[0] < low_limb(square) ? u128{1} : u128{0});
  return join(upper, digit) - (minuend_high < square_high ? 1 : 0);
}

/// floor(sqrt(x)) of up to 256 bits.
constexpr u128 sqrt_floor_limbs(const limbs<4>& x) {
  const unsigned count = significant_limbs(x);
  if (count == 0) return 0;
  // An even shift brings the top limb to 2^62 or above, and half of it takes the root back.
  const auto lift = static_cast<unsigned>(std::countl_zero(x[count - 1])) & ~1U;
  if (count == 1) return sqrt_normalised(x[0] << lift).root >> (lift / 2);
  if (count == 2) {
    const u128 lifted = join(x[1], x[0]) << lift;
    return sqrt_normalised(high_limb(lifted), low_limb(lifted)).root >> (lift / 2);
  }
  limbs<4> lifted{};
  for (unsigned i = 0; i < 4; ++i) {
    const unsigned from = i + count - 4;  // wraps below zero for count = 3, i = 0
    if (from < 4) lifted[i] = shift_left_limb(x[from], from == 0 ? 0 : x[from - 1], lift);
  }
  return sqrt_normalised(lifted) >> (lift / 2 + (4 - count) * (limb_bits / 2));
}

}  // namespace detail

/// floor(sqrt(y)), exact, equal to sqrt_babylonian at a fraction of its time.
template <unsigned N, class B>
constexpr uint<N, B> sqrt_floor(const uint<N, B>& y) {
  if constexpr (N <= 256) {
    const uint<256, B> wide = widen<256>(y);
    const detail::u128 root = detail::sqrt_floor_limbs(to_limbs(wide));
    return truncate<N>(uint<128, B>::from_limbs({detail::low_limb(root), detail::high_limb(root)}));
  } else {
    // Newton from above, starting at a power of two that is not below the root.
    if (y.is_zero()) return y;
    uint<N, B> z = uint<N, B>::power_of_two((bit_width(y) + 1) / 2);
    for (;;) {
      const uint<N, B> x = add_wrapping(div_down(y, z), z) >> 1;
      if (!(x < z)) return z;
      z = x;
    }
  }
}

}  // namespace assay
