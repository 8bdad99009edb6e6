// The lattice of the points (a, residue) with residue = a q mod p, and its lines: for the search of
// an arbitrage.
#pragma once

#include <algorithm>

#include "assay/market/exact.hpp"
#include "native_numbers.hpp"

namespace assay::market {

struct lattice_vector {
  exact a{};
  exact residue{};
};
struct lattice_basis {
  lattice_vector along{};  // the shortest vector, by the measure of a box
  lattice_vector across{};
};

// For a box of `columns` inputs and `rows` residues. Successive remainders of Euclid's algorithm
// are a basis; where the first of them that is flatter than the box comes up, it or the one before
// is the shortest.
inline lattice_basis reduced_basis(u128 p, u128 q_modulo_p, const exact& columns,
                                   const exact& rows) {
  const auto rise_of = [](const lattice_vector& v) {
    return v.residue.is_negative() ? -v.residue : v.residue;
  };
  lattice_vector before{exact{}, -exact(wide(p))};
  lattice_vector now{exact(1), exact(wide(q_modulo_p))};
  while (rise_of(now) * columns > now.a * rows) {
    const bool rises = !now.residue.is_negative();
    const exact turns =
        (rises ? -before.residue : before.residue).over_down(rises ? now.residue : -now.residue);
    const lattice_vector next{before.a + now.a * turns, before.residue + now.residue * turns};
    before = now;
    now = next;
  }
  if (rise_of(before) * columns <= now.a * rows) return {before, now};
  return {now, before};
}

// floor(a / b), b > 0.
inline exact floor_of(const exact& a, const exact& b) {
  return a.is_negative() ? -((b - exact(1) - a).over_down(b)) : a.over_down(b);
}

// The integers i with least <= from + i * step <= most, as far as they narrow [low, high].
inline void narrow_steps(const exact& from, const exact& step, const exact& least,
                         const exact& most, exact& low, exact& high) {
  if (step.is_zero()) {
    if (from < least || from > most) high = low - exact(1);
    return;
  }
  const bool rises = !step.is_negative();
  const exact size = rises ? step : -step;
  const exact to_low = rises ? least - from : from - most;
  const exact to_high = rises ? most - from : from - least;
  low = std::max(low, -floor_of(-to_low, size));
  high = std::min(high, floor_of(to_high, size));
}

}  // namespace assay::market
