// `assay simulate`: a pool under a market, with books that close to the wei.
#include <fmt/format.h>

#include "assay/market/shard.hpp"
#include "commands.hpp"
#include "simulation_files.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string scenario{};
  std::string out{};
  std::string shard{};
  std::uint64_t seed = 0;
  std::uint64_t paths = 0;
  std::uint64_t jobs = 1;
  bool explain = false;
  CLI::Option* seed_option = nullptr;
  CLI::Option* shard_option = nullptr;
};

// K/N with 1 <= K <= N.
struct part {
  std::uint64_t which = 1;
  std::uint64_t of = 1;
};
part parse_part(const std::string& text) {
  constexpr std::uint64_t most = 1'000'000;
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) {
    trace::fail("--shard", "is \"" + trace::printable(text) + "\"", "write it as 2/8");
  }
  const std::uint64_t of = parse_number("--shard", text.substr(slash + 1), 1, most);
  return {parse_number("--shard", text.substr(0, slash), 1, of), of};
}

int explain(const context& shared, const market::grid& all) {
  const market::scenario& what = all.points.front();
  std::string text = market::describe(what);
  for (const market::sweep_axis& one : all.axes) {
    text += fmt::format("All of this with {} = {}.\n", one.key, fmt::join(one.values, ", "));
  }
  if (shared.json) {
    std::string document;
    trace::json_writer json(document);
    json.begin_object().key("title").value(what.title);
    json.key("explanation").value(text).end_object();
    shared.print_json(document);
  } else {
    shared.print(text);
  }
  return exit_holds;
}

// What a shard did, in a file of its own; the reports come with the merge.
int run_shard(const context& shared, const request& asked, const market::grid& all) {
  if (asked.out.empty()) {
    trace::fail("--shard", "has nowhere to write its paths", "add --out DIR");
  }
  const part which = parse_part(asked.shard);
  make_directory(asked.out);
  const market::slice what = market::shard_of(all.total_paths(), which.which, which.of);
  const auto done = market::run_slice(
      all, what, static_cast<unsigned>(asked.jobs), {}, interrupted,
      [&](std::uint64_t paths) { shared.progress(fmt::format("{} paths", paths)); }, what.count);
  shared.progress("");
  const std::string file = fmt::format("{}/shard-{}-of-{}.txt", asked.out, which.which, which.of);
  trace::write_file(file, market::write_shard(all, what, done));
  std::uint64_t paths = 0;
  bool failed = false;
  for (const auto& one : done) {
    failed = failed || !one.failures.empty();
    for (const auto& path : one.paths) paths += path.complete ? 1 : 0;
  }
  if (shared.json) {
    std::string document;
    trace::json_writer json(document);
    json.begin_object().key("file").value(file).key("shard").value(asked.shard);
    json.key("first").value(what.first).key("asked").value(what.count).key("paths").value(paths);
    json.key("violations").value(failed).end_object();
    shared.print_json(document);
  } else {
    shared.report(fmt::format("{}: {} of {} paths, from path {} on, of {} in all{}\n", file, paths,
                              what.count, what.first, all.total_paths(),
                              failed ? "; an identity failed" : ""));
  }
  return failed ? exit_found : exit_holds;
}

int run(const context& shared, const request& asked) {
  market::grid all = market::read_grid(asked.scenario);
  for (market::scenario& point : all.points) {
    if (asked.seed_option->count() > 0) point.seed = asked.seed;
  }
  if (asked.paths != 0) market::set_paths(all, asked.paths);
  if (asked.explain) return explain(shared, all);
  if (asked.shard_option->count() > 0) return run_shard(shared, asked, all);
  const auto jobs = static_cast<unsigned>(asked.jobs);
  const auto files = open_path_files(all, asked.out);
  const auto attacks = try_attacks(shared, all, jobs);
  const auto done = market::run_slice(all, {0, all.total_paths()}, jobs,
                                      files ? files->watch(shared) : market::observer{},
                                      interrupted, [&](std::uint64_t paths) {
                                        if (all.total_paths() > 1)
                                          shared.progress(fmt::format("{} paths", paths));
                                      });
  shared.progress("");
  bool nothing = true;
  for (const auto& one : done) {
    nothing = nothing && one.paths.empty() && one.failures.empty() && !one.interrupted;
  }
  if (nothing) {
    trace::fail(asked.scenario, "no block came within the horizon", "lengthen the horizon");
  }
  return finish_simulation(shared, all, done, attacks, asked.out, files.get());
}

}  // namespace

void add_simulate(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "simulate", "Run a pool under a market: rebalancing, arbitrage, fees, losses",
      {"assay simulate examples/scenarios/quiet_week.toml --explain-scenario",
       "assay simulate examples/scenarios/crash.toml --out out/crash",
       "assay simulate examples/scenarios/fee_sweep.toml --jobs 2 --out out/fee_sweep",
       "assay simulate examples/scenarios/volatile_month.toml --paths 20 --jobs 2 --json"});
  const auto asked = std::make_shared<request>();
  command->add_option("SCENARIO", asked->scenario, "Scenario (.toml, - for standard input)")
      ->required();
  command->add_option("--out", asked->out,
                      "Directory for report.html, summary.json, and path 0's steps.csv and "
                      "trace.jsonl; of a sweep sweep.csv");
  asked->shard_option =
      command->add_option("--shard", asked->shard,
                          "K/N: only the K-th of N parts of the paths, as a file for assay merge");
  asked->seed_option = add_number(*command, "--seed", asked->seed, "Instead of the scenario's");
  add_number(*command, "--paths", asked->paths, "Instead of the scenario's; 0: the scenario's", 0,
             1'000'000);
  add_number(*command, "--jobs", asked->jobs, "Threads; the result is the same for any number", 1,
             256);
  command->add_flag("--explain-scenario", asked->explain, "Say what would happen, and do nothing");
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
