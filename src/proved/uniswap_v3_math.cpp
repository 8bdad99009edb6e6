// Functions of Uniswap V3's libraries, answered by the definitions of the proofs where there is
// one.
#include <array>
#include <optional>

#include "assay/proved/oracle.hpp"
#include "assay/proved/subjects.hpp"
#include "assay/subject/coverage.hpp"

namespace assay::proved {
namespace {

using uniswap_v3::math_answer;
using uniswap_v3::math_call;
using uniswap_v3::math_function;

// The question's name; nothing where the proofs have no such definition.
std::string_view question_of(math_function function) {
  switch (function) {
    case math_function::mul_div:
      return "mul_div";
    case math_function::mul_div_rounding_up:
      return "mul_div_up";
    case math_function::get_sqrt_ratio_at_tick:
      return "price_at_tick";
    case math_function::get_tick_at_sqrt_ratio:
      return "tick_at_price";
    case math_function::get_next_sqrt_price_from_amount0_rounding_up:
      return "next_price0";
    case math_function::get_next_sqrt_price_from_amount1_rounding_down:
      return "next_price1";
    case math_function::get_next_sqrt_price_from_input:
      return "price_from_input";
    case math_function::get_next_sqrt_price_from_output:
      return "price_from_output";
    case math_function::div_rounding_up:
      return "div_up";
    case math_function::get_amount0_delta:
      return "amount0";
    case math_function::get_amount1_delta:
      return "amount1";
    case math_function::compute_swap_step:
      return "swap_step";
    default:
      return {};
  }
}

class math_functions final : public uniswap_v3::math_subject, public partial_subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "proved"; }
  [[nodiscard]] coverage covered() const override { return covered_; }

  const math_answer& answer(const math_call& call) override {
    covered_ = {false, false, 0};
    const std::string_view question = question_of(call.function);
    if (question.empty()) return engine_->answer(call);
    line_.assign(question);
    const auto types = uniswap_v3::signature_of(call.function).arguments;
    for (std::size_t i = 0; i < call.numbers.size(); ++i) {
      if (uniswap_v3::info_of(types[i]).is_signed) {
        append_signed(line_, call.numbers[i]);
      } else {
        append_number(line_, call.numbers[i]);
      }
    }
    const oracle_answer& found = oracle_.ask(line_);
    if (found.what == verdict::outside) return engine_->answer(call);
    covered_ = {true, true, 0};
    answer_.reverted.reset();
    answer_.results = found.values;
    // Every revert of these definitions is a require without a reason.
    if (found.what == verdict::none) answer_.reverted = revert::empty();
    return answer_;
  }

 private:
  oracle oracle_{};
  std::unique_ptr<uniswap_v3::math_subject> engine_ = uniswap_v3::make_math_engine();
  coverage covered_{};
  std::string line_{};
  math_answer answer_{};
};

}  // namespace

std::unique_ptr<uniswap_v3::math_subject> make_uniswap_v3_math() {
  return std::make_unique<math_functions>();
}

}  // namespace assay::proved
