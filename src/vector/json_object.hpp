// A JSON object under construction: keys come out in alphabetical order, however they went in,
// because decoders of Solidity structs rely on it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "assay/trace/json_writer.hpp"

namespace assay::vectors {

class json_object {
 public:
  /// `json` is the value, already as JSON.
  json_object& add(std::string_view key, std::string json) {
    fields_.emplace_back(key, std::move(json));
    return *this;
  }
  json_object& add_string(std::string_view key, std::string_view text) {
    std::string json;
    trace::append_json_string(json, text);
    return add(key, std::move(json));
  }

  /// {"a":1,"b":2}
  [[nodiscard]] std::string on_one_line() const { return text("", ""); }

  /// Each field on a line of its own, for diffs.
  [[nodiscard]] std::string on_lines() const { return text("\n", " "); }

 private:
  [[nodiscard]] std::string text(std::string_view line_break, std::string_view space) const {
    auto sorted = fields_;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::string out = "{";
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (i > 0) out.push_back(',');
      out += line_break;
      trace::append_json_string(out, sorted[i].first);
      out.push_back(':');
      out += space;
      out += sorted[i].second;
    }
    out += line_break;
    out.push_back('}');
    return out;
  }

  std::vector<std::pair<std::string, std::string>> fields_{};
};

/// A JSON list of elements that are JSON already, each on a line of its own if `on_lines`.
inline std::string json_list(const std::vector<std::string>& elements, bool on_lines = false) {
  std::string out = "[";
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) out.push_back(',');
    if (on_lines) out.push_back('\n');
    out += elements[i];
  }
  if (on_lines && !elements.empty()) out.push_back('\n');
  out.push_back(']');
  return out;
}

/// A JSON list of strings.
inline std::string json_strings(const std::vector<std::string>& texts) {
  std::vector<std::string> elements;
  for (const std::string& text : texts) trace::append_json_string(elements.emplace_back(), text);
  return json_list(elements);
}

}  // namespace assay::vectors
