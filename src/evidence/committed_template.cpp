// Made by CMake from docs/evidence.json.
#include "committed.hpp"

namespace assay::evidence {

const std::string_view committed_json = R"assay-evidence(@ASSAY_EVIDENCE_JSON@)assay-evidence";

}  // namespace assay::evidence
