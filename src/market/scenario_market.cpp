// [market] in a scenario: one price, or two assets in a numeraire, drawn, given or recorded.
#include <fmt/format.h>

#include <algorithm>

#include "assay/market/random.hpp"
#include "price_file.hpp"
#include "scenario_parts.hpp"

namespace assay::market {
namespace {

constexpr double thousand = 1000;
constexpr std::uint64_t most_columns = 1000;
constexpr unsigned default_csv_resolution = 8;

// Twelve significant digits, unless that is more decimals than there may be.
unsigned default_resolution(const std::string& price) {
  constexpr int significant = 12;
  const std::size_t point = std::min(price.find('.'), price.size());
  const std::size_t first = price.find_first_of("123456789");
  if (first == std::string::npos) return 0;
  const int before = first < point ? static_cast<int>(point - first)
                                   : static_cast<int>(point) + 1 - static_cast<int>(first);
  const int given = point == price.size() ? 0 : static_cast<int>(price.size() - point - 1);
  return static_cast<unsigned>(
      std::clamp(std::max(significant - before, given), 0, static_cast<int>(most_decimals)));
}

jump_process read_jumps(const toml_table& from) {
  const auto table = from.table("jumps");
  if (!table) return {};
  table->only({"per_day", "mean", "deviation"});
  return {table->real("per_day", 0, 0, 1e4), table->real("mean", 0, -5, 5),
          table->real("deviation", 0, 0, 5)};
}

double read_volatility(const toml_table& from) { return from.real("volatility", 0, 0, 100); }
double read_drift(const toml_table& from) { return from.real("drift", 0, -thousand, thousand); }

void read_regimes(const toml_table& from, market_spec& market) {
  for (const toml_table& table : from.tables("regime")) {
    table.only({"volatility", "drift", "mean_duration"});
    regime one;
    one.volatility = read_volatility(table);
    one.drift = read_drift(table);
    one.mean_duration_s = table.seconds("mean_duration", "1d");
    market.regimes.push_back(one);
  }
  if (market.regimes.size() < 2) {
    from.fail("regime", "has fewer than two regimes", "write [[market.regime]] for each");
  }
}

void read_points(const toml_table& from, market_spec& market) {
  for (const toml_table& table : from.tables("point")) {
    table.only({"time", "price"});
    price_point point;
    point.time_s = table.whole_seconds("time", "0s");
    point.price = read_price(table, "price", market.resolution);
    if (!market.points.empty() && point.time_s <= market.points.back().time_s) {
      table.fail("time", "is not after the point before", "sort the points by time");
    }
    market.points.push_back(point);
  }
  if (market.points.empty()) {
    from.fail("point", "is missing", "write [[market.point]] with time and price for each");
  }
}

// Of a numeraire: its name and how exactly token1 is priced in it.
numeraire_spec read_numeraire(const toml_table& from, unsigned default_decimals) {
  from.only({"symbol", "resolution"});
  numeraire_spec numeraire;
  numeraire.symbol = from.need_text("symbol");
  numeraire.resolution =
      static_cast<unsigned>(from.number("resolution", default_decimals, 0, most_decimals));
  return numeraire;
}

asset_spec read_asset(const toml_table& from) {
  from.only({"price", "volatility", "drift", "jumps"});
  return {from.decimal_text("price"), read_volatility(from), read_drift(from), read_jumps(from)};
}

// token0's first price over token1's, in units of `resolution`.
double ratio_of(const uint<256>& price0, const numeraire_spec& numeraire, unsigned resolution) {
  const double first = exact(price0).to_double() / real_power_of_ten(most_decimals);
  const double second =
      static_cast<double>(numeraire.initial) / real_power_of_ten(numeraire.resolution);
  return first / second * real_power_of_ten(resolution);
}

// Both assets' prices in the numeraire; the pools' price is their ratio, to twelve significant
// digits unless the resolution is given.
void read_assets(const toml_table& from, market_spec& market) {
  if (!from.has("correlation")) {
    from.fail("correlation", "is missing", "write a number from -1 to 1");
  }
  market.correlation = from.real("correlation", 0, -1, 1);
  const toml_table first = from.need_table("token0");
  const toml_table second = from.need_table("token1");
  market.assets = {read_asset(first), read_asset(second)};
  const uint<256> price0 = first.decimal("price", most_decimals);
  constexpr unsigned most_price_bits = 128;
  if (price0.is_zero()) first.fail("price", "is zero", "a price is above zero");
  if (!fits<most_price_bits>(price0)) first.fail("price", "is too large", "write less");
  market.numeraire =
      read_numeraire(from.need_table("numeraire"), default_resolution(market.assets[1].price));
  market.numeraire.initial =
      read_price(second, "price", market.numeraire.resolution, "market.numeraire.resolution");
  constexpr double twelve_digits = 1e12;
  unsigned decimals = most_decimals;
  while (decimals > 0 && ratio_of(price0, market.numeraire, decimals) >= twelve_digits) --decimals;
  market.resolution = static_cast<unsigned>(from.number("resolution", decimals, 0, most_decimals));
  market.ratio = ratio_of(price0, market.numeraire, market.resolution);
  const double rounded = market.ratio + 0.5;
  if (!(rounded >= 1 && rounded < 0x1p62)) {
    from.fail("resolution",
              fmt::format("of {} decimals has no place for the price of token0 in token1",
                          market.resolution),
              "write another one, or swap the tokens");
  }
  market.initial = static_cast<std::uint64_t>(rounded);
}

void read_recorded(const toml_table& from, const std::string& file, market_spec& market) {
  price_file_format format;
  format.time_column = from.number("time_column", 1, 1, most_columns);
  format.price_column = from.number("price_column", 2, 1, most_columns);
  format.in_milliseconds = from.choice("time_unit", {"s", "ms"}, 0) == 1;
  format.resolution = market.resolution;
  format.is_of_two_assets = from.choice("price_unit", {"token1", "numeraire"}, 0) == 1;
  if (from.has("numeraire") || from.has("numeraire_column") || format.is_of_two_assets) {
    market.numeraire = read_numeraire(from.need_table("numeraire"), default_csv_resolution);
    if (!from.has("numeraire_column")) {
      from.fail("numeraire_column", "is missing",
                "say which column has token1's price in the numeraire");
    }
    format.numeraire_column = from.number("numeraire_column", 0, 1, most_columns);
    format.numeraire_resolution = market.numeraire.resolution;
  }
  market.points = read_price_file(beside(file, from.need_text("file")), format);
  market.initial = market.points.front().price;
  market.numeraire.initial = market.points.front().numeraire;
}

void read_kind(const toml_table& from, const std::string& file, market_spec& market) {
  switch (market.kind) {
    case market_kind::gbm:
      break;
    case market_kind::mean_reversion:
      market.reversion_per_day = from.real("reversion_per_day", 1, 1e-6, 1e5);
      market.level = 0;
      if (from.has("level")) {
        const auto level = static_cast<double>(read_price(from, "level", market.resolution));
        market.level = portable_log(level / static_cast<double>(market.initial));
      }
      break;
    case market_kind::regimes:
      read_regimes(from, market);
      break;
    case market_kind::steps:
    case market_kind::ramp:
      read_points(from, market);
      break;
    case market_kind::csv:
      read_recorded(from, file, market);
      break;
    case market_kind::two_assets:
      read_assets(from, market);
      break;
  }
}

// A key that this kind of market would ignore is a misunderstanding.
void refuse_unused(const toml_table& from, market_kind kind) {
  const auto unless = [&](bool is_used, std::initializer_list<std::string_view> keys) {
    if (is_used) return;
    for (const std::string_view key : keys) {
      if (from.has(key)) {
        from.fail(key, "says nothing in this kind of market", "remove it, or choose another kind");
      }
    }
  };
  const bool has_points = kind == market_kind::steps || kind == market_kind::ramp;
  const bool has_assets = kind == market_kind::two_assets;
  const bool is_drawn = !has_points && kind != market_kind::csv;
  unless(is_drawn, {"jumps"});
  unless(is_drawn && !has_assets && kind != market_kind::regimes, {"volatility"});
  unless(kind == market_kind::gbm, {"drift"});
  unless(kind == market_kind::mean_reversion, {"reversion_per_day", "level"});
  unless(kind == market_kind::regimes, {"regime"});
  unless(has_points, {"point"});
  unless(kind != market_kind::csv && !has_assets, {"price"});
  unless(kind == market_kind::csv,
         {"file", "time_column", "price_column", "time_unit", "numeraire_column", "price_unit"});
  unless(kind == market_kind::csv || has_assets, {"numeraire"});
  unless(has_assets, {"correlation", "token0", "token1"});
}

}  // namespace

std::uint64_t read_price(const toml_table& from, std::string_view key, unsigned resolution,
                         std::string_view resolution_key) {
  const uint<256> value = from.decimal(key, resolution);
  if (value.is_zero()) from.fail(key, "is zero", "a price is above zero");
  if (!fits<62>(value)) {
    from.fail(key, "is too large for the resolution", fmt::format("lower {}", resolution_key));
  }
  return to_u64_truncating(value);
}

market_spec read_market(const toml_table& from, const std::string& file) {
  from.only({"kind",
             "price",
             "resolution",
             "volatility",
             "drift",
             "reversion_per_day",
             "level",
             "jumps",
             "regime",
             "point",
             "file",
             "time_column",
             "price_column",
             "time_unit",
             "correlation",
             "token0",
             "token1",
             "numeraire",
             "numeraire_column",
             "price_unit"});
  market_spec market;
  market.kind = static_cast<market_kind>(from.choice(
      "kind", {"gbm", "mean_reversion", "regimes", "steps", "ramp", "csv", "two_assets"}, 0));
  if (market.kind == market_kind::csv) {
    market.resolution =
        static_cast<unsigned>(from.number("resolution", default_csv_resolution, 0, most_decimals));
  } else if (market.kind != market_kind::two_assets) {
    market.resolution = static_cast<unsigned>(from.number(
        "resolution", default_resolution(from.decimal_text("price")), 0, most_decimals));
    market.initial = read_price(from, "price", market.resolution);
  }
  market.volatility = read_volatility(from);
  market.drift = read_drift(from);
  market.jumps = read_jumps(from);
  read_kind(from, file, market);
  refuse_unused(from, market.kind);
  return market;
}

}  // namespace assay::market
