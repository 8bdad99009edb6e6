// Unsigned fixed point with R bits before and R bits after the point; UQ112x112 is R = 112.
// Mirrors Uniswap/v2-core v1.0.1 contracts/libraries/UQ112x112.sol at any width.
#pragma once

#include "assay/word/uint.hpp"

namespace assay {

/// y, an integer below 2^R, as fixed point: y * 2^R in 2R bits. Exact.
/// Mirrors UQ112x112.sol encode.
template <unsigned R, unsigned N, class B>
constexpr uint<2 * R, B> uq_encode(const uint<N, B>& y) {
  ASSAY_ASSERT(fits<R>(y));
  return truncate<2 * R>(y) << R;
}

/// floor(x / y) for a fixed-point x and an integer y: fixed point again, rounded down.
/// y != 0 is a precondition, as the contract's callers check it. Mirrors UQ112x112.sol uqdiv.
template <unsigned N, unsigned M, class B>
constexpr uint<N, B> uq_div_down(const uint<N, B>& x, const uint<M, B>& y) {
  return div_down(x, y);
}

}  // namespace assay
