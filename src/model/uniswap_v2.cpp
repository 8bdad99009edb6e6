// Uniswap V2's rounded answers: floors and ceilings by their definition.
#include "assay/model/uniswap_v2.hpp"

#include <algorithm>

namespace assay::model::uniswap_v2 {
namespace {

// d * balance - n * in: the balance with the fee on what came in left out, in units of 1 / d.
integer without_fee(const curve& rules, const integer& balance, const integer& in) {
  return balance * rules.fee_denominator - in * rules.fee_numerator;
}

// Part of the input that counts, in units of 1 / d.
std::uint64_t kept(const curve& rules) { return rules.fee_denominator - rules.fee_numerator; }

}  // namespace

integer curve_slack(const curve& rules, const amounts& reserves_before,
                    const amounts& balances_after, const amounts& amounts_in) {
  const integer side0 = without_fee(rules, balances_after.token0, amounts_in.token0);
  const integer side1 = without_fee(rules, balances_after.token1, amounts_in.token1);
  const integer must_keep = reserves_before.token0 * reserves_before.token1 * rules.k_scale;
  if (side0.sign() < 0 || side1.sign() < 0) return -must_keep - 1;
  return side0 * side1 - must_keep;
}

integer largest_output(const curve& rules, const integer& amount_in, const integer& reserve_in,
                       const integer& reserve_out) {
  if (reserve_in.is_zero() || reserve_out.is_zero()) return 0;
  const integer side_in = without_fee(rules, reserve_in + amount_in, amount_in);
  const integer smallest_left =
      std::max(integer(1), ceiling_of_quotient(reserve_in * reserve_out * rules.k_scale,
                                               side_in * rules.fee_denominator));
  return smallest_left < reserve_out ? reserve_out - smallest_left : integer(0);
}

std::optional<integer> smallest_input(const curve& rules, const integer& amount_out,
                                      const integer& reserve_in, const integer& reserve_out,
                                      bound how) {
  if (reserve_in.is_zero() || amount_out >= reserve_out) return std::nullopt;
  const integer must_keep = reserve_in * reserve_out * rules.k_scale;
  const integer per_unit = (reserve_out - amount_out) * rules.fee_denominator;
  const integer side_in = how == bound::allowed ? ceiling_of_quotient(must_keep, per_unit)
                                                : floor_of_quotient(must_keep, per_unit) + 1;
  const integer missing = side_in - reserve_in * rules.fee_denominator;
  if (missing.sign() <= 0) return integer(0);
  if (kept(rules) == 0) return std::nullopt;
  return ceiling_of_quotient(missing, kept(rules));
}

std::optional<integer> initial_liquidity(const amounts& deposit, const integer& locked) {
  const integer mean = floor_of_square_root(deposit.token0 * deposit.token1);
  if (mean < locked) return std::nullopt;
  return mean - locked;
}

integer proportional_liquidity(const amounts& deposit, const amounts& reserves,
                               const integer& supply) {
  return std::min(floor_of_quotient(deposit.token0 * supply, reserves.token0),
                  floor_of_quotient(deposit.token1 * supply, reserves.token1));
}

integer redeemed_amount(const integer& liquidity, const integer& balance, const integer& supply) {
  return floor_of_quotient(liquidity * balance, supply);
}

std::optional<integer> protocol_fee_liquidity(const integer& supply, const integer& root_k,
                                              const integer& root_k_last, const fee_share& share) {
  const integer growth = root_k - root_k_last;
  if (growth.sign() <= 0) return integer(0);
  // minted / (supply + minted) <= a / (a + b) * growth / root_k, solved for minted; the last term
  // is what distinguishes a fork whose c is not its a.
  const integer denominator =
      (share.a + share.b) * root_k - share.a * growth + (share.c - share.a) * root_k_last;
  if (denominator.sign() <= 0) return std::nullopt;
  return floor_of_quotient(share.a * growth * supply, denominator);
}

integer fixed_point_price(const integer& reserve_quote, const integer& reserve_base,
                          const widths& sizes) {
  return floor_of_quotient(reserve_quote << sizes.reserve, reserve_base);
}

integer stored_price_integral(std::span<const price_interval> intervals, unsigned base_token,
                              const widths& sizes) {
  integer sum = 0;
  for (const price_interval& interval : intervals) {
    const amounts& reserves = interval.reserves;
    if (reserves.token0.is_zero() || reserves.token1.is_zero()) continue;
    const integer& base = base_token == 0 ? reserves.token0 : reserves.token1;
    const integer& quote = base_token == 0 ? reserves.token1 : reserves.token0;
    sum += fixed_point_price(quote, base, sizes) * interval.seconds;
  }
  return sum;
}

}  // namespace assay::model::uniswap_v2
