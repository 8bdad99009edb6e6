// Cases out of JSON.
#include "case_reader.hpp"

namespace assay::vectors {

namespace {

using element = simdjson::dom::element;

// The text form of a JSON scalar, or nothing for what can be no value.
std::optional<std::string> scalar_text(const element& json) {
  std::string_view text;
  if (json.get(text) == simdjson::SUCCESS) return std::string(text);
  if (json.is_uint64() || json.is_int64() || json.is_bool()) return simdjson::minify(json);
  return std::nullopt;
}

}  // namespace

parsed_value read_value(value_type type, const element& json) {
  if (is_array(type)) {
    simdjson::dom::array list;
    if (json.get(list) != simdjson::SUCCESS) {
      return {std::nullopt, simdjson::minify(json) + " is not a list of numbers"};
    }
    std::vector<word> words;
    for (const element item : list) {
      const parsed_value number = read_value(element_type(type), item);
      if (!number.parsed) return number;
      words.push_back(number.parsed->scalar());
    }
    return {make_array(type, std::move(words)), {}};
  }
  const bool wants_bool = type == value_type::boolean;
  const auto text = scalar_text(json);
  if (!text || json.is_bool() != wants_bool) {
    return {std::nullopt, simdjson::minify(json) + " is no " + std::string(type_name(type)) +
                              (wants_bool ? "; write true or false without quotes"
                                          : "; write a string of digits")};
  }
  return parse_scalar(type, *text);
}

read_list read_values(const std::vector<parameter>& types, const simdjson::dom::array& json,
                      std::string_view what) {
  read_list read;
  if (json.size() != types.size()) {
    read.problem = "has " + std::to_string(json.size()) + " " + std::string(what) + " instead of " +
                   std::to_string(types.size());
    return read;
  }
  std::size_t index = 0;
  for (const element item : json) {
    const parameter& parameter = types[index++];
    parsed_value parsed = read_value(parameter.type, item);
    if (!parsed.parsed) {
      read.problem = "has a wrong " + std::string(parameter.name) + ": " + parsed.problem;
      return read;
    }
    read.list.push_back(std::move(*parsed.parsed));
  }
  return read;
}

std::string describe(const outcome& outcome) {
  if (!outcome.reverted) return to_text(outcome.results);
  return outcome.reverted->empty() ? "revert without data" : "revert " + *outcome.reverted;
}

}  // namespace assay::vectors
