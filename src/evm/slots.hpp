// Storage slots back to the variables that they hold. Private.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <cstring>

#include "assay/evm/machine.hpp"

namespace assay::evm {

inline constexpr std::uint64_t no_small_slot = ~std::uint64_t{0};

/// The number of a slot that was declared, not hashed; no_small_slot for all others.
inline std::uint64_t small_slot(const std::uint8_t* key) {
  std::uint64_t parts[4];
  std::memcpy(parts, key, sizeof parts);
  if ((parts[0] | parts[1] | parts[2]) != 0) return no_small_slot;
  return __builtin_bswap64(parts[3]);
}

/// `Count` bits of the word from bit `from` on, as Solidity packs variables into a slot.
template <unsigned Count>
word bits(const word& packed, unsigned from) {
  return widen<256>(truncate<Count>(packed >> from));
}

/// What the slots of mappings hold, by their hashed keys.
template <class Entry>
class slot_map {
 public:
  void clear() { entries_.clear(); }
  void add(const evm_word& key, const Entry& what) { entries_.try_emplace(tail(key.bytes), what); }
  /// Nothing for a slot that was never announced.
  [[nodiscard]] const Entry* find(const std::uint8_t* key) const {
    const auto found = entries_.find(tail(key));
    if (found == entries_.end()) return nullptr;
    return std::memcmp(found->second.key.bytes, key, sizeof(evm_word)) == 0 ? &found->second
                                                                            : nullptr;
  }

 private:
  // Hashed keys are uniform, and the slots of one struct follow each other: the last eight bytes
  // tell all of them apart.
  static std::uint64_t tail(const std::uint8_t* key) {
    std::uint64_t last = 0;
    std::memcpy(&last, key + sizeof(evm_word) - sizeof last, sizeof last);
    return last;
  }
  boost::unordered_flat_map<std::uint64_t, Entry> entries_{};
};

/// A slot was written that no variable explains. Throws subject_error.
[[noreturn]] void unexplained(const evm_change& change);

}  // namespace assay::evm
