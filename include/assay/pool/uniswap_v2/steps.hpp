// Every decision of the pair, one pure function each: what is divided and which way, what is
// compared with what, what is remembered and what is said.
//
// Mirrors Uniswap/v2-core v1.0.1 contracts/UniswapV2Pair.sol and UniswapV2ERC20.sol. `pool` takes
// its steps as a template parameter: the mutants of tests/meta override one and must be caught.
#pragma once

#include <cstdint>

#include "assay/math/sqrt.hpp"
#include "assay/math/uq.hpp"
#include "assay/pool/uniswap_v2/ds_math.hpp"
#include "assay/pool/uniswap_v2/event.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"
#include "assay/pool/uniswap_v2/state.hpp"

namespace assay::uniswap_v2 {

// The protocol's share of growth as words: b may be any word that a factory answers.
template <class Word>
struct share_weights {
  Word a{};
  Word b{};
  Word c{};
};

template <class Format>
struct steps {
  using word = typename Format::word;
  using event_type = event<word>;

  // ---- swap

  // require(amount0Out < _reserve0 && amount1Out < _reserve1): a reserve never empties.
  static constexpr bool enough_liquidity(const word& out0, const word& out1, const word& reserve0,
                                         const word& reserve1) {
    return out0 < reserve0 && out1 < reserve1;
  }

  // amountIn = balance > reserve - out ? balance - (reserve - out) : 0. Precondition out <=
  // reserve.
  static constexpr word amount_in(const word& balance, const word& reserve, const word& out) {
    const word left = sub_wrapping(reserve, out);
    return balance > left ? sub_wrapping(balance, left) : word::zero();
  }

  // balance * denominator - amountIn * numerator: the balance less the fee, scaled.
  static constexpr result<word> adjusted_balance(const word& balance, const word& in,
                                                 const parameters& rules,
                                                 std::uint64_t fee_numerator) {
    ASSAY_TRY(const word scaled, ds_mul(balance, word{rules.fee_denominator}));
    ASSAY_TRY(const word fee, ds_mul(in, word{fee_numerator}));
    return ds_sub(scaled, fee);
  }

  // adjusted0 * adjusted1 >= reserve0 * reserve1 * kScale: the curve, with the fee on the input.
  static constexpr result<bool> k_holds(const word& adjusted0, const word& adjusted1,
                                        const word& reserve0, const word& reserve1,
                                        const parameters& rules) {
    ASSAY_TRY(const word after, ds_mul(adjusted0, adjusted1));
    ASSAY_TRY(const word product, ds_mul(reserve0, reserve1));
    ASSAY_TRY(const word before, ds_mul(product, word{rules.k_scale}));
    return after >= before;
  }

  // ---- mint and burn

  // First mint: floor(sqrt(amount0 * amount1)) - MINIMUM_LIQUIDITY, in favour of the pool.
  static constexpr result<word> initial_liquidity(const word& amount0, const word& amount1,
                                                  const word& minimum_liquidity) {
    ASSAY_TRY(const word product, ds_mul(amount0, amount1));
    return ds_sub(sqrt_floor(product), minimum_liquidity);
  }

  // min(floor(amount0 * supply / reserve0), floor(amount1 * supply / reserve1)), in favour of the
  // LPs already there. QUIRK(V2-EMPTY-1): an empty reserve consumes all gas.
  static constexpr result<word> proportional_liquidity(const word& amount0, const word& amount1,
                                                       const word& supply, const word& reserve0,
                                                       const word& reserve1) {
    ASSAY_TRY(const word product0, ds_mul(amount0, supply));
    if (reserve0.is_zero()) return revert::invalid();
    const word liquidity0 = div_down(product0, reserve0);
    ASSAY_TRY(const word product1, ds_mul(amount1, supply));
    if (reserve1.is_zero()) return revert::invalid();
    const word liquidity1 = div_down(product1, reserve1);
    return liquidity0 < liquidity1 ? liquidity0 : liquidity1;
  }

  // floor(liquidity * balance / supply), in favour of the LPs who stay. QUIRK(V2-EMPTY-2): with no
  // supply, all gas is consumed.
  static constexpr result<word> burn_amount(const word& liquidity, const word& balance,
                                            const word& supply) {
    ASSAY_TRY(const word product, ds_mul(liquidity, balance));
    if (supply.is_zero()) return revert::invalid();
    return div_down(product, supply);
  }

  // ---- protocol fee

  // Liquidity for feeTo: floor(supply * (rootK - rootKLast) * a / (rootK * b + rootKLast * c)), in
  // favour of the LPs; zero unless sqrt(k) grew. Both roots are floors.
  static constexpr result<word> protocol_fee_liquidity(const word& supply, const word& reserve0,
                                                       const word& reserve1, const word& k_last,
                                                       const share_weights<word>& share) {
    ASSAY_TRY(const word k, ds_mul(reserve0, reserve1));
    const word root_k = sqrt_floor(k);
    const word root_k_last = sqrt_floor(k_last);
    if (root_k <= root_k_last) return word::zero();
    ASSAY_TRY(const word growth, ds_mul(supply, sub_wrapping(root_k, root_k_last)));
    ASSAY_TRY(const word numerator, ds_mul(growth, share.a));
    ASSAY_TRY(const word weighted, ds_mul(root_k, share.b));
    ASSAY_TRY(const word weighted_last, ds_mul(root_k_last, share.c));
    ASSAY_TRY(const word denominator, ds_add(weighted, weighted_last));
    if (denominator.is_zero()) return revert::invalid();
    return div_down(numerator, denominator);
  }

  // kLast after a mint or burn: the new product while the fee is on, untouched otherwise.
  static constexpr result<word> k_last_after(bool fee_on, const word& k_last, const word& reserve0,
                                             const word& reserve1) {
    if (!fee_on) return k_last;
    return ds_mul(reserve0, reserve1);
  }

  // kLast when a mint or burn finds the fee switched off: forgotten.
  static constexpr word k_last_when_off(const word&) { return word::zero(); }

  // ---- reserves and oracle

  // require(balance <= uint112(-1)): the largest reserve.
  static constexpr word max_reserve() {
    return sub_wrapping(word::power_of_two(Format::reserve_bits), word::one());
  }

  // block.timestamp mod 2^32.
  static constexpr std::uint32_t timestamp(std::uint64_t time) {
    constexpr std::uint64_t mask = (std::uint64_t{1} << Format::timestamp_bits) - 1;
    return static_cast<std::uint32_t>(time & mask);
  }

  // Seconds since the last update, mod 2^32: the wrap is intended.
  static constexpr std::uint32_t elapsed(std::uint32_t now, std::uint32_t last) {
    return timestamp(std::uint64_t{now} - std::uint64_t{last});
  }

  // cumulative + floor(numerator * 2^112 / denominator) * elapsed, mod 2^256: the price rounds
  // down, the accumulator wraps on purpose. Preconditions: denominator > 0, both < 2^112.
  static constexpr word cumulative_after(const word& cumulative, const word& numerator,
                                         const word& denominator, std::uint32_t seconds) {
    const auto encoded = uq_encode<Format::reserve_bits>(numerator);
    const word price = widen<word::bits>(uq_div_down(encoded, denominator));
    return add_wrapping(cumulative, mul_wrapping(price, word{seconds}));
  }
  // price0 is token1 per token0.
  static constexpr word price0_cumulative_after(const word& cumulative, const word& reserve0,
                                                const word& reserve1, std::uint32_t seconds) {
    return cumulative_after(cumulative, reserve1, reserve0, seconds);
  }
  static constexpr word price1_cumulative_after(const word& cumulative, const word& reserve0,
                                                const word& reserve1, std::uint32_t seconds) {
    return cumulative_after(cumulative, reserve0, reserve1, seconds);
  }

  // ---- lock

  // The value of the lock while one of the pair's own functions runs.
  static constexpr bool locks() { return true; }

  // ---- LP token

  // The allowance left after spending. QUIRK(V2-LP-1): 2^256 - 1 is infinite, and not reduced.
  static constexpr result<word> allowance_after(const word& allowance, const word& value) {
    if (allowance == word::max()) return allowance;
    return ds_sub(allowance, value);
  }

  // ---- events

  static constexpr event_type transfer_event(account from, account to, const word& value) {
    return {event_kind::transfer, from, to, {value}};
  }
  static constexpr event_type approval_event(account owner, account spender, const word& value) {
    return {event_kind::approval, owner, spender, {value}};
  }
  static constexpr event_type sync_event(const word& reserve0, const word& reserve1) {
    return {event_kind::sync, {}, {}, {reserve0, reserve1}};
  }
  static constexpr event_type mint_event(account sender, const word& amount0, const word& amount1) {
    return {event_kind::mint, sender, {}, {amount0, amount1}};
  }
  static constexpr event_type burn_event(account sender, const word& amount0, const word& amount1,
                                         account to) {
    return {event_kind::burn, sender, to, {amount0, amount1}};
  }
  static constexpr event_type swap_event(account sender, const word& in0, const word& in1,
                                         const word& out0, const word& out1, account to) {
    return {event_kind::swap, sender, to, {in0, in1, out0, out1}};
  }
};

}  // namespace assay::uniswap_v2
