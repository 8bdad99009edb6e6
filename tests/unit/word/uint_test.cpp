// Known answers of uint<N>, on both backends and in constant evaluation.
#include <gtest/gtest.h>

#include <type_traits>

#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "assay/word/uint.hpp"

namespace assay {
namespace {

template <class B>
class uint_on : public testing::Test {};
using backends = testing::Types<limbs_backend, boost_backend>;
TYPED_TEST_SUITE(uint_on, backends);

template <class T>
concept has_addition = requires(T a, T b) { a + b; };
template <class T>
concept has_multiplication = requires(T a, T b) { a* b; };
template <class T>
concept has_division = requires(T a, T b) { a / b; };
static_assert(!has_addition<uint<256>> && !has_multiplication<uint<256>>);
static_assert(!has_division<uint<256>>, "a bare / would hide its rounding");
static_assert(!std::is_convertible_v<std::uint64_t, uint<256>>, "no silent widening of literals");
static_assert(std::is_trivially_copyable_v<uint<256, limbs_backend>>);
static_assert(sizeof(uint<256, limbs_backend>) == 32 && sizeof(uint<112, limbs_backend>) == 16);

template <class B>
constexpr bool known_answers() {
  using word = uint<256, B>;
  constexpr word max = word::max();
  constexpr word one = word::one();
  bool ok = add_wrapping(max, one).is_zero() && add_carry(max, one).carry;
  ok = ok && !add_checked(max, one) && add_checked(max, word::zero()) == max;
  ok = ok && sub_wrapping(word::zero(), one) == max && sub_borrow(word::zero(), one).carry;
  ok = ok && !sub_checked(word::zero(), one) && neg_wrapping(one) == max;
  // (2^256 - 1)^2 = 2^512 - 2^257 + 1.
  ok = ok && mul_wrapping(max, max) == one && mul_overflow(max, max).carry;
  const auto square = mul_wide(max, max);
  ok = ok && truncate<256>(square >> 256) == sub_wrapping(max, one);
  ok = ok && div_down(square, max) == widen<512>(max) && rem(square, max).is_zero();
  ok = ok && mulmod(max, max, sub_wrapping(max, one)) == one;
  ok = ok && addmod(max, max, max).is_zero();
  ok = ok && addmod(max, max, sub_wrapping(max, one)) == word(std::uint64_t{2});
  ok = ok && mulmod(max, max, word::zero()).is_zero() && addmod(max, max, word::zero()).is_zero();
  ok = ok && div_evm(max, word::zero()).is_zero() && mod_evm(max, word::zero()).is_zero();
  ok = ok && div_up(max, word(std::uint64_t{2})) == word::power_of_two(255);
  ok = ok && exp_wrapping(word(std::uint64_t{2}), word(std::uint64_t{255})).bit(255);
  ok = ok && exp_wrapping(word::zero(), word::zero()) == one;
  ok = ok && (max << 256).is_zero() && (max >> 256).is_zero() && (max >> 255) == one;
  ok = ok && bit_width(max) == 256 && bit_width(word()) == 0;
  ok = ok && count_trailing_zeros(word()) == 256 && count_trailing_zeros(max << 130) == 130;
  ok = ok && fits<112>(max >> 144) && !fits<112>(max >> 143);
  ok = ok && !narrow_checked<112>(max) && truncate<112>(max) == uint<112, B>::max();
  ok = ok && to_u64_checked(word(~std::uint64_t{0})) == ~std::uint64_t{0};
  return ok && !to_u64_checked(word::power_of_two(64)) && to_u64_truncating(max << 1) == ~1ULL;
}
static_assert(known_answers<limbs_backend>());
static_assert(known_answers<boost_backend>());

TYPED_TEST(uint_on, known_answers_at_run_time) { EXPECT_TRUE(known_answers<TypeParam>()); }

TYPED_TEST(uint_on, mul_overflow_decides_the_open_bit) {
  using word = uint<256, TypeParam>;
  // Bit widths of 128 + 129 leave it open whether the product has 256 or 257 bits.
  const word a = word::power_of_two(128);
  const word below = sub_wrapping(word::power_of_two(128), word::one());
  EXPECT_TRUE(mul_overflow(a, a).carry);
  EXPECT_FALSE(mul_overflow(a, below).carry);
  EXPECT_EQ(mul_overflow(a, below).value, below << 128);
  const word root = add_wrapping(a, word::one());
  EXPECT_FALSE(mul_overflow(root, below).carry);  // 2^256 - 1
  EXPECT_EQ(mul_overflow(root, below).value, word::max());
  EXPECT_TRUE(mul_overflow(root, a).carry);
}

TYPED_TEST(uint_on, long_division_of_rare_digits) {
  using word = uint<256, TypeParam>;
  using dword = uint<512, TypeParam>;
  // Equal leading limbs of dividend and divisor: the trial digit saturates at 2^64 - 1.
  const word d = word::from_limbs({0, 1, 5, std::uint64_t{1} << 63});
  const word r = sub_wrapping(d, word::one());
  const dword n = (widen<512>(r) << 64) | widen<512>(word(~std::uint64_t{0}));
  const auto result = div_rem(n, d);
  EXPECT_EQ(to_limbs(result.quotient)[0], ~std::uint64_t{0});
  EXPECT_LT(result.remainder, d);
  EXPECT_EQ(add_wrapping(mul_wide(truncate<256>(result.quotient), d), widen<512>(result.remainder)),
            n);
}

TYPED_TEST(uint_on, add_back_is_reached) {
  using word = uint<256, TypeParam>;
  // Three-limb divisor whose two leading limbs understate it by almost one unit, and a dividend
  // just below a multiple: the trial digit is one too large.
  const word d = word::from_limbs({~std::uint64_t{0}, 0, std::uint64_t{1} << 63, 0});
  const auto k = uint<64, TypeParam>(0xfffffffffffffffe);
  const auto multiple = mul_wide(d, k);
  const auto n = sub_wrapping(multiple, uint<320, TypeParam>::one());
  const auto result = div_rem(n, d);
  EXPECT_EQ(to_limbs(result.quotient)[0], 0xfffffffffffffffd);
  EXPECT_EQ(result.remainder, sub_wrapping(d, word::one()));
}

TYPED_TEST(uint_on, mixed_widths_divide) {
  const auto n = uint<65, TypeParam>::max();
  const auto d = uint<300, TypeParam>::power_of_two(64);
  EXPECT_EQ(div_down(n, d), (uint<65, TypeParam>::one()));
  EXPECT_EQ(rem(n, d), (uint<300, TypeParam>(~std::uint64_t{0})));
  EXPECT_EQ(rem(d, uint<8, TypeParam>(255)), (uint<8, TypeParam>(1)));
}

TYPED_TEST(uint_on, limbs_round_trip_and_backends_convert) {
  const auto x = uint<130, TypeParam>::from_limbs({1, 2, 3});
  EXPECT_EQ(to_limbs(x), (std::array<std::uint64_t, 3>{1, 2, 3}));
  EXPECT_EQ(convert_backend<TypeParam>(convert_backend<limbs_backend>(x)), x);
  EXPECT_EQ(convert_backend<TypeParam>(convert_backend<boost_backend>(x)), x);
}

#ifdef ASSAY_VERIFY
using uint_death_test = testing::Test;
TEST(uint_death_test, broken_preconditions_are_reported) {
  EXPECT_DEATH(uint<8>(256), "assertion failed");
  EXPECT_DEATH(div_down(uint<8>(1), uint<8>(0)), "assertion failed");
  EXPECT_DEATH(uint<8>::power_of_two(8), "assertion failed");
  EXPECT_DEATH(uint<65>::from_limbs({0, 2}), "assertion failed");
}
#endif

}  // namespace
}  // namespace assay
