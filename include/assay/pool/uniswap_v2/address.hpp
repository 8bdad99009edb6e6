// Where a pair lives: token order, CREATE2 address, and the factory's registry of pairs.
//
// Mirrors Uniswap/v2-core v1.0.1 contracts/UniswapV2Factory.sol (createPair, getPair, allPairs) and
// Uniswap/v2-periphery contracts/libraries/UniswapV2Library.sol (sortTokens, pairFor).
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "assay/math/create2.hpp"
#include "assay/receipt/result.hpp"

namespace assay::uniswap_v2 {

using address = evm_address;
using hash = hash256;

// keccak256 of the creation code of the pair that Uniswap's own factory deploys.
inline constexpr hash mainnet_init_code_hash = {
    0x96, 0xe8, 0xac, 0x42, 0x77, 0x19, 0x8f, 0xf8, 0xb6, 0xf7, 0x85, 0x47, 0x8a, 0xa9, 0xa3, 0x9f,
    0x40, 0x3c, 0xb7, 0x68, 0xdd, 0x02, 0xcb, 0xee, 0x32, 0x6c, 0x3e, 0x7d, 0xa3, 0x48, 0x84, 0x5f};

struct token_pair {
  address token0{};
  address token1{};
  friend bool operator==(const token_pair&, const token_pair&) = default;
  friend bool operator<(const token_pair& a, const token_pair& b) {
    return std::tie(a.token0, a.token1) < std::tie(b.token0, b.token1);
  }
};

// sortTokens: the smaller address is token0.
// Reverts: PREFIX: IDENTICAL_ADDRESSES, PREFIX: ZERO_ADDRESS, in this order.
result<token_pair> sort_tokens(const address& token_a, const address& token_b,
                               std::string_view prefix = "UniswapV2Library");

// The CREATE2 address of a pair; the salt is keccak256(token0, token1). No check: the order of
// `tokens` is the caller's.
address pair_address(const address& factory, const token_pair& tokens,
                     const hash& init_code_hash = mainnet_init_code_hash);

// pairFor: sorts, then the address. Reverts as sort_tokens.
result<address> pair_for(const address& factory, const address& token_a, const address& token_b,
                         const hash& init_code_hash = mainnet_init_code_hash);

// The factory's registry. Memory grows with the number of pairs; look-ups are logarithmic.
class factory {
 public:
  explicit factory(const address& own_address, const hash& init_code_hash = mainnet_init_code_hash)
      : own_address_(own_address), init_code_hash_(init_code_hash) {}

  // createPair. Reverts: UniswapV2: IDENTICAL_ADDRESSES, ZERO_ADDRESS, PAIR_EXISTS, in this order.
  result<address> create_pair(const address& token_a, const address& token_b);

  // getPair in either order; address(0) where there is none.
  [[nodiscard]] address get_pair(const address& token_a, const address& token_b) const;
  [[nodiscard]] const std::vector<address>& all_pairs() const { return all_pairs_; }

 private:
  address own_address_;
  hash init_code_hash_;
  std::map<token_pair, address> pairs_{};
  std::vector<address> all_pairs_{};
};

}  // namespace assay::uniswap_v2
