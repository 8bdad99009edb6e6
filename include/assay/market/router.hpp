// Who sells through several pools at once: the split of an exact input that pays most.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "assay/market/exact.hpp"

namespace assay::market {

/// Of quotes whose input is not rounded, as Uniswap V2's.
inline constexpr std::int64_t split_rounding = 4;

/// What a pool pays for an input, in wei; zero for none. It never falls as the input grows, and is
/// a concave function rounded down by no more than `rounding` wei. Where the fee is taken from the
/// input in whole wei, as in Uniswap V3, that is what one wei of the input buys, and more.
struct pool_quote {
  std::function<exact(const exact&)> of{};
  exact rounding{split_rounding};

  exact operator()(const exact& input) const { return of(input); }
};

struct split {
  std::vector<exact> parts{};  // of the input, one for each pool
  exact out{};
  /// Every split of two pools that might pay more was looked at: this one is the best. For more
  /// pools it holds of every exchange between two of them.
  bool is_exact = true;
};

/// The best split found. Two pools: a search of thirds, then all the splits that the rounding may
/// still favour, if these are at most 1024; of more, some 2048, and the answer misses no more than
/// the roundings of both. More pools: by pairs, until no exchange between two pays more.
split best_split(const exact& amount, std::span<const pool_quote> pools);

}  // namespace assay::market
