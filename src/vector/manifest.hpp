// What a published set says of itself: its version, and the sum of every file.
#pragma once

#include <filesystem>

#include "assay/vector/lint.hpp"

namespace assay::vectors {

/// The file that lists every other file of a set with its SHA-256, in the form of sha256sum.
inline constexpr std::string_view sums_name = "SHA256SUMS";
/// The file that has the set's own semantic version.
inline constexpr std::string_view version_name = "VERSION";

/// Checks a directory that has SHA256SUMS: files and sums are the same set, sums are right, and
/// VERSION is one of them and has three numbers. Directories without it have nothing to check.
void lint_manifest(const std::filesystem::path& directory, const lint_report& tell);

}  // namespace assay::vectors
