// What rounding moves from traders to the pool: the real amounts of every swap of a walk against
// the whole wei that it took and gave, and the bound by its number of legs. And the model's tick
// prices against the engine's, all of them.
#include <gtest/gtest.h>

#include <cstdio>

#include "assay/invariant/uniswap_v3_model_check.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "differential/model/uniswap_v3_walk.hpp"
#include "support/case_count.hpp"

namespace {

using namespace assay::invariant::uniswap_v3;
namespace v3 = assay::uniswap_v3;
using assay::model::integer;
using assay::model::rational;
using assay::model::to_decimal;
using format = assay::evm_price_format<>;

struct worst {
  rational in = 0;
  rational out = 0;
  std::uint64_t swaps = 0;
};

// By number of crossings, the last for that many and more.
using worst_by_crossings = std::array<worst, 6>;

// One wei per leg at most on either side; an exact output also loses what the price is too coarse
// to give back.
void measure(const exact::pool& model, bool exact_in, assay::test::case_count& count,
             worst_by_crossings& all) {
  const exact::swap_report& how = model.last_swap();
  const exact::exact_trade exact = exact::trade_along(model.sizes(), how.way);
  const rational in = assay::model::to_rational(how.amount_in) - exact.amount_in;
  const rational out = exact.amount_out - assay::model::to_rational(how.amount_out);
  integer coarse = 0;
  for (const exact::stretch& each : how.way) {
    if (!exact_in && each.from != each.to) {
      coarse = exact::output_per_price_unit(model.sizes(), each);
    }
  }
  const rational most_out = assay::model::to_rational(coarse + how.legs);
  count.check(in >= 0 && in < how.legs && out >= 0 && out < most_out, [&] {
    return std::to_string(how.legs) + " legs kept " + to_decimal(in, 6) + " of the input and " +
           to_decimal(out, 6) + " of the output";
  });
  worst& place = all[std::min<std::size_t>(how.crossings, all.size() - 1)];
  ++place.swaps;
  if (!exact_in) return;
  place.in = std::max(place.in, in);
  place.out = std::max(place.out, out);
}

TEST(uniswap_v3_leak, is_below_a_wei_per_leg) {
  assay::test::case_count count("swaps of a walk, leak against the number of legs");
  count.record_for("uniswap-v3.swap", assay::evidence::kind::differential);
  const v3::setup setup;
  const auto scale = exact::deployed_ticks();
  v3::pool<> engine(setup);
  exact::pool model(to_model(setup), scale);
  exact::operation asked;
  worst_by_crossings all;
  for (unsigned episode = 0; episode < 60; ++episode) {
    assay::testing::v3_walk<format> random(1000 + episode, setup, scale);
    for (unsigned i = 0; i <= 300; ++i) {
      const auto operation = i == 0 ? random.birth() : random.next(engine.state());
      const auto& receipt = engine.apply(operation);
      assign(asked, operation);
      const exact::outcome& predicted = model.apply(asked);
      if (asked.kind == exact::operation_kind::swap && receipt.ok() && predicted.accepted()) {
        measure(model, asked.exact_in, count, all);
      }
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::printf("  %zu%s crossings: %5llu swaps, exact inputs leak at most %s wei in, %s wei out\n",
                i, i + 1 == all.size() ? " or more" : "",
                static_cast<unsigned long long>(all[i].swaps), to_decimal(all[i].in, 3).c_str(),
                to_decimal(all[i].out, 3).c_str());
    EXPECT_GT(all[i].swaps, 0U);
  }
}

TEST(uniswap_v3_leak, tick_prices_of_model_and_engine_are_one) {
  assay::test::case_count count("tick prices of the model against the engine's");
  count.record_for("uniswap-v3.getSqrtRatioAtTick", assay::evidence::kind::differential);
  const auto scale = exact::deployed_ticks();
  for (std::int32_t tick = assay::min_tick; tick <= assay::max_tick; ++tick) {
    const auto price = assay::sqrt_ratio_at_tick<>(tick).value();
    count.check(assay::invariant::is_same(scale->sqrt_price(tick), price),
                [&] { return std::to_string(tick); });
  }
}

}  // namespace
