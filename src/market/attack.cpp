// Spot moves, moves of an oracle's mean, sandwiches.
#include "assay/market/attack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <queue>
#include <stdexcept>

#include "assay/trace/input_error.hpp"
#include "first_depositor.hpp"
#include "job_threads.hpp"

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

// Not an error: the attempt is left where it is.
struct interrupted_attempt {};

uint<128> as_amount(const exact& value) {
  if (value.is_negative()) return {};
  return truncate<128>(value.value().to_bits());
}

std::string move_text(std::int64_t bps) {
  return fmt::format("{:+g} %", static_cast<double>(bps) / 100);
}

// One attack of the scenario: its attempts, to be made in any order and by any thread.
class attack {
 public:
  attack(const scenario& what, const attack_spec& spec, const std::function<bool()>& interrupted)
      : what_(what),
        spec_(spec),
        interrupted_(interrupted),
        at_(what.price_of(what.market.initial)),
        pool_(make_venue(what, spec.pool)) {
    pool_->open(start_time);
  }

  // Their settings, without what comes of them.
  [[nodiscard]] std::vector<attempt> planned() const {
    switch (spec_.kind) {
      case attack_kind::spot:
        return planned_spot();
      case attack_kind::twap:
        return planned_twap();
      case attack_kind::first_depositor:
        return plan_first_depositor(what_, spec_);
      case attack_kind::sandwich:
        break;
    }
    return planned_sandwich();
  }

  // False: interrupted.
  bool make(attempt& one) const {
    try {
      switch (spec_.kind) {
        case attack_kind::spot:
          spot(one);
          break;
        case attack_kind::twap:
          twap(one);
          break;
        case attack_kind::sandwich:
          sandwich(one);
          break;
        case attack_kind::first_depositor:
          make_first_depositor(what_, spec_, [this] { ask(); }, one);
          break;
      }
    } catch (const interrupted_attempt&) {
      return false;
    }
    return true;
  }

 private:
  const scenario& what_;
  const attack_spec& spec_;
  const std::function<bool()>& interrupted_;
  price at_;
  std::unique_ptr<venue> pool_;

  void ask() const {
    if (interrupted_ && interrupted_()) throw interrupted_attempt{};
  }
  // Every step of every search begins with one.
  [[nodiscard]] scene copy() const {
    ask();
    return scene(*pool_);
  }

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

  [[nodiscard]] std::vector<attempt> planned_spot() const {
    std::vector<attempt> all;
    for (const std::int64_t bps : spec_.moves_bps) {
      for (const bool back : {false, true}) {
        attempt one;
        one.move_bps = bps;
        one.restored = back;
        one.token_in = bps > 0 ? 1 : 0;
        one.setting = fmt::format("spot {}, {}", move_text(bps),
                                  back ? "traded back at once" : "left to arbitrageurs");
        all.push_back(one);
      }
    }
    return all;
  }

  // The attacker here is the noise traders' account: arbitrageurs may come too.
  void spot(attempt& one) const {
    const price target = moved(one.move_bps);
    const auto least = least_amount(amount_bits, [&](const uint<128>& amount) {
      scene tried = copy();
      tried.pool().sell(victim, one.token_in, amount, start_time + 1);
      return tried.pool().spot_is_beyond(target, one.move_bps > 0);
    });
    if (!least) return;
    scene done = copy();
    done.pool().sell(victim, one.token_in, *least, start_time + 1);
    if (one.restored) {
      trade_back(done, victim, one.token_in, start_time + 1);
    } else {
      done.pool().arbitrage(at_, exact{}, start_time + 1);
    }
    one.possible = true;
    one.amount = exact(*least);
    settle(one, done, arbitrageur_account);
  }

  // Trades `amount` in the first of the window's last blocks, and again in each if arbitrageurs
  // undo it; afterwards trades back, or they do. True: the mean was moved so far.
  bool hold(scene& on, const attempt& how, const uint<128>& amount) const {
    const std::uint64_t end = start_time + spec_.window_s;
    const uint<256> before = on.pool().oracle_reading(start_time);
    for (std::uint64_t i = 0; i < how.hold_blocks; ++i) {
      const double left = static_cast<double>(how.hold_blocks - i) * what_.block_time_s;
      const std::uint64_t time = end - static_cast<std::uint64_t>(left);
      if (i > 0 && !how.restored) break;
      if (i > 0) on.pool().arbitrage(at_, exact{}, time);
      on.pool().sell(victim, how.token_in, amount, time);
    }
    const uint<256> after = on.pool().oracle_reading(end);
    const bool reached = on.pool().mean_is_beyond(before, after, spec_.window_s,
                                                  moved(how.move_bps), how.move_bps > 0);
    if (how.restored) {
      on.pool().arbitrage(at_, exact{}, end);
    } else {
      trade_back(on, victim, how.token_in, end);
    }
    return reached;
  }

  [[nodiscard]] std::vector<attempt> planned_twap() const {
    std::vector<attempt> all;
    for (const std::int64_t bps : spec_.moves_bps) {
      for (const std::uint64_t blocks : spec_.hold_blocks) {
        for (const bool restored : {false, true}) {
          attempt one;
          one.move_bps = bps;
          one.hold_blocks = blocks;
          one.restored = restored;
          one.token_in = bps > 0 ? 1 : 0;
          one.setting = fmt::format("mean of {} s {}, held {} block{}, {}", spec_.window_s,
                                    move_text(bps), blocks, blocks == 1 ? "" : "s",
                                    restored ? "arbitrageurs restore" : "nobody restores");
          all.push_back(one);
        }
      }
    }
    return all;
  }

  void twap(attempt& one) const {
    const auto least = least_amount(amount_bits, [&](const uint<128>& amount) {
      scene tried = copy();
      return hold(tried, one, amount);
    });
    if (!least) return;
    scene done = copy();
    hold(done, one, *least);
    one.possible = true;
    one.amount = exact(*least);
    settle(one, done, arbitrageur_account);
  }

  // What the victim gets after the attacker's first trade.
  [[nodiscard]] exact victim_out(const uint<128>& size, const uint<128>& first) const {
    scene tried = copy();
    // A first trade that the pool refuses, being worth nothing, leaves it as it was.
    if (!first.is_zero()) tried.pool().sell(attacker, spec_.token_in, first, start_time + 1);
    return tried.pool().sell(victim, spec_.token_in, size, start_time + 1).amount_out;
  }

  void trade_around(scene& on, const uint<128>& size, const uint<128>& first) const {
    if (!first.is_zero()) on.pool().sell(attacker, spec_.token_in, first, start_time + 1);
    on.pool().sell(victim, spec_.token_in, size, start_time + 1);
    trade_back(on, attacker, spec_.token_in, start_time + 1);
  }

  [[nodiscard]] std::vector<attempt> planned_sandwich() const {
    std::vector<attempt> all;
    for (const uint<128>& size : spec_.sizes) {
      for (const std::uint64_t bps : spec_.slippage_bps) {
        attempt one;
        one.victim_size = exact(size);
        one.slippage_bps = bps;
        one.token_in = spec_.token_in;
        one.setting = fmt::format(
            "sandwich of {} {}, slippage {:g} %", what_.amount_text(spec_.token_in, exact(size)),
            what_.tokens[spec_.token_in].symbol, static_cast<double>(bps) / 100.0);
        all.push_back(one);
      }
    }
    return all;
  }

  // The victim's least output is the quote times 1 - slippage, rounded down.
  void sandwich(attempt& one) const {
    const uint<128> size = as_amount(one.victim_size);
    const exact quoted = victim_out(size, {});
    if (quoted.is_zero()) return;
    const exact kept(whole_bps - static_cast<std::int64_t>(one.slippage_bps));
    const exact least = (quoted * kept).over_down(exact(whole_bps));
    const auto too_much = least_amount(
        amount_bits, [&](const uint<128>& first) { return victim_out(size, first) < least; });
    const exact most =
        too_much ? exact(*too_much) - exact(1) : exact(uint<128>::power_of_two(amount_bits));
    constexpr std::uint64_t budget = 40'000;
    const auto profit = [&](const exact& first) {
      scene tried = copy();
      trade_around(tried, size, as_amount(first));
      return tried.change_of(attacker).of(spec_.token_in);
    };
    // What comes back falls by no more than the rounding, two wei, as the first trade grows.
    const auto bound = [](const exact& low, const exact& high, const exact& at_high) {
      return at_high + high + exact(2) - low;
    };
    const auto best = best_by_bounds(most, budget, profit, bound);
    scene done = copy();
    trade_around(done, size, as_amount(best.amount));
    one.possible = true;
    one.amount = best.amount;
    settle(one, done, victim);
    // Against what the victim would have had without the attacker.
    scene alone = copy();
    trade_around(alone, size, {});
    one.other_gain -= value_of(alone.change_of(victim), at_);
    one.lp_gain -= value_of(alone.lp_change(), at_);
    amounts gap;
    gap.of(spec_.token_in) = best.gap;
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

// Best first: the interval that promises most is halved.
best_amount best_by_bounds(
    const exact& most, std::uint64_t budget, const std::function<exact(const exact&)>& profit,
    const std::function<exact(const exact& low, const exact& high, const exact& at_high)>& bound) {
  struct part {
    exact low{};
    exact high{};
    exact bound{};
    bool operator<(const part& other) const { return bound < other.bound; }
  };
  best_amount best{{}, profit(exact{}), {}};
  std::priority_queue<part> parts;
  const auto add = [&](const exact& low, const exact& high) {
    if (high < low) return;
    const exact at_high = profit(high);
    if (at_high > best.profit) best = {high, at_high, {}};
    if (low == high) return;
    const exact promised = bound(low, high, at_high);
    if (promised > best.profit) parts.push({low, high, promised});
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

std::vector<attack_result> run_attacks(const scenario& what, unsigned jobs,
                                       const std::function<bool()>& interrupted) {
  struct place {
    std::size_t attack;
    std::size_t attempt;
  };
  std::deque<attack> attacks;
  std::vector<attack_result> results;
  std::vector<place> places;
  try {
    for (const attack_spec& spec : what.attacks) {
      const attack& one = attacks.emplace_back(what, spec, interrupted);
      results.push_back({spec, one.planned()});
      for (std::size_t i = 0; i < results.back().attempts.size(); ++i) {
        places.push_back({results.size() - 1, i});
      }
    }
    std::vector<char> made(places.size(), 0);  // no vector<bool>: its threads would share a byte
    const auto make = [&](std::uint64_t job) {
      const place& at = places[job];
      made[job] = attacks[at.attack].make(results[at.attack].attempts[at.attempt]) ? 1 : 0;
      return made[job] != 0;
    };
    run_on_threads(places.size(), jobs, make, interrupted, {});
    for (std::size_t job = places.size(); job-- > 0;) {
      if (made[job] == 0) results[places[job].attack].attempts.clear();
    }
  } catch (const std::range_error& error) {
    trace::fail(what.file, std::string("attack: ") + error.what(),
                "deposit amounts nearer to the market's price");
  }
  std::erase_if(results, [](const attack_result& one) { return one.attempts.empty(); });
  return results;
}

}  // namespace assay::market
