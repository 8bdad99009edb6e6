// The view functions of a stranger's contract, each asked again only when what it read was written.
// Private.
//
// A view's answer follows from the slots that it reads, and from the clock if it asks for it. Both
// are noted when it is asked, so nothing needs to be known of the contract's storage, and after an
// operation only the views that may answer otherwise are asked.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "assay/evm/machine.hpp"

namespace assay::evm {

/// The ABI type of one word of an answer.
struct word_type {
  unsigned bits = 256;
  bool is_signed = false;
  friend bool operator==(const word_type&, const word_type&) = default;
};
/// Does the word hold a value of the type?
bool fits(const word& value, word_type type);

class view_book {
 public:
  struct view {
    evm_account of{};
    bytes question{};
    std::string_view name{};  // "getReserves()"; outlives the book
    std::vector<word_type> types{};
    std::uint32_t kind = 0;  // what its owner knows it by
    std::uint32_t key = 0;
    bytes answer{};        // as many words as types, when ok
    std::string wrong{};   // what was odd about the answer: a revert, too few bytes, no such value
    bytes first_answer{};  // at remember()
    std::string first_wrong{};

    [[nodiscard]] bool ok() const { return wrong.empty(); }
    [[nodiscard]] word at(std::size_t i) const {
      return from_evm(answer.data() + sizeof(evm_word) * i);
    }
  };

  void clear();
  /// Adds a view that was never asked; ask() asks it.
  void add(view what);
  [[nodiscard]] std::size_t size() const { return views_.size(); }

  /// Asks every view that was never asked, that reads a slot in `changes`, or that reads the clock
  /// when that has moved; `take(view)` is called for each whose answer is another, and for those
  /// asked for the first time. `take` may add views.
  template <class Take>
  void ask(machine& on, std::span<const evm_change> changes, std::uint64_t time, Take&& take) {
    mark(changes, time);
    for (std::size_t i = 0; i < due_.size(); ++i) {
      const std::uint32_t number = due_[i];
      if (ask_one(on, number)) take(std::as_const(views_[number]));
    }
    due_.clear();
  }
  /// What all views answer now is what recall() brings back.
  void remember();
  /// The world is again as it was at remember().
  void recall();

 private:
  // One key for a slot of a contract. Two slots with one key only cost a question too many.
  static std::uint64_t key_of(const evm_change& slot);
  void mark(std::span<const evm_change> changes, std::uint64_t time);
  void due(std::uint32_t number);
  bool ask_one(machine& on, std::uint32_t number);
  void note_reads(machine& on, std::uint32_t number);

  std::vector<view> views_{};
  std::vector<std::uint8_t> is_due_{};
  std::vector<std::uint32_t> due_{};
  std::vector<std::uint32_t> by_clock_{};
  std::vector<std::uint32_t> changed_{};  // since remember()
  boost::unordered_flat_map<std::uint64_t, std::vector<std::uint32_t>> readers_{};
  std::uint64_t time_ = 0;
};

}  // namespace assay::evm
