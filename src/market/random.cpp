// Random streams, and e^x and ln x out of operations whose last bit is fixed.
#include "assay/market/random.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace assay::market {
namespace {

// ln 2 in two parts: the first has 20 zeros at its end, so that k times it is exact.
constexpr double ln2_high = 0x1.62e42feep-1;
constexpr double ln2_low = 0x1.a39ef35793c76p-33;
constexpr double log2_e = 0x1.71547652b82fep+0;

// 1 / n!, n = 0 .. 13: beyond, r^n / n! is below 2^-53 for |r| <= ln 2 / 2.
constexpr auto inverse_factorials = [] {
  std::array<double, 14> table{};
  double factorial = 1;
  for (std::size_t n = 0; n < table.size(); ++n) {
    if (n > 0) factorial *= static_cast<double>(n);
    table[n] = 1 / factorial;
  }
  return table;
}();

std::uint64_t mix(std::uint64_t x) {  // the finaliser of SplitMix64
  x += 0x9e37'79b9'7f4a'7c15;
  x = (x ^ (x >> 30)) * 0xbf58'476d'1ce4'e5b9;
  x = (x ^ (x >> 27)) * 0x94d0'49bb'1331'11eb;
  return x ^ (x >> 31);
}

}  // namespace

double portable_exp(double x) {
  constexpr double least = -708;
  constexpr double most = 709;
  if (x < least) return 0;
  if (x > most) return std::numeric_limits<double>::infinity();
  const double k = std::floor(x * log2_e + 0.5);
  const double r = (x - k * ln2_high) - k * ln2_low;
  double sum = inverse_factorials.back();
  for (std::size_t n = inverse_factorials.size() - 1; n-- > 0;)
    sum = sum * r + inverse_factorials[n];
  return std::ldexp(sum, static_cast<int>(k));
}

double portable_log(double x) {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);  // [1/2, 1)
  constexpr double sqrt_half = 0x1.6a09e667f3bcdp-1;
  if (mantissa < sqrt_half) {
    mantissa *= 2;
    --exponent;
  }
  // ln m = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172.
  const double s = (mantissa - 1) / (mantissa + 1);
  const double square = s * s;
  double sum = 0;
  for (int n = 25; n >= 3; n -= 2) sum = (sum + 1.0 / n) * square;
  const double log_mantissa = 2 * s + 2 * s * sum;
  return exponent * ln2_high + (log_mantissa + exponent * ln2_low);
}

random_stream::random_stream(std::uint64_t seed, std::uint64_t path, purpose what,
                             std::uint64_t index)
    : engine_(mix(mix(mix(mix(seed) ^ path) ^ static_cast<std::uint64_t>(what)) ^ index)) {}

double random_stream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  for (;;) {
    const double u = 2 * uniform() - 1;
    const double v = 2 * uniform() - 1;
    const double square = u * u + v * v;
    if (square >= 1) continue;
    const double factor = std::sqrt(-2 * portable_log(square) / square);
    spare_ = v * factor;
    has_spare_ = true;
    return u * factor;
  }
}

}  // namespace assay::market
