// How near each invariant came to failing, as a table for people. Private to the layer.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>

#include "assay/invariant/invariant.hpp"

namespace assay::cli {

/// The flag --distances.
void add_distances(CLI::App& command, bool& wanted);

/// A line for each invariant: how often it was checked, and the smallest distance to failure in the
/// units of its statement. Truths that hold or not, as equalities do, have none.
std::string standings_table(std::span<const invariant::standing> all);

}  // namespace assay::cli
