// Judges answers that come back through the pipe: every line is evaluated again on the engine.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "assay/trace/line_reader.hpp"
#include "assay/vector/function.hpp"

namespace assay::vectors {

/// A line whose answer is not the engine's.
struct mismatch {
  std::uint64_t line = 0;
  std::string inputs{};    ///< the arguments, separated by spaces
  std::string observed{};  ///< what the line says: results, or "revert REASON"
  std::string expected{};  ///< what the engine says
};

struct verify_result {
  std::uint64_t cases = 0;
  std::uint64_t reverts = 0;  ///< cases that the engine reverts
  std::uint64_t mismatches = 0;
};

/// Reads lines to the end: {"fn":…,"in":[…],"out":[…]} or {…,"revert":"…"}. A first line with
/// "format" is a header and is skipped; `fn` may be left out. `tell` hears of every mismatch;
/// `goes_on` is asked after every line. `done` counts along, so that it is known what was judged
/// before a line that is no such case (wrong number or type of arguments, another function, no
/// answer), on which trace::input_error is thrown.
void verify(
    trace::line_reader& lines, const function& function, verify_result& done,
    const std::function<void(const mismatch&)>& tell,
    const std::function<bool()>& goes_on = [] { return true; });

}  // namespace assay::vectors
