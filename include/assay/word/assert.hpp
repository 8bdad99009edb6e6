// ASSAY_ASSERT(condition): preconditions and invariants that only a bug in the caller can break.
// Checked when ASSAY_VERIFY is defined; otherwise the condition is not evaluated, and nothing is
// assumed about it either, so that a broken precondition never turns into a miscompilation.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace assay::detail {

// Deliberately not constexpr: reaching it during constant evaluation is a compilation error.
[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
  std::fflush(stderr);
  std::abort();
}

}  // namespace assay::detail

#ifdef ASSAY_VERIFY
#define ASSAY_ASSERT(condition)       \
  ((condition) ? static_cast<void>(0) \
               : ::assay::detail::assertion_failed(#condition, __FILE__, __LINE__))
#else
// sizeof keeps the names in the condition used without evaluating it.
#define ASSAY_ASSERT(condition) static_cast<void>(sizeof((condition) ? 1 : 0))
#endif
