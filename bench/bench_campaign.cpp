// Operations per second of a campaign on Uniswap V2, with one more judge in each line: generating
// alone, against the other word backend, against the model, past every invariant, all at once.
// Nothing is timed unless a whole campaign over the same sequences finds no difference.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "assay/campaign/uniswap_v2.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

struct judges {
  const char* name;
  bool boost;
  bool model;
  const char* invariants;
};

std::unique_ptr<judge> make_judge(const judges& who, gen::mode mode) {
  checks what{.model = who.model, .invariants = invariant::uniswap_v2::select(who.invariants)};
  auto made = std::make_unique<judge>(gen::make_setup(mode), mode, pair::make_engine(), what);
  if (who.boost) made->add_rival(pair::make_boost_engine());
  return made;
}

void run_campaign(benchmark::State& timer, const judges& who, gen::mode mode) {
  const auto by = make_judge(who, mode);
  gen::generator from(mode, by->setup());
  std::int64_t operations = 0;
  std::uint64_t seed = 1;
  for (auto _ : timer) {
    assay::gen::choices draw(seed++);
    const auto found = run_sequence(*by, from, draw, 200, nullptr, [&] { ++operations; });
    if (found) timer.SkipWithError("a difference was found");
  }
  timer.SetItemsProcessed(operations);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v2

int main(int argc, char** argv) {
  using namespace assay::campaign::uniswap_v2;
  static constexpr judges all[] = {
      {"generate", false, false, "none"},       {"boost", true, false, "none"},
      {"model", false, true, "none"},           {"invariants", false, false, "all"},
      {"model_invariants", false, true, "all"}, {"boost_model_invariants", true, true, "all"}};
  options check;
  check.operations = 20'000;
  for (const gen::mode mode : {gen::mode::pair, gen::mode::fork, gen::mode::tokens}) {
    check.mode = mode;
    check.make_judge = [&] { return make_judge(all[5], mode); };
    const report first = run(check);
    if (first.found) {
      std::fprintf(stderr, "%s", describe(*first.found).c_str());
      return 1;
    }
    std::printf(
        "%s: compared %llu answers on %llu operations, %llu of them reverted: no difference\n",
        std::string(gen::mode_names[static_cast<std::size_t>(mode)]).c_str(),
        static_cast<unsigned long long>(first.comparisons),
        static_cast<unsigned long long>(first.operations),
        static_cast<unsigned long long>(first.reverted));
  }
  for (const judges& who : all) {
    benchmark::RegisterBenchmark(who.name, run_campaign, who, gen::mode::pair);
  }
  benchmark::RegisterBenchmark("forks", run_campaign, all[5], gen::mode::fork);
  benchmark::RegisterBenchmark("tokens", run_campaign, all[5], gen::mode::tokens);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
