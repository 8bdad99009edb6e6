// SHA-256, for the sums of published files.
#pragma once

#include <string>
#include <string_view>

namespace assay::vectors {

/// 64 hexadecimal digits, as sha256sum prints them. FIPS 180-4.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace assay::vectors
