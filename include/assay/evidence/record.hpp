// Evidence records: a test states what it has compared, and how many cases that was.
//
// When the environment variable ASSAY_EVIDENCE_DIR names a directory, each record is appended as
// one tab-separated line to a file of the running process in that directory; otherwise nothing
// happens. `assay evidence --collect` turns a directory of such files into the committed table.
// The header depends on nothing, so that any test or program can use it.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

namespace assay::evidence {

/// What sort of reason there is to believe a statement about a function or an invariant.
enum class kind : std::uint8_t {
  proved,        ///< a theorem; `cases` is the number of theorems
  exhaustive,    ///< every input of a small world was compared
  differential,  ///< compared with an independent reference on chosen or random inputs
  bytecode,      ///< compared with what the deployed bytecode did
  mutants,       ///< deliberately wrong variants that the checks caught; `cases` counts them
  property,      ///< a stated property was checked on generated inputs
};

/// The name of a kind as it stands in record files and in the evidence table.
[[nodiscard]] constexpr std::string_view kind_name(kind which) noexcept {
  switch (which) {
    case kind::proved:
      return "proved";
    case kind::exhaustive:
      return "exhaustive";
    case kind::differential:
      return "differential";
    case kind::bytecode:
      return "bytecode";
    case kind::mutants:
      return "mutants";
    case kind::property:
      return "property";
  }
  return "unknown";
}

namespace detail {

/// A field of a record line: tabs and line breaks would break the line, so they become spaces.
[[nodiscard]] inline std::string record_field(std::string_view text) {
  std::string field(text);
  for (char& letter : field) {
    if (letter == '\t' || letter == '\n' || letter == '\r') letter = ' ';
  }
  return field;
}

/// One record as a line of a record file: subject, kind, cases, detail.
[[nodiscard]] inline std::string record_line(std::string_view subject, kind which,
                                             std::uint64_t cases, std::string_view detail) {
  return record_field(subject) + '\t' + std::string(kind_name(which)) + '\t' +
         std::to_string(cases) + '\t' + record_field(detail) + '\n';
}

}  // namespace detail

/// Records that `cases` comparisons of the given kind held for `subject`, which is the name of a
/// function (`uniswap-v2.getAmountOut`) or of an invariant (`V2-K-1`). `detail` says in a few
/// words over what the cases range; records that agree in subject, kind and detail replace each
/// other, so that running a test twice does not count it twice. Call it only after the
/// comparisons have passed. Counts must come from fixed seeds, never from a clock.
/// Without ASSAY_EVIDENCE_DIR nothing happens; a directory that cannot be written ends the
/// process, since evidence that is silently lost would read as evidence that does not exist.
inline void record(std::string_view subject, kind which, std::uint64_t cases,
                   std::string_view detail) {
  const char* directory = std::getenv("ASSAY_EVIDENCE_DIR");
  if (directory == nullptr || *directory == '\0') return;
  const std::string path = std::string(directory) + "/" + std::to_string(::getpid()) + ".records";
  std::ofstream file(path, std::ios::app | std::ios::binary);
  file << detail::record_line(subject, which, cases, detail) << std::flush;
  if (!file) std::abort();
}

}  // namespace assay::evidence
