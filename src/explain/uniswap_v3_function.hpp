// Explanations of the functions of Uniswap V3.
#pragma once

#include "assay/vector/function.hpp"
#include "narrator.hpp"

namespace assay::explain::uniswap_v3 {

/// Tells the function by its name; results are given in the order of the registry.
void tell_function(narrator& story, const vectors::function& function,
                   const vectors::values& arguments);

/// Of the periphery; false where the function is none of it.
bool tell_periphery(narrator& story, std::string_view symbol, const vectors::values& arguments);

// uniswap_v3_quote.cpp
void tell_quote_exact_input(narrator& story, const vectors::values& in);
void tell_quote_exact_output(narrator& story, const vectors::values& in);

/// An argument as the integer that it is, of either sign.
[[nodiscard]] integer argument(const vectors::values& arguments, std::size_t i);

}  // namespace assay::explain::uniswap_v3
