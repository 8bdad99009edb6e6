// The generators must come to every boundary that they are there for, often enough: a class that is
// hardly ever hit is a class that nothing tests.
#include "boundary_classes.hpp"

#include <gtest/gtest.h>

#include "assay/gen/uniswap_v2.hpp"

namespace assay::uniswap_v2 {
namespace {

constexpr test::boundary boundaries[] = {
    {"a multiple of 2^32 seconds passes", 1'000},
    {"a reserve of 1 to 3 wei", 1'000},
    {"a reserve of 2^112 - 1", 500},
    {"an accumulator wraps", 3},
    {"burn from the callback", 50},
    {"burn of all that a holder has", 200},
    {"burn of too little", 1'000},
    {"first mint of a single share", 10},
    {"first mint of too little", 1'000},
    {"flash swap short of K by a wei", 100},
    {"flash swap to the last wei of K", 500},
    {"later mint of nothing", 1'000},
    {"liquidity changes after the protocol fee was switched off", 200},
    {"liquidity changes after the protocol fee was switched on", 300},
    {"liquidity changes with the protocol fee on", 1'000},
    {"lopsided pair: reserves 2^64 apart or more", 4'000},
    {"mint from the callback", 60},
    {"skim from the callback", 50},
    {"skim of something", 100},
    {"swap beyond the largest reserve", 1'000},
    {"swap from the callback", 70},
    {"swap moves the price by half or more", 1'000},
    {"swap of 1 to 3 wei", 2'000},
    {"swap of a whole reserve", 700},
    {"swap of all but a wei of a reserve", 300},
    {"swap of both outputs", 800},
    {"swap refused for a recipient", 600},
    {"swap short of K by a wei", 1'000},
    {"swap to the last wei of K", 6'000},
    {"sync from the callback", 60},
    {"the clock wraps between two updates", 1'000},
    {"transferFrom of a wei too much", 9},
    {"transferFrom of a whole allowance", 30},
    {"transferFrom with an infinite allowance", 100},
};

TEST(boundaries, are_all_hit_by_generated_sequences) {
  namespace generators = assay::gen::uniswap_v2;
  const setup all = generators::make_setup(generators::mode::pair);
  test::expect_all_hit(boundaries, pool<evm_format<>>(all),
                       generators::generator(generators::mode::pair, all), boundary_counter(all));
}

}  // namespace
}  // namespace assay::uniswap_v2
