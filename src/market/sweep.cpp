// Grids of scenarios, and their paths over threads.
#include "assay/market/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "assay/trace/input_error.hpp"
#include "scenario_table.hpp"

namespace assay::market {
namespace {

using settings::parse_table;

constexpr std::size_t most_points = 4096;

[[noreturn]] void refuse(const std::string& file, std::uint64_t line, std::string_view key,
                         std::string_view what, std::string_view mend) {
  trace::fail(file, std::max<std::uint64_t>(line, 1),
              fmt::format("sweep.\"{}\": {}", trace::printable(key, 200), what), mend);
}

std::string text_of(const toml::node& value) {
  if (const auto text = value.value_exact<std::string>()) return *text;
  if (const auto number = value.value_exact<std::int64_t>()) return std::to_string(*number);
  if (const auto real = value.value_exact<double>()) return fmt::format("{}", *real);
  if (const auto flag = value.value_exact<bool>()) return *flag ? "true" : "false";
  return {};
}

struct axis_source {
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  sweep_axis axis{};
};

std::vector<axis_source> read_axes(const std::string& file, const toml::table& root) {
  std::vector<axis_source> axes;
  const toml::node* const found = root.get("sweep");
  if (found == nullptr) return axes;
  const toml::table* const sweep = found->as_table();
  if (sweep == nullptr || sweep->empty()) {
    trace::fail(file, found->source().begin.line, "sweep: is no table with keys",
                "write [sweep] and below it \"market.volatility\" = [0.4, 0.8]");
  }
  for (const auto& [key, value] : *sweep) {
    const auto at = value.source().begin;
    axis_source one{at.line, at.column, {std::string(key.str()), {}}};
    const toml::array* const values = value.as_array();
    if (values == nullptr || values->empty()) {
      refuse(file, at.line, one.axis.key, "is no list of values", "write them in brackets");
    }
    for (const toml::node& element : *values) {
      one.axis.values.push_back(text_of(element));
      const auto same =
          std::find(one.axis.values.begin(), one.axis.values.end() - 1, one.axis.values.back());
      if (same != one.axis.values.end() - 1) {
        refuse(file, at.line, one.axis.key,
               fmt::format("holds {} twice", trace::printable(*same, 200)), "remove one of them");
      }
      if (one.axis.values.back().empty()) {
        refuse(file, at.line, one.axis.key, "holds what is no number, text or flag",
               "write plain values");
      }
    }
    for (const std::string_view fixed : {"paths", "seed", "title"}) {
      if (one.axis.key == fixed) {
        refuse(file, at.line, one.axis.key, "is one for the whole sweep", "remove it from [sweep]");
      }
    }
    axes.push_back(std::move(one));
  }
  std::sort(axes.begin(), axes.end(), [](const axis_source& a, const axis_source& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return axes;
}

// One step of a key: "pool[1]" is the second table of an array.
toml::table* step_into(toml::table& from, std::string_view segment) {
  const std::size_t bracket = segment.find('[');
  toml::node* const inner = from.get(segment.substr(0, bracket));
  if (inner == nullptr) return nullptr;
  if (bracket == std::string_view::npos) return inner->as_table();
  std::size_t index = 0;
  const char* const first = segment.data() + bracket + 1;
  const char* const last = segment.data() + segment.size() - 1;
  const auto [stop, error] = std::from_chars(first, last, index);
  toml::array* const list = inner->as_array();
  if (segment.back() != ']' || error != std::errc() || stop != last || list == nullptr ||
      index >= list->size()) {
    return nullptr;
  }
  return list->get(index)->as_table();
}

// The table in which the key's last segment stands; segments are taken from `key`.
toml::table* table_of(toml::table& root, std::string_view& key) {
  toml::table* at = &root;
  for (std::size_t point = 0; at != nullptr && (point = key.find('.')) != std::string_view::npos;) {
    at = step_into(*at, key.substr(0, point));
    key.remove_prefix(point + 1);
  }
  return at;
}

// The scenario's table with the axes' values in it. The values keep their place in the file, so
// that messages name it.
void set_values(const std::string& file, toml::table& root, const std::vector<axis_source>& axes,
                const std::vector<std::size_t>& place) {
  toml::table sweep = std::move(*root.get("sweep")->as_table());
  root.erase("sweep");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    std::string_view key = axes[i].axis.key;
    toml::table* const to = table_of(root, key);
    if (to == nullptr || key.empty() || key.find('[') != std::string_view::npos) {
      refuse(file, axes[i].line, axes[i].axis.key, "names no place in this scenario",
             "write it as \"market.volatility\" or \"pool[0].fee_pips\", counted from 0");
    }
    toml::node& value = *sweep.get(axes[i].axis.key)->as_array()->get(place[i]);
    value.visit([&](auto& typed) { to->insert_or_assign(key, std::move(typed)); });
  }
}

std::vector<std::size_t> place_on(const std::vector<sweep_axis>& axes, std::size_t point) {
  std::vector<std::size_t> place(axes.size());
  for (std::size_t i = axes.size(); i-- > 0;) {
    place[i] = point % axes[i].values.size();
    point /= axes[i].values.size();
  }
  return place;
}

}  // namespace

std::vector<std::size_t> grid::place_of(std::size_t point) const { return place_on(axes, point); }

std::string grid::point_text(std::size_t point) const {
  const auto place = place_of(point);
  std::string text;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    text += fmt::format("{}{} = {}", i == 0 ? "" : ", ", axes[i].key, axes[i].values[place[i]]);
  }
  return text;
}

std::uint64_t grid::total_paths() const { return points.size() * points.front().paths; }

grid parse_grid(std::string_view text, const std::string& file) {
  grid all;
  const toml::table first = parse_table(text, file);
  const auto axes = read_axes(file, first);
  std::size_t count = 1;
  for (const axis_source& one : axes) {
    all.axes.push_back(one.axis);
    count *= one.axis.values.size();
    if (count > most_points) {
      refuse(file, one.line, one.axis.key, fmt::format("makes more than {} points", most_points),
             "sweep over fewer values");
    }
  }
  for (std::size_t point = 0; point < count; ++point) {
    toml::table table = parse_table(text, file);
    if (!axes.empty()) set_values(file, table, axes, all.place_of(point));
    all.points.push_back(scenario_of(table, text, file));
  }
  set_paths(all, all.points.front().paths);
  return all;
}

void set_paths(grid& all, std::uint64_t paths) {
  constexpr std::uint64_t most = 100'000'000;
  const scenario& first = all.points.front();
  if (paths > most / all.points.size()) {
    trace::fail(first.file,
                fmt::format("paths: {} at each of {} points are more than {} in all", paths,
                            all.points.size(), most),
                "run fewer paths, or sweep over fewer values");
  }
  for (scenario& point : all.points) point.paths = paths;
}

grid read_grid(const std::string& file) { return parse_grid(read_scenario_text(file), file); }

slice shard_of(std::uint64_t total, std::uint64_t which, std::uint64_t of) {
  // total < 2^33 and of < 2^20: the products stay within 64 bits.
  const std::uint64_t first = total * (which - 1) / of;
  return {first, total * which / of - first};
}

}  // namespace assay::market
