// Spot moves, moves of an oracle's mean, sandwiches.
#include "assay/market/attack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <queue>
#include <stdexcept>

#include "assay/trace/input_error.hpp"

namespace assay::market {
namespace {

constexpr std::uint64_t start_time = 1'700'000'000;
constexpr unsigned amount_bits = 112;  // more than any pool takes
constexpr std::int64_t whole_bps = 10'000;
constexpr account attacker = arbitrageur_account;
constexpr account victim = noise_account;

// A copy of the pool with everyone's balances at its start.
class scene {
 public:
  explicit scene(const venue& from)
      : pool_(from.clone()),
        held_(pool_->held()),
        first_{pool_->balances_of(account::actor(0)), pool_->balances_of(account::actor(1))} {}

  [[nodiscard]] venue& pool() { return *pool_; }
  [[nodiscard]] amounts change_of(account who) const {
    return pool_->balances_of(who) - first_[who.actor_number()];
  }
  [[nodiscard]] amounts lp_change() const { return pool_->held() - held_; }

 private:
  std::unique_ptr<venue> pool_;
  amounts held_;
  std::array<amounts, trader_count> first_;
};

uint<128> as_amount(const exact& value) {
  if (value.is_negative()) return {};
  return truncate<128>(value.value().to_bits());
}

class attacks {
 public:
  explicit attacks(const scenario& what) : what_(what), at_(what.price_of(what.market.initial)) {}

  std::vector<attack_result> run() {
    std::vector<attack_result> all;
    for (const attack_spec& spec : what_.attacks) {
      pool_ = make_venue(what_, spec.pool);
      pool_->open(start_time);
      attack_result one{spec, {}};
      switch (spec.kind) {
        case attack_kind::spot:
          spot(spec, one.attempts);
          break;
        case attack_kind::twap:
          twap(spec, one.attempts);
          break;
        case attack_kind::sandwich:
          sandwich(spec, one.attempts);
          break;
      }
      all.push_back(std::move(one));
    }
    return all;
  }

 private:
  const scenario& what_;
  price at_;
  std::unique_ptr<venue> pool_{};

  // The market's price times 1 + bps / 10000, exact.
  [[nodiscard]] price moved(std::int64_t bps) const {
    const auto scaled =
        mul_wide(at_.numerator, uint<64>{static_cast<std::uint64_t>(whole_bps + bps)});
    const auto below = mul_wide(at_.denominator, uint<64>{static_cast<std::uint64_t>(whole_bps)});
    constexpr unsigned widest = 128;
    if (!fits<widest>(scaled) || !fits<widest>(below)) {
      trace::fail(what_.file, "attack: the price has too many digits to be moved by parts of 10000",
                  "lower market.resolution");
    }
    return {truncate<128>(scaled), truncate<128>(below)};
  }

  void settle(attempt& done, const scene& after, account other) const {
    const account who = other.index == attacker.index ? victim : attacker;
    done.attacker_gain = value_of(after.change_of(who), at_);
    done.other_gain = value_of(after.change_of(other), at_);
    done.lp_gain = value_of(after.lp_change(), at_);
    if (!(done.attacker_gain + done.other_gain + done.lp_gain).is_zero()) {
      throw std::logic_error("the gains of an attack do not sum to nothing");
    }
  }

  // Sells back all that a trade gave.
  static void trade_back(scene& on, account who, unsigned token_in, std::uint64_t time) {
    const exact got = on.change_of(who).of(1 - token_in);
    if (!got.is_negative() && !got.is_zero())
      on.pool().sell(who, 1 - token_in, as_amount(got), time);
  }

  static std::string move_text(std::int64_t bps) {
    return fmt::format("{:+g} %", static_cast<double>(bps) / 100);
  }

  // The attacker here is the noise traders' account: arbitrageurs may come too.
  void spot(const attack_spec& spec, std::vector<attempt>& out) const {
    for (const std::int64_t bps : spec.moves_bps) {
      const price target = moved(bps);
      const unsigned token_in = bps > 0 ? 1 : 0;
      const auto least = least_amount(amount_bits, [&](const uint<128>& amount) {
        scene tried(*pool_);
        tried.pool().sell(victim, token_in, amount, start_time + 1);
        return tried.pool().spot_is_beyond(target, bps > 0);
      });
      for (const bool back : {false, true}) {
        attempt one;
        one.move_bps = bps;
        one.restored = back;
        one.token_in = token_in;
        one.setting = fmt::format("spot {}, {}", move_text(bps),
                                  back ? "traded back at once" : "left to arbitrageurs");
        if (least) {
          scene done(*pool_);
          done.pool().sell(victim, token_in, *least, start_time + 1);
          if (back) {
            trade_back(done, victim, token_in, start_time + 1);
          } else {
            done.pool().arbitrage(at_, exact{}, start_time + 1);
          }
          one.possible = true;
          one.amount = exact(*least);
          settle(one, done, arbitrageur_account);
        }
        out.push_back(one);
      }
    }
  }

  // Trades `amount` in the first of the window's last blocks, and again in each if arbitrageurs
  // undo it; afterwards trades back, or they do.
  void hold(scene& on, const attack_spec& spec, const attempt& how, const uint<128>& amount,
            bool& reached) const {
    const std::uint64_t end = start_time + spec.window_s;
    const uint<256> before = on.pool().oracle_reading(start_time);
    for (std::uint64_t i = 0; i < how.hold_blocks; ++i) {
      const double left = static_cast<double>(how.hold_blocks - i) * what_.block_time_s;
      const std::uint64_t time = end - static_cast<std::uint64_t>(left);
      if (i > 0 && !how.restored) break;
      if (i > 0) on.pool().arbitrage(at_, exact{}, time);
      on.pool().sell(victim, how.token_in, amount, time);
    }
    const uint<256> after = on.pool().oracle_reading(end);
    reached = on.pool().mean_is_beyond(before, after, spec.window_s, moved(how.move_bps),
                                       how.move_bps > 0);
    if (how.restored) {
      on.pool().arbitrage(at_, exact{}, end);
    } else {
      trade_back(on, victim, how.token_in, end);
    }
  }

  void twap(const attack_spec& spec, std::vector<attempt>& out) const {
    for (const std::int64_t bps : spec.moves_bps) {
      for (const std::uint64_t blocks : spec.hold_blocks) {
        for (const bool restored : {false, true}) {
          attempt one;
          one.move_bps = bps;
          one.hold_blocks = blocks;
          one.restored = restored;
          one.token_in = bps > 0 ? 1 : 0;
          one.setting = fmt::format("mean of {} s {}, held {} block{}, {}", spec.window_s,
                                    move_text(bps), blocks, blocks == 1 ? "" : "s",
                                    restored ? "arbitrageurs restore" : "nobody restores");
          bool reached = false;
          const auto least = least_amount(amount_bits, [&](const uint<128>& amount) {
            scene tried(*pool_);
            hold(tried, spec, one, amount, reached);
            return reached;
          });
          if (least) {
            scene done(*pool_);
            hold(done, spec, one, *least, reached);
            one.possible = true;
            one.amount = exact(*least);
            settle(one, done, arbitrageur_account);
          }
          out.push_back(one);
        }
      }
    }
  }

  // What the victim gets after the attacker's first trade.
  [[nodiscard]] exact victim_out(const attack_spec& spec, const uint<128>& size,
                                 const uint<128>& first) const {
    scene tried(*pool_);
    // A first trade that the pool refuses, being worth nothing, leaves it as it was.
    if (!first.is_zero()) tried.pool().sell(attacker, spec.token_in, first, start_time + 1);
    return tried.pool().sell(victim, spec.token_in, size, start_time + 1).amount_out;
  }

  static void trade_around(scene& on, const attack_spec& spec, const uint<128>& size,
                           const uint<128>& first) {
    if (!first.is_zero()) on.pool().sell(attacker, spec.token_in, first, start_time + 1);
    on.pool().sell(victim, spec.token_in, size, start_time + 1);
    trade_back(on, attacker, spec.token_in, start_time + 1);
  }

  void sandwich(const attack_spec& spec, std::vector<attempt>& out) const {
    for (const uint<128>& size : spec.sizes) {
      const exact quoted = victim_out(spec, size, {});
      for (const std::uint64_t bps : spec.slippage_bps) {
        attempt one;
        one.victim_size = exact(size);
        one.slippage_bps = bps;
        one.token_in = spec.token_in;
        one.setting = fmt::format(
            "sandwich of {} {}, slippage {:g} %", what_.amount_text(spec.token_in, exact(size)),
            what_.tokens[spec.token_in].symbol, static_cast<double>(bps) / 100.0);
        if (!quoted.is_zero()) squeeze(spec, size, quoted, one);
        out.push_back(one);
      }
    }
  }

  // The victim's least output is the quote times 1 - slippage, rounded down.
  void squeeze(const attack_spec& spec, const uint<128>& size, const exact& quoted,
               attempt& one) const {
    const exact kept(static_cast<std::int64_t>(whole_bps) -
                     static_cast<std::int64_t>(one.slippage_bps));
    const exact least = (quoted * kept).over_down(exact(whole_bps));
    const auto too_much = least_amount(
        amount_bits, [&](const uint<128>& first) { return victim_out(spec, size, first) < least; });
    const exact most =
        too_much ? exact(*too_much) - exact(1) : exact(uint<128>::power_of_two(amount_bits));
    constexpr std::uint64_t budget = 40'000;
    const exact slack(2);  // of rounding, wei
    const auto best = best_by_bounds(most, slack, budget, [&](const exact& first) {
      scene tried(*pool_);
      trade_around(tried, spec, size, as_amount(first));
      return tried.change_of(attacker).of(spec.token_in) + first;
    });
    scene done(*pool_);
    trade_around(done, spec, size, as_amount(best.amount));
    one.possible = true;
    one.amount = best.amount;
    settle(one, done, victim);
    // Against what the victim would have had without the attacker.
    scene alone(*pool_);
    trade_around(alone, spec, size, {});
    one.other_gain -= value_of(alone.change_of(victim), at_);
    one.lp_gain -= value_of(alone.lp_change(), at_);
    amounts gap;
    gap.of(spec.token_in) = best.gap;
    one.search_gap = value_of(gap, at_);
  }
};

}  // namespace

std::optional<uint<128>> least_amount(unsigned bits,
                                      const std::function<bool(const uint<128>&)>& holds) {
  // Below, it does not hold; `top` is 2^k, the first at which it does.
  uint<128> top = uint<128>::one();
  unsigned power = 0;
  while (power < bits && !holds(top)) top = uint<128>::power_of_two(++power);
  if (power == bits) {
    top = sub_wrapping(top, uint<128>::one());
    if (!holds(top)) return std::nullopt;
  }
  uint<128> below = power == 0 ? uint<128>::zero() : uint<128>::power_of_two(power - 1);
  while (sub_wrapping(top, below) > uint<128>::one()) {
    const uint<128> middle = add_wrapping(below, sub_wrapping(top, below) >> 1);
    (holds(middle) ? top : below) = middle;
  }
  return top;
}

// Best first: of an interval [low, high], no amount gains more than back(high) + slack - low.
best_amount best_by_bounds(const exact& most, const exact& slack, std::uint64_t budget,
                           const std::function<exact(const exact&)>& back) {
  struct part {
    exact low{};
    exact high{};
    exact bound{};
    bool operator<(const part& other) const { return bound < other.bound; }
  };
  best_amount best{{}, back(exact{}), {}};
  std::priority_queue<part> parts;
  const auto look_at = [&](const exact& amount) {
    const exact returned = back(amount);
    if (returned - amount > best.profit) best = {amount, returned - amount, {}};
    return returned;
  };
  const auto add = [&](const exact& low, const exact& high) {
    if (high < low) return;
    const exact bound = look_at(high) + slack - low;
    if (low < high && bound > best.profit) parts.push({low, high, bound});
  };
  add(exact(1), most);
  std::uint64_t looked_at = 2;
  while (!parts.empty() && looked_at < budget) {
    const part widest = parts.top();
    parts.pop();
    if (widest.bound <= best.profit) return best;
    const exact middle = (widest.low + widest.high).over_down(exact(2));
    add(widest.low, middle);
    add(middle + exact(1), widest.high);
    looked_at += 2;
  }
  if (!parts.empty()) best.gap = std::max(parts.top().bound - best.profit, exact{});
  return best;
}

std::vector<attack_result> run_attacks(const scenario& what) {
  try {
    return attacks(what).run();
  } catch (const std::range_error& error) {
    trace::fail(what.file, std::string("attack: ") + error.what(),
                "deposit amounts nearer to the market's price");
  }
}

}  // namespace assay::market
