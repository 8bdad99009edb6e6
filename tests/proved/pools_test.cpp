// Generated operations of Uniswap V3's pool: the engine against the definitions of the proofs, the
// whole state after each operation.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>

#include "assay/campaign/uniswap_v3.hpp"
#include "assay/proved/subjects.hpp"
#include "assay/subject/coverage.hpp"
#include "support/case_count.hpp"

namespace assay::proved {
namespace {

using campaign::uniswap_v3::world;
using gen::choices;
namespace generated = gen::uniswap_v3;

// What the definitions said themselves about the operations of one name.
struct said {
  std::uint64_t succeeded = 0;
  std::uint64_t reverted = 0;
  std::uint64_t fields = 0;
};

struct tally {
  std::uint64_t operations = 0;
  std::map<std::string, said> by_name{};

  said whole() const {
    said sum;
    for (const auto& [name, one] : by_name) {
      sum.succeeded += one.succeeded;
      sum.reverted += one.reverted;
      sum.fields += one.fields;
    }
    return sum;
  }
  std::uint64_t outcomes() const { return whole().succeeded + whole().reverted; }
};

// Runs one operation on both; false after reporting a difference.
bool alike(const world::operation& asked, world::subject& engine, world::subject& proved,
           world::difference_finder& finder, tally& all) {
  finder.enter(asked);
  const auto& expected = engine.apply(asked);
  const auto& got = proved.apply(asked);
  std::vector<trace::difference> differences;
  finder.find(asked, expected, engine.state(), got, proved.state(), differences);
  const coverage own = coverage_of(proved);
  ++all.operations;
  said& one = all.by_name[std::string(asked.name())];
  (expected.ok() ? one.succeeded : one.reverted) += own.outcome ? 1 : 0;
  one.fields += own.fields;
  for (const auto& found : differences) {
    ADD_FAILURE() << asked.name() << ", " << found.field << ": the engine says " << found.expected
                  << ", the definitions " << found.got;
  }
  if (!world::same_state(engine.state(), proved.state())) {
    ADD_FAILURE() << asked.name() << ": states differ beyond what traces show";
    return false;
  }
  return differences.empty();
}

// A collection fails only before the pool is initialized, where no generator asks for one.
world::operation too_early(const world::operation& creation) {
  uniswap_v3::collect<evm_price_format<>> call{};
  call.recipient = creation.caller;
  call.tick_lower = -60;
  call.tick_upper = 60;
  world::operation early = creation;
  early.call = call;
  return early;
}

TEST(proved_pools, generated_sequences) {
  constexpr std::uint64_t operations = 6'000;
  constexpr std::uint64_t sequence = 60;
  test::case_count count("fields of generated operations of V3's pool on the definitions");
  const auto mode = generated::mode::pool;
  const auto setup = generated::make_setup(mode);
  generated::generator generator(mode, setup);
  choices draw(20261129);
  const auto engine = uniswap_v3::make_engine();
  const auto proved = make_uniswap_v3();
  engine->begin(setup);
  proved->begin(setup);
  tally all;
  const auto start = std::chrono::steady_clock::now();
  world::difference_finder finder(mode, setup);
  for (std::uint64_t step = 0; step < operations; ++step) {
    if (step % sequence == 0) generator.restart();
    const auto asked = generator.next(draw, engine->state());
    if (!alike(asked, *engine, *proved, finder, all)) break;
    const bool created = asked.call.index() == 0;
    if (created && !alike(too_early(asked), *engine, *proved, finder, all)) break;
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::cout << all.operations << " operations, " << all.outcomes() << " outcomes and "
            << all.whole().fields << " fields of the definitions, "
            << static_cast<std::uint64_t>(static_cast<double>(all.operations) / seconds)
            << " operations a second\n";
  EXPECT_EQ(all.operations, operations + all.by_name["createPool"].succeeded);
  EXPECT_GE(all.outcomes(), operations * 3 / 4);
  for (const std::string name : {"mint", "burn", "collect", "swap", "flash"}) {
    const said& one = all.by_name[name];
    std::cout << name << ": " << one.succeeded << " succeed, " << one.reverted << " revert, "
              << one.fields << " fields\n";
    EXPECT_GT(one.succeeded, 0U) << name;
    EXPECT_GT(one.reverted, 0U) << name;
    count.record_for("uniswap-v3." + name, evidence::kind::differential, one.fields);
  }
  count.add(all.whole().fields);
}

// A state that another source vouches for is taken over whole, and goes on alike.
TEST(proved_pools, states_are_taken_over) {
  constexpr std::uint64_t sequences = 8;
  constexpr std::uint64_t before = 40;
  constexpr std::uint64_t after = 20;
  test::case_count count("fields after a state was given to the definitions of V3's pool");
  const auto mode = generated::mode::pool;
  const auto setup = generated::make_setup(mode);
  generated::generator generator(mode, setup);
  choices draw(11);
  const auto engine = uniswap_v3::make_engine();
  engine->begin(setup);
  tally all;
  for (std::uint64_t i = 0; i < sequences; ++i) {
    generator.restart();
    const auto proved = make_uniswap_v3();
    proved->begin(setup);
    world::difference_finder finder(mode, setup);
    for (std::uint64_t step = 0; step < before; ++step) {
      const auto asked = generator.next(draw, engine->state());
      finder.enter(asked);
      engine->apply(asked);
      if (step == 0) proved->apply(asked);
    }
    ASSERT_TRUE(proved->set_state(engine->state(), 0));
    for (std::uint64_t step = 0; step < after; ++step) {
      const auto asked = generator.next(draw, engine->state());
      ASSERT_TRUE(alike(asked, *engine, *proved, finder, all));
    }
  }
  EXPECT_GE(all.outcomes(), sequences * after / 2);
  count.add(all.whole().fields);
}

}  // namespace
}  // namespace assay::proved
