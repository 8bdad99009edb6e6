// Where there is no liquidity a swap passes empty words of the bitmap in one go. That must not be
// seen: the same pool that takes the contract's steps one by one answers everything alike.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3 {
namespace {

using format = protocol::format;
using word = format::word;
using price = format::price;
using signed_word = sint<format::word_bits>;

struct long_way : steps<format> {
  static constexpr bool skips_empty_words = false;
};

// Two pools, one operation after the other; false at the first difference.
class both_ways {
 public:
  explicit both_ways(const setup& all) : quick_(all), slow_(all) {}

  bool agree_on(const protocol::operation& asked) {
    const auto& quick = quick_.apply(asked);
    const auto& slow = slow_.apply(asked);
    const auto& a = quick_.state();
    const auto& b = slow_.state();
    const auto reason = [](const auto& receipt) {
      return receipt.ok() ? std::string("ok") : receipt.reverted->to_string();
    };
    return reason(quick) == reason(slow) && quick.returns == slow.returns &&
           quick.events == slow.events && a.pool == b.pool && a.ticks == b.ticks &&
           a.positions == b.positions && a.bitmap == b.bitmap && a.tokens == b.tokens &&
           a.observations.slots() == b.observations.slots();
  }
  [[nodiscard]] const protocol::state& state() const { return quick_.state(); }

 private:
  pool<format> quick_;
  pool<format, long_way> slow_;
};

std::int32_t word_of(const protocol::state& at) {
  return bitmap_word_of(compress(at.pool.tick, at.tick_spacing));
}

TEST(empty_words, are_passed_without_a_trace_in_generated_sequences) {
  const setup all = gen::uniswap_v3::make_setup(gen::uniswap_v3::mode::pool);
  both_ways pools(all);
  gen::uniswap_v3::generator generator(gen::uniswap_v3::mode::pool, all);
  std::uint64_t operations = 0;
  std::uint64_t skipping = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    gen::choices draw(seed);
    generator.restart();
    for (int i = 0; i < 200; ++i) {
      const bool was_empty = pools.state().pool.liquidity.is_zero();
      const std::int32_t from = word_of(pools.state());
      const auto asked = generator.next(draw, pools.state());
      ASSERT_TRUE(pools.agree_on(asked)) << "seed " << seed << ", operation " << i;
      ++operations;
      const bool is_empty = was_empty || pools.state().pool.liquidity.is_zero();
      if (asked.name() == "swap" && is_empty && word_of(pools.state()) != from) ++skipping;
    }
  }
  test::case_count count("generated operations, empty words passed in one go and one by one");
  count.add(operations);
  EXPECT_GT(skipping, 200U) << "swaps over empty words without liquidity";
}

protocol::operation ask(call<format> what) {
  return {account::actor(0), 1'600'000'000, std::move(what)};
}

// A price at the tick, a unit below or a unit above it.
price beside(std::int32_t tick, int units) {
  const price on = sqrt_ratio_at_tick<>(tick).value();
  if (units == 0) return on;
  return units < 0 ? sub_wrapping(on, price::one()) : add_wrapping(on, price::one());
}

// Ticks at which a word of the bitmap begins or ends, and their neighbours.
std::vector<std::int32_t> edges_of_words(std::int32_t spacing) {
  std::vector<std::int32_t> all;
  for (const std::int32_t at : {-3, -1, 0, 1, 3}) {
    for (const std::int32_t off : {-1, 0, 1}) {
      for (const std::int32_t tick : {at * 256 * spacing, (at * 256 + 255) * spacing}) {
        if (tick + off > min_tick && tick + off < max_tick) all.push_back(tick + off);
      }
    }
  }
  all.push_back(min_tick + 1);
  all.push_back(max_tick - 1);
  return all;
}

// From every edge of a word to every other, exactly and a unit beside it, through a position with
// bounds on edges too, for exact inputs and outputs.
TEST(empty_words, end_where_the_contract_ends) {
  test::case_count count("swaps between edges of bitmap words, both ways");
  for (const std::int32_t spacing : {1, 7, 60}) {
    const auto edges = edges_of_words(spacing);
    create_pool<format> creation;
    creation.balances = word::power_of_two(200);
    creation.fee_pips = 3000;
    creation.tick_spacing = spacing;
    for (const std::int32_t start : edges) {
      for (const std::int32_t stop : edges) {
        for (const int off : {-1, 0, 1}) {
          for (const bool exact_in : {true, false}) {
            both_ways pools{setup{}};
            ASSERT_TRUE(pools.agree_on(ask(creation)));
            ASSERT_TRUE(pools.agree_on(ask(initialize<format>{beside(start, 0)})));
            mint<format> between{account::actor(0), -256 * spacing, 255 * spacing, {}, {}};
            between.amount = format::liquidity{1'000};
            ASSERT_TRUE(pools.agree_on(ask(between)));
            swap<format> call;
            call.recipient = account::actor(0);
            call.zero_for_one = stop < start;
            const signed_word amount = signed_word::from_bits(word::power_of_two(120));
            call.amount_specified = exact_in ? amount : neg_wrapping(amount);
            call.sqrt_price_limit_x96 = beside(stop, off);
            ASSERT_TRUE(pools.agree_on(ask(call)))
                << spacing << ": " << start << " to " << stop << " and " << off;
            count.add(1);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay::uniswap_v3
