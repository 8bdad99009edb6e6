// The attack on a pair's second depositor.
#pragma once

#include <functional>
#include <vector>

#include "assay/market/attack.hpp"

namespace assay::market {

/// The attempts of one such attack, without what comes of them.
std::vector<attempt> plan_first_depositor(const scenario& what, const attack_spec& spec);

/// Makes one of them on a fresh Uniswap V2 pair. `ask` is called before every try, and may throw.
void make_first_depositor(const scenario& what, const attack_spec& spec,
                          const std::function<void()>& ask, attempt& one);

}  // namespace assay::market
