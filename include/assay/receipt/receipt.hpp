// What came of an operation: returned values and events, or the exact revert.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "assay/receipt/revert.hpp"

namespace assay {

// The events of one operation, in order. The first `Inline` live in place, because a swap emits
// two and must not allocate; an operation may emit any number.
template <class Event, std::size_t Inline = 8>
class event_list {
 public:
  void clear() {
    size_ = 0;
    overflow_.clear();
  }
  void push_back(const Event& event) {
    if (size_ < Inline) {
      inline_[size_] = event;
    } else {
      overflow_.push_back(event);
    }
    ++size_;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] const Event& operator[](std::size_t i) const {
    return i < Inline ? inline_[i] : overflow_[i - Inline];
  }
  friend bool operator==(const event_list& a, const event_list& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (!(a[i] == b[i])) return false;
    }
    return true;
  }

 private:
  std::array<Event, Inline> inline_{};
  std::vector<Event> overflow_{};
  std::size_t size_ = 0;
};

// `Returns` holds what the last call of the operation returned.
template <class Returns, class Event>
struct receipt {
  std::optional<revert> reverted{};  // absent: the operation succeeded
  unsigned failed_call = 0;          // index of the call that reverted (informative)
  Returns returns{};                 // meaningful on success only
  event_list<Event> events{};        // empty after a revert

  [[nodiscard]] bool ok() const { return !reverted.has_value(); }
  void reset() {
    reverted.reset();
    failed_call = 0;
    returns = Returns{};
    events.clear();
  }
};

}  // namespace assay
