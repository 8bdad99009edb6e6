// Uniswap V2's own bytecode against everything: the recorded traces, its own view functions, and
// the engine on generated operations.
#include "assay/evm/uniswap_v2.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "evm/bytecode_trials.hpp"
#include "meta/mutants/uniswap_v2_mutants.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v2 = campaign::uniswap_v2;

std::unique_ptr<uniswap_v2::subject> make_published() { return make_uniswap_v2(); }

std::shared_ptr<const contract> artifact(const std::string& name) {
  return std::make_shared<const contract>(
      load_contract(contracts_folder() + "/node_modules/@uniswap/v2-core/build/" + name + ".json"));
}

TEST(evm_uniswap_v2, recorded_traces_replay) {
  test::case_count count("recorded fields of Uniswap V2 on its bytecode in process");
  for (const char* name :
       {"v2-11.jsonl.xz", "v2-12.jsonl.xz", "v2-router-13.jsonl.xz", "v2-tokens-32.jsonl.xz"}) {
    test::replay_on_bytecode(name, count);
  }
}

// The published pair as if it were a stranger's: then its state is what its views say.
TEST(evm_uniswap_v2, state_from_slots_is_what_the_views_say) {
  test::case_count count("states of Uniswap V2 read from storage, against the views");
  for (const v2::gen::mode mode : {v2::gen::mode::pair, v2::gen::mode::tokens}) {
    for (const char* name : {"UniswapV2Pair", "UniswapV2Factory"}) {
      test::compare_on_engine<v2::world>(mode, make_uniswap_v2(), make_uniswap_v2(artifact(name)),
                                         3000, count);
    }
  }
}

TEST(evm_uniswap_v2, branches_and_comparisons_are_counted) {
  test::case_count count("states of Uniswap V2 with its branches counted, against uncounted ones");
  test::expect_coverage<v2::world>(v2::gen::mode::pair, make_uniswap_v2(), make_uniswap_v2(), 100,
                                   count);
}

TEST(evm_uniswap_v2, engine_and_bytecode_agree) {
  test::case_count count("generated operations of Uniswap V2, engine against bytecode");
  test::expect_engine_agrees<v2::world>(v2::gen::mode::pair, 21, 100'000, make_published, count);
  test::expect_engine_agrees<v2::world>(v2::gen::mode::tokens, 22, 50'000, make_published, count);
}

TEST(evm_uniswap_v2, bytecode_alone_tells_mutants_apart) {
  test::case_count count("mutants of Uniswap V2, each shrunk to a few operations");
  for (const char* name : {"swap-k-strict", "mint-minimum-one-low", "swap-fee-a-pip-high"}) {
    test::expect_mutant_differs<v2::world>(
        [name] { return uniswap_v2::mutants::make_mutant(name); }, make_published, 5, count);
  }
}

TEST(evm_uniswap_v2, forks_are_refused) {
  auto subject = make_uniswap_v2();
  EXPECT_THROW(subject->begin(v2::gen::make_setup(v2::gen::mode::fork)), trace::input_error);
}

}  // namespace
}  // namespace assay::evm
