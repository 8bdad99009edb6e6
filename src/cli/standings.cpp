// The table of --distances.
#include "standings.hpp"

#include <fmt/format.h>

namespace assay::cli {

void add_distances(CLI::App& command, bool& wanted) {
  command.add_flag("--distances", wanted,
                   "Also print how near each invariant came to failing (with --json always there)");
}

std::string standings_table(std::span<const invariant::standing> all) {
  std::string table = fmt::format("{:<16}{:>12}  {}\n", "invariant", "checked", "came as near as");
  for (const auto& [id, counts] : all) {
    table += fmt::format("{:<16}{:>12}  {}\n", id, counts.applied,
                         counts.least ? counts.least->str() : "(holds or not)");
  }
  return table;
}

}  // namespace assay::cli
