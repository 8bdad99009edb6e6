// The price of token0 outside of the pools, block by block. Drawn in floating point, then rounded
// to an integer of the scenario's resolution: that integer is all that a pool ever sees.
#pragma once

#include <cstdint>

#include "assay/market/random.hpp"
#include "assay/market/scenario.hpp"

namespace assay::market {

/// When the next block comes: at a fixed interval, or after an exponential time.
class block_clock {
 public:
  block_clock(const scenario& what, std::uint64_t path);

  /// The seconds until the next block; time_s() moves there.
  double advance();
  [[nodiscard]] double time_s() const { return time_s_; }

 private:
  const scenario& what_;
  random_stream random_;
  double time_s_ = 0;
  std::uint64_t blocks_ = 0;
};

class price_path {
 public:
  price_path(const scenario& what, std::uint64_t path);

  /// The price `seconds` later, at `time_s` since the start, as an integer of the resolution.
  /// Throws input_error when it leaves what the resolution can say.
  std::uint64_t advance(double seconds, double time_s);
  [[nodiscard]] std::uint64_t now() const { return price_; }

 private:
  const scenario& what_;
  const market_spec& market_;
  random_stream random_;
  std::uint64_t price_;
  double log_price_ = 0;  // ln(price / initial)
  double until_jump_s_ = 0;
  double until_regime_s_ = 0;
  std::size_t regime_ = 0;
  std::size_t point_ = 0;  // the next one of a deterministic path
  // Of the last interval, which usually repeats.
  double cached_seconds_ = -1;
  double cached_volatility_ = -1;
  double cached_root_ = 0;

  void draw(double seconds);
  void draw_regimes(double seconds);
  void diffuse(double seconds, double volatility, double drift);
  void revert(double seconds);
  void jump(double seconds);
  [[nodiscard]] std::uint64_t follow_points(double time_s);
  [[nodiscard]] std::uint64_t rounded() const;
};

}  // namespace assay::market
