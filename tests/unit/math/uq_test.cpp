// UQ112x112 by its definition, and the same format at 6 bits, every pair.
#include <gtest/gtest.h>

#include <string>

#include "assay/math/uq.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

static_assert(uq_encode<112>(uint<112>::one()) == uint<224>::power_of_two(112));
static_assert(uq_encode<112>(uint<256>::one()) == uint<224>::power_of_two(112));
static_assert(uq_encode<112>(uint<112>::max()) == (uint<224>::max() >> 112) << 112);
static_assert(uq_div_down(uq_encode<112>(uint<112>::one()), uint<112>(std::uint64_t{3})) ==
              div_down(uint<224>::power_of_two(112), uint<224>(std::uint64_t{3})));

TEST(uq, every_quotient_of_six_bit_reserves) {
  test::case_count count("uq_div_down(uq_encode(x), y) at 6 bits");
  count.record_for("math.uq_div_down", evidence::kind::exhaustive);
  for (unsigned x = 0; x < 64; ++x) {
    for (unsigned y = 1; y < 64; ++y) {
      const auto price = uq_div_down(uq_encode<6>(uint<6>(x)), uint<6>(y));
      count.check(to_u64_truncating(price) == x * 64 / y,
                  [&] { return std::to_string(x) + " / " + std::to_string(y); });
    }
  }
}

}  // namespace
}  // namespace assay
