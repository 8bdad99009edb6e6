// A stretch of a Uniswap V3 pool's price with one liquidity: what the contract pays there for an
// input, and the curve of real amounts, which it never pays more than.
//
// Of an input after the fee, a, and an output b, with sqrt prices P at the start and T at the end,
// N = L 2^96, the virtual reserves are N / P of token0 and L P / 2^96 of token1. Selling token0
// leaves X + a and Y - b, so that with g, H, h, e below the points of the curve have
// a g (H - b h) = b e.
#pragma once

#include <optional>

#include "assay/math/swap_math.hpp"
#include "gain_lattice.hpp"
#include "uniswap_v3_quote.hpp"

namespace assay::market {

struct v3_stretch {
  using format = uniswap_v3::protocol::format;
  using math = sqrt_price_math<format>;
  using sqrt_price = format::price;

  bool zero_for_one = false;
  sqrt_price from{};
  sqrt_price to{};
  format::liquidity liquidity{};
  v3_quote before{};  // what was traded to come to it

  [[nodiscard]] bool is_empty() const { return liquidity.is_zero() || from == to; }

  // The input, after the fee, that leads to a price, and to the end.
  [[nodiscard]] uint<256> input_to(const sqrt_price& price) const {
    return swap_math<format>::input_delta(from, price, liquidity, zero_for_one).value();
  }
  [[nodiscard]] uint<256> whole_input() const { return input_to(to); }
  // What the contract pays for `kept`, the input after the fee, of `whole` that lead to the end.
  [[nodiscard]] uint<256> bought(u128 kept, const uint<256>& whole) const {
    const uint<256> in = widen<256>(wide(kept));
    const sqrt_price next =
        in >= whole ? to : math::next_price_from_input(from, liquidity, in, zero_for_one).value();
    return swap_math<format>::output_delta(from, next, liquidity, zero_for_one).value();
  }

  // The least input, after the fee, for which the contract pays `out`: up to the price that so much
  // output leads to, rounded so that it is paid for. Nothing where the stretch has not so much.
  [[nodiscard]] std::optional<uint<256>> least_input(const uint<256>& out) const {
    const auto next = math::next_price_from_output(from, liquidity, out, zero_for_one);
    if (!next.ok() || (zero_for_one ? next.value() < to : next.value() > to)) return std::nullopt;
    return input_to(next.value());
  }

  // The virtual reserve of the input's token at a price, rounded down.
  [[nodiscard]] uint<256> reserve_in_at(const sqrt_price& at) const {
    const auto scaled = math::scaled(liquidity);
    return zero_for_one ? div_down(scaled, at)
                        : truncate<256>(mul_wide(liquidity, at) >> format::fraction);
  }
};

// The accepted side of the curve: a g (H - b h) >= b e.
class v3_curve {
 public:
  using number = uint<640>;

  explicit v3_curve(const v3_stretch& of) {
    const number liquidity = widen<640>(of.liquidity);
    const number root = widen<640>(of.from);
    const number one = number::power_of_two(v3_stretch::format::fraction);
    const number token1 = mul_wrapping(liquidity, root);
    if (of.zero_for_one) {
      g_ = root;
      h_ = one;
      top_ = token1;
      e_ = liquidity << (2 * v3_stretch::format::fraction);
    } else {
      g_ = one;
      h_ = root;
      top_ = liquidity << v3_stretch::format::fraction;
      e_ = mul_wrapping(token1, root);
    }
  }

  [[nodiscard]] bool accepts(u128 a, u128 b) const {
    const number out = mul_wrapping(of(b), h_);
    if (!(out < top_)) return false;
    return mul_wrapping(mul_wrapping(of(a), g_), sub_wrapping(top_, out)) >=
           mul_wrapping(of(b), e_);
  }

  // floor of the step where (a + da t) g (H - (b + db t) h) - (b + db t) e is greatest.
  [[nodiscard]] u128 summit(u128 a, u128 b, u128 da, u128 db) const {
    if (db == 0) return no_hit;
    const number out = mul_wrapping(of(b), h_);
    if (!(out < top_)) return 0;
    const number rise = mul_wrapping(mul_wrapping(of(da), g_), sub_wrapping(top_, out));
    const number each = mul_wrapping(g_, h_);
    const number fall = mul_wrapping(of(db), add_wrapping(mul_wrapping(of(a), each), e_));
    if (rise <= fall) return 0;
    const number twice = mul_wrapping(mul_wrapping(of(da), of(db)), each) << 1;
    const number top = div_down(sub_wrapping(rise, fall), twice);
    return fits<127>(top) ? native(truncate<128>(top)) : no_hit >> 1;
  }

 private:
  number g_{};
  number h_{};
  number top_{};  // H
  number e_{};

  static number of(u128 x) { return widen<640>(wide(x)); }
};

}  // namespace assay::market
