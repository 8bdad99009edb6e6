// Made by CMake from packages/foundry.
#include "foundry_package.hpp"

namespace assay::vectors {

const std::string_view foundry_loader = R"assay(@ASSAY_FOUNDRY_LOADER@)assay";
const std::string_view foundry_oracle = R"assay(@ASSAY_FOUNDRY_ORACLE@)assay";
const std::string_view foundry_pair_vectors = R"assay(@ASSAY_FOUNDRY_PAIR_VECTORS@)assay";
const std::string_view foundry_pair_test = R"assay(@ASSAY_FOUNDRY_PAIR_TEST@)assay";

}  // namespace assay::vectors
