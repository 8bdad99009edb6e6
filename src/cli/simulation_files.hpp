// What `assay simulate` and `assay merge` write and say: the same for the same results.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "assay/market/html_report.hpp"
#include "assay/market/sweep.hpp"
#include "assay/trace/byte_stream.hpp"
#include "command.hpp"

namespace assay::cli {

/// steps.csv and one trace per pool, of path 0, written as it goes.
class path_files {
 public:
  path_files(const market::scenario& what, const std::string& directory);

  /// Writes down what it sees; tells progress.
  market::observer watch(const context& shared);
  [[nodiscard]] std::vector<market::row> samples() const { return samples_.rows(); }
  void commit();

 private:
  const market::scenario& what_;
  std::unique_ptr<trace::byte_sink> steps_;
  std::vector<std::unique_ptr<trace::byte_sink>> traces_{};
  std::string buffer_{};
  market::row_samples samples_{};

  void add(const market::row& now);
  void flush();
};

/// Makes the directory, unless it is empty; the files of path 0, unless there is a sweep.
std::unique_ptr<path_files> open_path_files(const market::grid& all, const std::string& directory);

/// The attacks of every point.
using attacks_of_points = std::vector<std::vector<market::attack_result>>;
attacks_of_points try_attacks(const context& shared, const market::grid& all, unsigned jobs);

/// Writes the documents to `directory` unless that is empty, prints the summary, and gives the exit
/// code. `files` may be null.
int finish_simulation(const context& shared, const market::grid& all,
                      std::vector<market::campaign_result> done, const attacks_of_points& attacks,
                      const std::string& directory, path_files* files);

}  // namespace assay::cli
