// JSON Schema, the part of it that vector files use.
#include "schema_check.hpp"

#include <algorithm>
#include <array>

#include "assay/vector/value.hpp"

namespace assay::vectors {

namespace {

using element = simdjson::dom::element;

std::string text_of(const element& value) { return simdjson::minify(value); }

bool is_type(const element& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_bool();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  return false;
}

// Annotations, and keywords that check_object judges together with "properties".
constexpr std::array<std::string_view, 7> silent_keywords = {
    "$id", "$schema", "$defs", "title", "pattern", "additionalProperties", "minItems"};

}  // namespace

void schema_check::check(const element& document, const element& schema, const std::string& where) {
  simdjson::dom::object rules;
  if (schema.get(rules) != simdjson::SUCCESS) {
    tell_(where, "has a schema that is no object");
    return;
  }
  for (const auto rule : rules) check_keyword(document, rule.key, rule.value, where);
  if (document.is_object()) check_object(document, schema, where);
}

void schema_check::check_keyword(const element& document, std::string_view keyword,
                                 const element& rule, const std::string& where) {
  if (keyword == "$ref") {
    const std::string_view target = rule.get_string().value_unsafe();
    element referenced;
    const auto pointer = target.substr(target.find('#') + 1);
    if (common_.at_pointer(pointer).get(referenced) != simdjson::SUCCESS) {
      tell_(where, "has a schema with a dangling reference " + std::string(target));
      return;
    }
    check(document, referenced, where);
  } else if (keyword == "type") {
    check_type(document, rule.get_string().value_unsafe(), where);
  } else if (keyword == "format") {
    check_format(document, rule.get_string().value_unsafe(), where);
  } else if (keyword == "required") {
    check_required(document, rule, where);
  } else if (keyword == "items") {
    check_items(document, rule, where);
  } else if (keyword == "const") {
    if (text_of(document) != text_of(rule)) {
      tell_(where, "is " + text_of(document) + " instead of " + text_of(rule));
    }
  } else if (keyword == "enum") {
    check_enum(document, rule, where);
  } else if (keyword == "minimum") {
    std::int64_t number = 0;
    if (document.get(number) == simdjson::SUCCESS && number < rule.get_int64().value_unsafe()) {
      tell_(where, "is " + text_of(document) + ", less than " + text_of(rule));
    }
  } else if (keyword != "properties" && std::find(silent_keywords.begin(), silent_keywords.end(),
                                                  keyword) == silent_keywords.end()) {
    tell_(where, "has a schema with the unknown keyword " + std::string(keyword));
  }
}

void schema_check::check_type(const element& document, std::string_view type,
                              const std::string& where) {
  if (!is_type(document, type)) tell_(where, "is not of type " + std::string(type));
}

void schema_check::check_format(const element& document, std::string_view format,
                                const std::string& where) {
  std::string_view text;
  if (document.get(text) != simdjson::SUCCESS) return;  // reported by "type"
  for (const value_type type : value_types()) {
    if (is_array(type) || type_name(type) != format) continue;
    if (is_number(type) && text.starts_with("0x")) {
      tell_(where, "is hexadecimal; canonical files have decimal digits");
      return;
    }
    const parsed_value parsed = parse_scalar(type, text);
    if (!parsed.parsed) tell_(where, parsed.problem);
    return;
  }
  tell_(where, "has a schema with the unknown format " + std::string(format));
}

void schema_check::check_object(const element& document, const element& schema,
                                const std::string& where) {
  element properties;
  const bool has_properties = schema["properties"].get(properties) == simdjson::SUCCESS;
  element others;
  const bool has_others = schema["additionalProperties"].get(others) == simdjson::SUCCESS;
  if (!has_properties && !has_others) return;
  std::string_view previous;
  // A range-for would keep only a reference into get_object()'s result, which is gone by then.
  const simdjson::dom::object fields = document.get_object().value_unsafe();
  for (const auto field : fields) {
    const std::string name(field.key);
    const std::string place = where.empty() ? name : where + "." + name;
    if (field.key < previous) {
      tell_(place, "follows " + std::string(previous) + "; keys must be in alphabetical order");
    }
    previous = field.key;
    element property;
    if (has_properties && properties[field.key].get(property) == simdjson::SUCCESS) {
      check(field.value, property, place);
    } else if (has_others && others.is_object()) {
      check(field.value, others, place);
    } else {
      tell_(place, "is not a key of the format");
    }
  }
}

void schema_check::check_required(const element& document, const element& names,
                                  const std::string& where) {
  if (!document.is_object()) return;
  const simdjson::dom::array required = names.get_array().value_unsafe();
  for (const element name : required) {
    const std::string_view key = name.get_string().value_unsafe();
    element found;
    if (document[key].get(found) != simdjson::SUCCESS) {
      tell_(where.empty() ? "the file" : where, "lacks the key " + std::string(key));
    }
  }
}

void schema_check::check_items(const element& document, const element& schema,
                               const std::string& where) {
  simdjson::dom::array list;
  if (document.get(list) != simdjson::SUCCESS) return;
  std::size_t index = 0;
  for (const element item : list) {
    check(item, schema, where + "[" + std::to_string(index++) + "]");
  }
}

void schema_check::check_enum(const element& document, const element& allowed,
                              const std::string& where) {
  const std::string text = text_of(document);
  const simdjson::dom::array choices = allowed.get_array().value_unsafe();
  for (const element choice : choices) {
    if (text_of(choice) == text) return;
  }
  tell_(where, "is " + text + ", which is none of " + text_of(allowed));
}

}  // namespace assay::vectors
