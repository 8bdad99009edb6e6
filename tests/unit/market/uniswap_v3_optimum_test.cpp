// The arbitrageur's input in a Uniswap V3 pool is the optimum: small pools against every input,
// full-size ones against their neighbours, and each trade against what the pool itself answers.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "assay/gen/choices.hpp"
#include "assay/market/uniswap_v3_arbitrage.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "support/case_count.hpp"
#include "uniswap_v3_quote.hpp"

namespace assay::market {
namespace {

namespace v3 = uniswap_v3;
using v3_format = v3::protocol::format;
using gen::choices;
using test::case_count;

using swap = swap_math<v3_format>;

const uint<256> purse = uint<256>::power_of_two(116);
constexpr std::array<std::uint32_t, 10> fees{0,   100,  500, 3000,   10'000,
                                             123, 2500, 999, 70'001, 500'000};

constexpr std::size_t deployed_fees = 5;  // the first of these, and none

// Of so many bits.
uint<128> number_of(choices& draw, unsigned bits) {
  const std::uint64_t high = draw.below(UINT64_MAX);
  const std::uint64_t low = draw.below(UINT64_MAX);
  return (uint<128>::from_limbs({low, high}) >> (128 - bits)) | uint<128>::power_of_two(bits - 1);
}

struct range {
  std::int32_t lower = 0;
  std::int32_t upper = 0;
  uint<128> liquidity{};
};
v3::pool<> pool_with(std::uint32_t fee, std::int32_t spacing, const uint<160>& root,
                     const std::vector<range>& ranges) {
  v3::setup setup;
  setup.actors = 1;
  v3::pool<> pool(setup);
  const account who = account::actor(0);
  v3::create_pool<v3_format> creation;
  creation.balances = uint<256>::power_of_two(200);
  creation.fee_pips = fee;
  creation.tick_spacing = spacing;
  EXPECT_TRUE(pool.apply({who, 0, creation}).ok());
  v3::initialize<v3_format> first;
  first.sqrt_price_x96 = root;
  EXPECT_TRUE(pool.apply({who, 0, first}).ok());
  for (const range& one : ranges) {
    EXPECT_TRUE(
        pool.apply({who, 0, v3::mint<v3_format>{who, one.lower, one.upper, one.liquidity}}).ok());
  }
  return pool;
}

// The pool's own price, times (1 + by / 2^20) or so, as a fraction with `bits` in the smaller part.
price price_near(const uint<160>& root, std::int64_t by, unsigned bits, choices& draw) {
  const uint<128> part = number_of(draw, bits);
  const auto square = widen<512>(mul_wide(root, root));
  const auto factor = widen<512>(uint<64>{static_cast<std::uint64_t>((1 << 20) + by)});
  const auto one = uint<512>::power_of_two(192 + 20);
  const auto scaled = mul_wrapping(square, factor);  // the price, times 2^212
  if (scaled >= one) {
    const auto numerator = div_down(mul_wrapping(scaled, widen<512>(part)), one);
    return {truncate<128>(numerator), part};
  }
  const auto denominator = div_down(widen<512>(part) << 212, scaled);
  return {part, truncate<128>(denominator)};
}

exact gain_of(const price& at, bool zero_for_one, const uint<256>& in, const uint<256>& out) {
  amounts change;
  change.of(zero_for_one ? 0 : 1) = exact{} - exact(in);
  change.of(zero_for_one ? 1 : 0) = exact(out);
  return value_of(change, at);
}
exact gain_of(const price& at, const v3_arbitrage& found) {
  return gain_of(at, found.zero_for_one, found.amount_in, found.amount_out);
}

class gains_by_input {
 public:
  gains_by_input(const v3::pool<>& pool, const price& at, bool zero_for_one)
      : pool_(pool), at_(at), zero_for_one_(zero_for_one) {}

  // Whether no input less than `most` away from `in` gains more: from the step on in which the
  // least of them ends.
  [[nodiscard]] bool is_best_near(const uint<256>& in, std::uint64_t most,
                                  const exact& gain) const {
    const uint<256> least =
        in > uint<256>{most} ? sub_wrapping(in, uint<256>{most}) : uint<256>::one();
    v3_walk start(pool_.state(), zero_for_one_);
    v3_quote before;
    for (;;) {
      const auto target = start.find_end(end());
      const auto step = start.step_to(*target, sub_wrapping(least, before.amount_in)).value();
      const uint<256> after =
          add_wrapping(before.amount_in, add_wrapping(step.amount_in, step.fee));
      if (after >= least || step.next_price != *target || *target == end()) break;
      before.amount_in = after;
      before.amount_out = add_wrapping(before.amount_out, step.amount_out);
      EXPECT_TRUE(start.move_to(*target));
    }
    const uint<160> target = *start.find_end(end());
    const start_of_rest rest{
        start, target, before,
        swap::input_delta(start.price(), target, start.liquidity(), zero_for_one_).value()};
    return none_gains_more(rest, least, add_wrapping(in, uint<256>{most}), gain);
  }

  // The best of all inputs, from step to step of the swap: until the gain is below nothing by more
  // than all roundings on the way cost, or only ticks without liquidity come, beyond the limit.
  [[nodiscard]] exact best(const uint<160>& limit) const {
    exact best{};
    exact before{};
    exact rounding{};
    v3_walk walk(pool_.state(), zero_for_one_);
    while (walk.price() != end()) {
      const auto target = walk.find_end(end());
      const bool beyond = zero_for_one_ ? walk.price() < limit : walk.price() > limit;
      if (walk.liquidity().is_zero() && beyond) break;
      if (!walk.liquidity().is_zero()) rounding += rounding_of_a_step();
      exact gain{};
      uint<160> reached = walk.price();
      for (std::uint64_t in = 1; reached != *target; ++in) {
        const auto step = walk.step_to(*target, uint<256>{in}).value();
        gain = before +
               gain_of(at_, zero_for_one_, add_wrapping(step.amount_in, step.fee), step.amount_out);
        best = std::max(best, gain);
        if ((gain + rounding).is_negative()) return best;
        reached = step.next_price;
      }
      before = gain;
      EXPECT_TRUE(walk.move_to(*target));
    }
    return best;
  }

 private:
  const v3::pool<>& pool_;
  const price& at_;
  bool zero_for_one_;

  struct start_of_rest {
    v3_walk walk;
    uint<160> target{};
    v3_quote before{};
    uint<256> whole{};  // the input after the fee that leads to the target
  };
  [[nodiscard]] v3_quote quote_of_rest(const start_of_rest& from, const uint<256>& in) const {
    v3_quote sum = from.before;
    const auto kept =
        swap::less_fee(sub_wrapping(in, sum.amount_in), pool_.state().fee_pips).value();
    if (kept < from.whole) {  // what the step of the swap would do, without the fee's amount
      const auto& walk = from.walk;
      const auto next = sqrt_price_math<v3_format>::next_price_from_input(
                            walk.price(), walk.liquidity(), kept, zero_for_one_)
                            .value();
      sum.amount_in = in;
      sum.amount_out = add_wrapping(
          sum.amount_out,
          swap::output_delta(walk.price(), next, walk.liquidity(), zero_for_one_).value());
      return sum;
    }
    v3_walk walk = from.walk;
    for (uint<160> target = from.target;; target = *walk.find_end(end())) {
      const auto step = walk.step_to(target, sub_wrapping(in, sum.amount_in)).value();
      sum.amount_in = add_wrapping(sum.amount_in, add_wrapping(step.amount_in, step.fee));
      sum.amount_out = add_wrapping(sum.amount_out, step.amount_out);
      if (sum.amount_in == in || step.next_price == end()) return sum;
      EXPECT_TRUE(walk.move_to(step.next_price));
    }
  }
  // More input never buys less: where what `high` buys for the price of `low` gains no more, none
  // between does. Else each half, and in the end each input.
  [[nodiscard]] bool none_gains_more(const start_of_rest& from, const uint<256>& low,
                                     const uint<256>& high, const exact& gain) const {
    const v3_quote most = quote_of_rest(from, high);
    const uint<256> paid = std::min(low, most.amount_in);
    if (gain_of(at_, zero_for_one_, paid, most.amount_out) <= gain) return true;
    const uint<256> width = sub_wrapping(high, low);
    if (width.is_zero()) return false;
    if (width < uint<256>{8}) {
      for (uint<256> one = low; one <= high; one = add_wrapping(one, uint<256>::one())) {
        const v3_quote found = quote_of_rest(from, one);
        if (gain_of(at_, zero_for_one_, found.amount_in, found.amount_out) > gain) return false;
      }
      return true;
    }
    const uint<256> middle = add_wrapping(low, width >> 1);
    return none_gains_more(from, low, middle, gain) &&
           none_gains_more(from, add_wrapping(middle, uint<256>::one()), high, gain);
  }
  [[nodiscard]] uint<160> end() const { return farthest(zero_for_one_); }
  // A wei out, two in, and as much again, at any fee up to one half.
  [[nodiscard]] exact rounding_of_a_step() const {
    const exact in_price(zero_for_one_ ? at_.numerator : at_.denominator);
    const exact out_price(zero_for_one_ ? at_.denominator : at_.numerator);
    return out_price + in_price * exact(4);
  }
};

// The trade that went to the price at which another wei gains nothing, without a search.
exact gain_to_the_limit(const v3::pool<>& pool, const v3_outside& outside, bool zero_for_one) {
  const auto& limit = zero_for_one ? outside.sell_limit_x96 : outside.buy_limit_x96;
  const uint<160>& now = pool.state().pool.sqrt_price_x96;
  if (zero_for_one ? now <= limit : now >= limit) return {};
  const auto quote = quote_exact_in(pool.state(), zero_for_one, purse, limit);
  return gain_of(outside.at, zero_for_one, quote->amount_in, quote->amount_out);
}

// What the pool itself answers.
bool is_answered(v3::pool<> pool, const v3_arbitrage& found) {
  if (found.amount_in.is_zero()) return true;
  v3::swap<v3_format> call;
  call.recipient = account::actor(0);
  call.zero_for_one = found.zero_for_one;
  call.amount_specified = sint<256>::from_bits(found.amount_specified);
  call.sqrt_price_limit_x96 = found.sqrt_price_limit_x96;
  const auto& receipt = pool.apply({account::actor(0), 0, call});
  if (!receipt.ok()) return false;
  const auto& said = receipt.returns.amounts;
  return exact(said[found.zero_for_one ? 0 : 1]) == exact(found.amount_in) &&
         exact(neg_wrapping(said[found.zero_for_one ? 1 : 0])) == exact(found.amount_out);
}

std::string text_of(const v3::pool<>& pool, const price& at) {
  const auto& now = pool.state().pool;
  std::string text = "fee " + std::to_string(pool.state().fee_pips) + " spacing " +
                     std::to_string(pool.state().tick_spacing) + " price " +
                     to_decimal(now.sqrt_price_x96) + " liquidity " + to_decimal(now.liquidity) +
                     " outside " + to_decimal(at.numerator) + "/" + to_decimal(at.denominator);
  for (const auto& [key, position] : pool.state().positions) {
    text += " [" + std::to_string(key.tick_lower) + " " + std::to_string(key.tick_upper) + " " +
            to_decimal(position.liquidity) + "]";
  }
  return text;
}

// One range or a few, with gaps and common ends, near the price or at it.
std::vector<range> ranges_of(choices& draw, std::int32_t tick, std::int32_t spacing,
                             unsigned bits) {
  std::vector<range> all;
  const std::int32_t most = max_tick / spacing * spacing;
  const auto liquidity = [&] {
    return number_of(draw, bits - static_cast<unsigned>(draw.below(3)));
  };
  if (draw.below(2) == 0) return {{-most, most, liquidity()}};
  const std::int32_t here = v3::compress(tick, spacing);
  for (std::uint64_t i = 0, count = 1 + draw.below(4); i < count; ++i) {
    const auto from = static_cast<std::int32_t>(draw.below(9)) - 5;
    const auto width = static_cast<std::int32_t>(draw.below(6)) + 1;
    const std::int32_t lower = std::clamp((here + from) * spacing, -most, most - spacing);
    const std::int32_t upper = std::clamp(lower + width * spacing, lower + spacing, most);
    all.push_back({lower, upper, liquidity()});
  }
  return all;
}

std::int32_t tick_of(choices& draw) {
  const auto far = static_cast<std::int32_t>(draw.below(3) == 0 ? 60'000 : 300);
  return static_cast<std::int32_t>(draw.below(2 * static_cast<std::uint64_t>(far))) - far;
}

TEST(best_v3_arbitrage, is_the_best_of_all_inputs_in_small_pools) {
  case_count count("arbitrages in small pools against every input, by list and by lattice");
  case_count traded("of these, that trade");
  case_count several("of these, in pools of several ranges");
  case_count answers("trades that the pool itself answers to the wei");
  choices draw(17);
  constexpr std::uint64_t cases = 24'000;
  for (std::uint64_t i = 0; i < cases;) {
    const std::int32_t tick = tick_of(draw);
    const std::int32_t spacing = std::array{1, 10, 60, 200}[draw.below(4)];
    const uint<160> root =
        add_wrapping(sqrt_ratio_at_tick(tick).value(), uint<160>{draw.below(UINT32_MAX)});
    const auto ranges = ranges_of(draw, tick, spacing, 6 + static_cast<unsigned>(draw.below(12)));
    const v3::pool<> pool = pool_with(fees[draw.below(fees.size())], spacing, root, ranges);
    const auto by = static_cast<std::int64_t>(draw.below(std::uint64_t{2} << (15 + draw.below(5))));
    const bool up = draw.below(2) == 0;
    const price at =
        price_near(root, up ? by : -by, 1 + static_cast<unsigned>(draw.below(24)), draw);
    if (at.numerator.is_zero() || at.denominator.is_zero()) continue;
    const v3_outside outside = v3_outside_of(at, pool.state().fee_pips);
    const bool zero_for_one = root > outside.sell_limit_x96;
    const auto& limit = zero_for_one ? outside.sell_limit_x96 : outside.buy_limit_x96;
    if (!zero_for_one && root > limit) continue;
    const auto most = quote_exact_in(pool.state(), zero_for_one, purse, limit);
    if (most->amount_in.is_zero() || most->amount_in > uint<256>{400}) continue;
    ++i;
    const exact best = gains_by_input(pool, at, zero_for_one).best(limit);
    v3_search_limits whole;
    whole.most_effort = UINT64_MAX;
    v3_search_limits lattice = whole;
    lattice.most_listed = 0;
    v3_search_limits lines = lattice;
    lines.most_legs = 0;
    for (const auto& limits : {whole, lattice, lines}) {
      const auto found = best_arbitrage(pool.state(), outside, purse, limits);
      count.check(found.is_best && gain_of(at, found) == best, [&] {
        return text_of(pool, at) + ": gains " + gain_of(at, found).to_string() + " with " +
               to_decimal(found.amount_in) + ", best " + best.to_string();
      });
      answers.check(is_answered(pool, found), [&] { return text_of(pool, at); });
    }
    if (best.is_zero()) continue;
    traded.add(1);
    if (pool.state().ticks.size() > 2) several.add(1);
  }
}

TEST(best_v3_arbitrage, beats_its_thousand_neighbours_at_full_size) {
  case_count count("full-size arbitrages against inputs up to 1000 wei more or less");
  std::uint64_t ended = 0;  // searches that were not cut short
  case_count quick(
      "the search that scenarios use, against the trade to the limit and the whole one");
  std::uint64_t quick_ended = 0;
  choices draw(23);
  constexpr std::uint64_t cases = 10'000;
  constexpr std::uint64_t neighbours = 1000;
  for (std::uint64_t i = 0; i < cases;) {
    const std::int32_t tick = tick_of(draw) * 3;
    const std::int32_t spacing = std::array{1, 10, 60, 200}[draw.below(4)];
    const uint<160> root =
        add_wrapping(sqrt_ratio_at_tick(tick).value(), uint<160>{draw.below(UINT64_MAX)});
    const auto bits = 20 + static_cast<unsigned>(draw.below(61));
    const auto ranges = ranges_of(draw, tick, spacing, bits);
    const v3::pool<> pool = pool_with(fees[draw.below(fees.size())], spacing, root, ranges);
    const auto by = static_cast<std::int64_t>(draw.below(std::uint64_t{2} << draw.below(20)));
    const bool up = draw.below(2) == 0;
    const price at =
        price_near(root, up ? by : -by, 1 + static_cast<unsigned>(draw.below(60)), draw);
    if (at.numerator.is_zero() || at.denominator.is_zero()) continue;
    const v3_outside outside = v3_outside_of(at, pool.state().fee_pips);
    const auto found = best_arbitrage(pool.state(), outside, purse);
    if (found.amount_in.is_zero()) continue;
    ++i;
    const exact gain = gain_of(at, found);
    const gains_by_input gains(pool, at, found.zero_for_one);
    bool best = gain >= gain_to_the_limit(pool, outside, found.zero_for_one);
    best = best && is_answered(pool, found);
    best = best && gains.is_best_near(found.amount_in, neighbours, gain);
    count.check(best, [&] { return text_of(pool, at) + (found.is_best ? "" : ", cut short"); });
    const auto soon = best_arbitrage(pool.state(), outside, purse, v3_quick_search);
    const exact least = soon.is_best ? gain : gain_to_the_limit(pool, outside, found.zero_for_one);
    quick.check(is_answered(pool, soon) && gain_of(at, soon) >= least && gain_of(at, soon) <= gain,
                [&] { return text_of(pool, at) + ": the quick search"; });
    if (soon.is_best) ++quick_ended;
    if (found.is_best) ++ended;
  }
  EXPECT_GE(ended, cases * 85 / 100);
  EXPECT_GE(quick_ended, cases * 80 / 100);
}

// How often a search is cut short, in full ranges and at prices of 10^-17 to 10^17.
TEST(best_v3_arbitrage, is_rarely_cut_short_below_extreme_liquidity) {
  struct bucket {
    unsigned least_bits;
    unsigned most_bits;
    std::uint64_t most_cut_short;  // of five hundred
  };
  choices draw(29);
  for (const bucket& one : {bucket{30, 64, 10}, {65, 72, 15}, {73, 80, 150}, {81, 96, 300}}) {
    case_count count("searches with deployed fees and liquidity of " +
                     std::to_string(one.least_bits) + " to " + std::to_string(one.most_bits) +
                     " bits, few cut short");
    constexpr std::uint64_t cases = 500;
    std::uint64_t cut_short = 0;
    for (std::uint64_t traded = 0; traded < cases;) {
      const auto fee = fees[draw.below(deployed_fees)];
      const auto tick = static_cast<std::int32_t>(draw.below(800'000)) - 400'000;
      const uint<160> root =
          add_wrapping(sqrt_ratio_at_tick(tick).value(), uint<160>{draw.below(UINT32_MAX)});
      const auto more = static_cast<unsigned>(draw.below(one.most_bits - one.least_bits + 1));
      const auto liquidity = number_of(draw, one.least_bits + more);
      const v3::pool<> pool = pool_with(fee, 60, root, {{-887'220, 887'220, liquidity}});
      const auto by = static_cast<std::int64_t>(draw.below(40'000));
      const bool up = draw.below(2) == 0;
      const price at = price_near(root, up ? by : -by, 40, draw);
      const auto found = best_arbitrage(pool.state(), v3_outside_of(at, fee), purse);
      if (found.amount_in.is_zero()) continue;
      ++traded;
      if (!found.is_best) ++cut_short;
    }
    count.check(cut_short <= one.most_cut_short, [&] { return std::to_string(cut_short); });
  }
}

}  // namespace
}  // namespace assay::market
