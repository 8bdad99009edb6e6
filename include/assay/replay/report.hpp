// Reports of replays together: their sums, and the JSON of `assay replay --json`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "assay/replay/replay.hpp"

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

/// One JSON document; docs/user-guide.md names its keys.
[[nodiscard]] std::string to_json(std::span<const report> reports);

}  // namespace assay::replay
