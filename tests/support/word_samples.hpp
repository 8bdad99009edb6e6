// Words for tests: the boundary grid and a seeded stream that is log-uniform in magnitude, with the
// patterns on which carries, trial digits and rounding break. Reproducible on every platform.
#pragma once

#include <cstdint>
#include <vector>

#include "assay/word/uint.hpp"

namespace assay::test {

/// 64 random bits per call: S. Vigna's splitmix64.
class random_bits {
 public:
  explicit random_bits(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  /// 0 <= result < bound; the bias of the remainder does not matter for tests.
  unsigned below(unsigned bound) { return static_cast<unsigned>(next() % bound); }

 private:
  std::uint64_t state_;
};

template <unsigned N, class B = default_backend>
uint<N, B> random_word(random_bits& random) {
  typename uint<N, B>::limb_array limbs{};
  for (auto& limb : limbs) {
    // Limbs of all zeros, all ones and their neighbours make the rare branches common.
    switch (random.below(8)) {
      case 0:
        limb = 0;
        break;
      case 1:
        limb = ~std::uint64_t{0};
        break;
      case 2:
        limb = std::uint64_t{1} << 63;
        break;
      case 3:
        limb = random.next() & 1;
        break;
      default:
        limb = random.next();
    }
  }
  if constexpr (N % 64 != 0) limbs.back() &= (std::uint64_t{1} << (N % 64)) - 1;
  uint<N, B> word = uint<N, B>::from_limbs(limbs) >> random.below(N);
  switch (random.below(8)) {
    case 0:
      return uint<N, B>::power_of_two(random.below(N));
    case 1:
      return sub_wrapping(uint<N, B>::power_of_two(random.below(N)), uint<N, B>::one());
    case 2:
      return ~word;
    default:
      return word;
  }
}

/// {0, 1, 2, 2^k - 1, 2^k, 2^k + 1, max} for every `step`-th k, without repetitions.
template <unsigned N, class B = default_backend>
std::vector<uint<N, B>> boundary_grid(unsigned step = 1) {
  using word = uint<N, B>;
  std::vector<word> grid{word::zero(), word::max(), sub_wrapping(word::max(), word::one())};
  const auto add = [&grid](const word& x) {
    for (const word& seen : grid) {
      if (seen == x) return;
    }
    grid.push_back(x);
  };
  for (unsigned k = 0; k < N; ++k) {
    if (k % step != 0 && k != 1 && k != N - 1) continue;
    const word power = word::power_of_two(k);
    add(sub_wrapping(power, word::one()));
    add(power);
    add(add_wrapping(power, word::one()));
  }
  return grid;
}

}  // namespace assay::test
