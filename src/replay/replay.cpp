// Which protocol is replayed by what.
#include "assay/replay/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "assay/replay/subjects.hpp"
#include "assay/trace/input_error.hpp"
#include "runs.hpp"

namespace assay::replay {
namespace {

struct entry {
  protocol_summary about;
  void (*run)(trace::trace_file&, const options&, report&);
};

constexpr std::array<entry, 6> entries = {{
    {{"uniswap-v2", "Uniswap V2 pair, its LP token and factory"}, run_uniswap_v2},
    {{"uniswap-v2-fork", "forks of the pair that differ in fee, K scale or protocol fee"},
     run_uniswap_v2},
    {{"uniswap-v2-tokens", "Uniswap V2 pair with tokens that misbehave"}, run_uniswap_v2},
    {{"uniswap-v2-library", "quotes of Uniswap V2's router library"}, run_uniswap_v2_library},
    {{"uniswap-v3", "Uniswap V3 pool: concentrated liquidity, oracle, flash"}, run_uniswap_v3},
    {{"uniswap-v3-math", "functions of Uniswap V3's core and periphery libraries"},
     run_uniswap_v3_math},
}};

constexpr auto summaries = [] {
  std::array<protocol_summary, entries.size()> all{};
  for (std::size_t i = 0; i < entries.size(); ++i) all[i] = entries[i].about;
  return all;
}();

constexpr std::size_t listed_without_limit = 1000;  // what a report holds when nothing stops it

}  // namespace

std::span<const protocol_summary> protocols() { return summaries; }

bool keep_differences(std::vector<trace::difference>& found, std::uint64_t line,
                      std::string_view operation, const options& options, report& to) {
  const std::uint64_t limit =
      options.max_differences == 0 ? listed_without_limit : options.max_differences;
  for (trace::difference& difference : found) {
    ++to.difference_count;
    if (to.differences.size() >= limit) continue;
    difference.line = line;
    difference.operation = operation;
    to.differences.push_back(std::move(difference));
  }
  found.clear();
  to.stopped_early = options.max_differences != 0 && options.write == nullptr &&
                     to.difference_count >= options.max_differences;
  return to.stopped_early;
}

void count_fields(std::size_t compared, const coverage& own, report& to) {
  const std::size_t counted =
      own.whole ? compared - std::min(compared, own.left_out) : std::min(compared, own.fields);
  to.fields += counted;
  to.fields_left_out += compared - counted;
  if (!own.whole && !own.outcome) ++to.not_covered;
}

bool should_stop(const options& options, report& to) {
  constexpr std::uint64_t progress_interval = 4096;
  if (options.progress && to.operations % progress_interval == 0) options.progress(to.operations);
  to.interrupted = options.interrupted && options.interrupted();
  return to.interrupted;
}

report run(trace::trace_file& file, const options& options) {
  report result;
  run(file, options, result);
  return result;
}

void run(trace::trace_file& file, const options& options, report& result) {
  result.file = file.name();
  result.protocol = file.protocol();
  result.subject = options.subject;
  named_invariants(options.invariants);  // an unknown one is an error, whoever checks the others
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const entry& candidate) {
    return candidate.about.name == file.protocol();
  });
  if (found == entries.end()) {
    trace::fail(file.name(), 1,
                fmt::format("protocol \"{}\" is unknown", trace::printable(file.protocol())),
                "see `assay list protocols`");
  }
  const auto start = std::chrono::steady_clock::now();
  try {
    found->run(file, options, result);
  } catch (const std::exception&) {
    // A read that was cut short by the interruption is no fault of the input.
    if (!options.interrupted || !options.interrupted()) throw;
    result.interrupted = true;
  }
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (result.operations == 0 && !result.interrupted) {
    trace::fail(file.name(), "the trace has no operations, so nothing was compared",
                "give a trace with at least one line after its header");
  }
  const bool has_reference = uniswap_v2_judged_by(options.subject).empty();
  const std::uint64_t compared = has_reference ? result.fields : result.invariant_checks;
  if (compared == 0 && !result.interrupted) {
    trace::fail(
        file.name(),
        fmt::format("the subject {} answers none of the operations, so nothing was compared",
                    options.subject),
        "use --subject engine");
  }
}

}  // namespace assay::replay
