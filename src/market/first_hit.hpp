// The first multiple whose residue lies in a range, by Euclid's algorithm: for the search of an
// arbitrage.
#pragma once

#include "native_numbers.hpp"

namespace assay::market {

// The least t with low <= t * step mod modulus <= high, and how often t * step goes round:
// t * step - rounds * modulus is within the range.
template <class Number>
struct hit_of {
  bool found = false;
  Number at = 0;
  Number rounds = 0;
};
inline hit_of<u128> first_hit(u128 step, u128 modulus, u128 low, u128 high);
// Precondition: step < modulus <= half of what a Number holds, low <= high < modulus.
template <class Number>
hit_of<Number> first_hit_in(Number step, Number modulus, Number low, Number high) {
  if (low == 0) return {true, 0, 0};
  if (step == 0) return {};
  const auto direct = static_cast<Number>(quotient_down(low + (step - 1), step));
  if (direct * step <= high) return {true, direct, 0};  // below modulus + step: no overflow
  // t * step - modulus * rounds within [low, high]: the same question for the rounds, modulo step.
  // No multiple of step lies within, so both ends leave remainders after direct - 1 of them, not 0.
  const Number below = (direct - 1) * step;
  const auto each = static_cast<Number>(quotient_down(modulus, step));
  const Number rest = modulus - each * step;
  hit_of<Number> inner;
  if constexpr (sizeof(Number) > sizeof(std::uint64_t)) {
    inner = first_hit(rest, step, step - (high - below), step - (low - below));
  } else {
    inner = first_hit_in<Number>(rest, step, step - (high - below), step - (low - below));
  }
  if (!inner.found) return {};
  // low + modulus * rounds, over step and rounded up: `each` a round, what the rests of the rounds
  // make, and `direct`.
  return {true, inner.at * each + inner.rounds + direct, inner.at};
}

// In one limb as soon as that is enough.
inline hit_of<u128> first_hit(u128 step, u128 modulus, u128 low, u128 high) {
  if ((modulus >> 63) != 0) return first_hit_in<u128>(step, modulus, low, high);
  const auto narrow = [](u128 x) { return static_cast<std::uint64_t>(x); };
  const auto one =
      first_hit_in<std::uint64_t>(narrow(step), narrow(modulus), narrow(low), narrow(high));
  return {one.found, one.at, one.rounds};
}

}  // namespace assay::market
