// The exact optimum of an arbitrage, by looking at no more than a handful of integer points.
//
// With x, y the reserves, k of d the part of the input that is kept, p and q the outside prices of
// output and input: A = x d + a k and B = y - b. The K check accepts (a, b) when A B >= C = x y d,
// a convex region. The gain c = b p - a q is linear, and with u = k y p, v = x d q
//     k c = u + v - (q A + k p B),
// so the real optimum is at A* = sqrt(k p C / q), where the last bracket is 2 q A* = sqrt(4 u v).
//
// Integer points: a lattice, in which c takes the value c_top - r exactly where
// (c_top + a q) mod p = r. So the points of a band c_top - depth <= c <= c_top are the a whose
// residue is at most depth: Euclid's algorithm finds the first of them, and the next, without
// looking at those between. Points of the region with c within a band lie in a short interval of a
// around A* (`box`), so a band whose box is searched to the end and holds an accepted point holds
// the optimum. Bands deepen until one does. The first depth is chosen so that a box holds a few
// lattice points; nothing depends on that choice but time.
//
// Where the gain falls by more than a wei of output within a few wei of input, those few inputs are
// looked at one by one instead.
// Points a whole number of equal steps apart form a run, along which the check's two sides differ
// by a concave quadratic of the step: the end of its accepted part is found by bisection.
//
// Everything is exact in any width; where the numbers of a step fit 128 bits, as they mostly do, it
// runs on those of the machine.
//
// What it costs: A* lies among the inputs that the pool can take (else std::range_error), so at
// least half of every box's accepted part, to one side of A*, is there to be met. A convex set
// without a lattice point is narrow: fewer than 1 + 2/sqrt(3) lattice lines of some direction cross
// it. The last band without an accepted point is such a set and the next is eight times as deep, so
// a bounded number of lines crosses its box, each one run. Bands double three times, at most 43
// times to the depth p, and there are at most three bands of depth p: a wei of output too few, an
// input rounded. Lines of one gain are at most three, single inputs fewer than ten. With Euclid's
// algorithm a band costs O(log p), so the whole O(log^2 p) operations; `effort` counts the points
// and boxes looked at, and a test bounds it.
#include "assay/market/arbitrage.hpp"

#include <algorithm>
#include <stdexcept>

#include "assay/market/exact.hpp"
#include "assay/math/sqrt.hpp"
#include "gain_lattice.hpp"

namespace assay::market {
namespace {

constexpr unsigned reserve_bits = 112;

using number = uint<512>;

class search {
 public:
  // Precondition: gains_at_the_margin(pool).
  search(const constant_product& pool, unsigned most_legs)
      : pool_(pool),
        most_legs_(most_legs),
        common_(common_divisor(native(pool.price_in), native(pool.price_out))),
        q_(quotient_down(native(pool.price_in), common_)),
        p_(quotient_down(native(pool.price_out), common_)),
        lattice_(p_, q_) {}

  arbitrage run() {
    find_real_optimum();
    // depth + 1 = cube root of 4 p^2 k q / root: some four lattice points in the box.
    log2_of_p_x8_ = log2_x8(p_);
    log2_of_first_depth_x8_ =
        (2 * 256 + 2 * log2_of_p_x8_ + log2_x8(u128{pool_.kept}) + log2_x8(q_) - log2_x8(root_)) /
        3;
    if (few_inputs_matter()) return best_around_the_optimum();
    if (log2_of_first_depth_x8_ < 0) return best_line();
    uint<320> top = gain_at_most_;
    while (!top.is_zero()) {
      const bool found = search_bands(top);
      if (found) return answer();
      if (top <= widen<320>(wide(p_))) break;
      top = sub_wrapping(top, widen<320>(wide(p_)));
    }
    return {};
  }

  // What the lattice asks of its visitor.
  static constexpr bool is_done() { return false; }
  void look_at(const lattice_point& at) {
    if (found_ && at.residue >= best_.residue) return;
    if (!accepted(at)) return;
    found_ = true;
    best_ = at;
  }
  // The best accepted point of next, ... , `length` steps from `at`, which was looked at.
  void look_at_run(const lattice_point& at, const lattice_point& next, u128 length) {
    constexpr u128 few = 4;
    if (length <= few) {
      const lattice_point step{next.a - at.a, next.b - at.b, next.residue - at.residue};
      lattice_point one = at;
      for (u128 i = 1; i <= length; ++i) {
        one = {one.a + step.a, one.b + step.b, one.residue + step.residue};
        look_at(one);
      }
      return;
    }
    u128 inside = std::min(summit_of(at, next), length);
    if (!accepted(point_after(at, next, inside))) {
      if (inside == length || !accepted(point_after(at, next, ++inside))) return;
    }
    // Residues that fall gain towards the end; others towards the beginning.
    const bool towards_end = next.residue < at.residue;
    u128 good = inside;
    u128 beyond = towards_end ? length - inside : inside;  // steps that may still be good
    while (beyond > 0) {
      const u128 half = beyond - beyond / 2;
      const u128 tried = towards_end ? good + half : good - half;
      if (accepted(point_after(at, next, tried))) {
        good = tried;
        beyond -= half;
      } else {
        beyond = half - 1;
      }
    }
    look_at(point_after(at, next, good));
  }

 private:
  const constant_product& pool_;
  unsigned most_legs_;
  u128 common_;
  u128 q_;
  u128 p_;
  gain_lattice lattice_;
  uint<192> start_{};         // x d
  uint<192> root_{};          // floor(A*)
  uint<320> curve_{};         // x y d
  uint<320> gain_at_most_{};  // c is at most this
  int log2_of_p_x8_ = 0;
  int log2_of_first_depth_x8_ = 0;

  // Of the band in work.
  uint<320> top_{};
  u128 depth_ = 0;
  u128 first_ = 0;  // box: first_ <= a <= last_
  u128 last_ = 0;
  bool fits_check_ = false;  // whether 128 bits are enough within the box for an input, fee counted

  using point = lattice_point;
  bool found_ = false;
  point best_{};
  uint<320> best_gain_{};
  std::uint64_t effort_ = 0;

  // The pool itself bounds the input: a reserve is an uint112.
  [[nodiscard]] u128 most_input() const {
    return (u128{1} << reserve_bits) - 1 - native(pool_.reserve_in);
  }

  // u = k y p and v = x d q, what the reserves are worth: k c is at most u + v - sqrt(4 u v), which
  // it is at A* = sqrt(4 u v) / 2q.
  void find_real_optimum() {
    start_ = mul_wide(pool_.reserve_in, uint<64>{pool_.scale});
    curve_ = mul_wide(start_, pool_.reserve_out);
    const auto kept_out = mul_wide(pool_.reserve_out, uint<64>{pool_.kept});
    const uint<320> worth_out = mul_wide(kept_out, wide(p_));
    const uint<320> worth_in = mul_wide(start_, wide(q_));
    const unsigned widest = std::max(bit_width(worth_out), bit_width(worth_in));
    if (widest < 128) {
      find_real_optimum_in<128>(truncate<128>(worth_out), truncate<128>(worth_in));
    } else if (widest < 190) {
      find_real_optimum_in<192>(truncate<192>(worth_out), truncate<192>(worth_in));
    } else {
      find_real_optimum_in<320>(worth_out, worth_in);
    }
  }

  template <unsigned N>
  void find_real_optimum_in(const uint<N>& worth_out, const uint<N>& worth_in) {
    const uint<N> twice_mean = root_of<N>(mul_wide(worth_out, worth_in) << 2);  // below 2^(2N - 2)
    const uint<N> root = div_down(twice_mean, wide(q_ << 1));                   // floor(A*)
    // Beyond the last input of all, the gain would still rise there: no neighbourhood of the real
    // optimum to search, and a pool that can follow the market no farther.
    const auto most_kept = mul_wide(wide(most_input()), uint<64>{pool_.kept});
    if (!fits<192>(root) || fit<192>(root) > add_wrapping(start_, most_kept)) {
      throw std::range_error("the optimal trade leaves the pool's range");
    }
    root_ = fit<192>(root);
    const uint<N> gain = sub_wrapping(add_wrapping(worth_out, worth_in), twice_mean);
    gain_at_most_ = fit<320>(div_down(gain, uint<64>{pool_.kept}));
  }

  // Bands below `top`, deeper and deeper, until one holds an accepted point or is p deep.
  bool search_bands(const uint<320>& top) {
    top_ = top;
    u128 depth = first_depth();
    for (;;) {
      const uint<320> room = sub_wrapping(top, uint<320>::one());  // c >= 1
      depth_ = std::min(depth, p_ - 1);
      const bool is_last_above_zero = room < widen<320>(wide(depth_));
      if (is_last_above_zero) depth_ = native(truncate<128>(room));
      set_box();
      found_ = false;
      lattice_.visit(*this, most_legs_);
      if (found_) return true;
      if (is_last_above_zero || depth_ == p_ - 1) return false;
      depth = depth_ < (no_hit >> 4) ? depth_ * 8 + 7 : no_hit >> 1;
    }
  }

  [[nodiscard]] u128 first_depth() const {
    return log2_of_first_depth_x8_ < 256 ? 0 : power_of(log2_of_first_depth_x8_) - 1;
  }

  // Where a point of the region may lie that gains at least top - depth: with the gap
  // D = k (gain_at_most + 1 - top + depth) below the real optimum,
  // |A - A* - D / 2q| <= sqrt(A* D / q + (D / 2q)^2).
  void set_box() {
    ++effort_;
    first_ = 1;
    last_ = most_input();
    const uint<320> below = add_wrapping(
        add_wrapping(sub_wrapping(gain_at_most_, top_), uint<320>{1}), widen<320>(wide(depth_)));
    // A* D and (D / 2q)^2 within 128 bits, or 256, as they mostly are.
    constexpr unsigned narrow = 256;
    const unsigned gap_bits = bit_width(below) + bit_width(uint<64>{pool_.kept});
    const unsigned product_bits = gap_bits + bit_width(root_) + 1;
    const auto shift_fits = [&](unsigned bits) { return gap_bits < bits + width_of(q_); };
    if (product_bits < native_bits && shift_fits(native_bits / 2 - 3)) {
      set_box_natively(native(truncate<128>(below)) * pool_.kept);
    } else if (product_bits < narrow && shift_fits(narrow / 2 - 19)) {
      set_box_in<narrow>(below);
    } else {
      set_box_in<2 * narrow>(below);
    }
    lattice_.set_band(top_, depth_, first_, last_);
    fits_check_ = width_of(last_) + bit_width(uint<64>{pool_.kept}) < native_bits &&
                  fits<native_bits>(start_);
  }

  void set_box_natively(u128 gap) {
    const u128 root = native(truncate<128>(root_));
    const u128 start = native(truncate<128>(start_));
    const u128 shift = (quotient_down(gap, q_) + 2) / 2;
    const u128 product = quotient_down((root + 1) * gap, q_) + 2 * shift + 1;
    const u128 square = product + (shift + 1) * (shift + 1);
    const u128 half = native(sqrt_floor(wide(square))) + 1;
    if (root > half + start) {
      first_ = std::max(first_, quotient_down(root - half - start, pool_.kept));
    }
    const u128 high = root + half + shift + 2;
    last_ = std::min(last_, quotient_down(high - start, pool_.kept) + 1);
  }

  template <unsigned N>
  void set_box_in(const uint<320>& below) {
    using wider = uint<N>;
    const wider scaled = mul_wrapping(fit<N>(below), wider{pool_.kept});  // D
    const wider shift = add_wrapping(div_down(scaled, wide(q_)), wider::one()) >> 1;
    const wider root = widen<N>(root_);
    const wider start = widen<N>(start_);
    const uint<64> kept{pool_.kept};
    // Products before quotients: D / q may be far below one.
    const wider times_root =
        add_wrapping(div_down(mul_wrapping(add_wrapping(root, wider::one()), scaled), wide(q_)),
                     add_wrapping(shift << 1, wider::one()));
    const wider shift_after = add_wrapping(shift, wider::one());
    const wider square = add_wrapping(times_root, mul_wrapping(shift_after, shift_after));
    const wider half = add_wrapping(sqrt_floor(square), wider::one());
    if (root > add_wrapping(half, start)) {
      const wider from = div_down(sub_wrapping(sub_wrapping(root, half), start), kept);
      if (fits<reserve_bits>(from)) first_ = std::max(first_, native(truncate<128>(from)));
    }
    const wider high =
        add_wrapping(add_wrapping(add_wrapping(root, half), shift), wider{std::uint64_t{2}});
    const wider to = add_wrapping(div_down(sub_wrapping(high, start), kept), wider::one());
    if (fits<reserve_bits>(to)) last_ = std::min(last_, native(truncate<128>(to)));
  }

  // A band as deep as one wei of output: the gain falls by more than that within a few wei of
  // input, so those few are all that matter, while bands would be many.
  [[nodiscard]] bool few_inputs_matter() const { return log2_of_first_depth_x8_ >= log2_of_p_x8_; }

  // The real gain is concave in the input: from A* outwards until it is below the best found.
  arbitrage best_around_the_optimum() {
    found_ = false;
    last_ = most_input();
    const uint<192> middle = root_ > start_
                                 ? div_down(sub_wrapping(root_, start_), uint<64>{pool_.kept})
                                 : uint<192>::zero();
    const u128 from = std::min(native(truncate<128>(middle)), last_);
    for (u128 a = from; a >= 1 && look_at_input(a); --a) {
    }
    for (u128 a = from + 1; a <= last_ && look_at_input(a); ++a) {
    }
    if (!found_) return {};
    return {widen<256>(wide(best_.a)), widen<256>(wide(best_.b)),
            mul_wrapping(best_gain_, widen<320>(wide(common_))), effort_};
  }

  // False: neither this input nor one farther out can gain more than the best.
  bool look_at_input(u128 a) {
    ++effort_;
    const number sold = mul_wrapping(number{pool_.kept}, widen<512>(wide(a)));
    const number after = add_wrapping(widen<512>(start_), sold);
    const number bought = mul_wrapping(sold, widen<512>(pool_.reserve_out));
    const number paid = widen<512>(mul_wide(wide(a), wide(q_)));
    // G(a) > best: p bought / after > paid + best.
    const number least = add_wrapping(paid, widen<512>(best_gain_));
    if (!(mul_wrapping(bought, widen<512>(wide(p_))) > mul_wrapping(least, after))) return false;
    const uint<128> out = truncate<128>(div_down(bought, after));
    const number won = widen<512>(mul_wide(out, wide(p_)));
    if (won > least) {
      found_ = true;
      best_ = {a, native(out), 0};
      best_gain_ = truncate<320>(sub_wrapping(won, paid));
    }
    return true;
  }

  // The other extreme: already the points of one gain, p apart, are many in their box. So gains are
  // tried one by one from the top, each with its line of points: all but the first few have some
  // that are accepted.
  arbitrage best_line() {
    top_ = gain_at_most_;
    for (; !top_.is_zero(); top_ = sub_wrapping(top_, uint<320>::one())) {
      depth_ = 0;
      set_box();
      found_ = false;
      lattice_.visit_gain(*this);
      if (found_) return answer();
    }
    return {};
  }

  bool accepted(const point& at) {
    ++effort_;
    const u128 out = native(pool_.reserve_out);
    if (at.b >= out) return false;
    if (fits_check_) {
      const u128 scaled_in = native(truncate<128>(start_)) + at.a * pool_.kept;
      return mul_wide(wide(scaled_in), wide(out - at.b)) >= truncate<256>(curve_);
    }
    const uint<192> scaled_in = add_wrapping(start_, mul_wide(wide(at.a), uint<64>{pool_.kept}));
    return mul_wide(scaled_in, wide(out - at.b)) >= curve_;
  }

  // floor of the step where (A + k da t)(B - db t) is greatest: (k da B - db A) / (2 k da db). All
  // below 2^246.
  [[nodiscard]] u128 summit_of(const point& at, const point& next) const {
    const uint<128> db = wide(next.b - at.b);
    const u128 out = native(pool_.reserve_out);
    if (db.is_zero() || at.b >= out) return db.is_zero() ? no_hit : 0;
    const auto fit_of = [](const auto& x) { return fit<256>(x); };
    const auto kept_da = mul_wide(wide(next.a - at.a), uint<64>{pool_.kept});
    const auto scaled_in = add_wrapping(start_, mul_wide(wide(at.a), uint<64>{pool_.kept}));
    const uint<256> rise = fit_of(mul_wide(kept_da, wide(out - at.b)));
    const uint<256> fall = fit_of(mul_wide(scaled_in, db));
    if (rise <= fall) return 0;
    const uint<256> top = div_down(sub_wrapping(rise, fall), fit_of(mul_wide(kept_da, db) << 1));
    return fits<127>(top) ? native(truncate<128>(top)) : no_hit >> 1;
  }

  [[nodiscard]] arbitrage answer() const {
    const uint<320> gain = sub_wrapping(top_, widen<320>(wide(best_.residue)));
    return {widen<256>(wide(best_.a)), widen<256>(wide(best_.b)),
            truncate<320>(mul_wide(gain, wide(common_))), effort_};
  }
};

// k y p > x d q: else the pool's price, fee included, is no better than the outside one.
bool gains_at_the_margin(const constant_product& pool) {
  const auto kept_out = mul_wide(pool.reserve_out, uint<64>{pool.kept});
  const auto scaled_in = mul_wide(pool.reserve_in, uint<64>{pool.scale});
  return mul_wide(kept_out, pool.price_out) > mul_wide(scaled_in, pool.price_in);
}

}  // namespace

bool accepts(const constant_product& pool, const uint<256>& amount_in,
             const uint<256>& amount_out) {
  const uint<256> out = widen<256>(pool.reserve_out);
  if (!(amount_out < out)) return false;
  const uint<256> scaled = mul_wrapping(widen<256>(pool.reserve_in), uint<256>{pool.scale});
  const uint<256> after = add_wrapping(scaled, mul_wrapping(amount_in, uint<256>{pool.kept}));
  return mul_wrapping(after, sub_wrapping(out, amount_out)) >= mul_wrapping(scaled, out);
}

hit first_in_range(uint<128> step, uint<128> modulus, uint<128> low, uint<128> high) {
  const auto first = first_hit(native(step), native(modulus), native(low), native(high));
  return {first.found, wide(first.at)};
}

arbitrage best_arbitrage(const constant_product& pool, unsigned most_legs) {
  if (!gains_at_the_margin(pool)) return {};
  return search(pool, most_legs).run();
}

}  // namespace assay::market
