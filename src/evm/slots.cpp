// Slots that nobody explains.
#include "slots.hpp"

#include <fmt/format.h>

#include "assay/subject/pipe.hpp"

namespace assay::evm {

void unexplained(const evm_change& change) {
  std::string digits;
  for (const std::uint8_t byte : change.key) digits += fmt::format("{:02x}", byte);
  throw subject_error(
      fmt::format("evm: the contract wrote slot 0x{}, which no known variable explains", digits));
}

}  // namespace assay::evm
