// Every swap of small worlds: the router's answers against searches that know only the curve, the
// pair's decision on every combination of two-sided amounts, and what no trade may ever do.
#include <gtest/gtest.h>

#include <vector>

#include "support/case_count.hpp"
#include "world.hpp"

namespace assay::uniswap_v2::world {
namespace {

// All one-sided swaps of one pair of reserves.
template <unsigned Bits>
class one_sided {
 public:
  using format_type = roomy<Bits>;
  using word = typename format_type::word;
  static constexpr std::uint64_t limit = std::uint64_t{1} << Bits;

  one_sided(const parameters& rules, test::case_count& count) : rules_(rules), count_(count) {}

  void all() {
    for (std::uint64_t r0 = 1; r0 < limit; ++r0) {
      for (std::uint64_t r1 = 1; r1 < limit && !count_.failed(); ++r1) pair(r0, r1);
    }
  }

 private:
  // The largest output grows with the input, so one pointer finds them all by trying.
  void pair(std::uint64_t r0, std::uint64_t r1) {
    std::uint64_t most = 0;
    std::uint64_t answered_in = 0;  // getAmountIn has been judged for outputs up to this
    for (std::uint64_t x = 1; x < limit; ++x) {
      while (most + 1 < r1 && curve_holds(rules_, r0 + x, r1 - most - 1, x, 0, r0, r1)) ++most;
      output(r0, r1, x, most);
      for (; answered_in < most; ++answered_in) input(r0, r1, answered_in + 1, x);
    }
  }

  void output(std::uint64_t r0, std::uint64_t r1, std::uint64_t x, std::uint64_t most) {
    const auto out = get_amount_out(word{x}, word{r0}, word{r1}, fee_of(rules_));
    const bool right = out.ok() && plain(out.value()) == most;
    const bool accepted = most == 0 || steps_accept<format_type>(rules_, r0, r1, 0, most, x, 0);
    const bool tight = !steps_accept<format_type>(rules_, r0, r1, 0, most + 1, x, 0);
    bool no_profit = true;
    if (most > 0) {
      const auto back = get_amount_out(word{most}, word{r1 - most}, word{r0 + x}, fee_of(rules_));
      no_profit = back.ok() && plain(back.value()) < x;  // strictly: there is a fee
    }
    count_.check(right && accepted && tight && no_profit, [&] {
      return "reserves, input, largest output: " + text({r0, r1, x, most}) +
             (right ? "" : "wrong ") + (accepted ? "" : "refused ") + (tight ? "" : "not tight ") +
             (no_profit ? "" : "profit");
    });
  }

  // `least` is the smallest input with which `wanted` passes; the library may ask for one more,
  // exactly when its division leaves no remainder.
  void input(std::uint64_t r0, std::uint64_t r1, std::uint64_t wanted, std::uint64_t least) {
    const auto in = get_amount_in(word{wanted}, word{r0}, word{r1}, fee_of(rules_));
    const std::uint64_t kept = rules_.fee_denominator - rules_.fee_numerator;
    const bool is_exact = r0 * wanted * rules_.fee_denominator % ((r1 - wanted) * kept) == 0;
    const bool right = in.ok() && plain(in.value()) == least + (is_exact ? 1 : 0);
    count_.check(right,
                 [&] { return "reserves, output, input: " + text({r0, r1, wanted, least}); });
  }

  parameters rules_;
  test::case_count& count_;
};

template <unsigned Bits>
void all_one_sided(const parameters& rules) {
  test::case_count count("one-sided swaps, " + std::to_string(Bits) + "-bit reserves, " +
                         std::string(rules.name) +
                         ": largest output, tightness, round trip, smallest input");
  one_sided<Bits>(rules, count).all();
  count.record_for("uniswap-v2.getAmountOut", evidence::kind::exhaustive);
  count.record_for("uniswap-v2.getAmountIn", evidence::kind::exhaustive);
  count.record_for("uniswap-v2.kCheck", evidence::kind::exhaustive);
  count.record_for("V2-TIGHT-1", evidence::kind::exhaustive);
  count.record_for("V2-IN-1", evidence::kind::exhaustive);
  count.record_for("V2-TRIP-1", evidence::kind::exhaustive);
}

TEST(all_one_sided_swaps, six_bits_quarter_fee) { all_one_sided<6>(quarter_fee()); }
TEST(all_one_sided_swaps, six_bits_usual_fee) { all_one_sided<6>(usual_fee()); }
TEST(all_one_sided_swaps, seven_bits_quarter_fee) { all_one_sided<7>(quarter_fee()); }
TEST(all_one_sided_swaps, seven_bits_usual_fee) { all_one_sided<7>(usual_fee()); }
TEST(all_one_sided_swaps, eight_bits_quarter_fee) { all_one_sided<8>(quarter_fee()); }
TEST(all_one_sided_swaps, eight_bits_usual_fee) { all_one_sided<8>(usual_fee()); }
TEST(all_one_sided_swaps, nine_bits_quarter_fee) { all_one_sided<9>(quarter_fee()); }

// All swaps with both tokens going out and coming in: the pair's decision is the curve's, the
// product of the reserves never falls, and the net output is never above the router's answer.
template <unsigned Bits>
void all_two_sided(const parameters& rules) {
  using format_type = roomy<Bits>;
  constexpr std::uint64_t limit = std::uint64_t{1} << Bits;
  test::case_count count("two-sided swaps, " + std::to_string(Bits) + "-bit reserves, " +
                         std::string(rules.name) + ": decision, product of reserves");
  struct side {
    std::uint64_t reserve, out, in;
  };
  std::vector<side> sides;
  for (std::uint64_t r = 1; r < limit; ++r) {
    for (std::uint64_t o = 0; o < r; ++o) {
      for (std::uint64_t i = 0; r - o + i < limit; ++i) sides.push_back({r, o, i});
    }
  }
  for (const side& a : sides) {
    for (const side& b : sides) {
      const std::uint64_t b0 = a.reserve - a.out + a.in;
      const std::uint64_t b1 = b.reserve - b.out + b.in;
      const bool asked = (a.out | b.out) != 0 && (a.in | b.in) != 0;
      const bool allowed = asked && curve_holds(rules, b0, b1, a.in, b.in, a.reserve, b.reserve);
      const bool accepted =
          steps_accept<format_type>(rules, a.reserve, b.reserve, a.out, b.out, a.in, b.in);
      const bool kept = !accepted || b0 * b1 >= a.reserve * b.reserve;
      count.check(accepted == allowed && kept, [&] {
        return "reserve, out, in of both: " +
               text({a.reserve, a.out, a.in, b.reserve, b.out, b.in});
      });
    }
    if (count.failed()) return;
  }
  count.record_for("uniswap-v2.kCheck", evidence::kind::exhaustive);
  count.record_for("V2-K-1", evidence::kind::exhaustive);
}

TEST(all_two_sided_swaps, four_bits_quarter_fee) { all_two_sided<4>(quarter_fee()); }
TEST(all_two_sided_swaps, four_bits_usual_fee) { all_two_sided<4>(usual_fee()); }
TEST(all_two_sided_swaps, five_bits_quarter_fee) { all_two_sided<5>(quarter_fee()); }

// Splitting a trade never pays, with the reserves that the first part leaves behind.
TEST(all_split_swaps, five_bits_quarter_fee) {
  using word = roomy<6>::word;  // room for a reserve and what came in
  constexpr std::uint64_t limit = 32;
  const swap_fee fee = fee_of(quarter_fee());
  test::case_count count("trades split in two, 5-bit reserves, fee 1/4: never better than whole");
  for (std::uint64_t r0 = 1; r0 < limit; ++r0) {
    for (std::uint64_t r1 = 1; r1 < limit; ++r1) {
      for (std::uint64_t x = 1; x < limit; ++x) {
        const word first = get_amount_out(word{x}, word{r0}, word{r1}, fee).value();
        const word left = sub_wrapping(word{r1}, first);
        for (std::uint64_t z = 1; z < limit; ++z) {
          const word second = get_amount_out(word{z}, word{r0 + x}, left, fee).value();
          const word whole = get_amount_out(word{x + z}, word{r0}, word{r1}, fee).value();
          count.check(add_wrapping(first, second) <= whole,
                      [&] { return "reserves, parts: " + text({r0, r1, x, z}); });
        }
      }
    }
  }
  count.record_for("V2-SPLIT-1", evidence::kind::exhaustive);
}

// Words too narrow for the products: the library reverts exactly when a product or sum does not
// fit, with the reason of the first that does not.
TEST(all_narrow_words, six_bit_reserves_in_twelve_bits) {
  using word = format<12, 6, 6>::word;
  constexpr std::uint64_t limit = 64;
  constexpr std::uint64_t end = std::uint64_t{1} << 12;
  const parameters rules = quarter_fee();
  test::case_count count("getAmountOut and getAmountIn in 12-bit words: overflow by reason");
  const auto same = [](const auto& got, std::uint64_t expected, std::string_view reason) {
    if (!reason.empty()) return !got.ok() && got.why().is(reason);
    return got.ok() && plain(got.value()) == expected;
  };
  const auto fails = [](std::uint64_t value) { return value >= end; };
  for (std::uint64_t r0 = 1; r0 < limit; ++r0) {
    for (std::uint64_t r1 = 1; r1 < limit; ++r1) {
      for (std::uint64_t x = 1; x < limit; ++x) {
        const std::uint64_t kept = 3 * x;
        std::string_view reason;
        if (fails(kept) || fails(kept * r1) || fails(4 * r0)) {
          reason = "ds-math-mul-overflow";
        } else if (fails(4 * r0 + kept)) {
          reason = "ds-math-add-overflow";
        }
        const auto out = get_amount_out(word{x}, word{r0}, word{r1}, fee_of(rules));
        count.check(same(out, kept * r1 / (4 * r0 + kept), reason),
                    [&] { return "out " + text({r0, r1, x}); });

        reason = {};
        if (fails(r0 * x) || fails(r0 * x * 4)) {
          reason = "ds-math-mul-overflow";
        } else if (x > r1) {
          reason = "ds-math-sub-underflow";
        } else if (x == r1) {
          reason = "INVALID";
        }
        const auto in = get_amount_in(word{x}, word{r0}, word{r1}, fee_of(rules));
        const std::uint64_t expected = reason.empty() ? r0 * x * 4 / ((r1 - x) * 3) + 1 : 0;
        count.check(same(in, expected, reason), [&] { return "in " + text({r0, r1, x}); });
      }
    }
  }
  count.record_for("uniswap-v2.getAmountOut", evidence::kind::exhaustive);
  count.record_for("uniswap-v2.getAmountIn", evidence::kind::exhaustive);
}

// quote(): floor by its definition, on every triple of 7 bits.
TEST(all_quotes, seven_bits) {
  using word = roomy<7>::word;
  test::case_count count("quote, 7-bit amounts and reserves: floor by its definition");
  for (std::uint64_t r0 = 0; r0 < 128; ++r0) {
    for (std::uint64_t r1 = 0; r1 < 128; ++r1) {
      for (std::uint64_t x = 0; x < 128; ++x) {
        const auto got = quote(word{x}, word{r0}, word{r1});
        bool right = false;
        if (x == 0) {
          right = !got.ok() && got.why().is("UniswapV2Library: INSUFFICIENT_AMOUNT");
        } else if (r0 == 0 || r1 == 0) {
          right = !got.ok() && got.why().is("UniswapV2Library: INSUFFICIENT_LIQUIDITY");
        } else if (got.ok()) {
          const std::uint64_t q = plain(got.value());
          right = q * r0 <= x * r1 && x * r1 < (q + 1) * r0;
        }
        count.check(right, [&] { return text({x, r0, r1}); });
      }
    }
  }
  count.record_for("uniswap-v2.quote", evidence::kind::exhaustive);
}

}  // namespace
}  // namespace assay::uniswap_v2::world
