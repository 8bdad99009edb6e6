// The engine's answers to the published functions of Uniswap V2, on typed values.
#pragma once

#include <string>
#include <vector>

#include "assay/vector/function.hpp"

namespace assay::vectors::uniswap_v2 {

outcome evaluate_quote(const values& arguments);
outcome evaluate_get_amount_out(const values& arguments);
outcome evaluate_get_amount_in(const values& arguments);
outcome evaluate_get_amounts_out(const values& arguments);
outcome evaluate_get_amounts_in(const values& arguments);
outcome evaluate_pair_for(const values& arguments);
outcome evaluate_sqrt(const values& arguments);
outcome evaluate_mint_liquidity(const values& arguments);
outcome evaluate_burn_amounts(const values& arguments);
outcome evaluate_protocol_fee_liquidity(const values& arguments);
outcome evaluate_k_check(const values& arguments);
outcome evaluate_price_cumulative_increment(const values& arguments);

/// Why a list of reserves is no list of hops; empty if it is one.
std::string refuse_odd_reserves(const values& arguments);

void classify_quote(const values& arguments, const outcome& outcome, std::vector<flag>& flags);
void classify_get_amount_out(const values& arguments, const outcome& outcome,
                             std::vector<flag>& flags);
void classify_get_amount_in(const values& arguments, const outcome& outcome,
                            std::vector<flag>& flags);
void classify_path(const values& arguments, const outcome& outcome, std::vector<flag>& flags);
void classify_sqrt(const values& arguments, const outcome& outcome, std::vector<flag>& flags);
void classify_mint_liquidity(const values& arguments, const outcome& outcome,
                             std::vector<flag>& flags);
void classify_burn_amounts(const values& arguments, const outcome& outcome,
                           std::vector<flag>& flags);
void classify_protocol_fee(const values& arguments, const outcome& outcome,
                           std::vector<flag>& flags);

}  // namespace assay::vectors::uniswap_v2
