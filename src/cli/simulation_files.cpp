// The files of a simulation, and its last lines.
#include "simulation_files.hpp"

#include <fmt/format.h>

#include "assay/market/report.hpp"
#include "commands.hpp"

namespace assay::cli {

path_files::path_files(const market::scenario& what, const std::string& directory) : what_(what) {
  steps_ = trace::open_sink(directory + "/steps.csv");
  steps_->write(market::csv_heading(what));
  for (const market::pool_spec& pool : what.pools) {
    const std::string name =
        what.pools.size() == 1 ? "trace.jsonl" : fmt::format("trace-{}.jsonl", pool.name);
    traces_.push_back(trace::open_sink(directory + "/" + name));
  }
}

market::observer path_files::watch(const context& shared) {
  market::observer watch;
  watch.on_block = [this, &shared](const market::row& now) {
    add(now);
    constexpr std::uint64_t often = 2000;
    if (now.block % often == 0) {
      shared.progress(
          fmt::format("block {}, price {}", now.block, what_.price_text(now.market_price)));
    }
  };
  watch.trace = [this](std::size_t pool) { return traces_[pool].get(); };
  return watch;
}

void path_files::add(const market::row& now) {
  constexpr std::size_t much = std::size_t{1} << 16;
  samples_.add(now);
  market::append_csv(buffer_, what_, now);
  if (buffer_.size() > much) flush();
}

void path_files::flush() {
  steps_->write(buffer_);
  buffer_.clear();
}

void path_files::commit() {
  flush();
  steps_->commit();
  for (const auto& trace : traces_) trace->commit();
}

std::unique_ptr<path_files> open_path_files(const market::grid& all, const std::string& directory) {
  if (directory.empty()) return nullptr;
  make_directory(directory);
  if (!all.axes.empty()) return nullptr;
  return std::make_unique<path_files>(all.points.front(), directory);
}

attacks_of_points try_attacks(const context& shared, const market::grid& all, unsigned jobs) {
  attacks_of_points done;
  for (const market::scenario& point : all.points) {
    if (!point.attacks.empty()) {
      shared.progress(fmt::format("attacks on point {} of {}", done.size() + 1, all.points.size()));
    }
    done.push_back(market::run_attacks(point, jobs, interrupted));
  }
  shared.progress("");
  return done;
}

namespace {

void tell_failures(const context& shared, const market::grid& all,
                   const std::vector<market::campaign_result>& done) {
  for (std::size_t point = 0; point < done.size(); ++point) {
    const std::string where = all.axes.empty() ? "" : all.point_text(point) + ", ";
    for (const market::failed_identity& failed : done[point].failures) {
      shared.report(shared.paint(
          style::bad,
          fmt::format("{}: {}path {}, block {}, pool {}: {}: {}\n",
                      market::identity_name(failed.what.which), where, failed.path, failed.block,
                      failed.pool, market::identity_statement(failed.what.which),
                      failed.what.detail)));
    }
  }
}

void tell(const context& shared, const market::grid& all,
          const std::vector<market::campaign_result>& done, bool failed) {
  tell_failures(shared, all, done);
  shared.report(all.axes.empty() ? market::summary_text(all.points.front(), done.front())
                                 : market::sweep_text(all, done));
  std::uint64_t blocks = 0;
  std::uint64_t paths = 0;
  std::uint64_t checked = 0;
  for (std::size_t point = 0; point < done.size(); ++point) {
    const std::uint64_t here = done[point].all.blocks;
    blocks += here;
    paths += done[point].all.paths;
    checked += here * all.points[point].pools.size() * market::identity_count;
  }
  const std::string verdict = failed ? shared.paint(style::bad, "an identity failed")
                                     : shared.paint(style::good, "every identity holds");
  shared.report(fmt::format("simulated {} blocks on {} of {} paths, {} identities checked: {}{}\n",
                            blocks, paths, all.total_paths(), checked, verdict,
                            done.front().interrupted ? " (interrupted)" : ""));
}

}  // namespace

int finish_simulation(const context& shared, const market::grid& all,
                      std::vector<market::campaign_result> done, const attacks_of_points& attacks,
                      const std::string& directory, path_files* files) {
  for (std::size_t point = 0; point < done.size(); ++point) done[point].attacks = attacks[point];
  const bool is_sweep = !all.axes.empty();
  const std::string document = is_sweep ? market::sweep_json(all, done)
                                        : market::summary_json(all.points.front(), done.front());
  if (!directory.empty()) {
    trace::write_file(directory + "/summary.json", document + "\n");
    if (is_sweep) trace::write_file(directory + "/sweep.csv", market::sweep_csv(all, done));
    std::vector<market::row> rows;
    if (files != nullptr) {
      files->commit();
      rows = files->samples();
    }
    trace::write_file(directory + "/report.html",
                      is_sweep ? market::sweep_html(all, done)
                               : market::html_report(all.points.front(), done.front(), rows));
  }
  bool failed = false;
  for (const auto& one : done) failed = failed || !one.failures.empty();
  if (shared.json) {
    shared.print_json(document);
  } else {
    tell(shared, all, done, failed);
  }
  return failed ? exit_found : exit_holds;
}

}  // namespace assay::cli
