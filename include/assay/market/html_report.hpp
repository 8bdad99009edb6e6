// A simulation as one self-contained page: plots drawn as inline SVG, tables, the summary itself.
#pragma once

#include <string>
#include <vector>

#include "assay/market/simulation.hpp"

namespace assay::market {

/// Rows of a path, thinned as they come so that there are never more than `most`.
class row_samples {
 public:
  explicit row_samples(std::size_t most = 720) : most_(most) {}
  void add(const row& now);
  /// The sampled rows and, at the end, the last one that came.
  [[nodiscard]] std::vector<row> rows() const;

 private:
  std::size_t most_;
  std::uint64_t stride_ = 1;
  std::uint64_t seen_ = 0;
  std::vector<row> kept_{};
  row last_{};
};

/// `rows` are of path 0.
std::string html_report(const scenario& what, const campaign_result& done,
                        const std::vector<row>& rows);

}  // namespace assay::market
