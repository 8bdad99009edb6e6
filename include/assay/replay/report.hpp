// Reports of replays together: their sums, and the JSON of `assay replay --json`.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "assay/invariant/invariant.hpp"
#include "assay/replay/replay.hpp"
#include "assay/trace/json_writer.hpp"

namespace assay::replay {

struct totals {
  std::uint64_t operations = 0;
  std::uint64_t ok = 0;
  std::uint64_t reverted = 0;
  std::uint64_t fields = 0;
  std::uint64_t not_covered = 0;
  std::uint64_t fields_left_out = 0;
  std::uint64_t differences = 0;
  std::uint64_t violations = 0;
  double seconds = 0;
};
[[nodiscard]] totals add_up(std::span<const report> reports);

/// "invariants": a list of how each fared, with the smallest distance to failure, or null.
void write_invariants(trace::json_writer& json, std::span<const invariant::standing> all);

/// One JSON document; docs/user-guide.md names its keys. `error`: why no more was replayed; empty:
/// all was.
[[nodiscard]] std::string to_json(std::span<const report> reports, std::string_view error = {});

}  // namespace assay::replay
