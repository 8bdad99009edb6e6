// Who holds, sends and receives: small dense numbers instead of addresses.
#pragma once

#include <cstdint>
#include <functional>

namespace assay {

// The special accounts come first, so that `index` is the slot in every table of balances.
struct account {
  std::uint32_t index = 0;

  static constexpr account zero() { return {0}; }    // address(0)
  static constexpr account pool() { return {1}; }    // the pool's own address ("pair", "pool")
  static constexpr account token0() { return {2}; }  // the tokens' own addresses, which pools
  static constexpr account token1() { return {3}; }  // refuse as recipients
  static constexpr account actor(std::uint32_t n) { return {first_actor + n}; }

  [[nodiscard]] constexpr bool is_actor() const { return index >= first_actor; }
  [[nodiscard]] constexpr std::uint32_t actor_number() const { return index - first_actor; }

  static constexpr std::uint32_t first_actor = 4;
  friend constexpr bool operator==(account, account) = default;
};

}  // namespace assay
