// One replay function per family of protocols, and what they share. Private to the layer.
#pragma once

#include "assay/replay/replay.hpp"
#include "assay/subject/coverage.hpp"

namespace assay::replay {

void run_uniswap_v2(trace::trace_file& file, const options& options, report& to);
void run_uniswap_v2_library(trace::trace_file& file, const options& options, report& to);
void run_uniswap_v3(trace::trace_file& file, const options& options, report& to);
void run_uniswap_v3_math(trace::trace_file& file, const options& options, report& to);

// The IDs that `list` names one by one; none of "all" and "none". Throws trace::input_error on one
// that no protocol has.
std::vector<std::string> named_invariants(std::string_view list);
// What of `list` is for the invariants of `protocol`.
std::string own_invariants(std::string_view list, std::string_view protocol);

// Counts one line's differences, keeps the first ones and says whether the trace must stop.
bool keep_differences(std::vector<trace::difference>& found, std::uint64_t line,
                      std::string_view operation, const options& options, report& to);

// Counts the fields of one line that were compared, and those that are not the subject's own.
void count_fields(std::size_t compared, const coverage& own, report& to);

// After each line: true to stop.
bool should_stop(const options& options, report& to);

}  // namespace assay::replay
