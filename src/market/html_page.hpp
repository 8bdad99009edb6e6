// The frame of a report: one page that needs no network and no script.
#pragma once

#include <cstdint>
#include <string>

namespace assay::market {

/// Up to and with the title and what is said below it, both plain text.
std::string page_head(const std::string& title, const std::string& lead);

/// The scenario as written, who made the page, and `json`, embedded as "summary".
std::string page_tail(const std::string& scenario, std::uint64_t seed, std::string json);

}  // namespace assay::market
