// What each of Uniswap V3's library functions takes and gives.
#include <algorithm>

#include "assay/subject/uniswap_v3_math.hpp"

namespace assay::uniswap_v3 {
namespace {

using enum math_type;

// Lists of types that signatures share.
template <math_type... Types>
constexpr std::array<math_type, sizeof...(Types)> types = {Types...};

constexpr auto& three_words = types<uint256, uint256, uint256>;
constexpr auto& one_word = types<uint256>;
constexpr auto& price_move = types<uint160, uint128, uint256, boolean>;
constexpr auto& price_delta = types<uint160, uint160, uint128, boolean>;
constexpr auto& signed_delta = types<uint160, uint160, int128>;
constexpr auto& amount_between = types<uint160, uint160, uint256>;

// In the order of math_function.
constexpr std::array<math_signature, 29> signatures = {{
    {"mulDiv", "mulDiv", three_words, one_word},
    {"mulDivRoundingUp", "mulDivRoundingUp", three_words, one_word},
    {"divRoundingUp", "divRoundingUp", types<uint256, uint256>, one_word},
    {"getSqrtRatioAtTick", "getSqrtRatioAtTick", types<int24>, types<uint160>},
    {"getTickAtSqrtRatio", "getTickAtSqrtRatio", types<uint160>, types<int24>},
    {"getNextSqrtPriceFromAmount0RoundingUp", "getNextSqrtPriceFromAmount0RoundingUp", price_move,
     types<uint160>},
    {"getNextSqrtPriceFromAmount1RoundingDown", "getNextSqrtPriceFromAmount1RoundingDown",
     price_move, types<uint160>},
    {"getNextSqrtPriceFromInput", "getNextSqrtPriceFromInput", price_move, types<uint160>},
    {"getNextSqrtPriceFromOutput", "getNextSqrtPriceFromOutput", price_move, types<uint160>},
    {"getAmount0Delta", "getAmount0Delta", price_delta, one_word},
    {"getAmount1Delta", "getAmount1Delta", price_delta, one_word},
    {"getAmount0DeltaSigned", "getAmount0DeltaSigned", signed_delta, types<int256>},
    {"getAmount1DeltaSigned", "getAmount1DeltaSigned", signed_delta, types<int256>},
    {"computeSwapStep", "computeSwapStep", types<uint160, uint160, uint128, int256, uint24>,
     types<uint160, uint256, uint256, uint256>},
    {"addDelta", "addDelta", types<uint128, int128>, types<uint128>},
    {"mostSignificantBit", "mostSignificantBit", one_word, types<uint8>},
    {"leastSignificantBit", "leastSignificantBit", one_word, types<uint8>},
    {"tickSpacingToMaxLiquidityPerTick", "tickSpacingToMaxLiquidityPerTick", types<int24>,
     types<uint128>},
    {"toUint160", "toUint160", one_word, types<uint160>},
    {"toInt128", "toInt128", types<int256>, types<int128>},
    {"toInt256", "toInt256", one_word, types<int256>},
    {"nextInitializedTickWithinOneWord", "nextInitializedTickWithinOneWord",
     types<uint256, int24, int24, boolean>, types<int24, boolean>},
    {"flipTick", "flipTick", types<int24, int24>, types<int16, uint256>},
    {"Oracle.observeSingle", "oracleObserveSingle",
     types<ring, uint16, uint16, uint32, uint32, int24, uint128>, types<int56, uint160>},
    {"Oracle.write", "oracleWrite", types<ring, uint16, uint16, uint16, uint32, int24, uint128>,
     types<uint16, uint16, uint32, int56, uint160>},
    {"getLiquidityForAmount0", "getLiquidityForAmount0", amount_between, types<uint128>},
    {"getLiquidityForAmount1", "getLiquidityForAmount1", amount_between, types<uint128>},
    {"getLiquidityForAmounts", "getLiquidityForAmounts",
     types<uint160, uint160, uint160, uint256, uint256>, types<uint128>},
    {"getAmountsForLiquidity", "getAmountsForLiquidity", types<uint160, uint160, uint160, uint128>,
     types<uint256, uint256>},
}};

}  // namespace

std::span<const math_signature> math_signatures() { return signatures; }

std::optional<math_function> find_math_function(std::string_view name) {
  const auto* found =
      std::find_if(signatures.begin(), signatures.end(),
                   [&](const math_signature& candidate) { return candidate.name == name; });
  if (found == signatures.end()) return std::nullopt;
  return static_cast<math_function>(found - signatures.begin());
}

std::optional<ring_refusal> ring_problem(const math_call& call) {
  const std::uint64_t oldest = to_u64_truncating(call.numbers[0]);
  const std::uint64_t cardinality = to_u64_truncating(call.numbers[1]);
  const std::size_t time_at = call.function == math_function::oracle_write ? 3 : 2;
  const auto time = static_cast<std::uint32_t>(to_u64_truncating(call.numbers[time_at]));
  if (call.ring.empty() || call.ring.size() > cardinality || oldest >= cardinality ||
      (call.ring.size() < cardinality && oldest != 0)) {
    return ring_refusal{"holds " + std::to_string(call.ring.size()) + " observations from slot " +
                            std::to_string(oldest) + " of " + std::to_string(cardinality),
                        "give a ring as a pool fills it"};
  }
  for (std::size_t i = 1; i < call.ring.size(); ++i) {
    if (!at_or_before(time, call.ring[i - 1].block_timestamp, call.ring[i].block_timestamp)) {
      return ring_refusal{"holds observations out of order", "list the oldest first"};
    }
  }
  return std::nullopt;
}

}  // namespace assay::uniswap_v3
