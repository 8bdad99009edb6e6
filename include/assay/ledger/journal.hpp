// Undo log of one operation: commit costs nothing, a revert restores every slot to the byte.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace assay {

// The first `Inline` writes are kept in place: a swap makes four, and must not touch the heap.
template <class Word, std::size_t Inline = 16>
class journal {
 public:
  // Writes `value` to `slot` and remembers what was there. `slot` must outlive the operation.
  void set(Word& slot, const Word& value) {
    if (size_ < Inline) [[likely]] {
      inline_[size_] = {&slot, slot};
    } else {
      overflow_.push_back({&slot, slot});
    }
    ++size_;
    slot = value;
  }
  void commit() {
    size_ = 0;
    overflow_.clear();
  }
  void roll_back() {
    while (size_ > 0) {
      --size_;
      const entry& last = size_ < Inline ? inline_[size_] : overflow_[size_ - Inline];
      *last.slot = last.before;
    }
    overflow_.clear();
  }

 private:
  struct entry {
    Word* slot = nullptr;
    Word before{};
  };
  std::array<entry, Inline> inline_{};
  std::vector<entry> overflow_{};
  std::size_t size_ = 0;
};

}  // namespace assay
