// The mutants of Uniswap V3 as subjects, by the names of the catalogue.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::uniswap_v3::mutants {

using format = protocol::format;
using word = format::word;
using price = format::price;
using liquidity = format::liquidity;
using right = steps<format>;
using right_prices = sqrt_price_math<format>;

// A pool with other steps, in the place of the engine.
template <class Steps>
class pool_subject final : public subject {
 public:
  explicit pool_subject(std::string_view name) : name_(name) {}
  [[nodiscard]] std::string_view name() const override { return name_; }
  void begin(const setup& setup) override { pool_ = pool<format, Steps>(setup); }
  const protocol::receipt& apply(const protocol::operation& operation) override {
    return pool_.apply(operation);
  }
  [[nodiscard]] const protocol::state& state() override { return pool_.state(); }

 private:
  std::string name_;
  pool<format, Steps> pool_{setup{}};
};

struct factory {
  std::string_view name;
  std::unique_ptr<subject> (*make)(std::string_view);
};

template <class Steps>
std::unique_ptr<subject> make(std::string_view name) {
  return std::make_unique<pool_subject<Steps>>(name);
}

// By what is changed: roundings of prices and amounts, steps of a swap, other decisions, what is
// written down; and what looks different but is not.
std::span<const factory> price_mutants();
std::span<const factory> swap_mutants();
std::span<const factory> step_mutants();
std::span<const factory> record_mutants();
std::span<const factory> twins();

/// Nothing when there is no mutant of that name.
std::unique_ptr<subject> make_mutant(std::string_view name);

}  // namespace assay::uniswap_v3::mutants
