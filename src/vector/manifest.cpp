// Sums and version of a published set.
#include "manifest.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "assay/trace/input_error.hpp"
#include "sha256.hpp"

namespace assay::vectors {

namespace {

namespace files = std::filesystem;

std::string bytes_of(const files::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::size_t sum_digits = 64;

// Path below the directory, and sum.
using sums = std::map<std::string, std::string>;

sums sums_of(const files::path& directory) {
  sums found;
  for (const auto& entry : files::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().lexically_relative(directory).generic_string();
    if (path != sums_name) found[path] = sha256_hex(bytes_of(entry.path()));
  }
  return found;
}

bool is_sum_line(std::string_view line) {
  constexpr std::string_view digits = "0123456789abcdef";
  return line.size() > sum_digits + 2 && line.substr(sum_digits, 2) == "  " &&
         line.substr(0, sum_digits).find_first_not_of(digits) == std::string_view::npos;
}

// MAJOR.MINOR.PATCH and the end of the line; no number has a zero before it.
bool is_version(std::string_view text) {
  unsigned numbers = 0;
  for (const char end : {'.', '.', '\n'}) {
    const std::size_t size = text.find(end);
    const std::string_view number = text.substr(0, size);
    if (size == std::string_view::npos || number.empty() || number.size() > 9 ||
        number.find_first_not_of("0123456789") != std::string_view::npos ||
        (number.size() > 1 && number.front() == '0')) {
      return false;
    }
    text.remove_prefix(size + 1);
    ++numbers;
  }
  return numbers == 3 && text.empty();
}

sums read_sums(const files::path& file, const lint_report& tell) {
  sums listed;
  std::ifstream lines(file);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::string place = file.string() + ":" + std::to_string(number) + ": ";
    if (!is_sum_line(line)) {
      tell(place + "is no line of sha256sum");
      continue;
    }
    const std::string path = line.substr(sum_digits + 2);
    if (!listed.emplace(path, line.substr(0, sum_digits)).second) {
      tell(place + trace::printable(path) + " stands twice");
    }
  }
  return listed;
}

}  // namespace

void lint_manifest(const files::path& directory, const lint_report& tell) {
  const files::path file = directory / sums_name;
  const files::path version = directory / version_name;
  if (!files::is_regular_file(file)) {
    const bool is_published = files::exists(version) || files::exists(file);
    if (is_published)
      tell(file.string() + ": is missing, or is no file; scripts/vectors writes it");
    return;
  }
  const sums listed = read_sums(file, tell);
  const sums found = sums_of(directory);
  for (const auto& [path, sum] : found) {
    const auto known = listed.find(path);
    if (known == listed.end()) {
      tell(file.string() + ": " + trace::printable(path) + " is not listed");
    } else if (known->second != sum) {
      tell(file.string() + ": " + trace::printable(path) + " has another sum: " + sum);
    }
  }
  for (const auto& [path, sum] : listed) {
    if (!found.contains(path)) {
      tell(file.string() + ": " + trace::printable(path) + " is listed, but there is no such file");
    }
  }
  if (!files::is_regular_file(version) || !is_version(bytes_of(version))) {
    tell(version.string() + ": is no semantic version of three numbers");
  }
}

}  // namespace assay::vectors
