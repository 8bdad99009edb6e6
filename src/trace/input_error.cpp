// How input errors are worded.
#include "assay/trace/input_error.hpp"

#include <fmt/format.h>

namespace assay::trace {

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  for (const char c : text) {
    if (out.size() >= limit) return out + "...";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '\\' || c == '"') {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

void fail(std::string_view file, std::string_view what, std::string_view mend) {
  throw input_error(fmt::format("{}: {}; {}", printable(file, 4096), what, mend));
}

void fail(std::string_view file, std::uint64_t line, std::string_view what, std::string_view mend) {
  throw input_error(fmt::format("{}:{}: {}; {}", printable(file, 4096), line, what, mend));
}

}  // namespace assay::trace
