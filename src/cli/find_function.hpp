// A function of the registry by the name that a user typed.
#pragma once

#include <string>

#include "assay/vector/function.hpp"

namespace assay::cli {

/// Throws trace::input_error that suggests the nearest name when there is none of this name.
const vectors::function& function_named(const std::string& name);

}  // namespace assay::cli
