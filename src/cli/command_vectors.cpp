// `assay vectors`: writes test-vector files, or checks existing ones.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

#include "assay/trace/byte_stream.hpp"
#include "assay/vector/foundry.hpp"
#include "assay/vector/lint.hpp"
#include "assay/vector/request.hpp"
#include "assay/vector/sequence_file.hpp"
#include "assay/vector/vector_file.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

namespace files = std::filesystem;

struct request {
  std::string name{};
  vectors::case_options options{.count = 120, .seed = 1, .level = 2};
  std::uint64_t level = 2;
  std::string format = "json";
  std::string out = "out/vectors";
  std::string check{};
};

struct rendered_file {
  std::string path;
  std::string text;
};

std::vector<const vectors::function*> functions_named(const std::string& name) {
  std::vector<const vectors::function*> chosen;
  for (const vectors::function& function : vectors::functions()) {
    if (function.name.substr(0, function.name.find('.')) == name) chosen.push_back(&function);
  }
  if (chosen.empty()) chosen.push_back(&vectors::function_named(name));
  return chosen;
}

// All files are rendered before the first is written: a mistake leaves nothing behind.
std::vector<rendered_file> render(const request& asked, vectors::file_format format) {
  std::vector<rendered_file> rendered;
  const auto chosen = functions_named(asked.name);
  const bool has_schemas = format == vectors::file_format::json;
  if (format == vectors::file_format::foundry) {
    const std::string_view name = chosen.front()->name;
    const bool has_pair = std::any_of(chosen.begin(), chosen.end(), [](const auto* one) {
      return one->name == "uniswap-v2.getAmountOut";
    });
    for (auto& file : vectors::render_solidity(name.substr(0, name.find('.')))) {
      // The ready test of a pair reads the vectors of what it quotes.
      if (!has_pair && file.path.find("UniswapV2Pair") != std::string::npos) continue;
      rendered.push_back({std::move(file.path), std::move(file.text)});
    }
  }
  for (const vectors::function* function : chosen) {
    rendered.push_back({vectors::file_path(*function, format),
                        vectors::render_file(*function, asked.options, format)});
    if (!has_schemas) continue;
    rendered.push_back({vectors::schema_path(*function), vectors::render_schema(*function)});
  }
  if (!has_schemas) return rendered;
  rendered.push_back({std::string(vectors::common_schema_path), vectors::render_common_schema()});
  // A protocol, not one function: its sequences of operations too.
  if (vectors::has_sequences(asked.name)) {
    for (const unsigned length : vectors::sequence_lengths) {
      rendered.push_back({vectors::sequence_path(asked.name, length),
                          vectors::render_sequences(asked.name, length, asked.options.seed)});
    }
    rendered.push_back(
        {vectors::decisions_path(asked.name), vectors::render_decisions(asked.name)});
    rendered.push_back(
        {vectors::sequence_schema_path(asked.name), vectors::render_sequence_schema(asked.name)});
  }
  return rendered;
}

// Folders that a run makes, and takes away again when it fails, as far as they are empty.
class new_folders {
 public:
  new_folders() = default;
  ~new_folders() {
    std::error_code ignored;
    for (auto made = made_.rbegin(); made != made_.rend(); ++made) files::remove(*made, ignored);
  }
  new_folders(const new_folders&) = delete;
  new_folders& operator=(const new_folders&) = delete;

  void make(const files::path& folder) {
    std::vector<files::path> missing;
    std::error_code ignored;
    for (files::path at = folder; at.has_relative_path() && !files::exists(at, ignored);
         at = at.parent_path()) {
      missing.push_back(at);
    }
    made_.insert(made_.end(), missing.rbegin(), missing.rend());
    make_directory(folder.string());
  }
  void keep() { made_.clear(); }

 private:
  std::vector<files::path> made_{};  // those above before those below
};

// The set is complete, each file beside its place, before the first is put there: a full disk
// leaves everything as it was.
void write_all(const context& shared, const request& asked, const std::vector<rendered_file>& all) {
  new_folders folders;
  std::vector<std::unique_ptr<trace::byte_sink>> sinks;
  for (const rendered_file& file : all) {
    const files::path path = files::path(asked.out) / file.path;
    folders.make(path.parent_path());
    sinks.push_back(trace::open_sink(path.string()));
    sinks.back()->write(file.text);
    sinks.back()->finish();
  }
  for (const auto& sink : sinks) sink->commit();
  folders.keep();
  for (const rendered_file& file : all) {
    shared.tell((files::path(asked.out) / file.path).string() + "\n");
  }
}

int write(const context& shared, request& asked) {
  const auto format = vectors::parse_format(asked.format);
  if (!format) {
    trace::fail("--format", fmt::format("\"{}\" is not known", trace::printable(asked.format)),
                "choose json, jsonl, forge or foundry");
  }
  if (*format != vectors::file_format::jsonl && asked.options.count > vectors::largest_file_cases) {
    trace::fail("--count",
                fmt::format("one file holds no more than {} cases", vectors::largest_file_cases),
                "use --format jsonl, which has no limit, or several seeds");
  }
  asked.options.level = static_cast<unsigned>(asked.level);
  const auto rendered = render(asked, *format);
  if (asked.out == "-") {
    const bool is_one_file = *format != vectors::file_format::foundry;
    if (functions_named(asked.name).size() != 1 || !is_one_file || shared.json) {
      trace::fail("--out", "- takes the file of one function, without --json", "name a directory");
    }
    shared.print(rendered.front().text);
    return exit_holds;
  }
  write_all(shared, asked, rendered);
  if (shared.json) {
    std::string document;
    trace::json_writer json(document);
    json.begin_object().key("directory").value(asked.out).key("files").begin_array();
    for (const rendered_file& file : rendered) json.value(file.path);
    json.end_array().end_object();
    shared.print_json(document);
  }
  shared.report(fmt::format("wrote {} files to {}\n", rendered.size(), asked.out));
  return exit_holds;
}

int check(const context& shared, const request& asked) {
  std::vector<std::string> problems;
  const auto result = vectors::lint_directory(asked.check, [&](const std::string& problem) {
    problems.push_back(problem);
    shared.report(problem + "\n");
  });
  if (result.cases == 0 && result.problems == 0) {
    trace::fail(asked.check, "holds no test vectors", "write some with assay vectors --out DIR");
  }
  const bool holds = result.problems == 0;
  if (shared.json) {
    std::string document;
    trace::json_writer json(document);
    json.begin_object().key("directory").value(asked.check).key("files").value(result.files);
    json.key("cases").value(result.cases).key("problems").begin_array();
    for (const std::string& problem : problems) json.value(problem);
    json.end_array().end_object();
    shared.print_json(document);
  }
  shared.report(fmt::format(
      "checked {} files, executed {} cases, {}\n", result.files, result.cases,
      shared.paint(holds ? style::good : style::bad, fmt::format("{} problems", result.problems))));
  return holds ? exit_holds : exit_found;
}

int run(const context& shared, request& asked) {
  if (asked.name.empty() == asked.check.empty()) {
    trace::fail("assay vectors", "takes either a name or --check DIR",
                "name a PROTOCOL or PROTOCOL.FUNCTION to write its vectors");
  }
  return asked.check.empty() ? write(shared, asked) : check(shared, asked);
}

}  // namespace

void add_vectors(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "vectors", "Write test-vector files, or lint and re-execute existing ones",
      {"assay vectors uniswap-v2 --out out/examples",
       "assay vectors uniswap-v3 --count 40 --out out/examples-v3",
       "assay vectors uniswap-v2.getAmountOut --format forge --count 1000 --level 3 --out out/sol",
       "assay vectors uniswap-v2.sqrt --count 5 --out -", "assay vectors --check vectors"});
  const auto asked = std::make_shared<request>();
  command->add_option("NAME", asked->name, "PROTOCOL or PROTOCOL.FUNCTION");
  add_number(*command, "--count", asked->options.count, "Cases per function", 1);
  add_number(*command, "--seed", asked->options.seed, "The same seed gives the same bytes");
  add_number(*command, "--level", asked->level,
             "1: boundary grid; 2: and solved boundaries, all magnitudes; 3: and neighbours", 1, 3);
  command
      ->add_option(
          "--format", asked->format,
          "json, jsonl (the pipe's lines), forge (0x-words) or foundry (json, and the Solidity "
          "that reads it)")
      ->capture_default_str();
  command->add_option("--out", asked->out, "Directory, or - for standard output")
      ->capture_default_str();
  command->add_option("--check", asked->check, "Check the files of this directory instead");
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
