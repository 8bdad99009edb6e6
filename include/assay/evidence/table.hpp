// The evidence table: per function and invariant, which kinds of evidence exist and how much.
//
// Tests write records (record.hpp); a directory of them is collected into a table, which stands in
// the repository as docs/evidence.json, is compiled into the command line tool, and is compared
// with fresh records in continuous integration.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::evidence {

/// One piece of evidence.
struct entry {
  std::string subject{};  ///< a function or an invariant: "uniswap-v2.getAmountOut", "V2-K-1"
  std::string kind{};     ///< as kind_name() spells it
  std::uint64_t cases = 0;
  std::string detail{};  ///< over what the cases range

  friend bool operator==(const entry&, const entry&) = default;
};

/// Sorted by subject, kind and detail, which together name an entry once.
using table = std::vector<entry>;

/// The kinds in the order of the table's columns.
[[nodiscard]] std::span<const std::string_view> kind_names();

/// Collects every *.records file of a directory. Of records that agree in subject, kind and
/// detail the one with most cases counts. Throws trace::input_error on a directory that cannot be
/// read or a malformed line.
[[nodiscard]] table collect_records(const std::string& directory);

/// The JSON form, and back. `file` is what messages call the text. parse_json throws
/// trace::input_error.
[[nodiscard]] std::string to_json(const table& entries);
[[nodiscard]] table parse_json(std::string_view text, std::string_view file);

/// The table that was compiled into the library: docs/evidence.json at the time of the build.
[[nodiscard]] table committed_table();

/// One sentence for each entry that is missing, new, or has another number of cases.
[[nodiscard]] std::vector<std::string> differences(const table& committed, const table& fresh);

/// One line per subject and kind, for terminals. `subjects` get a line even without evidence.
[[nodiscard]] std::string to_text(const table& entries, std::span<const std::string> subjects);

/// A Markdown table with a column per kind; "none" where there is no evidence.
[[nodiscard]] std::string to_markdown(const table& entries, std::span<const std::string> subjects);

/// `document` with the lines between the two markers replaced by `markdown`. Throws
/// trace::input_error when there is no pair of markers; `file` is what the message calls it.
inline constexpr std::string_view begin_marker = "<!-- evidence: begin -->";
inline constexpr std::string_view end_marker = "<!-- evidence: end -->";
[[nodiscard]] std::string replace_between_markers(std::string_view document,
                                                  std::string_view markdown, std::string_view file);

}  // namespace assay::evidence
