// Events of the pair and its LP token, as plain data.
#pragma once

#include <array>
#include <cstdint>

#include "assay/ledger/account.hpp"
#include "assay/receipt/receipt.hpp"

namespace assay::uniswap_v2 {

enum class event_kind : std::uint8_t {
  transfer,  // Transfer(from, to, value)                      LP token
  approval,  // Approval(owner, spender, value)                LP token
  sync,      // Sync(reserve0, reserve1)
  mint,      // Mint(sender, amount0, amount1)
  burn,      // Burn(sender, amount0, amount1, to)
  swap,      // Swap(sender, amount0In, amount1In, amount0Out, amount1Out, to)
};

// `from` is the first address of the signature (sender, owner), `to` the last (to, spender);
// `amounts` are the numbers in the signature's order. What a kind does not have stays zero.
template <class Word>
struct event {
  event_kind kind = event_kind::sync;
  account from{};
  account to{};
  std::array<Word, 4> amounts{};
  friend bool operator==(const event&, const event&) = default;
};

// mint returns (liquidity); burn returns (amount0, amount1); nothing else returns anything.
template <class Word>
struct returns {
  std::array<Word, 2> values{};
  unsigned count = 0;
  friend bool operator==(const returns&, const returns&) = default;
};

template <class Word>
using receipt = assay::receipt<returns<Word>, event<Word>>;

}  // namespace assay::uniswap_v2
