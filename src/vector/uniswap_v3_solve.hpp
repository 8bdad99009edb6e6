// Cases of Uniswap V3's functions at boundaries that are solved, not guessed: prices on ticks and a
// unit beside them, the first product that overflows, the amount that just reaches or just fails.
#pragma once

#include "assay/gen/choices.hpp"
#include "assay/vector/value.hpp"

namespace assay::vectors::uniswap_v3 {

// uniswap_v3_solve.cpp
values solve_mul_div(gen::choices& choices);
values solve_div_rounding_up(gen::choices& choices);
values solve_ratio_at_tick(gen::choices& choices);
values solve_tick_at_ratio(gen::choices& choices);
values solve_price_from_amount0(gen::choices& choices);
values solve_price_from_amount1(gen::choices& choices);
values solve_price_from_input(gen::choices& choices);
values solve_price_from_output(gen::choices& choices);
values solve_amount_delta(gen::choices& choices);
values solve_signed_delta(gen::choices& choices);
values solve_swap_step(gen::choices& choices);
values solve_liquidity_for_amount0(gen::choices& choices);
values solve_liquidity_for_amount1(gen::choices& choices);
values solve_liquidity_for_amounts(gen::choices& choices);
values solve_amounts_for_liquidity(gen::choices& choices);
values solve_amount_for_liquidity(gen::choices& choices);

// uniswap_v3_solve_small.cpp
values solve_add_delta(gen::choices& choices);
values solve_bit(gen::choices& choices);
values solve_tick_spacing(gen::choices& choices);
values solve_to_uint160(gen::choices& choices);
values solve_to_int128(gen::choices& choices);
values solve_to_int256(gen::choices& choices);
values solve_next_tick(gen::choices& choices);
values solve_flip_tick(gen::choices& choices);
values solve_observe_single(gen::choices& choices);
values solve_write(gen::choices& choices);
values solve_consult(gen::choices& choices);
values solve_quote_at_tick(gen::choices& choices);

/// Prices and amounts as pools have them: numbers of any magnitude are mostly no prices.
values draw_price_move(gen::choices& choices);
values draw_price_delta(gen::choices& choices);
values draw_signed_delta(gen::choices& choices);
values draw_swap_step(gen::choices& choices);
values draw_range_and_amount(gen::choices& choices);
values draw_range_and_amounts(gen::choices& choices);
values draw_range_and_liquidity(gen::choices& choices);
values draw_price_in_range_and_liquidity(gen::choices& choices);

}  // namespace assay::vectors::uniswap_v3
