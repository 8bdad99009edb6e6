// The most that an arbitrageur can take from a constant-product pool at an outside price: the exact
// optimum over integer amounts, not the real one rounded.
#pragma once

#include <cstdint>

#include "assay/word/uint.hpp"

namespace assay::market {

/// A pool in the direction of the trade. Reserves below 2^112; prices below 2^127, above zero;
/// 0 < kept <= scale < 2^20.
struct constant_product {
  uint<128> reserve_in{};
  uint<128> reserve_out{};
  std::uint64_t kept = 997;  // of the input, out of `scale`: the rest is the fee
  std::uint64_t scale = 1000;
  uint<128> price_in{};   // what one wei of the input is worth outside
  uint<128> price_out{};  // and one wei of the output
};

struct arbitrage {
  uint<256> amount_in{};  // zero: no trade gains anything
  uint<256> amount_out{};
  uint<320> profit{};        // amount_out * price_out - amount_in * price_in
  std::uint64_t effort = 0;  // integer points and boxes of them that the search looked at
};

/// The pair (in, out) of integers that the pool's K check accepts and that gains most; of several,
/// one with the least input. O(log^2 price) operations; argument and proof of optimality:
/// arbitrage.cpp. Throws std::range_error where the real optimum would take the pool's reserve
/// beyond 2^112 - 1.
///
/// `most_legs`: of a walk from point to point before the search goes by lines; about four are
/// usual. It changes the time, never the answer.
arbitrage best_arbitrage(const constant_product& pool, unsigned most_legs = 10);

/// Whether the K check accepts the pair.
bool accepts(const constant_product& pool, const uint<256>& amount_in, const uint<256>& amount_out);

/// The least t >= 0 with low <= (t * step) mod modulus <= high; `none` when there is none.
/// Precondition: step < modulus, low <= high < modulus.
struct hit {
  bool found = false;
  uint<128> at{};
};
hit first_in_range(uint<128> step, uint<128> modulus, uint<128> low, uint<128> high);

}  // namespace assay::market
