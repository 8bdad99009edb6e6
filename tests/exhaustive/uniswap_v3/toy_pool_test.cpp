// A whole pool in a toy world of nine ticks: every sequence of up to five operations, each followed
// by the question that LPs care about: can everybody be paid? And every sequence of three, with the
// clock standing or moving, and of four from a pool in use, against the model, to the last field of
// the state.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "assay/invariant/uniswap_v3_model_check.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3 {
namespace {

// Prices of 12 bits with 6 after the point, liquidity of 8, growth with 16 after the point, fees
// out of 16.
using format = price_format<32, 12, 6, 8, 16, 16>;
using word = format::word;
using price = format::price;
using liquidity = format::liquidity;

// 64 * 1.25^tick, rounded: a price line of nine ticks.
struct toy_ticks {
  static constexpr std::int32_t lowest = -4;
  static constexpr std::int32_t highest = 4;
  static constexpr std::array<std::uint64_t, 9> table{26, 33, 41, 51, 64, 80, 100, 125, 156};
  static constexpr price lowest_price() { return price{table.front()}; }
  static constexpr price highest_price() { return price{table.back()}; }
  static constexpr result<price> price_at(std::int32_t tick) {
    if (tick < lowest || tick > highest) return tick_out_of_range;
    return price{table[static_cast<std::size_t>(tick - lowest)]};
  }
  static constexpr result<std::int32_t> tick_at(const price& sqrt_price) {
    if (sqrt_price < lowest_price() || !(sqrt_price < highest_price())) {
      return sqrt_ratio_out_of_range;
    }
    std::int32_t tick = lowest;
    while (tick < highest &&
           price{table[static_cast<std::size_t>(tick + 1 - lowest)]} <= sqrt_price) {
      ++tick;
    }
    return tick;
  }
};

using toy_pool = pool<format, steps<format, toy_ticks>>;
using signed_word = sint<32>;

constexpr account lp = account::actor(0);
constexpr account trader = account::actor(1);

struct range {
  std::int32_t lower;
  std::int32_t upper;
};
constexpr std::array<range, 3> ranges{{{-2, 1}, {0, 2}, {-4, 4}}};

operation<format> at(account caller, call<format> what) { return {caller, 100, std::move(what)}; }

std::vector<operation<format>> alphabet() {
  std::vector<operation<format>> all;
  for (const range& r : ranges) {
    for (const std::uint64_t amount : {std::uint64_t{7}, std::uint64_t{14}}) {
      all.push_back(at(lp, mint<format>{lp, r.lower, r.upper, liquidity{amount}, {}}));
    }
    all.push_back(at(lp, burn<format>{r.lower, r.upper, liquidity{7}}));
    all.push_back(at(lp, burn<format>{r.lower, r.upper, liquidity{0}}));
  }
  for (const bool down : {true, false}) {
    const price limit = down ? price{27} : price{155};
    for (const std::int64_t amount : {1, 5, 40, 1000, -1, -7}) {
      all.push_back(at(trader, swap<format>{trader, down, signed_word{amount}, limit, {}}));
    }
    const price inside = down ? price{51} : price{80};  // exactly on a tick
    all.push_back(at(trader, swap<format>{trader, down, signed_word{1000}, inside, {}}));
  }
  all.push_back(at(trader, flash<format>{trader, word{3}, word{9}, {}, {}, reentry::none}));
  all.push_back(at(lp, set_fee_protocol{4, 5}));
  return all;
}

std::uint64_t number(const word& x) { return to_u64_truncating(x); }

std::uint64_t total(const state<format>& s, unsigned token) {
  std::uint64_t sum = 0;
  for (const word& balance : s.tokens[token].balances) sum += number(balance);
  return sum;
}

// Sums over positions, told apart from what the pool keeps incrementally.
std::optional<std::string> books_disagree(const state<format>& s) {
  std::int64_t active = 0;
  for (std::int32_t tick = toy_ticks::lowest; tick <= toy_ticks::highest; ++tick) {
    std::int64_t gross = 0;
    std::int64_t net = 0;
    for (const auto& [key, position] : s.positions) {
      const auto amount = static_cast<std::int64_t>(to_u64_truncating(position.liquidity));
      if (key.tick_lower == tick || key.tick_upper == tick) gross += amount;
      if (key.tick_lower == tick) net += amount;
      if (key.tick_upper == tick) net -= amount;
    }
    const tick_info<format> info = tick_or_empty(s, tick);
    if (static_cast<std::int64_t>(to_u64_truncating(info.liquidity_gross)) != gross) {
      return "liquidityGross at " + std::to_string(tick);
    }
    if (to_i64_truncating(info.liquidity_net) != net) {
      return "liquidityNet at " + std::to_string(tick);
    }
    const auto bits = s.bitmap.find(bitmap_word_of(tick));
    const bool marked = bits != s.bitmap.end() && bits->second.bit(bitmap_bit_of(tick));
    if (marked != (gross != 0) || info.initialized != (gross != 0)) {
      return "bitmap at " + std::to_string(tick);
    }
    if (tick <= s.pool.tick) active += net;
  }
  if (static_cast<std::int64_t>(to_u64_truncating(s.pool.liquidity)) != active) return "liquidity";
  const std::int32_t tick = toy_ticks::tick_at(s.pool.sqrt_price_x96).value();
  const bool on_boundary = toy_ticks::price_at(tick).value() == s.pool.sqrt_price_x96;
  if (s.pool.tick != tick && !(on_boundary && s.pool.tick == tick - 1)) return "tick";
  return std::nullopt;
}

// Everybody leaves, in one order or the other; then the protocol takes its fees.
bool everybody_is_paid(toy_pool p, bool forwards) {
  std::vector<position_key> keys;
  for (const auto& [key, position] : p.state().positions) keys.push_back(key);
  std::sort(keys.begin(), keys.end(), [&](const position_key& a, const position_key& b) {
    return (a.tick_lower < b.tick_lower) == forwards && a.tick_lower != b.tick_lower;
  });
  for (const position_key& key : keys) {
    const liquidity all = p.state().positions.at(key).liquidity;
    if (!all.is_zero() &&
        !p.apply(at(key.owner, burn<format>{key.tick_lower, key.tick_upper, all})).ok()) {
      return false;
    }
    if (!p.apply(at(key.owner, collect<format>{key.owner, key.tick_lower, key.tick_upper,
                                               liquidity::max(), liquidity::max()}))
             .ok()) {
      return false;
    }
  }
  return p.apply(at(lp, collect_protocol<format>{lp, liquidity::max(), liquidity::max()})).ok();
}

class explorer {
 public:
  explorer(test::case_count& count, std::vector<operation<format>> operations)
      : count_(count), operations_(std::move(operations)) {}

  void explore(const toy_pool& p, unsigned depth) {
    for (const operation<format>& operation : operations_) {
      toy_pool next = p;
      const bool ok = next.apply(operation).ok();
      path_.push_back(operation.name());
      check(p.state(), next, ok);
      if (ok && depth > 1) explore(next, depth - 1);
      path_.pop_back();
    }
  }

 private:
  test::case_count& count_;
  std::vector<operation<format>> operations_;
  std::vector<std::string_view> path_;

  void check(const state<format>& before, const toy_pool& after, bool ok) {
    if (!ok) {
      count_.check(after.state().pool == before.pool && after.state().ticks == before.ticks &&
                       after.state().positions == before.positions &&
                       after.state().tokens == before.tokens,
                   [&] { return "a revert changed the state: " + path(); });
      return;
    }
    const auto wrong = books_disagree(after.state());
    count_.check(!wrong, [&] { return *wrong + " after " + path(); });
    count_.check(
        total(before, 0) == total(after.state(), 0) && total(before, 1) == total(after.state(), 1),
        [&] { return "tokens not conserved: " + path(); });
    count_.check(everybody_is_paid(after, true) && everybody_is_paid(after, false),
                 [&] { return "somebody cannot be paid: " + path(); });
  }

  [[nodiscard]] std::string path() const {
    std::string text;
    for (const std::string_view name : path_) text.append(name).append(" ");
    return text;
  }
};

setup two_actors() {
  setup two;
  two.actors = 2;
  return two;
}

operation<format> birth() {
  create_pool<format> create;
  create.balances = word{1 << 20};
  create.fee_pips = 2;
  create.tick_spacing = 1;
  return at(lp, create);
}

TEST(toy_pool, every_sequence_of_operations_leaves_everybody_paid) {
  test::case_count count("toy pool, all operation sequences");
  count.record_for("uniswap-v3.pool", evidence::kind::exhaustive);
  toy_pool p{two_actors()};
  p.apply(birth());
  ASSERT_TRUE(p.apply(at(lp, initialize<format>{price{64}})).ok());
  constexpr unsigned depth = 5;
  explorer(count, alphabet()).explore(p, depth);
}

// ---- Against the model

using invariant::uniswap_v3::model_check;

// What takes money out, callbacks that pay otherwise than asked, and the oracle.
std::vector<operation<format>> whole_alphabet() {
  std::vector<operation<format>> all = alphabet();
  for (const range& r : ranges) {
    all.push_back(
        at(lp, collect<format>{lp, r.lower, r.upper, liquidity::max(), liquidity::max()}));
  }
  all.push_back(at(lp, collect<format>{trader, -2, 1, liquidity{1}, liquidity{0}}));
  all.push_back(at(lp, collect_protocol<format>{lp, liquidity::max(), liquidity{1}}));
  all.push_back(at(trader, increase_observation_cardinality_next{3}));
  all.push_back(at(trader, observe{{0, 3, 9}}));
  all.push_back(at(trader, snapshot_cumulatives_inside{-2, 1}));
  for (const std::int64_t extra : {-1, 2}) {
    const payment<format> pay{signed_word{extra}, signed_word{extra}, reentry::none};
    all.push_back(at(trader, swap<format>{trader, true, signed_word{40}, price{27}, pay}));
    all.push_back(
        at(trader, flash<format>{trader, word{5}, word{0}, pay.extra0, pay.extra1, reentry::none}));
  }
  const payment<format> reenters{{}, {}, reentry::swap};
  all.push_back(at(trader, swap<format>{trader, false, signed_word{5}, price{155}, reenters}));
  all.push_back(at(trader, transfer<format>{0, word{3}, account::pool()}));
  return all;
}

// Engine and model side by side; a copy goes on by itself.
struct both {
  toy_pool engine{two_actors()};
  model_check model{two_actors(), invariant::uniswap_v3::widths_of<format>(),
                    std::make_shared<model::uniswap_v3::tick_table>(
                        toy_ticks::lowest, std::vector<model::integer>(toy_ticks::table.begin(),
                                                                       toy_ticks::table.end()))};
  std::uint64_t time = 100;
};

class model_explorer {
 public:
  explicit model_explorer(test::case_count& count) : count_(count) {}

  bool run(both& now, operation<format> asked, std::uint64_t wait = 0) {
    now.time += wait;
    asked.time = now.time;
    const auto& receipt = now.engine.apply(asked);
    if (receipt.ok()) ++accepted_[asked.call.index()];
    path_.push_back(std::string(asked.name()) + (wait > 0 ? " later" : ""));
    const auto differs = now.model.after(asked, receipt, now.engine.state());
    count_.check(!differs, [&] {
      std::string text;
      for (const std::string& name : path_) text.append(name).append(", ");
      return text + differs->field + ": " + differs->expected + " by the model, " + differs->got;
    });
    return receipt.ok();
  }

  void explore(const both& from, unsigned depth, const std::vector<std::uint64_t>& waits) {
    const std::size_t length = path_.size();
    for (const operation<format>& asked : operations_) {
      for (const std::uint64_t wait : waits) {
        both next = from;
        const bool ok = run(next, asked, wait);
        if (ok && depth > 1) explore(next, depth - 1, waits);
        path_.resize(length);
      }
    }
  }

  [[nodiscard]] std::uint64_t accepted(std::size_t kind) const { return accepted_[kind]; }

 private:
  test::case_count& count_;
  std::vector<operation<format>> operations_ = whole_alphabet();
  std::vector<std::string> path_;
  std::array<std::uint64_t, operation_names.size()> accepted_{};
};

TEST(toy_pool, is_what_the_model_says_after_every_short_sequence) {
  test::case_count count("toy pool against the model, all sequences of three and four");
  count.record_for("uniswap-v3.pool", evidence::kind::exhaustive);
  model_explorer all(count);
  both fresh;
  all.run(fresh, birth());
  ASSERT_TRUE(all.run(fresh, at(lp, initialize<format>{price{64}})));
  all.explore(fresh, 3, {0, 7});

  // With positions that nest and overlap, fees owed to all of them and to the protocol, a price
  // that has crossed ticks both ways, and a ring of observations that has turned over.
  both used = fresh;
  for (const range& r : ranges) {
    ASSERT_TRUE(all.run(used, at(lp, mint<format>{lp, r.lower, r.upper, liquidity{20}, {}})));
  }
  ASSERT_TRUE(all.run(used, at(lp, set_fee_protocol{4, 5})));
  ASSERT_TRUE(all.run(used, at(trader, increase_observation_cardinality_next{2})));
  for (const std::int64_t amount : {40, -7, 5}) {
    for (const bool down : {true, false}) {
      const price limit = down ? price{27} : price{155};
      ASSERT_TRUE(
          all.run(used, at(trader, swap<format>{trader, down, signed_word{amount}, limit, {}}), 5));
    }
  }
  all.explore(used, 4, {7});
  for (std::size_t kind = 0; kind < operation_names.size(); ++kind) {
    EXPECT_GT(all.accepted(kind), 0U) << operation_names[kind];
  }
}

}  // namespace
}  // namespace assay::uniswap_v3
