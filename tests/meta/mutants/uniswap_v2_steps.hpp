// Wrong variants of the pair's steps, one decision each, and twins that only look different.
#pragma once

#include "assay/pool/uniswap_v2/format.hpp"
#include "assay/pool/uniswap_v2/steps.hpp"

namespace assay::uniswap_v2::mutants {

using right = steps<evm_format<>>;
using word = right::word;

// ---- swap

struct swap_empties_reserve : right {
  static constexpr bool enough_liquidity(const word& out0, const word& out1, const word& reserve0,
                                         const word& reserve1) {
    return out0 <= reserve0 && out1 <= reserve1;
  }
};
struct swap_liquidity_of_one_side : right {
  static constexpr bool enough_liquidity(const word& out0, const word&, const word& reserve0,
                                         const word&) {
    return out0 < reserve0;
  }
};
struct swap_input_ignores_output : right {
  static constexpr word amount_in(const word& balance, const word& reserve, const word&) {
    return balance > reserve ? sub_wrapping(balance, reserve) : word::zero();
  }
};
struct swap_input_one_less : right {
  static constexpr word amount_in(const word& balance, const word& reserve, const word& out) {
    const word in = right::amount_in(balance, reserve, out);
    return in > word::one() ? sub_wrapping(in, word::one()) : in;
  }
};
struct swap_fee_a_pip_low : right {
  static constexpr result<word> adjusted_balance(const word& balance, const word& in,
                                                 const parameters& rules, std::uint64_t fee) {
    ASSAY_TRY(const word scaled, ds_mul(balance, word{rules.fee_denominator}));
    ASSAY_TRY(const word pips, ds_mul(in, word{1000 * fee - 1}));
    return ds_sub(scaled, div_down(pips, word{1000}));
  }
};
struct swap_fee_a_pip_high : right {
  static constexpr result<word> adjusted_balance(const word& balance, const word& in,
                                                 const parameters& rules, std::uint64_t fee) {
    ASSAY_TRY(const word scaled, ds_mul(balance, word{rules.fee_denominator}));
    ASSAY_TRY(const word pips, ds_mul(in, word{1000 * fee + 1}));
    return ds_sub(scaled, div_up(pips, word{1000}));
  }
};
struct swap_without_fee : right {
  static constexpr result<word> adjusted_balance(const word& balance, const word&,
                                                 const parameters& rules, std::uint64_t) {
    return ds_mul(balance, word{rules.fee_denominator});
  }
};
struct swap_k_scale_unsquared : right {
  static constexpr result<bool> k_holds(const word& adjusted0, const word& adjusted1,
                                        const word& reserve0, const word& reserve1,
                                        const parameters& rules) {
    parameters wrong = rules;
    wrong.k_scale = rules.fee_denominator;
    return right::k_holds(adjusted0, adjusted1, reserve0, reserve1, wrong);
  }
};
struct swap_k_scale_one_less : right {
  static constexpr result<bool> k_holds(const word& adjusted0, const word& adjusted1,
                                        const word& reserve0, const word& reserve1,
                                        const parameters& rules) {
    parameters wrong = rules;
    --wrong.k_scale;
    return right::k_holds(adjusted0, adjusted1, reserve0, reserve1, wrong);
  }
};
struct swap_k_strict : right {
  static constexpr result<bool> k_holds(const word& adjusted0, const word& adjusted1,
                                        const word& reserve0, const word& reserve1,
                                        const parameters& rules) {
    ASSAY_TRY(const word after, ds_mul(adjusted0, adjusted1));
    ASSAY_TRY(const word product, ds_mul(reserve0, reserve1));
    ASSAY_TRY(const word before, ds_mul(product, word{rules.k_scale}));
    return after > before;
  }
};
struct swap_k_as_sum : right {
  static constexpr result<bool> k_holds(const word& adjusted0, const word& adjusted1,
                                        const word& reserve0, const word& reserve1,
                                        const parameters& rules) {
    ASSAY_TRY(const word after, ds_add(adjusted0, adjusted1));
    ASSAY_TRY(const word sum, ds_add(reserve0, reserve1));
    ASSAY_TRY(const word before, ds_mul(sum, word{rules.fee_denominator}));
    return after >= before;
  }
};

// ---- mint and burn

struct mint_minimum_one_low : right {
  static constexpr result<word> initial_liquidity(const word& amount0, const word& amount1,
                                                  const word& minimum) {
    return right::initial_liquidity(amount0, amount1, sub_wrapping(minimum, word::one()));
  }
};
struct mint_first_rounds_up : right {
  static constexpr result<word> initial_liquidity(const word& amount0, const word& amount1,
                                                  const word& minimum) {
    ASSAY_TRY(const word product, ds_mul(amount0, amount1));
    word root = sqrt_floor(product);
    if (mul_wrapping(root, root) < product) root = add_wrapping(root, word::one());
    return ds_sub(root, minimum);
  }
};
struct mint_first_arithmetic_mean : right {
  static constexpr result<word> initial_liquidity(const word& amount0, const word& amount1,
                                                  const word& minimum) {
    ASSAY_TRY(const word sum, ds_add(amount0, amount1));
    return ds_sub(sum >> 1, minimum);
  }
};
struct mint_takes_maximum : right {
  static constexpr result<word> proportional_liquidity(const word& amount0, const word& amount1,
                                                       const word& supply, const word& reserve0,
                                                       const word& reserve1) {
    ASSAY_TRY(const word product0, ds_mul(amount0, supply));
    if (reserve0.is_zero()) return revert::invalid();
    const word liquidity0 = div_down(product0, reserve0);
    ASSAY_TRY(const word product1, ds_mul(amount1, supply));
    if (reserve1.is_zero()) return revert::invalid();
    const word liquidity1 = div_down(product1, reserve1);
    return liquidity0 < liquidity1 ? liquidity1 : liquidity0;
  }
};
struct mint_rounds_up : right {
  static constexpr result<word> proportional_liquidity(const word& amount0, const word& amount1,
                                                       const word& supply, const word& reserve0,
                                                       const word& reserve1) {
    ASSAY_TRY(const word product0, ds_mul(amount0, supply));
    if (reserve0.is_zero()) return revert::invalid();
    const word liquidity0 = div_up(product0, reserve0);
    ASSAY_TRY(const word product1, ds_mul(amount1, supply));
    if (reserve1.is_zero()) return revert::invalid();
    const word liquidity1 = div_up(product1, reserve1);
    return liquidity0 < liquidity1 ? liquidity0 : liquidity1;
  }
};
struct mint_reserves_swapped : right {
  static constexpr result<word> proportional_liquidity(const word& amount0, const word& amount1,
                                                       const word& supply, const word& reserve0,
                                                       const word& reserve1) {
    return right::proportional_liquidity(amount0, amount1, supply, reserve1, reserve0);
  }
};
struct burn_rounds_up : right {
  static constexpr result<word> burn_amount(const word& liquidity, const word& balance,
                                            const word& supply) {
    ASSAY_TRY(const word product, ds_mul(liquidity, balance));
    if (supply.is_zero()) return revert::invalid();
    return div_up(product, supply);
  }
};
struct burn_one_wei_less : right {
  static constexpr result<word> burn_amount(const word& liquidity, const word& balance,
                                            const word& supply) {
    ASSAY_TRY(const word amount, right::burn_amount(liquidity, balance, supply));
    return amount > word::one() ? sub_wrapping(amount, word::one()) : amount;
  }
};

// ---- protocol fee

using weights = share_weights<word>;

struct fee_rounds_up : right {
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const weights& share) {
    ASSAY_TRY(const word minted,
              right::protocol_fee_liquidity(supply, reserve0, reserve1, k_last, share));
    const word root = sqrt_floor(mul_wrapping(reserve0, reserve1));
    const word root_last = sqrt_floor(k_last);
    if (root <= root_last) return minted;
    const word numerator = mul_wrapping(supply, sub_wrapping(root, root_last));
    const word denominator = add_wrapping(mul_wrapping(root, share.b), root_last);
    return div_up(numerator, denominator);
  }
};
struct fee_share_of_a_quarter : right {
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const weights& share) {
    const weights quarter{share.a, word{3}, share.c};
    return right::protocol_fee_liquidity(supply, reserve0, reserve1, k_last, quarter);
  }
};
struct fee_share_of_a_seventh : right {
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const weights& share) {
    const weights seventh{share.a, word{6}, share.c};
    return right::protocol_fee_liquidity(supply, reserve0, reserve1, k_last, seventh);
  }
};
struct fee_without_old_root : right {
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const weights& share) {
    const weights without{share.a, share.b, word::zero()};
    return right::protocol_fee_liquidity(supply, reserve0, reserve1, k_last, without);
  }
};
struct fee_on_k_itself : right {
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const weights& share) {
    ASSAY_TRY(const word k, ds_mul(reserve0, reserve1));
    if (k <= k_last) return word::zero();
    const word root = sqrt_floor(sub_wrapping(k, k_last));
    ASSAY_TRY(const word numerator, ds_mul(supply, root));
    ASSAY_TRY(const word weighted, ds_mul(sqrt_floor(k), share.b));
    ASSAY_TRY(const word denominator, ds_add(weighted, sqrt_floor(k_last)));
    return div_down(numerator, denominator);
  }
};
struct k_last_never_set : right {
  static constexpr result<word> k_last_after(bool, const word& k_last, const word&, const word&) {
    return k_last;
  }
};
struct k_last_stale : right {
  static constexpr result<word> k_last_after(bool fee_on, const word& k_last, const word& reserve0,
                                             const word& reserve1) {
    if (!k_last.is_zero()) return k_last;
    return right::k_last_after(fee_on, k_last, reserve0, reserve1);
  }
};
struct k_last_set_when_off : right {
  static constexpr result<word> k_last_after(bool, const word&, const word& reserve0,
                                             const word& reserve1) {
    return ds_mul(reserve0, reserve1);
  }
};
struct k_last_not_forgotten : right {
  static constexpr word k_last_when_off(const word& k_last) { return k_last; }
};

// ---- reserves and oracle

struct reserve_bound_one_high : right {
  static constexpr word max_reserve() { return word::power_of_two(112); }
};
struct reserve_bound_one_low : right {
  static constexpr word max_reserve() { return sub_wrapping(right::max_reserve(), word::one()); }
};
struct clock_of_31_bits : right {
  static constexpr std::uint32_t timestamp(std::uint64_t time) {
    return right::timestamp(time) & 0x7fffffff;
  }
};
struct elapsed_does_not_wrap : right {
  static constexpr std::uint32_t elapsed(std::uint32_t now, std::uint32_t last) {
    return now > last ? now - last : 0;
  }
};
struct prices_swapped : right {
  static constexpr word price0_cumulative_after(const word& cumulative, const word& reserve0,
                                                const word& reserve1, std::uint32_t seconds) {
    return right::price1_cumulative_after(cumulative, reserve0, reserve1, seconds);
  }
  static constexpr word price1_cumulative_after(const word& cumulative, const word& reserve0,
                                                const word& reserve1, std::uint32_t seconds) {
    return right::price0_cumulative_after(cumulative, reserve0, reserve1, seconds);
  }
};
struct price_rounds_up : right {
  static constexpr word price0_cumulative_after(const word& cumulative, const word& reserve0,
                                                const word& reserve1, std::uint32_t seconds) {
    const word price = div_up(reserve1 << 112, reserve0);
    return add_wrapping(cumulative, mul_wrapping(price, word{seconds}));
  }
};
struct price_not_over_time : right {
  static constexpr word price1_cumulative_after(const word& cumulative, const word& reserve0,
                                                const word& reserve1, std::uint32_t) {
    return right::price1_cumulative_after(cumulative, reserve0, reserve1, 1);
  }
};

// ---- lock, LP token, events

struct lock_dropped : right {
  static constexpr bool locks() { return false; }
};
struct allowance_infinite_is_spent : right {
  static constexpr result<word> allowance_after(const word& allowance, const word& value) {
    return ds_sub(allowance, value);
  }
};
struct allowance_not_spent : right {
  static constexpr result<word> allowance_after(const word& allowance, const word& value) {
    ASSAY_CHECK(right::allowance_after(allowance, value));
    return allowance;
  }
};
struct event_swap_inputs_swapped : right {
  static constexpr event_type swap_event(account sender, const word& in0, const word& in1,
                                         const word& out0, const word& out1, account to) {
    return right::swap_event(sender, in1, in0, out0, out1, to);
  }
};
struct event_sync_swapped : right {
  static constexpr event_type sync_event(const word& reserve0, const word& reserve1) {
    return right::sync_event(reserve1, reserve0);
  }
};
struct event_burn_to_sender : right {
  static constexpr event_type burn_event(account sender, const word& amount0, const word& amount1,
                                         account) {
    return right::burn_event(sender, amount0, amount1, sender);
  }
};
struct event_mint_amounts_swapped : right {
  static constexpr event_type mint_event(account sender, const word& amount0, const word& amount1) {
    return right::mint_event(sender, amount1, amount0);
  }
};
struct event_transfer_reversed : right {
  static constexpr event_type transfer_event(account from, account to, const word& value) {
    return right::transfer_event(to, from, value);
  }
};
struct event_approval_of_nothing : right {
  static constexpr event_type approval_event(account owner, account spender, const word&) {
    return right::approval_event(owner, spender, word::zero());
  }
};

// ---- twins: other code, the same behaviour

struct twin_input_at_equality : right {
  static constexpr word amount_in(const word& balance, const word& reserve, const word& out) {
    const word left = sub_wrapping(reserve, out);
    return balance >= left ? sub_wrapping(balance, left) : word::zero();
  }
};
struct twin_growth_of_zero : right {
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const weights& share) {
    ASSAY_TRY(const word k, ds_mul(reserve0, reserve1));
    const word root = sqrt_babylonian(k);
    const word root_last = sqrt_babylonian(k_last);
    if (root < root_last) return word::zero();
    ASSAY_TRY(const word numerator, ds_mul(supply, sub_wrapping(root, root_last)));
    ASSAY_TRY(const word weighted, ds_mul(root, share.b));
    ASSAY_TRY(const word denominator, ds_add(root_last, weighted));
    if (denominator.is_zero()) return word::zero();
    return div_down(numerator, denominator);
  }
};
struct twin_first_root_babylonian : right {
  static constexpr result<word> initial_liquidity(const word& amount0, const word& amount1,
                                                  const word& minimum) {
    ASSAY_TRY(const word product, ds_mul(amount1, amount0));
    return ds_sub(sqrt_babylonian(product), minimum);
  }
};
struct twin_k_not_below : right {
  static constexpr result<bool> k_holds(const word& adjusted0, const word& adjusted1,
                                        const word& reserve0, const word& reserve1,
                                        const parameters& rules) {
    ASSAY_TRY(const word after, ds_mul(adjusted1, adjusted0));
    ASSAY_TRY(const word scaled, ds_mul(reserve0, word{rules.k_scale}));
    ASSAY_TRY(const word before, ds_mul(scaled, reserve1));
    return !(before > after);
  }
};
struct twin_minimum_of_equals : right {
  static constexpr result<word> proportional_liquidity(const word& amount0, const word& amount1,
                                                       const word& supply, const word& reserve0,
                                                       const word& reserve1) {
    ASSAY_TRY(const word product0, ds_mul(supply, amount0));
    if (reserve0.is_zero()) return revert::invalid();
    ASSAY_TRY(const word product1, ds_mul(supply, amount1));
    if (reserve1.is_zero()) return revert::invalid();
    const word liquidity0 = div_down(product0, reserve0);
    const word liquidity1 = div_down(product1, reserve1);
    return liquidity1 <= liquidity0 ? liquidity1 : liquidity0;
  }
};
struct twin_elapsed_the_long_way : right {
  static constexpr std::uint32_t elapsed(std::uint32_t now, std::uint32_t last) {
    const std::uint64_t turn = std::uint64_t{1} << 32;
    return static_cast<std::uint32_t>((turn + now - last) % turn);
  }
};

}  // namespace assay::uniswap_v2::mutants
