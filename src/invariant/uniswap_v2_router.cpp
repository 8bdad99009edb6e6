// The engine's router library behind the interface that the searching invariants ask.
#include "assay/invariant/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/library.hpp"

namespace assay::invariant::uniswap_v2 {
namespace {

using word = uint<256>;

std::optional<integer> to_answer(const result<word>& answer) {
  if (!answer.ok()) return std::nullopt;
  return to_integer(answer.value());
}

bool fit_words(const integer& a, const integer& b, const integer& c) {
  const auto fits = [](const integer& value) {
    return value.sign() >= 0 && model::bit_length(value) <= word::bits;
  };
  return fits(a) && fits(b) && fits(c);
}

assay::uniswap_v2::swap_fee fee_of(const exact::curve& rules) {
  return {rules.fee_numerator, rules.fee_denominator};
}

class library_of_engine final : public router {
 public:
  std::optional<integer> amount_out(const integer& amount_in, const integer& reserve_in,
                                    const integer& reserve_out,
                                    const exact::curve& rules) const override {
    if (!fit_words(amount_in, reserve_in, reserve_out)) return std::nullopt;
    return to_answer(assay::uniswap_v2::get_amount_out(to_word<word>(amount_in),
                                                       to_word<word>(reserve_in),
                                                       to_word<word>(reserve_out), fee_of(rules)));
  }
  std::optional<integer> amount_in(const integer& amount_out, const integer& reserve_in,
                                   const integer& reserve_out,
                                   const exact::curve& rules) const override {
    if (!fit_words(amount_out, reserve_in, reserve_out)) return std::nullopt;
    return to_answer(assay::uniswap_v2::get_amount_in(to_word<word>(amount_out),
                                                      to_word<word>(reserve_in),
                                                      to_word<word>(reserve_out), fee_of(rules)));
  }
  std::optional<integer> quote(const integer& amount_a, const integer& reserve_a,
                               const integer& reserve_b) const override {
    if (!fit_words(amount_a, reserve_a, reserve_b)) return std::nullopt;
    return to_answer(assay::uniswap_v2::quote(to_word<word>(amount_a), to_word<word>(reserve_a),
                                              to_word<word>(reserve_b)));
  }
};

}  // namespace

const router& engine_router() {
  static const library_of_engine engine;
  return engine;
}

}  // namespace assay::invariant::uniswap_v2
