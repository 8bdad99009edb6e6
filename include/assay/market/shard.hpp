// The results of a slice of a run's paths as a file, without loss, so that slices computed apart
// give the same bytes as the whole run.
//
// assay-shard-1 is text: a line per fact of the run, then a line per path. Integers are decimal,
// statistics the shortest decimal that reads back as the same double.
#pragma once

#include <string>
#include <vector>

#include "assay/market/sweep.hpp"

namespace assay::market {

/// What must agree between the shards of a run.
struct shard_header {
  std::string version{};
  std::string scenario{};  // keccak256 of its text
  std::uint64_t seed = 0;
  std::uint64_t paths = 0;  // of each point
  std::uint64_t points = 0;
  slice what{};

  [[nodiscard]] bool is_of_the_run(const shard_header& other) const;
};
shard_header header_of(const grid& all, slice what);

/// The file's text. Precondition: `done` keeps all its paths.
std::string write_shard(const grid& all, slice what, const std::vector<campaign_result>& done);

/// One file and what it says; more can be added until everything is there.
class shard_set {
 public:
  /// Throws trace::input_error for a file that is damaged, or of another run than those before.
  void add(const std::string& file);

  [[nodiscard]] const shard_header& header() const { return header_; }
  /// `all` must be the scenario of the run: its seed and paths are set to those of the shards.
  void match(grid& all) const;
  /// Throws trace::input_error that names the first path that no shard holds, or that two hold.
  [[nodiscard]] std::vector<campaign_result> whole(const grid& all) const;

 private:
  shard_header header_{};
  std::string first_file_{};
  std::vector<std::pair<std::uint64_t, path_result>> paths_{};  // by index
  std::vector<std::pair<std::uint64_t, failed_identity>> failures_{};
};

/// The path's line: equal for equal results.
std::string path_line(std::uint64_t index, const path_result& path);

}  // namespace assay::market
