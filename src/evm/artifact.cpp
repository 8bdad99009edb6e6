// Reads artifacts and finds published packages.
#include "assay/evm/artifact.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "assay/trace/input_error.hpp"
#include "tokens.hpp"

namespace assay::evm {
namespace {

unsigned digit(char letter) {
  if (letter >= '0' && letter <= '9') return static_cast<unsigned>(letter - '0');
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a') + 10;
  if (letter >= 'A' && letter <= 'F') return static_cast<unsigned>(letter - 'A') + 10;
  if (letter == '_' || letter == '$') {
    throw std::invalid_argument("has the place of a library that is not linked");
  }
  throw std::invalid_argument("is not hexadecimal");
}

// "bytecode", wherever the compiler puts it.
std::string_view find_bytecode(const simdjson::dom::element& root) {
  std::string_view text;
  simdjson::dom::element found;
  if (root["bytecode"].get(found) != simdjson::SUCCESS) return {};
  if (found.get(text) == simdjson::SUCCESS) return text;
  if (found["object"].get(text) == simdjson::SUCCESS) return text;
  return {};
}

}  // namespace

bytes from_hex(std::string_view digits) {
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  if (digits.size() % 2 != 0) throw std::invalid_argument("has an odd number of digits");
  bytes out(digits.size() / 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = static_cast<std::uint8_t>(digit(digits[2 * i]) << 4 | digit(digits[2 * i + 1]));
  }
  return out;
}

bytes creation_code(const std::string& path) {
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (const auto error = parser.load(path).get(root); error != simdjson::SUCCESS) {
    trace::fail(path, fmt::format("is not a readable JSON artifact ({})", error_message(error)),
                "name the JSON file that the compiler left for the contract");
  }
  const std::string_view text = find_bytecode(root);
  if (text.empty() || text == "0x") {
    trace::fail(
        path, "has no bytecode",
        "name a contract that can be deployed: interfaces and abstract contracts have none");
  }
  try {
    return from_hex(text);
  } catch (const std::invalid_argument& wrong) {
    trace::fail(path, fmt::format("bytecode {}", wrong.what()), "compile the contract again");
  }
}

std::string contracts_folder() {
  if (const char* named = std::getenv("ASSAY_CONTRACTS"); named != nullptr && *named != '\0') {
    return named;
  }
  return ASSAY_CONTRACTS_FOLDER;
}

bytes published(const std::string& path) {
  const std::string full = contracts_folder() + "/node_modules/" + path;
  std::error_code ignored;
  if (!std::filesystem::exists(full, ignored)) {
    trace::fail(full, "is not installed",
                "run scripts/contracts, or name its folder in ASSAY_CONTRACTS");
  }
  return creation_code(full);
}

const bytes& token_code() {
  static const bytes code = from_hex(token_hex);
  return code;
}
const bytes& odd_token_code() {
  static const bytes code = from_hex(odd_token_hex);
  return code;
}

}  // namespace assay::evm
