// Integers of 128 bits as the machine has them, and what the search of an arbitrage asks of them:
// widths, rough logarithms, common divisors; square roots of what is wider.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <optional>

#include "assay/math/sqrt.hpp"
#include "assay/word/uint.hpp"

namespace assay::market {

__extension__ typedef unsigned __int128 u128;  // NOLINT(modernize-use-using): __extension__

constexpr u128 native(const uint<128>& x) {
  const auto limbs = to_limbs(x);
  return static_cast<u128>(limbs[1]) << 64 | limbs[0];
}
inline uint<128> wide(u128 x) {
  return uint<128>::from_limbs(
      {static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(x >> 64)});
}

// a / b, faster where one limb is enough.
inline u128 quotient_down(u128 a, u128 b) {
  if ((a >> 64) == 0 && (b >> 64) == 0) {
    return static_cast<std::uint64_t>(a) / static_cast<std::uint64_t>(b);
  }
  return a / b;
}

// Sums of two products below it stay within the machine's 128 bits.
inline constexpr unsigned native_bits = 127;

constexpr unsigned width_of(u128 x) {
  const auto high = static_cast<std::uint64_t>(x >> 64);
  return static_cast<unsigned>(high != 0 ? 64 + std::bit_width(high)
                                         : std::bit_width(static_cast<std::uint64_t>(x)));
}

// log2 with eight bits after the point, too small by less than 0.09; x > 0.
constexpr int log2_x8(u128 x) {
  const unsigned width = width_of(x);
  const u128 top = width > 9 ? x >> (width - 9) : x << (9 - width);
  return static_cast<int>((width - 1) * 256 + static_cast<unsigned>(top) - 256);
}
constexpr int log2_x8(const uint<192>& x) {
  if (fits<128>(x)) return log2_x8(native(truncate<128>(x)));
  constexpr unsigned limb = 64;  // what is left has more than the nine bits that count
  return log2_x8(native(truncate<128>(x >> limb))) + static_cast<int>(limb) * 256;
}
// Where words of 64 bits meet, and at both ends: 2^k - 1 is k to less than 0.09.
static_assert([] {
  for (const unsigned k : {9U, 64U, 65U, 97U, 104U, 128U, 129U, 136U, 191U}) {
    const int log = log2_x8(sub_wrapping(uint<192>::power_of_two(k), uint<192>::one()));
    if (log > static_cast<int>(k) * 256 || log < static_cast<int>(k) * 256 - 23) return false;
    if (log2_x8(uint<192>::power_of_two(k)) != static_cast<int>(k) * 256) return false;
  }
  return true;
}());

// 10^0 ... 10^38, all that fit 128 bits.
inline constexpr auto powers_of_ten = [] {
  std::array<u128, 39> table{};
  u128 power = 1;
  for (u128& entry : table) {
    entry = power;
    power *= 10;
  }
  return table;
}();

inline u128 common_divisor_by_euclid(u128 a, u128 b) {
  while (b != 0 && ((a | b) >> 64) != 0) {
    const u128 rest = a % b;
    a = b;
    b = rest;
  }
  return b == 0 ? a : std::gcd(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b));
}

inline std::optional<unsigned> exponent_of_ten(u128 x) {
  const auto twos = count_trailing_zeros(wide(x));
  if (twos >= powers_of_ten.size() || powers_of_ten[twos] != x) return std::nullopt;
  return twos;
}

// Of numbers above zero. Prices are decimals, so one of them is mostly a power of ten: only twos
// and fives are common to both then.
inline u128 common_divisor(u128 a, u128 b) {
  auto exponent = exponent_of_ten(b);
  if (!exponent) {
    exponent = exponent_of_ten(a);
    if (!exponent) return common_divisor_by_euclid(a, b);
    a = b;
  }
  u128 common = u128{1} << std::min(*exponent, count_trailing_zeros(wide(a)));
  for (unsigned fives = 0; fives < *exponent; ++fives) {
    const u128 fifth = quotient_down(a, 5);
    if (fifth * 5 != a) break;
    a = fifth;
    common *= 5;
  }
  return common;
}

// floor(sqrt(square)): of what is wider than 256 bits, the root of its upper 256 is all but right,
// and Newton's steps from above end the next time or the one after.
template <unsigned N>
uint<N> root_of(const uint<2 * N>& square) {
  if constexpr (N <= 128) {
    return truncate<N>(sqrt_floor(square));
  } else {
    const unsigned width = bit_width(square);
    const unsigned half = width <= 256 ? 0 : (width - 255) / 2;
    const uint<N> upper = widen<N>(truncate<128>(sqrt_floor(truncate<256>(square >> (2 * half)))));
    if (half == 0) return upper;
    uint<N> root = add_wrapping(upper, uint<N>::one()) << half;
    for (;;) {
      const uint<N> next = add_wrapping(truncate<N>(div_down(square, root)), root) >> 1;
      if (!(next < root)) return root;
      root = next;
    }
  }
}

}  // namespace assay::market
