// What is wrong with an input, where, and how to mend it: the only exception of the trace layer.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace assay::trace {

// what() is "FILE:LINE: what is wrong; how to mend it" (without ":LINE" when no line is known),
// always one line.
class input_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Text from an input made fit for a one-line message: control characters and quotes escaped, at
// most `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 60);

[[noreturn]] void fail(std::string_view file, std::string_view what, std::string_view mend);
[[noreturn]] void fail(std::string_view file, std::uint64_t line, std::string_view what,
                       std::string_view mend);

}  // namespace assay::trace
