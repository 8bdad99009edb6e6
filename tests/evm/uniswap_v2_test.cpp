// Uniswap V2's own bytecode against everything: the recorded traces, its own view functions, and
// the engine on generated operations.
#include "assay/evm/uniswap_v2.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/gen/choices.hpp"
#include "assay/trace/input_error.hpp"
#include "evm/bytecode_trials.hpp"
#include "meta/mutants/uniswap_v2_mutants.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

namespace v2 = campaign::uniswap_v2;

TEST(evm_uniswap_v2, recorded_traces_replay) {
  test::case_count count("recorded fields of Uniswap V2 on its bytecode in process");
  for (const char* name :
       {"v2-11.jsonl.xz", "v2-12.jsonl.xz", "v2-router-13.jsonl.xz", "v2-tokens-32.jsonl.xz"}) {
    test::replay_on_bytecode(name, count);
  }
}

TEST(evm_uniswap_v2, state_from_slots_is_what_the_views_say) {
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

TEST(evm_uniswap_v2, engine_and_bytecode_agree) {
  test::case_count count("generated operations of Uniswap V2, engine against bytecode");
  test::expect_engine_agrees<v2::world>(v2::gen::mode::pair, 21, 100'000, make_uniswap_v2, count);
  test::expect_engine_agrees<v2::world>(v2::gen::mode::tokens, 22, 50'000, make_uniswap_v2, count);
}

TEST(evm_uniswap_v2, bytecode_alone_tells_mutants_apart) {
  test::case_count count("mutants of Uniswap V2, each shrunk to a few operations");
  for (const char* name : {"swap-k-strict", "mint-minimum-one-low", "swap-fee-a-pip-high"}) {
    test::expect_mutant_differs<v2::world>(
        [name] { return uniswap_v2::mutants::make_mutant(name); }, make_uniswap_v2, 5, count);
  }
}

TEST(evm_uniswap_v2, forks_are_refused) {
  auto subject = make_uniswap_v2();
  EXPECT_THROW(subject->begin(v2::gen::make_setup(v2::gen::mode::fork)), trace::input_error);
}

}  // namespace
}  // namespace assay::evm
