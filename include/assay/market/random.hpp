// Random numbers and the few functions of real numbers that a market needs, the same to the last
// bit on every machine: only the operations that IEEE 754 fixes (+ - * / and the square root) are
// used, never a library's exp or log, and this layer is compiled without fused operations.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>

namespace assay::market {

/// e^x, within two units in the last place; 0 below -708, infinity above 709.
double portable_exp(double x);

/// ln x for x > 0, within two units in the last place.
double portable_log(double x);

/// One stream of one path: what is drawn for another path or purpose does not move it, so that
/// paths may run in any order.
class random_stream {
 public:
  enum class purpose : std::uint64_t { price = 1, blocks = 2, noise = 3, asset_jumps = 4 };

  random_stream(std::uint64_t seed, std::uint64_t path, purpose what, std::uint64_t index = 0);

  /// In (0, 1), never an end: 52 random bits, in the middle of their interval.
  double uniform() { return (static_cast<double>(engine_() >> 12) + 0.5) * 0x1p-52; }
  /// Mean 0, deviation 1: Marsaglia's polar method.
  double normal();
  /// Mean 1.
  double exponential() { return -portable_log(uniform()); }
  /// 0 .. count - 1; the bias is below count / 2^52.
  std::uint64_t below(std::uint64_t count) {
    return static_cast<std::uint64_t>(uniform() * static_cast<double>(count));
  }

 private:
  boost::random::mt19937_64 engine_;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace assay::market
