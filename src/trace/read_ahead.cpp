// Blocks that one thread fills and another empties, in a ring.
#include "read_ahead.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstring>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::trace {
namespace {

class read_ahead_source final : public byte_source {
 public:
  explicit read_ahead_source(std::unique_ptr<byte_source> from)
      : from_(std::move(from)), worker_([this] { work(); }) {}

  ~read_ahead_source() override {
    {
      const std::lock_guard lock(mutex_);
      is_abandoned_ = true;
    }
    changed_.notify_all();
    worker_.join();
  }
  read_ahead_source(const read_ahead_source&) = delete;
  read_ahead_source& operator=(const read_ahead_source&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return filled_ > 0; });
    block& front = ring_[first_];
    if (front.error) std::rethrow_exception(front.error);
    if (front.size == 0) return 0;  // the end stays where it is
    lock.unlock();                  // the worker leaves a filled block alone
    const std::size_t count = std::min(size, front.size - front.taken);
    std::memcpy(to, front.bytes.data() + front.taken, count);
    front.taken += count;
    if (front.taken == front.size) {
      lock.lock();
      first_ = (first_ + 1) % ring_.size();
      --filled_;
      lock.unlock();
      changed_.notify_all();
    }
    return count;
  }

 private:
  static constexpr std::size_t block_bytes = std::size_t{1} << 18;
  static constexpr std::size_t block_count = 4;

  // A block without bytes is the end, or the error that came instead.
  struct block {
    std::vector<char> bytes = std::vector<char>(block_bytes);
    std::size_t size = 0;
    std::size_t taken = 0;
    std::exception_ptr error{};
  };

  void fill(block& next) {
    next.size = 0;
    next.taken = 0;
    try {
      while (next.size < block_bytes) {
        const std::size_t count =
            from_->read(next.bytes.data() + next.size, block_bytes - next.size);
        if (count == 0) return;
        next.size += count;
      }
    } catch (...) {
      error_ = std::current_exception();
    }
  }

  void work() {
    while (true) {
      std::size_t next = 0;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return filled_ < ring_.size() || is_abandoned_; });
        if (is_abandoned_) return;
        next = (first_ + filled_) % ring_.size();
      }
      block& target = ring_[next];
      // What came before an error is given out first.
      if (error_) {
        target.size = 0;
        target.error = error_;
      } else {
        fill(target);
        if (target.size == 0) target.error = error_;
      }
      const bool is_last = target.size == 0;
      {
        const std::lock_guard lock(mutex_);
        ++filled_;
      }
      changed_.notify_all();
      if (is_last) return;
    }
  }

  std::unique_ptr<byte_source> from_;
  std::array<block, block_count> ring_{};
  std::size_t first_ = 0;  // guarded by mutex_, like all that follow up to the worker
  std::size_t filled_ = 0;
  bool is_abandoned_ = false;
  std::mutex mutex_{};
  std::condition_variable changed_{};
  std::exception_ptr error_{};  // the worker's own
  std::thread worker_;
};

}  // namespace

std::unique_ptr<byte_source> read_ahead(std::unique_ptr<byte_source> from) {
  return std::make_unique<read_ahead_source>(std::move(from));
}

}  // namespace assay::trace
