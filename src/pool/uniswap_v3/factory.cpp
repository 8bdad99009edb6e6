// The factory of Uniswap V3: see factory.hpp.
#include "assay/pool/uniswap_v3/factory.hpp"

#include <algorithm>

namespace assay::uniswap_v3 {
namespace {

constexpr evm_address zero_address{};

}  // namespace

result<evm_address> pool_address(const evm_address& factory, const pool_key& key,
                                 const hash256& init_code_hash) {
  if (!(key.token0 < key.token1)) return revert::empty();
  // abi.encode(token0, token1, fee): each right-aligned in 32 bytes.
  std::array<std::uint8_t, 96> encoded{};
  std::copy(key.token0.begin(), key.token0.end(), encoded.begin() + 12);
  std::copy(key.token1.begin(), key.token1.end(), encoded.begin() + 44);
  for (unsigned i = 0; i < 4; ++i) {
    encoded[95 - i] = static_cast<std::uint8_t>(key.fee_pips >> (8 * i));
  }
  return create2_address(factory, keccak256(encoded), init_code_hash);
}

std::int32_t factory::tick_spacing_of(std::uint32_t fee_pips) const {
  const auto found = spacings_.find(fee_pips);
  return found == spacings_.end() ? 0 : found->second;
}

evm_address factory::get_pool(const evm_address& token_a, const evm_address& token_b,
                              std::uint32_t fee_pips) const {
  const auto [low, high] = std::minmax(token_a, token_b);
  const auto found = pools_.find(pool_key{low, high, fee_pips});
  return found == pools_.end() ? zero_address : found->second;
}

result<evm_address> factory::create_pool(const evm_address& token_a, const evm_address& token_b,
                                         std::uint32_t fee_pips) {
  if (token_a == token_b) return revert::empty();
  const auto [low, high] = std::minmax(token_a, token_b);
  if (low == zero_address) return revert::empty();
  if (tick_spacing_of(fee_pips) == 0) return revert::empty();
  const pool_key key{low, high, fee_pips};
  if (pools_.contains(key)) return revert::empty();
  ASSAY_TRY(const evm_address pool, pool_address(own_address_, key));
  pools_.emplace(key, pool);
  return pool;
}

status factory::set_owner(const evm_address& caller, const evm_address& owner) {
  if (caller != owner_) return revert::empty();
  owner_ = owner;
  return {};
}

status factory::enable_fee_amount(const evm_address& caller, std::uint32_t fee_pips,
                                  std::int32_t tick_spacing) {
  constexpr std::uint32_t fee_unit = 1'000'000;
  constexpr std::int32_t spacing_limit = 16'384;
  if (caller != owner_ || fee_pips >= fee_unit) return revert::empty();
  if (tick_spacing <= 0 || tick_spacing >= spacing_limit) return revert::empty();
  if (tick_spacing_of(fee_pips) != 0) return revert::empty();
  spacings_.emplace(fee_pips, tick_spacing);
  return {};
}

}  // namespace assay::uniswap_v3
