// A counterexample as a Foundry test: what both protocols' writers fill in. Private.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/evm/contract.hpp"
#include "assay/receipt/revert.hpp"
#include "script.hpp"

namespace assay::evm {

/// What a step must come to.
struct foundry_outcome {
  bool ok = true;
  bool any_failure = false;  // of a kind that leaves no data
  bytes data{};              // of the revert
};
foundry_outcome outcome_of(const std::optional<revert>& reverted);

struct foundry_event {
  std::vector<evm_word> topics{};
  bytes data{};
};
struct foundry_view {
  std::string name{};  // "kLast()"
  evm_account of{};
  bytes question{};
  bytes answer{};
};

/// An invariant that every step is held against.
struct foundry_judge {
  std::string id{};
  std::string types{};    // Solidity beside the contract
  std::string members{};  // of it: begin(), idle(bool) for a step without a call, judge(uint256)
  std::vector<std::string> asked{};  // of each step: statements that say what it asks for
};

struct foundry_test {
  std::string remark{};      // for people, on any number of lines
  std::string protocol{};    // "Uniswap V2"
  std::string deployment{};  // Solidity statements that set `pool` from `code`, and `factory`
  std::array<bytes, 2> token_codes{};
  bytes creation_code{};
  std::vector<library_use> libraries{};  // that the creation code lacks
  script played{};
  std::vector<foundry_outcome> outcomes{};  // of each step
  subject_config::renaming callbacks{};     // names that actors answer to: Uniswap's, and theirs
  std::optional<foundry_judge> judge{};     // then what follows is empty
  // Of the last step and what it leaves behind.
  bytes returned{};
  std::vector<foundry_event> events{};
  std::vector<foundry_view> views{};
};

/// Calls of the pool and its factory, and callbacks, get the names that the contract's
/// configuration gives them.
void rename_functions(foundry_test& test, const contract& code);

/// The whole file.
std::string to_solidity(const foundry_test& test);

/// As Solidity writes it: hex"…", and an address.
std::string hex_literal(std::span<const std::uint8_t> data);
std::string address_literal(const evm_account& account);

/// Words one after the other.
bytes joined(std::initializer_list<word> words);

}  // namespace assay::evm
