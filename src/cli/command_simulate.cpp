// `assay simulate`: a pool under a market, with books that close to the wei.
#include <fmt/format.h>

#include <filesystem>

#include "assay/market/html_report.hpp"
#include "assay/market/report.hpp"
#include "assay/trace/byte_stream.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string scenario{};
  std::string out{};
  std::uint64_t seed = 0;
  std::uint64_t paths = 0;
  std::uint64_t jobs = 1;
  bool explain = false;
  CLI::Option* seed_option = nullptr;
};

// steps.csv and one trace per pool, of path 0, written as it goes.
class path_files {
 public:
  path_files(const market::scenario& what, const std::string& directory) : what_(what) {
    steps_ = trace::open_sink(directory + "/steps.csv");
    steps_->write(market::csv_heading(what));
    for (const market::pool_spec& pool : what.pools) {
      const std::string name =
          what.pools.size() == 1 ? "trace.jsonl" : fmt::format("trace-{}.jsonl", pool.name);
      traces_.push_back(trace::open_sink(directory + "/" + name));
    }
  }

  [[nodiscard]] trace::byte_sink* trace_of(std::size_t pool) const { return traces_[pool].get(); }

  void add(const market::row& now) {
    constexpr std::size_t much = std::size_t{1} << 16;
    samples_.add(now);
    market::append_csv(buffer_, what_, now);
    if (buffer_.size() > much) flush();
  }
  [[nodiscard]] std::vector<market::row> samples() const { return samples_.rows(); }
  void commit() {
    flush();
    steps_->commit();
    for (const auto& trace : traces_) trace->commit();
  }

 private:
  const market::scenario& what_;
  std::unique_ptr<trace::byte_sink> steps_;
  std::vector<std::unique_ptr<trace::byte_sink>> traces_{};
  std::string buffer_{};
  market::row_samples samples_{};

  void flush() {
    steps_->write(buffer_);
    buffer_.clear();
  }
};

void tell(const context& shared, const market::scenario& what,
          const market::campaign_result& done) {
  for (const market::failed_identity& failed : done.failures) {
    shared.report(shared.paint(
        style::bad, fmt::format("{}: path {}, block {}, pool {}: {}: {}\n",
                                market::identity_name(failed.what.which), failed.path, failed.block,
                                failed.pool, market::identity_statement(failed.what.which),
                                failed.what.detail)));
  }
  shared.report(market::summary_text(what, done));
  std::uint64_t blocks = 0;
  for (const auto& path : done.paths) blocks += path.blocks;
  const std::string verdict = done.failures.empty()
                                  ? shared.paint(style::good, "every identity holds")
                                  : shared.paint(style::bad, "an identity failed");
  shared.report(fmt::format("simulated {} blocks on {} of {} paths, {} identities checked: {}{}\n",
                            blocks, done.paths.size(), what.paths, blocks * what.pools.size() * 5,
                            verdict, done.interrupted ? " (interrupted)" : ""));
}

int run(const context& shared, const request& asked) {
  market::scenario what = market::read_scenario(asked.scenario);
  if (asked.seed_option->count() > 0) what.seed = asked.seed;
  if (asked.paths != 0) what.paths = asked.paths;
  if (asked.explain) {
    if (shared.json) {
      std::string document;
      trace::json_writer json(document);
      json.begin_object().key("title").value(what.title);
      json.key("explanation").value(market::describe(what)).end_object();
      shared.print_json(document);
    } else {
      shared.print(market::describe(what));
    }
    return exit_holds;
  }
  std::unique_ptr<path_files> files;
  market::observer watch;
  if (!asked.out.empty()) {
    make_directory(asked.out);
    files = std::make_unique<path_files>(what, asked.out);
    watch.on_block = [&](const market::row& now) {
      files->add(now);
      constexpr std::uint64_t often = 2000;
      if (now.block % often == 0) {
        shared.progress(
            fmt::format("block {}, price {}", now.block, what.price_text(now.market_price)));
      }
    };
    watch.trace = [&](std::size_t pool) { return files->trace_of(pool); };
  }
  const auto done = market::run_paths(what, 0, what.paths, static_cast<unsigned>(asked.jobs), watch,
                                      interrupted, [&](std::uint64_t paths) {
                                        if (what.paths > 1)
                                          shared.progress(fmt::format("{} paths", paths));
                                      });
  shared.progress("");
  if (done.paths.empty() && done.failures.empty() && !done.interrupted) {
    trace::fail(asked.scenario, "no block came within the horizon", "lengthen the horizon");
  }
  const std::string document = market::summary_json(what, done);
  if (files != nullptr) {
    files->commit();
    trace::write_file(asked.out + "/summary.json", document + "\n");
    trace::write_file(asked.out + "/report.html",
                      market::html_report(what, done, files->samples()));
  }
  if (shared.json) {
    shared.print_json(document);
  } else {
    tell(shared, what, done);
  }
  return done.failures.empty() ? exit_holds : exit_found;
}

}  // namespace

void add_simulate(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "simulate", "Run a pool under a market: rebalancing, arbitrage, fees, losses",
      {"assay simulate examples/scenarios/quiet_week.toml --explain-scenario",
       "assay simulate examples/scenarios/crash.toml --out out/crash",
       "assay simulate examples/scenarios/volatile_month.toml --paths 20 --jobs 2 --json"});
  const auto asked = std::make_shared<request>();
  command->add_option("SCENARIO", asked->scenario, "Scenario (.toml, - for standard input)")
      ->required();
  command->add_option("--out", asked->out,
                      "Directory for report.html, summary.json, and path 0's steps.csv and "
                      "trace.jsonl");
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
