// docs/evidence.json, as it was when this was built.
#pragma once

#include <string_view>

namespace assay::evidence {

extern const std::string_view committed_json;

}  // namespace assay::evidence
