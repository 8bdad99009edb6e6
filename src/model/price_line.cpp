// The price line by intervals: see price_line.hpp.
#include "assay/model/price_line.hpp"

#include <cstdlib>
#include <stdexcept>

namespace assay::model {
namespace {

using boost::multiprecision::cpp_int;

interval whole(std::int64_t value) { return interval(value); }

interval power_of_two(unsigned exponent) { return interval(cpp_int(cpp_int(1) << exponent).str()); }

}  // namespace

price_line::price_line()
    : step_(sqrt(interval(whole(10'001) / whole(10'000)))), sqrt_price_x96_(power_of_two(96)) {}

interval price_line::inverse_x128() const {
  // 2^128 / 1.0001^(tick / 2) = 2^224 / (2^96 * 1.0001^(tick / 2)).
  return power_of_two(224) / sqrt_price_x96_;
}

void price_line::step_up() {
  sqrt_price_x96_ *= step_;
  ++tick_;
}

void price_line::step_down() {
  sqrt_price_x96_ /= step_;
  --tick_;
}

namespace {

// 2^96 * 1.0001^half * scale, rounded down: of an even tick, whose price is a fraction.
cpp_int true_price_of_even_tick(int half, const cpp_int& scale) {
  const auto exponent = static_cast<unsigned>(std::abs(half));
  const cpp_int up = pow(cpp_int(half < 0 ? 10'000 : 10'001), exponent);
  const cpp_int down = pow(cpp_int(half < 0 ? 10'001 : 10'000), exponent);
  return (scale << 96) * up / down;
}

}  // namespace

cpp_int true_sqrt_price_x96(std::int32_t tick, unsigned digits) {
  const cpp_int scale = pow(cpp_int(10), digits);
  // Small even ticks may have no more digits than asked for: an enclosure could not decide them.
  constexpr std::int32_t small_tick = 64;
  if (tick % 2 == 0 && std::abs(tick) <= small_tick) {
    return true_price_of_even_tick(tick / 2, scale);
  }
  interval factor = sqrt(interval(whole(10'001) / whole(10'000)));  // 1.0001^(2^i / 2)
  interval product(power_of_two(96));
  for (auto magnitude = static_cast<std::uint32_t>(std::abs(tick)); magnitude != 0;
       magnitude >>= 1) {
    if ((magnitude & 1) != 0) {
      product = tick < 0 ? interval(product / factor) : interval(product * factor);
    }
    factor *= factor;
  }
  const interval scaled = product * interval(scale.str());
  const auto below = static_cast<cpp_int>(floor(lower(scaled)));
  const auto above = static_cast<cpp_int>(floor(upper(scaled)));
  if (below != above) throw std::logic_error("an enclosure does not decide a digit of a price");
  return below;
}

cpp_int distance_at_most(const cpp_int& integer, const interval& enclosure,
                         unsigned fraction_bits) {
  const interval difference = abs(interval(interval(integer.str()) - enclosure));
  const interval scaled = difference * power_of_two(fraction_bits);
  // `upper` is itself rounded up; the ceiling of it bounds the distance.
  return static_cast<cpp_int>(ceil(upper(scaled)));
}

}  // namespace assay::model
