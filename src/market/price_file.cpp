// Reading recorded prices, line by line.
#include "price_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "assay/trace/input_error.hpp"
#include "assay/trace/line_reader.hpp"
#include "assay/word/format.hpp"
#include "toml_table.hpp"

namespace assay::market {
namespace {

using settings::parse_decimal_text;

std::optional<std::string_view> column(std::string_view line, std::uint64_t number) {
  for (; number > 1; --number) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    line.remove_prefix(comma + 1);
  }
  std::string_view cell = line.substr(0, line.find(','));
  const auto is_padding = [](char c) { return c == ' ' || c == '"' || c == '\r'; };
  while (!cell.empty() && is_padding(cell.front())) cell.remove_prefix(1);
  while (!cell.empty() && is_padding(cell.back())) cell.remove_suffix(1);
  return cell;
}

std::string_view cut_decimals(std::string_view text, unsigned resolution) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return text;
  return text.substr(0, resolution == 0 ? point : std::min(text.size(), point + 1 + resolution));
}

struct row {
  std::uint64_t written_time = 0;  // in the file's unit
  std::uint64_t time_s = 0;
  std::uint64_t price = 0;
  std::uint64_t numeraire = 0;
};

// A cell as an integer of the resolution; nothing when it is no number.
std::optional<std::uint64_t> read_cell(const trace::line_reader& lines, std::string_view cell,
                                       unsigned resolution, std::string_view resolution_key) {
  const auto value = parse_decimal_text(cut_decimals(cell, resolution), resolution);
  if (!value) return std::nullopt;
  if (value->is_zero() || !fits<62>(*value)) {
    trace::fail(lines.name(), lines.number(),
                fmt::format("the price \"{}\" is out of range", trace::printable(cell)),
                fmt::format("write a price above zero, or change {}", resolution_key));
  }
  return to_u64_truncating(*value);
}

// Both prices are below 2^62 and the power of ten is below 2^60: below 2^123.
std::uint64_t ratio_of(const trace::line_reader& lines, std::uint64_t price0, std::uint64_t price1,
                       unsigned resolution) {
  uint<128> dividend{price0};
  for (unsigned i = 0; i < resolution; ++i) dividend = mul_wrapping(dividend, uint<128>{10});
  const uint<128> divisor{price1};
  const uint<128> half_up = div_down(add_wrapping(dividend, divisor >> 1), divisor);
  if (half_up.is_zero() || !fits<62>(half_up)) {
    trace::fail(lines.name(), lines.number(), "has a price of token0 in token1 out of range",
                "change market.resolution, or swap the tokens");
  }
  return to_u64_truncating(half_up);
}

// Nothing when the cells are no numbers.
std::optional<row> read_row(const trace::line_reader& lines, const price_file_format& format) {
  const auto time = column(lines.line(), format.time_column);
  const auto price = column(lines.line(), format.price_column);
  const bool has_numeraire = format.numeraire_column > 0;
  const auto token1 = column(lines.line(), std::max<std::uint64_t>(format.numeraire_column, 1));
  if (!time || !price || !token1) {
    trace::fail(lines.name(), lines.number(), "has too few columns",
                fmt::format("set market.time_column{} market.price_column{}, counted from 1",
                            has_numeraire ? "," : " and",
                            has_numeraire ? " and market.numeraire_column" : ""));
  }
  constexpr std::string_view of_numeraire = "market.numeraire.resolution";
  const auto seconds = parse_decimal<64>(time->substr(0, time->find('.')));
  if (!seconds) return std::nullopt;
  const auto value = format.is_of_two_assets
                         ? read_cell(lines, *price, format.numeraire_resolution, of_numeraire)
                         : read_cell(lines, *price, format.resolution, "market.resolution");
  const auto second = has_numeraire
                          ? read_cell(lines, *token1, format.numeraire_resolution, of_numeraire)
                          : std::optional<std::uint64_t>(0);
  if (!value || !second) return std::nullopt;
  constexpr std::uint64_t milliseconds = 1000;
  const std::uint64_t at = to_u64_truncating(*seconds);
  return row{at, format.in_milliseconds ? at / milliseconds : at,
             format.is_of_two_assets ? ratio_of(lines, *value, *second, format.resolution) : *value,
             *second};
}

// A first line whose time is a word.
bool is_heading(const trace::line_reader& lines, const price_file_format& format) {
  constexpr std::string_view of_numbers = "0123456789+-.";
  const auto time = column(lines.line(), format.time_column);
  return lines.number() == 1 && time &&
         (time->empty() || of_numbers.find(time->front()) == std::string_view::npos);
}

}  // namespace

std::string beside(const std::string& file, const std::string& name) {
  const std::filesystem::path path(name);
  if (path.is_absolute() || file == "-") return name;
  return (std::filesystem::path(file).parent_path() / path).string();
}

std::vector<price_point> read_price_file(const std::string& path, const price_file_format& format) {
  trace::line_reader lines(trace::open_source(path), path);
  std::vector<price_point> points;
  std::uint64_t first_s = 0;
  std::uint64_t last = 0;  // as written
  while (lines.next()) {
    if (lines.line().empty() || lines.line() == "\r") continue;
    if (is_heading(lines, format)) continue;
    const auto read = read_row(lines, format);
    if (!read) {
      trace::fail(lines.name(), lines.number(), "is no time and price above zero",
                  "write seconds and a plain decimal, separated by commas");
    }
    if (points.empty()) first_s = read->time_s;
    if (!points.empty() && read->written_time <= last) {
      trace::fail(lines.name(), lines.number(), "is not after the line before",
                  "sort the lines by time, each time once");
    }
    last = read->written_time;
    const price_point point{read->time_s - first_s, read->price, read->numeraire};
    if (!points.empty() && points.back().time_s == point.time_s) {
      points.back() = point;  // the last price of a second is that second's
    } else {
      points.push_back(point);
    }
  }
  if (points.empty()) trace::fail(path, "has no prices", "write lines of time and price");
  return points;
}

}  // namespace assay::market
