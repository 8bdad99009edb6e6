// Re-executes a trace on a subject, compares every recorded field and checks the invariants.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/invariant/invariant.hpp"
#include "assay/subject/pipe.hpp"
#include "assay/subject/uniswap_v3.hpp"
#include "assay/trace/byte_stream.hpp"
#include "assay/trace/difference.hpp"
#include "assay/trace/trace_file.hpp"

namespace assay::replay {

struct options {
  std::string subject = "engine";
  // "all", "none" or IDs separated by commas, of which a trace takes those of its protocol.
  std::string invariants = "all";
  bool resync = false;  // after a difference, go on from the recorded state
  // Stop the trace after so many; 0: never. A trace that is written again is never stopped.
  std::uint64_t max_differences = 20;
  trace::byte_sink* write = nullptr;  // the trace again, with the subject's answers
  pipe_options pipe{};
  // Words about the first operation that goes wrong, from the state that it found.
  std::function<std::string(const uniswap_v2::parameters&, const uniswap_v2::protocol::state&,
                            const uniswap_v2::protocol::operation&)>
      explain{};
  std::function<std::string(const uniswap_v3::protocol::setup&, const uniswap_v3::protocol::state&,
                            const uniswap_v3::protocol::operation&)>
      explain_v3{};                                          // the same for pools of Uniswap V3
  std::function<bool()> interrupted{};                       // asked after every operation
  std::function<void(std::uint64_t operations)> progress{};  // told every few thousand
};

struct violation {
  std::uint64_t line = 0;
  std::string invariant{};  // "V2-K-1"
  std::string detail{};
};

struct report {
  std::string file{};
  std::string protocol{};
  std::string subject{};
  std::uint64_t operations = 0;
  std::uint64_t ok = 0;  // by the trace's own account
  std::uint64_t reverted = 0;
  std::uint64_t fields = 0;  // compared
  // What the subject does not answer itself (coverage.hpp): operations whose outcome, and fields.
  std::uint64_t not_covered = 0;
  std::uint64_t fields_left_out = 0;
  std::uint64_t difference_count = 0;
  std::uint64_t violation_count = 0;
  std::uint64_t invariant_checks = 0;
  std::vector<invariant::standing> invariants{};  // in the order chosen
  std::vector<trace::difference> differences{};   // the first ones
  std::vector<violation> violations{};            // the first ones
  std::vector<std::string> explanations{};
  bool stopped_early = false;  // at max_differences
  bool interrupted = false;
  double seconds = 0;
};

struct protocol_summary {
  std::string_view name;
  std::string_view description;
};
// Whose traces can be replayed.
std::span<const protocol_summary> protocols();

// Reads `file` to its end. Throws trace::input_error on malformed input and on wrong options, a
// trace without operations included; subject_error when the subject fails.
report run(trace::trace_file& file, const options& options);
// The same; `done` also has what was replayed before an error.
void run(trace::trace_file& file, const options& options, report& done);

// The first ID in `list` (as options::invariants) that is of none of the traces' protocols, so that
// nobody checked it; empty when there is none.
std::string idle_invariant(std::string_view list, std::span<const report> reports);

}  // namespace assay::replay
