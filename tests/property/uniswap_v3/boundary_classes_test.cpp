// The generators must come to every boundary that they are there for, often enough: a class that is
// hardly ever hit is a class that nothing tests.
#include "boundary_classes.hpp"

#include <gtest/gtest.h>

#include "support/case_count.hpp"

namespace assay::uniswap_v3 {
namespace {

struct boundary {
  const char* name;
  std::uint64_t least;  // hits in all sequences: about half of what there are
};

constexpr boundary boundaries[] = {
    {"2^31 seconds pass, or one beside it", 600},
    {"a multiple of 2^32 seconds passes", 100},
    {"an observation 2^31 seconds or more after the last", 500},
    {"an observation after the wrap of the clock", 400},
    {"burn clears a tick", 400},
    {"burn from the callback of flash", 30},
    {"burn from the callback of mint", 30},
    {"burn from the callback of swap", 60},
    {"burn leaves a shared tick", 100},
    {"burn of all", 500},
    {"burn of all but a wei", 200},
    {"collect from the callback of flash", 30},
    {"collect from the callback of mint", 30},
    {"collect from the callback of swap", 60},
    {"collect of exactly what is owed", 40},
    {"collect of one less", 10},
    {"collect of one more", 10},
    {"exact input reaches a tick but for a wei", 500},
    {"exact input reaches a tick exactly", 800},
    {"exact input reaches a tick within 3 wei", 1'000},
    {"exact input reaches the limit but for a wei", 400},
    {"exact input reaches the limit exactly", 500},
    {"exact input reaches the limit within 3 wei", 400},
    {"exact output reaches a tick but for a wei", 200},
    {"exact output reaches a tick exactly", 400},
    {"exact output reaches a tick within 3 wei", 200},
    {"exact output reaches the limit but for a wei", 200},
    {"exact output reaches the limit exactly", 200},
    {"exact output reaches the limit within 3 wei", 100},
    {"flash from the callback of flash", 30},
    {"flash from the callback of mint", 40},
    {"flash from the callback of swap", 60},
    {"flash of all that there is", 80},
    {"flash overpaid by 2^100 or more", 30},
    {"flash with the protocol fee on", 300},
    {"lopsided pool: balances 2^64 apart or more", 9'000},
    {"mint above the price", 1'000},
    {"mint around the price", 2'000},
    {"mint below the price", 1'000},
    {"mint from the callback of flash", 30},
    {"mint from the callback of mint", 30},
    {"mint from the callback of swap", 60},
    {"mint nested with another position", 2'000},
    {"mint of all that a tick can take", 100},
    {"mint of another's very range", 400},
    {"mint of liquidity 1", 200},
    {"mint of one more than a tick can take", 100},
    {"mint over the whole line", 200},
    {"mint overlapping another position", 1'000},
    {"mint sharing one bound", 1'000},
    {"mint touching another position", 1'000},
    {"mint with the price a unit below the lower bound", 10},
    {"mint with the price a unit below the upper bound", 20},
    {"mint with the price on the lower bound", 100},
    {"mint with the price on the upper bound", 100},
    {"observe a second beside one", 200},
    {"observe across the wrap of the clock", 100},
    {"observe at an observation", 300},
    {"observe older than the oldest", 200},
    {"poke", 1'000},
    {"pool holds 2^128 wei or more", 10'000},
    {"pool holds 2^150 wei or more", 3'000},
    {"pool of one token only", 100},
    {"price a unit above a tick", 3'000},
    {"price a unit below a tick", 2'000},
    {"price at the lowest, or one above", 800},
    {"price on a tick", 10'000},
    {"price on a tick and the tick below it", 3'000},
    {"price on an initialized tick or a unit beside it", 7'000},
    {"price one below the highest", 700},
    {"price without liquidity", 7'000},
    {"protocol fee of one token only", 200},
    {"protocol fee off", 20},
    {"protocol fee on", 200},
    {"protocol fees taken to the last wei", 100},
    {"swap after the protocol fee was switched twice", 3'000},
    {"swap at liquidity 1", 200},
    {"swap at liquidity below 2^10", 1'000},
    {"swap at liquidity of 2^120 or more", 40},
    {"swap from liquidity into none", 1'000},
    {"swap from no liquidity into some", 1'000},
    {"swap from the callback of flash", 30},
    {"swap from the callback of mint", 20},
    {"swap from the callback of swap", 60},
    {"swap moves nothing", 1'000},
    {"swap of 1 to 3 wei", 7'000},
    {"swap over one tick", 4'000},
    {"swap over three ticks or more", 1'000},
    {"swap over two ticks", 800},
    {"swap with the protocol fee on", 4'000},
    {"the clock wraps", 1'000},
    {"the ring grows", 400},
    {"the ring wraps", 1'000},
    {"the ring wraps with 8 slots or more", 100},
    {"tick near the ends", 4'000},
};

TEST(boundaries, are_all_hit_by_generated_sequences) {
  namespace generators = assay::gen::uniswap_v3;
  constexpr std::uint64_t sequences = 400;
  constexpr std::uint64_t length = 200;
  const setup all = generators::make_setup(generators::mode::pool);
  pool<protocol::format> market(all);
  boundary_counter counter(all);
  generators::generator generator(generators::mode::pool, all);
  for (std::uint64_t seed = 0; seed < sequences; ++seed) {
    gen::choices draw(seed);
    generator.restart();
    for (std::uint64_t i = 0; i < length; ++i) {
      const auto asked = generator.next(draw, market.state());
      const protocol::state before = market.state();
      const auto& answer = market.apply(asked);
      counter.count(before, asked, answer, market.state());
    }
  }
  for (const boundary& each : boundaries) {
    std::cout << counter[each.name] << "  " << each.name << "\n";
    EXPECT_GE(counter[each.name], each.least) << "too seldom: " << each.name;
  }
  EXPECT_EQ(counter.all().size(), std::size(boundaries)) << "a boundary has no least number";
  test::case_count count("generated operations, each looked at for every boundary");
  count.add(sequences * length);
}

}  // namespace
}  // namespace assay::uniswap_v3
