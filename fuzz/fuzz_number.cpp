// Any bytes as a number of the command line: read as what they spell, or refused in one line.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "command.hpp"

namespace {

[[noreturn]] void fail(std::string_view text) {
  std::fprintf(stderr, "misread: %.*s\n", static_cast<int>(text.size()), text.data());
  std::abort();
}

// The same number by the C library, which accepts more: only what our grammar allows counts.
bool is_spelled(std::string_view text, std::uint64_t number) {
  const bool hexadecimal = text.starts_with("0x");
  char* end = nullptr;
  const std::string copy(text);
  const unsigned long long expected = std::strtoull(copy.c_str(), &end, hexadecimal ? 16 : 10);
  return *end == '\0' && expected == number &&
         text.find_first_not_of("0123456789abcdefABCDEFx") == text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    if (!is_spelled(text, assay::cli::parse_number("--fuzzed", text))) fail(text);
  } catch (const assay::trace::input_error& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) fail(error.what());
  }
  try {
    const double fraction = assay::cli::parse_decimal_fraction("--fuzzed", text, 0, 1e6);
    if (!(fraction >= 0 && fraction <= 1e6)) fail(text);
  } catch (const assay::trace::input_error& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) fail(error.what());
  }
  return 0;
}
