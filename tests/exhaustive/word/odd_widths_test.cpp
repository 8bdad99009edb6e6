// The limbs against Boost at widths that end inside a limb, and at the EVM's own.
#include <gtest/gtest.h>

#include "support/backend_agreement.hpp"
#include "support/word_samples.hpp"

namespace assay {
namespace {

/// `compare(a, b, c, k)` on random triples, then on all pairs of the boundary grid.
template <unsigned N, class Compare>
void width(unsigned triples, unsigned grid_step, Compare compare) {
  test::case_count count("limbs and Boost, random triples and boundary grid, at N = " +
                         std::to_string(N));
  count.record_for("word.uint", evidence::kind::differential);
  test::random_bits random(N);
  for (unsigned i = 0; i < triples && !count.failed(); ++i) {
    const auto a = test::random_word<N, limbs_backend>(random);
    const auto b = test::random_word<N, limbs_backend>(random);
    const auto c = test::random_word<N, limbs_backend>(random);
    compare(count, a, b, c, random.below(N + 3));
  }
  const auto grid = test::boundary_grid<N, limbs_backend>(grid_step);
  for (const auto& a : grid) {
    for (const auto& b : grid) {
      if (count.failed()) return;
      compare(count, a, b, b, static_cast<unsigned>(to_u64_truncating(b) % (N + 1)));
    }
  }
}

constexpr unsigned random_triples = 10'000;
constexpr unsigned prime_step = 13;  // so that k falls on every residue of the limb size

template <unsigned N>
void all_operations() {
  width<N>(random_triples, prime_step, [](auto& count, auto& a, auto& b, auto& c, unsigned k) {
    test::compare_backends_fully<N>(count, a, b, c, k);
  });
}

template <unsigned N>
void arithmetic(unsigned triples = random_triples, unsigned grid_step = prime_step) {
  width<N>(triples, grid_step, [](auto& count, auto& a, auto& b, auto& c, unsigned) {
    test::compare_backends<N>(count, a, b, c);
  });
}

TEST(word_odd_widths, limbs_equal_boost_at_65) { all_operations<65>(); }
TEST(word_odd_widths, limbs_equal_boost_at_112) { arithmetic<112>(); }
TEST(word_odd_widths, limbs_equal_boost_at_127) { all_operations<127>(); }
TEST(word_odd_widths, limbs_equal_boost_at_128) { arithmetic<128>(); }
TEST(word_odd_widths, limbs_equal_boost_at_160) { arithmetic<160>(); }
TEST(word_odd_widths, limbs_equal_boost_at_224) { all_operations<224>(); }
TEST(word_odd_widths, limbs_equal_boost_at_255) { arithmetic<255>(); }
TEST(word_odd_widths, limbs_equal_boost_at_256) { all_operations<256>(); }
TEST(word_odd_widths, limbs_equal_boost_at_257) { all_operations<257>(); }
TEST(word_odd_widths, limbs_equal_boost_at_512) { arithmetic<512>(random_triples, 37); }
TEST(word_odd_widths, limbs_equal_boost_at_1024) { arithmetic<1024>(2'000, 131); }

}  // namespace
}  // namespace assay
