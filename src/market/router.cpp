// The best split: by pairs of pools.
//
// For a pair with the input s, F(x) = A(x) + B(s - x) is a concave f rounded down by no more than
// both roundings. With some x found by thirds, a better one has f > F(x), and those form an
// interval: beyond its ends, which bisection finds, F falls short of F(x) by the rounding at least
// once and for all. What lies between is looked at in full, if it is not too much.
#include "assay/market/router.hpp"

#include <algorithm>

namespace assay::market {
namespace {

class pair_search {
 public:
  pair_search(const exact& input, const pool_quote& first, const pool_quote& second)
      : input_(input), first_(first), second_(second) {}

  // How much of the input goes to the first pool.
  exact run() {
    look_at(exact{});
    look_at(input_);
    exact low{};
    exact high = input_;
    while (high - low > exact(3)) {
      const exact third = (high - low).over_down(exact(3));
      const exact left = low + third;
      const exact right = high - third;
      if (look_at(left) < look_at(right)) {
        low = left;
      } else {
        high = right;
      }
    }
    for (exact x = low; x <= high; x += exact(1)) look_at(x);
    look_around();
    return best_at_;
  }
  [[nodiscard]] const exact& out() const { return best_; }
  [[nodiscard]] bool is_exact() const { return is_exact_; }

 private:
  const exact& input_;
  const pool_quote& first_;
  const pool_quote& second_;
  exact best_at_{};
  exact best_{-1};
  bool is_exact_ = true;

  exact look_at(const exact& x) {
    const exact out = first_(x) + second_(input_ - x);
    if (out > best_) {
      best_ = out;
      best_at_ = x;
    }
    return out;
  }

  // The outermost of the splits on one side of the best that may be better by the rounding.
  exact edge(const exact& side) {
    const exact enough = best_ - first_.rounding - second_.rounding;
    if (look_at(side) >= enough) return side;
    exact outside = side;
    exact inside = best_at_;
    for (;;) {
      const exact gap = outside < inside ? inside - outside : outside - inside;
      if (gap <= exact(1)) return inside;
      const exact middle = (outside + inside).over_down(exact(2));
      (look_at(middle) >= enough ? inside : outside) = middle;
    }
  }

  void look_around() {
    constexpr std::int64_t most = 1024;
    const exact low = edge(exact{});
    const exact high = edge(input_);
    const exact step = std::max(exact(1), (high - low).over_down(exact(most)));
    is_exact_ = step == exact(1);
    for (exact x = low; x <= high; x += step) look_at(x);
    if (is_exact_) return;
    climb();
    const exact first = std::max(low, best_at_ - exact(most / 2));
    const exact last = std::min(high, best_at_ + exact(most / 2));
    for (exact x = first; x <= last; x += exact(1)) look_at(x);
    climb();
  }

  // With the fees that Uniswap V3 was deployed with (100, 500, 3000 and 10,000 pips) what a fee in
  // whole wei leaves out of the input is the same again after 10,000 wei: at such distances from
  // each other the splits pay as by a concave function with small roundings, and steps that halve
  // come to its top. Other fees repeat after up to 10^6 wei; there the steps help less.
  void climb() {
    constexpr std::int64_t stride = 10'000;
    constexpr int doublings = 40;
    exact leap = exact(stride << doublings);
    for (int i = 0; i <= doublings; ++i, leap = leap.over_down(exact(2))) {
      for (exact from{-1}; from != best_at_;) {
        from = best_at_;
        for (const exact& to : {from - leap, from + leap}) {
          if (!to.is_negative() && to <= input_) look_at(to);
        }
      }
    }
  }
};

}  // namespace

split best_split(const exact& amount, std::span<const pool_quote> pools) {
  split found;
  found.parts.resize(pools.size());
  std::size_t first = 0;
  for (std::size_t i = 0; i < pools.size(); ++i) {
    const exact alone = pools[i](amount);
    if (i > 0 && alone <= found.out) continue;
    first = i;
    found.out = alone;
  }
  found.parts[first] = amount;
  constexpr int most_rounds = 16;
  bool improved = pools.size() > 1;
  for (int round = 0; round < most_rounds && improved; ++round) {
    improved = false;
    found.is_exact = true;
    for (std::size_t i = 0; i < pools.size(); ++i) {
      for (std::size_t k = i + 1; k < pools.size(); ++k) {
        const exact both = found.parts[i] + found.parts[k];
        const exact before = pools[i](found.parts[i]) + pools[k](found.parts[k]);
        pair_search search(both, pools[i], pools[k]);
        const exact to_first = search.run();
        found.is_exact = found.is_exact && search.is_exact();
        if (search.out() <= before) continue;
        found.out += search.out() - before;
        found.parts[i] = to_first;
        found.parts[k] = both - to_first;
        improved = pools.size() > 2;
      }
    }
  }
  found.is_exact = found.is_exact && !improved;  // no more rounds: an exchange may still pay
  return found;
}

}  // namespace assay::market
