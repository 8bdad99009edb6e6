// Uniswap V2's real values: the fractions that the pair rounds, and what the rounding moves.
#include <algorithm>

#include "assay/model/uniswap_v2.hpp"

namespace assay::model::uniswap_v2 {
namespace {

// What a side must hold, at least, in wei, when the other side holds `other` of which `other_in`
// came in and `own_in` came in here: the curve with equality, solved for this balance.
rational balance_on_curve(const curve& rules, const integer& must_keep, const integer& other,
                          const integer& other_in, const integer& own_in) {
  const integer other_side = other * rules.fee_denominator - other_in * rules.fee_numerator;
  return (ratio(must_keep, other_side) + to_rational(own_in * rules.fee_numerator)) /
         rules.fee_denominator;
}

}  // namespace

rational exact_output(const curve& rules, const integer& amount_in, const integer& reserve_in,
                      const integer& reserve_out) {
  const integer must_keep = reserve_in * reserve_out * rules.k_scale;
  return to_rational(reserve_out) -
         balance_on_curve(rules, must_keep, reserve_in + amount_in, amount_in, 0);
}

rational exact_input(const curve& rules, const integer& amount_out, const integer& reserve_in,
                     const integer& reserve_out) {
  const integer must_keep = reserve_in * reserve_out * rules.k_scale;
  const rational side_in = ratio(must_keep, (reserve_out - amount_out) * rules.fee_denominator);
  return (side_in - to_rational(reserve_in * rules.fee_denominator)) /
         (rules.fee_denominator - rules.fee_numerator);
}

rational exact_proportional_liquidity(const amounts& deposit, const amounts& reserves,
                                      const integer& supply) {
  return std::min(ratio(deposit.token0 * supply, reserves.token0),
                  ratio(deposit.token1 * supply, reserves.token1));
}

rational exact_redeemed_amount(const integer& liquidity, const integer& balance,
                               const integer& supply) {
  return ratio(liquidity * balance, supply);
}

rational exact_protocol_fee_liquidity(const integer& supply, const integer& root_k,
                                      const integer& root_k_last, const fee_share& share) {
  const integer growth = root_k - root_k_last;
  if (growth.sign() <= 0) return 0;
  return ratio(share.a * growth * supply, share.b * root_k + share.c * root_k_last);
}

rational spot_price(const integer& reserve_in, const integer& reserve_out) {
  return ratio(reserve_out, reserve_in);
}

rational execution_price(const integer& amount_in, const integer& amount_out) {
  return ratio(amount_out, amount_in);
}

rational price_impact(const curve& rules, const integer& amount_in, const integer& amount_out,
                      const integer& reserve_in, const integer& reserve_out) {
  const integer counted = amount_in * (rules.fee_denominator - rules.fee_numerator);
  return 1 - ratio(amount_out * rules.fee_denominator * reserve_in, counted * reserve_out);
}

rational slippage(const integer& quoted, const integer& received) {
  return ratio(quoted - received, quoted);
}

rational exact_price_integral(std::span<const price_interval> intervals, unsigned base_token) {
  rational sum = 0;
  for (const price_interval& interval : intervals) {
    const amounts& reserves = interval.reserves;
    if (reserves.token0.is_zero() || reserves.token1.is_zero()) continue;
    const rational price = base_token == 0 ? ratio(reserves.token1, reserves.token0)
                                           : ratio(reserves.token0, reserves.token1);
    sum += price * interval.seconds;
  }
  return sum;
}

rational time_weighted_price(const integer& cumulative_start, const integer& cumulative_end,
                             std::uint64_t seconds, const widths& sizes) {
  const integer wrapped = cumulative_end - cumulative_start + power_of_two(sizes.word);
  return ratio(modulo_power_of_two(wrapped, sizes.word), power_of_two(sizes.reserve) * seconds);
}

exact_amounts swap_leak(const curve& rules, const amounts& reserves_before,
                        const amounts& balances_after, const amounts& amounts_in) {
  const integer must_keep = reserves_before.token0 * reserves_before.token1 * rules.k_scale;
  return {
      to_rational(balances_after.token0) - balance_on_curve(rules, must_keep, balances_after.token1,
                                                            amounts_in.token1, amounts_in.token0),
      to_rational(balances_after.token1) - balance_on_curve(rules, must_keep, balances_after.token0,
                                                            amounts_in.token0, amounts_in.token1)};
}

exact_amounts mint_leak(const amounts& deposit, const amounts& reserves_after,
                        const integer& liquidity, const integer& supply_after) {
  return {to_rational(deposit.token0) -
              exact_redeemed_amount(liquidity, reserves_after.token0, supply_after),
          to_rational(deposit.token1) -
              exact_redeemed_amount(liquidity, reserves_after.token1, supply_after)};
}

exact_amounts burn_leak(const integer& liquidity, const amounts& balances, const amounts& paid_out,
                        const integer& supply) {
  return {exact_redeemed_amount(liquidity, balances.token0, supply) - to_rational(paid_out.token0),
          exact_redeemed_amount(liquidity, balances.token1, supply) - to_rational(paid_out.token1)};
}

exact_amounts protocol_fee_leak(const integer& minted, const integer& root_k,
                                const integer& root_k_last, const fee_share& share,
                                const integer& supply_before, const amounts& reserves) {
  const rational missing =
      exact_protocol_fee_liquidity(supply_before, root_k, root_k_last, share) - to_rational(minted);
  const integer supply_after = supply_before + minted;
  return {missing * ratio(reserves.token0, supply_after),
          missing * ratio(reserves.token1, supply_after)};
}

rational value_in_token1(const exact_amounts& both, const amounts& reserves) {
  return both.token0 * spot_price(reserves.token0, reserves.token1) + both.token1;
}

}  // namespace assay::model::uniswap_v2
