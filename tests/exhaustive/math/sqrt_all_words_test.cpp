// Both square roots on every 20-bit word, on the words around every perfect square that the seed
// tables decide, and on every prefix of one limb.
#include <gtest/gtest.h>

#include <string>

#include "assay/math/sqrt.hpp"
#include "assay/word/backend_boost.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

template <unsigned N, class B>
void every_word(test::case_count& count, std::uint64_t end) {
  std::uint64_t root = 0;
  for (std::uint64_t y = 0; y < end; ++y) {
    if ((root + 1) * (root + 1) <= y) ++root;
    const uint<N, B> word(y);
    const uint<N, B> expected(root);
    const auto describe = [y] { return "wrong for " + std::to_string(y); };
    count.check(sqrt_floor(word) == expected, describe);
    count.check(sqrt_babylonian(word) == expected, describe);
  }
}

TEST(sqrt_all_words, every_20_bit_word) {
  test::case_count count("sqrt_floor and sqrt_babylonian at 20 bits, every word");
  count.record_for("math.sqrt_floor", evidence::kind::exhaustive, 1U << 20);
  count.record_for("math.sqrt_babylonian", evidence::kind::exhaustive, 1U << 20);
  every_word<20, limbs_backend>(count, 1U << 20);
}

TEST(sqrt_all_words, every_narrow_word) {
  test::case_count count("sqrt_floor and sqrt_babylonian at 4 to 8 bits, both backends");
  every_word<4, limbs_backend>(count, 1U << 4);
  every_word<5, limbs_backend>(count, 1U << 5);
  every_word<6, limbs_backend>(count, 1U << 6);
  every_word<7, limbs_backend>(count, 1U << 7);
  every_word<8, limbs_backend>(count, 1U << 8);
  every_word<8, boost_backend>(count, 1U << 8);
}

TEST(sqrt_all_words, around_the_square_of_every_22_bit_root) {
  test::case_count count("sqrt_floor at 64 bits, r^2 - 1, r^2, r^2 + 2 r");
  for (std::uint64_t r = 1; r < (1U << 22); ++r) {
    // The roots spread over all 32 bits, so that every entry of the seed table is used.
    const std::uint64_t root = r * 1024 - (r % 1024);
    const auto check = [&](std::uint64_t y, std::uint64_t expected) {
      count.check(sqrt_floor(uint<64>(y)) == uint<64>(expected),
                  [&] { return "wrong for " + std::to_string(y); });
    };
    check(root * root - 1, root - 1);
    check(root * root, root);
    check(root * root + 2 * root, root);
  }
}

}  // namespace
}  // namespace assay
