// The Uniswap V3 engine against the model and every invariant, on random walks: full width, a toy
// world of nine ticks, and Boost's words.
#include <gtest/gtest.h>

#include <cstdio>

#include "assay/invariant/uniswap_v3.hpp"
#include "assay/invariant/uniswap_v3_market.hpp"
#include "assay/invariant/uniswap_v3_model_check.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/word/backend_boost.hpp"
#include "differential/model/uniswap_v3_walk.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay::invariant::uniswap_v3;
namespace v3 = assay::uniswap_v3;

struct plan {
  unsigned episodes = 0;
  unsigned length = 0;
  std::uint64_t search_interval = 64;
  std::string_view world;
};

struct walk_result {
  std::uint64_t operations = 0;
  std::uint64_t fields = 0;
  std::array<std::uint64_t, v3::operation_names.size()> accepted{};
  std::vector<assay::invariant::tally> tallies{};
  std::vector<const definition*> chosen{};
};

template <class Format, class Steps>
walk_result walk(const plan& how, std::shared_ptr<const exact::tick_scale> scale) {
  const v3::setup setup;
  v3::pool<Format, Steps> engine(setup);
  model_check model(setup, widths_of<Format>(), scale);
  checker_set checks(select("all"), setup,
                     {widths_of<Format>(), scale, std::make_shared<pool_market<Format, Steps>>(),
                      how.search_interval});
  walk_result out;
  unsigned problems = 0;
  for (unsigned episode = 0; episode < how.episodes; ++episode) {
    assay::testing::v3_walk<Format> random(episode + 1, setup, scale);
    for (unsigned i = 0; i <= how.length; ++i) {
      const auto operation = i == 0 ? random.birth() : random.next(engine.state());
      const auto& receipt = engine.apply(operation);
      ++out.operations;
      if (receipt.ok()) ++out.accepted[operation.call.index()];
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

void report(const walk_result& result, const plan& how) {
  assay::test::case_count count("V3 engine against model, " + std::string(how.world));
  count.add(result.fields);
  count.record_for("uniswap-v3.pool", assay::evidence::kind::differential, result.operations);
  for (std::size_t i = 0; i < result.accepted.size(); ++i) {
    EXPECT_GT(result.accepted[i], 0U) << v3::operation_names[i] << " was never accepted";
  }
  for (std::size_t i = 0; i < result.chosen.size(); ++i) {
    const auto& tally = result.tallies[i];
    std::printf("  %-14s applied %8llu  closest %s\n",
                std::string(result.chosen[i]->about.id).c_str(),
                static_cast<unsigned long long>(tally.applied),
                tally.least ? tally.least->str().c_str() : "-");
    EXPECT_GT(tally.applied, 0U) << result.chosen[i]->about.id << " was never tried";
    count.record_for(std::string(result.chosen[i]->about.id), assay::evidence::kind::property,
                     tally.applied);
  }
}

TEST(uniswap_v3_model, engine_agrees_at_full_width) {
  using format = assay::evm_price_format<>;
  const plan how{150, 600, 16, "full width"};
  report(walk<format, v3::steps<format>>(how, exact::deployed_ticks()), how);
}

// Words of 40 bits, prices of 12 with 6 after the point, and 64 * 1.25^tick for nine ticks.
template <class Backend>
using toy_format = assay::price_format<40, 12, 6, 8, 16, 16, Backend>;

template <class Format>
struct toy_ticks {
  using price = typename Format::price;
  static constexpr std::int32_t lowest = -4;
  static constexpr std::int32_t highest = 4;
  static constexpr std::array<std::uint64_t, 9> table{26, 33, 41, 51, 64, 80, 100, 125, 156};
  static constexpr price lowest_price() { return price{table.front()}; }
  static constexpr price highest_price() { return price{table.back()}; }
  static constexpr assay::result<price> price_at(std::int32_t tick) {
    if (tick < lowest || tick > highest) return assay::tick_out_of_range;
    return price{table[static_cast<std::size_t>(tick - lowest)]};
  }
  static constexpr assay::result<std::int32_t> tick_at(const price& sqrt_price) {
    if (sqrt_price < lowest_price() || !(sqrt_price < highest_price())) {
      return assay::sqrt_ratio_out_of_range;
    }
    std::int32_t tick = lowest;
    while (price_at(tick + 1).value() <= sqrt_price) ++tick;
    return tick;
  }
  static std::shared_ptr<const exact::tick_scale> scale() {
    return std::make_shared<exact::tick_table>(
        lowest, std::vector<assay::model::integer>(table.begin(), table.end()));
  }
};

TEST(uniswap_v3_model, engine_agrees_in_a_toy_world) {
  using format = toy_format<assay::default_backend>;
  using ticks = toy_ticks<format>;
  const plan how{300, 400, 4, "nine ticks, 12-bit prices"};
  report(walk<format, v3::steps<format, ticks>>(how, ticks::scale()), how);
}

TEST(uniswap_v3_model, boost_engine_agrees_in_a_toy_world) {
  using format = toy_format<assay::boost_backend>;
  using ticks = toy_ticks<format>;
  const plan how{40, 400, 64, "nine ticks on Boost's words"};
  report(walk<format, v3::steps<format, ticks>>(how, ticks::scale()), how);
}

}  // namespace
