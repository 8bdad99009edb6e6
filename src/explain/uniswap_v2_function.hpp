// Explanations of the functions of Uniswap V2, and the parts of them that operations share.
#pragma once

#include "assay/pool/uniswap_v2/parameters.hpp"
#include "assay/vector/function.hpp"
#include "narrator.hpp"

namespace assay::explain::uniswap_v2 {

/// Tells the function by its name; results are given in the order of the registry.
void tell_function(narrator& story, const vectors::function& function,
                   const vectors::values& arguments);

/// The weights of the protocol's share: a / (b + c) of the growth of sqrt(k).
struct share {
  integer a;
  integer b;
  integer c;
};

/// liquidity = supply * (rootK - rootKLast) * a / (rootK * b + rootKLast * c), rounded down.
/// Precondition: kLast > 0.
integer tell_protocol_fee(narrator& story, const integer& supply, const integer& reserve0,
                          const integer& reserve1, const integer& k_last, const share& share);

/// What an initial or a later mint gives; zero when a check has failed.
integer tell_first_mint(narrator& story, const integer& amount0, const integer& amount1,
                        const integer& minimum);
integer tell_later_mint(narrator& story, const integer& amount0, const integer& amount1,
                        const integer& reserve0, const integer& reserve1, const integer& supply);

/// Whether the balances satisfy the curve with the fee on the input.
bool tell_k_check(narrator& story, const assay::uniswap_v2::parameters& rules,
                  std::uint64_t fee_numerator, const integer (&balances)[2],
                  const integer (&inputs)[2], const integer (&reserves)[2]);

/// numerator * 2^112 / denominator in UQ112.112, rounded down.
integer tell_price(narrator& story, std::string_view result, const integer& numerator,
                   const integer& denominator);

}  // namespace assay::explain::uniswap_v2
