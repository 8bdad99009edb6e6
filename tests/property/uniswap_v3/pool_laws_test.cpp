// Laws of a whole pool: what no trade, no position and no order of operations can get out of it.
// Each is tried on pools and trades that RapidCheck draws through the generators; a case that the
// pool refuses claims nothing and is not counted.
#include <gtest/gtest.h>

#include "drawn_pool.hpp"
#include "support/property.hpp"

namespace assay::uniswap_v3 {
namespace {

struct live_trade {
  drawn_pool market{};
  trade what{};
};

// A pool with a price and a trade for it, of an exact input or output.
live_trade draw_trade(bool exact_in) {
  live_trade drawn;
  RC_PRE(drawn.market.is_live());
  const auto next = drawn.market.next_trade();
  RC_PRE(next.has_value());
  drawn.what = *next;
  drawn.what.exact_in = exact_in;
  return drawn;
}

word less_fee(const word& amount, std::uint32_t fee_pips) {
  constexpr std::uint64_t unit = format::fee_unit;
  return mul_div_down(amount, word{unit - fee_pips}, word{unit}).value();
}

TEST(pool_laws, no_trade_beats_the_pool) {
  test::case_count count("trades on drawn pools: trips, splits, limits, exact outputs");
  test::check_property(count, "there and back never pays, and costs the fee", [] {
    auto [market, there] = draw_trade(true);
    const auto first = market.perform(there);
    RC_PRE(first && !first->amount_out.is_zero());
    const price& here = market.state().pool.sqrt_price_x96;
    const price limit = furthest(!there.zero_for_one);
    RC_PRE(here != limit && (there.zero_for_one ? here < limit : here > limit));
    const auto back = market.perform({!there.zero_for_one, true, first->amount_out, limit});
    RC_PRE(back.has_value());
    RC_ASSERT(back->amount_out <= less_fee(first->amount_in, market.start().fee_pips));
  });
  test::check_property(count, "two trades never beat one", [] {
    auto [market, all] = draw_trade(true);
    all.limit = furthest(all.zero_for_one);
    RC_PRE(all.amount > word::one() && is_exact(all, market.start().pool.sqrt_price_x96));
    const auto whole = market.perform(all);
    RC_PRE(whole && whole->amount_in == all.amount);
    trade part = all;
    part.amount = add_wrapping(div_down(all.amount, word{3}), word::one());
    market.reset();
    const auto first = market.perform(part);
    RC_PRE(first && market.state().pool.sqrt_price_x96 != all.limit);
    part.amount = sub_wrapping(all.amount, first->amount_in);
    RC_PRE(!part.amount.is_zero());
    const auto second = market.perform(part);
    RC_PRE(second.has_value());
    RC_ASSERT(add_wrapping(first->amount_out, second->amount_out) <= whole->amount_out);
  });
  test::check_property(count,
                       "an exact output is never more than asked, and all of it "
                       "unless the limit is in the way",
                       [] {
                         auto [market, asked] = draw_trade(false);
                         const auto got = market.perform(asked);
                         RC_PRE(got.has_value());
                         RC_ASSERT(got->amount_out <= asked.amount);
                         const bool is_complete = got->amount_out == asked.amount ||
                                                  market.state().pool.sqrt_price_x96 == asked.limit;
                         RC_ASSERT(is_complete);
                       });
  test::check_property(count,
                       "an exact input is never exceeded, and all of it is taken "
                       "unless the limit is in the way",
                       [] {
                         auto [market, asked] = draw_trade(true);
                         const auto got = market.perform(asked);
                         RC_PRE(got.has_value());
                         RC_ASSERT(got->amount_in <= asked.amount);
                         const bool is_complete = got->amount_in == asked.amount ||
                                                  market.state().pool.sqrt_price_x96 == asked.limit;
                         RC_ASSERT(is_complete);
                       });
  test::check_property(count, "what an exact output costs buys at least that output", [] {
    auto [market, asked] = draw_trade(false);
    const auto got = market.perform(asked);
    RC_PRE(got && !got->amount_in.is_zero() && got->amount_out == asked.amount);
    const trade again{asked.zero_for_one, true, got->amount_in, asked.limit};
    RC_PRE(is_exact(again, market.start().pool.sqrt_price_x96));
    market.reset();
    const auto bought = market.perform(again);
    RC_PRE(bought.has_value());
    RC_ASSERT(bought->amount_out >= asked.amount);
  });
  for (const char* id : {"V3-TRIP-1", "V3-SPLIT-1", "V3-OUT-1", "V3-LIMIT-2"}) {
    count.record_for(id, evidence::kind::property, test::property_successes);
  }
  count.record_for("uniswap-v3.pool", evidence::kind::property);
}

TEST(pool_laws, amounts_are_monotone) {
  test::case_count count("trades on drawn pools: monotone in the limit and in the amount");
  for (const bool exact_in : {true, false}) {
    const std::string name = exact_in ? ", exact input" : ", exact output";
    test::check_property(count, "a nearer limit takes and gives no more" + name, [&] {
      auto [market, asked] = draw_trade(exact_in);
      const price start = market.start().pool.sqrt_price_x96;
      RC_PRE(!exact_in || is_exact(asked, start));
      const auto far = market.perform(asked);
      const price end = market.state().pool.sqrt_price_x96;
      RC_PRE(far && end != start);
      const price way = asked.zero_for_one ? sub_wrapping(start, end) : sub_wrapping(end, start);
      const auto parts = *rc::gen::inRange<std::uint64_t>(1, 65);
      const price step = add_wrapping(mul_wrapping(way >> 6, price{parts - 1}), price::one());
      trade near = asked;
      near.limit = asked.zero_for_one ? sub_wrapping(start, step) : add_wrapping(start, step);
      market.reset();
      const auto less = market.perform(near);
      RC_ASSERT(less.has_value());
      RC_ASSERT(less->amount_in <= far->amount_in);
      RC_ASSERT(less->amount_out <= far->amount_out);
      const price& stop = market.state().pool.sqrt_price_x96;
      RC_ASSERT(!is_in_order(asked.zero_for_one, near.limit, stop));
    });
  }
  test::check_property(count, "one more in is never less out, and leads no less far", [] {
    auto [market, asked] = draw_trade(true);
    trade more = asked;
    more.amount = add_wrapping(asked.amount, word::one());
    RC_PRE(is_exact(more, market.start().pool.sqrt_price_x96));
    const auto less = market.perform(asked);
    RC_PRE(less.has_value());
    const price end = market.state().pool.sqrt_price_x96;
    market.reset();
    const auto got = market.perform(more);
    RC_PRE(got.has_value());
    RC_ASSERT(got->amount_out >= less->amount_out);
    const price& further = market.state().pool.sqrt_price_x96;
    RC_ASSERT(!is_in_order(asked.zero_for_one, further, end));
  });
  count.record_for("V3-MONO-1", evidence::kind::property, 2 * test::property_successes);
  count.record_for("V3-MONO-2", evidence::kind::property, test::property_successes);
}

// The net liquidity of the ticks whose prices a swap reaches, from what the ticks say alone.
liquidity expected_liquidity(const state_type& before, const price& end, bool falls) {
  liquidity sum = before.pool.liquidity;
  for (const auto& [tick, info] : before.ticks) {
    const price at = sqrt_ratio_at_tick<>(tick).value();
    const bool is_crossed =
        falls ? tick <= before.pool.tick && at >= end : tick > before.pool.tick && at <= end;
    if (!is_crossed) continue;
    const auto& net = info.liquidity_net;
    sum = add_wrapping(sum, (falls ? neg_wrapping(net) : net).to_bits());
  }
  return sum;
}

TEST(pool_laws, a_tick_is_crossed_exactly_when_its_price_is_reached) {
  test::case_count count("swaps on drawn pools: what is crossed and what is not");
  std::uint64_t crossings = 0;
  test::check_property(
      count,
      "liquidity is that of the price, and not reached is strictly "
      "before the next tick",
      [&] {
        auto [market, asked] = draw_trade(*rc::gen::arbitrary<bool>());
        const auto got = market.perform(asked);
        RC_PRE(got.has_value());
        const state_type& before = market.start();
        const auto& after = market.state().pool;
        const bool falls = asked.zero_for_one;
        RC_ASSERT(after.liquidity == expected_liquidity(before, after.sqrt_price_x96, falls));
        for (const auto& [tick, info] : before.ticks) {
          const price at = sqrt_ratio_at_tick<>(tick).value();
          const bool is_ahead = falls ? tick <= after.tick : tick > after.tick;
          if (!is_ahead) continue;
          // What a swap has not moved may stand on a tick that it would cross next.
          if (after.sqrt_price_x96 == before.pool.sqrt_price_x96 &&
              after.tick == before.pool.tick) {
            RC_ASSERT(!is_in_order(falls, at, after.sqrt_price_x96));
          } else {
            RC_ASSERT(is_in_order(falls, after.sqrt_price_x96, at));
          }
        }
        if (after.liquidity != before.pool.liquidity) ++crossings;
      });
  EXPECT_GT(crossings, 1'000U) << "swaps that crossed a tick";
  count.record_for("V3-REACH-1", evidence::kind::property);
}

// Around what is owed: nothing, a wei, all but one, all, one more, everything.
liquidity draw_request(const liquidity& owed) {
  const liquidity one = liquidity::one();
  const liquidity some[] = {owed,
                            liquidity::zero(),
                            one,
                            liquidity::max(),
                            owed >> 1,
                            add_wrapping(owed, one),
                            sub_wrapping(owed, one)};
  return some[*rc::gen::inRange<std::size_t>(0, std::size(some))];
}

TEST(pool_laws, positions_get_no_more_than_is_theirs) {
  test::case_count count("positions of drawn pools: minted, burned, collected, left");
  test::check_property(count, "mint and burn at once never pays, and costs a wei at most", [] {
    drawn_pool market;
    RC_PRE(market.is_live());
    const auto next = market.next_of<mint<format>>();
    RC_PRE(next.has_value());
    auto asked = std::get<mint<format>>(next->call);
    asked.recipient = trader;
    asked.pay = {};
    const auto cost = market.apply(trader, asked);
    RC_PRE(cost.has_value());
    const auto burned =
        market.apply(trader, burn<format>{asked.tick_lower, asked.tick_upper, asked.amount});
    RC_ASSERT(burned.has_value());
    for (std::size_t i = 0; i < 2; ++i) {
      const word& back = (*burned)[i];
      RC_ASSERT(back <= (*cost)[i]);
      RC_ASSERT(sub_wrapping((*cost)[i], back) <= word::one());
    }
    RC_ASSERT(market.state().pool.liquidity == market.start().pool.liquidity);
  });
  test::check_property(count, "collect never pays more than is owed, and not twice", [] {
    drawn_pool market;
    RC_PRE(market.is_live());
    std::vector<position_key> owners = market.positions_of_actors();
    RC_PRE(!owners.empty());
    const position_key key = owners[*rc::gen::inRange<std::size_t>(0, owners.size())];
    // Fees are noted down first, where there is liquidity to earn them.
    market.apply(key.owner, burn<format>{key.tick_lower, key.tick_upper, {}});
    const auto& before = market.state().positions.find(key)->second;
    const liquidity owed[] = {before.tokens_owed0, before.tokens_owed1};
    RC_PRE(!owed[0].is_zero() || !owed[1].is_zero());
    const liquidity wanted[] = {draw_request(owed[0]), draw_request(owed[1])};
    const word held[] = {market.held(0, account::pool()), market.held(1, account::pool())};
    const collect<format> first{account::zero(), key.tick_lower, key.tick_upper, wanted[0],
                                wanted[1]};
    const auto paid = market.apply(key.owner, first);
    RC_PRE(paid.has_value());
    const collect<format> rest{account::zero(), key.tick_lower, key.tick_upper, liquidity::max(),
                               liquidity::max()};
    const auto second = market.apply(key.owner, rest);
    RC_ASSERT(second.has_value());
    for (unsigned i = 0; i < 2; ++i) {
      RC_ASSERT((*paid)[i] == widen<format::word_bits>(std::min(owed[i], wanted[i])));
      RC_ASSERT(add_wrapping((*paid)[i], (*second)[i]) == widen<format::word_bits>(owed[i]));
      const word gone = sub_wrapping(held[i], market.held(i, account::pool()));
      RC_ASSERT(gone == widen<format::word_bits>(owed[i]));
    }
  });
  count.record_for("V3-TRIP-2", evidence::kind::property, test::property_successes);
  count.record_for("V3-COLLECT-1", evidence::kind::property, test::property_successes);
}

TEST(pool_laws, everybody_can_leave_in_any_order) {
  test::case_count count("drawn pools emptied in drawn orders");
  std::uint64_t positions = 0;
  test::check_property(count, "every position can be emptied, whoever goes first", [&] {
    drawn_pool market;
    RC_PRE(market.is_live());
    std::vector<position_key> leaving = market.positions_of_actors();
    RC_PRE(leaving.size() >= 2);
    while (!leaving.empty()) {
      const auto next = *rc::gen::inRange<std::size_t>(0, leaving.size());
      const position_key key = leaving[next];
      leaving.erase(leaving.begin() + static_cast<std::ptrdiff_t>(next));
      const liquidity whole = market.state().positions.find(key)->second.liquidity;
      if (!whole.is_zero()) {
        const burn<format> all{key.tick_lower, key.tick_upper, whole};
        RC_ASSERT(market.apply(key.owner, all).has_value());
      }
      const collect<format> everything{trader, key.tick_lower, key.tick_upper, liquidity::max(),
                                       liquidity::max()};
      RC_ASSERT(market.apply(key.owner, everything).has_value());
      ++positions;
    }
  });
  EXPECT_GT(positions, 20'000U) << "positions left";
  count.record_for("V3-EXIT-1", evidence::kind::property);
}

}  // namespace
}  // namespace assay::uniswap_v3
