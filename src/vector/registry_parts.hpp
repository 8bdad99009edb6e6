// What registries of functions are made of: boundary values, axes of the grid, and the answers of
// functions that have nothing to refuse or to remark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "assay/vector/function.hpp"

namespace assay::vectors {

inline std::string refuse_nothing(const values&) { return {}; }
inline void classify_nothing(const values&, const outcome&, std::vector<flag>&) {}

inline void flag_if(bool holds, flag which, std::vector<flag>& flags) {
  if (holds) flags.push_back(which);
}

/// 2^exponent - 1; 1 <= exponent <= 256.
inline word power_minus_one(unsigned exponent) { return word::max() >> (word::bits - exponent); }

/// An axis of single values of one type.
inline axis axis_of(value_type type, const std::vector<word>& numbers) {
  axis side;
  for (const word& number : numbers) side.push_back({make_value(type, number)});
  return side;
}

constexpr parameter number(std::string_view name) { return {name, value_type::uint256}; }

}  // namespace assay::vectors
