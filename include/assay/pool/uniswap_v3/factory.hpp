// Fee tiers, and where pools live.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/UniswapV3Factory.sol and Uniswap/v3-periphery v1.4.4
// contracts/libraries/PoolAddress.sol. Every refusal is bare: the contract gives no reasons.
#pragma once

#include <cstdint>
#include <map>
#include <tuple>

#include "assay/math/create2.hpp"
#include "assay/receipt/result.hpp"

namespace assay::uniswap_v3 {

// keccak256 of the creation code of the pool that Uniswap's own factory deploys.
inline constexpr hash256 mainnet_init_code_hash = {
    0xe3, 0x4f, 0x19, 0x9b, 0x19, 0xb2, 0xb4, 0xf4, 0x7f, 0x68, 0x44, 0x26, 0x19, 0xd5, 0x55, 0x52,
    0x7d, 0x24, 0x4f, 0x78, 0xa3, 0x29, 0x7e, 0xa8, 0x93, 0x25, 0xf8, 0x43, 0xf8, 0x7b, 0x8b, 0x54};

struct pool_key {
  evm_address token0{};
  evm_address token1{};
  std::uint32_t fee_pips = 0;
  friend bool operator==(const pool_key&, const pool_key&) = default;
  friend bool operator<(const pool_key& a, const pool_key& b) {
    return std::tie(a.token0, a.token1, a.fee_pips) < std::tie(b.token0, b.token1, b.fee_pips);
  }
};

// computeAddress: the CREATE2 address of a pool; the salt is keccak256 of three 32-byte words.
// Precondition: token0 < token1 (the periphery requires it, bare).
result<evm_address> pool_address(const evm_address& factory, const pool_key& key,
                                 const hash256& init_code_hash = mainnet_init_code_hash);

// The registry of fee tiers and pools. Memory grows with the number of pools.
class factory {
 public:
  factory(const evm_address& own_address, const evm_address& owner)
      : own_address_(own_address), owner_(owner) {}

  [[nodiscard]] const evm_address& owner() const { return owner_; }
  // feeAmountTickSpacing: 0 where the fee is not enabled.
  [[nodiscard]] std::int32_t tick_spacing_of(std::uint32_t fee_pips) const;
  // getPool, tokens in either order; address(0) where there is none.
  [[nodiscard]] evm_address get_pool(const evm_address& token_a, const evm_address& token_b,
                                     std::uint32_t fee_pips) const;

  // createPool. Reverts bare: equal tokens, a zero token, a fee that is not enabled, a pool that
  // exists.
  result<evm_address> create_pool(const evm_address& token_a, const evm_address& token_b,
                                  std::uint32_t fee_pips);
  // setOwner. Reverts bare unless the caller is the owner.
  status set_owner(const evm_address& caller, const evm_address& owner);
  // enableFeeAmount. Reverts bare: not the owner, fee of 1e6 pips or more, a spacing outside of
  // 1..16383, a fee that is enabled already.
  status enable_fee_amount(const evm_address& caller, std::uint32_t fee_pips,
                           std::int32_t tick_spacing);

 private:
  evm_address own_address_;
  evm_address owner_;
  std::map<std::uint32_t, std::int32_t> spacings_{{500, 10}, {3000, 60}, {10'000, 200}};
  std::map<pool_key, evm_address> pools_{};
};

}  // namespace assay::uniswap_v3
