// Invariants as Solidity, for Foundry tests that hold each step against one. Private.
#pragma once

#include <string_view>

namespace assay::evm {

/// The Solidity of one invariant: members of a test contract, among them `check`, which is given
/// the books before and after a step and ends the test where the invariant does not hold.
struct foundry_invariant {
  std::string_view id;         // "V2-K-1"
  std::string_view constants;  // what tells it from another with the same members
  std::string_view members;
};

/// Nothing for an invariant that no Foundry test asserts.
const foundry_invariant* find_foundry_invariant(std::string_view id);

/// What all of them need: types beside the contract, and members of it.
std::string_view foundry_books_types();
std::string_view foundry_books_members();

}  // namespace assay::evm
