// What campaigns of all protocols say alike.
#include "assay/campaign/campaign.hpp"

namespace assay::campaign {

std::string_view kind_name(failure_kind kind) {
  static constexpr std::string_view names[] = {"result", "event",     "revert",
                                               "state",  "invariant", "model"};
  return names[static_cast<std::size_t>(kind)];
}

std::string describe(const failure& what, std::size_t first_length, std::size_t length,
                     std::size_t attempts) {
  std::string text = what.kind == failure_kind::invariant
                         ? what.subject + " violates " + what.field + " (" + what.expected + ")"
                         : what.subject + " answers differently in " + what.field;
  text += " at step " + std::to_string(what.step + 1) + ", " + what.operation + ": ";
  if (what.kind != failure_kind::invariant) text += "expected " + what.expected + ", got ";
  text += what.got + "\n";
  text += "shrunk from " + std::to_string(first_length) + " to " + std::to_string(length) +
          " operations in " + std::to_string(attempts) + " attempts\n";
  return text;
}

}  // namespace assay::campaign
