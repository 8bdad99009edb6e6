// Addresses of accounts.
#include "assay/evm/accounts.hpp"

#include <fmt/format.h>

#include "assay/subject/pipe.hpp"

namespace assay::evm {

account_table::account_table(const evm_account& pool, const evm_account& token0,
                             const evm_account& token1, std::uint32_t actors) {
  table_ = {evm_account{}, pool, token0, token1};
  for (std::uint32_t i = 0; i < actors; ++i) table_.push_back(actor_address(i));
}

account account_table::who(const evm_account& address) const {
  for (std::uint32_t i = 0; i < table_.size(); ++i) {
    if (same(table_[i], address)) return account{i};
  }
  std::string digits;
  for (const std::uint8_t byte : address.bytes) digits += fmt::format("{:02x}", byte);
  throw subject_error(
      fmt::format("evm: the contract names 0x{}, which is no account here", digits));
}

evm_account account_table::actor_address(std::uint32_t number) {
  constexpr std::uint64_t first = 0xac70'0000'0000'0000;
  return make_account(first + number);
}

}  // namespace assay::evm
