// a * b / 2^k: what mul_div is when the divisor is a power of two, without a division.
#pragma once

#include <optional>

#include "assay/word/uint.hpp"

namespace assay {

/// floor(a * b / 2^Shift) in M bits; nothing where it does not fit.
template <unsigned Shift, unsigned M, unsigned N1, unsigned N2, class B>
constexpr std::optional<uint<M, B>> mul_shift_down(const uint<N1, B>& a, const uint<N2, B>& b) {
  const auto shifted = mul_wide(a, b) >> Shift;
  if (!fits<M>(shifted)) return std::nullopt;
  if constexpr (M <= N1 + N2) {
    return truncate<M>(shifted);
  } else {
    return widen<M>(shifted);
  }
}

/// ceil(a * b / 2^Shift) in M bits; nothing where it does not fit.
template <unsigned Shift, unsigned M, unsigned N1, unsigned N2, class B>
constexpr std::optional<uint<M, B>> mul_shift_up(const uint<N1, B>& a, const uint<N2, B>& b) {
  const auto product = mul_wide(a, b);
  const auto floor = mul_shift_down<Shift, M>(a, b);
  if (!floor) return std::nullopt;
  if ((product >> Shift) << Shift == product) return floor;
  return add_checked(*floor, uint<M, B>::one());
}

}  // namespace assay
