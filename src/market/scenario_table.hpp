// A scenario's text as a table, and the table as a scenario.
#pragma once

#include <string>

#include "assay/market/scenario.hpp"
#include "toml_table.hpp"

namespace assay::market {

/// Strict. `text` is what it was read from.
scenario scenario_of(const toml::table& table, std::string_view text, const std::string& file);
/// The whole of a file that is no larger than a scenario can be.
std::string read_scenario_text(const std::string& file);

}  // namespace assay::market
