// Slots that nobody explains.
#include "slots.hpp"

#include <fmt/format.h>

#include "assay/subject/pipe.hpp"
#include "oddities.hpp"

namespace assay::evm {

void unexplained(const evm_change& change) {
  throw subject_error(fmt::format(
      "evm: the contract wrote slot {}, which no known variable explains", hex(change.key)));
}

}  // namespace assay::evm
