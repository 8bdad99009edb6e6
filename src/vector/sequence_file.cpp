// Rendering of sequence files, and their schema.
#include "assay/vector/sequence_file.hpp"

#include <vector>

#include "assay/vector/call.hpp"
#include "case_record.hpp"
#include "decisions.hpp"
#include "json_object.hpp"
#include "schema_parts.hpp"
#include "sequence.hpp"

namespace assay::vectors {

namespace {

constexpr std::string_view type_name_of(step_field field) {
  switch (field) {
    case step_field::number:
      return "uint256";
    case step_field::signed_number:
      return "int256";
    case step_field::text:
      return "string";
    case step_field::flag:
      return "bool";
    case step_field::numbers:
      return "uint256[]";
    case step_field::signed_numbers:
      return "int256[]";
    case step_field::texts:
      return "string[]";
    case step_field::flags:
      return "bool[]";
  }
  return "";
}

// No other struct of a project may have these names (see forge_struct).
std::string sequence_forge_type(const sequence_kind& kind) {
  const std::string prefix = pascal_case(kind.protocol);
  std::string text = prefix + "Sequence(uint256 canary,string comment," + prefix +
                     "Step[] steps,uint256 tcId)" + prefix + "Step(";
  for (const auto& [name, field] : kind.fields) {
    if (text.back() != '(') text.push_back(',');
    text += std::string(type_name_of(field)) + " " + name;
  }
  return text + ")";
}

std::vector<std::string> render_steps(const sequence_kind& kind, unsigned length,
                                      std::uint64_t seed) {
  const auto pool = kind.make_pool();
  gen::choices choices(seed);
  std::vector<std::string> steps;
  while (steps.size() < length) steps.push_back(pool->draw(choices));
  return steps;
}

std::string render_info(const sequence_kind& kind, const std::vector<std::string>& sequences,
                        std::uint64_t seed) {
  json_object info;
  info.add_string("caseHash", keccak256_hex(json_list(sequences, true)));
  info.add_string("codeHash", kind.code_hash);
  info.add_string("generator", generator_name());
  info.add_string("mirrors", kind.mirrors);
  info.add_string("seed", std::to_string(seed));
  return info.on_lines();
}

std::string render_sequence(std::string_view comment, std::uint64_t test_id, std::string steps) {
  json_object sequence;
  sequence.add_string("canary", "1");
  sequence.add_string("comment", comment);
  sequence.add("steps", std::move(steps));
  sequence.add("tcId", std::to_string(test_id));
  return sequence.on_one_line();
}

struct commented_steps {
  std::string comment;
  std::vector<std::string> steps;
};

std::string algorithm_of(std::string_view protocol) { return std::string(protocol) + "/sequence"; }

// The schema's path without the folder.
std::string schema_file_name(std::string_view protocol) {
  return std::string(protocol) + "_sequence_v1.json";
}

// Sequences of this length; 0: of various ones.
std::string render_file(const sequence_kind& kind, unsigned length,
                        const std::vector<commented_steps>& given, std::uint64_t seed) {
  std::vector<std::string> sequences;
  std::vector<std::string> minified;  // what the hash is of: layout does not count
  for (const auto& [comment, steps] : given) {
    const std::uint64_t test_id = sequences.size() + 1;
    sequences.push_back(render_sequence(comment, test_id, json_list(steps, true)));
    minified.push_back(render_sequence(comment, test_id, json_list(steps)));
  }
  json_object file;
  file.add_string("algorithm", algorithm_of(kind.protocol));
  file.add_string("forgeType", sequence_forge_type(kind));
  file.add("header", json_strings(kind.header));
  file.add("info", render_info(kind, minified, seed));
  file.add("length", std::to_string(length));
  file.add("numberOfTests", std::to_string(sequences.size()));
  file.add_string("schema", schema_file_name(kind.protocol));
  file.add("tests", json_list(sequences, true));
  return file.on_lines() + "\n";
}

std::string_view decisions_of(std::string_view protocol) {
  return protocol == "uniswap-v2" ? uniswap_v2_decisions : uniswap_v3_decisions;
}

std::string field_schema(step_field field) {
  switch (field) {
    case step_field::number:
      return schema_reference("uint256");
    case step_field::signed_number:
      return schema_reference("int256");
    case step_field::text:
      return schema_reference("text");
    case step_field::flag:
      return schema_reference("bool");
    case step_field::numbers:
      return schema_reference("uint256Array");
    case step_field::signed_numbers:
      return schema_list_of(schema_reference("int256"));
    case step_field::texts:
      return schema_list_of(schema_reference("text"));
    case step_field::flags:
      return schema_list_of(schema_reference("bool"));
  }
  return "";
}

}  // namespace

std::vector<std::string_view> sequence_protocols() {
  std::vector<std::string_view> names;
  for (const sequence_kind& kind : sequence_kinds()) names.push_back(kind.protocol);
  return names;
}

bool has_sequences(std::string_view protocol) { return find_sequence_kind(protocol) != nullptr; }

std::string sequence_path(std::string_view protocol, unsigned length) {
  return std::string(protocol) + "/sequence" + std::to_string(length) + "_test.json";
}

std::string sequence_schema_path(std::string_view protocol) {
  return "schemas/" + schema_file_name(protocol);
}

std::string render_sequences(std::string_view protocol, unsigned length, std::uint64_t seed) {
  const sequence_kind& kind = *find_sequence_kind(protocol);
  const std::string comment = std::to_string(length) + " " + std::string(kind.comment);
  std::vector<commented_steps> sequences;
  while (sequences.size() < operations_per_file / length) {
    constexpr std::uint64_t seeds_per_file = 1000;
    const std::uint64_t sequence_seed = seed * seeds_per_file + sequences.size() + 1;
    sequences.push_back({comment, render_steps(kind, length, sequence_seed)});
  }
  return render_file(kind, length, sequences, seed);
}

std::string decisions_path(std::string_view protocol) {
  return std::string(protocol) + "/decisions_test.json";
}

std::string render_decisions(std::string_view protocol) {
  const sequence_kind& kind = *find_sequence_kind(protocol);
  simdjson::dom::parser parser;
  const simdjson::padded_string text(decisions_of(protocol));
  std::vector<commented_steps> sequences;
  for (const auto decision : parser.parse(text)["decisions"].get_array()) {
    std::vector<std::string> operations;
    for (const auto operation : decision["operations"].get_array()) {
      operations.push_back(simdjson::minify(operation));
    }
    sequences.push_back({std::string(decision["comment"].get_string().value()),
                         run_operations(protocol, operations)});
  }
  return render_file(kind, 0, sequences, 0);
}

std::string render_sequence_schema(std::string_view protocol) {
  const sequence_kind& kind = *find_sequence_kind(protocol);
  const std::string text = schema_reference("text");
  std::vector<std::pair<std::string, std::string>> properties;
  for (const auto& [name, field] : kind.fields) properties.emplace_back(name, field_schema(field));
  const std::string sequence =
      schema_object_of({{"canary", schema_constant("1")},
                        {"comment", text},
                        {"steps", schema_list_of(schema_object_of(properties))},
                        {"tcId", schema_reference("counter")}});
  const std::string info = schema_object_of({{"caseHash", schema_reference("bytes32")},
                                             {"codeHash", schema_reference("bytes32")},
                                             {"generator", text},
                                             {"mirrors", text},
                                             {"seed", schema_reference("uint256")}});
  const std::string file_name = schema_file_name(protocol);
  json_object fields;
  fields.add("algorithm", schema_constant(algorithm_of(protocol)));
  fields.add("forgeType", schema_constant(sequence_forge_type(kind)));
  fields.add("header", schema_list_of(text));
  fields.add("info", info);
  fields.add("length", R"({"enum":[0,8,32,128]})");
  fields.add("numberOfTests", schema_reference("counter"));
  fields.add("schema", schema_constant(file_name));
  fields.add("tests", schema_list_of(sequence));
  json_object file;
  file.add_string("$id", file_name);
  file.add_string("$schema", schema_draft);
  file.add("additionalProperties", "false");
  file.add("properties", fields.on_lines());
  file.add("required", json_strings({"algorithm", "forgeType", "header", "info", "length",
                                     "numberOfTests", "schema", "tests"}));
  file.add_string("title", kind.title);
  file.add_string("type", "object");
  return file.on_lines() + "\n";
}

}  // namespace assay::vectors
