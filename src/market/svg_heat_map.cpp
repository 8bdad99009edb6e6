// A heat map: a cell per point of a grid, its number in it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "svg_chart.hpp"

#include "assay/trace/xml_text.hpp"

namespace assay::market {
namespace {

constexpr double width = 480;
constexpr double left = 84;
constexpr double row_height = 34;
constexpr double foot = 44;

std::string cell_text(double value, double largest, bool is_share) {
  if (is_share) return fmt::format("{:.3g} %", value * 100);
  if (largest >= 1e6) return fmt::format("{:.4g} M", value / 1e6);
  if (largest >= 1e4) return fmt::format("{:.4g} k", value / 1e3);
  return fmt::format("{:.4g}", value);
}

}  // namespace

std::string heat_map(const std::string& title, const std::string& unit, const heat_table& table) {
  if (table.values.empty()) return {};
  double largest = 0;
  for (const double value : table.values) largest = std::max(largest, std::abs(value));
  const double cell = (width - left - 8) / static_cast<double>(table.x.size());
  const double height = row_height * static_cast<double>(table.y.size()) + foot;
  std::string drawing;
  for (std::size_t row = 0; row < table.y.size(); ++row) {
    const double top = row_height * static_cast<double>(row);
    drawing += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
                           left - 6, top + row_height / 2 + 4, trace::xml_text(table.y[row]));
    for (std::size_t column = 0; column < table.x.size(); ++column) {
      const double value = table.values[row * table.x.size() + column];
      const double across = left + cell * static_cast<double>(column);
      constexpr double deepest = 0.75;  // the number stays readable
      drawing += fmt::format(
          "<rect class=\"bar\" style=\"fill:var(--{})\" fill-opacity=\"{:.3f}\" x=\"{:.1f}\" "
          "y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/><text class=\"cell\" x=\"{:.1f}\" "
          "y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
          value < 0 ? "s1" : "s0", largest > 0 ? deepest * std::abs(value) / largest : 0,
          across + 1, top + 1, cell - 2, row_height - 2, across + cell / 2,
          top + row_height / 2 + 4, cell_text(value, largest, table.is_share));
    }
  }
  for (std::size_t column = 0; column < table.x.size(); ++column) {
    drawing += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                           left + cell * (static_cast<double>(column) + 0.5), height - foot + 16,
                           trace::xml_text(table.x[column]));
  }
  drawing += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                         left + (width - left) / 2, height - 8, trace::xml_text(table.x_key));
  std::string down = table.y_key.empty() ? "" : "down: " + table.y_key;
  if (!unit.empty() && !down.empty()) down.insert(0, ", ");
  return fmt::format(
      "<figure><figcaption><b>{}</b> <span class=\"unit\">{}{}</span></figcaption>"
      "<svg viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-label=\"{}\">{}</svg></figure>\n",
      trace::xml_text(title), trace::xml_text(unit), trace::xml_text(down), width, height,
      trace::xml_text(title), drawing);
}

}  // namespace assay::market
