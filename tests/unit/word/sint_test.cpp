// Known answers of sint<N>: the corners of two's complement, on both backends.
#include <gtest/gtest.h>

#include "assay/word/backend_boost.hpp"
#include "assay/word/sint.hpp"

namespace assay {
namespace {

template <class B>
class sint_on : public testing::Test {};
using backends = testing::Types<limbs_backend, boost_backend>;
TYPED_TEST_SUITE(sint_on, backends);

template <class B>
constexpr bool known_answers() {
  using word = sint<256, B>;
  const word min = word::min();
  const word minus_one = word::minus_one();
  const word three(3);
  bool ok = div_evm(min, minus_one) == min && mod_evm(min, minus_one).is_zero();
  ok = ok && !div_checked(min, minus_one) && !div_checked(min, word());
  ok = ok && div_evm(word(-7), three) == word(-2) && mod_evm(word(-7), three) == minus_one;
  ok = ok && div_evm(word(7), word(-3)) == word(-2) && mod_evm(word(7), word(-3)) == word::one();
  ok = ok && shift_right_arithmetic(word(-7), 1) == word(-4);
  ok = ok && shift_right_arithmetic(min, 999) == minus_one;
  ok = ok && !neg_checked(min) && neg_wrapping(min) == min;
  ok = ok && magnitude(min) == uint<256, B>::power_of_two(255);
  ok = ok && min < minus_one && minus_one < word() && word() < word::max();
  ok = ok && mul_checked(min, word::one()) == min && !mul_checked(min, minus_one);
  ok = ok && mul_checked(shift_right_arithmetic(min, 1), word(2)) == min;
  ok = ok && to_i64_checked(word(INT64_MIN)) == INT64_MIN;
  ok = ok && !to_i64_checked(sub_wrapping(word(INT64_MIN), word::one()));
  ok = ok && widen<256>(sint<24, B>(-887272)) == word(-887272);
  ok = ok && truncate<24>(word(-887272)) == sint<24, B>(-887272);
  ok = ok && !narrow_checked<24>(word(1 << 23)) && fits<24>(word((1 << 23) - 1));
  ok = ok && narrow_checked<24>(word(-(1 << 23))) == (sint<24, B>::min());
  const uint<256, B> byte(std::uint64_t{0xff});
  ok = ok && sign_extend_evm(uint<256, B>(), byte) == uint<256, B>::max();
  ok = ok && sign_extend_evm(uint<256, B>::one(), byte) == byte;
  return ok && sign_extend_evm(uint<256, B>(std::uint64_t{31}), byte) == byte;
}
static_assert(known_answers<limbs_backend>());
static_assert(known_answers<boost_backend>());

TYPED_TEST(sint_on, known_answers_at_run_time) { EXPECT_TRUE(known_answers<TypeParam>()); }

TYPED_TEST(sint_on, decimal_text) {
  using word = sint<256, TypeParam>;
  const std::string lowest =
      "-57896044618658097711785492504343953926634992332820282019728792003956564819968";
  EXPECT_EQ(to_decimal(word::min()), lowest);
  EXPECT_EQ((parse_signed_decimal<256, TypeParam>(lowest)), word::min());
  EXPECT_EQ(to_decimal(word(-1)), "-1");
  EXPECT_EQ(to_decimal(word()), "0");
  for (const char* bad : {"", "-", "-0", "--1", "+1", "-01", " 1", "1-"}) {
    EXPECT_FALSE((parse_signed_decimal<256, TypeParam>(bad))) << bad;
  }
  EXPECT_EQ((parse_signed_decimal<8, TypeParam>("-128")), (sint<8, TypeParam>::min()));
  EXPECT_FALSE((parse_signed_decimal<8, TypeParam>("-129")));
  EXPECT_FALSE((parse_signed_decimal<8, TypeParam>("128")));
  EXPECT_TRUE((parse_signed_decimal<8, TypeParam>("127")));
}

}  // namespace
}  // namespace assay
