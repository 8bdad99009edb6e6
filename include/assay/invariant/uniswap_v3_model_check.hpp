// The model of Uniswap V3 as a second opinion: it runs beside any subject and says where the two
// first differ.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "assay/invariant/convert_uniswap_v3.hpp"

namespace assay::invariant::uniswap_v3 {

/// Where a subject's answer is not the model's.
struct model_difference {
  std::string field{};     // "result", "returns[0]", "state.sqrtPriceX96", ...
  std::string expected{};  // by the model
  std::string got{};       // from the subject
};

class model_check {
 public:
  explicit model_check(const engine::setup& setup, const exact::formats& sizes = {},
                       std::shared_ptr<const exact::tick_scale> scale = exact::deployed_ticks())
      : model_(to_model(setup, sizes), std::move(scale)) {}

  /// Lets the model do the operation too and compares acceptance, returned values and the whole
  /// state. After a difference the model goes on from the subject's state.
  template <class Format>
  std::optional<model_difference> after(const engine::operation<Format>& operation,
                                        const engine::receipt<Format>& receipt,
                                        const engine::state<Format>& state) {
    assign(asked_, operation);
    assign(answer_, receipt, asked_.kind);
    image_.read(state);
    return compare();
  }

  /// The next operation starts from this state.
  template <class Format>
  void resume_from(const engine::state<Format>& state) {
    image_.read(state);
    model_.set_state(image_.get());
  }

  /// Numbers compared so far.
  [[nodiscard]] std::uint64_t fields_compared() const { return fields_compared_; }
  [[nodiscard]] const exact::pool& model() const { return model_; }

 private:
  std::optional<model_difference> compare();

  exact::pool model_;
  exact::operation asked_{};
  exact_receipt answer_{};
  state_image image_{};
  std::uint64_t fields_compared_ = 0;
};

}  // namespace assay::invariant::uniswap_v3
