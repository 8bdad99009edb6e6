// The ring of observations: writing, growing, searching, and every intended wrap.
#include "assay/pool/uniswap_v3/oracle.hpp"

#include <gtest/gtest.h>

namespace {

using namespace assay::uniswap_v3;
using backend = assay::default_backend;
using ring = oracle<backend>;
using now = oracle_now<backend>;
using liquidity = assay::uint<128>;
using seconds_x128 = assay::uint<160>;

TEST(oracle_math, int56_wraps) {
  constexpr std::int64_t largest = (std::int64_t{1} << 55) - 1;
  EXPECT_EQ(wrap_int56(static_cast<std::uint64_t>(largest)), largest);
  EXPECT_EQ(tick_cumulative_after(largest, 1, 1), -largest - 1);
  EXPECT_EQ(tick_cumulative_after(0, -887'272, 1000), -887'272'000);
}

TEST(oracle_math, order_through_the_wrap_of_time) {
  EXPECT_TRUE(at_or_before(100, 50, 60));
  EXPECT_FALSE(at_or_before(100, 60, 50));
  constexpr std::uint32_t late = 0xffff'fff0;
  EXPECT_TRUE(at_or_before(100, late, 50));  // `late` lies before the wrap
  EXPECT_FALSE(at_or_before(100, 50, late));
  EXPECT_TRUE(at_or_before(100, late, late + 1));
}

TEST(oracle_ring, one_observation_a_block) {
  ring r;
  r.initialize(1000);
  oracle_position at{0, 1};
  at = r.write(at, now{1000, 5, liquidity{1}}, 1);
  EXPECT_EQ(at, (oracle_position{0, 1}));
  EXPECT_EQ(r.slots()[0].tick_cumulative, 0);
  at = r.write(at, now{1010, 5, liquidity{2}}, 1);
  EXPECT_EQ(at, (oracle_position{0, 1}));
  EXPECT_EQ(r.slots()[0].tick_cumulative, 50);
  EXPECT_EQ(r.slots()[0].seconds_per_liquidity_cumulative_x128,
            (seconds_x128{5} << 128));  // 10 s / 2
}

TEST(oracle_ring, grows_when_the_index_stands_at_the_end) {
  ring r;
  r.initialize(0);
  EXPECT_TRUE(r.grow(0, 5).why().is("I"));
  EXPECT_EQ(r.grow(1, 3).value(), 3);
  EXPECT_EQ(r.grow(3, 2).value(), 3);
  EXPECT_EQ(r.slots()[2].block_timestamp, 1u);  // prepared, not initialized
  EXPECT_FALSE(r.slots()[2].initialized);
  oracle_position at{0, 1};
  for (std::uint32_t t = 1; t <= 4; ++t) at = r.write(at, now{t, 1, liquidity{1}}, 3);
  EXPECT_EQ(at, (oracle_position{1, 3}));  // 1, 2, 0, 1
  EXPECT_EQ(r.slots()[1].block_timestamp, 4u);
  EXPECT_EQ(r.slots()[2].block_timestamp, 2u);
}

TEST(oracle_ring, interpolates_with_the_quotient_truncated_first) {
  ring r;
  r.initialize(0);
  ASSERT_TRUE(r.grow(1, 4).ok());
  oracle_position at{0, 1};
  at = r.write(at, now{3, 0, liquidity{1}}, 4);
  at = r.write(at, now{10, -5, liquidity{1}}, 4);  // -35 over 7 s
  const now here{20, 7, liquidity{1}};
  EXPECT_EQ(r.observe_single(at, here, 0).value().tick_cumulative, 35);
  EXPECT_EQ(r.observe_single(at, here, 10).value().tick_cumulative, -35);
  EXPECT_EQ(r.observe_single(at, here, 5).value().tick_cumulative, 0);  // counterfactual
  EXPECT_EQ(r.observe_single(at, here, 14).value().tick_cumulative, -15);
  EXPECT_TRUE(r.observe_single(at, here, 21).why().is("OLD"));
}

TEST(oracle_ring, searches_across_the_wrap_of_time) {
  ring r;
  constexpr std::uint32_t start = 0xffff'ffff - 9;
  r.initialize(start);
  ASSERT_TRUE(r.grow(1, 4).ok());
  oracle_position at{0, 1};
  for (std::uint32_t step = 1; step <= 3; ++step) {
    at = r.write(at, now{start + 10 * step, 2, liquidity{1}}, 4);
  }
  const now here{start + 40, 2, liquidity{1}};
  for (std::uint32_t ago = 0; ago <= 40; ++ago) {
    EXPECT_EQ(r.observe_single(at, here, ago).value().tick_cumulative, 2 * (40 - std::int64_t{ago}))
        << ago;
  }
  EXPECT_TRUE(r.observe_single(at, here, 41).why().is("OLD"));
}

TEST(oracle_ring, no_liquidity_counts_as_one_unit) {
  ring r;
  r.initialize(0);
  const auto seen = r.observe_single({0, 1}, now{3, 0, liquidity{}}, 0);
  EXPECT_EQ(seen.value().seconds_per_liquidity_x128, (seconds_x128{3} << 128));
}

}  // namespace
