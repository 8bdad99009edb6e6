// What distinguishes one deployed Uniswap V2 pair from another: data, not code.
//
// Each entry names the code it describes. Forks that only differ here share every line of the
// engine; docs/uniswap-v2.md has the table.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace assay::uniswap_v2 {

// minted = supply * (rootK - rootKLast) * a / (rootK * b + rootKLast * c)
// a/(b + c) of the growth goes to the protocol: 1/6 for (1, 5, 1).
struct protocol_share {
  std::uint64_t a = 1;
  std::uint64_t b = 5;
  std::uint64_t c = 1;
  friend constexpr bool operator==(const protocol_share&, const protocol_share&) = default;
};

// Where the factor b of the protocol share comes from.
enum class share_source : std::uint8_t {
  constant,    // parameters.share.b
  pair_field,  // the pair's stored devFee (Biswap)
  factory      // asked of the factory at each fee mint (Uranium's feeAmount)
};

struct parameters {
  std::string_view name = "uniswap-v2";
  std::string_view prefix = "UniswapV2";  // of the pair's revert strings
  std::uint64_t fee_numerator = 3;        // fee charged on the input, 3/1000
  std::uint64_t fee_denominator = 1000;
  std::uint64_t k_scale = 1'000'000;  // right-hand side of the K check; fee_denominator^2 if right
  protocol_share share{};
  share_source share_from = share_source::constant;
  bool fee_is_stored = false;              // swapFee in the pair's storage (Biswap)
  bool has_migrator = false;               // first mint by a migrator (Sushi, Joe)
  bool factory_checks_caller = true;       // setFeeTo is for feeToSetter only
  std::uint64_t minimum_liquidity = 1000;  // locked at address(0) by the first mint
  std::string_view source{};               // package or repository and version
  std::string_view init_code_hash{};       // keccak256 of the creation code
  std::string_view code_hash{};            // keccak256 of the runtime code

  friend constexpr bool operator==(const parameters&, const parameters&) = default;
};

// All deployed pairs that are known by name, Uniswap's own first.
std::span<const parameters> known_parameters();
const parameters* find_parameters(std::string_view name);

}  // namespace assay::uniswap_v2
