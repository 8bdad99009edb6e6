// Every published function of Uniswap V3's libraries against the libraries themselves: compiled by
// their own compiler into one contract (evm/contracts/v3_functions.sol).
#include <gtest/gtest.h>

#include "evm/function_contract.hpp"

namespace assay::evm {
namespace {

TEST(evm_uniswap_v3_functions, are_what_the_libraries_answer) {
  machine on;
  const evm_account contract =
      on.deploy(test::caller, creation_code(contracts_folder() + "/v3_functions.json"));
  const std::string hash = hex(on.code_hash(contract));
  std::size_t asked = 0;
  for (const vectors::function& function : vectors::functions()) {
    if (!function.name.starts_with("uniswap-v3.") ||
        function.name.find(".quote") != std::string::npos) {
      continue;
    }
    ++asked;
    EXPECT_EQ(function.code_hash, hash) << function.name;
    test::compare_generated(function, 2000, "generated cases on the compiled libraries in process",
                            [&](const vectors::values& arguments) {
                              return test::ask(on, contract, function, arguments);
                            });
  }
  EXPECT_GE(asked, 33U);
}

}  // namespace
}  // namespace assay::evm
