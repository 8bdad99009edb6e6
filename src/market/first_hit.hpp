// Integers of 128 bits as the machine has them, and the first multiple whose residue lies in a
// range: Euclid's algorithm, for the search of an arbitrage.
#pragma once

#include "assay/word/uint.hpp"

namespace assay::market {

__extension__ typedef unsigned __int128 u128;  // NOLINT(modernize-use-using): __extension__

inline u128 native(const uint<128>& x) {
  const auto limbs = to_limbs(x);
  return static_cast<u128>(limbs[1]) << 64 | limbs[0];
}
inline uint<128> wide(u128 x) {
  return uint<128>::from_limbs(
      {static_cast<std::uint64_t>(x), static_cast<std::uint64_t>(x >> 64)});
}

// a / b and its remainder, faster where one limb is enough.
inline u128 quotient_down(u128 a, u128 b) {
  if ((a >> 64) == 0 && (b >> 64) == 0) {
    return static_cast<std::uint64_t>(a) / static_cast<std::uint64_t>(b);
  }
  return a / b;
}

// ceil((low + modulus * turns) / step), where the result is below the modulus.
inline u128 steps_for(u128 low, u128 modulus, u128 turns, u128 step, bool fits_native) {
  if (fits_native) return quotient_down(low + modulus * turns + (step - 1), step);
  uint<256> sum = mul_wide(wide(modulus), wide(turns));
  sum = add_wrapping(sum, widen<256>(wide(low)));
  return native(truncate<128>(div_up(sum, wide(step))));
}

// The least t with low <= t * step mod modulus <= high, or no_hit.
inline constexpr u128 no_hit = ~u128{0};
inline u128 first_hit(u128 step, u128 modulus, u128 low, u128 high, bool fits_native) {
  if (low == 0) return 0;
  if (step == 0) return no_hit;
  const u128 direct = quotient_down(low + (step - 1), step);
  if (direct * step <= high) return direct;  // below modulus + step: no overflow
  // t * step - modulus * turns within [low, high]: the same question for the turns, modulo step.
  const u128 rest = modulus - quotient_down(modulus, step) * step;
  const u128 low_rest = low - quotient_down(low, step) * step;
  const u128 high_rest = high - quotient_down(high, step) * step;
  // No multiple of step lies within, so low and high leave remainders in the same order, not 0.
  const u128 turns = first_hit(rest, step, step - high_rest, step - low_rest, fits_native);
  if (turns == no_hit) return no_hit;
  return steps_for(low, modulus, turns, step, fits_native);
}

}  // namespace assay::market
