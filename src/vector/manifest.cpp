// Sums and version of a published set.
#include "manifest.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <regex>
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

// Path below the directory, and sum.
using sums = std::map<std::string, std::string>;

sums sums_of(const files::path& directory) {
  sums found;
  for (const auto& entry : files::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = files::relative(entry.path(), directory).generic_string();
    if (path != sums_name) found[path] = sha256_hex(bytes_of(entry.path()));
  }
  return found;
}

sums read_sums(const files::path& file, const lint_report& tell) {
  static const std::regex form("([0-9a-f]{64})  (.+)");
  sums listed;
  std::ifstream lines(file);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::string place = file.string() + ":" + std::to_string(number) + ": ";
    std::smatch parts;
    if (!std::regex_match(line, parts, form)) {
      tell(place + "is no line of sha256sum");
    } else if (!listed.emplace(parts[2], parts[1]).second) {
      tell(place + trace::printable(parts[2].str()) + " stands twice");
    }
  }
  return listed;
}

}  // namespace

void lint_manifest(const files::path& directory, const lint_report& tell) {
  const files::path file = directory / sums_name;
  if (!files::exists(file)) return;
  const sums listed = read_sums(file, tell);
  const sums found = sums_of(directory);
  for (const auto& [path, sum] : found) {
    const auto known = listed.find(path);
    if (known == listed.end()) {
      tell(file.string() + ": " + path + " is not listed");
    } else if (known->second != sum) {
      tell(file.string() + ": " + path + " has another sum: " + sum);
    }
  }
  for (const auto& [path, sum] : listed) {
    if (!found.contains(path)) {
      tell(file.string() + ": " + trace::printable(path) + " is listed, but there is no such file");
    }
  }
  static const std::regex three_numbers(R"((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)\n)");
  const files::path version = directory / version_name;
  if (!files::exists(version) || !std::regex_match(bytes_of(version), three_numbers)) {
    tell(version.string() + ": is no semantic version of three numbers");
  }
}

}  // namespace assay::vectors
