// Every published function of Uniswap V3's libraries against the libraries themselves: compiled by
// their own compiler into one contract (evm/contracts/v3_functions.sol) and asked, case by case,
// what the generators make.
#include <gtest/gtest.h>

#include <string>

#include "assay/evm/artifact.hpp"
#include "assay/evm/machine.hpp"
#include "assay/vector/cases.hpp"
#include "oddities.hpp"
#include "selectors.hpp"
#include "support/case_count.hpp"

namespace assay::evm {
namespace {

using vectors::value;
using vectors::values;

const evm_account me = make_account(0xfe11'0000'0000'0000);
constexpr std::size_t word_size = 32;

// The selector of "mulDiv(uint256,uint256,uint256)"; a dot is no letter.
std::uint32_t selector_of(const vectors::function& function) {
  std::string text(function.name.substr(function.name.find('.') + 1));
  std::erase(text, '.');
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    text += i == 0 ? "(" : ",";
    text += vectors::type_name(function.parameters[i].type);
  }
  text += ")";
  return evm::selector_of(std::string_view(text));
}

// Scalars in the head; lists there as offsets to their length and elements in the tail.
bytes encode(const vectors::function& function, const values& arguments) {
  calldata data(selector_of(function));
  std::uint64_t tail = arguments.size() * word_size;
  for (const value& argument : arguments) {
    if (!vectors::is_array(argument.type)) {
      data.add(argument.scalar());
      continue;
    }
    data.add(tail);
    tail += (1 + argument.words.size()) * word_size;
  }
  for (const value& argument : arguments) {
    if (!vectors::is_array(argument.type)) continue;
    data.add(std::uint64_t{argument.words.size()});
    for (const word& element : argument.words) data.add(element);
  }
  return data.take();
}

vectors::outcome ask(machine& on, const evm_account& contract, const vectors::function& function,
                     const values& arguments) {
  const evm_result result = on.call(me, contract, encode(function, arguments));
  std::string text;
  if (result.status != EVM_SUCCESS) return {why(result, text).to_string(), {}};
  vectors::outcome answer;
  for (std::size_t i = 0; i < function.results.size(); ++i) {
    if (result.output.size < (i + 1) * word_size) break;  // too little: no answer equals it
    answer.results.push_back(
        make_value(function.results[i].type, from_evm(result.output.data + i * word_size)));
  }
  return answer;
}

TEST(evm_uniswap_v3_functions, are_what_the_libraries_answer) {
  machine on;
  const evm_account contract =
      on.deploy(me, creation_code(contracts_folder() + "/v3_functions.json"));
  const std::string hash = hex(on.code_hash(contract));
  std::size_t asked = 0;
  for (const vectors::function& function : vectors::functions()) {
    if (!function.name.starts_with("uniswap-v3.") ||
        function.name.find(".quote") != std::string::npos) {
      continue;
    }
    ++asked;
    EXPECT_EQ(function.code_hash, hash) << function.name;
    test::case_count count("generated cases on the compiled libraries in process");
    count.record_for(std::string(function.name), evidence::kind::bytecode);
    vectors::case_stream stream(function, {.count = 2000, .seed = 17, .level = 3});
    vectors::test_case test;
    while (stream.next(test)) {
      const vectors::outcome answer = ask(on, contract, function, test.arguments);
      count.check(answer == test.expected, [&] {
        return std::string(function.name) + " " + to_text(test.arguments) + ": bytecode " +
               answer.reverted.value_or(to_text(answer.results)) + ", engine " +
               test.expected.reverted.value_or(to_text(test.expected.results));
      });
    }
  }
  EXPECT_GE(asked, 33U);
}

}  // namespace
}  // namespace assay::evm
