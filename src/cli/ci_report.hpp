// What commands find, for machines that show it beside the code: SARIF 2.1.0 and JUnit XML.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay::cli {

struct finding {
  std::string rule{};      ///< "difference", or an invariant's ID
  std::string message{};   ///< one line
  std::uint64_t line = 0;  ///< of the file; 0: none
};

/// One thing that was checked, and what was found in it.
struct checked_part {
  std::string name{};         ///< of a file, or what was checked
  bool is_file = true;        ///< findings point into it
  std::string description{};  ///< what was compared: "3000 operations, 97018 fields"
  double seconds = 0;
  std::vector<finding> findings{};
  std::uint64_t more = 0;  ///< findings that are only counted
  std::string error{};     ///< why no more was checked; empty: all was
};

/// Where the reports go; empty: nowhere.
struct ci_report {
  std::string sarif{};
  std::string junit{};
};

/// Adds --sarif and --junit.
void add_ci_report(CLI::App& command, ci_report& wanted);

/// Before the run: refuses reports that could not be written or would overwrite each other or one
/// of `taken`, and removes those of an earlier run. Throws trace::input_error.
void prepare_ci_report(const ci_report& wanted, std::span<const std::string> taken);

/// Writes the reports that are wanted. Throws trace::input_error.
void write_ci_report(const ci_report& wanted, std::string_view command,
                     std::span<const checked_part> parts);

/// The documents themselves. `is_whole`: the run was not interrupted; an error of a part makes it
/// unsuccessful too.
[[nodiscard]] std::string to_sarif(std::string_view command, std::span<const checked_part> parts,
                                   bool is_whole);
[[nodiscard]] std::string to_junit(std::string_view command, std::span<const checked_part> parts);

}  // namespace assay::cli
