// A value or the revert that came instead. How reverts travel inside the engine.
#pragma once

#include <utility>

#include "assay/receipt/revert.hpp"

namespace assay {

template <class T>
class [[nodiscard]] result {
 public:
  constexpr result(T value) : value_(std::move(value)), ok_(true) {}  // NOLINT: implicit by design
  constexpr result(const revert& why) : why_(why), ok_(false) {}      // NOLINT: implicit by design

  [[nodiscard]] constexpr bool ok() const { return ok_; }
  [[nodiscard]] constexpr const T& value() const { return value_; }
  [[nodiscard]] constexpr const revert& why() const { return why_; }

 private:
  T value_{};
  revert why_{};
  bool ok_;
};

template <>
class [[nodiscard]] result<void> {
 public:
  constexpr result() : ok_(true) {}
  constexpr result(const revert& why) : why_(why), ok_(false) {}  // NOLINT: implicit by design

  [[nodiscard]] constexpr bool ok() const { return ok_; }
  [[nodiscard]] constexpr const revert& why() const { return why_; }

 private:
  revert why_{};
  bool ok_;
};

using status = result<void>;

}  // namespace assay

// Solidity's control flow: the first failing check leaves the function with its reason.
//   ASSAY_TRY(const word product, ds_mul(a, b));   declares `product` or returns the revert
//   ASSAY_CHECK(mint(to, value));                  goes on or returns the revert
#define ASSAY_CONCAT_IMPL(a, b) a##b
#define ASSAY_CONCAT(a, b) ASSAY_CONCAT_IMPL(a, b)
#define ASSAY_TRY(declaration, expression)                      \
  const auto ASSAY_CONCAT(assay_try_, __LINE__) = (expression); \
  if (!ASSAY_CONCAT(assay_try_, __LINE__).ok()) [[unlikely]]    \
    return ASSAY_CONCAT(assay_try_, __LINE__).why();            \
  declaration = ASSAY_CONCAT(assay_try_, __LINE__).value()
#define ASSAY_CHECK(expression)                                                \
  if (const auto assay_check_ = (expression); !assay_check_.ok()) [[unlikely]] \
  return assay_check_.why()
