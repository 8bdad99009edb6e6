// Uniswap V3's own bytecode against the recorded traces, whose states are what its view functions
// said, and against the engine on generated operations.
#include "assay/evm/uniswap_v3.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v3.hpp"
#include "assay/evm/artifact.hpp"
#include "evm/bytecode_trials.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v3 = campaign::uniswap_v3;

std::unique_ptr<uniswap_v3::subject> make_published() { return make_uniswap_v3(); }

TEST(evm_uniswap_v3, recorded_traces_replay) {
  test::case_count count("recorded fields of Uniswap V3 on its bytecode in process");
  for (const char* name : {"v3-21.jsonl.xz", "v3-22.jsonl.xz", "v3-math-23.jsonl.xz"}) {
    test::replay_on_bytecode(name, count);
  }
}

// The published pool as if it were a stranger's: then its state is what its views say.
TEST(evm_uniswap_v3, state_from_slots_is_what_the_views_say) {
  test::case_count count("states of Uniswap V3 read from storage, against the views");
  for (const std::string name : {"UniswapV3Pool", "UniswapV3Factory"}) {
    const auto code = std::make_shared<const contract>(
        load_contract(contracts_folder() + "/node_modules/@uniswap/v3-core/artifacts/contracts/" +
                      name + ".sol/" + name + ".json"));
    test::compare_on_engine<v3::world>(v3::gen::mode::pool, make_uniswap_v3(),
                                       make_uniswap_v3(code), 3000, count);
  }
}

TEST(evm_uniswap_v3, branches_and_comparisons_are_counted) {
  test::case_count count("states of Uniswap V3 with its branches counted, against uncounted ones");
  test::expect_coverage<v3::world>(v3::gen::mode::pool, make_uniswap_v3(), make_uniswap_v3(), 500,
                                   count);
}

TEST(evm_uniswap_v3, engine_and_bytecode_agree) {
  test::case_count count("generated operations of Uniswap V3, engine against bytecode");
  test::expect_engine_agrees<v3::world>(v3::gen::mode::pool, 31, 40'000, make_published, count);
}

}  // namespace
}  // namespace assay::evm
