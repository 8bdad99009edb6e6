// Square-root prices of ticks, and the search for a price's tick.
#include "assay/model/uniswap_v3_ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "assay/model/price_line.hpp"

namespace assay::model::uniswap_v3 {
namespace {

constexpr unsigned place_bits = 13;
constexpr std::size_t places_to_remember = std::size_t{1} << place_bits;

// Ticks in use are multiples of large powers of two; a multiplication by 2^32 over the golden ratio
// spreads them.
std::size_t place_of(std::int32_t tick) {
  return (static_cast<std::uint32_t>(tick) * 0x9e37'79b9U) >> (32 - place_bits);
}

// Wide enough for a product of two 128-bit factors; small, so that products are cheap.
using factor_integer = boost::multiprecision::number<
    boost::multiprecision::cpp_int_backend<512, 512, boost::multiprecision::unsigned_magnitude,
                                           boost::multiprecision::unchecked, void>,
    boost::multiprecision::et_off>;

constexpr std::int32_t outermost_tick = 887'272;
constexpr unsigned factor_bits = 128;
constexpr unsigned price_fraction_bits = 96;
constexpr std::size_t factor_count = 20;  // 2^20 > outermost_tick

using unbounded = boost::multiprecision::cpp_int;

interval power_of_two_interval(unsigned exponent) {
  return interval(unbounded(unbounded(1) << exponent).str());
}

// The integer nearest to everything in the enclosure.
factor_integer nearest(const interval& enclosure) {
  const interval shifted = enclosure + interval(1) / interval(2);
  const auto below = static_cast<unbounded>(floor(lower(shifted)));
  const auto above = static_cast<unbounded>(floor(upper(shifted)));
  if (below != above) throw std::logic_error("an enclosure does not decide which integer is near");
  return static_cast<factor_integer>(below);
}

std::array<factor_integer, factor_count> work_out_factors() {
  std::array<factor_integer, factor_count> factors;
  interval root = sqrt(interval(interval(10'001) / interval(10'000)));  // 1.0001^(2^i / 2)
  for (factor_integer& factor : factors) {
    factor = nearest(power_of_two_interval(factor_bits) / root);
    root *= root;
  }
  return factors;
}

class uniswap_scale final : public tick_scale {
 public:
  uniswap_scale() : tick_scale(-outermost_tick, outermost_tick) {}

 protected:
  // The product over the bits of |tick|, each partial product rounded down; its inverse for ticks
  // above zero, rounded down; then rounded up to 96 bits after the point.
  [[nodiscard]] integer work_out(std::int32_t tick) const override {
    const auto magnitude = static_cast<std::uint32_t>(std::abs(tick));
    factor_integer ratio = factor_integer(1) << factor_bits;
    for (std::size_t i = 0; i < factor_count; ++i) {
      if ((magnitude >> i & 1) != 0) ratio = (ratio * factors()[i]) >> factor_bits;
    }
    if (tick > 0) ratio = ((factor_integer(1) << 2 * factor_bits) - 1) / ratio;
    constexpr unsigned dropped = factor_bits - price_fraction_bits;
    const factor_integer rounded_up = (ratio + ((1ULL << dropped) - 1)) >> dropped;
    return static_cast<integer>(rounded_up);
  }

  [[nodiscard]] std::int32_t guess(const integer& sqrt_price) const override {
    constexpr unsigned kept = 62;
    const unsigned bits = bit_length(sqrt_price);
    const unsigned shift = bits > kept ? bits - kept : 0;
    const auto top = static_cast<double>(static_cast<std::uint64_t>(sqrt_price >> shift));
    const double log2 = std::log2(top) + shift - double{price_fraction_bits};
    static const double ticks_per_doubling = 2 / std::log2(1.0001);
    return static_cast<std::int32_t>(std::floor(log2 * ticks_per_doubling));
  }

 private:
  static const std::array<factor_integer, factor_count>& factors() {
    static const auto worked_out = work_out_factors();
    return worked_out;
  }
};

}  // namespace

tick_scale::tick_scale(std::int32_t lowest, std::int32_t highest)
    : lowest_(lowest), highest_(highest), remembered_(places_to_remember) {}

integer tick_scale::sqrt_price(std::int32_t any_tick) const {
  const std::int32_t tick = std::clamp(any_tick, lowest_, highest_);
  entry& place = remembered_[place_of(tick)];
  if (place.tick != tick || place.sqrt_price.is_zero()) {
    place.sqrt_price = static_cast<small_integer>(work_out(tick));
    place.tick = tick;
  }
  return integer(place.sqrt_price);
}

bool tick_scale::contains(const integer& price) const {
  return price >= sqrt_price(lowest_) && price < sqrt_price(highest_);
}

std::int32_t tick_scale::tick_of(const integer& price) const {
  std::int32_t tick = std::clamp(guess(price), lowest_, highest_ - 1);
  while (tick > lowest_ && sqrt_price(tick) > price) --tick;
  while (tick < highest_ - 1 && sqrt_price(tick + 1) <= price) ++tick;
  return tick;
}

std::shared_ptr<const tick_scale> deployed_ticks() {
  return std::make_shared<const uniswap_scale>();
}

tick_table::tick_table(std::int32_t lowest, std::vector<integer> sqrt_prices)
    : tick_scale(lowest, lowest + static_cast<std::int32_t>(sqrt_prices.size()) - 1),
      sqrt_prices_(std::move(sqrt_prices)) {}

integer tick_table::work_out(std::int32_t tick) const {
  return sqrt_prices_[static_cast<std::size_t>(tick - lowest())];
}

std::int32_t tick_table::guess(const integer&) const { return lowest(); }

}  // namespace assay::model::uniswap_v3
