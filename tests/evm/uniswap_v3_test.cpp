// Uniswap V3's own bytecode against the recorded traces, whose states are what its view functions
// said, and against the engine on generated operations.
#include "assay/evm/uniswap_v3.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v3.hpp"
#include "evm/bytecode_trials.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v3 = campaign::uniswap_v3;

TEST(evm_uniswap_v3, recorded_traces_replay) {
  test::case_count count("recorded fields of Uniswap V3 on its bytecode in process");
  for (const char* name : {"v3-21.jsonl.xz", "v3-22.jsonl.xz"}) {
    test::replay_on_bytecode(name, count);
  }
}

TEST(evm_uniswap_v3, engine_and_bytecode_agree) {
  test::case_count count("generated operations of Uniswap V3, engine against bytecode");
  test::expect_engine_agrees<v3::world>(v3::gen::mode::pool, 31, 40'000, make_uniswap_v3, count);
}

}  // namespace
}  // namespace assay::evm
