// Everything observable of a pair, its LP token, its factory and its two tokens.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "assay/ledger/account.hpp"
#include "assay/ledger/token.hpp"

namespace assay::uniswap_v2 {

// The contract's storage that is not a mapping: small enough to copy for a rollback.
template <class Word>
struct pair_storage {
  Word reserve0{};  // uint112 on chain
  Word reserve1{};
  std::uint32_t block_timestamp_last = 0;  // seconds mod 2^32
  Word price0_cumulative_last{};           // UQ112x112 * seconds, wraps on purpose
  Word price1_cumulative_last{};
  Word k_last{};  // reserve0 * reserve1 after the last mint or burn with the protocol fee on
  Word total_supply{};
  bool locked = false;

  account fee_to = account::zero();  // of the factory
  account fee_to_setter = account::zero();

  // Forks only.
  std::uint64_t swap_fee = 1;  // Biswap: both are 1 at birth
  std::uint64_t dev_fee = 1;
  Word fee_amount{};  // Uranium's factory
  account migrator = account::zero();
  Word desired_liquidity{};

  friend bool operator==(const pair_storage&, const pair_storage&) = default;
};

template <class Word>
struct allowance {
  account owner{};
  account spender{};
  Word amount{};
  friend bool operator==(const allowance&, const allowance&) = default;
};

template <class Word>
struct state {
  pair_storage<Word> pair{};
  std::vector<Word> lp{};                                 // balances of LP tokens by account index
  std::vector<uniswap_v2::allowance<Word>> allowances{};  // in order of first approval
  std::array<assay::token<Word>, 2> tokens{};

  [[nodiscard]] std::uint32_t actors() const {
    return static_cast<std::uint32_t>(lp.size()) - account::first_actor;
  }
  friend bool operator==(const state&, const state&) = default;
};

}  // namespace assay::uniswap_v2
