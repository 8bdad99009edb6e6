// Which Assay this is.
#pragma once

#include <string_view>

namespace assay {

// "MAJOR.MINOR.PATCH"
std::string_view version();

}  // namespace assay
