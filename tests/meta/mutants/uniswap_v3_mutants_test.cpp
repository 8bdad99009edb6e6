// Every planted mutant of Uniswap V3 is caught by its check; no twin raises an alarm.
#include "uniswap_v3_mutants.hpp"

#include "assay/campaign/uniswap_v3.hpp"
#include "mutant_trial.hpp"

namespace assay::campaign::uniswap_v3 {
namespace {

constexpr mutant_trial<world> trial{"uniswap-v3", "V3-", assay::uniswap_v3::mutants::make_mutant};

class every_mutant : public ::testing::TestWithParam<mutant> {};
TEST_P(every_mutant, is_caught_by_its_check) { trial.expect_caught(GetParam()); }
TEST_P(every_mutant, differs_from_the_engine) { trial.expect_differs_from_engine(GetParam()); }

class every_twin : public ::testing::TestWithParam<mutant> {};
TEST_P(every_twin, raises_no_alarm) { trial.expect_silent(GetParam()); }

INSTANTIATE_TEST_SUITE_P(uniswap_v3, every_mutant, ::testing::ValuesIn(trial.catalogue(false)),
                         mutant_test_name);
INSTANTIATE_TEST_SUITE_P(uniswap_v3, every_twin, ::testing::ValuesIn(trial.catalogue(true)),
                         mutant_test_name);

TEST(mutant_catalogue, has_code_for_every_name_and_enough_of_both) {
  trial.expect_complete(40, 5, 20);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v3
