// Text forms of typed values: what is read, what is refused and why, what is written.
#include "assay/vector/value.hpp"

#include <gtest/gtest.h>

#include "assay/word/format.hpp"
#include "support/case_count.hpp"

namespace assay::vectors {
namespace {

std::string json_of(const value& value, number_style style = number_style::decimal) {
  std::string text;
  append_json(text, value, style);
  return text;
}

TEST(value, writes_numbers_as_strings_and_booleans_bare) {
  EXPECT_EQ(json_of(make_value(value_type::uint256, word::max())),
            "\"115792089237316195423570985008687907853269984665640564039457584007913129639935\"");
  EXPECT_EQ(json_of(make_value(value_type::boolean, word::one())), "true");
  EXPECT_EQ(json_of(make_value(value_type::address, word{255})),
            "\"0x00000000000000000000000000000000000000ff\"");
  EXPECT_EQ(json_of(make_value({word{1}, word{20}})), "[\"1\",\"20\"]");
  EXPECT_EQ(json_of(make_value(value_type::uint32, word{16}), number_style::evm_word),
            "\"0x" + std::string(62, '0') + "10\"");
}

TEST(value, reads_what_it_writes) {
  test::case_count count("values written and read again");
  const word numbers[] = {word::zero(), word::one(), word{4'294'967'295U}, word::power_of_two(111),
                          word::max()};
  for (const value_type type : value_types()) {
    if (is_array(type)) continue;
    for (const word& number : numbers) {
      word fitting = number & (word::max() >> (word::bits - type_bits(type)));
      if (is_signed(type) && fitting > largest(type)) fitting = fitting | smallest(type);
      const value written = make_value(type, fitting);
      const parsed_value read = parse_scalar(type, to_text(written));
      count.check(read.parsed == written, [&] { return to_text(written) + ": " + read.problem; });
    }
  }
}

struct refusal {
  value_type type;
  std::string_view text;
  std::string_view why;
};

TEST(value, refuses_with_the_reason) {
  test::case_count count("refused texts");
  const std::string beyond = "1" + to_decimal(word::max());
  const refusal refusals[] = {
      {value_type::uint256, "-1", "negative"},
      {value_type::uint256, "", "not a number"},
      {value_type::uint256, "0x", "not a number"},
      {value_type::uint256, "1e18", "not a number"},
      {value_type::uint256, "01", "leading zeros"},
      {value_type::uint256, " 1", "not a number"},
      {value_type::uint256, beyond, "out of range"},
      {value_type::uint112, "5192296858534827628530496329220096", "out of range"},
      {value_type::uint32, "4294967296", "out of range"},
      {value_type::boolean, "1", "true or false"},
      {value_type::address, "0x1", "40 hexadecimal digits"},
      {value_type::address, "00000000000000000000000000000000000000000f", "40 hexadecimal"},
      {value_type::bytes32, "12", "64 hexadecimal digits"},
      {value_type::int24, "8388608", "from -2^23 to 2^23 - 1"},
      {value_type::int24, "-8388609", "out of range"},
      {value_type::int24, "0x1", "hexadecimal"},
      {value_type::int24, "-0", "zero with a sign"},
      {value_type::int24, "-01", "leading zeros"},
      {value_type::int24, "-", "not a number"},
      {value_type::int128, "--1", "not a number"},
      {value_type::int24_array, "[1,-8388609]", "out of range"},
      {value_type::uint160_array, "[-1]", "negative"},
      {value_type::uint256_array, "[1,2", "brackets"},
      {value_type::uint256_array, "[1,,2]", "not a number"},
      {value_type::uint256_array, "[1,]", "missing"},
      {value_type::uint256_array, "[1,-2]", "negative"},
  };
  for (const refusal& refused : refusals) {
    const parsed_value read = parse_argument(refused.type, refused.text);
    count.check(!read.parsed && read.problem.find(refused.why) != std::string::npos,
                [&] { return "'" + std::string(refused.text) + "' gave: " + read.problem; });
  }
}

TEST(value, writes_negative_numbers) {
  const value minus_two = make_value(value_type::int24, neg_wrapping(word{2}));
  EXPECT_EQ(json_of(minus_two), "\"-2\"");
  EXPECT_EQ(json_of(minus_two, number_style::evm_word), "\"0x" + std::string(63, 'f') + "e\"");
  EXPECT_EQ(to_text(make_array(value_type::int56_array, {word{1}, neg_wrapping(word{3})})),
            "[1,-3]");
  EXPECT_EQ(parse_argument(value_type::int56_array, "1,-3").parsed,
            make_array(value_type::int56_array, {word{1}, neg_wrapping(word{3})}));
}

TEST(value, reads_lists_with_and_without_brackets) {
  const value expected = make_value({word{1}, word{2}});
  for (const std::string_view text : {"[1,2]", "1,2", " [ 1 , 2 ] "}) {
    EXPECT_EQ(parse_argument(value_type::uint256_array, text).parsed, expected) << text;
  }
  EXPECT_EQ(parse_argument(value_type::uint256_array, "[]").parsed,
            make_value(std::vector<word>{}));
}

}  // namespace
}  // namespace assay::vectors
