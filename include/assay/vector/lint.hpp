// Checks vector files: their shape by schema, what schemas cannot say, and every case by executing
// it again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace assay::vectors {

struct lint_result {
  std::uint64_t files = 0;
  std::uint64_t cases = 0;
  std::uint64_t problems = 0;
};

/// Told each problem: "FILE: where: what".
using lint_report = std::function<void(const std::string& problem)>;

/// Checks every .json and .jsonl file below the directory, in the order of their names, and the
/// sums and the version of a published set (SHA256SUMS, VERSION) where it has them. Throws
/// trace::input_error for what cannot be read at all: a directory that does not exist, a file that
/// is no JSON.
lint_result lint_directory(const std::filesystem::path& directory, const lint_report& tell);

/// Checks one file.
lint_result lint_file(const std::filesystem::path& file, const lint_report& tell);

}  // namespace assay::vectors
