// Paths of a scenario: block by block, with the books checked after every block.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "assay/market/attack.hpp"
#include "assay/market/venue.hpp"

namespace assay::market {

/// What one pool went through on one path. Exact numbers as the books have them; the others are
/// statistics.
struct pool_result {
  amounts deposits{};
  amounts held{};
  amounts fees{};  // times fee_scale
  exact fee_scale{1};
  exact value{};  // these: token1 wei times the price's denominator
  exact holding{};
  exact portfolio{};
  exact fee_value{};      // times fee_scale: at the prices of the trades
  exact fee_value_now{};  // times fee_scale: at the last price
  exact lvr{};            // times fee_scale
  exact arbitrage_gain{};
  exact noise_gain{};
  exact gas{};
  exact jit_gain{};         // before gas
  exact jit_lp_gain{};      // of the LPs that stay, against the same trades alone: negative
  exact jit_trader_gain{};  // of the noise traders, against the same
  exact jit_gas{};
  std::uint64_t jit_trades = 0;
  std::uint64_t arbitrages = 0;
  std::uint64_t arbitrages_cut_short = 0;  // of them, those whose search was (books.hpp)
  std::uint64_t noise_trades = 0;
  std::uint64_t operations = 0;
  double value_seconds = 0;          // integral of the pool's value over time, whole token1
  double tracking_error_sum = 0;     // of |ln(pool price / market price)| after each block
  std::uint64_t blocks_outside = 0;  // of the no-arbitrage band, after the block's trades
  std::vector<position> positions{};
};

struct path_result {
  std::uint64_t path = 0;
  std::uint64_t blocks = 0;
  double seconds = 0;
  bool complete = false;
  std::uint64_t last_price = 0;
  std::uint64_t last_numeraire = 0;  // of token1 in the numeraire; 0 without one
  price at{};
  std::vector<pool_result> pools{};
};

struct failed_identity {
  std::uint64_t path = 0;
  std::uint64_t block = 0;
  std::string pool{};
  violation what{};
};

/// A pool after a block, for who wants to watch one path.
struct pool_row {
  amounts held{};
  exact value{};
  exact holding{};
  exact portfolio{};
  amounts fees{};
  exact fee_scale{1};
  exact fee_value{};
  exact lvr{};
  exact arbitrage_gain{};
  fill arbitrage{};
  std::uint64_t trades = 0;
  double spot = 0;
};

struct row {
  std::uint64_t block = 0;
  double time_s = 0;
  std::uint64_t market_price = 0;
  std::uint64_t numeraire = 0;  // token1's price in it; 0 without one
  price at{};
  std::vector<pool_row> pools{};
};

struct observer {
  std::function<void(const row&)> on_block{};             // may be empty: faster
  std::function<trace::byte_sink*(std::size_t)> trace{};  // of a pool; may be empty or give null
};

struct path_outcome {
  path_result result{};
  std::vector<failed_identity> failures{};  // at most one: the path ends there
};

/// One path. `interrupted` is asked now and then; the result then says how far it came.
path_outcome run_path(const scenario& what, std::uint64_t path, const observer& watch,
                      const std::function<bool()>& interrupted);

/// Of one number over paths, added up in their order.
struct running_moments {
  double sum = 0;
  double mean = 0;
  double squares = 0;  // of the distances from the mean (Welford)
  double least = 0;
  double most = 0;
};
/// Of two numbers whose sums are put into a ratio.
struct running_ratio {
  double above = 0;
  double below = 0;
  double above_squared = 0;
  double product = 0;
  double below_squared = 0;
};
struct pool_tally {
  std::vector<running_moments> measures{};  // as statistics.hpp lists them
  running_ratio lvr{};
  running_ratio arbitrage{};
  running_ratio trades{};
};
/// What is known of every path, also of those that are not kept.
struct path_tally {
  std::uint64_t paths = 0;
  std::uint64_t blocks = 0;
  std::uint64_t operations = 0;
  std::uint64_t arbitrages = 0;
  std::uint64_t arbitrages_cut_short = 0;
  std::vector<pool_tally> pools{};
};

/// How many paths of one scenario are kept whole. The points of a sweep share them, but each has a
/// least number: kept_paths_of() in sweep.hpp.
inline constexpr std::uint64_t most_kept_paths = 16'384;

struct campaign_result {
  /// In order: the complete ones, and path 0 in any case. Of more than are to be kept a sample that
  /// depends on nothing but their numbers.
  std::vector<path_result> paths{};
  path_tally all{};
  std::vector<failed_identity> failures{};
  std::vector<attack_result> attacks{};  // filled by who wants them: run_attacks
  bool interrupted = false;

  [[nodiscard]] bool is_sampled() const { return all.paths > paths.size(); }
};

/// All paths [first, first + count) on `jobs` threads: the same result whatever their number.
/// `watch` sees path 0 only. Progress is told in finished paths. Memory does not grow with their
/// number beyond most_kept_paths.
campaign_result run_paths(const scenario& what, std::uint64_t first, std::uint64_t count,
                          unsigned jobs, const observer& watch,
                          const std::function<bool()>& interrupted,
                          const std::function<void(std::uint64_t)>& on_progress);

}  // namespace assay::market
