// Which address stands for which account of a trace.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "assay/evm/machine.hpp"
#include "assay/ledger/account.hpp"

namespace assay::evm {

/// Zero, the pool, the two tokens and the actors, by account index.
class account_table {
 public:
  account_table() = default;
  account_table(const evm_account& pool, const evm_account& token0, const evm_account& token1,
                std::uint32_t actors);

  [[nodiscard]] const evm_account& address_of(account who) const { return table_[who.index]; }
  [[nodiscard]] std::size_t size() const { return table_.size(); }
  /// Nothing for an address that is nobody's here: a contract that invents one.
  [[nodiscard]] std::optional<account> find(const evm_account& address) const;
  /// The account whose address is the low 20 bytes of the word at `from`, whose others are zero.
  [[nodiscard]] std::optional<account> find_at(const std::uint8_t* from) const;
  /// Throws subject_error for an address that is nobody's here.
  [[nodiscard]] account who(const evm_account& address) const;
  /// The account whose address is the low 20 bytes of the word at `from`.
  [[nodiscard]] account who_at(const std::uint8_t* from) const { return who(account_at(from)); }

  static evm_account actor_address(std::uint32_t number);

 private:
  std::vector<evm_account> table_{};
};

}  // namespace assay::evm
