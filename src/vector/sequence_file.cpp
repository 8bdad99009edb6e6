// Rendering of sequence files, and their schema.
#include "assay/vector/sequence_file.hpp"

#include <vector>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "case_record.hpp"
#include "json_object.hpp"
#include "schema_parts.hpp"
#include "sequence_step.hpp"

namespace assay::vectors {

namespace {

constexpr std::string_view type_name_of(step_field field) {
  switch (field) {
    case step_field::number:
      return "uint256";
    case step_field::text:
      return "string";
    case step_field::flag:
      return "bool";
    case step_field::numbers:
      return "uint256[]";
    case step_field::texts:
      return "string[]";
  }
  return "";
}

std::string sequence_forge_type() {
  std::string text = "Sequence(uint256 canary,string comment,Step[] steps,uint256 tcId)Step(";
  for (const auto& [name, field] : step_fields()) {
    if (text.back() != '(') text.push_back(',');
    text += std::string(type_name_of(field)) + " " + name;
  }
  return text + ")";
}

std::vector<std::string> render_steps(unsigned length, std::uint64_t seed) {
  namespace generators = gen::uniswap_v2;
  const auto setup = generators::make_setup(generators::mode::pair);
  generators::generator generator(generators::mode::pair, setup);
  uniswap_v2::pool<> pool(setup);
  gen::choices choices(seed);
  std::vector<std::string> steps;
  while (steps.size() < length) {
    const auto operation = generator.next(choices, pool.state());
    const auto& receipt = pool.apply(operation);
    steps.push_back(step_object(operation, receipt, pool.state()));
  }
  return steps;
}

std::string render_info(const std::vector<std::string>& sequences, std::uint64_t seed) {
  const uniswap_v2::parameters rules{};
  const uniswap_v2::parameters* known = uniswap_v2::find_parameters(rules.name);
  json_object info;
  info.add_string("caseHash", keccak256_hex(json_list(sequences, true)));
  info.add_string("codeHash", known->code_hash);
  info.add_string("generator", generator_name());
  info.add_string("mirrors", known->source);
  info.add_string("seed", std::to_string(seed));
  return info.on_lines();
}

std::string render_sequence(unsigned length, std::uint64_t test_id, std::string steps) {
  json_object sequence;
  sequence.add_string("canary", "1");
  sequence.add_string("comment", std::to_string(length) + " operations on a fresh pair");
  sequence.add("steps", std::move(steps));
  sequence.add("tcId", std::to_string(test_id));
  return sequence.on_one_line();
}

}  // namespace

std::string sequence_path(unsigned length) {
  return "uniswap-v2/sequence" + std::to_string(length) + "_test.json";
}

std::string render_sequences(unsigned length, std::uint64_t seed) {
  std::vector<std::string> sequences;
  std::vector<std::string> minified;  // what the hash is of: layout does not count
  while (sequences.size() < operations_per_file / length) {
    const std::uint64_t test_id = sequences.size() + 1;
    constexpr std::uint64_t seeds_per_file = 1000;
    const auto steps = render_steps(length, seed * seeds_per_file + test_id);
    sequences.push_back(render_sequence(length, test_id, json_list(steps, true)));
    minified.push_back(render_sequence(length, test_id, json_list(steps)));
  }
  json_object file;
  file.add_string("algorithm", "uniswap-v2/sequence");
  file.add_string("forgeType", sequence_forge_type());
  file.add("header",
           json_strings({"Sequences of operations on one pair of Uniswap V2, with the result and "
                         "the whole state after each.",
                         "lp, token0 and token1 are the balances of actors 0 to 3, of the pair "
                         "and of address(0). Actor 0 is the factory's feeToSetter.",
                         "An operation first pays what it names (mint: amount0, amount1; swap: "
                         "in0, in1; burn: amount of LP tokens), then calls the pair."}));
  file.add("info", render_info(minified, seed));
  file.add("length", std::to_string(length));
  file.add("numberOfTests", std::to_string(sequences.size()));
  file.add_string("schema", sequence_schema_path.substr(sequence_schema_path.find('/') + 1));
  file.add("tests", json_list(sequences, true));
  return file.on_lines() + "\n";
}

std::string render_sequence_schema() {
  const std::string text = schema_reference("text");
  std::vector<std::pair<std::string, std::string>> properties;
  for (const auto& [name, field] : step_fields()) {
    switch (field) {
      case step_field::number:
        properties.emplace_back(name, schema_reference("uint256"));
        break;
      case step_field::text:
        properties.emplace_back(name, text);
        break;
      case step_field::flag:
        properties.emplace_back(name, schema_reference("bool"));
        break;
      case step_field::numbers:
        properties.emplace_back(name, schema_reference("uint256Array"));
        break;
      case step_field::texts:
        properties.emplace_back(name, schema_list_of(text));
        break;
    }
  }
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
  const std::string path(sequence_schema_path);
  const std::string file_name = path.substr(path.find('/') + 1);
  json_object fields;
  fields.add("algorithm", schema_constant("uniswap-v2/sequence"));
  fields.add("forgeType", schema_constant(sequence_forge_type()));
  fields.add("header", schema_list_of(text));
  fields.add("info", info);
  fields.add("length", R"({"enum":[8,32]})");
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
  file.add_string("title", "Sequences of operations on a pair of Uniswap V2");
  file.add_string("type", "object");
  return file.on_lines() + "\n";
}

}  // namespace assay::vectors
