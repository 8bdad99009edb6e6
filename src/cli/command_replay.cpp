// `assay replay`: traces re-executed on a subject, compared field by field.
#include <fmt/format.h>

#include <chrono>

#include "assay/explain/explain.hpp"
#include "assay/replay/replay.hpp"
#include "assay/replay/report.hpp"
#include "assay/trace/closed_output.hpp"
#include "ci_report.hpp"
#include "commands.hpp"
#include "standings.hpp"

namespace assay::cli {
namespace {

struct request {
  std::vector<std::string> traces{};
  std::string write_to{};
  bool strict = false;
  bool explain = false;
  bool distances = false;
  std::uint64_t line_timeout_s = 10;
  replay::options options{};
  ci_report reports{};
};

checked_part to_part(const replay::report& report) {
  checked_part part{.name = report.file, .is_file = report.file != "-"};
  part.description = fmt::format("{} operations of {} on {}, {} fields, {} checks of invariants",
                                 report.operations, report.protocol, report.subject, report.fields,
                                 report.invariant_checks);
  part.seconds = report.seconds;
  for (const auto& found : report.differences) {
    part.findings.push_back({"difference",
                             fmt::format("{}: {}: expected {}, got {}", found.operation,
                                         found.field, found.expected, found.got),
                             found.line});
  }
  for (const auto& found : report.violations) {
    part.findings.push_back({found.invariant, found.detail, found.line});
  }
  part.more = report.difference_count + report.violation_count - part.findings.size();
  return part;
}

std::string summary_line(const context& shared, const replay::totals& sum) {
  const auto count = [&](std::uint64_t number, std::string_view what) {
    const std::string text = fmt::format("{} {}", number, what);
    return shared.paint(number == 0 ? style::good : style::bad, text);
  };
  return fmt::format("replayed {} operations ({} ok, {} reverted), {} fields compared, {}, {}\n",
                     sum.operations, sum.ok, sum.reverted, sum.fields,
                     count(sum.differences, "differences"), count(sum.violations, "violations"));
}

void tell_findings(const context& shared, const replay::report& report) {
  for (const auto& found : report.differences) {
    shared.report(fmt::format("{}:{}: {}: {}: expected {}, got {}\n", report.file, found.line,
                              found.operation, found.field, found.expected, found.got));
  }
  for (const auto& found : report.violations) {
    shared.report(
        fmt::format("{}:{}: {}: {}\n", report.file, found.line, found.invariant, found.detail));
  }
  if (report.stopped_early) {
    shared.report(fmt::format("{}: stopped after {} differences (--max-differences)\n", report.file,
                              report.difference_count));
  }
  for (const auto& text : report.explanations) shared.report(text);
}

void tell_distances(const context& shared, const std::vector<replay::report>& reports) {
  std::vector<invariant::standing> all;
  for (const auto& report : reports) invariant::add_to(all, report.invariants);
  shared.report(standings_table(all));
}

struct outcome {
  std::vector<replay::report> reports{};
  std::string error{};         // empty: all is well
  bool is_broken_off = false;  // the last trace was not replayed to its end, or not at all
};

// The total is missing when the run breaks off: it comes with the error.
void tell(const context& shared, const outcome& all) {
  for (const auto& report : all.reports) tell_findings(shared, report);
  for (const auto& report : all.reports) {
    const bool ends_early = all.is_broken_off && &report == &all.reports.back();
    shared.tell(fmt::format("{}: {}{}", report.file, ends_early ? "broken off: " : "",
                            summary_line(shared, replay::add_up({&report, 1}))));
  }
  if (all.is_broken_off) return;
  const replay::totals sum = replay::add_up(all.reports);
  if (sum.not_covered != 0 || sum.fields_left_out != 0) {
    shared.report(fmt::format(
        "not compared, because the subject does not answer them itself: the outcome of {} "
        "operations, {} fields in all\n",
        sum.not_covered, sum.fields_left_out));
  }
  shared.report(summary_line(shared, sum));
}

// Replays the traces one after the other, up to one that cannot be: what was found before counts.
outcome replay_all(const context& shared, const request& asked) {
  outcome all;
  const auto break_off = [&](const std::exception& error) {
    all.error = error.what();
    all.is_broken_off = true;
  };
  try {
    for (const std::string& name : asked.traces) {
      all.reports.push_back({.file = name});
      trace::trace_file file(name, asked.strict);
      replay::run(file, asked.options, all.reports.back());
      if (all.reports.back().interrupted) break;
    }
  } catch (const trace::closed_output&) {
    throw;
  } catch (const trace::input_error& error) {
    break_off(error);
  } catch (const subject_error& error) {
    break_off(error);
  }
  shared.progress("");
  if (all.is_broken_off || all.reports.back().interrupted) return all;
  const std::string idle = replay::idle_invariant(asked.options.invariants, all.reports);
  if (!idle.empty()) {
    all.error = fmt::format(
        "--invariants: {} is of the protocol of none of the traces, so nothing was checked; leave "
        "it out, or name a trace that it is for",
        idle);
  }
  return all;
}

std::unique_ptr<trace::byte_sink> open_output(const context& shared, const request& asked) {
  if (asked.write_to.empty()) return nullptr;
  if (asked.traces.size() != 1) {
    trace::fail("--write", "writes one trace, but several are given", "name one trace");
  }
  if (asked.write_to == "-" && shared.json) {
    trace::fail("--write", "would mix with --json on standard output", "write to a file");
  }
  return trace::open_sink(asked.write_to);
}

void print(const context& shared, const request& asked, const outcome& all) {
  if (shared.json) return shared.print_json(replay::to_json(all.reports, all.error));
  context words = shared;
  words.data_on_output = asked.write_to == "-";
  if (asked.distances) tell_distances(words, all.reports);
  tell(words, all);
}

// The error, after what was found in spite of it.
[[noreturn]] void fail_after(const std::string& error, const replay::totals& sum) {
  flush_output();
  context plain;
  plain.color = "never";
  std::string before = summary_line(plain, sum);
  before.pop_back();  // the newline
  throw trace::input_error(fmt::format("{} (before it: {})", error, before));
}

int run(const context& shared, request& asked) {
  std::vector<std::string> taken = asked.traces;
  taken.push_back(asked.write_to);
  prepare_ci_report(asked.reports, taken);
  const std::unique_ptr<trace::byte_sink> written = open_output(shared, asked);
  asked.options.write = written.get();
  asked.options.pipe.line_timeout = std::chrono::seconds(asked.line_timeout_s);
  asked.options.interrupted = interrupted;
  asked.options.progress = [&](std::uint64_t operations) {
    shared.progress(fmt::format("replayed {} operations", operations));
  };
  if (asked.explain) {
    const auto tell = [](const auto& rules, const auto& before, const auto& operation) {
      return explain::to_text(explain::explain_operation(rules, before, operation));
    };
    asked.options.explain = tell;
    asked.options.explain_v3 = tell;
  }
  const outcome all = replay_all(shared, asked);
  const replay::totals sum = replay::add_up(all.reports);
  if (!all.error.empty() && sum.operations == 0) throw trace::input_error(all.error);
  if (written != nullptr && all.error.empty()) written->commit();
  print(shared, asked, all);
  std::vector<checked_part> parts;
  for (const auto& report : all.reports) parts.push_back(to_part(report));
  parts.back().error = all.error;
  write_ci_report(asked.reports, "replay", parts);
  if (!all.error.empty()) fail_after(all.error, sum);
  return sum.differences == 0 && sum.violations == 0 ? exit_holds : exit_found;
}

}  // namespace

void add_replay(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "replay", "Re-execute traces, compare every field, check the invariants",
      {"assay replay tests/data/traces/v2-11.jsonl.xz",
       "assay replay tests/data/traces/v2-12.jsonl.xz --subject engine-boost --invariants none",
       "assay replay tests/data/traces/v2-forks-31.jsonl.xz --subject 'pipe:assay serve' --json"});
  const auto asked = std::make_shared<request>();
  replay::options& options = asked->options;
  command->add_option("TRACE", asked->traces, "Traces (.jsonl, .xz .zst .gz, - for standard input)")
      ->required();
  command->add_option("--subject", options.subject, "Who answers (see `assay list subjects`)")
      ->capture_default_str();
  command->add_flag("--strict", asked->strict, "Refuse unknown keys instead of ignoring them");
  command->add_flag("--resync", options.resync,
                    "After a difference, go on from the recorded state");
  add_number(*command, "--max-differences", options.max_differences,
             "Stop a trace after so many differences; 0: never");
  command->add_flag("--explain", asked->explain, "Explain the first operation that differs");
  command
      ->add_option("--invariants", options.invariants,
                   "all, none or IDs separated by commas (see `assay list invariants`)")
      ->capture_default_str();
  add_distances(*command, asked->distances);
  constexpr std::uint64_t day_s = 86'400;
  add_number(*command, "--line-timeout", asked->line_timeout_s,
             "Seconds that a program on a pipe has for each answer", 1, day_s);
  command->add_option("--write", asked->write_to,
                      "Write the trace again with the subject's answers");
  add_ci_report(*command, asked->reports);
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
