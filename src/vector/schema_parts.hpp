// Pieces of JSON Schemas, as JSON text.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json_object.hpp"

namespace assay::vectors {

inline constexpr std::string_view schema_draft = "https://json-schema.org/draft/2020-12/schema";

inline std::string schema_reference(std::string_view definition) {
  json_object object;
  object.add_string("$ref", "common.json#/$defs/" + std::string(definition));
  return object.on_one_line();
}

inline std::string schema_constant(std::string_view text) {
  json_object object;
  object.add_string("const", text);
  return object.on_one_line();
}

inline std::string schema_list_of(const std::string& element_schema) {
  json_object object;
  object.add_string("type", "array");
  object.add("items", element_schema);
  return object.on_one_line();
}

// An object with exactly these keys.
inline std::string schema_object_of(
    const std::vector<std::pair<std::string, std::string>>& properties) {
  json_object schemas;
  std::vector<std::string> names;
  for (const auto& [name, schema] : properties) {
    schemas.add(name, schema);
    names.push_back(name);
  }
  json_object object;
  object.add("additionalProperties", "false");
  object.add("properties", schemas.on_one_line());
  object.add("required", json_strings(names));
  object.add_string("type", "object");
  return object.on_one_line();
}

}  // namespace assay::vectors
