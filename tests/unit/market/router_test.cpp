// The router's split against every split in small worlds, and against neighbours at full size.
#include "assay/market/router.hpp"

#include <gtest/gtest.h>

#include "assay/gen/choices.hpp"
#include "assay/market/simulation.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;
namespace v2 = uniswap_v2;

struct pair {
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t fee = 3;

  [[nodiscard]] std::uint64_t sell(std::uint64_t amount) const {
    const std::uint64_t kept = amount * (1000 - fee);
    return kept * out / (in * 1000 + kept);
  }
};

std::vector<pool_quote> quotes_of(const std::vector<pair>& pools) {
  std::vector<pool_quote> quotes;
  for (const pair& one : pools) {
    quotes.push_back({.of = [&one](const exact& amount) {
      const auto whole = static_cast<std::uint64_t>(amount.to_double());
      return exact(static_cast<std::int64_t>(one.sell(whole)));
    }});
  }
  return quotes;
}

exact sum_of(const split& found) {
  exact sum;
  for (const exact& part : found.parts) sum += part;
  return sum;
}

TEST(best_split, is_the_best_of_all_splits_of_two_pools) {
  case_count count("splits over two pools against every split");
  for (const pair& first : {pair{500, 700, 3}, pair{3000, 3000, 3}, pair{40, 9000, 10}}) {
    for (const pair& second : {pair{500, 650, 3}, pair{2999, 3500, 1}, pair{7, 5, 0}}) {
      for (const std::uint64_t amount : {1U, 2U, 9U, 100U, 777U, 5000U}) {
        const std::vector<pair> pools{first, second};
        std::uint64_t best = 0;
        for (std::uint64_t x = 0; x <= amount; ++x) {
          best = std::max(best, first.sell(x) + second.sell(amount - x));
        }
        const auto quotes = quotes_of(pools);
        const split found = best_split(exact(static_cast<std::int64_t>(amount)), quotes);
        exact out;
        for (std::size_t i = 0; i < 2; ++i) out += quotes[i](found.parts[i]);
        count.check(found.is_exact && found.out == exact(static_cast<std::int64_t>(best)) &&
                        out == found.out &&
                        sum_of(found) == exact(static_cast<std::int64_t>(amount)),
                    [&] {
                      return std::to_string(amount) + ": " + found.out.to_string() + ", best " +
                             std::to_string(best);
                    });
      }
    }
  }
}

// By pairs, three pools may end beside the best of all; no exchange between two pays, and what is
// missing is no more than the rounding.
TEST(best_split, of_three_pools_misses_no_more_than_the_rounding) {
  case_count count("splits over three pools against every split");
  for (const std::uint64_t amount : {5U, 60U, 300U}) {
    for (std::uint64_t scale = 1; scale <= 9; ++scale) {
      const std::vector<pair> pools{{100 * scale, 90 * scale, 3}, {300, 301, 1}, {50, 47, 0}};
      std::uint64_t best = 0;
      for (std::uint64_t x = 0; x <= amount; ++x) {
        for (std::uint64_t y = 0; x + y <= amount; ++y) {
          best =
              std::max(best, pools[0].sell(x) + pools[1].sell(y) + pools[2].sell(amount - x - y));
        }
      }
      const split found = best_split(exact(static_cast<std::int64_t>(amount)), quotes_of(pools));
      const exact missing = exact(static_cast<std::int64_t>(best)) - found.out;
      count.check(!missing.is_negative() && missing <= exact(2) &&
                      sum_of(found) == exact(static_cast<std::int64_t>(amount)),
                  [&] { return std::to_string(amount) + ": " + missing.to_string(); });
    }
  }
}

TEST(best_split, at_full_size_beats_its_neighbours_and_other_splits) {
  case_count count("splits of up to 2^90 wei against neighbours, near and far");
  gen::choices draw(1);
  const auto reserve = [&] {
    return add_wrapping(draw.log_uniform(100), uint<256>::power_of_two(60));
  };
  for (int i = 0; i < 60; ++i) {
    std::vector<std::pair<uint<256>, uint<256>>> pools;
    for (int k = 0; k < 2; ++k) {
      const uint<256> in = reserve();
      const uint<256> out = reserve();
      pools.emplace_back(in, out);
    }
    std::vector<pool_quote> quotes;
    for (const auto& pool : pools) {
      quotes.push_back({.of = [&pool](const exact& amount) {
        const auto wei = truncate<256>(amount.value().to_bits());
        const auto out = v2::get_amount_out(wei, pool.first, pool.second);
        return out.ok() ? exact(out.value()) : exact{};
      }});
    }
    const unsigned amount_bits = 30 + static_cast<unsigned>(draw.below(60));
    const exact amount(uint<128>::power_of_two(amount_bits));
    const split found = best_split(amount, quotes);
    const auto out_of = [&](const exact& first) {
      return quotes[0](first) + quotes[1](amount - first);
    };
    exact beaten_by{-1};
    const auto try_out = [&](const exact& first) {
      if (!first.is_negative() && first <= amount) {
        beaten_by = std::max(beaten_by, out_of(first) - found.out);
      }
    };
    for (std::int64_t near = 1; near <= 200; ++near) {
      try_out(found.parts[0] + exact(near));
      try_out(found.parts[0] - exact(near));
      try_out((amount * exact(near)).over_down(exact(200)));
    }
    // In the flat top of a large pool a split may round a wei better than the one that was found.
    const exact allowed(found.is_exact ? 0 : 1);
    count.check(out_of(found.parts[0]) == found.out && beaten_by <= allowed,
                [&] { return std::to_string(i) + ": beaten by " + beaten_by.to_string(); });
  }
}

// A fee that is taken from the input in whole wei, as V3 does: one wei of a token with few decimals
// buys much of one with many, and the split must not stop at the first ripple.
TEST(best_split, with_a_fee_in_whole_wei_misses_less_than_a_wei_of_input_buys) {
  case_count count("splits over a fee on the output and one on whole wei of the input");
  const exact usdc{3'000'000'000'000};
  const exact weth = exact{1'000'000'000'000'000'000} * exact{1000};
  const exact bought_by_one = weth.over_down(usdc) + exact(1);
  const auto pays = [&](const exact& kept, const exact& parts) {
    return (kept * weth).over_down(usdc * parts + kept);
  };
  const std::vector<pool_quote> quotes = {
      {.of = [&](const exact& in) { return pays(in * exact(997), exact(1000)); }},
      {.of =
           [&](const exact& in) {
             return pays((in * exact(997'000)).over_down(exact(1'000'000)), exact(1));
           },
       .rounding = bought_by_one + exact(split_rounding)}};
  gen::choices draw(3);
  for (int i = 0; i < 40; ++i) {
    const exact amount{static_cast<std::int64_t>(draw.below(900'000'000'000)) + 1'000'000};
    const split found = best_split(amount, quotes);
    exact beaten_by;
    const auto try_out = [&](const exact& first) {
      if (first.is_negative() || first > amount) return;
      beaten_by = std::max(beaten_by, quotes[0](first) + quotes[1](amount - first) - found.out);
    };
    for (std::int64_t near = -60'000; near <= 60'000; ++near) {
      try_out(found.parts[0] + exact(near));
    }
    count.check(beaten_by * exact(50) < bought_by_one && sum_of(found) == amount, [&] {
      return amount.to_string() + ": beaten by " + beaten_by.to_string() + " wei";
    });
  }
}

const std::string routed =
    test::head + test::tokens + test::gbm +
    "[[pool]]\nname = \"v2\"\n[[pool]]\nname = \"v3\"\nprotocol = \"uniswap-v3\"\nfee_pips = 3000\n"
    "[[lp]]\nname = \"alice\"\npool = \"v2\"\nvalue = \"6000000\"\n"
    "[[lp]]\nname = \"bob\"\npool = \"v3\"\nvalue = \"3000000\"\nlower = \"1500\"\nupper = "
    "\"6000\"\n";

// The same orders cost their traders less where they are split.
TEST(route, pays_the_traders_more_than_either_pool) {
  const std::string flow = "per_day = 100\nmedian_size = 100000\n";
  const auto gain = [&](const std::string& to) {
    const scenario all = test::parse(routed + "[[noise]]\n" + to + flow);
    const path_outcome done = run_path(all, 0, {}, {});
    EXPECT_TRUE(done.failures.empty());
    exact sum;
    for (const pool_result& pool : done.result.pools) sum += pool.noise_gain;
    return sum;
  };
  const exact together = gain("route = [\"v2\", \"v3\"]\n");
  EXPECT_GT(together, gain("pool = \"v2\"\n"));
  EXPECT_GT(together, gain("pool = \"v3\"\n"));
}

}  // namespace
}  // namespace assay::market
