// Rendering of vector files.
#include "assay/vector/vector_file.hpp"

#include <set>
#include <vector>

#include "case_record.hpp"
#include "json_object.hpp"
#include "notes.hpp"

namespace assay::vectors {

namespace {

constexpr std::string_view source_version = "1";

struct rendered_tests {
  std::vector<std::string> groups{};
  std::vector<std::string> cases{};
  std::set<flag> flags{};
};

rendered_tests render_tests(const function& function, const case_options& options,
                            number_style style) {
  rendered_tests rendered;
  for (const case_group& group : grouped_cases(function, options)) {
    std::vector<std::string> cases;
    for (const test_case& test : group.tests) {
      const std::uint64_t test_id = rendered.cases.size() + 1;
      cases.push_back(case_object(function, test, test_id, style));
      rendered.cases.push_back(cases.back());
      for (const flag which : classify(function, test.arguments, test.expected)) {
        rendered.flags.insert(which);
      }
    }
    json_object source;
    source.add_string("name", source_name(group.source)).add_string("version", source_version);
    json_object object;
    object.add("source", source.on_one_line());
    object.add("tests", json_list(cases, true));
    object.add_string("type", function.name);
    rendered.groups.push_back(object.on_one_line());
  }
  return rendered;
}

std::string render_notes(const std::set<flag>& flags) {
  json_object notes;
  for (const flag which : flags) {
    const note& text = note_of(which);
    json_object object;
    object.add_string("description", text.description);
    object.add_string("effect", text.effect);
    object.add_string("kind", text.kind);
    object.add("links", "[]");
    object.add_string("property", text.property);
    notes.add(text.name, object.on_one_line());
  }
  return notes.on_lines();
}

std::string render_info(const function& function, const case_options& options,
                        const std::vector<std::string>& cases) {
  json_object info;
  info.add_string("caseHash", keccak256_hex(json_list(cases, true)));
  info.add_string("codeHash", function.code_hash);
  info.add_string("count", std::to_string(options.count));
  info.add_string("generator", generator_name());
  info.add_string("level", std::to_string(options.level));
  info.add_string("mirrors", function.mirrors);
  info.add_string("seed", std::to_string(options.seed));
  info.add_string("signature", function.signature);
  return info.on_lines();
}

std::string render_header(const function& function) {
  return json_strings(
      {"Test vectors of " + std::string(function.name) + ": " + std::string(function.summary) + ".",
       "Read numbers as decimal integers of any size; result is ok or revert, "
       "error the reason of the revert.",
       "Every case has canary 1: another number means that the decoder has "
       "misread the case."});
}

// The canonical file and its 0x-word view.
std::string render_json(const function& function, const case_options& options, file_format format) {
  const number_style style =
      format == file_format::forge ? number_style::evm_word : number_style::decimal;
  const rendered_tests rendered = render_tests(function, options, style);
  json_object file;
  file.add_string("algorithm", algorithm_name(function));
  file.add_string("forgeType", forge_type(function));
  file.add("header", render_header(function));
  file.add("info", render_info(function, options, rendered.cases));
  file.add("notes", render_notes(rendered.flags));
  file.add("numberOfTests", std::to_string(rendered.cases.size()));
  if (format == file_format::forge) {
    file.add("tests", json_list(rendered.cases, true));
  } else {
    const std::string path = schema_path(function);
    file.add_string("schema", path.substr(path.find('/') + 1));
    file.add("testGroups", json_list(rendered.groups, true));
  }
  return file.on_lines() + "\n";
}

std::string render_lines(const function& function, const case_options& options) {
  json_object header;
  header.add_string("format", "assay-cases-1");
  header.add_string("function", function.name);
  header.add_string("generator", generator_name());
  header.add_string("level", std::to_string(options.level));
  header.add_string("seed", std::to_string(options.seed));
  header.add_string("signature", function.signature);
  std::string lines = header.on_one_line() + "\n";
  case_stream stream(function, options);
  test_case test;
  while (stream.next(test)) {
    append_line(lines, function, test.arguments, test.expected);
    lines.push_back('\n');
  }
  return lines;
}

}  // namespace

std::optional<file_format> parse_format(std::string_view name) {
  if (name == "json") return file_format::json;
  if (name == "jsonl") return file_format::jsonl;
  if (name == "forge") return file_format::forge;
  if (name == "foundry") return file_format::foundry;
  return std::nullopt;
}

std::string file_path(const function& function, file_format format) {
  std::string path = algorithm_name(function);
  switch (format) {
    case file_format::json:
    case file_format::foundry:
      return path + "_test.json";
    case file_format::jsonl:
      return path + "_test.jsonl";
    case file_format::forge:
      return path + "_forge.json";
  }
  return path;
}

std::string schema_path(const function& function) {
  return "schemas/" + std::string(protocol_of(function)) + "_" + std::string(symbol_of(function)) +
         "_v1.json";
}

std::string render_file(const function& function, const case_options& options, file_format format) {
  if (format == file_format::jsonl) return render_lines(function, options);
  return render_json(function, options, format);
}

}  // namespace assay::vectors
