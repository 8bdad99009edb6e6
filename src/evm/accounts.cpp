// Addresses of accounts.
#include "assay/evm/accounts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assay/subject/pipe.hpp"
#include "oddities.hpp"

namespace assay::evm {

account_table::account_table(const evm_account& pool, const evm_account& token0,
                             const evm_account& token1, std::uint32_t actors) {
  table_ = {evm_account{}, pool, token0, token1};
  for (std::uint32_t i = 0; i < actors; ++i) table_.push_back(actor_address(i));
}

std::optional<account> account_table::find(const evm_account& address) const {
  for (std::uint32_t i = 0; i < table_.size(); ++i) {
    if (same(table_[i], address)) return account{i};
  }
  return std::nullopt;
}

std::optional<account> account_table::find_at(const std::uint8_t* from) const {
  constexpr std::size_t padding = sizeof(evm_word) - sizeof(evm_account);
  if (std::any_of(from, from + padding, [](std::uint8_t byte) { return byte != 0; })) {
    return std::nullopt;
  }
  return find(account_at(from));
}

account account_table::who(const evm_account& address) const {
  if (const auto found = find(address)) return *found;
  throw subject_error(
      fmt::format("evm: the contract names {}, which is no account here", hex(address)));
}

evm_account account_table::actor_address(std::uint32_t number) {
  constexpr std::uint64_t first = 0xac70'0000'0000'0000;
  return make_account(first + number);
}

}  // namespace assay::evm
