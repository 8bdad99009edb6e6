// The exact model as a subject, beside the engine on generated operations: answers, events and
// whole states, of which traces do not show everything.
#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v2.hpp"
#include "assay/campaign/uniswap_v3.hpp"
#include "assay/replay/subjects.hpp"
#include "support/case_count.hpp"

namespace assay::replay {
namespace {

auto open_model(gen::uniswap_v2::mode which) {
  return open_subject("model", campaign::uniswap_v2::dialect_of(which));
}
auto open_model(gen::uniswap_v3::mode) { return open_subject("model", uniswap_v3::state_layout{}); }

template <class World>
void expect_model_agrees(typename World::mode which, test::case_count& count) {
  campaign::options<World> what;
  what.mode = which;
  what.operations = 4000;
  what.make_judge = [&] {
    auto judge = std::make_unique<campaign::judge<World>>(
        World::make_setup(which), which, World::make_engine(),
        campaign::checks<World>{false, World::select("none")});
    judge->add_rival(open_model(which));
    return judge;
  };
  const auto done = campaign::run(what);
  count.check(!done.found, [&] { return campaign::describe(*done.found); });
  count.add(done.comparisons);
}

TEST(model_subject, has_the_engines_answers_and_whole_states) {
  test::case_count count("generated operations, the model as a subject against the engine");
  using v2 = campaign::uniswap_v2::world;
  for (const v2::mode which : {v2::mode::pair, v2::mode::fork, v2::mode::tokens}) {
    expect_model_agrees<v2>(which, count);
  }
  expect_model_agrees<campaign::uniswap_v3::world>(gen::uniswap_v3::mode::pool, count);
}

}  // namespace
}  // namespace assay::replay
