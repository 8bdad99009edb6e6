// Attacks in a summary: JSON, a table, plots.
#pragma once

#include <string>
#include <vector>

#include "assay/market/attack.hpp"
#include "assay/trace/json_writer.hpp"

namespace assay::market {

/// The value of the key "attacks".
void write_attacks(trace::json_writer& json, const scenario& what,
                   const std::vector<attack_result>& done);
/// Empty without attacks, as is the next.
std::string attacks_text(const scenario& what, const std::vector<attack_result>& done);
std::string attacks_html(const scenario& what, const std::vector<attack_result>& done);

}  // namespace assay::market
