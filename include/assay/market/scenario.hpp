// A scenario: pools under a market, who trades in them and who provides. Read from TOML, strictly:
// what is wrong is one line with the file, the line, the key and the mend.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "assay/market/exact.hpp"

namespace assay::market {

/// Seconds of the year that volatilities and drifts are counted by: 365 days.
inline constexpr double year_s = 31'536'000;

enum class market_kind : std::uint8_t {
  gbm,
  mean_reversion,
  regimes,
  steps,
  ramp,
  csv,
  two_assets
};

/// A point of a deterministic or recorded path; prices are integers of their resolutions.
struct price_point {
  std::uint64_t time_s = 0;
  std::uint64_t price = 0;
  std::uint64_t numeraire = 0;  // of token1 in the numeraire; 0 without one
};

struct regime {
  double volatility = 0;  // per square root of a year
  double drift = 0;       // of the expected price, per year
  double mean_duration_s = 0;
};

struct jump_process {  // Merton's: log jumps, normal, at the times of a Poisson process
  double per_day = 0;
  double mean = 0;
  double deviation = 0;
};

/// What people count in, such as dollars: values are told in it too, and no pool sees it.
struct numeraire_spec {
  std::string symbol{};       // empty: there is none
  unsigned resolution = 0;    // decimals of token1's price in it
  std::uint64_t initial = 0;  // that price at first, an integer of the resolution

  [[nodiscard]] bool exists() const { return !symbol.empty(); }
};

/// One of two assets with a price of its own in the numeraire: a geometric Brownian motion.
struct asset_spec {
  std::string price{};    // of a whole token at first, as it was written
  double volatility = 0;  // per square root of a year
  double drift = 0;       // of the expected price, per year
  jump_process jumps{};   // that the other asset does not share
};

struct market_spec {
  market_kind kind = market_kind::gbm;
  std::uint64_t initial = 0;     // integer of the resolution
  unsigned resolution = 0;       // decimals of a price
  double volatility = 0;         // per square root of a year
  double drift = 0;              // of the expected price, per year
  double reversion_per_day = 0;  // of the logarithm
  double level = 0;              // logarithm of (level / initial)
  jump_process jumps{};          // two_assets: of both at once, which leave the price as it is
  std::vector<regime> regimes{};
  std::vector<price_point> points{};
  numeraire_spec numeraire{};
  // two_assets: `initial` is `ratio` rounded, the first price of token0 over that of token1.
  std::array<asset_spec, 2> assets{};
  double correlation = 0;  // of the two Brownian motions
  double ratio = 0;        // in units of the resolution
};

struct token_spec {
  std::string symbol{};
  std::uint32_t decimals = 18;
};

enum class pool_kind : std::uint8_t { uniswap_v2, uniswap_v3 };

struct pool_spec {
  std::string name{};
  pool_kind kind = pool_kind::uniswap_v2;
  std::uint32_t fee_pips = 3000;   // millionths of what goes in
  std::int32_t tick_spacing = 60;  // Uniswap V3
};

/// When an LP of Uniswap V3 moves its range, where to, and how it comes by the amounts.
enum class recentre_kind : std::uint8_t { never, on_exit, beyond_threshold, on_schedule };
enum class range_place : std::uint8_t { around, beside };  // the price; beside: of one token only
enum class range_swap : std::uint8_t { in_pool, outside, none };

struct recentre_spec {
  recentre_kind when = recentre_kind::never;
  range_place place = range_place::around;
  range_swap swap = range_swap::in_pool;
  std::int32_t threshold_ticks = 0;  // from the middle of the range
  double every_s = 0;
  std::uint64_t outside_bps =
      0;            // that a swap outside costs, of what it buys at the market's price
  uint<128> gas{};  // wei of token1 for each move
};

struct lp_spec {
  std::string name{};
  std::size_t pool = 0;
  std::array<uint<128>, 2> deposit{};  // wei
  // Uniswap V3: what the position spans, prices as integers of the resolution.
  bool full_range = true;
  std::uint64_t lower = 0;
  std::uint64_t upper = 0;
  // Of a ladder, which step this is, from 0 and from below: an equal part of the range's ticks.
  std::uint64_t rung = 0;
  std::uint64_t rungs = 1;
  recentre_spec recentre{};
};

struct arbitrageur_spec {
  bool active = true;
  uint<128> least_profit{};  // wei of token1: gas and what makes it worth while
  std::uint64_t latency_blocks = 0;
};

struct noise_spec {
  std::vector<std::size_t> pools{};  // more than one: each trade is split so that it pays most
  double per_day = 0;                // Poisson
  double median_size = 0;            // whole token1
  double deviation = 0;              // of the logarithm of the size
  double buy_share = 0.5;            // of token0
};

/// Just-in-time liquidity: deposits around the price right before a large noise trade in a Uniswap
/// V3 pool, and takes everything out right after it, where that gains more than its gas.
struct jit_spec {
  std::size_t pool = 0;
  uint<128> least_trade{};          // wei of token1
  std::array<uint<128>, 2> most{};  // wei that it may deposit
  std::int32_t steps = 0;           // tick spacings on each side of the one with the price
  uint<128> gas{};                  // wei of token1 a trade
};

enum class attack_kind : std::uint8_t { spot, twap, sandwich, first_depositor };

/// What someone may try on a pool as its LPs left it, before the first block.
struct attack_spec {
  attack_kind kind = attack_kind::spot;
  std::size_t pool = 0;
  std::vector<std::int64_t> moves_bps{};      // spot and twap: of the market's price
  std::uint64_t window_s = 0;                 // twap
  std::vector<std::uint64_t> hold_blocks{};   // twap: the last ones of the window
  unsigned token_in = 1;                      // sandwich: what the victim sells
  std::vector<uint<128>> sizes{};             // sandwich: wei of it; deposits: wei of token1
  std::vector<std::uint64_t> slippage_bps{};  // sandwich: that the victim tolerates
  std::vector<std::uint64_t> first_shares{};  // first_depositor: that the attacker mints
  std::uint64_t minimum_liquidity = 1000;     // first_depositor: shares that the pair locks
};

struct scenario {
  std::string file{};
  std::string text{};  // as it was written
  std::string title{};
  std::uint64_t seed = 1;
  std::uint64_t paths = 1;
  std::uint64_t horizon_s = 0;
  double block_time_s = 12;
  bool poisson_blocks = false;
  std::array<token_spec, 2> tokens{};
  market_spec market{};
  std::vector<pool_spec> pools{};
  std::vector<lp_spec> lps{};
  arbitrageur_spec arbitrageur{};
  std::vector<noise_spec> noise{};
  std::vector<jit_spec> jit{};  // one a pool at most
  std::vector<attack_spec> attacks{};

  /// A price of the resolution as the books use it. The denominator is the same for all.
  [[nodiscard]] price price_of(std::uint64_t of_resolution) const;
  /// token1 per token0 in whole tokens.
  [[nodiscard]] double to_double(std::uint64_t of_resolution) const;
  [[nodiscard]] std::string price_text(std::uint64_t of_resolution) const;
  /// token1's price in the numeraire, in whole units of both, and as text.
  [[nodiscard]] double numeraire_to_double(std::uint64_t of_resolution) const;
  [[nodiscard]] std::string numeraire_text(std::uint64_t of_resolution) const;
  /// Whole tokens in decimal: "12.5".
  [[nodiscard]] std::string amount_text(unsigned token, const exact& wei) const;
  [[nodiscard]] double whole(unsigned token, const exact& wei) const;
};

/// Throws trace::input_error: "FILE:LINE: KEY: what is wrong; how to mend it".
scenario read_scenario(const std::string& file);
scenario parse_scenario(std::string_view text, const std::string& file);

/// What will happen, in words.
std::string describe(const scenario& what);

/// value * 10^-decimals, without a point when decimals is 0.
std::string decimal_text(const exact& value, unsigned decimals);

}  // namespace assay::market
