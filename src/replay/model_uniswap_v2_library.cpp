// Uniswap V2's router library as the exact model sees it: the largest output and the smallest input
// that the curve allows, refused where the contract's products leave their words.
#include <algorithm>
#include <optional>

#include "assay/invariant/numbers.hpp"
#include "assay/model/uniswap_v2.hpp"
#include "model_subjects.hpp"

namespace assay::replay {
namespace {

using model::integer;
namespace exact = model::uniswap_v2;
using word = uint<256>;

bool fits(const integer& value) { return model::bit_length(value) <= word::bits; }

class uniswap_v2_library_model final : public uniswap_v2::library_subject, public partial_subject {
 public:
  [[nodiscard]] std::string_view name() const override { return model_name; }
  [[nodiscard]] coverage covered() const override { return covered_; }

  void begin(const uniswap_v2::library_setup& setup) override {
    engine_->begin(setup);
    setup_ = setup;
    const std::uint64_t unit = setup.fee_denominator;
    curve_ = {setup.fee_numerator, unit, unit * unit};
  }

  const uniswap_v2::library_answer& answer(const uniswap_v2::library_call& call) override {
    using function = uniswap_v2::library_function;
    call_ = &call;
    answer_.reverted.reset();
    answer_.results.clear();
    covered_ = {};
    const auto number = [&](std::size_t i) { return invariant::to_integer(call.numbers[i]); };
    if (call.function == function::quote) {
      put(quote(number(0), number(1), number(2)));
    } else if (call.function == function::get_amount_out) {
      put(amount_out(number(0), number(1), number(2)));
    } else if (call.function == function::get_amount_in) {
      put(amount_in(number(0), number(1), number(2)));
    } else {
      answer_path(number(0), call.path, call.function == function::get_amounts_out);
    }
    return answer_;
  }

 private:
  using maybe = std::optional<integer>;

  // The other token's worth at the reserves' own price, rounded down.
  static maybe quote(const integer& amount, const integer& reserve, const integer& other) {
    if (amount.is_zero() || reserve.is_zero() || other.is_zero()) return std::nullopt;
    if (!fits(amount * other)) return std::nullopt;
    return model::floor_of_quotient(amount * other, reserve);
  }

  [[nodiscard]] maybe amount_out(const integer& in, const integer& reserve_in,
                                 const integer& reserve_out) const {
    if (in.is_zero() || reserve_in.is_zero() || reserve_out.is_zero()) return std::nullopt;
    const std::uint64_t unit = curve_.fee_denominator;
    const integer with_fee = in * (unit - curve_.fee_numerator);
    if (!fits(with_fee * reserve_out) || !fits(reserve_in * unit + with_fee)) return std::nullopt;
    return exact::largest_output(curve_, in, reserve_in, reserve_out);
  }

  [[nodiscard]] maybe amount_in(const integer& out, const integer& reserve_in,
                                const integer& reserve_out) const {
    if (out.is_zero() || reserve_in.is_zero() || out >= reserve_out) return std::nullopt;
    const std::uint64_t unit = curve_.fee_denominator;
    if (!fits(reserve_in * out * unit)) return std::nullopt;
    if (!fits((reserve_out - out) * (unit - curve_.fee_numerator))) return std::nullopt;
    const maybe in =
        exact::smallest_input(curve_, out, reserve_in, reserve_out, exact::bound::strict);
    return in && fits(*in) ? in : std::nullopt;
  }

  void answer_path(integer amount, const std::vector<std::uint32_t>& path, bool forward) {
    std::vector<integer> all{amount};
    const std::size_t hops = path.size() < 2 ? 0 : path.size() - 1;
    maybe next = hops == 0 ? std::nullopt : maybe(amount);
    for (std::size_t i = 0; i < hops && next; ++i) {
      const std::size_t at = forward ? i : hops - 1 - i;
      next = over_hop(*next, path[at], path[at + 1], forward);
      if (next) all.push_back(*next);
    }
    if (!next) return refuse();
    if (!forward) std::reverse(all.begin(), all.end());
    for (const integer& each : all) put(each);
  }

  [[nodiscard]] maybe over_hop(const integer& amount, std::uint32_t token_in,
                               std::uint32_t token_out, bool forward) const {
    const auto found = std::find_if(
        setup_.pairs.begin(), setup_.pairs.end(),
        [&](const auto& pair) { return pair.token_in == token_in && pair.token_out == token_out; });
    if (token_in == token_out || found == setup_.pairs.end()) return std::nullopt;
    const integer reserve_in = invariant::to_integer(found->reserve_in);
    const integer reserve_out = invariant::to_integer(found->reserve_out);
    return forward ? amount_out(amount, reserve_in, reserve_out)
                   : amount_in(amount, reserve_in, reserve_out);
  }

  void put(const maybe& value) {
    if (value) {
      answer_.results.push_back(invariant::to_word<word>(*value));
    } else {
      refuse();
    }
  }
  void refuse() {
    answer_.reverted = refusal_as_in(engine_->answer(*call_));
    covered_ = all_but_the_reason;
  }

  std::unique_ptr<uniswap_v2::library_subject> engine_ = uniswap_v2::make_library_engine();
  coverage covered_{};
  const uniswap_v2::library_call* call_ = nullptr;
  uniswap_v2::library_setup setup_{};
  exact::curve curve_{};
  uniswap_v2::library_answer answer_{};
};

}  // namespace

std::unique_ptr<uniswap_v2::library_subject> make_uniswap_v2_library_model() {
  return std::make_unique<uniswap_v2_library_model>();
}

}  // namespace assay::replay
