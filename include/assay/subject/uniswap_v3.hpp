// Uniswap V3 as subjects see it.
#pragma once

#include <memory>

#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/operation.hpp"
#include "assay/pool/uniswap_v3/setup.hpp"
#include "assay/pool/uniswap_v3/state.hpp"
#include "assay/subject/subject.hpp"

namespace assay::uniswap_v3 {

struct protocol {
  using format = evm_price_format<>;
  using word = format::word;
  using setup = uniswap_v3::setup;
  using operation = uniswap_v3::operation<format>;
  using receipt = uniswap_v3::receipt<format>;
  using state = uniswap_v3::state<format>;
};

using subject = assay::subject<protocol>;

std::unique_ptr<subject> make_engine();        // the product: default word backend
std::unique_ptr<subject> make_boost_engine();  // the same templates on Boost's words

}  // namespace assay::uniswap_v3
