// Checked arithmetic with the reasons of ds-math, as the pair and the router library use it.
//
// Mirrors Uniswap/v2-core v1.0.1 contracts/libraries/SafeMath.sol.
#pragma once

#include "assay/receipt/result.hpp"
#include "assay/word/uint.hpp"

namespace assay::uniswap_v2 {

inline constexpr revert ds_add_revert = revert::reason("ds-math-add-overflow");
inline constexpr revert ds_sub_revert = revert::reason("ds-math-sub-underflow");
inline constexpr revert ds_mul_revert = revert::reason("ds-math-mul-overflow");

template <class Word>
constexpr result<Word> ds_add(const Word& x, const Word& y) {
  const auto sum = add_carry(x, y);
  if (sum.carry) return ds_add_revert;
  return sum.value;
}

template <class Word>
constexpr result<Word> ds_sub(const Word& x, const Word& y) {
  const auto difference = sub_borrow(x, y);
  if (difference.carry) return ds_sub_revert;
  return difference.value;
}

template <class Word>
constexpr result<Word> ds_mul(const Word& x, const Word& y) {
  const auto product = mul_overflow(x, y);
  if (product.carry) return ds_mul_revert;
  return product.value;
}

}  // namespace assay::uniswap_v2
