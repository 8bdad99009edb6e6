// What one transaction asks of a pair: plain data, one struct per operation of pooltrace.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "assay/ledger/account.hpp"
#include "assay/ledger/token.hpp"

namespace assay::uniswap_v2 {

// Starts an episode: fresh pair, tokens and factory. Every actor gets `balances` of each token
// (in shares when rebasing).
template <class Word>
struct create_pool {
  Word balances{};
  std::array<token_kind, 2> kinds{};
  std::array<std::uint32_t, 2> fee_bps{};
  std::array<std::uint32_t, 2> decimals{18, 18};
  Word fee_amount{};        // Uranium's factory answers this from birth
  std::uint32_t rules = 0;  // which of setup.rules the pair follows
  // Not read by the engine; kept so that a trace can be written again as it was.
  std::uint64_t episode = 0;
};

// Pays amount0 and amount1 of the caller's tokens (zero: not sent), then mint(to).
template <class Word>
struct mint {
  Word amount0{};
  Word amount1{};
  account to{};
};

// Sends `liquidity` LP tokens to the pair (zero: not sent), then burn(to).
template <class Word>
struct burn {
  Word liquidity{};
  account to{};
};

// A call made from inside the flash callback, before paying. Those under the pair's lock revert.
enum class reentry : std::uint8_t { none, sync, skim, mint, burn, swap };

template <class Word>
struct flash {
  Word pay0{};
  Word pay1{};
  reentry reenter = reentry::none;
};

// Pays in0 and in1 (zero: not sent), then swap(out0, out1, to, data). With a callback, `to` pays
// callback.pay0 and pay1 from inside uniswapV2Call.
template <class Word>
struct swap {
  Word in0{};
  Word in1{};
  Word out0{};
  Word out1{};
  account to{};
  bool has_callback = false;
  flash<Word> callback{};
};

struct skim {
  account to{};
};
struct sync {};

// A plain token transfer: a donation when `to` is the pair.
template <class Word>
struct transfer {
  unsigned token = 0;
  Word amount{};
  account to{};
};

template <class Word>
struct transfer_lp {
  Word amount{};
  account to{};
};
template <class Word>
struct approve_lp {
  account spender{};
  Word amount{};
};
// The caller is the spender.
template <class Word>
struct transfer_from_lp {
  account from{};
  account to{};
  Word amount{};
};

// On the factory.
struct set_fee_to {
  account fee_to{};
};
struct set_fee_to_setter {
  account fee_to_setter{};
};

// Forks: Biswap's stored fees, Uranium's factory, the migrator of Sushi and Joe.
struct set_swap_fee {
  std::uint64_t fee = 0;
};
struct set_dev_fee {
  std::uint64_t fee = 0;
};
template <class Word>
struct set_fee_amount {
  Word fee_amount{};
};
struct set_migrator {
  account migrator{};
};
template <class Word>
struct set_desired {
  Word liquidity{};
};

// Tokens that change behind the pair's back.
template <class Word>
struct rebase {
  unsigned token = 0;
  Word index{};
};
struct set_flag {
  unsigned token = 0;
  bool flag = false;
};
template <class Word>
struct set_token_balance {
  unsigned token = 0;
  account holder{};
  Word balance{};
};

template <class Word>
using call =
    std::variant<create_pool<Word>, mint<Word>, burn<Word>, swap<Word>, skim, sync, transfer<Word>,
                 transfer_lp<Word>, approve_lp<Word>, transfer_from_lp<Word>, set_fee_to,
                 set_fee_to_setter, set_swap_fee, set_dev_fee, set_fee_amount<Word>, set_migrator,
                 set_desired<Word>, rebase<Word>, set_flag, set_token_balance<Word>>;

// In the order of the variant: the names that pooltrace uses.
inline constexpr std::array<std::string_view, std::variant_size_v<call<uint<256>>>>
    operation_names = {"createPool", "mint",           "burn",         "swap",
                       "skim",       "sync",           "transfer",     "transferLp",
                       "approveLp",  "transferFromLp", "setFeeTo",     "setFeeToSetter",
                       "setSwapFee", "setDevFee",      "setFeeAmount", "setMigrator",
                       "setDesired", "rebase",         "setFlag",      "setTokenBalance"};

template <class Word>
struct operation {
  account caller{};
  std::uint64_t time = 0;  // block.timestamp in seconds, beyond 2^32 too
  uniswap_v2::call<Word> call{};

  [[nodiscard]] std::string_view name() const { return operation_names[call.index()]; }
};

}  // namespace assay::uniswap_v2
