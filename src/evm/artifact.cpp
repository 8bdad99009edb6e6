// Hexadecimal, our own tokens, and the published packages.
#include "assay/evm/artifact.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "assay/evm/contract.hpp"
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

bytes creation_code(const std::string& path) { return load_contract(path).creation_code; }

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
const bytes& factory_code() {
  static const bytes code = from_hex(factory_hex);
  return code;
}

}  // namespace assay::evm
