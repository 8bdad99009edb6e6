// Quotes over a small pool that stands in the arguments: its answers, what is no pool, and cases.
#pragma once

#include <string>
#include <vector>

#include "assay/vector/function.hpp"

namespace assay::vectors::uniswap_v3 {

/// sqrtPriceX96, tick, liquidity, fee, tickSpacing, ticks, liquidityNets: what of a pool a quote
/// depends on.
std::vector<parameter> pool_parameters();

outcome evaluate_quote_exact_input(const values& arguments);
outcome evaluate_quote_exact_output(const values& arguments);
/// Why the arguments are no pool; empty if they are.
std::string refuse_no_pool(const values& arguments);
void classify_quote(const values& arguments, const outcome& outcome, std::vector<flag>& flags);

// uniswap_v3_quote_cases.cpp
axis edges_pool();
values solve_quote_exact_input(gen::choices& choices);
values solve_quote_exact_output(gen::choices& choices);
values draw_quote(gen::choices& choices);

}  // namespace assay::vectors::uniswap_v3
