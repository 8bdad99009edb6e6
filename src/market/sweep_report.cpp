// What a sweep leaves: JSON, a table, CSV and a page with a heat map.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <span>

#include "assay/market/report.hpp"
#include "assay/market/statistics.hpp"
#include "assay/market/sweep.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/trace/xml_text.hpp"
#include "assay/version.hpp"
#include "html_page.hpp"
#include "svg_chart.hpp"

namespace assay::market {
namespace {

// Those that a table or a plot of a sweep shows; the others are in the JSON and the CSV.
std::span<const std::string_view> shown(const grid& all) {
  static constexpr std::array<std::string_view, 8> names = {
      "againstHolding", "fees",          "lvr",           "againstRebalancing",
      "arbitrageGain",  "numeraireGain", "numeraireFees", "numeraireReturn"};
  constexpr std::size_t without_numeraire = 5;
  const std::span<const std::string_view> every = names;
  return all.points.front().market.numeraire.exists() ? every : every.first(without_numeraire);
}

const measure& measure_named(const grid& all, std::string_view name) {
  for (const measure& one : measures(all.points.front())) {
    if (one.name == name) return one;
  }
  return measures(all.points.front()).front();
}

distribution at_point(const grid& all, const std::vector<campaign_result>& done, std::size_t point,
                      std::size_t pool, const measure& counted) {
  return distribution_over(all.points[point], done[point], counted, pool);
}

std::string unit_of(const grid& all, const measure& counted) {
  const std::string symbol = symbol_of(all.points.front(), counted);
  return counted.unit == "share" || !symbol.empty() ? symbol : std::string(counted.unit);
}

std::string shown_value(const measure& counted, double value) {
  return counted.unit == "share" ? fmt::format("{:+.4f} %", value * 100)
                                 : fmt::format("{:.6g}", value);
}

// As a field of CSV, in quotes where it holds what would end it.
std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string failures_text(const grid& all, const std::vector<campaign_result>& done) {
  std::string text;
  for (std::size_t point = 0; point < done.size(); ++point) {
    for (const failed_identity& failed : done[point].failures) {
      text += fmt::format("{} at {}: path {}, block {}, pool {}: {}\n",
                          identity_name(failed.what.which), all.point_text(point), failed.path,
                          failed.block, failed.pool, failed.what.detail);
    }
  }
  return text;
}

bool are_numbers(const sweep_axis& one, std::vector<double>& out) {
  out.clear();
  for (const std::string& text : one.values) {
    double value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || stop != text.data() + text.size()) return false;
    out.push_back(value);
  }
  return true;
}

class sweep_page {
 public:
  sweep_page(const grid& all, const std::vector<campaign_result>& done) : all_(all), done_(done) {}

  std::string build() {
    const scenario& first = all_.points.front();
    text_ = page_head(first.title, fmt::format("{} points, {} paths each. The first point:\n{}",
                                               all_.points.size(), first.paths,
                                               describe(first).substr(first.title.size() + 1)));
    const std::string failures = failures_text(all_, done_);
    text_ += failures.empty()
                 ? "<p class=\"good\">Every identity of the books holds, to the wei.</p>\n"
                 : fmt::format("<pre class=\"bad\">{}</pre>\n", trace::xml_text(failures));
    for (std::size_t pool = 0; pool < first.pools.size(); ++pool) add_pool(pool);
    return text_ + page_tail(first.text, first.seed, sweep_json(all_, done_));
  }

 private:
  const grid& all_;
  const std::vector<campaign_result>& done_;
  std::string text_{};

  void add_pool(std::size_t pool) {
    text_ += fmt::format("<h2>{}</h2>\n<div class=\"charts\">\n",
                         trace::xml_text(all_.points.front().pools[pool].name));
    for (const std::string_view name : shown(all_)) {
      const measure& counted = measure_named(all_, name);
      std::vector<double> x;
      if (all_.axes.size() == 1 && all_.points.size() > 1 && are_numbers(all_.axes[0], x)) {
        add_line(pool, counted, x);
      } else {
        add_maps(pool, counted);
      }
    }
    text_ += "</div>\n";
    add_table(pool);
  }

  void add_line(std::size_t pool, const measure& counted, const std::vector<double>& x) {
    series mean{"mean", {}};
    series low{"95 % interval, low", {}};
    series high{"high", {}};
    for (std::size_t point = 0; point < all_.points.size(); ++point) {
      const distribution one = at_point(all_, done_, point, pool, counted);
      mean.y.push_back(one.mean);
      low.y.push_back(one.low95);
      high.y.push_back(one.high95);
    }
    text_ += line_chart(
        std::string(counted.meaning), x, {all_.axes[0].key, false, false}, {mean, low, high},
        {unit_of(all_, counted) + " over " + all_.axes[0].key, false, counted.unit == "share"});
  }

  // The last axis across, the one before down; a map for each combination of the others.
  void add_maps(std::size_t pool, const measure& counted) {
    const sweep_axis& x = all_.axes.back();
    const bool flat = all_.axes.size() == 1;
    const std::size_t rows = flat ? 1 : all_.axes[all_.axes.size() - 2].values.size();
    const std::size_t cells = rows * x.values.size();
    for (std::size_t first = 0; first < all_.points.size(); first += cells) {
      heat_table table;
      table.x_key = x.key;
      table.x = x.values;
      if (flat) {
        table.y = {""};
      } else {
        table.y_key = all_.axes[all_.axes.size() - 2].key;
        table.y = all_.axes[all_.axes.size() - 2].values;
      }
      for (std::size_t i = 0; i < cells; ++i) {
        table.values.push_back(at_point(all_, done_, first + i, pool, counted).mean);
      }
      table.is_share = counted.unit == "share";
      text_ += heat_map(std::string(counted.meaning) + ", mean" + others(first),
                        unit_of(all_, counted), table);
    }
  }
  [[nodiscard]] std::string others(std::size_t point) const {
    const auto place = all_.place_of(point);
    std::string text;
    for (std::size_t i = 0; i + 2 < all_.axes.size(); ++i) {
      text += fmt::format("; {} = {}", all_.axes[i].key, all_.axes[i].values[place[i]]);
    }
    return text;
  }

  void add_table(std::size_t pool) {
    text_ += "<div class=\"table\" style=\"margin-top:14px\"><table><thead><tr>";
    for (const sweep_axis& one : all_.axes)
      text_ += fmt::format("<th>{}</th>", trace::xml_text(one.key));
    text_ += "<th>paths</th>";
    for (const std::string_view name : shown(all_)) {
      text_ += fmt::format("<th>{} {}</th>", name,
                           trace::xml_text(unit_of(all_, measure_named(all_, name))));
    }
    text_ += "<th>mean ± half of its 95 % interval</th></tr></thead><tbody>\n";
    for (std::size_t point = 0; point < all_.points.size(); ++point) {
      const auto place = all_.place_of(point);
      text_ += fmt::format("<tr data-point=\"{}\">", point);
      for (std::size_t i = 0; i < all_.axes.size(); ++i) {
        text_ += fmt::format("<td>{}</td>", trace::xml_text(all_.axes[i].values[place[i]]));
      }
      text_ += fmt::format("<td>{}</td>", done_[point].all.paths);
      for (const std::string_view name : shown(all_)) {
        const measure& counted = measure_named(all_, name);
        const distribution one = at_point(all_, done_, point, pool, counted);
        const double reach = one.high95 - one.mean;
        text_ += fmt::format("<td>{} ± {}</td>", shown_value(counted, one.mean),
                             counted.unit == "share" ? fmt::format("{:.4f} %", reach * 100)
                                                     : fmt::format("{:.3g}", reach));
      }
      text_ += "<td></td></tr>\n";
    }
    text_ += "</tbody></table></div>\n";
  }
};

}  // namespace

std::string sweep_json(const grid& all, const std::vector<campaign_result>& done) {
  const scenario& first = all.points.front();
  std::string document;
  trace::json_writer json(document);
  json.begin_object().key("assay").value(version()).key("title").value(first.title);
  json.key("seed").value(std::to_string(first.seed)).key("pathsAsked").value(first.paths);
  json.key("sweep").begin_array();
  for (const sweep_axis& one : all.axes) {
    json.begin_object().key("key").value(one.key).key("values").begin_array();
    for (const std::string& value : one.values) json.value(value);
    json.end_array().end_object();
  }
  json.end_array().key("points").begin_array();
  for (std::size_t point = 0; point < done.size(); ++point) {
    const auto place = all.place_of(point);
    json.begin_object().key("values").begin_array();
    for (std::size_t i = 0; i < place.size(); ++i) json.value(all.axes[i].values[place[i]]);
    json.end_array().key("summary").raw(summary_json(all.points[point], done[point]));
    json.end_object();
  }
  json.end_array().end_object();
  return document;
}

std::string sweep_text(const grid& all, const std::vector<campaign_result>& done) {
  std::string text;
  for (std::size_t pool = 0; pool < all.points.front().pools.size(); ++pool) {
    text +=
        fmt::format("{}: mean ± half of its 95 % interval\n", all.points.front().pools[pool].name);
    for (std::size_t point = 0; point < done.size(); ++point) {
      text += fmt::format("  {} ({} paths)\n", all.point_text(point), done[point].all.paths);
      if (done[point].paths.empty()) continue;
      for (const std::string_view name : shown(all)) {
        const measure& counted = measure_named(all, name);
        const distribution one = at_point(all, done, point, pool, counted);
        const double reach = one.high95 - one.mean;
        text += fmt::format("    {:<20}{:>16} ± {}\n", name, shown_value(counted, one.mean),
                            counted.unit == "share" ? fmt::format("{:.4f} %", reach * 100)
                                                    : fmt::format("{:.3g}", reach));
      }
    }
  }
  return text;
}

std::string sweep_csv(const grid& all, const std::vector<campaign_result>& done) {
  std::string text = "point";
  for (const sweep_axis& one : all.axes) text += "," + csv_field(one.key);
  text += ",pool,paths";
  for (const measure& one : measures(all.points.front()))
    text += fmt::format(",{0},{0}.standard_error", one.name);
  text += "\n";
  for (std::size_t point = 0; point < done.size(); ++point) {
    const auto place = all.place_of(point);
    for (std::size_t pool = 0; pool < all.points[point].pools.size(); ++pool) {
      text += std::to_string(point);
      for (std::size_t i = 0; i < place.size(); ++i)
        text += "," + csv_field(all.axes[i].values[place[i]]);
      text += fmt::format(",{},{}", all.points[point].pools[pool].name, done[point].all.paths);
      for (const measure& counted : measures(all.points.front())) {
        const distribution one = at_point(all, done, point, pool, counted);
        text += fmt::format(",{:.12g},{:.12g}", one.mean, one.standard_error);
      }
      text += "\n";
    }
  }
  return text;
}

std::string sweep_html(const grid& all, const std::vector<campaign_result>& done) {
  return sweep_page(all, done).build();
}

}  // namespace assay::market
