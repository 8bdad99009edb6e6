// The loop over blocks.
#include "assay/market/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "assay/market/price_path.hpp"
#include "assay/market/router.hpp"
#include "assay/trace/input_error.hpp"

namespace assay::market {
namespace {

constexpr std::uint64_t start_time = 1'700'000'000;  // of the chain's clock, before the first block
constexpr double day_s = 86'400;

// Traders without a reason that the market knows.
class noise_flow {
 public:
  noise_flow(const scenario& what, const noise_spec& spec, std::uint64_t path, std::uint64_t index)
      : file_(what.file),
        spec_(spec),
        random_(what.seed, path, random_stream::purpose::noise, index),
        scale_(1) {
    for (unsigned i = 0; i < what.tokens[1].decimals; ++i) scale_ *= 10;
    wait();
  }
  [[nodiscard]] const std::vector<std::size_t>& pools() const { return spec_.pools; }

  struct order {
    bool buys_token0 = false;
    uint<128> size{};  // wei of token1
  };
  // The next order that is due by `seconds` from the last call; false: none.
  bool next(double& seconds, order& out) {
    if (until_s_ >= seconds) {
      until_s_ -= seconds;
      return false;
    }
    seconds -= until_s_;
    wait();
    out.buys_token0 = random_.uniform() < spec_.buy_share;
    const double size = spec_.median_size * portable_exp(spec_.deviation * random_.normal());
    // 53 bits of a double, exact as an integer: the same on every machine.
    int exponent = 0;
    const double mantissa = std::frexp(size * scale_, &exponent);
    const auto bits = static_cast<std::uint64_t>(mantissa * 0x1p53);
    const int shift = exponent - 53;
    constexpr int most_shift = 63;  // 2^116 wei: more than any pool takes
    if (shift > most_shift) {
      trace::fail(file_, "noise: a trade is larger than any pool takes",
                  "lower median_size or deviation");
    }
    const uint<128> whole{bits};
    out.size =
        shift >= 0 ? whole << static_cast<unsigned>(shift) : whole >> static_cast<unsigned>(-shift);
    return true;
  }

 private:
  const std::string& file_;
  const noise_spec& spec_;
  random_stream random_;
  double scale_;
  double until_s_ = 0;
  void wait() { until_s_ = random_.exponential() * day_s / spec_.per_day; }
};

struct pool_run {
  std::unique_ptr<venue> pool;
  books book;
  amounts total_at_first{};
  pool_result result{};
  fill last_arbitrage{};
  double value = 0;  // of the pool in whole token1, after the last block
  double band =
      0;  // how far without arbitrage its price may be from the market's: of the logarithm
};

class path_run {
 public:
  path_run(const scenario& what, std::uint64_t path, const observer& watch)
      : what_(what), watch_(watch), clock_(what, path), market_(what, path) {
    out_.result.path = path;
    at_ = what.price_of(what.market.initial);
    for (std::size_t i = 0; i < what.pools.size(); ++i) open(i);
    for (std::size_t i = 0; i < what.noise.size(); ++i) {
      noise_.emplace_back(what, what.noise[i], path, i);
    }
    delayed_.assign(what.arbitrageur.latency_blocks, what.market.initial);
  }

  path_outcome run(const std::function<bool()>& interrupted) {
    constexpr std::uint64_t ask_every = 1024;
    path_result& result = out_.result;
    result.complete = true;
    const auto horizon = static_cast<double>(what_.horizon_s);
    for (;;) {
      if (result.blocks % ask_every == 0 && interrupted && interrupted()) {
        result.complete = false;
        break;
      }
      const double seconds = clock_.advance();
      if (clock_.time_s() > horizon) break;
      if (!block(seconds)) {
        result.complete = false;
        break;
      }
    }
    finish();
    return std::move(out_);
  }

 private:
  const scenario& what_;
  const observer& watch_;
  block_clock clock_;
  price_path market_;
  price at_{};
  std::vector<pool_run> pools_{};
  std::vector<noise_flow> noise_{};
  std::vector<std::uint64_t> delayed_{};  // prices that the arbitrageur has yet to see
  path_outcome out_{};
  row row_{};

  void open(std::size_t index) {
    auto pool = make_venue(what_, index);
    if (watch_.trace) pool->record(watch_.trace(index));
    books book(pool->fee_scale(), at_);
    book.deposit(pool->open(start_time));
    pool_run run{std::move(pool), book};
    run.total_at_first = run.pool->total();
    run.value = whole_value_of(run.pool->held());
    const double fee = what_.pools[index].fee_pips / 1e6;
    run.band = -portable_log(1 - fee) * (1 + 1e-9) + 1e-12;
    pools_.push_back(std::move(run));
  }

  [[nodiscard]] double whole_value_of(const amounts& held) const {
    return what_.whole(1, value_of(held, at_)) / exact(at_.denominator).to_double();
  }

  // False: an identity failed.
  bool block(double seconds) {
    for (pool_run& run : pools_) run.result.value_seconds += run.value * seconds;
    const std::uint64_t price = market_.advance(seconds, clock_.time_s());
    at_ = what_.price_of(price);
    out_.result.last_price = price;
    out_.result.last_numeraire = market_.numeraire();
    ++out_.result.blocks;
    out_.result.seconds = clock_.time_s();
    for (pool_run& run : pools_) {
      run.book.move_price(at_);
      run.last_arbitrage = {};
    }
    trade_noise(seconds);
    const struct price seen = price_seen(price);
    for (pool_run& run : pools_) {
      trade_arbitrage(run, seen);
      move_ranges(run);
    }
    for (pool_run& run : pools_) {
      if (!check(run)) return false;
    }
    if (watch_.on_block) tell();
    return true;
  }

  [[nodiscard]] std::uint64_t chain_time() const {
    return start_time + static_cast<std::uint64_t>(clock_.time_s());
  }

  struct price price_seen(std::uint64_t now) {
    if (delayed_.empty()) return at_;
    const std::uint64_t seen = delayed_.front();
    std::rotate(delayed_.begin(), delayed_.begin() + 1, delayed_.end());
    delayed_.back() = now;
    return what_.price_of(seen);
  }

  void enter(pool_run& run, const fill& done, account trader, const amounts& before, exact& gain) {
    const amounts change = run.pool->balances_of(trader) - before;
    gain += run.book.trade(done, change);
  }

  void trade_noise(double seconds) {
    for (noise_flow& flow : noise_) {
      double left = seconds;
      noise_flow::order order;
      while (flow.next(left, order)) sell(flow.pools(), order);
    }
  }

  void sell(const std::vector<std::size_t>& to, const noise_flow::order& order) {
    uint<128> amount = order.size;
    if (!order.buys_token0) {  // as much of token0 as is worth the size, rounded down
      const auto scaled = mul_wide(order.size, at_.denominator);
      const auto converted = div_down(scaled, at_.numerator);
      constexpr unsigned most_bits = 112;
      if (!fits<most_bits>(converted)) return;
      amount = truncate<128>(converted);
    }
    if (amount.is_zero()) return;
    const unsigned token_in = order.buys_token0 ? 1 : 0;
    if (to.size() == 1) {
      sell_to(pools_[to.front()], token_in, amount, order.size);
      return;
    }
    std::vector<pool_quote> quotes;
    for (const std::size_t pool : to) {
      const venue& from = *pools_[pool].pool;
      quotes.push_back({[&from, token_in](const exact& part) {
                          return from.quote(token_in, truncate<128>(part.value().to_bits()));
                        },
                        from.quote_rounding(token_in)});
    }
    const split best = best_split(exact(amount), quotes);
    for (std::size_t i = 0; i < to.size(); ++i) {
      const exact& part = best.parts[i];
      if (part.is_zero()) continue;
      const exact size = (exact(order.size) * part).over_down(exact(amount));
      sell_to(pools_[to[i]], token_in, truncate<128>(part.value().to_bits()),
              truncate<128>(size.value().to_bits()));
    }
  }

  // `size` is the amount in token1.
  void sell_to(pool_run& run, unsigned token_in, const uint<128>& amount, const uint<128>& size) {
    const jit_spec* const jit = jit_at(run);
    if (jit != nullptr && size >= jit->least_trade && sell_with_jit(run, *jit, token_in, amount)) {
      return;
    }
    const amounts before = run.pool->balances_of(noise_account);
    const fill done = run.pool->sell(noise_account, token_in, amount, chain_time());
    if (!done.happened) return;
    ++run.result.noise_trades;
    enter(run, done, noise_account, before, run.result.noise_gain);
  }

  [[nodiscard]] const jit_spec* jit_at(const pool_run& run) const {
    const auto index = static_cast<std::size_t>(&run - pools_.data());
    for (const jit_spec& one : what_.jit) {
      if (one.pool == index) return &one;
    }
    return nullptr;
  }

  // False, with nothing done: it would not gain more than its gas. What it changes for the trader
  // and for the LPs that stay is against the same trade alone.
  bool sell_with_jit(pool_run& run, const jit_spec& jit, unsigned token_in,
                     const uint<128>& amount) {
    const exact gas = exact(jit.gas) * at_.denominator;
    const auto tried =
        run.pool->clone()->sell_with_jit(jit, noise_account, token_in, amount, chain_time());
    if (!tried.trade.happened || value_of(tried.change, at_) <= gas) return false;
    const auto alone = run.pool->clone();
    alone->sell(noise_account, token_in, amount, chain_time());
    const amounts before = run.pool->balances_of(noise_account);
    const jit_fill done =
        run.pool->sell_with_jit(jit, noise_account, token_in, amount, chain_time());
    pool_result& result = run.result;
    ++result.noise_trades;
    ++result.jit_trades;
    enter(run, done.trade, noise_account, before, result.noise_gain);
    run.book.just_in_time(done.change, done.fee);
    result.jit_gas += gas;
    result.jit_gain += value_of(done.change, at_);
    result.jit_lp_gain += value_of(run.pool->held() - alone->held(), at_);
    result.jit_trader_gain +=
        value_of(run.pool->balances_of(noise_account) - alone->balances_of(noise_account), at_);
    return true;
  }

  void trade_arbitrage(pool_run& run, const struct price& seen) {
    if (!what_.arbitrageur.active) return;
    const exact least = exact(what_.arbitrageur.least_profit) * at_.denominator;
    const amounts before = run.pool->balances_of(arbitrageur_account);
    run.last_arbitrage = run.pool->arbitrage(seen, least, chain_time());
    if (!run.last_arbitrage.happened) return;
    ++run.result.arbitrages;
    if (run.last_arbitrage.was_cut_short) ++run.result.arbitrages_cut_short;
    run.result.gas += least;
    enter(run, run.last_arbitrage, arbitrageur_account, before, run.result.arbitrage_gain);
  }

  void move_ranges(pool_run& run) {
    for (const lp_move& done : run.pool->move_ranges(at_, clock_.time_s(), chain_time())) {
      run.book.deposit(done.brought);
      if (done.swapped.happened) run.book.trade(done.swapped, done.swap_change);
    }
  }

  bool check(pool_run& run) {
    const amounts held = run.pool->held();
    const auto found = run.book.check(held, run.pool->total(), run.total_at_first);
    if (found) {
      const auto index = static_cast<std::size_t>(&run - pools_.data());
      out_.failures.push_back(
          {out_.result.path, out_.result.blocks, what_.pools[index].name, *found});
      return false;
    }
    run.value = whole_value_of(held);
    const double market = exact(at_.numerator).to_double() / exact(at_.denominator).to_double();
    const double gap = std::abs(portable_log(run.pool->spot() / market));
    run.result.tracking_error_sum += gap;
    if (gap > run.band) ++run.result.blocks_outside;
    return true;
  }

  void tell() {
    row_.block = out_.result.blocks;
    row_.time_s = clock_.time_s();
    row_.market_price = out_.result.last_price;
    row_.numeraire = out_.result.last_numeraire;
    row_.at = at_;
    row_.pools.clear();
    for (const pool_run& run : pools_) {
      pool_row now;
      now.held = run.pool->held();
      now.value = value_of(now.held, at_);
      now.holding = run.book.holding();
      now.portfolio = run.book.portfolio();
      now.fees = run.book.fees();
      now.fee_scale = run.book.scale();
      now.fee_value = run.book.fee_value();
      now.lvr = run.book.lvr();
      now.arbitrage_gain = run.result.arbitrage_gain;
      now.arbitrage = run.last_arbitrage;
      now.trades = run.book.trades();
      now.spot = run.pool->spot();
      row_.pools.push_back(now);
    }
    watch_.on_block(row_);
  }

  void finish() {
    if (out_.result.blocks == 0) {
      out_.result.last_price = what_.market.initial;
      out_.result.last_numeraire = what_.market.numeraire.initial;
    }
    out_.result.at = at_;
    for (pool_run& run : pools_) {
      pool_result& result = run.result;
      result.deposits = run.book.deposits();
      result.held = run.pool->held();
      result.fees = run.book.fees();
      result.fee_scale = run.book.scale();
      result.value = value_of(result.held, at_);
      result.holding = run.book.holding();
      result.portfolio = run.book.portfolio();
      result.fee_value = run.book.fee_value();
      result.fee_value_now = value_of(result.fees, at_);
      result.lvr = run.book.lvr();
      result.operations = run.pool->operations();
      result.positions = run.pool->positions();
      out_.result.pools.push_back(std::move(result));
    }
  }
};

}  // namespace

std::unique_ptr<venue> make_venue(const scenario& what, std::size_t pool) {
  return what.pools[pool].kind == pool_kind::uniswap_v3 ? make_uniswap_v3(what, pool)
                                                        : make_uniswap_v2(what, pool);
}

path_outcome run_path(const scenario& what, std::uint64_t path, const observer& watch,
                      const std::function<bool()>& interrupted) {
  try {
    return path_run(what, path, watch).run(interrupted);
  } catch (const std::range_error& error) {
    trace::fail(what.file, std::string("market: ") + error.what(),
                "calm the market, or deposit amounts nearer to its price");
  }
}

}  // namespace assay::market
