// Cases as objects of a vector file.
#include "case_record.hpp"

#include <algorithm>
#include <cctype>
#include <span>
#include <utility>
#include <vector>

#include "assay/version.hpp"
#include "json_object.hpp"
#include "notes.hpp"

namespace assay::vectors {

std::string pascal_case(std::string_view name) {
  std::string out;
  bool starts_word = true;
  for (const char letter : name) {
    if (letter == '-' || letter == '_' || letter == '.') {
      starts_word = true;
      continue;
    }
    out.push_back(starts_word ? static_cast<char>(std::toupper(letter)) : letter);
    starts_word = false;
  }
  return out;
}

std::string forge_struct(const function& function) {
  return pascal_case(protocol_of(function)) + pascal_case(symbol_of(function));
}

std::string forge_type(const function& function) {
  std::vector<std::pair<std::string, std::string>> fields = {
      {"canary", "uint256"}, {"comment", "string"}, {"error", "string"},
      {"flags", "string[]"}, {"result", "string"},  {"tcId", "uint256"}};
  // Narrower numbers are padded to a word in the ABI, so that uint256 or int256 reads them all.
  const auto add = [&](const parameter& field) {
    std::string type(type_name(field.type));
    if (is_number(field.type)) {
      type = is_signed(field.type) ? "int256" : "uint256";
      if (is_array(field.type)) type += "[]";
    }
    fields.emplace_back(field.name, std::move(type));
  };
  std::for_each(function.parameters.begin(), function.parameters.end(), add);
  std::for_each(function.results.begin(), function.results.end(), add);
  std::sort(fields.begin(), fields.end());
  std::string text = forge_struct(function) + "(";
  for (const auto& [name, type] : fields) {
    if (text.back() != '(') text.push_back(',');
    text += type + " " + name;
  }
  return text + ")";
}

value zero_value(value_type type) {
  if (is_array(type)) return make_array(type, {});
  return make_value(type, word::zero());
}

std::string_view source_comment(case_source source) {
  switch (source) {
    case case_source::grid:
      return "point of the boundary grid";
    case case_source::solved:
      return "boundary solved for";
    case case_source::log_uniform:
      return "log-uniform magnitudes";
    case case_source::neighbour:
      return "neighbour of a solved boundary";
  }
  return "";
}

std::string case_object(const function& function, const test_case& test, std::uint64_t test_id,
                        number_style style) {
  json_object object;
  const auto add = [&](std::string_view name, const value& number) {
    std::string json;
    append_json(json, number, style);
    object.add(name, std::move(json));
  };
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    add(function.parameters[i].name, test.arguments[i]);
  }
  const bool reverted = test.expected.reverted.has_value();
  for (std::size_t i = 0; i < function.results.size(); ++i) {
    const parameter& result = function.results[i];
    add(result.name, reverted ? zero_value(result.type) : test.expected.results[i]);
  }
  std::vector<std::string> flags;
  for (const flag which : classify(function, test.arguments, test.expected)) {
    flags.emplace_back(note_of(which).name);
  }
  add("canary", make_value(value_type::uint256, word::one()));
  object.add_string("comment", source_comment(test.source));
  object.add_string("error", test.expected.reverted.value_or(""));
  object.add("flags", json_strings(flags));
  object.add_string("result", reverted ? "revert" : "ok");
  if (style == number_style::decimal) {
    object.add("tcId", std::to_string(test_id));
  } else {
    add("tcId", make_value(value_type::uint256, word{test_id}));
  }
  return object.on_one_line();
}

std::string hash_hex(const hash256& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex = "0x";
  for (const std::uint8_t byte : hash) {
    hex.push_back(digits[byte >> 4]);
    hex.push_back(digits[byte & 15]);
  }
  return hex;
}

std::string keccak256_hex(std::string_view text) {
  const auto bytes = std::span<const std::uint8_t>(
      reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return hash_hex(keccak256(bytes));
}

std::string_view protocol_of(const function& function) {
  return function.name.substr(0, function.name.find('.'));
}

std::string_view symbol_of(const function& function) {
  return function.name.substr(function.name.find('.') + 1);
}

std::string algorithm_name(const function& function) {
  return std::string(protocol_of(function)) + "/" + std::string(symbol_of(function));
}

std::string generator_name() { return "assay " + std::string(version()); }

std::vector<case_group> grouped_cases(const function& function, const case_options& options) {
  std::vector<case_group> groups;
  case_stream stream(function, options);
  test_case next;
  while (stream.next(next)) {
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const case_group& group) {
      return group.source == next.source;
    });
    case_group& group = found == groups.end() ? groups.emplace_back() : *found;
    group.source = next.source;
    group.tests.push_back(next);
  }
  std::sort(groups.begin(), groups.end(),
            [](const case_group& a, const case_group& b) { return a.source < b.source; });
  return groups;
}

}  // namespace assay::vectors
