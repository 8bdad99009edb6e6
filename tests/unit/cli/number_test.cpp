// Numbers on the command line: what is a number, what is refused, and in which words.
#include <gtest/gtest.h>

#include "command.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay::cli;
using assay::test::case_count;
using assay::trace::input_error;

std::string refusal(std::string_view text, std::uint64_t least = 0,
                    std::uint64_t most = UINT64_MAX) {
  try {
    parse_number("--count", text, least, most);
  } catch (const input_error& error) {
    return error.what();
  }
  return {};
}

TEST(number, decimal_and_hexadecimal_are_read) {
  case_count count("numbers read");
  const std::array<std::pair<std::string_view, std::uint64_t>, 9> cases = {{
      {"0", 0},
      {"1", 1},
      {"18446744073709551615", UINT64_MAX},
      {"0x0", 0},
      {"0xff", 255},
      {"0xFF", 255},
      {"0xffffffffffffffff", UINT64_MAX},
      {"1000000", 1'000'000},
      {"9007199254740993", 9'007'199'254'740'993},
  }};
  for (const auto& [text, value] : cases) {
    count.check(parse_number("--count", text) == value, [&] { return std::string(text); });
  }
}

TEST(number, anything_else_is_refused_in_one_line) {
  case_count count("numbers refused");
  for (const std::string_view text :
       {"",
        " ",
        "-1",
        "+1",
        "01",
        "00",
        "1 ",
        " 1",
        "1e3",
        "1.0",
        "1_000",
        "1,000",
        "x",
        "0x",
        "0X1",
        "0x01",
        "0xg",
        "18446744073709551616",
        "0x10000000000000000",
        "ten",
        "\n",
        "1\n",
        "0b1",
        "٣",
        "999999999999999999999999999999999999999999999999999999999999999999999999"}) {
    const std::string said = refusal(text);
    count.check(said.starts_with("--count: ") && said.find("; write ") != said.npos &&
                    said.find('\n') == said.npos,
                [&] { return std::string(text) + ": " + said; });
  }
}

TEST(number, bounds_are_kept) {
  EXPECT_EQ(refusal("3", 3, 5), "");
  EXPECT_EQ(refusal("5", 3, 5), "");
  EXPECT_EQ(refusal("2", 3, 5), "--count: 2 is out of range; write a number from 3 to 5");
  EXPECT_EQ(refusal("6", 3, 5), "--count: 6 is out of range; write a number from 3 to 5");
}

TEST(fraction, digits_and_a_point) {
  EXPECT_EQ(parse_decimal_fraction("--seconds", "2.5", 0, 10), 2.5);
  EXPECT_EQ(parse_decimal_fraction("--seconds", "0", 0, 10), 0.0);
  case_count count("fractions refused");
  for (const std::string_view text : {"", "x", "1e3", "nan", "inf", "-1", "10.5", "1..2", "2.5s"}) {
    bool refused = false;
    try {
      parse_decimal_fraction("--seconds", text, 0, 10);
    } catch (const input_error& error) {
      refused = std::string_view(error.what()).starts_with("--seconds: ");
    }
    count.check(refused, [&] { return std::string(text); });
  }
}

}  // namespace
