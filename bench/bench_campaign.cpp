// Operations per second of a campaign, with one more judge in each line: generating alone, against
// the other word backend, against the model, past every invariant, all at once. Nothing is timed
// unless a whole campaign over the same sequences finds no difference.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"

namespace assay::campaign {
namespace {

using v2 = uniswap_v2::world;
using v3 = uniswap_v3::world;

struct judges {
  const char* name;
  bool boost;
  bool model;
  const char* invariants;
};
constexpr judges all_judges[] = {
    {"generate", false, false, "none"},       {"boost", true, false, "none"},
    {"model", false, true, "none"},           {"invariants", false, false, "all"},
    {"model_invariants", false, true, "all"}, {"boost_model_invariants", true, true, "all"}};
constexpr const judges& everybody = all_judges[5];

auto make_boost_engine(v2) { return assay::uniswap_v2::make_boost_engine(); }
auto make_boost_engine(v3) { return assay::uniswap_v3::make_boost_engine(); }

template <class World>
std::unique_ptr<judge<World>> make_judge(const judges& who, typename World::mode mode) {
  checks<World> what{.model = who.model, .invariants = World::select(who.invariants)};
  auto made =
      std::make_unique<judge<World>>(World::make_setup(mode), mode, World::make_engine(), what);
  if (who.boost) made->add_rival(make_boost_engine(World{}));
  return made;
}

template <class World>
void run_campaign(benchmark::State& timer, const judges& who, typename World::mode mode) {
  const auto by = make_judge<World>(who, mode);
  typename World::generator from(mode, by->setup());
  std::int64_t operations = 0;
  std::uint64_t seed = 1;
  for (auto _ : timer) {
    gen::choices draw(seed++);
    const auto found = run_sequence(*by, from, draw, 200, nullptr, [&] { ++operations; });
    if (found) timer.SkipWithError("a difference was found");
  }
  timer.SetItemsProcessed(operations);
}

// Stops the program at a difference.
template <class World>
void compare(const std::string& name, typename World::mode mode) {
  options<World> what;
  what.operations = 20'000;
  what.mode = mode;
  what.make_judge = [&] { return make_judge<World>(everybody, mode); };
  const report<World> done = run(what);
  if (done.found) {
    std::fprintf(stderr, "%s", describe(*done.found).c_str());
    std::exit(1);
  }
  std::printf(
      "%s: compared %llu answers on %llu operations, %llu of them reverted: no difference\n",
      name.c_str(), static_cast<unsigned long long>(done.comparisons),
      static_cast<unsigned long long>(done.operations),
      static_cast<unsigned long long>(done.reverted));
}

template <class World>
void add_lines(const std::string& protocol, typename World::mode mode) {
  for (const judges& who : all_judges) {
    benchmark::RegisterBenchmark((protocol + "/" + who.name).c_str(), run_campaign<World>, who,
                                 mode);
  }
}

}  // namespace
}  // namespace assay::campaign

int main(int argc, char** argv) {
  using namespace assay::campaign;
  using v2_mode = v2::mode;
  compare<v2>("uniswap-v2", v2_mode::pair);
  compare<v2>("uniswap-v2-fork", v2_mode::fork);
  compare<v2>("uniswap-v2-tokens", v2_mode::tokens);
  compare<v3>("uniswap-v3", v3::mode::pool);
  add_lines<v2>("uniswap-v2", v2_mode::pair);
  benchmark::RegisterBenchmark("uniswap-v2-fork", run_campaign<v2>, everybody, v2_mode::fork);
  benchmark::RegisterBenchmark("uniswap-v2-tokens", run_campaign<v2>, everybody, v2_mode::tokens);
  add_lines<v3>("uniswap-v3", v3::mode::pool);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
