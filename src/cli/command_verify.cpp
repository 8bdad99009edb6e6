// `assay verify`: judges the answers of a program, line by line.
#include "assay/vector/verify.hpp"

#include <fmt/format.h>

#include <vector>

#include "assay/vector/request.hpp"
#include "ci_report.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string name{};
  std::string file = "-";
  std::uint64_t max_mismatches = 20;
  ci_report reports{};
};

checked_part to_part(const request& asked, const std::string& name,
                     const vectors::verify_result& result,
                     const std::vector<vectors::mismatch>& shown) {
  checked_part part{.name = name, .is_file = asked.file != "-"};
  part.description = fmt::format("{} cases of {}", result.cases, asked.name);
  part.more = result.mismatches - shown.size();
  for (const vectors::mismatch& one : shown) {
    part.findings.push_back({"mismatch",
                             fmt::format("{}: {} => observed {} expected {}", asked.name,
                                         one.inputs, one.observed, one.expected),
                             one.line});
  }
  return part;
}

std::string to_json(const vectors::function& function, const vectors::verify_result& result,
                    const std::vector<vectors::mismatch>& shown) {
  std::string document;
  trace::json_writer json(document);
  json.begin_object().key("function").value(function.name);
  json.key("cases").value(result.cases).key("reverted").value(result.reverts);
  json.key("mismatches").value(result.mismatches).key("details").begin_array();
  for (const vectors::mismatch& one : shown) {
    json.begin_object().key("line").value(one.line).key("inputs").value(one.inputs);
    json.key("observed").value(one.observed).key("expected").value(one.expected).end_object();
  }
  json.end_array().end_object();
  return document;
}

int run(const context& shared, const request& asked) {
  const vectors::function& function = vectors::function_named(asked.name);
  const std::string name = asked.file == "-" ? "standard input" : asked.file;
  prepare_ci_report(asked.reports, {&asked.file, 1});
  trace::line_reader lines(trace::open_source(asked.file), name);
  std::vector<vectors::mismatch> shown;
  const auto result = vectors::verify(lines, function, [&](const vectors::mismatch& wrong) {
    if (shown.size() >= asked.max_mismatches) return;
    shown.push_back(wrong);
    if (shared.json) return;
    shared.print(fmt::format("{}:{}: {} => observed {} expected {}\n", name, wrong.line,
                             wrong.inputs, wrong.observed, wrong.expected));
  });
  if (result.cases == 0) {
    trace::fail(name, "there is no case to verify",
                fmt::format("feed it lines as `assay gen {}` prints them", function.name));
  }
  const checked_part part = to_part(asked, name, result, shown);
  write_ci_report(asked.reports, "verify", {&part, 1});
  if (shared.json) shared.print_json(to_json(function, result, shown));
  if (!shared.json && result.mismatches > shown.size()) {
    shared.report(
        fmt::format("… and {} more (--max-mismatches)\n", result.mismatches - shown.size()));
  }
  const bool holds = result.mismatches == 0;
  shared.report(fmt::format("verified {} cases ({} ok, {} reverted), {}\n", result.cases,
                            result.cases - result.reverts, result.reverts,
                            shared.paint(holds ? style::good : style::bad,
                                         fmt::format("{} mismatches", result.mismatches))));
  return holds ? exit_holds : exit_found;
}

}  // namespace

void add_verify(CLI::App& app, context& shared) {
  CLI::App* command =
      add_command(app, shared, "verify", "Evaluate lines again and report those that differ",
                  {"assay gen uniswap-v2.getAmountOut | assay verify uniswap-v2.getAmountOut",
                   "assay gen uniswap-v3.mulDiv | assay verify uniswap-v3.mulDiv",
                   "assay gen uniswap-v2.sqrt --level 3 | assay verify uniswap-v2.sqrt - --json"});
  const auto asked = std::make_shared<request>();
  command->add_option("FUNCTION", asked->name, "PROTOCOL.FUNCTION")->required();
  command->add_option("FILE", asked->file, "Lines as `assay gen` prints them, - for standard input")
      ->capture_default_str();
  add_number(*command, "--max-mismatches", asked->max_mismatches, "Print no more than so many");
  add_ci_report(*command, asked->reports);
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
