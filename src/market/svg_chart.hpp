// Lines and bars as inline SVG, coloured by the page's own variables so that light and dark follow.
#pragma once

#include <string>
#include <vector>

namespace assay::market {

struct series {
  std::string name{};
  std::vector<double> y{};
};

struct axis {
  std::string unit{};
  bool is_time = false;   // seconds, shown as hours or days
  bool is_share = false;  // shown in per cent
};

/// Lines over common x values, up to six, with a legend.
std::string line_chart(const std::string& title, const std::vector<double>& x, const axis& x_axis,
                       const std::vector<series>& lines, const axis& y_axis);

/// How often values fall into equal intervals.
std::string histogram(const std::string& title, const std::vector<double>& values,
                      const axis& x_axis);

/// A table as colours: what is above zero in one, below in another, deeper the farther from it.
struct heat_table {
  std::string x_key{};
  std::string y_key{};
  std::vector<std::string> x{};
  std::vector<std::string> y{};
  std::vector<double> values{};  // x changes fastest
  bool is_share = false;
};
std::string heat_map(const std::string& title, const std::string& unit, const heat_table& table);

}  // namespace assay::market
