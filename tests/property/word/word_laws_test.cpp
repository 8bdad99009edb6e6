// Algebraic laws of words, and the backends against each other, on words that RapidCheck draws.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "assay/math/mul_div.hpp"
#include "assay/math/sqrt.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "assay/word/sint.hpp"
#include "support/backend_agreement.hpp"
#include "support/property.hpp"

namespace rc {

/// Limbs that are often all zeros or all ones, shifted to a random length, so that every magnitude
/// is as likely as every other. Shrinks towards small limbs and short words.
template <unsigned N, class B>
struct Arbitrary<assay::uint<N, B>> {
  static Gen<assay::uint<N, B>> arbitrary() {
    using word = assay::uint<N, B>;
    const auto limb = gen::oneOf(gen::resize(kNominalSize, gen::arbitrary<std::uint64_t>()),
                                 gen::element(std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0},
                                              std::uint64_t{1} << 63));
    return gen::apply(
        [](typename word::limb_array limbs, unsigned shift) {
          if constexpr (N % 64 != 0) limbs.back() &= (std::uint64_t{1} << (N % 64)) - 1;
          return word::from_limbs(limbs) >> shift;
        },
        gen::container<typename word::limb_array>(limb), gen::inRange(0U, N));
  }
};

template <unsigned N, class B>
void showValue(const assay::uint<N, B>& x, std::ostream& out) {
  out << assay::to_hex(x);
}

}  // namespace rc

namespace assay {
namespace {

template <unsigned N>
using word = uint<N, limbs_backend>;

template <unsigned N>
void ring_laws(test::case_count& count) {
  using w = word<N>;
  const std::string at = " at N = " + std::to_string(N);
  test::check_property(count, "sums commute and associate" + at, [](w a, w b, w c) {
    RC_ASSERT(add_wrapping(a, b) == add_wrapping(b, a));
    RC_ASSERT(add_wrapping(add_wrapping(a, b), c) == add_wrapping(a, add_wrapping(b, c)));
  });
  test::check_property(count, "differences undo sums" + at, [](w a, w b) {
    RC_ASSERT(sub_wrapping(add_wrapping(a, b), b) == a);
    RC_ASSERT(sub_wrapping(a, b) == add_wrapping(a, neg_wrapping(b)));
    RC_ASSERT(neg_wrapping(a) == add_wrapping(~a, w::one()));
    RC_ASSERT(sub_borrow(a, b).carry == (a < b));
    RC_ASSERT(add_carry(a, b).carry == (~a < b));
  });
  test::check_property(count, "products commute, associate, distribute" + at, [](w a, w b, w c) {
    RC_ASSERT(mul_wrapping(a, b) == mul_wrapping(b, a));
    RC_ASSERT(mul_wrapping(mul_wrapping(a, b), c) == mul_wrapping(a, mul_wrapping(b, c)));
    RC_ASSERT(mul_wrapping(a, add_wrapping(b, c)) ==
              add_wrapping(mul_wrapping(a, b), mul_wrapping(a, c)));
  });
  test::check_property(count, "the three products agree" + at, [](w a, w b) {
    const auto exact = mul_wide(a, b);
    RC_ASSERT(truncate<N>(exact) == mul_wrapping(a, b));
    RC_ASSERT(mul_overflow(a, b).value == mul_wrapping(a, b));
    RC_ASSERT(mul_overflow(a, b).carry == !fits<N>(exact));
    RC_ASSERT(mul_checked(a, b) == narrow_checked<N>(exact));
  });
  test::check_property(count, "exponents add" + at, [](w a, std::uint8_t x, std::uint8_t y) {
    const word<N> sum(std::uint64_t{x} + y);
    RC_ASSERT(exp_wrapping(a, sum) == mul_wrapping(exp_wrapping(a, w(std::uint64_t{x})),
                                                   exp_wrapping(a, w(std::uint64_t{y}))));
  });
}

template <unsigned N>
void division_laws(test::case_count& count) {
  using w = word<N>;
  const std::string at = " at N = " + std::to_string(N);
  test::check_property(count, "n = q d + r, r < d" + at, [](w n, w d) {
    RC_PRE(!d.is_zero());
    const auto [q, r] = div_rem(n, d);
    RC_ASSERT(r < d);
    RC_ASSERT(mul_checked(q, d).has_value());
    RC_ASSERT(add_checked(mul_wrapping(q, d), r) == n);
    RC_ASSERT(div_up(n, d) == (r.is_zero() ? q : add_wrapping(q, w::one())));
  });
  test::check_property(count, "(a b + r) / b = a" + at, [](w a, w b, w c) {
    RC_PRE(!b.is_zero());
    const w r = rem(c, b);
    const auto n = add_wrapping(mul_wide(a, b), widen<2 * N>(r));
    const auto [q, remainder] = div_rem(n, b);
    RC_ASSERT(q == widen<2 * N>(a));
    RC_ASSERT(remainder == r);
  });
  test::check_property(count, "mul_div brackets the product" + at, [](w a, w b, w d) {
    const auto down = mul_div_down(a, b, d);
    const auto up = mul_div_up(a, b, d);
    RC_ASSERT(down == mul_div_remco(a, b, d));
    RC_ASSERT(mul_div_down(b, a, d) == down);
    const auto product = mul_wide(a, b);
    if (down) {
      RC_ASSERT(mul_wide(*down, d) <= product);
      RC_ASSERT(sub_wrapping(product, mul_wide(*down, d)) < widen<2 * N>(d));
    } else {
      RC_ASSERT(d.is_zero() || !(truncate<N>(product >> N) < d));
    }
    if (up) {
      RC_ASSERT(mul_wide(*up, d) >= product);
      RC_ASSERT(sub_wrapping(mul_wide(*up, d), product) < widen<2 * N>(d));
    }
    if (down && !up) RC_ASSERT(*down == w::max());
  });
  test::check_property(count, "mulmod and addmod are congruent" + at, [](w a, w b, w m) {
    RC_PRE(!m.is_zero());
    RC_ASSERT(mulmod(a, b, m) == mulmod(rem(a, m), rem(b, m), m));
    RC_ASSERT(addmod(a, b, m) == addmod(rem(a, m), rem(b, m), m));
    RC_ASSERT(mulmod(a, w::one(), m) == rem(a, m));
  });
  test::check_property(count, "s^2 <= y < (s + 1)^2" + at, [](w y) {
    const w s = sqrt_floor(y);
    RC_ASSERT(mul_wide(s, s) <= widen<2 * N>(y));
    const auto next = add_wrapping(widen<N + 1>(s), word<N + 1>::one());
    RC_ASSERT(mul_wide(next, next) > widen<2 * N + 2>(y));
    RC_ASSERT(sqrt_babylonian(y) == s);
  });
}

template <unsigned N>
void bit_laws(test::case_count& count) {
  using w = word<N>;
  const std::string at = " at N = " + std::to_string(N);
  test::check_property(count, "De Morgan" + at, [](w a, w b) {
    RC_ASSERT(~(a & b) == (~a | ~b));
    RC_ASSERT((a ^ b) == ((a | b) & ~(a & b)));
    RC_ASSERT(add_wrapping(a & b, a | b) == add_wrapping(a, b));
  });
  test::check_property(count, "shifts multiply and divide" + at, [](w a, w b) {
    const auto k = static_cast<unsigned>(to_u64_truncating(b) % N);
    RC_ASSERT(a << k == mul_wrapping(a, w::power_of_two(k)));
    RC_ASSERT(a >> k == div_down(a, w::power_of_two(k)));
  });
  test::check_property(count, "text round trips" + at, [](w a) {
    RC_ASSERT((parse_decimal<N, limbs_backend>(to_decimal(a)) == a));
    RC_ASSERT((parse_hex<N, limbs_backend>(to_hex(a)) == a));
    RC_ASSERT((parse_number<N, limbs_backend>(to_hex(a)) == a));
  });
  test::check_property(count, "order is that of the padded text" + at, [](w a, w b) {
    RC_ASSERT((a <=> b) == (to_hex_padded(a) <=> to_hex_padded(b)));
    RC_ASSERT(w::from_limbs(to_limbs(a)) == a);
    RC_ASSERT(fits<N / 2>(a) == (bit_width(a) <= N / 2));
  });
}

template <unsigned N>
void signed_laws(test::case_count& count) {
  using w = word<N>;
  using s = sint<N, limbs_backend>;
  const std::string at = " at N = " + std::to_string(N);
  test::check_property(count, "signed n = q d + r, |r| < |d|" + at, [](w a, w b) {
    const s n = s::from_bits(a);
    const s d = s::from_bits(b);
    RC_PRE(!d.is_zero());
    const s q = div_evm(n, d);
    const s r = mod_evm(n, d);
    RC_ASSERT(add_wrapping(mul_wrapping(q, d), r) == n);
    RC_ASSERT(magnitude(r) < magnitude(d));
    RC_ASSERT(r.is_zero() || r.is_negative() == n.is_negative());
  });
  test::check_property(count, "signed sums are checked by a wider word" + at, [](w a, w b) {
    const auto x = widen<N + 1>(s::from_bits(a));
    const auto y = widen<N + 1>(s::from_bits(b));
    RC_ASSERT(add_checked(s::from_bits(a), s::from_bits(b)) ==
              narrow_checked<N>(add_wrapping(x, y)));
    RC_ASSERT(sub_checked(s::from_bits(a), s::from_bits(b)) ==
              narrow_checked<N>(sub_wrapping(x, y)));
    const auto product = mul_wrapping(widen<2 * N>(x), widen<2 * N>(y));
    RC_ASSERT(mul_checked(s::from_bits(a), s::from_bits(b)) == narrow_checked<N>(product));
  });
  test::check_property(count, "signed text round trips" + at, [](w a) {
    const s x = s::from_bits(a);
    RC_ASSERT((parse_signed_decimal<N, limbs_backend>(to_decimal(x)) == x));
  });
}

template <unsigned N>
void all_laws() {
  test::case_count count("laws of uint and sint at N = " + std::to_string(N));
  count.record_for("word.uint, word.sint", evidence::kind::property);
  ring_laws<N>(count);
  division_laws<N>(count);
  bit_laws<N>(count);
  signed_laws<N>(count);
}

TEST(word_laws, hold_at_256) { all_laws<256>(); }
TEST(word_laws, hold_at_112) { all_laws<112>(); }
TEST(word_laws, hold_at_65) { all_laws<65>(); }

TEST(word_laws, backends_agree_at_256) {
  test::case_count successes("limbs and Boost at N = 256, triples");
  test::case_count comparisons("limbs and Boost at N = 256, operations");
  using w = word<256>;
  test::check_property(successes, "limbs and Boost agree", [&](w a, w b, w c, std::uint16_t k) {
    test::compare_backends_fully<256>(comparisons, a, b, c, k % 260U);
    RC_ASSERT(!comparisons.failed());
  });
}

}  // namespace
}  // namespace assay
