// Uniswap V3's storage as state: which slots an operation may write, and what they hold. Private.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include "assay/evm/accounts.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "slots.hpp"

namespace assay::evm {

class uniswap_v3_slots {
 public:
  using state_type = uniswap_v3::protocol::state;

  void clear();
  /// Announces the slots of a tick and its word of the bitmap.
  void know_tick(std::int32_t tick, std::int32_t spacing);
  /// Announces the slots of a position; `owner` is the address of its owner.
  void know_position(const uniswap_v3::position_key& key, const evm_account& owner);
  /// What the pool wrote becomes part of the state. Throws subject_error for an unknown slot.
  void take_in(const evm_change& change, state_type& state) const;

 private:
  enum class table : std::uint8_t { ticks, bitmap, positions };
  struct entry {
    evm_word key{};
    table which{};
    unsigned part = 0;  // slot of the struct
    std::int32_t number = 0;
    uniswap_v3::position_key position{};
  };
  void add(const evm_word& first, unsigned parts, entry what);

  slot_map<entry> entries_{};
  boost::unordered_flat_set<std::int32_t> ticks_{};
  boost::unordered_flat_set<uniswap_v3::position_key, uniswap_v3::position_key_hash> positions_{};
};

}  // namespace assay::evm
