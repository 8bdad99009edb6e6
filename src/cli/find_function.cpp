// Looking up functions for commands.
#include "find_function.hpp"

#include <fmt/format.h>

#include "assay/trace/input_error.hpp"

namespace assay::cli {

const vectors::function& function_named(const std::string& name) {
  const vectors::function* found = vectors::find_function(name);
  if (found == nullptr) {
    trace::fail(trace::printable(name), "is no function that assay knows",
                fmt::format("did you mean {}? `assay list functions` shows them all",
                            vectors::nearest_name(name)));
  }
  return *found;
}

}  // namespace assay::cli
