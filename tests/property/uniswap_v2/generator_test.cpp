// The generators: deterministic, replayable from their own choices, and aimed where they say.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/word/format.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

using assay::gen::choices;
using number = assay::gen::word;

judge plain_judge(gen::mode which) {
  return {gen::make_setup(which),
          which,
          pair::make_engine(),
          {.model = false, .invariants = invariant::uniswap_v2::select("none")}};
}

TEST(choices, run_out_into_zeros) {
  const std::vector<std::uint8_t> bytes{7};
  choices draw{std::span<const std::uint8_t>(bytes)};
  EXPECT_FALSE(draw.exhausted());
  EXPECT_EQ(draw.below(5), 2U);
  EXPECT_TRUE(draw.exhausted());
  EXPECT_EQ(draw.below(1'000'000), 0U);
  EXPECT_FALSE(draw.chance(3, 4));
  EXPECT_TRUE(draw.log_uniform(256).is_zero());
  EXPECT_TRUE(draw.boundary().is_zero());
  EXPECT_EQ(draw.near(number{9}), number{9});
}

TEST(choices, are_the_same_everywhere_for_a_seed) {
  choices draw(std::uint64_t{1});
  // xoshiro256** seeded by SplitMix64: the first 8 bytes, fixed for ever by the trace files.
  EXPECT_EQ(draw.number(8), 0xb3f2af6d0fc710c5U);
  EXPECT_EQ(draw.number(8), 0x853b559647364ceaU);
}

TEST(choices, reach_every_magnitude_and_boundary) {
  choices draw(std::uint64_t{3});
  std::set<unsigned> widths;
  for (int i = 0; i < 20'000; ++i) widths.insert(bit_width(draw.log_uniform(256)));
  EXPECT_EQ(widths.size(), 257U);
  std::set<std::string> boundaries;
  for (int i = 0; i < 20'000; ++i) boundaries.insert(to_hex(draw.boundary()));
  // 0, 1, 2, 2^256 - 1 and three around each power of two, some of which coincide.
  EXPECT_GT(boundaries.size(), 700U);
  std::set<std::string> neighbours;
  for (int i = 0; i < 2'000; ++i) neighbours.insert(to_decimal(draw.near(number{100})));
  EXPECT_EQ(neighbours.size(), 7U);
}

TEST(choices, are_uniform_up_to_the_most) {
  choices draw(std::uint64_t{4});
  std::array<int, 10> times{};
  for (int i = 0; i < 20'000; ++i) {
    const number drawn = draw.uniform(number{9});
    ASSERT_LE(drawn, number{9});
    ++times[to_u64_truncating(drawn)];
  }
  for (const int each : times) EXPECT_NEAR(each, 2000, 200);
  std::set<unsigned> widths;
  for (int i = 0; i < 100; ++i) widths.insert(bit_width(draw.uniform(number::max())));
  EXPECT_GT(*widths.begin(), 230U);  // as good as never a small one
  EXPECT_TRUE(draw.uniform(number::zero()).is_zero());
}

// Nearly each kind of operation, and hardly ever a reserve of 1 wei.
TEST(generators, draw_uniformly_when_told_to) {
  judge by = plain_judge(gen::mode::pair);
  std::map<gen::profile, std::uint64_t> last_wei;
  for (const auto how : {gen::profile::boundary, gen::profile::uniform}) {
    gen::generator generator(gen::mode::pair, by.setup(), how);
    std::set<std::size_t> drawn;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      choices draw(seed);
      run_sequence(by, generator, draw, 100, nullptr, [&] {
        drawn.insert(generator.last());
        const auto& now = by.state().pair;
        if (by.receipt().ok() && now.reserve0 == number::one()) ++last_wei[how];
      });
    }
    EXPECT_GT(drawn.size(), 25U);
  }
  EXPECT_GT(last_wei[gen::profile::boundary], 10 * last_wei[gen::profile::uniform]);
}

TEST(generators, have_names_and_each_is_drawn) {
  const auto all = gen::generators();
  std::set<std::string_view> names;
  for (const auto& one : all) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_FALSE(one.description.empty()) << one.name;
  }
  std::set<std::size_t> drawn;
  for (const gen::mode which : {gen::mode::pair, gen::mode::fork, gen::mode::tokens}) {
    judge by = plain_judge(which);
    gen::generator generator(which, by.setup());
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      choices draw(seed);
      run_sequence(by, generator, draw, 100, nullptr, [&] { drawn.insert(generator.last()); });
    }
  }
  EXPECT_EQ(drawn.size(), all.size());
}

TEST(generators, draw_the_same_from_recorded_choices) {
  for (const gen::mode which : {gen::mode::pair, gen::mode::fork, gen::mode::tokens}) {
    judge by = plain_judge(which);
    gen::generator generator(which, by.setup());
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      choices draw(seed);
      sequence first;
      run_sequence(by, generator, draw, 100, &first);
      std::vector<std::uint8_t> tape;
      for (const auto& part : first.choices) tape.insert(tape.end(), part.begin(), part.end());
      choices replay{std::span<const std::uint8_t>(tape)};
      sequence second;
      run_sequence(by, generator, replay, 100, &second);
      const auto engine = pair::make_engine();
      EXPECT_EQ(to_trace(which, by.setup(), *engine, first.operations),
                to_trace(which, by.setup(), *engine, second.operations));
    }
  }
}

// What the generators aim at must really be hit, on both sides of the edge.
TEST(generators, reach_both_sides_of_the_edges) {
  judge by = plain_judge(gen::mode::pair);
  gen::generator generator(gen::mode::pair, by.setup());
  std::map<std::string, int> reasons;
  std::uint64_t accepted = 0;
  std::uint64_t largest_reserve = 0;
  std::uint64_t first_shares = 0;
  std::uint64_t last_wei = 0;
  std::uint64_t wraps = 0;
  const number largest = sub_wrapping(number::power_of_two(112), number::one());
  std::uint32_t clock = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    choices draw(seed);
    run_sequence(by, generator, draw, 200, nullptr, [&] {
      if (!by.receipt().ok()) {
        ++reasons[by.receipt().reverted->to_string()];
        return;
      }
      ++accepted;
      const auto& now = by.state().pair;
      if (now.reserve0 == largest || now.reserve1 == largest) ++largest_reserve;
      if (now.reserve0 == number::one() || now.reserve1 == number::one()) ++last_wei;
      if (now.total_supply == number{1001}) ++first_shares;
      if (now.block_timestamp_last < clock && !now.reserve0.is_zero()) ++wraps;
      clock = now.block_timestamp_last;
    });
  }
  for (const char* reason :
       {"UniswapV2: K", "UniswapV2: OVERFLOW", "UniswapV2: LOCKED", "UniswapV2: INVALID_TO",
        "UniswapV2: FORBIDDEN", "UniswapV2: INSUFFICIENT_LIQUIDITY",
        "UniswapV2: INSUFFICIENT_INPUT_AMOUNT", "UniswapV2: INSUFFICIENT_OUTPUT_AMOUNT",
        "UniswapV2: INSUFFICIENT_LIQUIDITY_MINTED", "UniswapV2: INSUFFICIENT_LIQUIDITY_BURNED",
        "TOKEN_BALANCE", "ds-math-sub-underflow", "ds-math-mul-overflow", "INVALID", ""}) {
    EXPECT_GT(reasons[reason], 0) << "never: " << reason;
  }
  EXPECT_GT(accepted, 35'000U) << "most operations should get somewhere";
  EXPECT_GT(largest_reserve, 20U);
  EXPECT_GT(first_shares, 20U);
  EXPECT_GT(last_wei, 20U);
  EXPECT_GT(wraps, 20U);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v2
