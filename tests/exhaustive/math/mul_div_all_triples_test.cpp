// mul_div on all 2^24 triples of 8-bit words, and on all triples of narrower ones, both roundings
// and the contract's own steps, against the integers of the language.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "assay/math/mul_div.hpp"
#include "assay/word/backend_boost.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

using answer = std::optional<unsigned>;

answer plain_down(unsigned a, unsigned b, unsigned d, unsigned modulus) {
  if (d == 0 || a * b / d >= modulus) return std::nullopt;
  return a * b / d;
}

answer plain_up(unsigned a, unsigned b, unsigned d, unsigned modulus) {
  if (d == 0 || (a * b + d - 1) / d >= modulus) return std::nullopt;
  return (a * b + d - 1) / d;
}

template <unsigned N, class B>
answer read(const std::optional<uint<N, B>>& x) {
  if (!x) return std::nullopt;
  return static_cast<unsigned>(to_u64_truncating(*x));
}

template <unsigned N, class B>
void all_triples(test::case_count& count) {
  constexpr unsigned modulus = 1U << N;
  using word = uint<N, B>;
  for (unsigned a = 0; a < modulus; ++a) {
    for (unsigned b = 0; b < modulus; ++b) {
      for (unsigned d = 0; d < modulus; ++d) {
        const auto describe = [&] {
          return "wrong for " + std::to_string(a) + " * " + std::to_string(b) + " / " +
                 std::to_string(d) + " at N = " + std::to_string(N);
        };
        const answer down = plain_down(a, b, d, modulus);
        const word x(a);
        const word y(b);
        const word z(d);
        count.check(read(mul_div_down(x, y, z)) == down, describe);
        count.check(read(mul_div_up(x, y, z)) == plain_up(a, b, d, modulus), describe);
        count.check(read(mul_div_remco(x, y, z)) == down, describe);
      }
    }
  }
}

TEST(mul_div_all_triples, limbs_at_8_bits) {
  test::case_count count("mul_div_down, _up, _remco on limbs, all triples at 8 bits");
  constexpr std::uint64_t triples = std::uint64_t{1} << 24;
  count.record_for("math.mul_div_down", evidence::kind::exhaustive, triples);
  count.record_for("math.mul_div_up", evidence::kind::exhaustive, triples);
  count.record_for("math.mul_div_remco", evidence::kind::exhaustive, triples);
  all_triples<8, limbs_backend>(count);
}

TEST(mul_div_all_triples, limbs_at_4_to_7_bits) {
  test::case_count count("mul_div_down, _up, _remco on limbs, all triples at 4 to 7 bits");
  all_triples<4, limbs_backend>(count);
  all_triples<5, limbs_backend>(count);
  all_triples<6, limbs_backend>(count);
  all_triples<7, limbs_backend>(count);
}

TEST(mul_div_all_triples, boost_at_6_bits) {
  test::case_count count("mul_div_down, _up, _remco on Boost, all triples at 6 bits");
  all_triples<6, boost_backend>(count);
}

TEST(mul_div_all_triples, inverse_of_every_odd_word) {
  test::case_count count("odd * inverse_of_odd = 1 at 8 and 13 bits");
  for (unsigned odd = 1; odd < (1U << 13); odd += 2) {
    const auto check = [&](auto word) {
      count.check(mul_wrapping(word, inverse_of_odd(word)) == decltype(word)::one(),
                  [&] { return "wrong for " + std::to_string(odd); });
    };
    check(uint<13>(odd));
    if (odd < 256) check(uint<8>(odd));
  }
}

}  // namespace
}  // namespace assay
