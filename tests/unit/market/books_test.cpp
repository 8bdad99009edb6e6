// Each identity of the books fails when what it claims is broken, and holds when nothing is.
#include "assay/market/books.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "support/case_count.hpp"

namespace assay::market {
namespace {

exact whole(std::int64_t value) { return exact(value); }

// A pool of 1000 and 2000, fee 3/1000: deposits, a move of the market, one trade.
struct scene {
  books book{1000, {uint<128>{3}, uint<128>{2}}};
  amounts held{whole(1000), whole(2000)};
  amounts total{whole(5000), whole(7000)};
  fill done{true, 0, whole(100), whole(150), whole(300)};
  amounts trader_change{whole(-100), whole(150)};

  std::optional<violation> outcome() {
    book.deposit({whole(1000), whole(2000)});
    book.move_price({uint<128>{5}, uint<128>{2}});
    book.trade(done, trader_change);
    return book.check(held, total, {whole(5000), whole(7000)});
  }
};

scene sound() {
  scene all;
  all.held = {whole(1100), whole(1850)};
  return all;
}

TEST(books, hold_when_nothing_is_broken) {
  scene all = sound();
  const auto found = all.outcome();
  EXPECT_FALSE(found.has_value()) << found->detail;
  EXPECT_EQ(all.book.trades(), 1U);
  // Fee: 0.3 of token0 at 5/2. LVR: the curve took 99.7 of token0 and gave 150 of token1.
  EXPECT_EQ(all.book.fee_value(), whole(300 * 5));
  EXPECT_EQ(all.book.lvr(), whole(150 * 1000 * 2 - 99'700 * 5));
  EXPECT_EQ(all.book.trader_gain(), whole(150 * 2 - 100 * 5));
}

TEST(books, each_identity_can_fail) {
  test::case_count count("identities broken one at a time");
  const std::vector<std::pair<identity, std::function<void(scene&)>>> breaks = {
      {identity::conserved, [](scene& s) { s.total.token1 += whole(1); }},
      {identity::flows, [](scene& s) { s.held.token0 += whole(1); }},
      {identity::flows, [](scene& s) { s.done.amount_out += whole(1); }},
      {identity::zero_sum, [](scene& s) { s.trader_change.token1 -= whole(1); }},
  };
  for (const auto& [which, damage] : breaks) {
    scene all = sound();
    damage(all);
    const auto found = all.outcome();
    count.check(found.has_value() && found->which == which, [&] {
      return std::string(identity_name(which)) + ": " + (found ? found->detail : "nothing found");
    });
  }
}

// Someone deposits around the trade and takes out 10 of token0 more and 5 of token1 less: the pool
// is changed by so much; what LPs lose to it is in the LVR, and the fee that it earned is not
// theirs.
TEST(books, hold_with_just_in_time_liquidity_and_fail_without_its_entry) {
  for (const bool is_entered : {true, false}) {
    scene all = sound();
    all.book.deposit({whole(1000), whole(2000)});
    all.book.move_price({uint<128>{5}, uint<128>{2}});
    all.book.trade(all.done, all.trader_change);
    const exact lvr = all.book.lvr();
    const amounts taken{whole(10), whole(-5)};
    const amounts its_fee{whole(0), whole(1)};
    const exact fees = all.book.fee_value();
    if (is_entered) all.book.just_in_time(taken, its_fee);
    const auto found = all.book.check(all.held - taken, all.total, all.total);
    EXPECT_EQ(found.has_value(), !is_entered);
    if (!is_entered) continue;
    EXPECT_EQ(all.book.lvr() - lvr, whole((10 * 5 - (5 + 1) * 2) * 1000));
    EXPECT_EQ(all.book.fee_value() - fees, whole(-2 * 1000));
    EXPECT_EQ(all.book.trader_gain(), whole(150 * 2 - 100 * 5 + 10 * 5 - 5 * 2));
  }
}

// A fee that is booked on the other side of the curve moves nothing but the split; a value that is
// booked at another price does.
TEST(books, a_trade_booked_at_another_price_breaks_a_value) {
  scene all = sound();
  all.book.deposit({whole(1000), whole(2000)});
  all.book.trade(all.done, all.trader_change);
  all.book.move_price({uint<128>{5}, uint<128>{2}});
  books late = all.book;
  EXPECT_FALSE(late.check(all.held, all.total, all.total).has_value());
  late.deposit({whole(1), whole(0)});
  const auto found = late.check(all.held, all.total, all.total);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->which, identity::flows);
}

TEST(books, every_identity_has_a_name_and_a_statement) {
  for (std::uint8_t i = 0; i <= static_cast<std::uint8_t>(identity::zero_sum); ++i) {
    EXPECT_TRUE(identity_name(static_cast<identity>(i)).starts_with("SIM-"));
    EXPECT_FALSE(identity_statement(static_cast<identity>(i)).empty());
  }
}

}  // namespace
}  // namespace assay::market
