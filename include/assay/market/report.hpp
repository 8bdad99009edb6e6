// What a simulation leaves: a summary as JSON and as a table, one line of CSV per block, and a few
// sentences.
#pragma once

#include <string>

#include "assay/market/simulation.hpp"

namespace assay::market {

/// One JSON document. Integers that may exceed 2^53 are strings: token wei, and values in token1
/// wei times the price's denominator.
std::string summary_json(const scenario& what, const campaign_result& done);

/// For people: a table per pool, then what happened in words.
std::string summary_text(const scenario& what, const campaign_result& done);

/// Where only a sample of the paths is kept, a sentence that says of how many the quantiles are;
/// else empty.
std::string sample_text(const campaign_result& done);

/// Where searches for the best arbitrage were cut short, a sentence that says how many; else empty.
std::string cut_short_text(const campaign_result& done);

/// What one path did to a pool, in words.
std::string in_words(const scenario& what, const path_result& path, std::size_t pool);

std::string csv_heading(const scenario& what);
void append_csv(std::string& out, const scenario& what, const row& now);

}  // namespace assay::market
