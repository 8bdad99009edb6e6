// Explanations of functions and of operations. The numbers come from exact integers and fractions,
// not from the engine; tests hold the two against each other.
#pragma once

#include "assay/explain/explanation.hpp"
#include "assay/pool/uniswap_v2/operation.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"
#include "assay/pool/uniswap_v2/state.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/vector/function.hpp"

namespace assay::explain {

/// A function of the registry on arguments of its types. Remarks say from which first argument on
/// the next revert would come. Precondition: the function accepts the arguments (`refuse`).
[[nodiscard]] explanation explain_function(const vectors::function& function,
                                           const vectors::values& arguments);

/// One operation on a pair of Uniswap V2 or a fork: `before` is the state that it finds, `rules`
/// those of that pair.
[[nodiscard]] explanation explain_operation(const uniswap_v2::parameters& rules,
                                            const uniswap_v2::state<uint<256>>& before,
                                            const uniswap_v2::operation<uint<256>>& operation);

/// One operation on a pool of Uniswap V3: a swap with each step of its loop.
[[nodiscard]] explanation explain_operation(
    const assay::uniswap_v3::protocol::setup& setup,
    const assay::uniswap_v3::protocol::state& before,
    const assay::uniswap_v3::protocol::operation& operation);

/// Whether an explanation ends as a receipt does: the same revert, or the same returned values.
[[nodiscard]] bool ends_as(const explanation& told,
                           const assay::uniswap_v2::protocol::receipt& receipt);
[[nodiscard]] bool ends_as(const explanation& told,
                           const assay::uniswap_v3::protocol::receipt& receipt);

}  // namespace assay::explain
