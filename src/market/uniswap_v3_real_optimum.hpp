// How an arbitrage in one stretch of a Uniswap V3 pool would end if amounts were real: what it
// gains there, and which inputs gain at least so much. The formulas are derived in
// uniswap_v3_arbitrage.cpp.
#pragma once

#include <algorithm>
#include <numeric>
#include <utility>

#include "assay/market/exact.hpp"
#include "uniswap_v3_stretch.hpp"

namespace assay::market {

// Of x >= 0.
template <unsigned N>
uint<N> bits_of(const exact& x) {
  return fit<N>(x.value().to_bits());
}
inline u128 at_most(const exact& x, u128 most) {
  return x < exact(wide(most)) ? native(bits_of<128>(x)) : most;
}
// exact::over_down, in the machine's words where they fit: the search divides at every band.
inline exact over_down_natively(const exact& x, u128 divisor) {
  if (divisor == 1) return x;
  const uint<320> bits = bits_of<320>(x);
  if (fits<native_bits>(bits)) {
    return exact(wide(quotient_down(native(truncate<128>(bits)), divisor)));
  }
  return exact(truncate<319>(div_down(bits, wide(divisor))));
}

// The part of an input that the fee leaves, in lowest terms: a = floor(r kept / whole).
struct kept_part {
  std::uint64_t kept = 1;
  std::uint64_t whole = 1;

  explicit kept_part(std::uint64_t fee_pips) {
    constexpr std::uint64_t unit = v3_stretch::format::fee_unit;
    const std::uint64_t common = std::gcd(unit - fee_pips, unit);
    kept = (unit - fee_pips) / common;
    whole = unit / common;
  }
  // The least input that leaves `a`.
  [[nodiscard]] u128 gross(u128 a) const {
    const u128 times = quotient_down(a, kept);
    return times * whole + quotient_down((a - times * kept) * whole + (kept - 1), kept);
  }
  // The inverse of whole modulo kept: Euclid's algorithm on small numbers.
  [[nodiscard]] std::uint64_t inverse() const {
    auto before = static_cast<std::int64_t>(kept);
    auto now = static_cast<std::int64_t>(whole % kept);
    std::int64_t factor_before = 0;
    std::int64_t factor = 1;
    while (now > 1) {
      const std::int64_t times = before / now;
      before = std::exchange(now, before - times * now);
      factor_before = std::exchange(factor, factor_before - times * factor);
    }
    const auto modulus = static_cast<std::int64_t>(kept);
    return static_cast<std::uint64_t>((factor % modulus + modulus) % modulus);
  }
};

struct window {
  u128 first = 1;
  u128 last = 0;
  [[nodiscard]] u128 count() const { return first > last ? 0 : last - first + 1; }
};

// Outside values of output and input, and the fee.
struct v3_terms {
  u128 p = 1;
  u128 q = 1;
  kept_part part{0};

  // q d / k, rounded up: what a wei after the fee costs.
  [[nodiscard]] u128 cost() const { return quotient_down(q * part.whole, part.kept) + 1; }
};

class v3_real_optimum {
 public:
  // `limit`: floor of the sqrt price beyond which every wei loses. The terms must outlive this.
  v3_real_optimum(const v3_terms& terms, const uint<160>& limit) : terms_(terms), limit_(limit) {}

  // `ends_before`: whether the stretch does, before the limit. Before anything else is asked.
  void set(const v3_stretch& stretch, bool ends_before) {
    stretch_ = &stretch;
    // From P to l: selling, the limit is the far side of l, buying the near one.
    const v3_stretch::sqrt_price& from = stretch_->from;
    const bool selling = stretch_->zero_for_one;
    const v3_stretch::sqrt_price way =
        selling ? sub_wrapping(from, limit_)
                : sub_wrapping(add_wrapping(limit_, v3_stretch::sqrt_price::one()), from);
    const auto over = mul_wide(mul_wide(way, way), stretch_->liquidity);
    const u128 by = selling ? terms_.p : terms_.q * terms_.part.whole;
    const auto under = mul_wide(from, uint<64>{selling ? 1 : terms_.part.kept});
    const auto peak = div_down(mul_wide(over, wide(by)) >> v3_stretch::format::fraction, under);
    fits_books_ = fits<256>(peak);
    if (!fits_books_) return;
    peak_ = exact(fit<256>(peak)) + exact(1);
    top_ = !ends_before ? peak_ : std::min(peak_, top_at_end());
  }

  // Whether the books' integers hold what it gains.
  [[nodiscard]] bool fits_books() const { return fits_books_; }
  // What is gained on the curve, were it without an end, is at most this; and as it ends.
  [[nodiscard]] const exact& peak() const { return peak_; }
  [[nodiscard]] const exact& top() const { return top_; }

  // Before what follows: inputs are after the fee, and at most `most_kept`.
  void set_inputs(u128 most_kept) {
    most_kept_ = most_kept;
    start_ = stretch_->reserve_in_at(stretch_->from);
    turning_ = stretch_->reserve_in_at(limit_);
    // By how much a unit of the price moves it: L 2^96 / l^2 of token0, L / 2^96 of token1.
    const auto error = stretch_->zero_for_one
                           ? div_down(turning_, limit_)
                           : widen<256>(stretch_->liquidity >> v3_stretch::format::fraction);
    turning_error_ = add_wrapping(error, uint<256>{2});
  }

  // A*, rounded.
  [[nodiscard]] const uint<256>& turning() const { return turning_; }
  // The input that leads to it.
  [[nodiscard]] u128 turning_input() const {
    if (turning_ <= start_) return 0;
    const auto input = sub_wrapping(turning_, start_);
    return fits<127>(input) ? std::min(native(fit<128>(input)), most_kept_) : most_kept_;
  }

  // The inputs, after the fee, that gain more than `cut` on the curve after `loss`.
  [[nodiscard]] window inputs_above(const exact& cut, const exact& loss) const {
    const exact gap = peak_ - loss - cut;
    if (gap.is_negative()) return {};
    constexpr unsigned narrow = 256;
    const unsigned gap_bits = bit_width(bits_of<320>(gap)) + width_of(u128{terms_.part.kept});
    const unsigned product_bits =
        gap_bits + std::max(bit_width(turning_), bit_width(turning_error_)) + 2;
    const unsigned cost_bits = width_of(terms_.q * terms_.part.whole);
    const auto shift_fits = [&](unsigned bits) { return gap_bits + 3 < bits + cost_bits; };
    if (product_bits < native_bits && shift_fits(native_bits / 2)) return inputs_natively(gap);
    if (product_bits < narrow && shift_fits(narrow / 2)) return inputs_in<narrow>(gap);
    if (product_bits < 2 * narrow && shift_fits(narrow)) return inputs_in<2 * narrow>(gap);
    return {1, most_kept_};
  }

 private:
  const v3_terms& terms_;
  uint<160> limit_;
  const v3_stretch* stretch_ = nullptr;
  bool fits_books_ = true;
  exact peak_{};
  exact top_{};
  u128 most_kept_ = 0;
  uint<256> start_{};    // X, rounded down
  uint<256> turning_{};  // A* is less than `turning_error_` from it
  uint<256> turning_error_{};

  // p times what the curve gives from end to end, less what that costs.
  [[nodiscard]] exact top_at_end() const {
    using number = uint<768>;
    const v3_stretch::sqrt_price& from = stretch_->from;
    const v3_stretch::sqrt_price& to = stretch_->to;
    const number kept_p = mul_wrapping(number{terms_.part.kept}, widen<768>(wide(terms_.p)));
    const number whole_q = mul_wrapping(number{terms_.part.whole}, widen<768>(wide(terms_.q)));
    const number prices = widen<768>(mul_wide(from, to));
    const unsigned two_fractions = 2 * v3_stretch::format::fraction;
    const number won =
        stretch_->zero_for_one ? mul_wrapping(kept_p, prices) : kept_p << two_fractions;
    const number paid =
        stretch_->zero_for_one ? whole_q << two_fractions : mul_wrapping(whole_q, prices);
    if (won <= paid) return {};
    const v3_stretch::sqrt_price way =
        stretch_->zero_for_one ? sub_wrapping(from, to) : sub_wrapping(to, from);
    const number over =
        mul_wrapping(sub_wrapping(won, paid), widen<768>(mul_wide(way, stretch_->liquidity)));
    const number under = mul_wrapping(number{terms_.part.kept}, prices)
                         << v3_stretch::format::fraction;
    return exact(fit<256>(div_down(over, under))) + exact(1);
  }

  // (A - A*)^2 <= A g with g = gap k / (q d): A - A* - g / 2 is within the root of A* g + g^2 / 4.
  [[nodiscard]] window inputs_natively(const exact& gap) const {
    const u128 scaled = native(bits_of<128>(gap)) * terms_.part.kept;
    const u128 each = terms_.q * terms_.part.whole;
    const u128 turning = native(fit<128>(turning_));
    const u128 error = native(fit<128>(turning_error_));
    const u128 shift = quotient_down(scaled, each);  // floor(g)
    const u128 square =
        quotient_down((turning + error) * scaled, each) + (shift + 1) * (shift + 1) / 4 + 2;
    const u128 half = native(sqrt_floor(wide(square))) + 1;
    const u128 less = half + error + native(fit<128>(start_)) + 1;
    const u128 low = turning + shift / 2;
    const u128 high = turning + error + shift / 2 + 1 + half - native(fit<128>(start_));
    return {low > less + 1 ? low - less : 1, std::min(high, most_kept_)};
  }

  template <unsigned N>
  [[nodiscard]] window inputs_in(const exact& gap) const {
    using number = uint<N>;
    const number one = number::one();
    const auto each = mul_wide(wide(terms_.q), uint<64>{terms_.part.whole});
    const number scaled = mul_wrapping(bits_of<N>(gap), number{terms_.part.kept});
    const number turning = fit<N>(turning_);
    const number error = fit<N>(turning_error_);
    const number start = fit<N>(start_);
    const number shift = div_down(scaled, each);
    const number next = add_wrapping(shift, one);
    const number product = div_down(mul_wrapping(add_wrapping(turning, error), scaled), each);
    const number square = add_wrapping(add_wrapping(product, mul_wrapping(next, next) >> 2),
                                       number{std::uint64_t{2}});
    const number half = add_wrapping(sqrt_floor(square), one);
    const number less = add_wrapping(add_wrapping(half, error), add_wrapping(start, one));
    const number middle = add_wrapping(turning, shift >> 1);
    const number high =
        sub_wrapping(add_wrapping(add_wrapping(middle, half), add_wrapping(error, one)), start);
    window found{1, most_kept_};
    if (middle > less) {
      const number low = sub_wrapping(middle, less);
      if (!fits<127>(low)) return {};
      found.first = std::max(found.first, native(fit<128>(low)));
    }
    if (fits<127>(high)) found.last = std::min(found.last, native(fit<128>(high)));
    return found;
  }
};

}  // namespace assay::market
