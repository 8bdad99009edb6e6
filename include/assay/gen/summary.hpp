// How generators introduce themselves, whatever the protocol.
#pragma once

#include <string_view>

namespace assay::gen {

/// A way of making one operation, as `assay list generators` shows it.
struct summary {
  std::string_view name;         // "swap-exact-output"
  std::string_view protocol;     // "uniswap-v2"
  std::string_view description;  // what it aims at
  unsigned weight = 0;           // how often, relative to the others; 0: not in the first mode
};

}  // namespace assay::gen
