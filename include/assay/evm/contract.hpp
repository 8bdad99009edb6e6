// A stranger's contract: an artifact as compilers leave it, and what its ABI says.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/evm/machine.hpp"

namespace assay::evm {

/// What an artifact deploys: the pool itself, or a factory that makes it.
enum class level : std::uint8_t { pool, factory };

struct contract {
  std::string path{};  // as it was named
  bytes creation_code{};
  bool has_abi = false;
  std::vector<std::string> functions{};  // "mint(address)", of the ABI
  std::string constructor{};             // its arguments' types: "(address,uint256)"

  /// Does the ABI list this function? Without an ABI every function may be there.
  [[nodiscard]] bool has(std::string_view signature) const;
  /// The first of the functions that it lacks, or nothing.
  [[nodiscard]] std::string_view first_missing(std::span<const std::string_view> wanted) const;
};

/// Reads a compiler's JSON artifact (Foundry, Hardhat, Waffle, solc's contract object), or creation
/// code in hexadecimal with its ABI beside it (NAME.bin, NAME.abi). Throws trace::input_error that
/// says what is wrong and how to mend it.
contract load_contract(const std::string& path);

/// Can this name of a subject be an artifact?
bool is_contract_name(std::string_view name);

}  // namespace assay::evm
