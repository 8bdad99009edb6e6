// The JSON Schemas of vector files, made from the registry so that they cannot disagree with it.
#include <vector>

#include "assay/vector/vector_file.hpp"
#include "case_record.hpp"
#include "json_object.hpp"
#include "schema_parts.hpp"

namespace assay::vectors {

namespace {

// "uint256[]" stands in the definitions as "uint256Array".
std::string definition_name(value_type type) {
  return is_array(type) ? std::string(type_name(element_type(type))) + "Array"
                        : std::string(type_name(type));
}

std::string case_schema(const function& function) {
  std::vector<std::string> errors{""};
  for (const std::string_view revert : function.reverts) {
    if (!revert.empty()) errors.emplace_back(revert);  // a bare one reads like none
  }
  std::vector<std::pair<std::string, std::string>> properties = {
      {"canary", schema_constant("1")},
      {"comment", schema_reference("text")},
      {"error", "{\"enum\":" + json_strings(errors) + "}"},
      {"flags", schema_list_of(schema_reference("text"))},
      {"result", schema_reference("result")},
      {"tcId", schema_reference("counter")}};
  for (const parameter& field : function.parameters) {
    properties.emplace_back(field.name, schema_reference(definition_name(field.type)));
  }
  for (const parameter& field : function.results) {
    properties.emplace_back(field.name, schema_reference(definition_name(field.type)));
  }
  return schema_object_of(properties);
}

std::string string_format(std::string_view format, std::string_view pattern) {
  json_object object;
  object.add_string("format", format);
  object.add_string("pattern", pattern);
  object.add_string("type", "string");
  return object.on_one_line();
}

std::string type_definition(value_type type) {
  if (type == value_type::boolean) return R"({"type":"boolean"})";
  if (is_array(type)) {
    return schema_list_of(schema_reference(definition_name(element_type(type))));
  }
  if (!is_number(type)) {
    return string_format(type_name(type),
                         "^0x[0-9a-f]{" + std::to_string(type_bits(type) / 4) + "}$");
  }
  return string_format(type_name(type),
                       is_signed(type) ? "^(0|-?[1-9][0-9]*)$" : "^(0|[1-9][0-9]*)$");
}

std::string info_schema() {
  const std::string text = schema_reference("text");
  return schema_object_of({{"caseHash", schema_reference("bytes32")},
                           {"codeHash", schema_reference("bytes32")},
                           {"count", schema_reference("uint256")},
                           {"generator", text},
                           {"level", R"({"enum":["1","2","3"]})"},
                           {"mirrors", text},
                           {"seed", schema_reference("uint256")},
                           {"signature", text}});
}

std::string note_schema() {
  const std::string text = schema_reference("text");
  return schema_object_of({{"description", text},
                           {"effect", text},
                           {"kind", R"({"enum":["BASIC","CONVERGENCE","EDGE_CASE","KNOWN_BUG",)"
                                    R"("MISSING_STEP","OVERFLOW","PRECISION_LOSS","PSEUDORANDOM",)"
                                    R"("QUIRK","REVERT","ROUNDING","WRONG_DIRECTION"]})"},
                           {"links", schema_list_of(text)},
                           {"property", text}});
}

}  // namespace

std::string render_schema(const function& function) {
  const std::string text = schema_reference("text");
  const std::string path = schema_path(function);
  const std::string file_name = path.substr(path.find('/') + 1);
  const std::string source = schema_object_of({{"name", text}, {"version", text}});
  const std::string group = schema_object_of({{"source", source},
                                              {"tests", schema_list_of(case_schema(function))},
                                              {"type", schema_constant(function.name)}});
  json_object file;
  file.add_string("$id", file_name);
  file.add_string("$schema", schema_draft);
  file.add("additionalProperties", "false");
  json_object properties;
  properties.add("algorithm", schema_constant(algorithm_name(function)));
  properties.add("forgeType", schema_constant(forge_type(function)));
  properties.add("header", schema_list_of(text));
  properties.add("info", schema_reference("info"));
  properties.add("notes",
                 "{\"additionalProperties\":" + schema_reference("note") + ",\"type\":\"object\"}");
  properties.add("numberOfTests", schema_reference("counter"));
  properties.add("schema", schema_constant(file_name));
  properties.add("testGroups", schema_list_of(group));
  file.add("properties", properties.on_lines());
  file.add("required", json_strings({"algorithm", "forgeType", "header", "info", "notes",
                                     "numberOfTests", "schema", "testGroups"}));
  file.add_string("title", "Test vectors of " + std::string(function.name));
  file.add_string("type", "object");
  return file.on_lines() + "\n";
}

std::string render_common_schema() {
  json_object definitions;
  for (const value_type type : value_types()) {
    definitions.add(definition_name(type), type_definition(type));
  }
  definitions.add("counter", R"({"minimum":1,"type":"integer"})");
  definitions.add("info", info_schema());
  definitions.add("note", note_schema());
  definitions.add("result", R"({"enum":["ok","revert"]})");
  definitions.add("text", R"({"type":"string"})");
  // References from within this file must not name it again.
  std::string text = definitions.on_lines();
  for (std::size_t at = 0; (at = text.find("common.json#", at)) != std::string::npos;) {
    text.erase(at, std::string_view("common.json").size());
  }
  json_object file;
  file.add("$defs", std::move(text));
  file.add_string("$id", "common.json");
  file.add_string("$schema", schema_draft);
  file.add_string("title", "What all vector files of Assay share");
  return file.on_lines() + "\n";
}

}  // namespace assay::vectors
