// A contract that has published functions (evm/contracts/*_functions.sol), asked case by case what
// the generators make.
#pragma once

#include <optional>
#include <string>

#include "assay/evm/artifact.hpp"
#include "assay/evm/machine.hpp"
#include "assay/vector/cases.hpp"
#include "oddities.hpp"
#include "selectors.hpp"
#include "support/case_count.hpp"

namespace assay::evm::test {

using assay::test::case_count;
using vectors::value;
using vectors::values;

inline const evm_account caller = make_account(0xfe11'0000'0000'0000);
constexpr std::size_t word_size = sizeof(evm_word);

// The selector of "mulDiv(uint256,uint256,uint256)"; a dot is no letter.
inline std::uint32_t selector_of(const vectors::function& function) {
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
inline bytes encode(const vectors::function& function, const values& arguments) {
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

inline vectors::outcome ask(machine& on, const evm_account& contract,
                            const vectors::function& function, const values& arguments) {
  const evm_result result = on.call(caller, contract, encode(function, arguments));
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

/// `answer_of(arguments)` against the engine's answer on `cases` generated ones. Nothing: no
/// contract can be asked this; at least half of the cases must have an answer.
template <class Answer>
void compare_generated(const vectors::function& function, std::uint64_t cases,
                       std::string_view what, const Answer& answer_of) {
  case_count count{std::string(what)};
  count.record_for(std::string(function.name), evidence::kind::bytecode);
  vectors::case_stream stream(function, {.count = cases, .seed = 17, .level = 3});
  vectors::test_case test;
  std::uint64_t left_out = 0;
  while (stream.next(test)) {
    const std::optional<vectors::outcome> asked = answer_of(test.arguments);
    if (!asked) {
      ++left_out;
      continue;
    }
    const vectors::outcome& answer = *asked;
    count.check(answer == test.expected, [&] {
      return std::string(function.name) + " " + to_text(test.arguments) + ": bytecode " +
             answer.reverted.value_or(to_text(answer.results)) + ", engine " +
             test.expected.reverted.value_or(to_text(test.expected.results));
    });
  }
  EXPECT_LE(left_out, cases / 2) << function.name;
}

}  // namespace assay::evm::test
