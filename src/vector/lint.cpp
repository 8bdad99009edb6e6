// The linter of vector files.
#include "assay/vector/lint.hpp"

#include <simdjson.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

#include "assay/trace/input_error.hpp"
#include "assay/trace/repeated_key.hpp"
#include "assay/vector/vector_file.hpp"
#include "assay/vector/verify.hpp"
#include "assay/word/format.hpp"
#include "case_reader.hpp"
#include "case_record.hpp"
#include "json_object.hpp"
#include "manifest.hpp"
#include "notes.hpp"
#include "schema_check.hpp"
#include "sequence_lint.hpp"

namespace assay::vectors {

namespace {

using element = simdjson::dom::element;

std::string read_whole(const std::filesystem::path& file) {
  const auto source = trace::open_source(file.string());
  std::string bytes;
  std::string block(std::size_t{1} << 16, '\0');
  while (const std::size_t size = source->read(block.data(), block.size())) {
    bytes.append(block, 0, size);
  }
  return bytes;
}

std::string string_at(const element& object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// "uniswap-v2/getAmountOut" names the function uniswap-v2.getAmountOut.
const function* function_of_algorithm(std::string algorithm) {
  const std::size_t slash = algorithm.find('/');
  if (slash != std::string::npos) algorithm[slash] = '.';
  return find_function(algorithm);
}

// One canonical file whose shape the schema has accepted.
class case_lint {
 public:
  case_lint(const function& function, const element& document, const lint_report& tell)
      : function_(function), document_(document), tell_(tell) {}

  // Returns the number of cases executed.
  std::uint64_t check() {
    for (const element group : document_["testGroups"].get_array()) {
      for (const element test : group["tests"].get_array()) check_case(test);
    }
    const std::uint64_t stated = document_["numberOfTests"].get_uint64().value_unsafe();
    if (stated != cases_.size()) {
      tell_("numberOfTests is " + std::to_string(stated) + ", but there are " +
            std::to_string(cases_.size()));
    }
    const std::string hash = keccak256_hex(json_list(cases_, true));
    if (string_at(document_["info"], "caseHash") != hash) {
      tell_("info.caseHash does not match the cases; their hash is " + hash);
    }
    check_notes();
    return cases_.size();
  }

 private:
  void check_case(const element& test) {
    cases_.push_back(simdjson::minify(test));
    const std::uint64_t id = test["tcId"].get_uint64().value_unsafe();
    const std::string place = "tcId " + std::to_string(id) + ": ";
    if (!ids_.insert(id).second) tell_(place + "stands twice");
    for (const element flag : test["flags"].get_array()) {
      flags_.insert(std::string(flag.get_string().value_unsafe()));
    }
    values arguments;
    for (const parameter& parameter : function_.parameters) {
      arguments.push_back(*read_value(parameter.type, test[parameter.name].value_unsafe()).parsed);
    }
    const std::string refused = function_.refuse(arguments);
    if (!refused.empty()) {
      tell_(place + refused);
      return;
    }
    check_answer(test, place, arguments);
  }

  void check_answer(const element& test, const std::string& place, const values& arguments) {
    const outcome expected = function_.evaluate(arguments);
    const std::string result = expected.reverted ? "revert" : "ok";
    const auto compare = [&](const std::string& field, const std::string& stated,
                             const std::string& computed) {
      if (stated != computed) {
        tell_(place + field + " is '" + stated + "', executed it is '" + computed + "'");
      }
    };
    compare("result", string_at(test, "result"), result);
    compare("error", string_at(test, "error"), expected.reverted.value_or(""));
    for (std::size_t i = 0; i < function_.results.size(); ++i) {
      const parameter& field = function_.results[i];
      const value computed = expected.reverted ? zero_value(field.type) : expected.results[i];
      const auto stated = read_value(field.type, test[field.name].value_unsafe());
      compare(std::string(field.name), to_text(*stated.parsed), to_text(computed));
    }
    std::vector<std::string> flags;
    for (const flag which : classify(function_, arguments, expected)) {
      flags.emplace_back(note_of(which).name);
    }
    compare("flags", simdjson::minify(test["flags"].value_unsafe()), json_strings(flags));
  }

  void check_notes() {
    std::set<std::string> noted;
    for (const auto note : document_["notes"].get_object()) noted.emplace(note.key);
    for (const std::string& flag : flags_) {
      if (!noted.contains(flag)) tell_("the flag " + flag + " has no note");
    }
    for (const std::string& note : noted) {
      if (!flags_.contains(note)) tell_("the note " + note + " explains no flag");
    }
  }

  const function& function_;
  element document_;
  const lint_report& tell_;
  std::vector<std::string> cases_{};
  std::set<std::uint64_t> ids_{};
  std::set<std::string> flags_{};
};

std::size_t first_different_line(const std::string& a, const std::string& b) {
  std::istringstream left(a);
  std::istringstream right(b);
  std::string left_line;
  std::string right_line;
  std::size_t number = 1;
  while (std::getline(left, left_line) && std::getline(right, right_line) &&
         left_line == right_line) {
    ++number;
  }
  return number;
}

// Schemas and 0x-word views are generated, never edited: they must be what the generator says.
void check_generated(const std::string& bytes, const std::string& generated,
                     const lint_report& tell) {
  if (bytes == generated) return;
  tell("line " + std::to_string(first_different_line(bytes, generated)) +
       " differs from what assay generates; write the file again");
}

std::uint64_t lint_canonical(const function& function, const element& document,
                             const lint_report& tell) {
  simdjson::dom::parser schema_parser;
  simdjson::dom::parser common_parser;
  const simdjson::padded_string schema_text(render_schema(function));
  const simdjson::padded_string common_text(render_common_schema());
  std::uint64_t problems = 0;
  schema_check check(common_parser.parse(common_text),
                     [&](const std::string& where, const std::string& what) {
                       ++problems;
                       tell(where + " " + what);
                     });
  check.check(document, schema_parser.parse(schema_text), "");
  if (problems > 0) return 0;  // the cases cannot be read with certainty
  return case_lint(function, document, tell).check();
}

std::uint64_t lint_forge(const function& function, const element& document,
                         const std::string& bytes, const lint_report& tell) {
  element info;
  if (document["info"].get(info) != simdjson::SUCCESS) {
    tell("info is missing");
    return 0;
  }
  const auto number = [&](std::string_view key) {
    const auto parsed = parse_decimal<64>(string_at(info, key));
    if (!parsed) tell("info." + std::string(key) + " is no number");
    return parsed ? to_u64_truncating(*parsed) : 0;
  };
  case_options options;
  options.seed = number("seed");
  options.count = number("count");
  const std::uint64_t level = number("level");
  if (level < 1 || level > 3 || options.count > largest_file_cases) {
    tell("info.level or info.count is out of range");
    return 0;
  }
  options.level = static_cast<unsigned>(level);
  check_generated(bytes, render_file(function, options, file_format::forge), tell);
  simdjson::dom::array tests;
  return document["tests"].get(tests) == simdjson::SUCCESS ? tests.size() : 0;
}

void lint_schema(const std::filesystem::path& file, const std::string& bytes,
                 const lint_report& tell) {
  const std::string path = "schemas/" + file.filename().string();
  if (path == common_schema_path) {
    check_generated(bytes, render_common_schema(), tell);
    return;
  }
  if (lint_sequence_schema(path, bytes, tell)) return;
  for (const function& function : functions()) {
    if (path == schema_path(function)) {
      check_generated(bytes, render_schema(function), tell);
      return;
    }
  }
  tell("is the schema of no known function");
}

lint_result lint_lines(const std::filesystem::path& file, const lint_report& tell) {
  trace::line_reader lines(trace::open_source(file.string()), file.string());
  simdjson::dom::parser parser;
  element header;
  if (!lines.next() ||
      parser.parse(simdjson::padded_string(lines.line())).get(header) != simdjson::SUCCESS ||
      find_function(string_at(header, "function")) == nullptr) {
    trace::fail(file.string(), 1, "the header names no known function",
                "write the file with assay vectors --format jsonl");
  }
  const function& function = *find_function(string_at(header, "function"));
  trace::line_reader again(trace::open_source(file.string()), file.string());
  lint_result result;
  result.files = 1;
  verify_result done;
  verify(again, function, done, [&](const mismatch& wrong) {
    tell(file.string() + ":" + std::to_string(wrong.line) + ": " + wrong.inputs + " => observed " +
         wrong.observed + " expected " + wrong.expected);
  });
  result.cases = done.cases;
  result.problems = done.mismatches;
  return result;
}

}  // namespace

lint_result lint_file(const std::filesystem::path& file, const lint_report& tell) {
  if (file.extension() == ".jsonl") return lint_lines(file, tell);
  const std::string bytes = read_whole(file);
  simdjson::dom::parser parser;
  element document;
  if (parser.parse(simdjson::padded_string(bytes)).get(document) != simdjson::SUCCESS ||
      !document.is_object()) {
    trace::fail(file.string(), "is not a JSON object", "write it again with assay vectors");
  }
  lint_result result;
  result.files = 1;
  const lint_report report = [&](const std::string& problem) {
    ++result.problems;
    tell(file.string() + ": " + problem);
  };
  if (const auto twice = trace::repeated_key(document)) {
    report("holds " + *twice + " twice");
    return result;
  }
  if (file.parent_path().filename() == "schemas") {
    lint_schema(file, bytes, report);
    return result;
  }
  const std::string algorithm = string_at(document, "algorithm");
  if (const std::string_view protocol = sequence_protocol_of(algorithm); !protocol.empty()) {
    result.cases = lint_sequences(protocol, document, report);
    return result;
  }
  const function* function = function_of_algorithm(algorithm);
  if (function == nullptr) {
    report("algorithm '" + algorithm + "' is not known");
  } else if (file.filename().string().ends_with("_forge.json")) {
    result.cases = lint_forge(*function, document, bytes, report);
  } else {
    result.cases = lint_canonical(*function, document, report);
  }
  return result;
}

lint_result lint_directory(const std::filesystem::path& directory, const lint_report& tell) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  std::filesystem::recursive_directory_iterator entries(directory, error);
  if (error) {
    trace::fail(directory.string(), "cannot be read: " + error.message(),
                "name a directory of vector files");
  }
  for (const auto& entry : entries) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".json" || extension == ".jsonl")) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  lint_result total;
  lint_manifest(directory, [&](const std::string& problem) {
    ++total.problems;
    tell(problem);
  });
  for (const auto& file : files) {
    const lint_result one = lint_file(file, tell);
    total.files += one.files;
    total.cases += one.cases;
    total.problems += one.problems;
  }
  return total;
}

}  // namespace assay::vectors
