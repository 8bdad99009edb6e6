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

/// Tries the scenario's attacks, writes the documents to `directory` unless that is empty, prints
/// the summary, and gives the exit code. `files` may be null.
int finish_simulation(const context& shared, const market::grid& all,
                      std::vector<market::campaign_result> done, const std::string& directory,
                      path_files* files);

}  // namespace assay::cli
