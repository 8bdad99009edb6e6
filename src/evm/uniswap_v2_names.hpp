// Uniswap V2's selectors, events and storage slots. Private.
#pragma once

#include "assay/evm/machine.hpp"
#include "assay/pool/uniswap_v2/event.hpp"

namespace assay::evm::uniswap_v2_names {

inline constexpr std::uint32_t create_pair = 0xc9c65396;  // createPair(address,address)

namespace selector {
enum : std::uint32_t {
  transfer = 0xa9059cbb,                // transfer(address,uint256)
  transfer_from = 0x23b872dd,           // transferFrom(address,address,uint256)
  approve = 0x095ea7b3,                 // approve(address,uint256)
  balance_of = 0x70a08231,              // balanceOf(address)
  allowance = 0xdd62ed3e,               // allowance(address,address)
  total_supply = 0x18160ddd,            // totalSupply()
  mint = 0x6a627842,                    // mint(address)
  burn = 0x89afcb44,                    // burn(address)
  swap = 0x022c0d9f,                    // swap(uint256,uint256,address,bytes)
  skim = 0xbc25cf77,                    // skim(address)
  sync = 0xfff6cae9,                    // sync()
  get_reserves = 0x0902f1ac,            // getReserves()
  price0_cumulative_last = 0x5909c0d5,  // price0CumulativeLast()
  price1_cumulative_last = 0x5a3d5493,  // price1CumulativeLast()
  k_last = 0x7464fc3d,                  // kLast()
  fee_to = 0x017e7e58,                  // feeTo()
  fee_to_setter = 0x094b7415,           // feeToSetter()
  set_fee_to = 0xf46901ed,              // setFeeTo(address)
  set_fee_to_setter = 0xa2e74af6,       // setFeeToSetter(address)
  uniswap_v2_call = 0x10d1e85c          // uniswapV2Call(address,uint256,uint256,bytes)
};
}  // namespace selector

namespace slot {
// UniswapV2ERC20, then UniswapV2Pair; 3 DOMAIN_SEPARATOR, 4 nonces, 5 factory, 6 token0 and 7
// token1 are never written by an operation.
inline constexpr std::uint64_t total_supply = 0;
inline constexpr std::uint64_t balance_of = 1;
inline constexpr std::uint64_t allowance = 2;
inline constexpr std::uint64_t reserves = 8;  // reserve0, reserve1, blockTimestampLast
inline constexpr std::uint64_t price0_cumulative_last = 9;
inline constexpr std::uint64_t price1_cumulative_last = 10;
inline constexpr std::uint64_t k_last = 11;
inline constexpr std::uint64_t unlocked = 12;
inline constexpr unsigned reserve_bits = 112;
// UniswapV2Factory
inline constexpr std::uint64_t fee_to = 0;
inline constexpr std::uint64_t fee_to_setter = 1;
}  // namespace slot

namespace token_slot {
// evm/contracts/odd_token.yul
inline constexpr std::uint64_t kind = 1;
inline constexpr std::uint64_t fee_bps = 2;
inline constexpr std::uint64_t index = 3;
inline constexpr std::uint64_t flag = 4;
inline constexpr std::uint64_t sink = 5;
}  // namespace token_slot

struct event_shape {
  evm_word topic{};
  uniswap_v2::event_kind kind{};
  std::uint32_t topics = 0;  // with the signature's own
  std::size_t numbers = 0;   // in the data
};
/// Nothing for an event that UniswapV2Pair does not declare, or of another shape.
const event_shape* find_shape(const evm_log_entry& log);
const event_shape& shape_of(uniswap_v2::event_kind kind);

/// keccak256 of the pair's runtime code as deployed.
evm_word pair_code_hash();

}  // namespace assay::evm::uniswap_v2_names
