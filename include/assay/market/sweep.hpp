// A sweep: one scenario with other values in some of its keys, as a grid of points; the paths of
// all points, in one order, from which a shard takes a slice.
#pragma once

#include <string>
#include <vector>

#include "assay/market/simulation.hpp"

namespace assay::market {

/// A key of the scenario and the values that it takes, as they are written.
struct sweep_axis {
  std::string key{};
  std::vector<std::string> values{};
};

struct grid {
  std::vector<sweep_axis> axes{};  // in the order of the file; none: one point
  std::vector<scenario> points{};  // the last axis changes fastest

  /// The position on each axis.
  [[nodiscard]] std::vector<std::size_t> place_of(std::size_t point) const;
  /// "market.volatility = 0.4, pool[0].fee_pips = 500"; empty without axes.
  [[nodiscard]] std::string point_text(std::size_t point) const;
  /// Of all points together.
  [[nodiscard]] std::uint64_t total_paths() const;
};

/// A scenario with or without [sweep]. Throws trace::input_error as read_scenario does; what is
/// wrong at one point only names the value's line.
grid read_grid(const std::string& file);
grid parse_grid(std::string_view text, const std::string& file);

/// Other paths than the file says, at each point. Throws trace::input_error for more than 10^8 in
/// all.
void set_paths(grid& all, std::uint64_t paths);

/// Paths [first, first + count) of all: path p of point i has the index i * paths + p.
struct slice {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};
/// The k-th of n, from 1: slices of nearly one size, all of them together everything.
slice shard_of(std::uint64_t total, std::uint64_t which, std::uint64_t of);

/// How many paths of each point are kept whole: its part of most_kept_paths, rounded down, but 64
/// at least.
std::uint64_t kept_paths_of(const grid& all);

/// A result for each point, holding those of its paths that are in the slice, `most_kept` of them
/// whole. The same whatever the number of threads. `watch` sees path 0 of point 0 only; progress is
/// told in finished paths.
std::vector<campaign_result> run_slice(const grid& all, slice what, unsigned jobs,
                                       const observer& watch,
                                       const std::function<bool()>& interrupted,
                                       const std::function<void(std::uint64_t)>& on_progress,
                                       std::uint64_t most_kept);
/// The same with kept_paths_of(all).
std::vector<campaign_result> run_slice(const grid& all, slice what, unsigned jobs,
                                       const observer& watch,
                                       const std::function<bool()>& interrupted,
                                       const std::function<void(std::uint64_t)>& on_progress);

/// How the summary of a sweep is told: one document, one table.
std::string sweep_json(const grid& all, const std::vector<campaign_result>& done);
std::string sweep_text(const grid& all, const std::vector<campaign_result>& done);
/// One line per point and pool: the values, then mean and standard error of every measure.
std::string sweep_csv(const grid& all, const std::vector<campaign_result>& done);
std::string sweep_html(const grid& all, const std::vector<campaign_result>& done);

}  // namespace assay::market
