// Cases of Uniswap V2's functions at boundaries that are solved, not guessed: exact divisions, the
// first product that overflows, the amount that fails by one.
#pragma once

#include "assay/gen/choices.hpp"
#include "assay/vector/value.hpp"

namespace assay::vectors::uniswap_v2 {

values solve_quote(gen::choices& choices);
values solve_get_amount_out(gen::choices& choices);
values solve_get_amount_in(gen::choices& choices);
values solve_get_amounts_out(gen::choices& choices);
values solve_get_amounts_in(gen::choices& choices);
values solve_pair_for(gen::choices& choices);
values solve_sqrt(gen::choices& choices);
values solve_mint_liquidity(gen::choices& choices);
values solve_burn_amounts(gen::choices& choices);
values solve_protocol_fee_liquidity(gen::choices& choices);
values solve_k_check(gen::choices& choices);
values solve_price_cumulative_increment(gen::choices& choices);

}  // namespace assay::vectors::uniswap_v2
