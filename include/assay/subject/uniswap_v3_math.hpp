// The libraries of Uniswap V3's core and periphery as a subject: pure functions of numbers.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/libraries and Uniswap/v3-periphery v1.4.4
// contracts/libraries/LiquidityAmounts.sol.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/pool/uniswap_v3/oracle.hpp"
#include "assay/receipt/revert.hpp"
#include "assay/word/uint.hpp"

namespace assay::uniswap_v3 {

// On-chain types of arguments and results.
enum class math_type : std::uint8_t {
  boolean,
  uint8,
  uint16,
  uint24,
  uint32,
  uint128,
  uint160,
  uint256,
  int16,
  int24,
  int56,
  int128,
  int256,
  ring  // observations, oldest first
};
struct math_type_info {
  std::string_view name;
  unsigned bits;
  bool is_signed;
};
// In the order of math_type.
inline constexpr std::array<math_type_info, 14> math_types = {
    {{"bool", 1, false},
     {"uint8", 8, false},
     {"uint16", 16, false},
     {"uint24", 24, false},
     {"uint32", 32, false},
     {"uint128", 128, false},
     {"uint160", 160, false},
     {"uint256", 256, false},
     {"int16", 16, true},
     {"int24", 24, true},
     {"int56", 56, true},
     {"int128", 128, true},
     {"int256", 256, true},
     {"(uint32,int56,uint160)[]", 0, false}}};
inline constexpr const math_type_info& info_of(math_type type) {
  return math_types[static_cast<std::size_t>(type)];
}

enum class math_function : std::uint8_t {
  mul_div,
  mul_div_rounding_up,
  div_rounding_up,
  get_sqrt_ratio_at_tick,
  get_tick_at_sqrt_ratio,
  get_next_sqrt_price_from_amount0_rounding_up,
  get_next_sqrt_price_from_amount1_rounding_down,
  get_next_sqrt_price_from_input,
  get_next_sqrt_price_from_output,
  get_amount0_delta,
  get_amount1_delta,
  get_amount0_delta_signed,
  get_amount1_delta_signed,
  compute_swap_step,
  add_delta,
  most_significant_bit,
  least_significant_bit,
  tick_spacing_to_max_liquidity_per_tick,
  to_uint160,
  to_int128,
  to_int256,
  next_initialized_tick_within_one_word,
  flip_tick,
  oracle_observe_single,
  oracle_write,
  get_liquidity_for_amount0,
  get_liquidity_for_amount1,
  get_liquidity_for_amounts,
  get_amounts_for_liquidity
};

struct math_signature {
  std::string_view name;    // the on-chain symbol
  std::string_view symbol;  // the function that a recording calls; mostly the same
  std::span<const math_type> arguments;
  std::span<const math_type> results;
};
// Every function, in the order of math_function.
std::span<const math_signature> math_signatures();
inline const math_signature& signature_of(math_function function) {
  return math_signatures()[static_cast<std::size_t>(function)];
}
// Nothing when there is none of this name.
std::optional<math_function> find_math_function(std::string_view name);

// Numbers are bits in a word, sign-extended where the type is signed; booleans are 0 and 1.
struct math_call {
  math_function function = math_function::mul_div;
  std::vector<uint<256>> numbers{};                  // all arguments but the ring
  std::vector<observation<default_backend>> ring{};  // Oracle's functions: their first argument
};

// Why the observations of a call are no ring, and what to write instead; nothing when they are. A
// ring that no pool can hold would send the contract's search round and round.
struct ring_refusal {
  std::string what;
  std::string mend;
};
std::optional<ring_refusal> ring_problem(const math_call& call);

struct math_answer {
  std::optional<revert> reverted{};
  std::vector<uint<256>> results{};
};

class math_subject {
 public:
  virtual ~math_subject() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  // Valid until the next call. The numbers must fit the types of the signature; a ring has at
  // least one observation and at most as many as its cardinality.
  virtual const math_answer& answer(const math_call& call) = 0;
};

std::unique_ptr<math_subject> make_math_engine();
std::unique_ptr<math_subject> make_boost_math_engine();

}  // namespace assay::uniswap_v3
