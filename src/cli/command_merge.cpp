// `assay merge`: the shards of a simulation as if it had been run in one piece.
#include "assay/market/shard.hpp"
#include "commands.hpp"
#include "simulation_files.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string scenario{};
  std::vector<std::string> shards{};
  std::string out{};
  std::uint64_t jobs = 1;
};

// Path 0 is run again, for its files and so that shards of another machine are held against this
// one. False: interrupted, its files are not whole.
bool run_first_path(const context& shared, const market::grid& all, const market::observer& watch,
                    const request& asked, const std::vector<market::campaign_result>& done) {
  const auto again = market::run_path(all.points.front(), 0, watch, interrupted);
  shared.progress("");
  if (!again.result.complete && again.failures.empty()) return false;
  if (done.front().paths.empty()) return true;  // an identity failed before
  const market::path_result& merged = done.front().paths.front();
  if (merged.path == 0 && market::path_line(0, again.result) != market::path_line(0, merged)) {
    trace::fail(asked.shards.front(),
                "or another shard holds a path 0 that this program computes otherwise",
                "run the shards with this program and the files that the scenario names");
  }
  return true;
}

int run(const context& shared, const request& asked) {
  market::shard_set shards;
  for (const std::string& file : asked.shards) shards.add(file);
  market::grid all = market::read_grid(asked.scenario);
  shards.match(all);
  const auto done = shards.whole(all);
  const auto files = open_path_files(all, asked.out);
  const auto attacks = try_attacks(shared, all, static_cast<unsigned>(asked.jobs));
  const market::observer watch = files ? files->watch(shared) : market::observer{};
  if (!run_first_path(shared, all, watch, asked, done) || interrupted()) {
    shared.report("interrupted: nothing was written; the shards are as they were\n");
    return exit_interrupted;
  }
  return finish_simulation(shared, all, done, attacks, asked.out, files.get());
}

}  // namespace

void add_merge(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "merge", "Put the shards of a simulation together: the bytes of the whole run",
      {"assay simulate examples/scenarios/fee_sweep.toml --shard 1/1 --out out/shards && "
       "assay merge examples/scenarios/fee_sweep.toml out/shards/shard-1-of-1.txt",
       "assay simulate examples/scenarios/crash.toml --shard 1/1 --out out/one && "
       "assay merge examples/scenarios/crash.toml out/one/shard-1-of-1.txt --out out/merged "
       "--json"});
  const auto asked = std::make_shared<request>();
  command->add_option("SCENARIO", asked->scenario, "The scenario that the shards were run with")
      ->required();
  command->add_option("SHARDS", asked->shards, "Files that simulate --shard wrote, in any order")
      ->required();
  command->add_option("--out", asked->out, "Directory, as of simulate");
  add_number(*command, "--jobs", asked->jobs,
             "Threads for the attacks; the result is the same for any number", 1, 256);
  command->callback(
      [&shared, asked] { shared.run = [&shared, asked] { return run(shared, *asked); }; });
}

}  // namespace assay::cli
