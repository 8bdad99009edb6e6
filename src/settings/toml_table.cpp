// Strict reading of one table.
#include "toml_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "assay/trace/input_error.hpp"
#include "assay/word/format.hpp"

namespace assay::settings {
namespace {

std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::string joined(std::initializer_list<std::string_view> words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

std::string_view nearest(std::string_view name, std::span<const std::string_view> known) {
  return *std::min_element(known.begin(), known.end(), [&](std::string_view a, std::string_view b) {
    return edits(name, a) < edits(name, b);
  });
}

toml::table parse_table(std::string_view text, const std::string& file) {
  // A key of very many parts would nest deeper than the parser's limit, which does not see it.
  constexpr std::size_t longest_line = 1 << 16;
  std::size_t line = 1;
  for (std::size_t from = 0; from < text.size(); ++line) {
    const std::size_t size = std::min(text.find('\n', from), text.size()) - from;
    if (size > longest_line) {
      trace::fail(file, line, fmt::format("has more than {} characters", longest_line),
                  "break the line");
    }
    from += size + 1;
  }
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    trace::fail(file, error.source().begin.line,
                fmt::format("is no TOML: {}", trace::printable(error.description(), 200)),
                "mend the line");
  }
}

std::optional<uint<256>> parse_decimal_text(std::string_view text, unsigned decimals) {
  const std::size_t point = text.find('.');
  std::string digits(text.substr(0, point));
  std::string fraction;
  if (point != std::string_view::npos) {
    fraction = text.substr(point + 1);
    if (fraction.empty()) return std::nullopt;
  }
  if (digits.empty()) return std::nullopt;
  while (fraction.size() > decimals && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > decimals) return std::nullopt;
  fraction.append(decimals - fraction.size(), '0');
  digits += fraction;
  const std::size_t start = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  return parse_decimal<256>(std::string_view(digits).substr(start));
}

std::string toml_table::name(std::string_view key) const {
  if (path_.empty()) return std::string(key);
  return key.empty() ? path_ : fmt::format("{}.{}", path_, key);
}

void toml_table::fail(std::string_view key, std::string_view what, std::string_view mend) const {
  const toml::node* const node = table_.get(key);
  const std::uint64_t at = node != nullptr ? node->source().begin.line : line();
  const std::string named = trace::printable(name(key), 200);
  trace::fail(file_, at == 0 ? 1 : at,
              named.empty() ? std::string(what) : fmt::format("{}: {}", named, what), mend);
}

void toml_table::only(std::initializer_list<std::string_view> known) const {
  for (const auto& [key, value] : table_) {
    const std::string_view found = key.str();
    if (std::find(known.begin(), known.end(), found) != known.end()) continue;
    fail(found, "is no key here",
         fmt::format("did you mean {}? There are {}", nearest(found, known), joined(known)));
  }
}

const toml::node& toml_table::need(std::string_view key) const {
  const toml::node* const node = table_.get(key);
  if (node == nullptr) fail(key, "is missing", "add it");
  return *node;
}

std::string toml_table::text(std::string_view key, std::string_view otherwise) const {
  return has(key) ? need_text(key) : std::string(otherwise);
}

std::string toml_table::need_text(std::string_view key) const {
  const auto value = need(key).value_exact<std::string>();
  if (!value || value->empty()) fail(key, "is no text", "write it in quotes");
  return *value;
}

std::uint64_t toml_table::number(std::string_view key, std::uint64_t otherwise, std::uint64_t least,
                                 std::uint64_t most) const {
  if (!has(key)) return otherwise;
  const auto value = need(key).value_exact<std::int64_t>();
  if (!value || *value < 0 || static_cast<std::uint64_t>(*value) < least ||
      static_cast<std::uint64_t>(*value) > most) {
    fail(key, value ? fmt::format("is {}", *value) : std::string("is no integer"),
         fmt::format("write a whole number from {} to {}", least, most));
  }
  return static_cast<std::uint64_t>(*value);
}

bool toml_table::flag(std::string_view key, bool otherwise) const {
  if (!has(key)) return otherwise;
  const auto value = need(key).value_exact<bool>();
  if (!value) fail(key, "is neither true nor false", "write one of them, without quotes");
  return *value;
}

double toml_table::real(std::string_view key, double otherwise, double least, double most) const {
  if (!has(key)) return otherwise;
  const toml::node& node = need(key);
  double value = 0;
  if (node.is_floating_point()) {
    value = *node.value_exact<double>();
  } else if (node.is_integer()) {
    value = static_cast<double>(*node.value_exact<std::int64_t>());
  } else {
    fail(key, "is no number", fmt::format("write one from {} to {}, without quotes", least, most));
  }
  if (!std::isfinite(value) || value < least || value > most) {
    fail(key, fmt::format("is {}", value),
         fmt::format("write a number from {} to {}", least, most));
  }
  return value;
}

std::uint64_t toml_table::whole_seconds(std::string_view key, std::string_view otherwise) const {
  const double value = seconds(key, otherwise);
  if (value != std::floor(value)) {
    fail(key, "is no whole number of seconds", "write whole seconds");
  }
  return static_cast<std::uint64_t>(value);
}

double toml_table::seconds(std::string_view key, std::string_view otherwise) const {
  constexpr double longest = 1e10;
  constexpr std::string_view mend = "write a number of seconds, or a text like 7d, 36h, 90m, 12s";
  std::string written(otherwise);
  if (has(key)) {
    const toml::node& node = need(key);
    if (!node.is_string()) return real(key, 0, 1e-3, longest);
    written = *node.value_exact<std::string>();
  }
  constexpr std::string_view units = "smhd";
  constexpr std::array<double, 4> lengths = {1, 60, 3600, 86'400};
  const std::size_t unit = written.empty() ? std::string_view::npos : units.find(written.back());
  double value = 0;
  const char* const end = written.data() + written.size() - 1;
  if (unit == std::string_view::npos)
    fail(key, fmt::format("is \"{}\"", trace::printable(written)), mend);
  const auto [stop, error] = std::from_chars(written.data(), end, value, std::chars_format::fixed);
  value *= lengths[unit];
  if (error != std::errc() || stop != end || !(value > 0) || value > longest) {
    fail(key, fmt::format("is \"{}\"", trace::printable(written)), mend);
  }
  return value;
}

std::string toml_table::decimal_text(std::string_view key) const {
  const toml::node& node = need(key);
  if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
  const auto written = node.value_exact<std::string>();
  if (!written) {
    fail(key, "is no exact decimal", "write it in quotes, like \"1234.5\": no binary fraction");
  }
  return *written;
}

uint<256> toml_table::decimal(std::string_view key, unsigned decimals) const {
  const std::string written = decimal_text(key);
  const auto value = parse_decimal_text(written, decimals);
  if (!value) {
    fail(key, fmt::format("is \"{}\"", trace::printable(written)),
         fmt::format("write a decimal without sign and with at most {} decimals", decimals));
  }
  return *value;
}

uint<256> toml_table::decimal(std::string_view key, unsigned decimals,
                              std::string_view otherwise) const {
  return has(key) ? decimal(key, decimals) : *parse_decimal_text(otherwise, decimals);
}

const toml::array& toml_table::need_list(std::string_view key) const {
  const toml::array* const list = need(key).as_array();
  constexpr std::size_t most = 64;
  if (list == nullptr || list->empty() || list->size() > most) {
    fail(key, "is no list of values", fmt::format("write 1 to {} of them in brackets", most));
  }
  return *list;
}

std::vector<std::int64_t> toml_table::numbers(std::string_view key, std::int64_t least,
                                              std::int64_t most) const {
  std::vector<std::int64_t> all;
  for (const toml::node& node : need_list(key)) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < least || *value > most) {
      fail(key, value ? fmt::format("holds {}", *value) : std::string("holds what is no integer"),
           fmt::format("write whole numbers from {} to {}", least, most));
    }
    all.push_back(*value);
  }
  return all;
}

std::vector<std::string> toml_table::texts(std::string_view key) const {
  std::vector<std::string> all;
  for (const toml::node& node : need_list(key)) {
    const auto value = node.value_exact<std::string>();
    if (!value) fail(key, "holds what is no text", "write names in quotes");
    all.push_back(*value);
  }
  return all;
}

std::vector<uint<256>> toml_table::decimals_of(std::string_view key, unsigned decimals) const {
  std::vector<uint<256>> all;
  for (const toml::node& node : need_list(key)) {
    const auto written = node.value_exact<std::string>();
    const auto value = written ? parse_decimal_text(*written, decimals) : std::nullopt;
    if (!value || value->is_zero()) {
      fail(key, "holds what is no exact decimal above zero",
           fmt::format("write them in quotes, with at most {} decimals", decimals));
    }
    all.push_back(*value);
  }
  return all;
}

std::size_t toml_table::choice(std::string_view key,
                               std::initializer_list<std::string_view> choices,
                               std::size_t otherwise) const {
  if (!has(key)) return otherwise;
  const std::string written = need_text(key);
  const auto* const found = std::find(choices.begin(), choices.end(), written);
  if (found == choices.end()) {
    fail(key, fmt::format("is \"{}\"", trace::printable(written)),
         fmt::format("did you mean {}? There are {}", nearest(written, choices), joined(choices)));
  }
  return static_cast<std::size_t>(found - choices.begin());
}

std::vector<std::uint64_t> toml_table::whole_numbers(std::string_view key,
                                                     std::size_t count) const {
  const std::string mend = fmt::format("write {} whole numbers in brackets", count);
  const toml::array* const array = need(key).as_array();
  if (array == nullptr || array->size() != count) {
    fail(key, fmt::format("is no list of {} numbers", count), mend);
  }
  std::vector<std::uint64_t> all;
  for (const toml::node& node : *array) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value || *value < 0) fail(key, "holds what is no whole number", mend);
    all.push_back(static_cast<std::uint64_t>(*value));
  }
  return all;
}

std::vector<std::string> toml_table::some_texts(std::string_view key) const {
  std::vector<std::string> all;
  if (!has(key)) return all;
  constexpr std::string_view mend = "write texts in quotes, in brackets";
  const toml::array* const array = need(key).as_array();
  if (array == nullptr) fail(key, "is no list", mend);
  for (const toml::node& node : *array) {
    auto value = node.value_exact<std::string>();
    if (!value || value->empty()) fail(key, "holds what is no text", mend);
    all.push_back(std::move(*value));
  }
  return all;
}

std::vector<std::pair<std::string, std::string>> toml_table::named_texts() const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [key, value] : table_) {
    all.emplace_back(std::string(key.str()), need_text(key.str()));
  }
  return all;
}

std::optional<toml_table> toml_table::table(std::string_view key) const {
  if (!has(key)) return std::nullopt;
  const toml::table* const inner = need(key).as_table();
  if (inner == nullptr)
    fail(key, "is no table", fmt::format("write [{}] and its keys below", name(key)));
  return toml_table(file_, name(key), *inner);
}

toml_table toml_table::need_table(std::string_view key) const {
  auto found = table(key);
  if (!found) fail(key, "is missing", fmt::format("add [{}] and its keys", name(key)));
  return *found;
}

std::vector<toml_table> toml_table::tables(std::string_view key) const {
  std::vector<toml_table> all;
  if (!has(key)) return all;
  const toml::array* const array = need(key).as_array();
  const std::string mend = fmt::format("write [[{}]] before each", name(key));
  if (array == nullptr) fail(key, "is no list of tables", mend);
  for (const toml::node& node : *array) {
    if (!node.is_table()) fail(key, "holds what is no table", mend);
    all.emplace_back(file_, fmt::format("{}[{}]", name(key), all.size()), *node.as_table());
  }
  return all;
}

}  // namespace assay::settings
