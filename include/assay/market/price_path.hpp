// The price of token0 outside of the pools, block by block. Drawn in floating point, then rounded
// to an integer of the scenario's resolution: that integer is all that a pool ever sees. Where
// there is a numeraire, token1's price in it is an integer of its own.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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

/// When the next jump of a logarithm comes, and how far it goes.
class jump_clock {
 public:
  /// Draws the first waiting time. Precondition: what.per_day > 0.
  jump_clock(const jump_process& what, random_stream& random);

  void advance(double seconds, random_stream& random, double& logarithm);

 private:
  const jump_process& what_;
  double until_s_ = 0;
};

class price_path {
 public:
  price_path(const scenario& what, std::uint64_t path);

  /// The price `seconds` later, at `time_s` since the start, as an integer of the resolution.
  /// Throws input_error when it leaves what the resolution can say.
  std::uint64_t advance(double seconds, double time_s);
  [[nodiscard]] std::uint64_t now() const { return price_; }
  /// token1's price in the numeraire then, as an integer of its resolution; 0 without one.
  [[nodiscard]] std::uint64_t numeraire() const { return numeraire_; }

 private:
  const scenario& what_;
  const market_spec& market_;
  random_stream random_;
  std::optional<jump_clock> jumps_{};
  std::uint64_t price_;
  std::uint64_t numeraire_;
  double log_price_ = 0;  // ln(price / initial)
  double until_regime_s_ = 0;
  std::size_t regime_ = 0;
  std::size_t point_ = 0;  // the next one of a deterministic path
  // Of the last interval, which usually repeats.
  double cached_seconds_ = -1;
  double cached_volatility_ = -1;
  double cached_root_ = 0;
  // Of two assets: ln(price / initial) of each in the numeraire, and what jumps added to both.
  enum asset_part : std::size_t { token0, token1, both };
  std::array<double, 3> log_assets_{};
  double second_share_ = 0;  // of token1's noise that is not token0's: sqrt(1 - correlation^2)
  struct asset_jumps {
    asset_part part;
    random_stream random;
    jump_clock clock;
  };
  std::vector<asset_jumps> asset_jumps_{};

  void draw(double seconds);
  void draw_regimes(double seconds);
  void diffuse(double seconds, double volatility, double drift);
  void revert(double seconds);
  void add_jumps(asset_part part, const jump_process& what, std::uint64_t path);
  void draw_assets(double seconds);
  void follow_points(double time_s);
  [[nodiscard]] std::uint64_t rounded(double value, std::string_view which,
                                      std::string_view resolution) const;
};

}  // namespace assay::market
