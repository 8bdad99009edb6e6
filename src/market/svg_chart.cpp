// Charts: round ticks, few of them, and text that stays readable on a phone.
#include "svg_chart.hpp"

#include "assay/trace/xml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::market {
namespace {

// The drawing's own units; the page scales it to its column.
constexpr double width = 480;
constexpr double height = 270;
constexpr double left = 64;
constexpr double right = 26;  // half of the last label
constexpr double top = 10;
constexpr double bottom = 34;

struct scale {
  double low = 0;
  double high = 1;
  double step = 1;
};

// Ticks at 1, 2 or 5 times a power of ten, about `wanted` of them.
scale scale_of(double low, double high, int wanted) {
  if (!(high > low)) {
    const double around = std::max(std::abs(low) * 1e-3, 1e-9);
    low -= around;
    high += around;
  }
  const double rough = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double times : {5.0, 2.0, 1.0}) {
    if (times * power >= rough) step = times * power;
  }
  return {std::floor(low / step) * step, std::ceil(high / step) * step, step};
}

std::string number_text(double value, double step, const axis& what) {
  constexpr double hour = 3600;
  constexpr double day = 86'400;
  if (what.is_time) {
    return step >= day / 2 ? fmt::format("{:.3g} d", value / day)
                           : fmt::format("{:.3g} h", value / hour);
  }
  if (what.is_share) return fmt::format("{:.4g} %", value * 100);
  const double magnitude = std::max(std::abs(value), step);
  if (std::abs(value) < step / 1e6) return "0";
  if (magnitude >= 1e9) return fmt::format("{:.4g} G", value / 1e9);
  if (magnitude >= 1e6) return fmt::format("{:.4g} M", value / 1e6);
  if (magnitude >= 1e4) return fmt::format("{:.4g} k", value / 1e3);
  return fmt::format("{:.5g}", value);
}

// Hours and days make round ticks of their own.
scale time_scale(double low, double high) {
  constexpr double hour = 3600;
  constexpr double steps[] = {hour / 4,  hour,      3 * hour,   6 * hour,  12 * hour,
                              24 * hour, 48 * hour, 120 * hour, 240 * hour};
  constexpr double wanted = 6;
  double step = high;
  for (const double candidate : steps) {
    if ((high - low) / candidate <= wanted) {
      step = candidate;
      break;
    }
  }
  return {low, high, std::max(step, 1.0)};
}

class frame {
 public:
  frame(const scale& x, const scale& y) : x_(x), y_(y) {}
  [[nodiscard]] double across(double x) const {
    return left + (x - x_.low) / (x_.high - x_.low) * (width - left - right);
  }
  [[nodiscard]] double down(double y) const {
    return height - bottom - (y - y_.low) / (y_.high - y_.low) * (height - top - bottom);
  }

  [[nodiscard]] std::string grid(const axis& x_axis, const axis& y_axis) const {
    std::string text;
    for (double y = y_.low; y <= y_.high + y_.step / 2; y += y_.step) {
      text += fmt::format(
          "<line class=\"grid\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
          "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
          left, width - right, down(y), down(y), left - 6, down(y) + 4,
          number_text(y, y_.step, y_axis));
    }
    const double first = std::ceil(x_.low / x_.step - 1e-9) * x_.step;
    for (double x = first; x <= x_.high + x_.step * 1e-6; x += x_.step) {
      text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>",
                          across(x), height - bottom + 18, number_text(x, x_.step, x_axis));
    }
    return text;
  }

 private:
  scale x_;
  scale y_;
};

std::string figure(const std::string& title, const std::string& unit, const std::string& legend,
                   const std::string& drawing) {
  return fmt::format(
      "<figure><figcaption><b>{}</b> <span class=\"unit\">{}</span></figcaption>{}"
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">{}</svg></figure>\n",
      trace::xml_text(title), trace::xml_text(unit), legend, width, height, trace::xml_text(title),
      drawing);
}

}  // namespace

std::string line_chart(const std::string& title, const std::vector<double>& x, const axis& x_axis,
                       const std::vector<series>& lines, const axis& y_axis) {
  if (x.empty() || lines.empty()) return {};
  double low = lines[0].y[0];
  double high = low;
  for (const series& line : lines) {
    for (const double y : line.y) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  const auto [least, most] = std::minmax_element(x.begin(), x.end());
  const scale across =
      x_axis.is_time ? time_scale(*least, std::max(*most, 1.0)) : scale_of(*least, *most, 5);
  const frame area(across, scale_of(low, high, 5));
  std::string drawing = area.grid(x_axis, y_axis);
  std::string legend = "<div class=\"legend\">";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    drawing += fmt::format("<path class=\"line s{}\" d=\"", i);
    for (std::size_t k = 0; k < x.size(); ++k) {
      drawing += fmt::format("{}{:.1f} {:.1f}", k == 0 ? 'M' : 'L', area.across(x[k]),
                             area.down(lines[i].y[k]));
    }
    drawing += "\"/>";
    legend +=
        fmt::format("<span><i class=\"k{}\"></i>{}</span>", i, trace::xml_text(lines[i].name));
  }
  return figure(title, y_axis.unit, lines.size() > 1 ? legend + "</div>" : "", drawing);
}

std::string histogram(const std::string& title, const std::vector<double>& values,
                      const axis& x_axis) {
  if (values.size() < 2) return {};
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  constexpr int bars_wanted = 24;
  const scale fine = scale_of(*least, *most, bars_wanted);
  const auto bars = static_cast<std::size_t>(std::lround((fine.high - fine.low) / fine.step));
  std::vector<double> counts(bars, 0);
  for (const double value : values) {
    const auto bar = static_cast<std::size_t>((value - fine.low) / fine.step);
    counts[std::min(bar, bars - 1)] += 1;
  }
  scale across = scale_of(fine.low, fine.high, 4);
  across.low = fine.low;
  across.high = fine.high;
  const frame area(across, scale_of(0, *std::max_element(counts.begin(), counts.end()), 4));
  std::string drawing = area.grid(x_axis, {});
  for (std::size_t i = 0; i < bars; ++i) {
    const double from = area.across(fine.low + static_cast<double>(i) * fine.step);
    const double to = area.across(fine.low + static_cast<double>(i + 1) * fine.step);
    drawing += fmt::format(
        "<rect class=\"bar\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>",
        from + 0.5, area.down(counts[i]), std::max(to - from - 1, 0.5),
        area.down(0) - area.down(counts[i]));
  }
  return figure(title, "paths", "", drawing);
}

}  // namespace assay::market
