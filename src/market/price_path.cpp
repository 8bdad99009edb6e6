// Price paths: diffusion, mean reversion, regimes, jumps, given points; and the times of blocks.
#include "assay/market/price_path.hpp"

#include <cmath>

#include "assay/trace/input_error.hpp"

namespace assay::market {
namespace {

constexpr double day_s = 86'400;

}  // namespace

block_clock::block_clock(const scenario& what, std::uint64_t path)
    : what_(what), random_(what.seed, path, random_stream::purpose::blocks) {}

double block_clock::advance() {
  ++blocks_;
  if (what_.poisson_blocks) {
    const double seconds = what_.block_time_s * random_.exponential();
    time_s_ += seconds;
    return seconds;
  }
  time_s_ = static_cast<double>(blocks_) * what_.block_time_s;
  return what_.block_time_s;
}

price_path::price_path(const scenario& what, std::uint64_t path)
    : what_(what),
      market_(what.market),
      random_(what.seed, path, random_stream::purpose::price),
      price_(market_.initial) {
  if (market_.jumps.per_day > 0) {
    until_jump_s_ = random_.exponential() * day_s / market_.jumps.per_day;
  }
  if (market_.kind == market_kind::regimes) {
    until_regime_s_ = random_.exponential() * market_.regimes[0].mean_duration_s;
  }
}

std::uint64_t price_path::advance(double seconds, double time_s) {
  switch (market_.kind) {
    case market_kind::steps:
    case market_kind::ramp:
    case market_kind::csv:
      return price_ = follow_points(time_s);
    case market_kind::gbm:
    case market_kind::mean_reversion:
    case market_kind::regimes:
      break;
  }
  draw(seconds);
  return price_ = rounded();
}

void price_path::draw(double seconds) {
  if (market_.kind == market_kind::gbm) diffuse(seconds, market_.volatility, market_.drift);
  if (market_.kind == market_kind::mean_reversion) revert(seconds);
  if (market_.kind == market_kind::regimes) draw_regimes(seconds);
  if (market_.jumps.per_day > 0) jump(seconds);
}

// d ln P = (drift - volatility^2 / 2) dt + volatility dW: exact over any interval.
void price_path::diffuse(double seconds, double volatility, double drift) {
  if (seconds != cached_seconds_ || volatility != cached_volatility_) {
    cached_seconds_ = seconds;
    cached_volatility_ = volatility;
    cached_root_ = volatility * std::sqrt(seconds / year_s);
  }
  log_price_ += (drift - volatility * volatility / 2) * (seconds / year_s);
  if (volatility > 0) log_price_ += cached_root_ * random_.normal();
}

// Ornstein and Uhlenbeck's process of ln P, exact over any interval.
void price_path::revert(double seconds) {
  const double speed = market_.reversion_per_day / day_s;
  const double kept = portable_exp(-speed * seconds);
  const double variance = market_.volatility * market_.volatility / year_s;
  const double deviation = std::sqrt(variance * (1 - kept * kept) / (2 * speed));
  log_price_ = market_.level + (log_price_ - market_.level) * kept;
  if (deviation > 0) log_price_ += deviation * random_.normal();
}

void price_path::draw_regimes(double seconds) {
  while (until_regime_s_ < seconds) {
    diffuse(until_regime_s_, market_.regimes[regime_].volatility, market_.regimes[regime_].drift);
    seconds -= until_regime_s_;
    const std::uint64_t others = market_.regimes.size() - 1;
    regime_ = (regime_ + 1 + random_.below(others)) % market_.regimes.size();
    until_regime_s_ = random_.exponential() * market_.regimes[regime_].mean_duration_s;
  }
  until_regime_s_ -= seconds;
  diffuse(seconds, market_.regimes[regime_].volatility, market_.regimes[regime_].drift);
}

void price_path::jump(double seconds) {
  while (until_jump_s_ < seconds) {
    seconds -= until_jump_s_;
    log_price_ += market_.jumps.mean + market_.jumps.deviation * random_.normal();
    until_jump_s_ = random_.exponential() * day_s / market_.jumps.per_day;
  }
  until_jump_s_ -= seconds;
}

// Steps hold the last point's price; a ramp goes straight from point to point, rounded down.
std::uint64_t price_path::follow_points(double time_s) {
  const auto& points = market_.points;
  const auto now = static_cast<std::uint64_t>(time_s);
  while (point_ < points.size() && points[point_].time_s <= now) ++point_;
  const price_point before = point_ == 0 ? price_point{0, market_.initial} : points[point_ - 1];
  if (market_.kind != market_kind::ramp || point_ == points.size()) return before.price;
  const price_point& after = points[point_];
  const uint<128> passed{now - before.time_s};
  const uint<128> whole{after.time_s - before.time_s};
  const bool rises = after.price > before.price;
  const uint<128> change{rises ? after.price - before.price : before.price - after.price};
  const std::uint64_t part = to_u64_truncating(div_down(mul_wrapping(change, passed), whole));
  return rises ? before.price + part : before.price - part;
}

std::uint64_t price_path::rounded() const {
  constexpr double largest = 0x1p62;
  const double value = static_cast<double>(market_.initial) * portable_exp(log_price_) + 0.5;
  if (!(value >= 1 && value < largest)) {
    trace::fail(what_.file, "market: the price path leaves what its resolution can say",
                "change market.resolution, or calm the market");
  }
  return static_cast<std::uint64_t>(value);
}

}  // namespace assay::market
