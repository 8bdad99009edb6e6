// Operations per second of a replay, from memory, with and without the invariants: reading a line,
// answering it, comparing every field. Nothing is timed unless the trace replays without a
// difference or a violation.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/replay/replay.hpp"

namespace assay::replay {
namespace {

constexpr std::uint64_t operation_count = 5000;

report replay(const std::string& text, const std::string& invariants) {
  trace::trace_file file(trace::memory_source(text), "generated");
  options how;
  how.invariants = invariants;
  return run(file, how);
}

// Stops the program where a generated trace does not hold.
void check(const std::string& name, const std::string& text) {
  const report done = replay(text, "all");
  if (done.difference_count != 0 || done.violation_count != 0) {
    std::fprintf(stderr, "%s: %llu differences, %llu violations\n", name.c_str(),
                 static_cast<unsigned long long>(done.difference_count),
                 static_cast<unsigned long long>(done.violation_count));
    std::exit(1);
  }
  std::printf("%s: compared %llu fields of %llu operations, checked invariants %llu times: holds\n",
              name.c_str(), static_cast<unsigned long long>(done.fields),
              static_cast<unsigned long long>(done.operations),
              static_cast<unsigned long long>(done.invariant_checks));
}

void time_replay(benchmark::State& timer, const std::string& text, const std::string& invariants) {
  std::int64_t operations = 0;
  for (auto _ : timer) {
    const report done = replay(text, invariants);
    operations += static_cast<std::int64_t>(done.operations);
    if (done.difference_count != 0) timer.SkipWithError("a difference was found");
  }
  timer.SetItemsProcessed(operations);
  timer.SetBytesProcessed(timer.iterations() * static_cast<std::int64_t>(text.size()));
}

void add(const std::string& name, const std::string& text) {
  check(name, text);
  for (const char* invariants : {"none", "all"}) {
    benchmark::RegisterBenchmark((name + "/invariants_" + invariants).c_str(), time_replay, text,
                                 std::string(invariants))
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace assay::replay

int main(int argument_count, char** arguments) {
  using namespace assay;
  std::string v2;
  campaign::uniswap_v2::write_generated_trace([&](std::string_view line) { v2 += line; },
                                              {.count = replay::operation_count, .seed = 1});
  replay::add("uniswap_v2", v2);
  std::string v3;
  campaign::uniswap_v3::write_generated_trace([&](std::string_view line) { v3 += line; },
                                              {.count = replay::operation_count, .seed = 1});
  replay::add("uniswap_v3", v3);
  benchmark::Initialize(&argument_count, arguments);
  benchmark::RunSpecifiedBenchmarks();
}
