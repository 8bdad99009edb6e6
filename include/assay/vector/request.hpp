// Functions and arguments as people ask for them, by name and as text.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "assay/vector/function.hpp"

namespace assay::vectors {

/// Throws trace::input_error that suggests the nearest name when there is none of this name.
[[nodiscard]] const function& function_named(std::string_view name);

/// The arguments in their text forms (parse_argument). Throws trace::input_error that names the
/// function and the parameter: another number of arguments, a text that is not of its type, and
/// arguments that cannot be asked for (function::refuse).
[[nodiscard]] values read_arguments(const function& function, std::span<const std::string> texts);

}  // namespace assay::vectors
