// Square roots at the widths where the code changes its way: one, two, four limbs, and beyond.
#include <gtest/gtest.h>

#include <string>

#include "assay/math/sqrt.hpp"
#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"
#include "support/word_samples.hpp"

namespace assay {
namespace {

static_assert(sqrt_floor(uint<256>::max()) == widen<256>(uint<128>::max()));
static_assert(sqrt_babylonian(uint<256>::max()) == widen<256>(uint<128>::max()));
static_assert(sqrt_floor(uint<256>()).is_zero() && sqrt_floor(uint<512>()).is_zero());
static_assert(sqrt_floor(uint<512>::max()) == widen<512>(uint<256>::max()));

template <unsigned N, class B>
void around_squares(test::case_count& count, unsigned roots) {
  test::random_bits random(N);
  using word = uint<N, B>;
  for (unsigned i = 0; i < roots && !count.failed(); ++i) {
    const auto root = test::random_word<N / 2, B>(random);
    if (root.is_zero()) continue;
    const word r = widen<N>(root);
    const word square = truncate<N>(mul_wide(root, root));
    const auto describe = [&] { return "wrong for the square of " + to_hex(r); };
    const word below = sub_wrapping(r, word::one());
    count.check(sqrt_floor(sub_wrapping(square, word::one())) == below, describe);
    count.check(sqrt_floor(square) == r, describe);
    // square + 2 r is the last word with this root; it cannot wrap, being below (r + 1)^2 <= 2^N.
    count.check(sqrt_floor(add_wrapping(square, r << 1)) == r, describe);
  }
}

TEST(sqrt_floor, is_exact_around_squares) {
  test::case_count count("sqrt_floor at r^2 - 1, r^2, r^2 + 2 r");
  count.record_for("math.sqrt_floor", evidence::kind::differential);
  around_squares<64, limbs_backend>(count, 200'000);
  around_squares<112, limbs_backend>(count, 200'000);
  around_squares<128, limbs_backend>(count, 200'000);
  around_squares<160, limbs_backend>(count, 200'000);
  around_squares<192, limbs_backend>(count, 200'000);
  around_squares<224, limbs_backend>(count, 200'000);
  around_squares<256, limbs_backend>(count, 200'000);
  around_squares<320, limbs_backend>(count, 2'000);
  around_squares<512, limbs_backend>(count, 2'000);
  around_squares<256, boost_backend>(count, 2'000);
}

TEST(sqrt_floor, equals_the_loop_of_the_contract) {
  test::case_count count("sqrt_floor and sqrt_babylonian on random words");
  test::random_bits random(3);
  for (int i = 0; i < 20'000; ++i) {
    const auto y = test::random_word<256>(random);
    count.check(sqrt_floor(y) == sqrt_babylonian(y), [&] { return to_hex(y); });
    const auto narrow = test::random_word<65>(random);
    count.check(sqrt_floor(narrow) == sqrt_babylonian(narrow), [&] { return to_hex(narrow); });
  }
}

}  // namespace
}  // namespace assay
