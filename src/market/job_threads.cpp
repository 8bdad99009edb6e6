// Threads take jobs as they come.
#include "job_threads.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::market {
namespace {

class job_pool {
 public:
  job_pool(std::uint64_t count, const std::function<bool(std::uint64_t)>& work,
           const std::function<bool()>& interrupted)
      : count_(count), work_(work), interrupted_(interrupted) {}

  void work() {
    for (;;) {
      const std::uint64_t index = next_.fetch_add(1);
      if (index >= count_ || stop_.load() || (interrupted_ && interrupted_())) return;
      try {
        if (!work_(index)) stop_.store(true);
      } catch (...) {
        const std::scoped_lock lock(mutex_);
        // Of the errors that were met, that of the earliest job is told.
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
  std::uint64_t count_;
  const std::function<bool(std::uint64_t)>& work_;
  const std::function<bool()>& interrupted_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> done_{0};
  std::atomic<bool> stop_{false};
  std::mutex mutex_{};
  std::exception_ptr error_{};
  std::uint64_t error_index_ = 0;
};

}  // namespace

void run_on_threads(std::uint64_t count, unsigned jobs,
                    const std::function<bool(std::uint64_t)>& work,
                    const std::function<bool()>& interrupted,
                    const std::function<void(std::uint64_t)>& on_progress) {
  job_pool pool(count, work, interrupted);
  std::mutex mutex;
  std::condition_variable left;
  unsigned at_work = std::max(1U, jobs);
  std::vector<std::thread> threads;
  for (unsigned i = at_work; i > 0; --i) {
    threads.emplace_back([&] {
      pool.work();
      const std::scoped_lock lock(mutex);
      --at_work;
      left.notify_one();
    });
  }
  constexpr std::chrono::milliseconds often{200};
  std::unique_lock lock(mutex);
  while (!left.wait_for(lock, often, [&] { return at_work == 0; })) {
    if (on_progress) on_progress(pool.done());
  }
  lock.unlock();
  for (std::thread& thread : threads) thread.join();
  pool.rethrow();
}

}  // namespace assay::market
