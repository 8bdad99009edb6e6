// Small worlds: the templates that ship, on words so narrow that every input can be tried, against
// plain 64-bit integers and the definitions.
#pragma once

#include <cstdint>
#include <string>

#include "assay/pool/uniswap_v2/format.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v2/steps.hpp"

namespace assay::uniswap_v2::world {

// Reserves of `ReserveBits` in words wide enough for every product of the pair.
template <unsigned ReserveBits>
using roomy = format<2 * ReserveBits + 22, ReserveBits, 8>;

// A fee small against the reserves hides its own errors, so a large one is tried as well.
inline parameters quarter_fee() {
  parameters rules;
  rules.name = "fee 1/4";
  rules.fee_numerator = 1;
  rules.fee_denominator = 4;
  rules.k_scale = 16;
  return rules;
}
inline parameters usual_fee() {
  parameters rules;
  rules.name = "fee 3/1000";
  return rules;
}

inline swap_fee fee_of(const parameters& rules) {
  return {rules.fee_numerator, rules.fee_denominator};
}

template <class Word>
std::uint64_t plain(const Word& x) {
  return to_u64_truncating(x);
}

// The curve in plain integers: balances b, of which i came in, against reserves r.
inline bool curve_holds(const parameters& rules, std::uint64_t b0, std::uint64_t b1,
                        std::uint64_t i0, std::uint64_t i1, std::uint64_t r0, std::uint64_t r1) {
  const std::uint64_t a0 = b0 * rules.fee_denominator - i0 * rules.fee_numerator;
  const std::uint64_t a1 = b1 * rules.fee_denominator - i1 * rules.fee_numerator;
  return a0 * a1 >= r0 * r1 * rules.k_scale;
}

// The pair's own decision on a swap with everything given: what swap() does after it has paid.
template <class Format>
bool steps_accept(const parameters& rules, std::uint64_t r0, std::uint64_t r1, std::uint64_t o0,
                  std::uint64_t o1, std::uint64_t i0, std::uint64_t i1) {
  using s = steps<Format>;
  using word = typename s::word;
  const word reserve0{r0};
  const word reserve1{r1};
  const word out0{o0};
  const word out1{o1};
  if (out0.is_zero() && out1.is_zero()) return false;
  if (!s::enough_liquidity(out0, out1, reserve0, reserve1)) return false;
  const word balance0{r0 - o0 + i0};
  const word balance1{r1 - o1 + i1};
  const word in0 = s::amount_in(balance0, reserve0, out0);
  const word in1 = s::amount_in(balance1, reserve1, out1);
  if (in0.is_zero() && in1.is_zero()) return false;
  const auto adjusted0 = s::adjusted_balance(balance0, in0, rules, rules.fee_numerator);
  const auto adjusted1 = s::adjusted_balance(balance1, in1, rules, rules.fee_numerator);
  if (!adjusted0.ok() || !adjusted1.ok()) return false;
  const auto holds = s::k_holds(adjusted0.value(), adjusted1.value(), reserve0, reserve1, rules);
  return holds.ok() && holds.value();
}

inline std::string text(std::initializer_list<std::uint64_t> numbers) {
  std::string out;
  for (const std::uint64_t number : numbers) out += std::to_string(number) + " ";
  return out;
}

}  // namespace assay::uniswap_v2::world
