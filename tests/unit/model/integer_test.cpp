// The model's numbers: floors, ceilings and roots against their definitions, rationals as text.
#include "assay/model/integer.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

namespace {

using namespace assay::model;

TEST(model_integer, quotients_round_as_they_say) {
  unsigned compared = 0;
  for (int dividend = -200; dividend <= 200; ++dividend) {
    for (int divisor = 1; divisor <= 30; ++divisor) {
      const integer down = floor_of_quotient(dividend, divisor);
      const integer up = ceiling_of_quotient(dividend, divisor);
      EXPECT_LE(down * divisor, dividend);
      EXPECT_GT((down + 1) * divisor, dividend);
      EXPECT_GE(up * divisor, dividend);
      EXPECT_LT((up - 1) * divisor, dividend);
      EXPECT_EQ(floor_of(ratio(dividend, divisor)), down);
      EXPECT_EQ(ceiling_of(ratio(dividend, divisor)), up);
      ++compared;
    }
  }
  std::printf("compared %u quotients\n", compared);
  EXPECT_GT(compared, 1000U);
}

TEST(model_integer, square_root_is_the_floor) {
  std::uint64_t compared = 0;
  const auto expect_floor = [&](const integer& value) {
    const integer root = floor_of_square_root(value);
    EXPECT_LE(root * root, value) << value;
    EXPECT_GT((root + 1) * (root + 1), value) << value;
    ++compared;
  };
  for (unsigned value = 0; value <= 100'000; ++value) expect_floor(value);
  std::mt19937_64 random(1);
  for (unsigned bits = 1; bits <= 500; ++bits) {
    for (unsigned i = 0; i < 20; ++i) {
      integer root = 1;
      while (bit_length(root) < bits) root = (root << 32) + (random() & 0xffffffff);
      root >>= bit_length(root) - bits;
      for (int near = -1; near <= 1; ++near) expect_floor(root * root + near);
    }
  }
  std::printf("compared %llu roots\n", static_cast<unsigned long long>(compared));
  EXPECT_GT(compared, 100'000U);
}

TEST(model_integer, bits_and_powers) {
  EXPECT_EQ(bit_length(0), 0U);
  EXPECT_EQ(bit_length(1), 1U);
  EXPECT_EQ(bit_length(-8), 4U);
  EXPECT_EQ(power_of_two(112), integer("5192296858534827628530496329220096"));
  EXPECT_EQ(modulo_power_of_two(power_of_two(256) + 5, 256), 5);
  EXPECT_EQ(modulo_power_of_two(power_of_two(256) - 1, 256), power_of_two(256) - 1);
  EXPECT_THROW(power_of_two(1023) * 2, std::exception);  // refuses to wrap
}

TEST(model_integer, rationals_as_text) {
  EXPECT_EQ(to_decimal(ratio(1, 3), 5), "0.33333");
  EXPECT_EQ(to_decimal(ratio(-7, 2), 2), "-3.50");
  EXPECT_EQ(to_decimal(ratio(-1, 1000), 2), "0.00");
  EXPECT_EQ(to_decimal(ratio(12345, 1), 0), "12345");
  EXPECT_EQ(to_decimal(ratio(5, 100), 2), "0.05");
}

}  // namespace
