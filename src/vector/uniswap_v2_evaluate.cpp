// The engine's answers to the published functions of Uniswap V2, on typed values.
#include "uniswap_v2_evaluate.hpp"

#include <algorithm>

#include "assay/math/sqrt.hpp"
#include "assay/pool/uniswap_v2/address.hpp"
#include "assay/pool/uniswap_v2/format.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"
#include "assay/pool/uniswap_v2/steps.hpp"
#include "registry_parts.hpp"

namespace assay::vectors::uniswap_v2 {

namespace {

namespace pool = assay::uniswap_v2;
using steps = pool::steps<pool::evm_format<>>;

const pool::parameters& rules() {
  static const pool::parameters mainnet{};
  return mainnet;
}

outcome reverted(const revert& why) { return {why.to_string(), {}}; }

outcome pair_reverted(std::string_view text) {
  return reverted(revert::reason(rules().prefix, text));
}

outcome returned(const word& number) { return {{}, {make_value(value_type::uint256, number)}}; }

outcome from(const result<word>& answer) {
  return answer.ok() ? returned(answer.value()) : reverted(answer.why());
}

outcome from(const result<std::vector<word>>& answer) {
  if (!answer.ok()) return reverted(answer.why());
  return {{}, {make_value(answer.value())}};
}

const word& scalar(const values& arguments, std::size_t i) { return arguments[i].scalar(); }

std::vector<pool::hop<word>> hops(const value& reserves) {
  std::vector<pool::hop<word>> path;
  for (std::size_t i = 0; i + 1 < reserves.words.size(); i += 2) {
    path.push_back({reserves.words[i], reserves.words[i + 1]});
  }
  return path;
}

// The low 160 bits, most significant byte first.
pool::address to_address(const word& number) {
  pool::address bytes{};
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const unsigned shift = 8 * (static_cast<unsigned>(bytes.size()) - 1 - i);
    bytes[i] = static_cast<std::uint8_t>(to_u64_truncating(number >> shift) & 0xff);
  }
  return bytes;
}

word to_word(const pool::address& bytes) {
  word number{};
  for (const std::uint8_t byte : bytes) number = (number << 8) | word{byte};
  return number;
}

constexpr std::uint64_t kept_numerator = 997;  // 1000 - 3: what the fee leaves of the input
constexpr std::uint64_t fee_denominator = 1000;

}  // namespace

outcome evaluate_quote(const values& arguments) {
  return from(pool::quote(scalar(arguments, 0), scalar(arguments, 1), scalar(arguments, 2)));
}

outcome evaluate_get_amount_out(const values& arguments) {
  return from(
      pool::get_amount_out(scalar(arguments, 0), scalar(arguments, 1), scalar(arguments, 2)));
}

outcome evaluate_get_amount_in(const values& arguments) {
  return from(
      pool::get_amount_in(scalar(arguments, 0), scalar(arguments, 1), scalar(arguments, 2)));
}

outcome evaluate_get_amounts_out(const values& arguments) {
  const auto path = hops(arguments[1]);
  return from(pool::get_amounts_out<word>(scalar(arguments, 0), path));
}

outcome evaluate_get_amounts_in(const values& arguments) {
  const auto path = hops(arguments[1]);
  return from(pool::get_amounts_in<word>(scalar(arguments, 0), path));
}

outcome evaluate_pair_for(const values& arguments) {
  const auto pair =
      pool::pair_for(to_address(scalar(arguments, 0)), to_address(scalar(arguments, 1)),
                     to_address(scalar(arguments, 2)));
  if (!pair.ok()) return reverted(pair.why());
  return {{}, {make_value(value_type::address, to_word(pair.value()))}};
}

outcome evaluate_sqrt(const values& arguments) {
  return returned(sqrt_floor(scalar(arguments, 0)));
}

outcome evaluate_mint_liquidity(const values& arguments) {
  const word& amount0 = scalar(arguments, 0);
  const word& amount1 = scalar(arguments, 1);
  const word& supply = scalar(arguments, 4);
  const auto liquidity =
      supply.is_zero() ? steps::initial_liquidity(amount0, amount1, word{rules().minimum_liquidity})
                       : steps::proportional_liquidity(amount0, amount1, supply,
                                                       scalar(arguments, 2), scalar(arguments, 3));
  if (liquidity.ok() && liquidity.value().is_zero()) {
    return pair_reverted("INSUFFICIENT_LIQUIDITY_MINTED");
  }
  return from(liquidity);
}

outcome evaluate_burn_amounts(const values& arguments) {
  const word& liquidity = scalar(arguments, 0);
  const word& supply = scalar(arguments, 3);
  const auto amount0 = steps::burn_amount(liquidity, scalar(arguments, 1), supply);
  if (!amount0.ok()) return reverted(amount0.why());
  const auto amount1 = steps::burn_amount(liquidity, scalar(arguments, 2), supply);
  if (!amount1.ok()) return reverted(amount1.why());
  if (amount0.value().is_zero() || amount1.value().is_zero()) {
    return pair_reverted("INSUFFICIENT_LIQUIDITY_BURNED");
  }
  outcome paid = returned(amount0.value());
  paid.results.push_back(make_value(value_type::uint256, amount1.value()));
  return paid;
}

outcome evaluate_protocol_fee_liquidity(const values& arguments) {
  const word& k_last = scalar(arguments, 3);
  if (k_last.is_zero()) return returned(word::zero());  // _mintFee asks this first
  const pool::share_weights<word> share{word{rules().share.a}, word{rules().share.b},
                                        word{rules().share.c}};
  return from(steps::protocol_fee_liquidity(scalar(arguments, 0), scalar(arguments, 1),
                                            scalar(arguments, 2), k_last, share));
}

outcome evaluate_k_check(const values& arguments) {
  const auto adjusted0 = steps::adjusted_balance(scalar(arguments, 0), scalar(arguments, 2),
                                                 rules(), rules().fee_numerator);
  if (!adjusted0.ok()) return reverted(adjusted0.why());
  const auto adjusted1 = steps::adjusted_balance(scalar(arguments, 1), scalar(arguments, 3),
                                                 rules(), rules().fee_numerator);
  if (!adjusted1.ok()) return reverted(adjusted1.why());
  const auto holds = steps::k_holds(adjusted0.value(), adjusted1.value(), scalar(arguments, 4),
                                    scalar(arguments, 5), rules());
  if (!holds.ok()) return reverted(holds.why());
  return {{}, {make_value(value_type::boolean, holds.value() ? word::one() : word::zero())}};
}

outcome evaluate_price_cumulative_increment(const values& arguments) {
  const word& reserve0 = scalar(arguments, 0);
  const word& reserve1 = scalar(arguments, 1);
  const auto seconds = static_cast<std::uint32_t>(to_u64_truncating(scalar(arguments, 2)));
  word increment0{};
  word increment1{};
  if (seconds > 0 && !reserve0.is_zero() && !reserve1.is_zero()) {
    increment0 = steps::price0_cumulative_after(word::zero(), reserve0, reserve1, seconds);
    increment1 = steps::price1_cumulative_after(word::zero(), reserve0, reserve1, seconds);
  }
  outcome increments = returned(increment0);
  increments.results.push_back(make_value(value_type::uint256, increment1));
  return increments;
}

std::string refuse_odd_reserves(const values& arguments) {
  const std::size_t count = arguments[1].words.size();
  if (count % 2 == 0) return {};
  return "reserves has " + std::to_string(count) +
         " numbers; give reserveIn and reserveOut for each hop";
}

namespace {

// Whether numerator / denominator has no remainder; both are exact, no product can overflow.
template <unsigned N, unsigned M>
bool divides(const uint<N>& numerator, const uint<M>& denominator) {
  return !denominator.is_zero() && rem(numerator, denominator).is_zero();
}

}  // namespace

void classify_quote(const values& arguments, const outcome& outcome, std::vector<flag>& flags) {
  if (outcome.reverted) return;
  flag_if(divides(mul_wide(scalar(arguments, 0), scalar(arguments, 2)), scalar(arguments, 1)),
          flag::exact_division, flags);
}

void classify_get_amount_out(const values& arguments, const outcome& outcome,
                             std::vector<flag>& flags) {
  if (outcome.reverted) return;
  // No overflow: the contract's own checked products passed.
  const word kept = mul_wrapping(scalar(arguments, 0), word{kept_numerator});
  const word denominator =
      add_wrapping(mul_wrapping(scalar(arguments, 1), word{fee_denominator}), kept);
  flag_if(divides(mul_wrapping(kept, scalar(arguments, 2)), denominator), flag::exact_division,
          flags);
}

void classify_get_amount_in(const values& arguments, const outcome& outcome,
                            std::vector<flag>& flags) {
  if (outcome.reverted) return;
  const word numerator =
      mul_wrapping(mul_wrapping(scalar(arguments, 1), scalar(arguments, 0)), word{fee_denominator});
  const word denominator =
      mul_wrapping(sub_wrapping(scalar(arguments, 2), scalar(arguments, 0)), word{kept_numerator});
  if (!divides(numerator, denominator)) return;
  flags.push_back(flag::exact_division);
  flags.push_back(flag::one_more_than_needed);
}

void classify_path(const values& arguments, const outcome&, std::vector<flag>& flags) {
  flag_if(arguments[1].words.empty(), flag::path_without_hops, flags);
}

void classify_sqrt(const values& arguments, const outcome& outcome, std::vector<flag>& flags) {
  const word& root = outcome.results[0].scalar();
  flag_if(mul_wrapping(root, root) == scalar(arguments, 0), flag::exact_division, flags);
}

void classify_mint_liquidity(const values& arguments, const outcome& outcome,
                             std::vector<flag>& flags) {
  if (scalar(arguments, 4).is_zero()) {
    flags.push_back(flag::first_mint);
    return;
  }
  if (outcome.reverted) return;
  flag_if(divides(mul_wide(scalar(arguments, 0), scalar(arguments, 4)), scalar(arguments, 2)) &&
              divides(mul_wide(scalar(arguments, 1), scalar(arguments, 4)), scalar(arguments, 3)),
          flag::exact_division, flags);
}

void classify_burn_amounts(const values& arguments, const outcome& outcome,
                           std::vector<flag>& flags) {
  if (outcome.reverted) return;
  const word& supply = scalar(arguments, 3);
  flag_if(divides(mul_wide(scalar(arguments, 0), scalar(arguments, 1)), supply) &&
              divides(mul_wide(scalar(arguments, 0), scalar(arguments, 2)), supply),
          flag::exact_division, flags);
}

void classify_protocol_fee(const values& arguments, const outcome& outcome,
                           std::vector<flag>& flags) {
  if (outcome.reverted) return;
  const word k = mul_wrapping(scalar(arguments, 1), scalar(arguments, 2));
  flag_if(scalar(arguments, 3).is_zero() || sqrt_floor(k) <= sqrt_floor(scalar(arguments, 3)),
          flag::fee_not_due, flags);
}

}  // namespace assay::vectors::uniswap_v2
