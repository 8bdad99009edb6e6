// Looking up functions, and reading their arguments, with one clear error.
#include "assay/vector/request.hpp"

#include <fmt/format.h>

#include "assay/trace/input_error.hpp"

namespace assay::vectors {

const function& function_named(std::string_view name) {
  const function* found = find_function(name);
  if (found == nullptr) {
    trace::fail(
        name, "is no function that assay knows",
        fmt::format("did you mean {}? `assay list functions` shows them all", nearest_name(name)));
  }
  return *found;
}

values read_arguments(const function& function, std::span<const std::string> texts) {
  if (texts.size() != function.parameters.size()) {
    trace::fail(
        function.name,
        fmt::format("takes {} arguments, {} are given", function.parameters.size(), texts.size()),
        fmt::format("the signature is {}", function.signature));
  }
  values arguments;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const parameter& parameter = function.parameters[i];
    const parsed_value read = parse_argument(parameter.type, texts[i]);
    if (!read.parsed) {
      trace::fail(fmt::format("{}: {}", function.name, parameter.name), read.problem,
                  fmt::format("the signature is {}", function.signature));
    }
    arguments.push_back(*read.parsed);
  }
  const std::string refused = function.refuse(arguments);
  if (!refused.empty()) trace::fail(function.name, refused, "see docs/vectors.md");
  return arguments;
}

}  // namespace assay::vectors
