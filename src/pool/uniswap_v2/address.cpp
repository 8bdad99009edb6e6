// Token order, CREATE2 addresses and the registry of pairs: see address.hpp.
#include "assay/pool/uniswap_v2/address.hpp"

#include <algorithm>

namespace assay::uniswap_v2 {
namespace {

constexpr address zero_address{};

}  // namespace

result<token_pair> sort_tokens(const address& token_a, const address& token_b,
                               std::string_view prefix) {
  if (token_a == token_b) return revert::reason(prefix, "IDENTICAL_ADDRESSES");
  const token_pair sorted =
      token_a < token_b ? token_pair{token_a, token_b} : token_pair{token_b, token_a};
  if (sorted.token0 == zero_address) return revert::reason(prefix, "ZERO_ADDRESS");
  return sorted;
}

address pair_address(const address& factory, const token_pair& tokens, const hash& init_code_hash) {
  std::array<std::uint8_t, 40> packed{};
  auto* end = std::copy(tokens.token0.begin(), tokens.token0.end(), packed.begin());
  std::copy(tokens.token1.begin(), tokens.token1.end(), end);
  return create2_address(factory, keccak256(packed), init_code_hash);
}

result<address> pair_for(const address& factory, const address& token_a, const address& token_b,
                         const hash& init_code_hash) {
  ASSAY_TRY(const token_pair tokens, sort_tokens(token_a, token_b));
  return pair_address(factory, tokens, init_code_hash);
}

result<address> factory::create_pair(const address& token_a, const address& token_b) {
  constexpr std::string_view prefix = "UniswapV2";
  ASSAY_TRY(const token_pair tokens, sort_tokens(token_a, token_b, prefix));
  if (pairs_.contains(tokens)) return revert::reason(prefix, "PAIR_EXISTS");
  const address pair = pair_address(own_address_, tokens, init_code_hash_);
  pairs_.emplace(tokens, pair);
  all_pairs_.push_back(pair);
  return pair;
}

address factory::get_pair(const address& token_a, const address& token_b) const {
  const auto [low, high] = std::minmax(token_a, token_b);
  const auto found = pairs_.find(token_pair{low, high});
  return found == pairs_.end() ? zero_address : found->second;
}

}  // namespace assay::uniswap_v2
