// Integer inputs and outputs by what they gain at outside prices: for the search of an arbitrage.
//
// The gain c = b p - a q of a pair (a, b) takes the value top - r exactly where
// (top + a q) mod p = r. So the points of a band top - depth <= c <= top are the a whose residue is
// at most depth: Euclid's algorithm finds the first of them, and the next, without looking at those
// between. Points a whole number of equal steps apart form a run, which the visitor gets whole.
#pragma once

#include <algorithm>
#include <tuple>
#include <utility>

#include "assay/market/exact.hpp"
#include "first_hit.hpp"
#include "lattice.hpp"

namespace assay::market {

inline constexpr u128 no_hit = ~u128{0};

// To N bits, which it fits.
template <unsigned N, unsigned From>
uint<N> fit(const uint<From>& x) {
  if constexpr (N >= From) {
    return widen<N>(x);
  } else {
    return truncate<N>(x);
  }
}

// From eight bits after the point of a logarithm, as near as that says and not beyond 2^120.
inline u128 power_of(int log2_x8) {
  const int whole = std::min(log2_x8 / 256, 120);
  return (u128{256} + static_cast<unsigned>(log2_x8 % 256)) << whole >> 8;
}

struct lattice_point {
  u128 a = 0;
  u128 b = 0;
  u128 residue = 0;
};

// Differences of residues may be below zero: modulo 2^128 the sums are right all the same.
inline lattice_point point_after(const lattice_point& at, const lattice_point& next, u128 times) {
  return {at.a + (next.a - at.a) * times, at.b + (next.b - at.b) * times,
          at.residue + (next.residue - at.residue) * times};
}

// A visitor has look_at(point); look_at_run(at, next, length), the points `length` steps from `at`,
// which was looked at; and is_done(), whether it wants no more.
class gain_lattice {
 public:
  using point = lattice_point;

  gain_lattice() = default;
  // Prices of output and input, without what divides both.
  gain_lattice(u128 p, u128 q) : p_(p), q_(q), q_modulo_p_(q - quotient_down(q, p) * p) {}

  [[nodiscard]] u128 p() const { return p_; }
  [[nodiscard]] u128 q() const { return q_; }

  // Gains from top - depth to top, inputs from first to last.
  void set_band(const uint<320>& top, u128 depth, u128 first, u128 last) {
    top_ = top;
    depth_ = depth;
    first_ = first;
    last_ = last;
    fits_point_ = width_of(last_) + width_of(q_) < native_bits - 1 && fits<native_bits - 1>(top_);
  }

  // Where no depth is: all points of one gain.
  template <class Visitor>
  void visit_gain(Visitor& to) const {
    if (first_ > last_) return;
    const point at = point_at(first_);
    const u128 start = next_within(at.residue);
    if (start == no_hit || start > last_ - first_) return;
    const point low = point_at(first_ + start);
    to.look_at(low);
    if (p_ <= last_ - low.a) {
      to.look_at_run(low, point_at(low.a + p_), quotient_down(last_ - low.a, p_));
    }
  }

  // All points of the band. `most_legs`: of a walk from point to point before it goes by lines.
  template <class Visitor>
  void visit(Visitor& to, unsigned most_legs) {
    if (first_ > last_) return;
    point at = point_at(first_);
    const u128 start = next_within(at.residue);
    if (start == no_hit || start > last_ - first_) return;
    at = point_at(first_ + start);
    to.look_at(at);
    set_turns();
    for (unsigned legs = 0; legs < most_legs; ++legs) {
      const leg ahead = leg_from(at);
      const u128 steps = ahead.next.a - at.a;
      if (steps > last_ - at.a) return;
      const u128 times = std::min(ahead.times, quotient_down(last_ - at.a, steps));
      to.look_at_run(at, ahead.next, times);
      at = point_after(at, ahead.next, times);
    }
    visit_lines(to);
  }

 private:
  u128 p_ = 1;
  u128 q_ = 1;
  u128 q_modulo_p_ = 0;
  uint<320> top_{};
  u128 depth_ = 0;
  u128 first_ = 0;
  u128 last_ = 0;
  bool fits_point_ = false;  // whether 128 bits are enough for the gain of a point of the band

  [[nodiscard]] point point_at(u128 a) const {
    if (fits_point_) {
      const u128 sum = native(truncate<128>(top_)) + a * q_;
      const u128 quotient = quotient_down(sum, p_);
      return {a, quotient, sum - quotient * p_};
    }
    const uint<384> sum = add_wrapping(widen<384>(top_), widen<384>(mul_wide(wide(a), wide(q_))));
    const auto [quotient, remainder] = div_rem(sum, wide(p_));
    return {a, native(truncate<128>(quotient)), native(remainder)};
  }

  // Steps from residue r to the next within the band, which move it by [-r, depth - r] mod p.
  [[nodiscard]] u128 next_within(u128 r) const {
    if (r <= depth_) return 0;
    const u128 low = p_ - r;
    const auto next = first_hit(q_modulo_p_, p_, low, std::min(low + depth_, p_ - 1));
    return next.found ? next.at : no_hit;
  }
  // Steps from a point of the band to another: `up` is the shortest that raises the residue by at
  // most the depth, `down` the shortest that lowers it so. From any point the next one is an up
  // step, a down step, or both in one (the three-gap theorem): the shorter of those that stay
  // within the band.
  struct turn {
    u128 steps = 0;   // of the input
    u128 change = 0;  // of the residue
    u128 bought = 0;  // of the output
  };
  turn up_{};
  turn down_{};

  // Euclid's algorithm on p and q mod p: the steps with ever smaller rises, and those with ever
  // smaller falls, are what comes of adding one to the other as often as there is something to
  // lower (the convergents of q / p and what lies between them).
  void set_turns() {
    up_ = {1, q_modulo_p_, 0};
    down_ = {0, p_, 0};
    while (up_.change > depth_ || down_.change > depth_) {
      if (down_.change >= up_.change) {
        lower(down_, up_);
      } else {
        lower(up_, down_);
      }
    }
    // a q = b p + change of the residue.
    up_.bought = bought_by(up_.steps);
    down_.bought = bought_by(down_.steps) + (down_.change == 0 ? 0 : 1);
  }
  // Until its change is within the depth, or smaller than the other's.
  void lower(turn& longer, const turn& by) const {
    if (by.change == 0) {  // the lattice's own period, which neither raises nor lowers
      longer = by;
      return;
    }
    u128 times = quotient_down(longer.change, by.change);
    if (longer.change - times * by.change <= depth_) {
      times = longer.change > depth_ ? quotient_up(longer.change - depth_, by.change) : 0;
    }
    longer.steps += by.steps * times;
    longer.change -= by.change * times;
  }
  // floor(a q / p).
  [[nodiscard]] u128 bought_by(u128 a) const {
    if (width_of(a) + width_of(q_) < native_bits) return quotient_down(a * q_, p_);
    return native(truncate<128>(div_down(mul_wide(wide(a), wide(q_)), wide(p_))));
  }

  struct leg {
    point next{};
    u128 times = 0;  // in a row, within the band
  };
  static point raised(const point& at, const turn& by) {
    return {at.a + by.steps, at.b + by.bought, at.residue + by.change};
  }
  static point lowered(const point& at, const turn& by) {
    return {at.a + by.steps, at.b + by.bought, at.residue - by.change};
  }
  static u128 quotient_up(u128 a, u128 b) { return quotient_down(a + (b - 1), b); }
  [[nodiscard]] leg leg_from(const point& at) const {
    const bool can_go_up = at.residue <= depth_ - up_.change;
    const bool can_go_down = at.residue >= down_.change;
    const bool up_is_shorter = up_.steps <= down_.steps;
    if (can_go_up && (up_is_shorter || !can_go_down)) {
      const point next = raised(at, up_);
      if (up_.change == 0) return {next, no_hit};
      const u128 fit = quotient_down(depth_ - at.residue, up_.change);
      // A longer step is only taken until the shorter one fits.
      if (up_is_shorter) return {next, fit};
      return {next, std::min(fit, quotient_up(down_.change - at.residue, up_.change))};
    }
    if (can_go_down) {
      const point next = lowered(at, down_);
      const u128 fit = quotient_down(at.residue, down_.change);
      if (!up_is_shorter) return {next, fit};
      const u128 until_up = at.residue - (depth_ - up_.change);
      return {next, std::min(fit, quotient_up(until_up, down_.change))};
    }
    return {lowered(raised(at, up_), down_), 1};
  }

  // Where a turn up and some turns down nearly cancel, the walk above zigzags along what is one
  // line of the lattice. So: the lattice of (a, residue) by the lines along its shortest vector.
  template <class Visitor>
  void visit_lines(Visitor& to) const {
    const exact columns(wide(last_ - first_ + 1));
    const exact rows = exact(wide(depth_)) + exact(1);
    const auto [along, across] = reduced_basis(p_, q_modulo_p_, columns, rows);
    const exact start(wide(point_at(first_).residue));
    const exact width(wide(last_ - first_));
    const exact below = -start;
    const exact above = exact(wide(depth_)) - start;
    // Which line a point is on: (along x point) / (along x across), the divisor being p or -p.
    const exact p(wide(p_));
    const bool turns_left = along.a * across.residue - across.a * along.residue > exact{};
    const exact rise = along.residue * width;
    exact least = along.a * below - std::max(rise, exact{});
    exact most = along.a * above - std::min(rise, exact{});
    if (!turns_left) std::tie(least, most) = std::pair(-most, -least);
    const exact last = floor_of(most, p);
    const exact endless(uint<256>::power_of_two(255));  // the box's sides narrow it
    for (exact line = -floor_of(-least, p); line <= last && !to.is_done(); line += exact(1)) {
      const lattice_vector from{across.a * line, across.residue * line};
      exact low = -endless;
      exact high = endless;
      narrow_steps(from.a, along.a, exact{}, width, low, high);
      narrow_steps(from.residue, along.residue, below, above, low, high);
      if (low <= high) visit_line(to, from.a + along.a * low, along.a, high - low);
    }
  }
  // `count` steps from the box's beginning + offset.
  template <class Visitor>
  void visit_line(Visitor& to, const exact& offset, const exact& step, const exact& count) const {
    const auto whole = [](const exact& x) { return native(truncate<128>(x.value().to_bits())); };
    const point at = point_at(first_ + whole(offset));
    to.look_at(at);
    if (!count.is_zero()) to.look_at_run(at, point_at(at.a + whole(step)), whole(count));
  }
};

}  // namespace assay::market
