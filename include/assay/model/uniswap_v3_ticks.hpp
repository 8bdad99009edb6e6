// The marks on Uniswap V3's price line: which square-root price each tick has.
//
// The pool defines the price of a tick as a product of truncated factors, so the model does too;
// the factors themselves are worked out here, as the nearest integers to 2^128 * 1.0001^(-2^i / 2),
// from enclosures that are sharp enough to be sure. A small world brings a table of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "assay/model/integer.hpp"

namespace assay::model::uniswap_v3 {

/// Square-root prices at ticks, remembered: the same ticks are asked for again and again. Not for
/// several threads at once.
class tick_scale {
 public:
  /// Ticks from `lowest` to `highest`, both included.
  tick_scale(std::int32_t lowest, std::int32_t highest);
  virtual ~tick_scale() = default;

  [[nodiscard]] std::int32_t lowest() const { return lowest_; }
  [[nodiscard]] std::int32_t highest() const { return highest_; }

  /// The square-root price at a tick; strictly rising from lowest to highest, where it stays.
  [[nodiscard]] integer sqrt_price(std::int32_t tick) const;

  /// Is it the square-root price that a pool can start from: at least that of the lowest tick and
  /// below that of the highest?
  [[nodiscard]] bool contains(const integer& sqrt_price) const;

  /// The greatest tick whose square-root price is at most the given one, which the scale contains.
  [[nodiscard]] std::int32_t tick_of(const integer& sqrt_price) const;

 protected:
  [[nodiscard]] virtual integer work_out(std::int32_t tick) const = 0;
  /// A tick from lowest to highest near the right one: where the search begins.
  [[nodiscard]] virtual std::int32_t guess(const integer& sqrt_price) const = 0;

 private:
  // A square-root price fits 160 bits; kept small so that many are remembered.
  using small_integer = boost::multiprecision::number<
      boost::multiprecision::cpp_int_backend<192, 192, boost::multiprecision::unsigned_magnitude,
                                             boost::multiprecision::unchecked, void>,
      boost::multiprecision::et_off>;
  struct entry {
    small_integer sqrt_price = 0;  // 0: not known
    std::int32_t tick = 0;
  };
  std::int32_t lowest_;
  std::int32_t highest_;
  mutable std::vector<entry> remembered_;
};

/// Uniswap's own scale, from -887272 to 887272.
std::shared_ptr<const tick_scale> deployed_ticks();

/// A scale that is nothing but a table; the first price is that of tick `lowest`.
class tick_table final : public tick_scale {
 public:
  tick_table(std::int32_t lowest, std::vector<integer> sqrt_prices);

 protected:
  [[nodiscard]] integer work_out(std::int32_t tick) const override;
  [[nodiscard]] std::int32_t guess(const integer& sqrt_price) const override;

 private:
  std::vector<integer> sqrt_prices_;
};

}  // namespace assay::model::uniswap_v3
