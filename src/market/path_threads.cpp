// Paths over threads; their results are added up in the order of the paths.
#include <algorithm>
#include <map>
#include <mutex>

#include "assay/market/statistics.hpp"
#include "assay/market/sweep.hpp"
#include "job_threads.hpp"

namespace assay::market {
namespace {

// Results as they come, put in order: who comes before those ahead of it waits here. That is no
// more than the other threads finish while one is at work.
class ordered_results {
 public:
  ordered_results(const grid& all, slice what, std::uint64_t most_kept)
      : all_(all), first_(what.first), most_kept_(most_kept), results_(all.points.size()) {}

  void add(std::uint64_t index, path_outcome outcome) {
    const std::scoped_lock lock(mutex_);
    waiting_.emplace(index, std::move(outcome));
    while (!waiting_.empty() && waiting_.begin()->first == next_) take_first();
  }
  // After an interruption there may be gaps.
  std::vector<campaign_result> finish() {
    while (!waiting_.empty()) take_first();
    for (campaign_result& one : results_) keep_in_order(one);
    return std::move(results_);
  }

 private:
  const grid& all_;
  std::uint64_t first_;
  std::uint64_t most_kept_;
  std::vector<campaign_result> results_;
  std::mutex mutex_{};
  std::map<std::uint64_t, path_outcome> waiting_{};
  std::uint64_t next_ = 0;

  // Complete paths, and path 0 in any case, count.
  void take_first() {
    const auto first = waiting_.begin();
    const std::size_t point = (first_ + first->first) / all_.points.front().paths;
    path_outcome& outcome = first->second;
    campaign_result& to = results_[point];
    to.failures.insert(to.failures.end(), outcome.failures.begin(), outcome.failures.end());
    if (outcome.result.complete || (outcome.result.path == 0 && outcome.result.blocks > 0)) {
      add_path(to, all_.points[point], std::move(outcome.result), most_kept_);
    }
    next_ = first->first + 1;
    waiting_.erase(first);
  }
};

}  // namespace

std::uint64_t kept_paths_of(const grid& all) {
  constexpr std::uint64_t least = 64;
  return std::max(least, most_kept_paths / all.points.size());
}

std::vector<campaign_result> run_slice(const grid& all, slice what, unsigned jobs,
                                       const observer& watch,
                                       const std::function<bool()>& interrupted,
                                       const std::function<void(std::uint64_t)>& on_progress,
                                       std::uint64_t most_kept) {
  const std::uint64_t paths = all.points.front().paths;
  ordered_results results(all, what, most_kept);
  const auto run = [&](std::uint64_t index) {
    const std::uint64_t at = what.first + index;
    path_outcome outcome =
        run_path(all.points[at / paths], at % paths, at == 0 ? watch : observer{}, interrupted);
    const bool holds = outcome.failures.empty();
    results.add(index, std::move(outcome));
    return holds;
  };
  run_on_threads(what.count, jobs, run, interrupted, on_progress);
  auto done = results.finish();
  for (campaign_result& one : done) one.interrupted = interrupted && interrupted();
  return done;
}

std::vector<campaign_result> run_slice(const grid& all, slice what, unsigned jobs,
                                       const observer& watch,
                                       const std::function<bool()>& interrupted,
                                       const std::function<void(std::uint64_t)>& on_progress) {
  return run_slice(all, what, jobs, watch, interrupted, on_progress, kept_paths_of(all));
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
