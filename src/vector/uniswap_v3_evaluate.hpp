// The engine's answers to the published functions of Uniswap V3, on typed values.
#pragma once

#include <string>
#include <vector>

#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/vector/function.hpp"

namespace assay::vectors::uniswap_v3 {

namespace engine = assay::uniswap_v3;

/// A function that the subject for V3's libraries answers.
outcome answer_of(engine::math_function function, const values& arguments);
template <engine::math_function Function>
outcome evaluate(const values& arguments) {
  return answer_of(Function, arguments);
}

outcome evaluate_get_amount0_for_liquidity(const values& arguments);
outcome evaluate_get_amount1_for_liquidity(const values& arguments);
outcome evaluate_consult(const values& arguments);
outcome evaluate_get_quote_at_tick(const values& arguments);

/// Why three lists and what stands beside them are no ring of observations; empty if they are.
std::string refuse_no_ring_to_read(const values& arguments);
std::string refuse_no_ring_to_write(const values& arguments);

void classify_division(const values& arguments, const outcome& outcome, std::vector<flag>& flags);
void classify_price(const values& arguments, const outcome& outcome, std::vector<flag>& flags);
void classify_price_from_amount0(const values& arguments, const outcome& outcome,
                                 std::vector<flag>& flags);
void classify_price_from_input(const values& arguments, const outcome& outcome,
                               std::vector<flag>& flags);
void classify_amount1_delta(const values& arguments, const outcome& outcome,
                            std::vector<flag>& flags);
void classify_swap_step(const values& arguments, const outcome& outcome, std::vector<flag>& flags);

}  // namespace assay::vectors::uniswap_v3
