// Paths over threads, and their results together.
#pragma once

#include <functional>
#include <vector>

#include "assay/market/simulation.hpp"

namespace assay::market {

/// run(0), ..., run(count - 1) on `jobs` threads, each result at its place; the outcomes of what
/// was not reached are empty. The first error in order is thrown, whichever thread met one first.
std::vector<path_outcome> run_on_threads(std::uint64_t count, unsigned jobs,
                                         const std::function<path_outcome(std::uint64_t)>& run,
                                         const std::function<bool()>& interrupted,
                                         const std::function<void(std::uint64_t)>& on_progress);

/// Complete paths, and path 0 in any case, are kept.
void add_outcome(campaign_result& to, path_outcome& outcome);

}  // namespace assay::market
