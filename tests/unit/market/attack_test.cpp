// Attacks: searches against enumeration in small worlds, and who pays.
#include "assay/market/attack.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "assay/market/report.hpp"
#include "assay/market/simulation.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"
#include "unit/market/scenarios.hpp"

namespace assay::market {
namespace {

using test::case_count;

TEST(least_amount, is_the_first_that_holds) {
  case_count count("thresholds found by bisection, of all up to 300 and beyond");
  for (std::uint64_t threshold = 1; threshold <= 300; ++threshold) {
    const auto found =
        least_amount(9, [&](const uint<128>& amount) { return amount >= uint<128>{threshold}; });
    count.check(found && *found == uint<128>{threshold}, [&] { return std::to_string(threshold); });
  }
  EXPECT_EQ(*least_amount(9, [](const uint<128>& a) { return a >= uint<128>{std::uint64_t{511}}; }),
            uint<128>{std::uint64_t{511}});
  EXPECT_FALSE(least_amount(9, [](const uint<128>&) { return false; }).has_value());
}

// A back payment that rises with dents no deeper than the slack.
TEST(best_by_bounds, is_the_best_of_all_amounts) {
  case_count count("profits over 0 .. 400, dented, against enumeration");
  for (std::int64_t curve = 1; curve <= 60; ++curve) {
    for (std::int64_t dent = 0; dent <= 2; ++dent) {
      const auto back = [&](std::int64_t a) {
        const std::int64_t rises = a + curve * 40 - (a - 7 * curve) * (a - 7 * curve) / 900;
        return rises - (a % 3 == 0 ? dent : 0);
      };
      std::int64_t best = back(0);
      std::int64_t least_drop = 0;
      std::int64_t highest = back(0);
      for (std::int64_t a = 1; a <= 400; ++a) {
        best = std::max(best, back(a) - a);
        highest = std::max(highest, back(a));
        least_drop = std::max(least_drop, highest - back(a));
      }
      const auto found = best_by_bounds(
          exact(400), 10'000,
          [&](const exact& amount) {
            return exact(back(static_cast<std::int64_t>(amount.to_double()))) - amount;
          },
          [&](const exact& low, const exact& high, const exact& at_high) {
            return at_high + high + exact(least_drop) - low;
          });
      count.check(found.profit == exact(best) && found.gap.is_zero(), [&] {
        return std::to_string(curve) + ": " + found.profit.to_string() + ", best " +
               std::to_string(best);
      });
    }
  }
}

TEST(best_by_bounds, says_how_far_it_may_be_off_when_it_stops_early) {
  // Flat: every amount is as good, which the bound cannot know.
  const auto found = best_by_bounds(
      exact(1'000'000), 100, [](const exact&) { return exact{}; },
      [](const exact& low, const exact& high, const exact&) { return high + exact(2) - low; });
  EXPECT_TRUE(found.profit.is_zero());
  EXPECT_GT(found.gap, exact{});
}

const std::string small_pool = R"(title = "small"
horizon = "1h"
[token0]
symbol = "A"
decimals = 0
[token1]
symbol = "B"
decimals = 0
[market]
kind = "steps"
price = "1.0"
[[market.point]]
time = "1s"
price = "1.0"
[[pool]]
name = "main"
)";

std::string lp_of(std::uint64_t amount) {
  const std::string text = std::to_string(amount);
  return "[[lp]]\nname = \"a\"\namount0 = \"" + text + "\"\namount1 = \"" + text + "\"\n";
}

// Everything about one attack in plain integers, on Uniswap V2's formula.
struct plain_pool {
  std::int64_t in = 0;
  std::int64_t out = 0;
  std::int64_t sell(std::int64_t amount) {
    const std::int64_t kept = amount * 997;
    const std::int64_t got = kept * out / (in * 1000 + kept);
    if (got == 0) return 0;
    in += amount;
    out -= got;
    return got;
  }
};

std::int64_t best_sandwich(std::int64_t reserve, std::int64_t size, std::int64_t slippage_bps) {
  plain_pool quiet{reserve, reserve};
  const std::int64_t least = quiet.sell(size) * (10'000 - slippage_bps) / 10'000;
  std::int64_t best = 0;
  for (std::int64_t first = 1; first < 20 * reserve; ++first) {
    plain_pool pool{reserve, reserve};
    const std::int64_t got = pool.sell(first);
    if (pool.sell(size) < least) continue;
    plain_pool back{pool.out, pool.in};
    const std::int64_t spent = got == 0 ? 0 : first;
    best = std::max(best, (got == 0 ? 0 : back.sell(got)) - spent);
  }
  return best;
}

TEST(sandwich, is_the_best_of_all_amounts_in_a_small_world) {
  case_count count("sandwiches against every amount of the first trade");
  for (const std::uint64_t reserve : {1500U, 2000U, 7777U}) {
    for (const std::uint64_t size : {10U, 150U, 900U}) {
      for (const std::uint64_t slippage : {0U, 50U, 500U, 3000U}) {
        const scenario all = test::parse(
            small_pool + lp_of(reserve) +
            "[[attack]]\nkind = \"sandwich\"\ntoken_in = 1\nsizes = [\"" + std::to_string(size) +
            "\"]\nslippage_bps = [" + std::to_string(slippage) + "]\n");
        const attempt one = run_attacks(all, 2, {})[0].attempts[0];
        const std::int64_t best =
            best_sandwich(static_cast<std::int64_t>(reserve), static_cast<std::int64_t>(size),
                          static_cast<std::int64_t>(slippage));
        const exact scale(all.price_of(all.market.initial).denominator);
        count.check(
            one.possible && one.search_gap.is_zero() && one.attacker_gain == exact(best) * scale,
            [&] {
              return std::to_string(reserve) + " " + std::to_string(size) + " " +
                     std::to_string(slippage) + ": " + one.attacker_gain.to_string() + ", best " +
                     std::to_string(best) + ", gap " + one.search_gap.to_string();
            });
      }
    }
  }
}

TEST(spot_move, takes_the_least_amount_of_all_in_a_small_world) {
  case_count count("spot moves against counting up");
  for (const std::uint64_t reserve : {1500U, 5000U}) {
    for (const std::int64_t bps : {-3000, -100, 50, 700, 20'000}) {
      const scenario all =
          test::parse(small_pool + lp_of(reserve) + "[[attack]]\nkind = \"spot\"\nmoves_bps = [" +
                      std::to_string(bps) + "]\n");
      const attempt one = run_attacks(all, 2, {})[0].attempts[0];
      std::int64_t amount = 0;
      const auto start = static_cast<std::int64_t>(reserve);
      for (bool reached = false; !reached;) {
        plain_pool pool{start, start};
        pool.sell(++amount);
        // Up: token1 over token0, what went in over what came out; down: the inverse.
        reached = bps > 0 ? pool.in * 10'000 >= pool.out * (10'000 + bps)
                          : pool.out * 10'000 <= pool.in * (10'000 + bps);
      }
      count.check(
          one.possible && one.amount == exact(amount) && one.token_in == (bps > 0 ? 1U : 0U),
          [&] { return std::to_string(bps) + ": " + one.amount.to_string(); });
    }
  }
}

// Uniswap V2's accumulator over a window of which the last `held` seconds are at the moved price.
bool mean_is_moved(const plain_pool& before, const plain_pool& after, std::int64_t window,
                   std::int64_t held, std::int64_t bps) {
  using word = uint<256>;
  const auto whole = [](std::int64_t x) { return word{static_cast<std::uint64_t>(x)}; };
  const auto spot = [&](std::int64_t token0, std::int64_t token1) {
    return div_down(whole(token1) << 112, whole(token0));
  };
  // Up: token1 goes in; down: token0.
  const auto spot_of = [&](const plain_pool& pool) {
    return bps > 0 ? spot(pool.out, pool.in) : spot(pool.in, pool.out);
  };
  const word sum = add_wrapping(mul_wrapping(spot_of(before), whole(window - held)),
                                mul_wrapping(spot_of(after), whole(held)));
  const word here = mul_wrapping(sum, whole(10'000));
  const word there = mul_wrapping(whole(window * (10'000 + bps)), word::power_of_two(112));
  return bps > 0 ? here >= there : here <= there;
}

TEST(mean_move, takes_the_least_amount_of_all_in_a_small_world) {
  case_count count("moves of Uniswap V2's mean, not restored, against counting up");
  constexpr std::int64_t window = 1200;
  for (const std::int64_t reserve : {1500, 5000}) {
    for (const std::int64_t bps : {-900, -50, 50, 700, 3000}) {
      for (const std::int64_t blocks : {1, 7, 100}) {
        const scenario all = test::parse(
            small_pool + lp_of(static_cast<std::uint64_t>(reserve)) +
            "[[attack]]\nkind = \"twap\"\nwindow = \"20m\"\nmoves_bps = [" + std::to_string(bps) +
            "]\nhold_blocks = [" + std::to_string(blocks) + "]\n");
        const attempt one = run_attacks(all, 2, {})[0].attempts[0];
        const plain_pool before{reserve, reserve};
        const auto reached = [&](std::int64_t amount) {
          plain_pool after = before;
          after.sell(amount);
          return mean_is_moved(before, after, window, blocks * 12, bps);
        };
        std::int64_t amount = 1;
        const std::int64_t most = 3000 * reserve;  // beyond, the price is not that far moved at all
        while (amount < most && !reached(amount)) ++amount;
        const bool is_right = amount < most ? one.possible && one.amount == exact(amount)
                                            : !one.possible || one.amount > exact(most);
        count.check(is_right && !one.restored, [&] {
          return one.setting + ": " + one.amount.to_string() + ", counted " +
                 std::to_string(amount);
        });
      }
    }
  }
}

// A pair with its first depositor, a gift and a victim, in plain integers at a price of 1.
struct plain_shares {
  std::int64_t attacker = 0;
  std::int64_t victim = 0;
  std::int64_t locked = 0;
  std::int64_t shares = 0;  // of the victim
};

plain_shares deposit_first(std::int64_t shares, std::int64_t minimum, std::int64_t deposit,
                           std::int64_t gift) {
  std::int64_t supply = shares + minimum;
  std::int64_t reserve = supply + gift;
  const std::int64_t half = deposit / 2;
  plain_shares done;
  done.shares = half * supply / reserve;
  done.attacker = -2 * reserve;
  if (done.shares > 0) {
    reserve += half;
    supply += done.shares;
    done.victim = -2 * half;
  }
  const auto take_out = [&](std::int64_t burned) {
    const std::int64_t out = burned * reserve / supply;
    if (out == 0) return out;
    reserve -= out;
    supply -= burned;
    return 2 * out;
  };
  done.attacker += take_out(shares);
  if (done.shares > 0) done.victim += take_out(done.shares);
  done.locked = 2 * reserve;
  return done;
}

TEST(first_depositor, is_the_best_of_all_gifts_in_a_small_world) {
  case_count count("first deposits against every gift");
  for (const std::int64_t minimum : {0, 1, 10, 1000}) {
    for (const std::int64_t shares : {1, 7, 300}) {
      for (const std::int64_t deposit : {2, 50, 1001}) {
        const scenario all = test::parse(
            small_pool + lp_of(5000) + "[[attack]]\nkind = \"first_depositor\"\nfirst_shares = [" +
            std::to_string(shares) + "]\ndeposits = [\"" + std::to_string(deposit) +
            "\"]\nminimum_liquidity = " + std::to_string(minimum) + "\n");
        const auto attempts = run_attacks(all, 2, {})[0].attempts;
        ASSERT_EQ(attempts.size(), 3U);
        const std::string name =
            std::to_string(minimum) + " " + std::to_string(shares) + " " + std::to_string(deposit);
        const exact scale(all.price_of(all.market.initial).denominator);
        const auto expect = [&](const attempt& got, std::int64_t gift) {
          const plain_shares want = deposit_first(shares, minimum, deposit, gift);
          count.check(got.possible && got.attacker_gain == exact(want.attacker) * scale &&
                          got.other_gain == exact(want.victim) * scale &&
                          got.lp_gain == exact(want.locked) * scale,
                      [&] { return name + ", " + got.setting + ": " + got.amount.to_string(); });
        };
        std::int64_t best = 0;
        std::int64_t gift = 0;
        for (plain_shares now; (now = deposit_first(shares, minimum, deposit, gift)).shares > 0;) {
          if (now.attacker > deposit_first(shares, minimum, deposit, best).attacker) best = gift;
          ++gift;
        }
        if (gift == 0) {  // refused as it is: nothing to try
          count.check(!attempts[0].possible && !attempts[2].possible, [&] { return name; });
          continue;
        }
        expect(attempts[0], static_cast<std::int64_t>(attempts[0].amount.to_double()));
        count.check(attempts[0].search_gap.is_zero() &&
                        attempts[0].attacker_gain ==
                            exact(deposit_first(shares, minimum, deposit, best).attacker) * scale,
                    [&] { return name + ": gap " + attempts[0].search_gap.to_string(); });
        expect(attempts[2], gift);
        count.check(attempts[2].amount == exact(gift), [&] { return name; });
        std::int64_t one_share = 0;
        while (deposit_first(shares, minimum, deposit, one_share).shares > 1) ++one_share;
        expect(attempts[1], one_share);
      }
    }
  }
}

// First deposits at full size; `shares` and `deposits` as the lists of the file.
scenario first_deposits(const std::string& shares, const std::string& deposits,
                        std::uint64_t minimum) {
  return test::parse(test::whole + "[[attack]]\nkind = \"first_depositor\"\nfirst_shares = [" +
                     shares + "]\ndeposits = [" + deposits +
                     "]\nminimum_liquidity = " + std::to_string(minimum) + "\n");
}

// With a lock of m shares, whoever mints k and leaves the victim n of its deposit v gains at most
// v (k - m (k + m + n)) / ((k + m + n) (n + 1)), which is a loss for every m >= 1.
TEST(first_depositor, gains_only_without_the_lock) {
  case_count count("first deposits at full size, with and without the lock");
  for (const std::uint64_t minimum : {0U, 1U, 1000U}) {
    const scenario all = first_deposits("1, 1000", "\"1000\", \"250000.75\"", minimum);
    const auto attempts = run_attacks(all, 2, {})[0].attempts;
    for (const attempt& one : attempts) {
      const bool is_best = one.goal == deposit_goal::best;
      count.check(one.possible && (one.attacker_gain + one.lp_gain + one.other_gain).is_zero() &&
                      (!is_best || (one.attacker_gain > exact{}) == (minimum == 0)) &&
                      (one.goal != deposit_goal::one_share || one.other_gain < exact{}) &&
                      (one.goal != deposit_goal::refused || one.other_gain.is_zero()),
                  [&] { return one.setting + ": " + one.attacker_gain.to_string(); });
    }
  }
}

// Amounts are whole wei: with many first shares the lock may leave the attacker a wei, no more, and
// with 100,000 it leaves some of one, which a search that finds losses only would miss.
TEST(first_depositor, gains_a_wei_at_most_with_the_lock_and_many_shares) {
  case_count count("first deposits of many shares with the lock");
  case_count gains("of these, best ones that gain a part of a wei");
  for (const std::uint64_t minimum : {1U, 1000U}) {
    for (const bool is_many : {false, true}) {
      const scenario all =
          first_deposits(is_many ? "100000" : "20000", "\"100\", \"1000\"", minimum);
      const exact wei(all.price_of(all.market.initial).denominator);
      const auto attempts = run_attacks(all, 2, {})[0].attempts;
      for (const attempt& one : attempts) {
        count.check(one.possible && one.attacker_gain <= wei,
                    [&] { return one.setting + ": " + one.attacker_gain.to_string(); });
        if (!is_many || one.goal != deposit_goal::best) continue;
        gains.check(one.attacker_gain > exact{},
                    [&] { return one.setting + ": " + one.attacker_gain.to_string(); });
      }
    }
  }
}

// However many shares there are at first: the search comes to within a few wei of the best. Without
// a lock that is no less than what leaving the victim one share gains, and no more than half of the
// deposit.
TEST(first_depositor, of_a_great_many_shares_is_searched_to_the_wei) {
  case_count count("first deposits of 10^12 shares and more");
  for (const std::uint64_t minimum : {0U, 1000U}) {
    const scenario all = first_deposits("1000000000000, 1000000000000000000", "\"1000\"", minimum);
    const exact wei(all.price_of(all.market.initial).denominator);
    const exact deposit = wei * exact(std::int64_t{1'000'000'000});
    const auto attempts = run_attacks(all, 2, {})[0].attempts;
    for (std::size_t i = 0; i < attempts.size(); i += deposit_goals) {
      const attempt& best = attempts[i];
      const attempt& one_share = attempts[i + 1];
      count.check(best.possible && best.search_gap <= wei * exact(8) &&
                      best.attacker_gain * exact(2) <= deposit &&
                      (!one_share.possible || best.attacker_gain >= one_share.attacker_gain),
                  [&] {
                    return best.setting + ": " + best.attacker_gain.to_string() + ", gap " +
                           best.search_gap.to_string();
                  });
    }
  }
}

// Held for the whole window without anyone who restores, the mean is the spot; nine tenths of the
// window shorter, the spot must go ten times as far.
TEST(mean_move, asks_more_the_shorter_it_is_held) {
  for (const char* const protocol : {"uniswap-v2", "uniswap-v3"}) {
    const scenario all =
        test::parse(test::head + test::tokens + test::gbm +
                    "[[pool]]\nname = \"main\"\nprotocol = \"" + protocol + "\"\n" + test::lp +
                    "[[attack]]\nkind = \"twap\"\nwindow = \"20m\"\n"
                    "moves_bps = [200, -200]\nhold_blocks = [100, 10]\n");
    const auto attempts = run_attacks(all, 2, {})[0].attempts;
    ASSERT_EQ(attempts.size(), 8U);
    case_count count(std::string("moves of a mean of ") + protocol);
    for (std::size_t i = 0; i < attempts.size(); ++i) {
      count.check(attempts[i].possible && attempts[i].attacker_gain < exact{} &&
                      attempts[i].lp_gain > exact{},
                  [&] { return attempts[i].setting; });
    }
    // Longer is dearer only where arbitrageurs restore; one trade is smaller the longer it stays.
    EXPECT_LT(attempts[0].amount, attempts[2].amount);
    EXPECT_LT(attempts[4].amount, attempts[6].amount);
    EXPECT_LT(attempts[1].attacker_gain, attempts[0].attacker_gain);
    // The real amount for 2 %: y (sqrt(1.02) - 1) / 0.997, of 3 million.
    const double expected = 3e12 * (std::sqrt(1.02) - 1) / 0.997;
    EXPECT_NEAR(attempts[0].amount.to_double() / expected, 1, 0.01) << protocol;
  }
}

TEST(attacks, are_the_same_for_any_number_of_threads) {
  case_count count("attempts on 1 thread against those on 3");
  const scenario all = test::parse(test::whole +
                                   "[[attack]]\nkind = \"spot\"\nmoves_bps = [100, -200, 300]\n"
                                   "[[attack]]\nkind = \"sandwich\"\nsizes = [\"9000\", \"70\"]\n"
                                   "slippage_bps = [10, 100]\n");
  const auto one = run_attacks(all, 1, {});
  const auto three = run_attacks(all, 3, {});
  ASSERT_EQ(one.size(), 2U);
  ASSERT_EQ(three.size(), 2U);
  for (std::size_t i = 0; i < one.size(); ++i) {
    ASSERT_EQ(one[i].attempts.size(), three[i].attempts.size());
    for (std::size_t k = 0; k < one[i].attempts.size(); ++k) {
      const attempt& a = one[i].attempts[k];
      const attempt& b = three[i].attempts[k];
      count.check(a.setting == b.setting && a.possible && b.possible && a.amount == b.amount &&
                      a.attacker_gain == b.attacker_gain && a.other_gain == b.other_gain,
                  [&] { return a.setting; });
    }
  }
}

// The second attack is interrupted in the middle of its searches: the first stays.
TEST(attacks, that_are_interrupted_are_left_out) {
  const scenario all = test::parse(test::whole +
                                   "[[attack]]\nkind = \"spot\"\nmoves_bps = [100]\n"
                                   "[[attack]]\nkind = \"spot\"\nmoves_bps = [200, 300]\n");
  std::uint64_t asked = 0;
  (void)run_attacks(all, 1, [&] { return ++asked == 0; });
  ASSERT_GT(asked, 200U);
  case_count count("interruptions of two attacks, after each tenth question");
  const std::uint64_t questions = asked;
  bool first_was_there = false;
  for (std::uint64_t after = 1; after < questions; after += 10) {
    std::uint64_t until = after;
    const auto done = run_attacks(all, 1, [&] { return until == 0 || --until == 0; });
    const bool whole = done.empty() || (done.size() == 1 && done[0].attempts.size() == 2 &&
                                        done[0].attempts[1].possible);
    count.check(whole && !(first_was_there && done.empty()),
                [&] { return std::to_string(after) + " of " + std::to_string(questions); });
    first_was_there = !done.empty();
  }
  EXPECT_TRUE(first_was_there);
}

TEST(attacks, are_in_the_summary_and_in_words) {
  const scenario all = test::parse(test::whole +
                                   "[[attack]]\nkind = \"sandwich\"\nsizes = [\"10000\"]\n"
                                   "slippage_bps = [100]\n");
  campaign_result done = run_paths(all, 0, 1, 1, {}, {}, {});
  done.attacks = run_attacks(all, 2, {});
  EXPECT_NE(summary_json(all, done).find("\"attacks\":[{\"kind\":\"sandwich\""), std::string::npos);
  EXPECT_NE(summary_text(all, done).find("sandwich of 10000 USDC, slippage 1 %"),
            std::string::npos);
  const attempt& one = done.attacks[0].attempts[0];
  EXPECT_GT(one.attacker_gain, exact{});
  EXPECT_LT(one.other_gain, exact{});
  EXPECT_TRUE((one.attacker_gain + one.lp_gain + one.other_gain).is_zero());
}

TEST(attacks, that_make_no_sense_are_refused) {
  case_count count("refused attacks");
  const auto list_of = [](int values, const char* quote) {
    std::string text;
    for (int i = 1; i <= values; ++i) {
      text += (i == 1 ? "" : ", ") + (quote + std::to_string(i)) + quote;
    }
    return "[" + text + "]\n";
  };
  const std::string many_sandwiches =
      "kind = \"sandwich\"\nsizes = " + list_of(17, "\"") + "slippage_bps = " + list_of(17, "");
  const std::string many_deposits =
      "kind = \"first_depositor\"\nfirst_shares = " + list_of(43, "") +
      "deposits = " + list_of(2, "\"");
  const std::pair<const char*, const char*> cases[] = {
      {"kind = \"spot\"\n", "attack[0].moves_bps: is missing"},
      {"kind = \"spot\"\nmoves_bps = [0]\n", "holds 0"},
      {"kind = \"spot\"\nmoves_bps = []\n", "is no list"},
      {"kind = \"spot\"\nmoves_bps = [-10000]\n", "holds -10000"},
      {"kind = \"spot\"\nmoves_bps = [1.5]\n", "holds what is no integer"},
      {"kind = \"spot\"\nmoves_bps = [1]\nwindow = \"1h\"\n", "says nothing in this kind"},
      {"kind = \"twap\"\nmoves_bps = [1]\nwindow = \"1m\"\nhold_blocks = [6]\n", "holds 6, longer"},
      {"kind = \"twap\"\nmoves_bps = [1]\nwindow = 4294967296\nhold_blocks = [6]\n",
       "longer than an oracle's clock"},
      {"kind = \"sandwich\"\nslippage_bps = [1]\nsizes = [5]\n", "holds what is no exact decimal"},
      {"kind = \"sandwich\"\nslippage_bps = [1]\nsizes = [\"0\"]\n", "above zero"},
      {"kind = \"sandwhich\"\n", "did you mean sandwich"},
      {"kind = \"first_depositor\"\n", "first_shares: is missing"},
      {"kind = \"first_depositor\"\nfirst_shares = [0]\n", "holds 0"},
      {"kind = \"first_depositor\"\nfirst_shares = [1]\n", "deposits: is missing"},
      {"kind = \"first_depositor\"\nsizes = [\"1\"]\n", "says nothing in this kind"},
      {"kind = \"sandwich\"\nminimum_liquidity = 0\n", "says nothing in this kind"},
      {many_sandwiches.c_str(), "slippage_bps: makes 289 settings of one attack"},
      {many_deposits.c_str(), "deposits: makes 258 settings of one attack"}};
  for (const auto& [text, expected] : cases) {
    std::string got = "accepted";
    try {
      test::parse(test::whole + "[[attack]]\n" + text);
    } catch (const trace::input_error& error) {
      got = error.what();
    }
    count.check(got.find(expected) != std::string::npos, [&] { return text + (": " + got); });
  }
}

}  // namespace
}  // namespace assay::market
