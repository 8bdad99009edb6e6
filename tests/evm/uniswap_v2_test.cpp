// Uniswap V2's own bytecode against everything: the recorded traces, its own view functions, and
// the engine on generated operations.
#include "assay/evm/uniswap_v2.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/evm/subjects.hpp"
#include "assay/gen/choices.hpp"
#include "assay/replay/replay.hpp"
#include "assay/trace/input_error.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v2 = campaign::uniswap_v2;

void replay_on_bytecode(const char* name, test::case_count& count) {
  provide_subjects();
  trace::trace_file file(std::string(ASSAY_SOURCE_DIR "/tests/data/traces/") + name);
  replay::options options;
  options.subject = "evm";
  const replay::report report = replay::run(file, options);
  count.check(report.difference_count == 0 && report.violation_count == 0, [&] {
    return report.differences.empty() ? std::string(name) : report.differences.front().field;
  });
  count.add(report.fields);
}

TEST(EvmUniswapV2, RecordedTracesReplay) {
  test::case_count count("recorded fields of Uniswap V2 on its bytecode in process");
  for (const char* name :
       {"v2-11.jsonl.xz", "v2-12.jsonl.xz", "v2-router-13.jsonl.xz", "v2-tokens-32.jsonl.xz"}) {
    replay_on_bytecode(name, count);
  }
}

TEST(EvmUniswapV2, StateFromSlotsIsWhatTheViewsSay) {
  test::case_count count("states of Uniswap V2 read from storage, against the views");
  for (const v2::gen::mode mode : {v2::gen::mode::pair, v2::gen::mode::tokens}) {
    auto subject = make_uniswap_v2();
    const auto engine = uniswap_v2::make_engine();
    const auto setup = v2::gen::make_setup(mode);
    engine->begin(setup);
    subject->begin(setup);
    v2::gen::generator from(mode, setup);
    gen::choices draw(std::uint64_t{7});
    for (int i = 0; i < 3000; ++i) {
      const auto asked = from.next(draw, engine->state());
      engine->apply(asked);
      subject->apply(asked);
      count.check(subject->state() == subject->state_by_views(),
                  [&] { return std::string(asked.name()); });
    }
  }
}

void campaign_on(v2::gen::mode mode, std::uint64_t seed, std::uint64_t operations,
                 test::case_count& count) {
  campaign::options<v2::world> what;
  what.mode = mode;
  what.seed = seed;
  what.operations = operations;
  what.make_judge = [mode] {
    auto made = std::make_unique<campaign::judge<v2::world>>(
        v2::world::make_setup(mode), mode, v2::world::make_engine(), campaign::checks<v2::world>{});
    made->add_rival(make_uniswap_v2());
    return made;
  };
  const auto report = campaign::run(what);
  count.check(!report.found, [&] { return campaign::describe(*report.found); });
  count.add(report.operations);
}

TEST(EvmUniswapV2, EngineAndBytecodeAgree) {
  test::case_count count("generated operations of Uniswap V2, engine against bytecode");
  campaign_on(v2::gen::mode::pair, 21, 100'000, count);
  campaign_on(v2::gen::mode::tokens, 22, 50'000, count);
}

TEST(EvmUniswapV2, ForksAreRefused) {
  auto subject = make_uniswap_v2();
  EXPECT_THROW(subject->begin(v2::gen::make_setup(v2::gen::mode::fork)), trace::input_error);
}

}  // namespace
}  // namespace assay::evm
