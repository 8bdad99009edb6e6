// Text of words: round trips, limits, and everything that must be refused.
#include <gtest/gtest.h>

#include <string>

#include "assay/word/backend_boost.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"
#include "support/word_samples.hpp"

namespace assay {
namespace {

const std::string max_256 =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";

static_assert(parse_decimal<256>("340282366920938463463374607431768211456") ==
              uint<256>::power_of_two(128));
static_assert(parse_decimal<8>("255") == uint<8>::max() && !parse_decimal<8>("256"));
static_assert(word_literal<160>("0xfffd8963efd1fc6a506488495d951d5263988d26").bit(159));

TEST(format, known_answers) {
  EXPECT_EQ(to_decimal(uint<256>::max()), max_256);
  EXPECT_EQ(to_decimal(uint<256>()), "0");
  EXPECT_EQ(to_hex(uint<256>()), "0x0");
  EXPECT_EQ(to_hex(uint<256>(std::uint64_t{0xabc})), "0xabc");
  EXPECT_EQ(to_hex_padded(uint<20>(std::uint64_t{0xabc})), "0x00abc");
  EXPECT_EQ(to_hex_padded(uint<9>(std::uint64_t{1})), "0x001");
  EXPECT_EQ(to_hex_padded(uint<256>::max()).size(), 66U);
  EXPECT_EQ(parse_decimal<256>(max_256), uint<256>::max());
  EXPECT_EQ(parse_hex<256>("0xABCdef"), parse_decimal<256>("11259375"));
  EXPECT_EQ(parse_number<256>("0x10"), parse_number<256>("16"));
}

TEST(format, append_keeps_what_is_there) {
  std::string text = "x=";
  append_decimal(text, uint<256>(std::uint64_t{1234567890123456789}));
  EXPECT_EQ(text, "x=1234567890123456789");
}

TEST(format, bad_text_is_refused) {
  const char* const bad_decimals[] = {"",
                                      " ",
                                      "00",
                                      "01",
                                      "+1",
                                      "-1",
                                      " 1",
                                      "1 ",
                                      "1.0",
                                      "1e3",
                                      "0x1",
                                      "12a",
                                      "1_000",
                                      "/",
                                      ":",
                                      "1234567/",
                                      "12345678:",
                                      ("1234567\xb9"
                                       "0"),
                                      "123456789012345678901234567890 ",
                                      "١"};
  for (const char* text : bad_decimals) EXPECT_FALSE(parse_decimal<256>(text)) << text;
  const char* const bad_hex[] = {"",    "0x",  "0x00", "0x01", "x1",   "0X1",
                                 "0xg", "0x ", "-0x1", "1",    "0x1 ", "0x-1"};
  for (const char* text : bad_hex) EXPECT_FALSE(parse_hex<256>(text)) << text;
}

TEST(format, range_is_checked_at_every_width) {
  EXPECT_FALSE(parse_decimal<256>(
      "115792089237316195423570985008687907853269984665640564039457584007913129639936"));
  EXPECT_FALSE(parse_decimal<256>(max_256 + "0"));
  EXPECT_FALSE(parse_decimal<256>(std::string(79, '9')));
  EXPECT_FALSE(parse_decimal<256>(std::string(100'000, '9')));
  EXPECT_FALSE(parse_hex<256>(std::string("0x1").append(64, '0')));
  EXPECT_FALSE(parse_hex<112>(std::string("0x1").append(28, '0')));
  EXPECT_FALSE(parse_decimal<112>("5192296858534827628530496329220096"));
  EXPECT_EQ(parse_decimal<112>("5192296858534827628530496329220095"), uint<112>::max());
  EXPECT_FALSE(parse_decimal<64>("18446744073709551616"));
  EXPECT_EQ(parse_decimal<64>("18446744073709551615"), uint<64>::max());
  EXPECT_FALSE(parse_decimal<4>("16"));
}

template <unsigned N, class B>
void round_trips(test::case_count& count, const uint<N, B>& x) {
  const std::string decimal = to_decimal(x);
  const auto describe = [&] { return decimal + " at N = " + std::to_string(N); };
  count.check(parse_decimal<N, B>(decimal) == x, describe);
  count.check(parse_number<N, B>(to_hex(x)) == x, describe);
  // Boost's own formatter is the independent opinion.
  count.check(convert_backend<boost_backend>(x).storage().str() == decimal, describe);
}

template <unsigned N>
void round_trips_at(test::case_count& count) {
  for (const auto& x : test::boundary_grid<N>()) round_trips(count, x);
  test::random_bits random(N);
  for (int i = 0; i < 2'000; ++i) round_trips(count, test::random_word<N>(random));
}

TEST(format, round_trips_and_agrees_with_boost) {
  test::case_count count("decimal and hexadecimal text, both directions, and Boost's");
  round_trips_at<8>(count);
  round_trips_at<64>(count);
  round_trips_at<65>(count);
  round_trips_at<112>(count);
  round_trips_at<256>(count);
  round_trips_at<512>(count);
}

TEST(format, every_power_of_ten_and_its_neighbours) {
  test::case_count count("10^k - 1, 10^k, 10^k + 1 below 2^256");
  for (unsigned k = 1; k <= 77; ++k) {
    std::string power(k + 1, '0');
    power.front() = '1';
    const auto x = parse_decimal<256>(power);
    ASSERT_TRUE(x) << power;
    const auto describe = [&] { return power; };
    count.check(to_decimal(*x) == power, describe);
    const auto below = sub_wrapping(*x, uint<256>::one());
    count.check(to_decimal(below) == std::string(k, '9'), describe);
    const auto above = add_wrapping(*x, uint<256>::one());
    power.back() = '1';
    count.check(to_decimal(above) == power, describe);
  }
}

}  // namespace
}  // namespace assay
