// The version that CMakeLists.txt names.
#include "assay/version.hpp"

namespace assay {

std::string_view version() { return ASSAY_VERSION; }

}  // namespace assay
