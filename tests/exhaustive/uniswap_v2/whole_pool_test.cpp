// The whole pair in a small world, every operation on every state: the engine's pool template, with
// ledger, events and rollback, against the model of the same widths and all the books it keeps.
#include <gtest/gtest.h>

#include "assay/invariant/uniswap_v2_model_check.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "support/case_count.hpp"
#include "world.hpp"

namespace assay::uniswap_v2::world {
namespace {

constexpr unsigned reserve_bits = 4;
constexpr std::uint64_t limit = std::uint64_t{1} << reserve_bits;
using format_type = format<24, reserve_bits, 4>;
using word = format_type::word;
using small_pool = pool<format_type>;
using model_check = invariant::uniswap_v2::model_check;

constexpr account trader = account::actor(0);
constexpr account other = account::actor(1);

setup small_setup() {
  setup all;
  all.actors = 2;
  all.fee_to_actor = other;
  all.rules = {quarter_fee()};
  all.rules[0].minimum_liquidity = 2;
  return all;
}

// One operation on one state, in both.
class world_pair {
 public:
  explicit world_pair(test::case_count& count)
      : pool_(small_setup()), model_(small_setup(), {24, reserve_bits, 4}), count_(count) {}

  // A pair with these reserves and supply; the trader has plenty of everything.
  state<word> state_of(std::uint64_t r0, std::uint64_t r1, std::uint64_t supply) {
    pool_.apply({trader, 1, create_pool<word>{.balances = word{1000}}});
    state<word> made = pool_.state();
    made.pair.reserve0 = word{r0};
    made.pair.reserve1 = word{r1};
    made.pair.total_supply = word{supply};
    made.pair.block_timestamp_last = 1;
    made.tokens[0].balances[account::pool().index] = word{r0};
    made.tokens[1].balances[account::pool().index] = word{r1};
    made.lp[trader.index] = word{supply > 2 ? supply - 2 : 0};
    made.lp[account::zero().index] = word{supply > 2 ? 2 : supply};
    return made;
  }

  void run(const state<word>& from, const call<word>& what, std::uint64_t time = 3) {
    const operation<word> asked{trader, time, what};
    pool_.set_state(from, 0);
    model_.resume_from(from, 0);
    const auto& receipt = pool_.apply(asked);
    accepted_ += receipt.ok() ? 1U : 0U;
    const auto differs = model_.after(asked, receipt, pool_.state());
    const bool undone = receipt.ok() || pool_.state() == from;
    count_.check(!differs && undone, [&] {
      const auto& p = from.pair;
      return std::string(asked.name()) + " on " +
             text({plain(p.reserve0), plain(p.reserve1), plain(p.total_supply)}) + ": " +
             (differs ? differs->field + " expected " + differs->expected + " got " + differs->got
                      : "a revert left a trace");
    });
  }

  [[nodiscard]] std::uint64_t accepted() const { return accepted_; }

 private:
  small_pool pool_;
  model_check model_;
  test::case_count& count_;
  std::uint64_t accepted_ = 0;
};

TEST(whole_pool, every_swap_of_four_bits) {
  test::case_count count("whole pool against model: every swap, 4-bit reserves, fee 1/4");
  world_pair both(count);
  for (std::uint64_t r0 = 1; r0 < limit; ++r0) {
    for (std::uint64_t r1 = 1; r1 < limit && !count.failed(); ++r1) {
      const auto from = both.state_of(r0, r1, 5);
      for (std::uint64_t o0 = 0; o0 <= r0; ++o0) {
        for (std::uint64_t o1 = 0; o1 <= r1; ++o1) {
          for (std::uint64_t i0 = 0; i0 <= limit; i0 += 1 + i0 / 6) {
            for (std::uint64_t i1 = 0; i1 <= limit; i1 += 1 + i1 / 6) {
              both.run(from, swap<word>{word{i0}, word{i1}, word{o0}, word{o1}, trader});
            }
          }
        }
      }
    }
  }
  EXPECT_GT(both.accepted(), 100'000U);
  count.record_for("uniswap-v2.pair", evidence::kind::exhaustive);
}

TEST(whole_pool, every_flash_swap_of_three_bits) {
  test::case_count count("whole pool against model: every flash swap, 3-bit reserves, fee 1/4");
  world_pair both(count);
  for (std::uint64_t r0 = 1; r0 < 8; ++r0) {
    for (std::uint64_t r1 = 1; r1 < 8 && !count.failed(); ++r1) {
      const auto from = both.state_of(r0, r1, 5);
      for (std::uint64_t o0 = 0; o0 < r0; ++o0) {
        for (std::uint64_t o1 = 0; o1 < r1; ++o1) {
          for (std::uint64_t p0 = 0; p0 < limit; ++p0) {
            for (std::uint64_t p1 = 0; p1 < limit; ++p1) {
              swap<word> lent{.out0 = word{o0}, .out1 = word{o1}, .to = other};
              lent.has_callback = true;
              lent.callback = {word{p0}, word{p1}};
              both.run(from, lent);
            }
          }
        }
      }
    }
  }
  EXPECT_GT(both.accepted(), 50'000U);
  count.record_for("uniswap-v2.pair", evidence::kind::exhaustive);
}

// Supply, fee switch and kLast at every value, amounts around the reserves.
TEST(whole_pool, every_mint_and_burn) {
  test::case_count count(
      "whole pool against model: mints and burns, 4-bit reserves, fee on and off");
  world_pair both(count);
  for (std::uint64_t r0 = 0; r0 < limit; ++r0) {
    for (std::uint64_t r1 = 0; r1 < limit && !count.failed(); ++r1) {
      for (std::uint64_t supply = 0; supply <= 12; supply += 3) {
        for (const bool fee_on : {false, true}) {
          for (const std::uint64_t k_last : {std::uint64_t{0}, r0 * r1 / 2, r0 * r1, r0 * r1 + 9}) {
            auto from = both.state_of(r0, r1, supply);
            from.pair.fee_to = fee_on ? other : account::zero();
            from.pair.k_last = word{k_last};
            for (std::uint64_t a0 = 0; a0 < limit; a0 += 1 + a0 / 4) {
              for (std::uint64_t a1 = 0; a1 < limit; a1 += 1 + a1 / 4) {
                both.run(from, mint<word>{word{a0}, word{a1}, other});
              }
            }
            for (std::uint64_t l = 0; l <= supply; ++l) {
              both.run(from, burn<word>{word{l}, other});
            }
          }
        }
      }
    }
  }
  EXPECT_GT(both.accepted(), 100'000U);
  count.record_for("uniswap-v2.pair", evidence::kind::exhaustive);
}

// Balances above, at and below the reserves, at every time on the 4-bit clock.
TEST(whole_pool, every_skim_and_sync) {
  test::case_count count("whole pool against model: skim and sync, 5-bit balances, 4-bit clock");
  world_pair both(count);
  for (std::uint64_t r0 = 0; r0 < limit; ++r0) {
    for (std::uint64_t r1 = 0; r1 < limit && !count.failed(); ++r1) {
      for (std::uint64_t b0 = 0; b0 < 2 * limit; b0 += 3) {
        for (std::uint64_t b1 = 0; b1 < 2 * limit; b1 += 3) {
          auto from = both.state_of(r0, r1, 5);
          from.tokens[0].balances[account::pool().index] = word{b0};
          from.tokens[1].balances[account::pool().index] = word{b1};
          both.run(from, skim{other});
          both.run(from, sync{}, 1 + (b0 + b1) % 20);
        }
      }
    }
  }
  EXPECT_GT(both.accepted(), 20'000U);
  count.record_for("uniswap-v2.pair", evidence::kind::exhaustive);
}

}  // namespace
}  // namespace assay::uniswap_v2::world
