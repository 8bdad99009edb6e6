// Threads take paths as they come; each result goes to its own place.
#include "path_threads.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

#include "assay/market/sweep.hpp"

namespace assay::market {
namespace {

class path_pool {
 public:
  path_pool(std::vector<path_outcome>& out, const std::function<path_outcome(std::uint64_t)>& run,
            const std::function<bool()>& interrupted)
      : out_(out), run_(run), interrupted_(interrupted) {}

  void work() {
    for (;;) {
      const std::uint64_t index = next_.fetch_add(1);
      if (index >= out_.size() || stop_.load() || (interrupted_ && interrupted_())) return;
      try {
        out_[index] = run_(index);
        if (!out_[index].failures.empty()) stop_.store(true);
      } catch (...) {
        const std::scoped_lock lock(mutex_);
        // The error of the first path is told, whichever thread met one first.
        if (!error_ || index < error_index_) {
          error_ = std::current_exception();
          error_index_ = index;
        }
        stop_.store(true);
      }
      done_.fetch_add(1);
    }
  }
  [[nodiscard]] std::uint64_t done() const { return done_.load(); }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::vector<path_outcome>& out_;
  const std::function<path_outcome(std::uint64_t)>& run_;
  const std::function<bool()>& interrupted_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_{};
  std::exception_ptr error_{};
  std::uint64_t error_index_ = 0;
};

}  // namespace

std::vector<path_outcome> run_on_threads(std::uint64_t count, unsigned jobs,
                                         const std::function<path_outcome(std::uint64_t)>& run,
                                         const std::function<bool()>& interrupted,
                                         const std::function<void(std::uint64_t)>& on_progress) {
  std::vector<path_outcome> outcomes(count);
  path_pool pool(outcomes, run, interrupted);
  std::atomic<unsigned> at_work{std::max(1U, jobs)};
  std::vector<std::thread> threads;
  for (unsigned i = at_work.load(); i > 0; --i) {
    threads.emplace_back([&] {
      pool.work();
      at_work.fetch_sub(1);
    });
  }
  constexpr std::chrono::milliseconds often{20};
  for (unsigned turn = 0; at_work.load() > 0; ++turn) {
    std::this_thread::sleep_for(often);
    if (on_progress && turn % 10 == 0) on_progress(pool.done());
  }
  for (std::thread& thread : threads) thread.join();
  pool.rethrow();
  return outcomes;
}

std::vector<campaign_result> run_slice(const grid& all, slice what, unsigned jobs,
                                       const observer& watch,
                                       const std::function<bool()>& interrupted,
                                       const std::function<void(std::uint64_t)>& on_progress) {
  const std::uint64_t paths = all.points.front().paths;
  const auto run = [&](std::uint64_t index) {
    const std::uint64_t at = what.first + index;
    return run_path(all.points[at / paths], at % paths, at == 0 ? watch : observer{}, interrupted);
  };
  auto outcomes = run_on_threads(what.count, jobs, run, interrupted, on_progress);
  std::vector<campaign_result> results(all.points.size());
  for (std::uint64_t i = 0; i < outcomes.size(); ++i) {
    add_outcome(results[(what.first + i) / paths], outcomes[i]);
  }
  for (campaign_result& one : results) one.interrupted = interrupted && interrupted();
  return results;
}

}  // namespace assay::market
