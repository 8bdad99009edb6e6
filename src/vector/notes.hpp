// What the flags of cases mean, for people who find a failing one.
#pragma once

#include <string_view>

#include "assay/vector/function.hpp"

namespace assay::vectors {

struct note {
  std::string_view name;         ///< the flag as files spell it: "ZeroArgument"
  std::string_view kind;         ///< EDGE_CASE, ROUNDING, OVERFLOW, REVERT, QUIRK, …
  std::string_view description;  ///< what the case is
  std::string_view effect;       ///< what goes wrong in an implementation that fails it
  std::string_view property;     ///< the quirk or invariant that it belongs to; may be empty
};

[[nodiscard]] const note& note_of(flag which);

}  // namespace assay::vectors
