// Uniswap V2 from its definitions: the curve x * y = k with a fee on the input, shares of a pool,
// a share of the growth of sqrt(k), and the time-weighted price.
//
// Everything is derived from the inequality or the ratio that the whitepaper states (Uniswap v2
// Core, sections 2.2, 2.4, 3.2.1 and 3.4), not from the contract's order of operations, and shares
// no code with the engine. Integer functions give the floor or ceiling by its definition; those
// that begin with `exact_` give the real value that was rounded.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "assay/model/integer.hpp"

namespace assay::model::uniswap_v2 {

/// The fee-adjusted curve: a trade that leaves balances b0, b1 of which in0, in1 came in is right
/// when (d * b0 - n * in0) * (d * b1 - n * in1) >= k_scale * r0 * r1.
/// n / d is the fee; k_scale = d^2 makes it "the product of the reserves, the fee left out of
/// them, does not fall". A fork with a smaller k_scale lets the product fall.
struct curve {
  std::uint64_t fee_numerator = 3;
  std::uint64_t fee_denominator = 1000;
  std::uint64_t k_scale = 1'000'000;

  /// Is k_scale the square of the fee's denominator, as the definition asks?
  [[nodiscard]] bool is_consistent() const {
    return integer(fee_denominator) * fee_denominator == k_scale;
  }
  /// Does a trade that the pool accepts keep the product of the reserves?
  [[nodiscard]] bool keeps_product() const {
    return integer(fee_denominator) * fee_denominator <= k_scale;
  }
};

/// Weights of the protocol's share of growth: a / (a + b) of it when c = a, as in every pair known.
struct fee_share {
  integer a = 1;
  integer b = 5;
  integer c = 1;
};

/// A number for each of the two tokens, in wei.
struct amounts {
  integer token0;
  integer token1;
};

/// The same as exact fractions of a wei.
struct exact_amounts {
  rational token0;
  rational token1;
};

// ---- Trading: all amounts in wei of the token that their name says ------------------------------

/// How far a trade is inside the curve: left side less right side of the inequality above.
/// Negative: the curve is violated. Also negative when a fee exceeds the balance that it is
/// taken from.
integer curve_slack(const curve& rules, const amounts& reserves_before,
                    const amounts& balances_after, const amounts& amounts_in);

/// The largest amount_out < reserve_out that the curve allows for amount_in; 0 when a reserve is
/// empty. By definition: what stays is the smallest balance that satisfies the inequality.
integer largest_output(const curve& rules, const integer& amount_in, const integer& reserve_in,
                       const integer& reserve_out);

/// How close the trade must come to the curve.
enum class bound : std::uint8_t {
  allowed,  // may lie on it
  strict    // must lie strictly inside: what the router's getAmountIn asks for
};

/// The smallest amount_in for which the curve allows (or strictly allows) amount_out. Nothing when
/// no input is enough: amount_out >= reserve_out, an empty reserve, or a fee of all the input.
std::optional<integer> smallest_input(const curve& rules, const integer& amount_out,
                                      const integer& reserve_in, const integer& reserve_out,
                                      bound how = bound::allowed);

/// The real amount_out at which the curve holds with equality.
rational exact_output(const curve& rules, const integer& amount_in, const integer& reserve_in,
                      const integer& reserve_out);

/// The real amount_in at which the curve holds with equality; amount_out < reserve_out, fee < 1.
rational exact_input(const curve& rules, const integer& amount_out, const integer& reserve_in,
                     const integer& reserve_out);

// ---- Liquidity: in LP shares
// ---------------------------------------------------------------------

/// First deposit: the geometric mean of the amounts, rounded down, less what is locked for ever.
/// Nothing when the mean is below that.
std::optional<integer> initial_liquidity(const amounts& deposit, const integer& locked);

/// Later deposits: the most shares that are, of the supply, no greater part than the deposit is of
/// either reserve. Rounded down, in favour of the LPs already there. Reserves > 0.
integer proportional_liquidity(const amounts& deposit, const amounts& reserves,
                               const integer& supply);
rational exact_proportional_liquidity(const amounts& deposit, const amounts& reserves,
                                      const integer& supply);

/// The part of `balance` that `liquidity` is of `supply`, rounded down in favour of the LPs who
/// stay; supply > 0.
integer redeemed_amount(const integer& liquidity, const integer& balance, const integer& supply);
rational exact_redeemed_amount(const integer& liquidity, const integer& balance,
                               const integer& supply);

/// The most shares for the protocol such that what it then owns of the pool is no more than its
/// share of the growth from root_k_last to root_k. Zero without growth. Roots are of k = r0 * r1,
/// rounded down. Nothing when the definition's denominator is zero.
std::optional<integer> protocol_fee_liquidity(const integer& supply, const integer& root_k,
                                              const integer& root_k_last, const fee_share& share);
rational exact_protocol_fee_liquidity(const integer& supply, const integer& root_k,
                                      const integer& root_k_last, const fee_share& share);

// ---- Prices: token out per token in, in wei per wei
// -----------------------------------------------

/// The price at the margin, fee left out: reserve_out / reserve_in; reserve_in > 0.
rational spot_price(const integer& reserve_in, const integer& reserve_out);

/// What a trade paid per unit: amount_out / amount_in; amount_in > 0.
rational execution_price(const integer& amount_in, const integer& amount_out);

/// The part of the spot price that the size of the trade costs, the fee left out of the input:
/// 1 - amount_out / (amount_in * (1 - fee) * spot). amount_in > 0, fee < 1, reserves > 0.
rational price_impact(const curve& rules, const integer& amount_in, const integer& amount_out,
                      const integer& reserve_in, const integer& reserve_out);

/// The part of what was quoted that did not arrive: (quoted - received) / quoted. Negative when
/// more arrived. quoted > 0.
rational slippage(const integer& quoted, const integer& received);

// ---- The price oracle
// -----------------------------------------------------------------------------

/// Reserves that stood for a time.
struct price_interval {
  amounts reserves;
  std::uint64_t seconds = 0;
};

/// Widths of the numbers of a pair: 256, 112 and 32 bits on chain; small in a test world.
struct widths {
  unsigned word = 256;
  unsigned reserve = 112;
  unsigned timestamp = 32;
};

/// The price of the base token as the pair stores it: the largest UQ112x112 not above
/// reserve_quote / reserve_base, that is floor(2^112 * reserve_quote / reserve_base).
integer fixed_point_price(const integer& reserve_quote, const integer& reserve_base,
                          const widths& sizes = {});

/// The integral over time of the stored price of token0 (or token1), not reduced modulo anything.
/// Intervals with an empty reserve count nothing.
integer stored_price_integral(std::span<const price_interval> intervals, unsigned base_token,
                              const widths& sizes = {});

/// The integral over time of the real price, in token seconds: the stored one over 2^112 is below
/// it by less than 2^-112 per second.
rational exact_price_integral(std::span<const price_interval> intervals, unsigned base_token);

/// The time-weighted mean price between two readings of an accumulator; seconds > 0. The
/// difference of the readings is taken modulo 2^256, as consumers must.
rational time_weighted_price(const integer& cumulative_start, const integer& cumulative_end,
                             std::uint64_t seconds, const widths& sizes = {});

// ---- Leaks: what the rounding moved, as exact fractions of a wei -------------------------------
//
// Positive: from who acts to the LPs. Negative: from the LPs to who acts.

/// What more the trader could have taken of token0, or of token1, everything else as it was, until
/// the curve held with equality. The two are alternatives, not a sum.
exact_amounts swap_leak(const curve& rules, const amounts& reserves_before,
                        const amounts& balances_after, const amounts& amounts_in);

/// What a minter paid in beyond the part of the pool that its shares are afterwards, per token.
/// `locked` is what the first mint gives away for ever, else zero; supply_after includes both.
exact_amounts mint_leak(const amounts& deposit, const amounts& reserves_after,
                        const integer& liquidity, const integer& supply_after);

/// What the burned shares were worth beyond what was paid out, per token; supply before the burn.
exact_amounts burn_leak(const integer& liquidity, const amounts& balances, const amounts& paid_out,
                        const integer& supply);

/// The shares that the protocol did not get because of rounding, worth of each token afterwards.
exact_amounts protocol_fee_leak(const integer& minted, const integer& root_k,
                                const integer& root_k_last, const fee_share& share,
                                const integer& supply_before, const amounts& reserves);

/// Both amounts in wei of token1 at the spot price of the reserves; reserve0 > 0.
rational value_in_token1(const exact_amounts& both, const amounts& reserves);

}  // namespace assay::model::uniswap_v2
