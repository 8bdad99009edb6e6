// Uniswap V3 from its definitions: liquidity between two prices, what it costs to move the price,
// and how far an amount moves it.
//
// Between two neighbouring stops the pool is a constant product of L / sqrt(p) and L * sqrt(p)
// (Uniswap v3 Core, sections 6.1 to 6.3). Prices are integers here, square roots with 96 bits after
// the point, so every amount is a fraction of integers and is rounded by its definition. The price
// that an amount leads to is the solution of an inequality, not a formula with a rounding mode.
// Shares no code with the engine.
#pragma once

#include <cstdint>
#include <span>

#include "assay/model/integer.hpp"

namespace assay::model::uniswap_v3 {

/// Widths of a pool's numbers, those on chain unless a test world says otherwise.
struct formats {
  unsigned word = 256;       // amounts, fee growth
  unsigned fraction = 96;    // after the point of a square-root price
  unsigned liquidity = 128;  // also protocol fees and what positions are owed
  unsigned growth = 128;     // after the point of a fee growth
  std::uint64_t fee_unit = 1'000'000;
};

/// numerator / denominator, denominator > 0: an amount in wei before it is rounded.
struct fraction {
  integer numerator = 0;
  integer denominator = 1;
};
integer rounded_down(const fraction& amount);
integer rounded_up(const fraction& amount);
rational to_rational(const fraction& amount);

/// Token0 that `liquidity` holds between two square-root prices, in either order:
/// L * Q * |a - b| / (a * b), Q = 2^fraction.
fraction token0_between(const formats& sizes, const integer& a, const integer& b,
                        const integer& liquidity);
/// Token1 that `liquidity` holds between two square-root prices: L * |a - b| / Q.
fraction token1_between(const formats& sizes, const integer& a, const integer& b,
                        const integer& liquidity);

/// The token that a trader pays, or gets, when the price goes from a to b.
fraction cost_of_move(const formats& sizes, const integer& a, const integer& b,
                      const integer& liquidity);
fraction gain_of_move(const formats& sizes, const integer& a, const integer& b,
                      const integer& liquidity);

/// What a swap still wants: all of an input spent, or all of an output received.
struct wanted {
  integer amount = 0;
  bool exact_in = true;
};

/// A way along which liquidity does not change.
struct leg {
  integer from = 0;    // square-root prices
  integer target = 0;  // below `from` when token0 is sold
  integer liquidity = 0;
  std::uint64_t fee = 0;  // out of fee_unit
};

/// How a leg ended.
struct move {
  integer to = 0;
  bool reached = false;    // the target
  integer amount_in = 0;   // without the fee; rounded up, for the pool
  integer amount_out = 0;  // rounded down, for the pool
  integer fee = 0;         // rounded up, for the pool
};

/// The furthest price towards the target for which `amount` of the input, without any fee, pays:
/// falling, the least N with L Q (P - N) <= amount * P * N. Where amount * P, or L Q + amount * P,
/// leaves the word, the pool is content with the least N such that
/// N * (floor(L Q / P) + amount) >= L Q, which is never further. liquidity > 0; the target is not
/// paid for.
integer furthest_price(const formats& sizes, const leg& way, const integer& amount);

/// The nearest price at which the move releases at least `amount` of the output: falling, the
/// greatest N with L (P - N) >= amount * Q; rising, the least N with L Q (N - P) >= amount * P * N.
/// liquidity > 0; the target releases more than `amount`.
integer nearest_price(const formats& sizes, const leg& way, const integer& amount);

/// One leg of a swap: to the target when what is wanted lasts so far, else as far as it lasts. An
/// exact input that does not reach the target is used up: what the move does not cost is fee.
move move_along(const formats& sizes, const leg& way, const wanted& remaining);

/// The part of a fee that goes to the protocol: floor(fee / n), nothing when n = 0. For the LPs.
integer protocol_part(const integer& fee, std::uint64_t n);

/// Growth per unit of liquidity by `fee`: floor(fee * 2^growth / L); liquidity > 0.
integer growth_by(const formats& sizes, const integer& fee, const integer& liquidity);

/// A position's share of a growth: floor(growth * L / 2^growth). For the pool.
integer share_of_growth(const formats& sizes, const integer& growth, const integer& liquidity);

/// The fee for lending `amount`: ceil(amount * fee / fee_unit).
integer lending_fee(const formats& sizes, const integer& amount, std::uint64_t fee);

/// The most liquidity that may use one tick: floor((2^liquidity - 1) / usable ticks).
integer largest_liquidity_per_tick(const formats& sizes, std::int32_t lowest, std::int32_t highest,
                                   std::int32_t spacing);

/// A number of either sign, a - b, and a + b as words of `bits` bits: modulo 2^bits.
integer modulo_word(const integer& value, unsigned bits);
integer difference_modulo(const integer& a, const integer& b, unsigned bits);
integer sum_modulo(const integer& a, const integer& b, unsigned bits);

// ---- Stops: where a swap pauses between two ticks ----------------------------------------------

/// floor(tick / spacing).
std::int32_t index_of(std::int32_t tick, std::int32_t spacing);

/// Falling from `tick`, the pool looks no further than the first tick of its word of 256 spacings.
std::int32_t word_start(std::int32_t tick, std::int32_t spacing);
/// Rising, no further than the last tick of the word in which the next tick lies.
std::int32_t word_end(std::int32_t tick, std::int32_t spacing);

// ---- Leaks: what rounding moved from the trader to the pool ------------------------------------

/// A stretch of a swap's way over one and the same liquidity.
struct stretch {
  integer from = 0;
  integer to = 0;
  integer liquidity = 0;
};

/// What the curve itself asks and gives for going along the stretches: no fee, nothing rounded.
struct exact_trade {
  rational amount_in = 0;
  rational amount_out = 0;
};
exact_trade trade_along(const formats& sizes, std::span<const stretch> way);

/// What one more unit of the square-root price would release at the end of a stretch: how coarse
/// the price is, in wei of the output, rounded up.
integer output_per_price_unit(const formats& sizes, const stretch& last);

}  // namespace assay::model::uniswap_v3
