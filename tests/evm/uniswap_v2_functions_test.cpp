// The published functions of Uniswap V2's library on generated cases: the deployed router where it
// tells them, else the library compiled by its own compiler (evm/contracts/v2_*functions.sol).
#include <gtest/gtest.h>

#include <algorithm>

#include "assay/evm/uniswap_v2_library.hpp"
#include "evm/function_contract.hpp"

namespace assay::evm {
namespace {

constexpr std::uint64_t cases = 2000;

const vectors::function& published_function(std::string_view name) {
  const auto& all = vectors::functions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const vectors::function& one) {
    return one.name == "uniswap-v2." + std::string(name);
  });
  if (found == all.end()) throw std::invalid_argument(std::string(name));
  return *found;
}

vectors::outcome outcome_of(const uniswap_v2::library_answer& answer, bool is_list) {
  if (answer.reverted) return {answer.reverted->to_string(), {}};
  vectors::outcome out;
  if (is_list) {
    out.results.push_back(vectors::make_value(answer.results));
    return out;
  }
  for (const word& result : answer.results) {
    out.results.push_back(make_value(vectors::value_type::uint256, result));
  }
  return out;
}

TEST(evm_uniswap_v2_functions, of_numbers_are_what_the_router_answers) {
  const auto router = make_uniswap_v2_library();
  router->begin({});
  using enum uniswap_v2::library_function;
  for (const auto which : {quote, get_amount_out, get_amount_in}) {
    const auto& function =
        published_function(uniswap_v2::library_function_names[static_cast<std::size_t>(which)]);
    test::compare_generated(function, cases, "generated cases on the deployed router in process",
                            [&](const vectors::values& arguments) {
                              uniswap_v2::library_call call{.function = which};
                              for (const auto& one : arguments)
                                call.numbers.push_back(one.scalar());
                              return outcome_of(router->answer(call), false);
                            });
  }
}

// No pair can hold it; the library itself would take it.
bool is_wider_than_a_reserve(const word& reserve) { return bit_width(reserve) > 112; }

// A path through one pair for each hop, with tokens in their order.
TEST(evm_uniswap_v2_functions, of_paths_are_what_the_router_answers) {
  const auto router = make_uniswap_v2_library();
  using enum uniswap_v2::library_function;
  for (const auto which : {get_amounts_out, get_amounts_in}) {
    const auto& function =
        published_function(uniswap_v2::library_function_names[static_cast<std::size_t>(which)]);
    test::compare_generated(
        function, cases / 4, "generated paths through pairs of the deployed factory",
        [&](const vectors::values& arguments) -> std::optional<vectors::outcome> {
          const std::vector<word>& reserves = arguments[1].words;
          if (std::any_of(reserves.begin(), reserves.end(), is_wider_than_a_reserve)) return {};
          uniswap_v2::library_setup setup;
          uniswap_v2::library_call call{
              .function = which, .numbers = {arguments[0].scalar()}, .path = {0}};
          for (std::uint32_t hop = 0; hop * 2 < reserves.size(); ++hop) {
            setup.pairs.push_back({hop, hop + 1, reserves[hop * 2], reserves[hop * 2 + 1]});
            call.path.push_back(hop + 1);
          }
          router->begin(setup);
          return outcome_of(router->answer(call), true);
        });
  }
}

TEST(evm_uniswap_v2_functions, that_no_router_tells_are_what_the_libraries_answer) {
  for (const auto& [name, file] :
       {std::pair{"pairFor", "/v2_functions.json"}, {"sqrt", "/v2_core_functions.json"}}) {
    machine on;
    const evm_account contract = on.deploy(test::caller, creation_code(contracts_folder() + file));
    const vectors::function& function = published_function(name);
    test::compare_generated(function, cases, "generated cases on the compiled libraries in process",
                            [&](const vectors::values& arguments) {
                              return test::ask(on, contract, function, arguments);
                            });
  }
}

}  // namespace
}  // namespace assay::evm
