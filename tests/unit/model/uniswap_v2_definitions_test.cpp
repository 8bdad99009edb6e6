// The model's rounded answers against hand-worked values and against trying every answer in tiny
// worlds.
#include <gtest/gtest.h>

#include <cstdio>

#include "assay/model/uniswap_v2.hpp"

namespace {

using namespace assay::model::uniswap_v2;
using assay::model::floor_of_square_root;
using assay::model::integer;

constexpr curve quarter{1, 4, 16};  // a fee of 1/4
constexpr curve no_fee{0, 1, 1};    // plain x * y = k
constexpr curve uniswap{3, 1000, 1'000'000};
constexpr curve forgetful{1, 4, 4};  // k_scale too small: k may fall to a quarter
constexpr curve all_fee{4, 4, 16};   // the whole input is fee

const std::array curves{quarter, no_fee, uniswap, forgetful, all_fee};

// One-sided trade inside the curve?
bool is_allowed(const curve& rules, int in, int out, int reserve_in, int reserve_out) {
  return curve_slack(rules, {reserve_in, reserve_out}, {reserve_in + in, reserve_out - out},
                     {in, 0}) >= 0;
}

// In units of 10^18: amount in, reserves, and the largest output of Uniswap's own pair.
TEST(model_definitions, known_outputs) {
  const integer unit("1000000000000000000");
  struct known {
    int in, reserve_in, reserve_out;
    const char* out;
  };
  for (const known& each :
       {known{1, 5, 10, "1662497915624478906"}, known{1, 10, 5, "453305446940074565"},
        known{2, 5, 10, "2851015155847869602"}, known{2, 10, 5, "831248957812239453"},
        known{1, 10, 10, "906610893880149131"}, known{1, 100, 100, "987158034397061298"},
        known{1, 1000, 1000, "996006981039903216"}}) {
    EXPECT_EQ(
        largest_output(uniswap, each.in * unit, each.reserve_in * unit, each.reserve_out * unit),
        integer(each.out));
  }
}

TEST(model_definitions, largest_output_by_trying_all) {
  unsigned compared = 0;
  for (const curve& rules : curves) {
    for (int reserve_in = 1; reserve_in <= 20; ++reserve_in) {
      for (int reserve_out = 1; reserve_out <= 20; ++reserve_out) {
        for (int in = 0; in <= 40; ++in) {
          int most = 0;
          for (int out = 0; out < reserve_out; ++out) {
            if (is_allowed(rules, in, out, reserve_in, reserve_out)) most = out;
          }
          ASSERT_EQ(largest_output(rules, in, reserve_in, reserve_out), most)
              << in << " on " << reserve_in << ", " << reserve_out;
          ++compared;
        }
      }
    }
  }
  std::printf("compared %u outputs\n", compared);
  EXPECT_GT(compared, 1000U);
}

TEST(model_definitions, smallest_input_by_trying_all) {
  unsigned compared = 0;
  const int far = 3000;
  for (const curve& rules : {quarter, no_fee, forgetful, all_fee}) {
    for (int reserve_in = 1; reserve_in <= 12; ++reserve_in) {
      for (int reserve_out = 1; reserve_out <= 12; ++reserve_out) {
        for (int out = 0; out <= reserve_out; ++out) {
          int least = 0;
          while (least < far &&
                 (out >= reserve_out || !is_allowed(rules, least, out, reserve_in, reserve_out))) {
            ++least;
          }
          const auto found = smallest_input(rules, out, reserve_in, reserve_out);
          if (least == far) {
            ASSERT_FALSE(found.has_value());
          } else {
            ASSERT_EQ(found, integer(least)) << out << " on " << reserve_in << "," << reserve_out;
          }
          ++compared;
        }
      }
    }
  }
  std::printf("compared %u inputs\n", compared);
  EXPECT_GT(compared, 1000U);
}

TEST(model_definitions, strict_input_is_one_more_on_the_curve_only) {
  unsigned on_the_curve = 0;
  unsigned compared = 0;
  for (int reserve_in = 1; reserve_in <= 40; ++reserve_in) {
    for (int reserve_out = 2; reserve_out <= 40; ++reserve_out) {
      for (int out = 0; out < reserve_out; ++out) {
        const integer least = *smallest_input(quarter, out, reserve_in, reserve_out);
        const integer strict =
            *smallest_input(quarter, out, reserve_in, reserve_out, bound::strict);
        const bool is_exact = curve_slack(quarter, {reserve_in, reserve_out},
                                          {reserve_in + least, reserve_out - out}, {least, 0}) == 0;
        ASSERT_EQ(strict, least + (is_exact ? 1 : 0));
        on_the_curve += is_exact ? 1 : 0;
        ++compared;
      }
    }
  }
  std::printf("compared %u inputs, %u of them on the curve\n", compared, on_the_curve);
  EXPECT_GT(compared, 1000U);
  EXPECT_GT(on_the_curve, 100U);
  // Asks 1001 where 1000 is enough; asks 1 for nothing.
  EXPECT_EQ(smallest_input(uniswap, 997, 1003, 2000), integer(1000));
  EXPECT_EQ(smallest_input(uniswap, 997, 1003, 2000, bound::strict), integer(1001));
  EXPECT_EQ(smallest_input(uniswap, 0, 1003, 2000, bound::strict), integer(1));
}

TEST(model_definitions, no_fee_may_exceed_the_balance_it_is_taken_from) {
  // Both sides negative: their product is positive, the curve is violated all the same.
  EXPECT_LT(curve_slack({2, 1, 1}, {1, 1}, {3, 3}, {2, 2}), 0);
}

TEST(model_definitions, liquidity_by_trying_all) {
  unsigned compared = 0;
  for (int supply = 1; supply <= 12; ++supply) {
    for (int reserve0 = 1; reserve0 <= 9; ++reserve0) {
      for (int reserve1 = 1; reserve1 <= 9; ++reserve1) {
        for (int in0 = 0; in0 <= 9; ++in0) {
          for (int in1 = 0; in1 <= 9; ++in1) {
            int most = 0;
            while ((most + 1) * reserve0 <= in0 * supply && (most + 1) * reserve1 <= in1 * supply) {
              ++most;
            }
            ASSERT_EQ(proportional_liquidity({in0, in1}, {reserve0, reserve1}, supply), most);
            ++compared;
          }
        }
      }
    }
  }
  for (int in0 = 0; in0 <= 60; ++in0) {
    for (int in1 = 0; in1 <= 60; ++in1) {
      int root = 0;
      while ((root + 1) * (root + 1) <= in0 * in1) ++root;
      const auto first = initial_liquidity({in0, in1}, 10);
      ASSERT_EQ(first.has_value(), root >= 10);
      if (first) {
        ASSERT_EQ(*first, root - 10);
      }
      ++compared;
    }
  }
  EXPECT_EQ(redeemed_amount(7, 100, 9), 77);
  std::printf("compared %u mints\n", compared);
  EXPECT_GT(compared, 1000U);
}

// The protocol may own no more of the pool than its share of the growth, and gets the most that
// this allows.
TEST(model_definitions, protocol_fee_by_trying_all) {
  unsigned compared = 0;
  for (const auto& [a, b] : {std::pair{1, 5}, std::pair{1, 3}, std::pair{8, 17}, std::pair{1, 0}}) {
    const fee_share share{a, b, a};
    for (int supply = 1; supply <= 25; ++supply) {
      for (int root_last = 1; root_last <= 25; ++root_last) {
        for (int root = 1; root <= 40; ++root) {
          const auto is_fair = [&](int minted) {
            // minted / (supply + minted) <= a / (a + b) * (root - root_last) / root
            return minted * (a + b) * root <= a * (root - root_last) * (supply + minted);
          };
          int most = 0;
          while (root > root_last && is_fair(most + 1)) ++most;
          ASSERT_EQ(protocol_fee_liquidity(supply, root, root_last, share), integer(most))
              << a << ":" << b << " " << supply << " " << root_last << " " << root;
          ++compared;
        }
      }
    }
  }
  EXPECT_FALSE(protocol_fee_liquidity(1, 2, 1, {1, 0, 0}).has_value());
  std::printf("compared %u protocol fees\n", compared);
  EXPECT_GT(compared, 1000U);
}

}  // namespace
