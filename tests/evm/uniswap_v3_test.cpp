// Uniswap V3's own bytecode against the recorded traces, whose states are what its view functions
// said, and against the engine on generated operations.
#include "assay/evm/uniswap_v3.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v3.hpp"
#include "assay/evm/subjects.hpp"
#include "assay/replay/replay.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v3 = campaign::uniswap_v3;

TEST(EvmUniswapV3, RecordedTracesReplay) {
  test::case_count count("recorded fields of Uniswap V3 on its bytecode in process");
  provide_subjects();
  for (const char* name : {"v3-21.jsonl.xz", "v3-22.jsonl.xz"}) {
    trace::trace_file file(std::string(ASSAY_SOURCE_DIR "/tests/data/traces/") + name);
    replay::options options;
    options.subject = "evm";
    const replay::report report = replay::run(file, options);
    count.check(report.difference_count == 0 && report.violation_count == 0, [&] {
      return report.differences.empty() ? std::string(name) : report.differences.front().field;
    });
    count.add(report.fields);
  }
}

TEST(EvmUniswapV3, EngineAndBytecodeAgree) {
  test::case_count count("generated operations of Uniswap V3, engine against bytecode");
  campaign::options<v3::world> what;
  what.mode = v3::gen::mode::pool;
  what.seed = 31;
  what.operations = 40'000;
  what.make_judge = [] {
    constexpr auto mode = v3::gen::mode::pool;
    auto made = std::make_unique<campaign::judge<v3::world>>(
        v3::world::make_setup(mode), mode, v3::world::make_engine(), campaign::checks<v3::world>{});
    made->add_rival(make_uniswap_v3());
    return made;
  };
  const auto report = campaign::run(what);
  count.check(!report.found, [&] { return campaign::describe(*report.found); });
  count.add(report.operations);
}

}  // namespace
}  // namespace assay::evm
