// Price paths: diffusion, mean reversion, regimes, jumps, two assets, given points; and the times
// of blocks.
#include "assay/market/price_path.hpp"

#include <cmath>

#include "assay/trace/input_error.hpp"

namespace assay::market {
namespace {

constexpr double day_s = 86'400;

}  // namespace

jump_clock::jump_clock(const jump_process& what, random_stream& random) : what_(what) {
  until_s_ = random.exponential() * day_s / what_.per_day;
}

void jump_clock::advance(double seconds, random_stream& random, double& logarithm) {
  while (until_s_ < seconds) {
    seconds -= until_s_;
    logarithm += what_.mean + what_.deviation * random.normal();
    until_s_ = random.exponential() * day_s / what_.per_day;
  }
  until_s_ -= seconds;
}

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
      price_(market_.initial),
      numeraire_(market_.numeraire.initial) {
  if (market_.kind == market_kind::two_assets) {
    // Of -1 and 1 nothing is left, exactly.
    second_share_ = std::sqrt(1 - market_.correlation * market_.correlation);
    add_jumps(both, market_.jumps, path);
    add_jumps(token0, market_.assets[0].jumps, path);
    add_jumps(token1, market_.assets[1].jumps, path);
  } else if (market_.jumps.per_day > 0) {
    jumps_.emplace(market_.jumps, random_);
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
      follow_points(time_s);
      return price_;
    case market_kind::two_assets:
      draw_assets(seconds);
      return price_;
    case market_kind::gbm:
    case market_kind::mean_reversion:
    case market_kind::regimes:
      break;
  }
  draw(seconds);
  price_ = rounded(static_cast<double>(market_.initial) * portable_exp(log_price_),
                   "market: the price path", "market.resolution");
  return price_;
}

void price_path::draw(double seconds) {
  if (market_.kind == market_kind::gbm) diffuse(seconds, market_.volatility, market_.drift);
  if (market_.kind == market_kind::mean_reversion) revert(seconds);
  if (market_.kind == market_kind::regimes) draw_regimes(seconds);
  if (jumps_) jumps_->advance(seconds, random_, log_price_);
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

void price_path::add_jumps(asset_part part, const jump_process& what, std::uint64_t path) {
  if (what.per_day <= 0) return;
  random_stream random(what_.seed, path, random_stream::purpose::asset_jumps, part);
  const jump_clock clock(what, random);  // draws from it first
  asset_jumps_.push_back({part, random, clock});
}

// Both normals are drawn in every block, token0's first, and jumps have streams of their own: no
// parameter moves the numbers that another is given.
void price_path::draw_assets(double seconds) {
  const double years = seconds / year_s;
  const double root = std::sqrt(years);
  const double first = random_.normal();
  const double second = random_.normal();
  const double noise[] = {first, market_.correlation * first + second_share_ * second};
  for (const asset_part part : {token0, token1}) {
    const asset_spec& asset = market_.assets[part];
    log_assets_[part] += (asset.drift - asset.volatility * asset.volatility / 2) * years;
    log_assets_[part] += asset.volatility * root * noise[part];
  }
  for (asset_jumps& one : asset_jumps_) {
    one.clock.advance(seconds, one.random, log_assets_[one.part]);
  }
  log_price_ = log_assets_[token0] - log_assets_[token1];
  price_ = rounded(market_.ratio * portable_exp(log_price_), "market: the price path",
                   "market.resolution");
  const double log_numeraire = log_assets_[token1] + log_assets_[both];
  numeraire_ =
      rounded(static_cast<double>(market_.numeraire.initial) * portable_exp(log_numeraire),
              "market: the path of token1's price in the numeraire", "market.numeraire.resolution");
}

// Steps hold the last point's price; a ramp goes straight from point to point, rounded down.
void price_path::follow_points(double time_s) {
  const auto& points = market_.points;
  const auto now = static_cast<std::uint64_t>(time_s);
  while (point_ < points.size() && points[point_].time_s <= now) ++point_;
  const price_point before =
      point_ == 0 ? price_point{0, market_.initial, numeraire_} : points[point_ - 1];
  price_ = before.price;
  numeraire_ = before.numeraire;
  if (market_.kind != market_kind::ramp || point_ == points.size()) return;
  const price_point& after = points[point_];
  const uint<128> passed{now - before.time_s};
  const uint<128> whole{after.time_s - before.time_s};
  const bool rises = after.price > before.price;
  const uint<128> change{rises ? after.price - before.price : before.price - after.price};
  const std::uint64_t part = to_u64_truncating(div_down(mul_wrapping(change, passed), whole));
  price_ = rises ? before.price + part : before.price - part;
}

std::uint64_t price_path::rounded(double value, std::string_view which,
                                  std::string_view resolution) const {
  constexpr double largest = 0x1p62;
  const double half_up = value + 0.5;
  if (!(half_up >= 1 && half_up < largest)) {
    trace::fail(what_.file, std::string(which) + " leaves what its resolution can say",
                "change " + std::string(resolution) + ", or calm the market");
  }
  return static_cast<std::uint64_t>(half_up);
}

}  // namespace assay::market
