// A whole campaign: numbered sequences, each from a seed of its own, shared out among threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "assay/campaign/campaign.hpp"

namespace assay::campaign {
namespace detail {

using clock = std::chrono::steady_clock;

inline double since(clock::time_point begin) {
  return std::chrono::duration<double>(clock::now() - begin).count();
}

// The sequence `index` of a campaign draws from this seed.
inline std::uint64_t sequence_seed(std::uint64_t seed, std::uint64_t index) {
  std::uint64_t state = index;
  state = gen::split_mix(state) ^ seed;
  return gen::split_mix(state);
}

// What can happen to an operation: which generator made it, and how it ended.
using happening = std::pair<std::size_t, std::string>;

// How often what happened. Reasons are few: looked up by comparison, not by building texts.
class outcome_table {
 public:
  // True the first time.
  template <class Receipt>
  bool count(std::size_t generator, const Receipt& receipt) {
    if (receipt.ok()) return ++accepted_[generator] == 1;
    auto& reasons = refused_[generator];
    for (auto& [reason, times] : reasons) {
      if (receipt.reverted->is(reason)) return ++times == 1;
    }
    reasons.emplace_back(receipt.reverted->to_string(), 1);
    return true;
  }

  // Adds the counts to `sum` and starts from nothing.
  void move_to(std::map<happening, std::uint64_t>& sum) {
    for (const auto& [generator, times] : accepted_) sum[{generator, "ok"}] += times;
    for (const auto& [generator, reasons] : refused_) {
      for (const auto& [reason, times] : reasons) sum[{generator, reason}] += times;
    }
    accepted_.clear();
    refused_.clear();
  }

 private:
  std::map<std::size_t, std::uint64_t> accepted_{};
  std::map<std::size_t, std::vector<std::pair<std::string, std::uint64_t>>> refused_{};
};

template <class World>
struct failing_sequence {
  std::uint64_t index = 0;
  sequence<World> drawn{};
  failure found{};
};

struct interesting_sequence {
  std::uint64_t index = 0;
  std::vector<std::uint8_t> choices{};
};

template <class World>
class runner {
 public:
  explicit runner(const options<World>& what)
      : what_(what),
        length_(std::max<std::size_t>(what.length, 1)),
        last_index_(what.operations == 0 ? UINT64_MAX : (what.operations - 1) / length_) {}

  report<World> go() {
    std::vector<std::thread> others;
    const unsigned jobs = std::max(what_.jobs, 1U);
    for (unsigned i = 1; i < jobs; ++i) others.emplace_back([this] { guarded_work(); });
    guarded_work();
    for (std::thread& other : others) other.join();
    if (error_) std::rethrow_exception(error_);
    finish();
    return std::move(report_);
  }

 private:
  void guarded_work() {
    try {
      work();
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      if (!error_) error_ = std::current_exception();
      is_over_ = true;
    }
  }

  void work() {
    const auto by = what_.make_judge();
    typename World::generator from(what_.mode, by->setup(), what_.profile);
    outcome_table outcomes;
    std::uint64_t operations = 0;
    std::uint64_t reverted = 0;
    std::uint64_t told = 0;  // of these operations, reported as progress
    for (;;) {
      const std::uint64_t index = next_.fetch_add(1);
      if (is_over_ || index > last_index_ || index > earliest_failure_) break;
      sequence<World> drawn;
      std::vector<happening> seen;  // for the first time by this thread
      const std::uint64_t before = operations;
      auto found = one(*by, from, index, drawn, [&] {
        ++operations;
        if (!by->receipt().ok()) ++reverted;
        if (!outcomes.count(from.last(), by->receipt())) return;
        const auto& reason = by->receipt().reverted;
        seen.emplace_back(from.last(), reason ? reason->to_string() : "ok");
      });
      {
        const std::scoped_lock lock(mutex_);
        ++report_.sequences;
        remember(index, drawn, seen);
        if (found) record_failure(index, std::move(drawn), std::move(*found));
      }
      told += operations - before;
      if (!tell(told)) break;
      told = 0;
    }
    const std::scoped_lock lock(mutex_);
    report_.operations += operations;
    report_.reverted += reverted;
    report_.comparisons += by->comparisons();
    invariant::add_to(report_.invariants, by->invariants().standings());
    outcomes.move_to(outcomes_);
  }

  std::optional<failure> one(judge<World>& by, typename World::generator& from, std::uint64_t index,
                             sequence<World>& drawn, const std::function<void()>& after_step) {
    const std::uint64_t seed = sequence_seed(what_.seed, index);
    // The last sequence is as long as the budget leaves.
    const bool is_last = index == last_index_;
    const std::size_t length =
        is_last ? static_cast<std::size_t>(what_.operations - index * length_) : length_;
    if (what_.corpus.empty() || (index & 1) == 0) {
      gen::choices draw(seed);
      return run_sequence(by, from, draw, length, &drawn, after_step);
    }
    // Begins like one that was interesting before, then goes its own way.
    gen::choices draw(seed);
    const auto& whole = what_.corpus[draw.below(what_.corpus.size())];
    const std::size_t kept = draw.below(whole.size() + 1);
    gen::choices continued(std::span<const std::uint8_t>(whole).first(kept), seed);
    return run_sequence(by, from, continued, length, &drawn, after_step);
  }

  // For everything that can happen, the earliest sequence in which it did.
  void remember(std::uint64_t index, const sequence<World>& drawn,
                const std::vector<happening>& seen) {
    std::vector<std::uint8_t> bytes;
    for (const happening& one : seen) {
      const auto known = interesting_.find(one);
      if (known != interesting_.end() && known->second.index <= index) continue;
      if (bytes.empty()) {
        for (const auto& part : drawn.choices) bytes.insert(bytes.end(), part.begin(), part.end());
      }
      interesting_.insert_or_assign(one, interesting_sequence{index, bytes});
    }
  }

  void record_failure(std::uint64_t index, sequence<World> drawn, failure found) {
    if (failing_ && failing_->index < index) return;
    failing_ = failing_sequence<World>{index, std::move(drawn), std::move(found)};
    earliest_failure_ = index;
  }

  // Adds to the progress and asks whether to go on.
  bool tell(std::uint64_t operations) {
    const std::scoped_lock lock(mutex_);
    so_far_.operations += operations;
    so_far_.sequences = report_.sequences;
    so_far_.seconds = since(begin_);
    if (what_.seconds > 0 && so_far_.seconds >= what_.seconds) is_over_ = true;
    if (what_.on_progress && !what_.on_progress(so_far_)) {
      is_over_ = true;
      report_.is_stopped = true;
    }
    return !is_over_;
  }

  void finish() {
    const auto all = World::generators();
    for (const auto& [key, times] : outcomes_) {
      report_.outcomes.push_back({std::string(all[key.first].name), key.second, times});
    }
    if (failing_) {
      const auto by = what_.make_judge();
      report_.found = shrink(*by, failing_->drawn, failing_->found, what_.shrinking, what_.profile);
    }
    report_.seconds = since(begin_);
    std::map<std::uint64_t, std::vector<std::uint8_t>> by_index;
    for (auto& [what, one] : interesting_) by_index.emplace(one.index, std::move(one.choices));
    for (auto& [index, bytes] : by_index) report_.interesting.push_back(std::move(bytes));
  }

  const options<World>& what_;
  std::size_t length_;
  std::uint64_t last_index_;
  clock::time_point begin_ = clock::now();
  std::atomic<std::uint64_t> next_{0};
  std::atomic<std::uint64_t> earliest_failure_{UINT64_MAX};
  std::atomic<bool> is_over_{false};
  std::mutex mutex_{};
  std::exception_ptr error_{};
  progress so_far_{};
  report<World> report_{};
  std::optional<failing_sequence<World>> failing_{};
  std::map<happening, std::uint64_t> outcomes_{};
  std::map<happening, interesting_sequence> interesting_{};
};

}  // namespace detail

template <class World>
report<World> run(const options<World>& what) {
  return detail::runner<World>(what).go();
}

}  // namespace assay::campaign
