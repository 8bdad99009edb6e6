// Known answers of mul_div at 256 bits: the cases of Uniswap/v3-core v1.0.0 test/FullMath.spec.ts,
// and the corners of the contract's own steps at other widths.
#include <gtest/gtest.h>

#include "assay/math/mul_div.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"
#include "support/word_samples.hpp"

namespace assay {
namespace {

using word = uint<256>;
constexpr word q128 = word::power_of_two(128);
constexpr word max = word::max();
constexpr word small(std::uint64_t x) { return word(x); }

static_assert(mul_div_down(q128, max, max) == q128);
static_assert(!mul_div_down(max, max, word()));

TEST(mul_div_down, reverts_where_the_contract_does) {
  EXPECT_FALSE(mul_div_down(q128, small(5), word()));
  EXPECT_FALSE(mul_div_down(q128, q128, word()));
  EXPECT_FALSE(mul_div_down(q128, q128, small(1)));
  EXPECT_FALSE(mul_div_down(max, max, sub_wrapping(max, small(1))));
}

TEST(mul_div_down, known_answers) {
  EXPECT_EQ(mul_div_down(max, max, max), max);
  EXPECT_EQ(mul_div_down(q128, div_down(mul_wrapping(small(50), q128), small(100)),
                         div_down(mul_wrapping(small(150), q128), small(100))),
            div_down(q128, small(3)));
  EXPECT_EQ(mul_div_down(q128, mul_wrapping(small(35), q128), mul_wrapping(small(8), q128)),
            div_down(mul_wrapping(small(4375), q128), small(1000)));
  EXPECT_EQ(mul_div_down(q128, mul_wrapping(small(1000), q128), mul_wrapping(small(3000), q128)),
            div_down(q128, small(3)));
}

TEST(mul_div_up, reverts_where_the_contract_does) {
  EXPECT_FALSE(mul_div_up(q128, small(5), word()));
  EXPECT_FALSE(mul_div_up(q128, q128, small(1)));
  EXPECT_FALSE(mul_div_up(max, max, sub_wrapping(max, small(1))));
  // The quotient is 2^256 - 1 and inexact: only rounding up overflows.
  const auto a = *parse_decimal<256>("535006138814359");
  const auto b =
      *parse_decimal<256>("432862656469423142931042426214547535783388063929571229938474969");
  EXPECT_EQ(mul_div_down(a, b, small(2)), max);
  EXPECT_FALSE(mul_div_up(a, b, small(2)));
  const auto c = *parse_decimal<256>(
      "115792089237316195423570985008687907853269984659341747863450311749907997002549");
  const auto d = *parse_decimal<256>(
      "115792089237316195423570985008687907853269984659341747863450311749907997002550");
  const auto e = *parse_decimal<256>(
      "115792089237316195423570985008687907853269984653042931687443039491902864365164");
  EXPECT_EQ(mul_div_down(c, d, e), max);
  EXPECT_FALSE(mul_div_up(c, d, e));
}

TEST(mul_div_up, known_answers) {
  EXPECT_EQ(mul_div_up(max, max, max), max);
  EXPECT_EQ(mul_div_up(q128, mul_wrapping(small(1000), q128), mul_wrapping(small(3000), q128)),
            add_wrapping(div_down(q128, small(3)), small(1)));
  EXPECT_EQ(mul_div(small(7), small(1), small(2), rounding::up), small(4));
  EXPECT_EQ(mul_div(small(7), small(1), small(2), rounding::down), small(3));
}

/// The three routes on both backends; `down` decides `up` by the remainder.
template <unsigned N>
void compare_routes(test::case_count& count, unsigned triples) {
  test::random_bits random(N);
  for (unsigned i = 0; i < triples && !count.failed(); ++i) {
    const auto a = test::random_word<N, limbs_backend>(random);
    const auto b = test::random_word<N, limbs_backend>(random);
    const auto d = test::random_word<N, limbs_backend>(random);
    const auto describe = [&] {
      return to_hex(a) + " * " + to_hex(b) + " / " + to_hex(d) + " at N = " + std::to_string(N);
    };
    const auto down = mul_div_down(a, b, d);
    count.check(mul_div_remco(a, b, d) == down, describe);
    const auto slow =
        mul_div_down(convert_backend<boost_backend>(a), convert_backend<boost_backend>(b),
                     convert_backend<boost_backend>(d));
    count.check(slow.has_value() == down.has_value(), describe);
    if (slow && down) count.check(convert_backend<limbs_backend>(*slow) == *down, describe);
    const auto up = mul_div_up(a, b, d);
    if (!down) {
      count.check(!up, describe);
    } else if (mulmod(a, b, d).is_zero()) {
      count.check(up == down, describe);
    } else {
      count.check(up == add_checked(*down, uint<N, limbs_backend>::one()), describe);
    }
  }
}

TEST(mul_div_routes, agree_at_many_widths) {
  test::case_count count("mul_div_down, _up, _remco, both backends, random triples");
  count.record_for("math.mul_div_down", evidence::kind::differential);
  compare_routes<9>(count, 20'000);
  compare_routes<16>(count, 20'000);
  compare_routes<33>(count, 20'000);
  compare_routes<64>(count, 20'000);
  compare_routes<65>(count, 20'000);
  compare_routes<112>(count, 20'000);
  compare_routes<160>(count, 20'000);
  compare_routes<256>(count, 50'000);
  compare_routes<257>(count, 20'000);
}

}  // namespace
}  // namespace assay
