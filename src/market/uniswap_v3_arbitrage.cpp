// The exact optimum of an arbitrage in a Uniswap V3 pool, by looking at few inputs.
//
// The amounts of the ranges that a trade passes whole are given; what is searched is how far it
// goes in the last. There an input r pays the fee first: a = floor(r k / d) is left, so the least r
// for an `a` is ceil(a d / k). The contract then rounds the price and the output, each against the
// trader, so that what it pays never passes the curve of real amounts with the virtual reserves X
// and Y. With p and q the outside values of output and input the gain b p - r q on that curve is
// greatest at the sqrt price l where it is flat. From P it is there
//     p L (P - l)^2 / (2^96 P)  selling token0,  q d L (l - P)^2 / (2^96 k P)  buying it.
// X then is A*, and an input short of it or beyond it, which makes it A, loses
//     q d / k (A - A*)^2 / A,
// so that all inputs that gain at least some amount lie in a short interval, `window`.
//
// The fee's rounding parts the inputs into classes: a = rho + k t costs ceil(rho d / k) + d t, so
// within a class the gain is linear, and in each the part of a wei that is lost is known: j / k for
// j = 0, 1, ... with rho = -j d^-1 mod k. Classes are searched in this order until what a class
// loses is more than what the best found falls short of the real optimum. The points (t, b) of a
// class are searched as those of a constant product are (arbitrage.cpp): in bands below the real
// optimum, deeper and deeper. What the contract pays is asked at each point; along a run of many
// points only at those on the accepted side of the curve, the most gainful first. A band of which
// every point was looked at, down to the best found, holds none better.
//
// Where few inputs are in the window they are all looked at instead. Ranges before the last are
// searched too where the real gain at their end is more than the best found; in those after it
// every wei loses.
//
// What ends a search early: where a wei is worth much of the price's last bit (liquidity beyond
// some 2^72) many points of the curve's accepted side are not the contract's, and fees with a large
// k have many classes. `most_effort` bounds both, and the answer says so.
#include "assay/market/uniswap_v3_arbitrage.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "assay/word/assert.hpp"
#include "gain_lattice.hpp"
#include "uniswap_v3_quote.hpp"
#include "uniswap_v3_range.hpp"
#include "uniswap_v3_real_optimum.hpp"
#include "uniswap_v3_stretch.hpp"

namespace assay::market {
namespace {

using format = uniswap_v3::protocol::format;
using word = format::word;
using sqrt_price = format::price;
using state = uniswap_v3::protocol::state;

constexpr std::uint64_t pips = format::fee_unit;
constexpr unsigned price_bits = 126;  // what a price may have, the fee counted
constexpr u128 most_depth = ~u128{0} >> 1;
constexpr std::uint64_t classes_a_window = 16;  // after so many it is taken anew

class v3_search {
 public:
  v3_search(const state& pool, const v3_outside& outside, bool zero_for_one, const word& most_in,
            const v3_search_limits& limits)
      : pool_(pool),
        zero_for_one_(zero_for_one),
        limit_(zero_for_one ? outside.sell_limit_x96 : outside.buy_limit_x96),
        most_in_(most_in),
        limits_(limits),
        terms_{1, 1, kept_part(pool.fee_pips)},
        part_(terms_.part),
        optimum_(terms_, limit_) {
    const u128 numerator = native(outside.at.numerator);
    const u128 denominator = native(outside.at.denominator);
    const u128 common = common_divisor(numerator, denominator);
    terms_.p = quotient_down(zero_for_one ? denominator : numerator, common);
    terms_.q = quotient_down(zero_for_one ? numerator : denominator, common);
    fits_ = width_of(terms_.p) <= price_bits &&
            width_of(terms_.q) + width_of(u128{part_.whole}) <= price_bits &&
            limit_ > farthest(true) && limit_ < farthest(false);
  }

  v3_arbitrage run() {
    find_stretches();
    if (stretches_.empty()) return {};
    consider_ends();
    if (fits_) {
      const u128 common = std::gcd(static_cast<std::uint64_t>(terms_.p % part_.whole), part_.whole);
      common_ = common;
      lattice_ = gain_lattice(quotient_down(terms_.p, common),
                              terms_.q * quotient_down(part_.whole, common));
      for (std::size_t i = stretches_.size(); i-- > 0 && !is_done_;) {
        if (may_be_better_in(i)) search(stretches_[i]);
      }
    }
    const bool is_best = fits_ && !is_done_;
    if (!is_best) {
      look_at_limit();
      look_around_best();
    }
    v3_arbitrage found = answer();
    found.is_best = is_best;
    found.effort = effort_;
    return found;
  }

  // What the lattice asks of its visitor.
  [[nodiscard]] bool is_done() const { return is_done_; }
  void look_at(const lattice_point& at) { accepts(at); }
  void look_at_run(const lattice_point& at, const lattice_point& next, u128 length) {
    constexpr u128 few = 4;
    if (length <= few) {
      for (u128 i = 1; i <= length; ++i) accepts(point_after(at, next, i));
      return;
    }
    const lattice_point last = point_after(at, next, length);
    if (std::min(next.residue, last.residue) >= useless_residue_) return;
    const auto inside = accepted_by_curve(at, next, length);
    if (inside.count() == 0) return;
    if (next.residue == at.residue) return look_from_the_middle(at, next, inside);
    const bool towards_end = next.residue < at.residue;
    for (u128 i = 0; i < inside.count() && !is_done_; ++i) {
      const auto one = point_after(at, next, towards_end ? inside.last - i : inside.first + i);
      if (one.residue >= useless_residue_ || accepts(one)) return;
    }
  }

 private:
  const state& pool_;
  bool zero_for_one_;
  sqrt_price limit_;  // floor of the sqrt price beyond which every wei loses
  const word& most_in_;
  const v3_search_limits& limits_;
  v3_terms terms_;
  const kept_part& part_;
  v3_real_optimum optimum_;
  bool fits_ = false;
  u128 common_ = 1;  // of p and the fee's whole
  gain_lattice lattice_{};
  std::vector<v3_stretch> stretches_{};

  // The best found: `kept_` after the fee in a stretch, or up to its beginning. Gains are of the
  // prices without what divides both.
  exact best_{};
  v3_stretch best_stretch_{};
  u128 best_kept_ = 0;
  std::uint64_t effort_ = 0;
  bool is_done_ = false;

  // Of the stretch in work.
  const v3_stretch* stretch_ = nullptr;
  exact base_{};        // gain before it
  word whole_input_{};  // after the fee, to its end
  u128 most_kept_ = 0;  // what it can take, or the trader has
  int log2_of_first_depth_x8_ = 0;

  window inside_{};  // where inputs gain more than the best found, or did when it was set
  bool is_inside_of_best_ = false;

  // Of the class and the band in work: gains in it are common c - offset.
  std::uint64_t rho_ = 0;
  exact offset_{};
  exact band_top_{};
  u128 useless_residue_ = 0;  // from here on not better than the best found

  void find_stretches() {
    v3_walk walk(pool_, zero_for_one_);
    v3_stretch next{zero_for_one_, {}, {}, {}, {}};
    while (zero_for_one_ ? walk.price() > limit_ : walk.price() <= limit_) {
      const auto end = walk.find_end(farthest(zero_for_one_));
      if (!end) return;
      next.from = walk.price();
      next.to = *end;
      next.liquidity = walk.liquidity();
      stretches_.push_back(next);
      const word left = sub_wrapping(most_in_, next.before.amount_in);
      if (is_last(next) || left.is_zero()) return;
      const auto step = walk.step_to(*end, left);
      if (!step.ok() || step.value().next_price != *end) return;
      add(next.before, step.value());
      if (!walk.move_to(*end)) return;
    }
  }
  [[nodiscard]] bool is_last(const v3_stretch& one) const {
    return one.to == farthest(zero_for_one_) ||
           (zero_for_one_ ? one.to <= limit_ : one.to > limit_);
  }
  static void add(v3_quote& to, const swap_step<format>& step) {
    to.amount_in = add_wrapping(to.amount_in, add_wrapping(step.amount_in, step.fee));
    to.amount_out = add_wrapping(to.amount_out, step.amount_out);
    to.fee = add_wrapping(to.fee, step.fee);
  }

  [[nodiscard]] exact gain_of(const word& out, const word& in) const {
    return exact(out) * wide(terms_.p) - exact(in) * wide(terms_.q);
  }
  void consider(const exact& gain, const v3_stretch& in, u128 kept) {
    if (gain <= best_) return;
    best_ = gain;
    best_stretch_ = in;
    best_kept_ = kept;
  }
  void consider_ends() {
    for (const v3_stretch& one : stretches_) {
      if (!one.before.amount_in.is_zero()) {
        consider(gain_of(one.before.amount_out, one.before.amount_in), one, 0);
      }
    }
  }

  // Before the last: what its end gives falls short of the curve by a wei of output, one of input
  // after the fee, and one of the fee, at most.
  [[nodiscard]] bool may_be_better_in(std::size_t i) const {
    if (stretches_[i].is_empty()) return false;
    if (i + 1 == stretches_.size()) return true;
    const v3_quote& end = stretches_[i + 1].before;
    const exact rounding =
        exact(wide(terms_.p)) + exact(wide(terms_.q)) + exact(wide(terms_.cost()));
    return gain_of(end.amount_out, end.amount_in) + rounding > best_;
  }

  void set_stretch(const v3_stretch& in) {
    stretch_ = &in;
    base_ = gain_of(in.before.amount_out, in.before.amount_in);
    whole_input_ = in.whole_input();
    const word left = sub_wrapping(most_in_, in.before.amount_in);
    const word most = div_down(mul_wrapping(left, word{part_.kept}), word{part_.whole});
    most_kept_ = native(fit<128>(std::min(whole_input_, most)));
  }

  void search(const v3_stretch& in) {
    set_stretch(in);
    optimum_.set(in, !is_last(in));
    is_done_ = !optimum_.fits_books();
    if (is_done_ || base_ + optimum_.top() <= best_ || most_kept_ == 0) return;
    optimum_.set_inputs(most_kept_);
    set_first_depth();
    const bool is_cut = optimum_.top() < optimum_.peak();
    if (limits_.most_listed > 0 && (is_cut || inputs_may_be_few())) {
      const exact rounding = exact(wide(terms_.p)) + exact(wide(terms_.cost())) * exact(2);
      const window inside = optimum_.inputs_above(std::max(least(), optimum_.top() - rounding), {});
      if (inside.count() <= few_inputs()) return list_inputs(0, 1, {});
    }
    if (limits_.most_listed > 0 && outputs_are_few()) return list_outputs();
    search_classes();
  }

  // How much more the gain in the stretch must be.
  [[nodiscard]] exact least() const { return best_ - base_; }

  // depth + 1 = cube root of 4 p^2 k q / A*: some four lattice points, as in arbitrage.cpp.
  void set_first_depth() {
    const auto& turning = optimum_.turning();
    log2_of_first_depth_x8_ =
        (2 * 256 + 2 * log2_x8(lattice_.p()) + log2_x8(lattice_.q()) + log2_x8(u128{part_.kept}) -
         (fits<192>(turning) && !turning.is_zero() ? log2_x8(fit<192>(turning)) : 0)) /
        3;
  }

  [[nodiscard]] u128 few_inputs() const {
    constexpr unsigned classes_an_input = 64;
    return std::max<u128>(limits_.most_listed, part_.kept / classes_an_input);
  }
  // Of those on the curve that roundings of a wei may leave to gain more than others: to a few
  // bits. The square of how many they are is 4 A* loss / cost.
  [[nodiscard]] bool inputs_may_be_few() const {
    const int cost_bits = width(terms_.cost());
    const int square = turning_bits() + 2 + std::max(width(terms_.p) - cost_bits, 0);
    return square <= 2 * width(few_inputs()) + 4;
  }
  // An output is met by its least input, so that roundings are of the input alone.
  [[nodiscard]] bool outputs_are_few() const {
    constexpr unsigned classes_an_output = 4;
    const u128 few = std::max<u128>(limits_.most_listed, part_.kept / classes_an_output);
    return turning_bits() + 3 + 2 * (width(terms_.cost()) - width(terms_.p)) <= 2 * width(few);
  }
  static int width(u128 x) { return static_cast<int>(width_of(x)); }
  [[nodiscard]] int turning_bits() const { return static_cast<int>(bit_width(optimum_.turning())); }

  // From the turning point outwards, until no input farther out can gain more than the best: of
  // rho + t k, or all.
  void list_inputs(std::uint64_t rho, std::uint64_t k, const exact& loss) {
    const auto inside_now = [&] { return steps_of(optimum_.inputs_above(least(), loss), rho, k); };
    const u128 middle = optimum_.turning_input();
    u128 high = middle < rho ? 0 : quotient_down(middle - rho, k);
    u128 below = high;  // the next one down, and one more
    window inside = inside_now();
    while (!is_done_) {
      const exact before = best_;
      const bool is_low_inside = below > inside.first && inside.count() > 0;
      const bool is_high_inside = high <= inside.last && inside.count() > 0;
      if (is_low_inside) look_at_input(rho + --below * k);
      if (is_high_inside) look_at_input(rho + high++ * k);
      if (!is_low_inside && !is_high_inside) return;
      if (best_ > before) inside = inside_now();
    }
  }

  // The same of outputs, each with the least input for it.
  void list_outputs() {
    const u128 middle = optimum_.turning_input();
    word low = middle == 0 ? word::zero() : stretch_->bought(middle, whole_input_);
    word high = add_wrapping(low, word::one());
    word first{};
    word last{};
    const auto set_ends = [&] {
      const window inside = optimum_.inputs_above(least(), {});
      const bool is_empty = inside.count() == 0;
      first = is_empty ? word::one() : stretch_->bought(inside.first, whole_input_);
      last = is_empty ? word::zero() : stretch_->bought(inside.last, whole_input_);
    };
    set_ends();
    while (!is_done_) {
      const exact before = best_;
      const bool is_low_inside = low >= first && !low.is_zero();
      const bool is_high_inside = high <= last;
      if (is_low_inside) look_at_output(std::exchange(low, sub_wrapping(low, word::one())));
      if (is_high_inside) look_at_output(std::exchange(high, add_wrapping(high, word::one())));
      if (!is_low_inside && !is_high_inside) return;
      if (best_ > before) set_ends();
    }
  }

  void search_classes() {
    const std::uint64_t back = part_.kept == 1 ? 0 : part_.kept - part_.inverse();
    inside_ = {1, most_kept_};
    is_inside_of_best_ = false;
    rho_ = 0;
    for (std::uint64_t j = 0; j < part_.kept && !is_done_;) {
      const exact loss(wide(quotient_down(terms_.q * j, part_.kept)));
      if (optimum_.top() - loss <= least()) return;
      const exact before = best_;
      const u128 to_next = classes_until_inside(back);
      if (to_next == 0) search_class(loss);
      // Of a later class it is a part of an earlier one's.
      const bool is_last = j + 1 == part_.kept;
      if (!is_last && (best_ > before || j % classes_a_window == 0)) {
        inside_ = optimum_.inputs_above(least(), loss);
        is_inside_of_best_ = true;
      }
      const auto step = static_cast<std::uint64_t>(std::max<u128>(to_next, 1));
      if (step >= part_.kept) return;
      j += step;
      rho_ = (rho_ + step * back) % part_.kept;
    }
  }
  // How many classes on from this one to the next that has an input within.
  [[nodiscard]] u128 classes_until_inside(std::uint64_t back) const {
    const u128 count = inside_.count();
    if (count == 0) return part_.kept;
    if (count >= part_.kept) return 0;
    const u128 first = inside_.first % part_.kept;
    const u128 from_here = first >= rho_ ? first - rho_ : first + part_.kept - rho_;
    if (from_here == 0 || from_here + count > part_.kept) return 0;
    const auto next = first_hit(back, part_.kept, from_here, from_here + count - 1);
    return next.found ? next.at : part_.kept;
  }
  // The t for which rho + k t lies within.
  [[nodiscard]] static window steps_of(const window& inputs, std::uint64_t rho, std::uint64_t k) {
    if (inputs.count() == 0 || inputs.last < rho) return {};
    const u128 first = inputs.first <= rho ? 0 : quotient_down(inputs.first - rho + (k - 1), k);
    return {first, quotient_down(inputs.last - rho, k)};
  }
  [[nodiscard]] window steps_of(const window& inputs) const {
    return steps_of(inputs, rho_, part_.kept);
  }

  void search_class(const exact& loss) {
    const window steps = steps_of(inside_);
    // A band as deep as one wei of output: few inputs are all that matter, as in arbitrage.cpp.
    if (steps.count() <= limits_.most_listed / 8 ||
        log2_of_first_depth_x8_ >= log2_x8(lattice_.p())) {
      return list_inputs(rho_, part_.kept, loss);
    }
    offset_ = exact(wide(terms_.q * part_.gross(rho_)));
    band_top_ = over_down_natively(optimum_.top() - loss + offset_, common_);
    u128 depth = log2_of_first_depth_x8_ < 256 ? 0 : power_of(log2_of_first_depth_x8_) - 1;
    set_useless_residue();
    if (is_inside_of_best_ && few_points_are_in(steps)) depth = most_depth;
    while (!is_done_) {
      set_useless_residue();
      if (useless_residue_ == 0) return;
      depth = std::min({depth, lattice_.p() - 1, useless_residue_ - 1});
      search_band(loss, depth);
      if (useless_residue_ <= depth + 1) return;
      if (depth == lattice_.p() - 1) {
        band_top_ -= exact(wide(lattice_.p()));
      } else {
        depth = depth < (most_depth >> 4) ? depth * 8 + 7 : most_depth;
      }
    }
  }
  // Of all that are better than the best, at most some eight.
  [[nodiscard]] bool few_points_are_in(const window& steps) const {
    return width_of(steps.count()) + width_of(useless_residue_) <= width_of(lattice_.p()) + 4;
  }
  void set_useless_residue() {
    const exact better = band_top_ - over_down_natively(least() + offset_, common_);
    useless_residue_ = better.is_negative() ? 0 : at_most(better, most_depth);
  }
  void search_band(const exact& loss, u128 depth) {
    count_effort();
    window steps = steps_of(inside_);
    if (!is_inside_of_best_ || depth + 1 < useless_residue_) {
      const exact bottom = band_top_ - exact(wide(depth));
      const exact cut = bottom * wide(common_) - offset_ - exact(1);
      steps = steps_of(optimum_.inputs_above(std::max(cut, exact{}), loss));
    }
    if (steps.count() == 0) return;
    lattice_.set_band(bits_of<320>(band_top_), depth, steps.first, steps.last);
    if (depth == 0) {
      lattice_.visit_gain(*this);
    } else {
      lattice_.visit(*this, limits_.most_legs);
    }
  }

  void count_effort() {
    if (++effort_ >= limits_.most_effort) is_done_ = true;
  }

  // What the contract pays for an input, which is the best from now on if it gains more.
  word look_at_input(u128 kept) {
    count_effort();
    const word out = stretch_->bought(kept, whole_input_);
    const exact gain =
        base_ + exact(out) * wide(terms_.p) - exact(wide(part_.gross(kept))) * wide(terms_.q);
    consider(gain, *stretch_, kept);
    return out;
  }
  void look_at_output(const word& out) {
    const auto kept = out.is_zero() ? std::nullopt : stretch_->least_input(out);
    if (kept && fits<native_bits>(*kept) && native(fit<128>(*kept)) <= most_kept_) {
      look_at_input(native(fit<128>(*kept)));
    } else {
      count_effort();
    }
  }

  // Of a search cut short: the trade to the price that turns, inputs and prices near it, and inputs
  // near the best.
  void look_at_limit() {
    const auto quote = quote_exact_in(pool_, zero_for_one_, most_in_, limit_);
    if (quote) look_around(quote->amount_in);
    const v3_stretch& last = stretches_.back();
    if (last.is_empty()) return;
    set_stretch(last);
    const std::uint64_t near = limits_.looks_beside;
    const auto [low, high] = std::minmax(last.from, last.to);
    const sqrt_price least =
        limit_ > sqrt_price{near} ? sub_wrapping(limit_, sqrt_price{near}) : sqrt_price::zero();
    const sqrt_price most = std::min(high, add_wrapping(limit_, sqrt_price{near}));
    for (auto one = std::max(low, least); one <= most; one = add_wrapping(one, sqrt_price::one())) {
      const word kept = last.input_to(one);
      if (!kept.is_zero() && kept <= widen<256>(wide(most_kept_))) {
        look_at_input(native(fit<128>(kept)));
      }
    }
  }
  void look_around(const word& middle) {
    for (std::size_t i = 0; i < stretches_.size(); ++i) {
      if (!stretches_[i].is_empty()) look_near(middle, i);
    }
  }
  void look_around_best() {
    constexpr unsigned most_times = 256;
    word middle{};
    for (unsigned times = 0; times < most_times && middle != best_input(); ++times) {
      middle = best_input();
      look_around(middle);
    }
  }
  [[nodiscard]] word best_input() const {
    return add_wrapping(best_stretch_.before.amount_in, widen<256>(wide(part_.gross(best_kept_))));
  }
  void look_near(const word& middle, std::size_t i) {
    const word far{limits_.looks_beside};
    const word& before = stretches_[i].before.amount_in;
    const word least = std::max(before, middle > far ? sub_wrapping(middle, far) : word::zero());
    word most = add_wrapping(middle, far);
    if (i + 1 < stretches_.size()) most = std::min(most, stretches_[i + 1].before.amount_in);
    if (least >= most) return;
    set_stretch(stretches_[i]);
    const auto kept_of = [&](const word& in) {
      const word scaled = mul_wrapping(sub_wrapping(in, before), word{part_.kept});
      return native(fit<128>(div_down(scaled, word{part_.whole})));
    };
    const u128 last = std::min(kept_of(most), most_kept_);
    for (u128 kept = std::max(kept_of(least), u128{1}); kept <= last; ++kept) look_at_input(kept);
  }

  // Whether the contract pays what the point says, if that is better than the best.
  bool accepts(const lattice_point& at) {
    if (is_done_ || at.residue >= useless_residue_) return false;
    const u128 kept = rho_ + at.a * part_.kept;
    const exact before = best_;
    const bool accepted = look_at_input(kept) >= widen<256>(wide(at.b));
    if (best_ > before) set_useless_residue();
    return accepted;
  }

  // The part of a run on the curve's accepted side, by halving from its summit.
  [[nodiscard]] window accepted_by_curve(const lattice_point& at, const lattice_point& next,
                                         u128 length) {
    count_effort();
    const v3_curve curve(*stretch_);
    const auto inside = [&](u128 i) {
      const lattice_point one = point_after(at, next, i);
      return curve.accepts(rho_ + one.a * part_.kept, one.b);
    };
    const u128 step = (next.a - at.a) * part_.kept;
    u128 middle =
        std::min(curve.summit(rho_ + at.a * part_.kept, at.b, step, next.b - at.b), length);
    if (!inside(middle) && (middle == length || !inside(++middle))) return {};
    window found{middle, middle};
    for (u128 out = 0; found.first - out > 1;) {  // out is not inside, or 0
      const u128 tried = out + (found.first - out) / 2;
      (inside(tried) ? found.first : out) = tried;
    }
    for (u128 out = length + 1; out - found.last > 1;) {
      const u128 tried = found.last + (out - found.last) / 2;
      (inside(tried) ? found.last : out) = tried;
    }
    return found;
  }
  // All gain the same.
  void look_from_the_middle(const lattice_point& at, const lattice_point& next,
                            const window& inside) {
    const u128 middle = inside.first + inside.count() / 2;
    for (u128 i = 0; i < inside.count() && !is_done_; ++i) {
      const u128 away = (i + 1) / 2;
      const u128 index = i % 2 == 0 ? middle + away : middle - away;
      if (index > inside.last || accepts(point_after(at, next, index))) return;
    }
  }

  [[nodiscard]] v3_arbitrage answer() const {
    v3_arbitrage found;
    found.zero_for_one = zero_for_one_;
    if (best_ <= exact{}) return found;
    v3_quote sum = best_stretch_.before;
    if (best_kept_ > 0) {
      const auto step = swap_math<format>::compute_swap_step(
          best_stretch_.from, best_stretch_.to, best_stretch_.liquidity,
          {widen<256>(wide(part_.gross(best_kept_))), true}, pool_.fee_pips);
      add(sum, step.value());
    }
    if (gain_of(sum.amount_out, sum.amount_in) != best_) {
      throw std::logic_error("a step of a Uniswap V3 swap is not what the arbitrage looked at");
    }
    found.amount_in = sum.amount_in;
    found.amount_out = sum.amount_out;
    found.fee = sum.fee;
    // Where only ticks without liquidity are left before the limit, the price goes on to it.
    const v3_stretch& last = stretches_.back();
    const bool to_limit =
        last.liquidity.is_zero() && best_kept_ == 0 && sum.amount_in == last.before.amount_in;
    found.amount_specified = to_limit ? most_in_ : sum.amount_in;
    found.sqrt_price_limit_x96 = to_limit ? limit_ : farthest(zero_for_one_);
    return found;
  }
};

}  // namespace

v3_outside v3_outside_of(const price& at, std::uint64_t fee_pips) {
  const auto numerator = widen<160>(at.numerator);
  const auto denominator = widen<160>(at.denominator);
  const uint<160> whole{pips};
  const uint<160> kept{pips - fee_pips};
  return {at, sqrt_x96(mul_wrapping(numerator, whole), mul_wrapping(denominator, kept)),
          sqrt_x96(mul_wrapping(numerator, kept), mul_wrapping(denominator, whole))};
}

v3_arbitrage best_arbitrage(const uniswap_v3::protocol::state& state, const v3_outside& outside,
                            const uint<256>& most_in, const v3_search_limits& limits) {
  ASSAY_ASSERT(fits<native_bits>(most_in));
  const sqrt_price& now = state.pool.sqrt_price_x96;
  const bool selling = now > outside.sell_limit_x96;
  if (!selling && now > outside.buy_limit_x96) return {};
  return v3_search(state, outside, selling, most_in, limits).run();
}

}  // namespace assay::market
