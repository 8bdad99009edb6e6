// Operations per second of the whole Uniswap V3 pool: ledger, observations, events, rollback and
// receipt included; and nanoseconds of its tick math. Both word backends must give the same
// receipts and states on every operation, and both routes of the tick math the same ticks and
// prices, before anything is timed.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/subject/convert_uniswap_v3.hpp"
#include "assay/word/backend_boost.hpp"

namespace assay::uniswap_v3 {
namespace {

using format = protocol::format;
using word = format::word;
using price = format::price;
using boost_format = evm_price_format<boost_backend>;
using signed_word = sint<format::word_bits>;

constexpr std::uint64_t begin_time = 1'600'000'000;

price price_of(std::int32_t tick) { return sqrt_ratio_at_tick<>(tick).value(); }

// A pool at price 1 with one wide position, and `others` narrow ones around the price, each of
// a range of its own.
std::vector<protocol::operation> market(std::uint32_t others) {
  std::vector<protocol::operation> made;
  create_pool<format> creation;
  creation.balances = word::power_of_two(200);
  creation.fee_pips = others == 0 ? 3000 : 100;
  creation.tick_spacing = others == 0 ? 60 : 1;
  made.push_back({account::actor(0), begin_time, creation});
  made.push_back({account::actor(0), begin_time, initialize<format>{price::power_of_two(96)}});
  made.push_back({account::actor(0), begin_time, increase_observation_cardinality_next{100}});
  mint<format> wide{.recipient = account::actor(0), .tick_lower = -600'000, .tick_upper = 600'000};
  wide.amount = format::liquidity::power_of_two(70);
  made.push_back({account::actor(0), begin_time, wide});
  constexpr std::uint32_t per_owner = 400'000;
  for (std::uint32_t i = 0; i < others; ++i) {
    // Far from where the swaps are: what is timed is the size of the pool, not its crossings.
    mint<format> narrow{.recipient = account::actor(i / per_owner)};
    narrow.tick_lower = 100'000 + static_cast<std::int32_t>(i % per_owner);
    narrow.tick_upper = narrow.tick_lower + 10;
    narrow.amount = format::liquidity{1'000'000 + i};
    made.push_back({account::actor(0), begin_time, narrow});
  }
  return made;
}

// Swaps that go down and up again within one range of liquidity.
std::vector<protocol::operation> calm_swaps(std::size_t count) {
  std::vector<protocol::operation> made;
  gen::choices draw(2);
  for (std::size_t i = 0; i < count; ++i) {
    swap<format> call;
    call.recipient = account::actor(0);
    call.zero_for_one = i % 2 == 0;
    const word size = add_wrapping(word::power_of_two(static_cast<unsigned>(40 + draw.below(12))),
                                   word{draw.below(1'000'000)});
    const signed_word amount = signed_word::from_bits(size);
    call.amount_specified = i % 3 == 0 ? neg_wrapping(amount) : amount;
    call.sqrt_price_limit_x96 = price_of(call.zero_for_one ? -50'000 : 50'000);
    made.push_back({account::actor(1), begin_time + 12 * (i / 3), call});
  }
  return made;
}

// Swaps that cross tick 0, which bounds a position, each time: down, up, down.
std::vector<protocol::operation> crossing_swaps(std::size_t count) {
  std::vector<protocol::operation> made;
  mint<format> above{.recipient = account::actor(0), .tick_lower = 0, .tick_upper = 60};
  above.amount = format::liquidity::power_of_two(69);
  made.push_back({account::actor(0), begin_time, above});
  for (std::size_t i = 0; i < count; ++i) {
    swap<format> call;
    call.recipient = account::actor(0);
    call.zero_for_one = i % 2 == 0;
    call.amount_specified = signed_word::from_bits(word::power_of_two(75));
    call.sqrt_price_limit_x96 = price_of(call.zero_for_one ? -20 : 20);
    made.push_back({account::actor(1), begin_time + 12 * (i / 3), call});
  }
  return made;
}

std::vector<protocol::operation> mixed_operations(std::size_t count) {
  const setup all = gen::uniswap_v3::make_setup(gen::uniswap_v3::mode::pool);
  pool<> market_pool(all);
  gen::uniswap_v3::generator generator(gen::uniswap_v3::mode::pool, all);
  gen::choices draw(1);
  std::vector<protocol::operation> made;
  for (std::size_t i = 0; i < count; ++i) {
    made.push_back(generator.next(draw, market_pool.state()));
    market_pool.apply(made.back());
  }
  return made;
}

[[noreturn]] void fail(const char* what, std::size_t where) {
  std::fprintf(stderr, "%s at %zu\n", what, where);
  std::exit(1);
}

bool same_state(const protocol::state& a, const protocol::state& b) {
  return a.pool == b.pool && a.ticks == b.ticks && a.positions == b.positions &&
         a.bitmap == b.bitmap && a.observations.slots() == b.observations.slots() &&
         a.tokens == b.tokens;
}

// Everything the two backends answer must be the same, and every operation that is timed accepted.
std::size_t compare_backends(const std::vector<protocol::operation>& first,
                             const std::vector<protocol::operation>& then, bool all_accepted) {
  pool<> one{setup{}};
  pool<boost_format> other{setup{}};
  protocol::receipt receipt;
  protocol::state state;
  std::size_t compared = 0;
  for (const auto* list : {&first, &then}) {
    for (const auto& operation : *list) {
      const auto& expected = one.apply(operation);
      convert(other.apply(convert<boost_format>(operation)), receipt);
      convert(other.state(), state);
      const bool same = expected.ok() == receipt.ok() && expected.returns == receipt.returns &&
                        expected.events == receipt.events && same_state(one.state(), state);
      if (!same) fail("the backends differ", compared);
      if (all_accepted && !expected.ok()) fail("an operation is refused", compared);
      ++compared;
    }
  }
  return compared;
}

std::size_t compare_tick_math() {
  std::size_t compared = 0;
  for (std::int32_t tick = min_tick; tick < max_tick; tick += 7) {
    const price ratio = price_of(tick);
    const bool same =
        ratio == sqrt_ratio_at_tick_by_steps<>(tick).value() &&
        tick_at_sqrt_ratio<>(ratio).value() == tick_at_sqrt_ratio_by_steps<>(ratio).value();
    if (!same) fail("the tick math differs", compared);
    ++compared;
  }
  return compared;
}

void run_all(benchmark::State& timer, const std::vector<protocol::operation>& first,
             const std::vector<protocol::operation>& timed) {
  pool<> market_pool{setup{}};
  for (const auto& operation : first) market_pool.apply(operation);
  std::size_t accepted = 0;
  for (auto _ : timer) {
    for (const auto& operation : timed) accepted += market_pool.apply(operation).ok() ? 1U : 0U;
  }
  benchmark::DoNotOptimize(accepted);
  timer.SetItemsProcessed(timer.iterations() * static_cast<std::int64_t>(timed.size()));
  timer.counters["accepted"] = static_cast<double>(accepted) / static_cast<double>(timed.size()) /
                               static_cast<double>(timer.iterations());
}

std::vector<std::int32_t> any_ticks() {
  std::vector<std::int32_t> made;
  gen::choices draw(3);
  for (int i = 0; i < 4096; ++i) {
    made.push_back(static_cast<std::int32_t>(draw.below(2 * 887'272)) - 887'272);
  }
  return made;
}

void time_sqrt_ratio(benchmark::State& timer) {
  const auto ticks = any_ticks();
  for (auto _ : timer) {
    for (const std::int32_t tick : ticks) benchmark::DoNotOptimize(sqrt_ratio_at_tick<>(tick));
  }
  timer.SetItemsProcessed(timer.iterations() * static_cast<std::int64_t>(ticks.size()));
}

// Prices anywhere between ticks: the logarithm decides.
std::vector<price> any_prices() {
  std::vector<price> made;
  gen::choices draw(5);
  for (const std::int32_t tick : any_ticks()) {
    if (tick == max_tick) continue;
    const price low = price_of(tick);
    const price width = sub_wrapping(price_of(tick + 1), low);
    made.push_back(
        add_wrapping(low, rem(truncate<format::price_bits>(draw.log_uniform(256)), width)));
  }
  return made;
}

// Prices on ticks and up to 1000 units above: the ratio decides. `sign` is that of the ticks.
std::vector<price> prices_at_ticks(int sign, std::int32_t furthest) {
  std::vector<price> made;
  gen::choices draw(4);
  for (int i = 0; i < 4096; ++i) {
    const auto distance = static_cast<std::int32_t>(draw.below(static_cast<unsigned>(furthest)));
    made.push_back(add_wrapping(price_of(sign * distance), price{draw.below(1000)}));
  }
  return made;
}

void time_tick(benchmark::State& timer, const std::vector<price>& prices) {
  for (auto _ : timer) {
    for (const price& each : prices) benchmark::DoNotOptimize(tick_at_sqrt_ratio<>(each));
  }
  timer.SetItemsProcessed(timer.iterations() * static_cast<std::int64_t>(prices.size()));
}

}  // namespace
}  // namespace assay::uniswap_v3

int main(int argc, char** argv) {
  using namespace assay::uniswap_v3;
  const auto small = market(0);
  const auto calm = calm_swaps(20'000);
  const auto crossing = crossing_swaps(20'000);
  const auto mixed = mixed_operations(20'000);
  std::printf("compared %zu operations on both word backends and %zu ticks by both routes: equal\n",
              compare_backends(small, calm, true) + compare_backends(small, crossing, true) +
                  compare_backends({}, mixed, false),
              compare_tick_math());
  benchmark::RegisterBenchmark("swaps", run_all, small, calm);
  benchmark::RegisterBenchmark("swaps/crossing_one_tick", run_all, small, crossing);
  benchmark::RegisterBenchmark("swaps/among_1000000_positions", run_all, market(1'000'000), calm);
  benchmark::RegisterBenchmark("mixed", run_all, std::vector<protocol::operation>{}, mixed);
  benchmark::RegisterBenchmark("getSqrtRatioAtTick", time_sqrt_ratio);
  benchmark::RegisterBenchmark("getTickAtSqrtRatio", time_tick, any_prices());
  benchmark::RegisterBenchmark("getTickAtSqrtRatio/at_ticks_below_0", time_tick,
                               prices_at_ticks(-1, assay::max_tick));
  benchmark::RegisterBenchmark("getTickAtSqrtRatio/at_ticks_above_0", time_tick,
                               prices_at_ticks(1, 150'000));
  benchmark::RegisterBenchmark("getTickAtSqrtRatio/at_far_ticks_above_0", time_tick,
                               prices_at_ticks(1, assay::max_tick));
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
