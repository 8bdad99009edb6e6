// Uniswap V2 as subjects see it.
#pragma once

#include <memory>

#include "assay/pool/uniswap_v2/event.hpp"
#include "assay/pool/uniswap_v2/operation.hpp"
#include "assay/pool/uniswap_v2/setup.hpp"
#include "assay/pool/uniswap_v2/state.hpp"
#include "assay/subject/subject.hpp"

namespace assay::uniswap_v2 {

struct protocol {
  using word = uint<256>;
  using setup = uniswap_v2::setup;
  using operation = uniswap_v2::operation<word>;
  using receipt = uniswap_v2::receipt<word>;
  using state = uniswap_v2::state<word>;
};

using subject = assay::subject<protocol>;

std::unique_ptr<subject> make_engine();        // the product: default word backend
std::unique_ptr<subject> make_boost_engine();  // the same templates on Boost's words

}  // namespace assay::uniswap_v2
