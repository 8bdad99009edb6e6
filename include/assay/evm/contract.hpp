// A stranger's contract: an artifact as compilers leave it, and what its ABI says.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/evm/machine.hpp"
#include "assay/evm/subject_config.hpp"

namespace assay::evm {

/// What an artifact deploys: the pool itself, or a factory that makes it.
enum class level : std::uint8_t { pool, factory };

/// Where creation code holds the address of a library.
struct library_use {
  std::string name{};                  // "src/Math.sol:Math"
  std::vector<std::size_t> offsets{};  // of 20 bytes each
  bytes creation_code{};
};

struct contract {
  std::string name{};  // as it was named
  std::string path{};  // of the artifact
  bytes creation_code{};
  std::vector<library_use> libraries{};
  bool has_abi = false;
  std::vector<std::string> functions{};  // "mint(address)", of the ABI
  std::string constructor{};             // its arguments' types: "(address,uint256)"
  subject_config config{};               // what differs on purpose

  /// Does the ABI list this function, by the name that the configuration gives it?
  [[nodiscard]] bool has(std::string_view signature) const;
  /// The first of the functions that it lacks, or nothing.
  [[nodiscard]] std::string_view first_missing(std::span<const std::string_view> wanted) const;
};

/// Reads a compiler's JSON artifact (Foundry, Hardhat, Waffle, solc's contract object), or creation
/// code in hexadecimal with its ABI beside it (NAME.bin, NAME.abi). Throws trace::input_error that
/// says what is wrong and how to mend it. "FILE@CONFIG.toml" names what differs on purpose too.
contract load_contract(const std::string& name);

/// Can this name of a subject be an artifact?
bool is_contract_name(std::string_view name);

}  // namespace assay::evm
