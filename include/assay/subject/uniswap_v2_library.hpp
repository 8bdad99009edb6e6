// The router library of Uniswap V2 as a subject: functions of numbers, and of paths through pairs
// with fixed reserves.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assay/receipt/revert.hpp"
#include "assay/word/uint.hpp"

namespace assay::uniswap_v2 {

enum class library_function : std::uint8_t {
  quote,            // quote(amountA, reserveA, reserveB)
  get_amount_out,   // getAmountOut(amountIn, reserveIn, reserveOut)
  get_amount_in,    // getAmountIn(amountOut, reserveIn, reserveOut)
  get_amounts_out,  // getAmountsOut(amountIn, path)
  get_amounts_in    // getAmountsIn(amountOut, path)
};
// The on-chain names, in the order of the enumeration.
inline constexpr std::array<std::string_view, 5> library_function_names = {
    "quote", "getAmountOut", "getAmountIn", "getAmountsOut", "getAmountsIn"};
inline constexpr bool takes_path(library_function function) {
  return function >= library_function::get_amounts_out;
}

// Tokens are numbers. A pair that is not listed has no contract.
struct library_setup {
  struct pair {
    std::uint32_t token_in = 0;
    std::uint32_t token_out = 0;
    uint<256> reserve_in{};  // uint112 on chain
    uint<256> reserve_out{};
  };
  std::vector<pair> pairs{};  // both directions
  std::uint64_t fee_numerator = 3;
  std::uint64_t fee_denominator = 1000;
};

struct library_call {
  library_function function = library_function::quote;
  std::vector<uint<256>> numbers{};   // three, or one before a path
  std::vector<std::uint32_t> path{};  // token numbers
};

struct library_answer {
  std::optional<revert> reverted{};
  std::vector<uint<256>> results{};  // one, or one per token of the path
};

class library_subject {
 public:
  virtual ~library_subject() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  virtual void begin(const library_setup& setup) = 0;
  // Valid until the next call.
  virtual const library_answer& answer(const library_call& call) = 0;
};

std::unique_ptr<library_subject> make_library_engine();
std::unique_ptr<library_subject> make_boost_library_engine();

}  // namespace assay::uniswap_v2
