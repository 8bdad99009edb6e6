// `assay verify`: judges the answers of a program, line by line.
#include "assay/vector/verify.hpp"

#include <fmt/format.h>

#include <chrono>
#include <vector>

#include "assay/trace/waiting.hpp"
#include "assay/vector/request.hpp"
#include "ci_report.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string name{};
  std::string file = "-";
  std::uint64_t count = 0;  // of the cases that must come; 0: any number
  std::uint64_t line_timeout_s = 60;
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
                    const std::vector<vectors::mismatch>& shown, const std::string& error) {
  std::string document;
  trace::json_writer json(document);
  json.begin_object().key("function").value(function.name);
  json.key("cases").value(result.cases).key("reverted").value(result.reverts);
  json.key("mismatches").value(result.mismatches).key("details").begin_array();
  for (const vectors::mismatch& one : shown) {
    json.begin_object().key("line").value(one.line).key("inputs").value(one.inputs);
    json.key("observed").value(one.observed).key("expected").value(one.expected).end_object();
  }
  json.end_array();
  if (!error.empty()) json.key("error").value(error);
  json.end_object();
  return document;
}

std::string sum_of(const context& shared, const vectors::verify_result& done) {
  const bool holds = done.mismatches == 0;
  return fmt::format("verified {} cases ({} ok, {} reverted), {}", done.cases,
                     done.cases - done.reverts, done.reverts,
                     shared.paint(holds ? style::good : style::bad,
                                  fmt::format("{} mismatches", done.mismatches)));
}

void check_count(const request& asked, const std::string& name, const vectors::function& function,
                 const vectors::verify_result& done) {
  if (done.cases == 0) {
    trace::fail(name, "there is no case to verify",
                fmt::format("feed it lines as `assay gen {}` prints them", function.name));
  }
  if (asked.count != 0 && done.cases != asked.count) {
    trace::fail(name, fmt::format("{} cases have come instead of {}", done.cases, asked.count),
                "see why the program that answers them stopped, or correct --count");
  }
}

// Judges all lines. Why they broke off or are too few; empty: all is well.
std::string judge(const request& asked, const std::string& name, const vectors::function& function,
                  const std::function<void(const vectors::mismatch&)>& tell,
                  vectors::verify_result& done) {
  try {
    const std::chrono::seconds patience(asked.line_timeout_s);
    trace::line_reader lines(trace::open_source(asked.file, patience), name);
    vectors::verify(lines, function, done, tell, [] { return !interrupted(); });
    if (!interrupted()) check_count(asked, name, function, done);
  } catch (const trace::input_error& error) {
    if (!interrupted()) return error.what();
  }
  return {};
}

int run(const context& shared, const request& asked) {
  const vectors::function& function = vectors::function_named(asked.name);
  const std::string name = asked.file == "-" ? "standard input" : asked.file;
  prepare_ci_report(asked.reports, {&asked.file, 1});
  std::vector<vectors::mismatch> shown;
  const auto tell = [&](const vectors::mismatch& wrong) {
    if (shown.size() >= asked.max_mismatches) return;
    shown.push_back(wrong);
    if (shared.json) return;
    shared.print(fmt::format("{}:{}: {} => observed {} expected {}\n", name, wrong.line,
                             wrong.inputs, wrong.observed, wrong.expected));
  };
  vectors::verify_result done;
  const std::string error = judge(asked, name, function, tell, done);
  if (!error.empty() && done.cases == 0) throw trace::input_error(error);
  checked_part part = to_part(asked, name, done, shown);
  part.error = error;
  write_ci_report(asked.reports, "verify", {&part, 1});
  if (shared.json) shared.print_json(to_json(function, done, shown, error));
  if (!shared.json && done.mismatches > shown.size()) {
    shared.report(
        fmt::format("… and {} more (--max-mismatches)\n", done.mismatches - shown.size()));
  }
  if (!error.empty()) {  // after what was found in spite of it
    flush_output();
    context plain;
    plain.color = "never";
    throw trace::input_error(fmt::format("{} (before it: {})", error, sum_of(plain, done)));
  }
  shared.report(sum_of(shared, done) + "\n");
  return done.mismatches == 0 ? exit_holds : exit_found;
}

}  // namespace

void add_verify(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "verify", "Evaluate lines again and report those that differ",
      {"assay gen uniswap-v2.getAmountOut | assay verify uniswap-v2.getAmountOut",
       "assay gen uniswap-v3.mulDiv --count 500 | assay verify uniswap-v3.mulDiv --count 500",
       "assay gen uniswap-v2.sqrt --level 3 | assay verify uniswap-v2.sqrt - --json"});
  const auto asked = std::make_shared<request>();
  command->add_option("FUNCTION", asked->name, "PROTOCOL.FUNCTION")->required();
  command->add_option("FILE", asked->file, "Lines as `assay gen` prints them, - for standard input")
      ->capture_default_str();
  add_number(*command, "--count", asked->count,
             "Fail unless so many cases come, as when a program dies; 0: any number");
  constexpr std::uint64_t day_s = 86'400;
  add_number(*command, "--line-timeout", asked->line_timeout_s,
             "Seconds to wait for the next lines; 0: for ever", 0, day_s);
  add_number(*command, "--max-mismatches", asked->max_mismatches, "Print no more than so many");
  add_ci_report(*command, asked->reports);
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
