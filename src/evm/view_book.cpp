// Which views to ask, and whether what they answer has the shape that their ABI says.
#include "view_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace assay::evm {
namespace {

// What is wrong with an answer, or nothing.
std::string fault_of(const evm_result& result, const std::vector<word_type>& types) {
  if (result.status != EVM_SUCCESS) {
    std::string text;
    const std::string reason = why(result, text).to_string();
    return reason.empty() ? "a revert without a reason" : "a revert: " + reason;
  }
  if (result.output.size < sizeof(evm_word) * types.size()) {
    return fmt::format("{} bytes", result.output.size);
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    const word value = from_evm(result.output.data + sizeof(evm_word) * i);
    if (fits(value, types[i])) continue;
    return fmt::format("a word that is no {}int{}", types[i].is_signed ? "" : "u", types[i].bits);
  }
  return {};
}

}  // namespace

bool fits(const word& value, word_type type) {
  if (type.bits >= word::bits) return true;
  if (!type.is_signed) return (value >> type.bits).is_zero();
  // All bits from the sign on are equal.
  const word complement = sub_wrapping(word::max(), value);
  return (value >> (type.bits - 1)).is_zero() || (complement >> (type.bits - 1)).is_zero();
}

void view_book::clear() {
  views_.clear();
  is_due_.clear();
  due_.clear();
  by_clock_.clear();
  changed_.clear();
  readers_.clear();
}

void view_book::add(view what) {
  views_.push_back(std::move(what));
  is_due_.push_back(0);
  due(static_cast<std::uint32_t>(views_.size() - 1));
}

void view_book::remember() {
  for (view& one : views_) {
    one.first_answer = one.answer;
    one.first_wrong = one.wrong;
  }
  changed_.clear();
}

void view_book::recall() {
  for (const std::uint32_t number : changed_) {
    views_[number].answer = views_[number].first_answer;
    views_[number].wrong = views_[number].first_wrong;
  }
  changed_.clear();
  time_ = 0;  // what asked for the time asks again
}

std::uint64_t view_book::key_of(const evm_change& slot) {
  std::uint64_t key = 0;
  std::uint64_t account = 0;
  std::memcpy(&key, slot.key + sizeof slot.key - sizeof key, sizeof key);
  std::memcpy(&account, slot.address.bytes, sizeof account);
  return key ^ account;
}

void view_book::due(std::uint32_t number) {
  if (is_due_[number] != 0) return;
  is_due_[number] = 1;
  due_.push_back(number);
}

void view_book::mark(std::span<const evm_change> changes, std::uint64_t time) {
  for (const evm_change& change : changes) {
    const auto found = readers_.find(key_of(change));
    if (found == readers_.end()) continue;
    for (const std::uint32_t number : found->second) due(number);
  }
  if (time == time_) return;
  time_ = time;
  for (const std::uint32_t number : by_clock_) due(number);
}

bool view_book::ask_one(machine& on, std::uint32_t number) {
  is_due_[number] = 0;
  view& asked = views_[number];
  const bool is_first = asked.answer.empty() && asked.ok();
  const evm_result result = on.try_view(asked.of, asked.question);
  std::string wrong = fault_of(result, asked.types);
  const bool is_same = wrong == asked.wrong && result.output.size == asked.answer.size() &&
                       std::equal(asked.answer.begin(), asked.answer.end(), result.output.data);
  if (!is_same) {
    changed_.push_back(number);
    asked.wrong = std::move(wrong);
    asked.answer.assign(result.output.data, result.output.data + result.output.size);
  }
  note_reads(on, number);
  return is_first || !is_same;
}

void view_book::note_reads(machine& on, std::uint32_t number) {
  for (const evm_change& read : on.reads()) {
    auto& readers = readers_[key_of(read)];
    if (std::find(readers.begin(), readers.end(), number) == readers.end()) {
      readers.push_back(number);
    }
  }
  if (!evm_saw_clock(on.get())) return;
  if (std::find(by_clock_.begin(), by_clock_.end(), number) == by_clock_.end()) {
    by_clock_.push_back(number);
  }
}

}  // namespace assay::evm
