// The engine against the model and every invariant, on random walks: all known pairs, plain and
// odd tokens, full width and a tiny world.
#include <gtest/gtest.h>

#include <cstdio>

#include "assay/evidence/record.hpp"
#include "assay/invariant/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2_model_check.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "differential/model/random_walk.hpp"

namespace {

using namespace assay::invariant::uniswap_v2;
namespace v2 = assay::uniswap_v2;

struct walk_result {
  std::uint64_t operations = 0;
  std::uint64_t accepted = 0;
  std::uint64_t fields = 0;
  std::vector<assay::invariant::tally> tallies{};
  std::vector<const definition*> chosen{};
};

// Walks `episodes` pairs for `length` operations each; expects no difference and no violation.
template <class Format>
walk_result walk(const v2::setup& setup, bool odd_tokens, unsigned episodes, unsigned length) {
  constexpr unsigned word_bits = Format::word::bits;
  const assay::invariant::exact::widths sizes{word_bits, Format::reserve_bits,
                                              Format::timestamp_bits};
  v2::pool<Format> engine(setup);
  model_check model(setup, sizes);
  checker_set checks(select("all"), setup, sizes);
  walk_result out;
  unsigned problems = 0;
  for (unsigned episode = 0; episode < episodes; ++episode) {
    assay::testing::random_walk<Format> random(episode + 1, setup, odd_tokens);
    for (unsigned i = 0; i <= length; ++i) {
      const auto operation = i == 0 ? random.birth() : random.next(engine.state());
      const auto& receipt = engine.apply(operation);
      ++out.operations;
      if (receipt.ok()) ++out.accepted;
      const auto where = [&] {
        return "episode " + std::to_string(episode) + " step " + std::to_string(i) + " " +
               std::string(operation.name()) + " " +
               (receipt.ok() ? "ok" : receipt.reverted->to_string());
      };
      if (const auto difference = model.after(operation, receipt, engine.state())) {
        ADD_FAILURE() << where() << ": " << difference->field << " by the model "
                      << difference->expected << ", by the engine " << difference->got;
        ++problems;
      }
      for (const violation& found : checks.after(operation, receipt, engine.state())) {
        ADD_FAILURE() << where() << ": " << found.invariant->about.id << ": " << found.detail;
        ++problems;
      }
      if (problems > 10) return out;
    }
  }
  out.fields = model.fields_compared();
  out.tallies.assign(checks.tallies().begin(), checks.tallies().end());
  out.chosen.assign(checks.chosen().begin(), checks.chosen().end());
  return out;
}

void report(const walk_result& result, std::string_view world) {
  std::printf("compared %llu fields of %llu operations (%llu accepted): %.*s\n",
              static_cast<unsigned long long>(result.fields),
              static_cast<unsigned long long>(result.operations),
              static_cast<unsigned long long>(result.accepted), static_cast<int>(world.size()),
              world.data());
  EXPECT_GT(result.fields, 0U);
  EXPECT_GT(result.accepted, result.operations / 5);
  assay::evidence::record("uniswap-v2.pool", assay::evidence::kind::differential, result.operations,
                          "engine against model, " + std::string(world));
  for (std::size_t i = 0; i < result.chosen.size(); ++i) {
    const auto& tally = result.tallies[i];
    std::printf("  %-14s applied %8llu  excused %8llu  closest %s\n",
                std::string(result.chosen[i]->about.id).c_str(),
                static_cast<unsigned long long>(tally.applied),
                static_cast<unsigned long long>(tally.excused),
                tally.least ? tally.least->str().c_str() : "-");
    EXPECT_GT(tally.applied, 0U) << result.chosen[i]->about.id << " was never tried";
    assay::evidence::record(result.chosen[i]->about.id, assay::evidence::kind::property,
                            tally.applied, world);
  }
}

v2::setup all_pairs() {
  v2::setup setup;
  setup.rules.clear();
  for (const v2::parameters& rules : v2::known_parameters()) setup.rules.push_back(rules);
  return setup;
}

// Reserves of nine bits, a fee of a quarter or of 3/100, little locked liquidity.
v2::setup tiny_pairs() {
  v2::setup setup;
  v2::parameters quarter;
  quarter.fee_numerator = 1;
  quarter.fee_denominator = 4;
  quarter.k_scale = 16;
  quarter.minimum_liquidity = 4;
  v2::parameters small = quarter;
  small.fee_numerator = 3;
  small.fee_denominator = 100;
  small.k_scale = 10'000;
  v2::parameters migrated = quarter;
  migrated.has_migrator = true;
  migrated.share = {8, 17, 8};
  setup.rules = {quarter, small, migrated};
  return setup;
}

TEST(uniswap_v2_model, engine_agrees_on_uniswaps_own_pair) {
  report(walk<v2::evm_format<>>(v2::setup{}, false, 60, 1000), "Uniswap's pair, plain tokens");
}

TEST(uniswap_v2_model, engine_agrees_on_all_known_pairs) {
  report(walk<v2::evm_format<>>(all_pairs(), false, 120, 500), "all known pairs, plain tokens");
}

TEST(uniswap_v2_model, engine_agrees_on_odd_tokens) {
  report(walk<v2::evm_format<>>(all_pairs(), true, 400, 250), "all known pairs, odd tokens");
}

TEST(uniswap_v2_model, engine_agrees_in_a_tiny_world) {
  report(walk<v2::format<40, 9, 6>>(tiny_pairs(), false, 200, 500), "9-bit reserves, plain tokens");
}

TEST(uniswap_v2_model, engine_agrees_on_odd_tokens_in_a_tiny_world) {
  report(walk<v2::format<40, 9, 6>>(tiny_pairs(), true, 400, 250), "9-bit reserves, odd tokens");
}

}  // namespace
