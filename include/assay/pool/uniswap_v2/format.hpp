// The number formats of a pair: EVM's at full width, or a small world in which every input can be
// enumerated. The same templates are instantiated at both.
#pragma once

#include "assay/word/uint.hpp"

namespace assay::uniswap_v2 {

// `ReserveBits`: uint112 reserves on chain; prices are UQ(ReserveBits).(ReserveBits).
template <unsigned WordBits, unsigned ReserveBits, unsigned TimestampBits,
          class Backend = default_backend>
struct format {
  static_assert(WordBits >= 2 * ReserveBits, "a price must fit a word");
  static_assert(TimestampBits <= 32);
  using word = uint<WordBits, Backend>;
  static constexpr unsigned reserve_bits = ReserveBits;
  static constexpr unsigned timestamp_bits = TimestampBits;
};

// What is deployed: uint256 words, uint112 reserves, uint32 timestamps.
template <class Backend = default_backend>
using evm_format = format<256, 112, 32, Backend>;

}  // namespace assay::uniswap_v2
