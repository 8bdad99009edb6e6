// The number formats of a concentrated-liquidity pool: EVM's at full width, or a small world in
// which every input of a swap step can be enumerated.
#pragma once

#include <cstdint>

#include "assay/word/uint.hpp"

namespace assay {

// Prices are square roots, Q(PriceBits - Fraction).Fraction: Q64.96 on chain. Growth per unit of
// liquidity has GrowthFraction bits after the point: Q128.128 on chain. `FeeUnit` is what a fee is
// counted out of: hundredths of a basis point (pips) on chain.
template <unsigned WordBits, unsigned PriceBits, unsigned Fraction, unsigned LiquidityBits,
          unsigned GrowthFraction, std::uint64_t FeeUnit, class Backend = default_backend>
struct price_format {
  static_assert(LiquidityBits + Fraction <= WordBits, "scaled liquidity is a word");
  static_assert(PriceBits + Fraction <= WordBits, "a short amount can be shifted without loss");
  using backend = Backend;
  using word = uint<WordBits, Backend>;
  using price = uint<PriceBits, Backend>;
  using liquidity = uint<LiquidityBits, Backend>;
  static constexpr unsigned word_bits = WordBits;
  static constexpr unsigned price_bits = PriceBits;
  static constexpr unsigned fraction = Fraction;
  static constexpr unsigned liquidity_bits = LiquidityBits;
  static constexpr unsigned growth_fraction = GrowthFraction;
  static constexpr std::uint64_t fee_unit = FeeUnit;
};

// What Uniswap V3 deploys: uint256 words, uint160 sqrt prices X96, uint128 liquidity, X128 growth.
template <class Backend = default_backend>
using evm_price_format = price_format<256, 160, 96, 128, 128, 1'000'000, Backend>;

}  // namespace assay
