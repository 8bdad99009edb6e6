// The model against what deployed bytecode answered: recorded results and states of Uniswap V2, its
// forks and odd tokens, with every invariant checked on them.
#include <gtest/gtest.h>

#include <cstdio>

#include "assay/evidence/record.hpp"
#include "assay/invariant/uniswap_v2.hpp"
#include "assay/invariant/uniswap_v2_model_check.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "assay/trace/trace_file.hpp"
#include "assay/trace/uniswap_v2.hpp"

namespace {

using namespace assay::invariant::uniswap_v2;
namespace v2 = assay::uniswap_v2;

class recorded : public testing::TestWithParam<const char*> {};

TEST_P(recorded, model_answers_as_the_bytecode) {
  const std::string path =
      std::string(ASSAY_SOURCE_DIR) + "/tests/data/traces/" + GetParam() + ".jsonl.xz";
  assay::trace::trace_file file(path);
  v2::trace_reader reader(file);
  const v2::setup& setup = reader.header().setup;
  model_check model(setup);
  checker_set checks(select("all"), setup);
  // The engine supplies what a trace does not record (decimals, untouched allowances, ...).
  const auto engine = v2::make_engine();
  engine->begin(setup);
  v2::protocol::state state;
  std::uint64_t operations = 0;
  for (v2::trace_step step; reader.next(step); ++operations) {
    engine->apply(step.operation);
    state = engine->state();
    reader.layout().restore(step.state, state);
    const auto difference = model.after(step.operation, step.receipt, state);
    ASSERT_FALSE(difference) << "line " << reader.line() << ": " << difference->field
                             << " by the model " << difference->expected << ", recorded "
                             << difference->got;
    for (const violation& found : checks.after(step.operation, step.receipt, state)) {
      FAIL() << "line " << reader.line() << ": " << found.invariant->about.id << ": "
             << found.detail;
    }
  }
  std::printf("compared %llu fields of %llu recorded operations\n",
              static_cast<unsigned long long>(model.fields_compared()),
              static_cast<unsigned long long>(operations));
  EXPECT_GT(operations, 0U);
  assay::evidence::record("uniswap-v2.model", assay::evidence::kind::bytecode, operations,
                          GetParam());
}

INSTANTIATE_TEST_SUITE_P(traces, recorded,
                         testing::Values("v2-11", "v2-12", "v2-forks-31", "v2-tokens-32"));

}  // namespace
