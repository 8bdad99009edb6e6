// Every planted mutant of Uniswap V2 is caught by its check; no twin raises an alarm.
#include "uniswap_v2_mutants.hpp"

#include "assay/campaign/uniswap_v2.hpp"
#include "mutant_trial.hpp"

namespace assay::campaign::uniswap_v2 {
namespace {

constexpr mutant_trial<world> trial{"uniswap-v2", "V2-", assay::uniswap_v2::mutants::make_mutant};

class every_mutant : public ::testing::TestWithParam<mutant> {};
TEST_P(every_mutant, is_caught_by_its_check) { trial.expect_caught(GetParam()); }
TEST_P(every_mutant, differs_from_the_engine) { trial.expect_differs_from_engine(GetParam()); }

class every_twin : public ::testing::TestWithParam<mutant> {};
TEST_P(every_twin, raises_no_alarm) { trial.expect_silent(GetParam()); }

INSTANTIATE_TEST_SUITE_P(uniswap_v2, every_mutant, ::testing::ValuesIn(trial.catalogue(false)),
                         mutant_test_name);
INSTANTIATE_TEST_SUITE_P(uniswap_v2, every_twin, ::testing::ValuesIn(trial.catalogue(true)),
                         mutant_test_name);

TEST(mutant_catalogue, has_code_for_every_name_and_enough_of_both) {
  trial.expect_complete(25, 4, 12);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v2
