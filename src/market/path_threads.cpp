// Paths over threads; each result goes to its own place.
#include "assay/market/sweep.hpp"
#include "job_threads.hpp"

namespace assay::market {
namespace {

// Complete paths, and path 0 in any case, are kept.
void add_outcome(campaign_result& to, path_outcome& outcome) {
  to.failures.insert(to.failures.end(), outcome.failures.begin(), outcome.failures.end());
  if (outcome.result.complete || (outcome.result.path == 0 && outcome.result.blocks > 0)) {
    to.paths.push_back(std::move(outcome.result));
  }
}

}  // namespace

std::vector<campaign_result> run_slice(const grid& all, slice what, unsigned jobs,
                                       const observer& watch,
                                       const std::function<bool()>& interrupted,
                                       const std::function<void(std::uint64_t)>& on_progress) {
  const std::uint64_t paths = all.points.front().paths;
  std::vector<path_outcome> outcomes(what.count);
  const auto run = [&](std::uint64_t index) {
    const std::uint64_t at = what.first + index;
    outcomes[index] =
        run_path(all.points[at / paths], at % paths, at == 0 ? watch : observer{}, interrupted);
    return outcomes[index].failures.empty();
  };
  run_on_threads(what.count, jobs, run, interrupted, on_progress);
  std::vector<campaign_result> results(all.points.size());
  for (std::uint64_t i = 0; i < outcomes.size(); ++i) {
    add_outcome(results[(what.first + i) / paths], outcomes[i]);
  }
  for (campaign_result& one : results) one.interrupted = interrupted && interrupted();
  return results;
}

campaign_result run_paths(const scenario& what, std::uint64_t first, std::uint64_t count,
                          unsigned jobs, const observer& watch,
                          const std::function<bool()>& interrupted,
                          const std::function<void(std::uint64_t)>& on_progress) {
  grid one{{}, {what}};
  one.points.front().paths = first + count;
  return std::move(run_slice(one, {first, count}, jobs, watch, interrupted, on_progress).front());
}

}  // namespace assay::market
