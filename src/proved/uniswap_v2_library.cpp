// Uniswap V2's router library, answered by the definitions of the proofs: one price, or a path of
// them.
#include <algorithm>

#include "assay/proved/oracle.hpp"
#include "assay/proved/subjects.hpp"
#include "assay/subject/coverage.hpp"

namespace assay::proved {
namespace {

using uniswap_v2::library_answer;
using uniswap_v2::library_call;
using uniswap_v2::library_function;
using uniswap_v2::library_setup;
using word = uint<256>;

class library final : public uniswap_v2::library_subject, public partial_subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "proved"; }
  [[nodiscard]] coverage covered() const override { return covered_; }

  void begin(const library_setup& setup) override {
    setup_ = setup;
    engine_->begin(setup);
  }

  const library_answer& answer(const library_call& call) override {
    answer_.reverted.reset();
    answer_.results.clear();
    const bool own = takes_path(call.function) ? path(call) : single(call);
    covered_ = {own, own, 0};
    return own ? answer_ : engine_->answer(call);
  }

 private:
  // Each is false where the definitions do not say: quote has none; checks before the formula and
  // sums that do not fit are the contract's own.

  bool single(const library_call& call) {
    if (call.function == library_function::quote) return false;
    return price(call.function == library_function::get_amount_out, call.numbers[0],
                 call.numbers[1], call.numbers[2]);
  }

  bool path(const library_call& call) {
    if (call.path.size() < 2) return false;
    const bool forwards = call.function == library_function::get_amounts_out;
    answer_.results.push_back(call.numbers[0]);
    for (std::size_t i = 1; i < call.path.size(); ++i) {
      const std::size_t to = forwards ? i : call.path.size() - i;
      const auto* pair = find(call.path[to - 1], call.path[to]);
      if (pair == nullptr) return false;
      if (!price(forwards, answer_.results.back(), pair->reserve_in, pair->reserve_out)) {
        return false;
      }
    }
    if (!forwards) std::reverse(answer_.results.begin(), answer_.results.end());
    return true;
  }

  bool price(bool output, const word& amount, const word& reserve_in, const word& reserve_out) {
    line_.assign(output ? "amount_out" : "amount_in");
    append_number(line_, word{setup_.fee_denominator - setup_.fee_numerator});
    append_number(line_, word{setup_.fee_denominator});
    append_number(line_, amount);
    append_number(line_, reserve_in);
    append_number(line_, reserve_out);
    const oracle_answer& found = oracle_.ask(line_);
    if (found.what != verdict::value) return false;
    answer_.results.push_back(found.values.front());
    return true;
  }

  [[nodiscard]] const library_setup::pair* find(std::uint32_t in, std::uint32_t out) const {
    const auto found = std::find_if(
        setup_.pairs.begin(), setup_.pairs.end(),
        [&](const auto& pair) { return pair.token_in == in && pair.token_out == out; });
    return found == setup_.pairs.end() ? nullptr : &*found;
  }

  oracle oracle_{};
  std::unique_ptr<uniswap_v2::library_subject> engine_ = uniswap_v2::make_library_engine();
  library_setup setup_{};
  coverage covered_{};
  std::string line_{};
  library_answer answer_{};
};

}  // namespace

std::unique_ptr<uniswap_v2::library_subject> make_uniswap_v2_library() {
  return std::make_unique<library>();
}

}  // namespace assay::proved
