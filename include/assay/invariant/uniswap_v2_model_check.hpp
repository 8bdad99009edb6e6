// The model as a second opinion: it runs beside any subject and says where the two first differ.
#pragma once

#include <optional>
#include <string>

#include "assay/invariant/convert.hpp"

namespace assay::invariant::uniswap_v2 {

/// Where a subject's answer is not the model's.
struct model_difference {
  std::string field{};     // "result", "returns[0]", "state.reserve0", ...
  std::string expected{};  // by the model
  std::string got{};       // from the subject
};

class model_check {
 public:
  explicit model_check(const assay::uniswap_v2::setup& setup, const exact::widths& sizes = {})
      : model_(to_model(setup, sizes)) {}

  /// Lets the model do the operation too and compares acceptance, returned values and the whole
  /// state. After a difference the model goes on from the subject's state.
  template <class Word>
  std::optional<model_difference> after(const assay::uniswap_v2::operation<Word>& operation,
                                        const assay::uniswap_v2::receipt<Word>& receipt,
                                        const assay::uniswap_v2::state<Word>& state) {
    assign(asked_, operation);
    assign(state_, state);
    values_count_ = receipt.returns.count;
    for (std::size_t i = 0; i < 2; ++i) assign(values_[i], receipt.returns.values[i]);
    return compare(receipt.ok());
  }

  /// The next operation starts from this state.
  template <class Word>
  void resume_from(const assay::uniswap_v2::state<Word>& state, std::uint32_t rules_index) {
    assign(state_, state);
    rules_index_ = rules_index;
    model_.set_state(state_, rules_index_);
  }

  /// Numbers compared so far.
  [[nodiscard]] std::uint64_t fields_compared() const { return fields_compared_; }
  [[nodiscard]] const exact::pool& model() const { return model_; }

 private:
  std::optional<model_difference> compare(bool accepted);

  exact::pool model_;
  exact::operation asked_{};
  exact::state state_{};
  std::array<model::integer, 2> values_{};
  unsigned values_count_ = 0;
  std::uint32_t rules_index_ = 0;
  std::uint64_t fields_compared_ = 0;
};

}  // namespace assay::invariant::uniswap_v2
