// The engine's answers to the published functions of Uniswap V3, on typed values.
#include "uniswap_v3_evaluate.hpp"

#include <algorithm>

#include "assay/math/liquidity_math.hpp"
#include "assay/pool/uniswap_v3/oracle_library.hpp"
#include "registry_parts.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

using engine::math_call;
using engine::math_function;
using engine::math_type;
using format = evm_price_format<>;
using periphery = liquidity_amounts<format>;

const word& scalar(const values& arguments, std::size_t i) { return arguments[i].scalar(); }
bool flag_at(const values& arguments, std::size_t i) { return !scalar(arguments, i).is_zero(); }
format::price price_at(const values& arguments, std::size_t i) {
  return truncate<format::price_bits>(scalar(arguments, i));
}
format::liquidity liquidity_at(const values& arguments, std::size_t i) {
  return truncate<format::liquidity_bits>(scalar(arguments, i));
}
std::uint32_t seconds_at(const values& arguments, std::size_t i) {
  return static_cast<std::uint32_t>(to_u64_truncating(scalar(arguments, i)));
}
std::int64_t signed_at(const values& arguments, std::size_t i) {
  return to_i64_truncating(sint<word::bits>::from_bits(scalar(arguments, i)));
}

outcome reverted(const revert& why) { return {why.to_string(), {}}; }

outcome from(const result<word>& answer) {
  if (!answer.ok()) return reverted(answer.why());
  return {{}, {make_value(value_type::uint256, answer.value())}};
}

// In the order of math_type, the ring left out.
constexpr value_type types[] = {value_type::boolean, value_type::uint8,   value_type::uint16,
                                value_type::uint24,  value_type::uint32,  value_type::uint128,
                                value_type::uint160, value_type::uint256, value_type::int16,
                                value_type::int24,   value_type::int56,   value_type::int128,
                                value_type::int256};

// The ring stands as three lists, oldest first: times, tick cumulatives, seconds per liquidity.
constexpr std::size_t ring_lists = 3;

math_call to_call(math_function function, const values& arguments) {
  math_call call;
  call.function = function;
  std::size_t first = 0;
  if (engine::signature_of(function).arguments.front() == math_type::ring) {
    first = ring_lists;
    for (std::size_t i = 0; i < arguments[0].words.size(); ++i) {
      const auto ticks = sint<word::bits>::from_bits(arguments[1].words[i]);
      call.ring.push_back({static_cast<std::uint32_t>(to_u64_truncating(arguments[0].words[i])),
                           true, to_i64_truncating(ticks), truncate<160>(arguments[2].words[i])});
    }
  }
  for (std::size_t i = first; i < arguments.size(); ++i) {
    call.numbers.push_back(arguments[i].scalar());
  }
  return call;
}

std::string refuse_no_ring(math_function function, const values& arguments) {
  const std::size_t size = arguments[0].words.size();
  for (std::size_t i = 1; i < ring_lists; ++i) {
    if (arguments[i].words.size() == size) continue;
    return "the three lists of observations differ in length; give as many of each";
  }
  const auto problem = engine::ring_problem(to_call(function, arguments));
  return problem ? problem->what + "; " + problem->mend : std::string();
}

// Whether numerator / denominator has no remainder.
template <unsigned N, unsigned M>
bool divides(const uint<N>& numerator, const uint<M>& denominator) {
  return !denominator.is_zero() && rem(numerator, denominator).is_zero();
}

}  // namespace

outcome answer_of(math_function function, const values& arguments) {
  // The engine keeps an answer and a ring of its own, so each thread has one.
  thread_local const auto subject = engine::make_math_engine();
  const engine::math_answer& answer = subject->answer(to_call(function, arguments));
  if (answer.reverted) return reverted(*answer.reverted);
  outcome given;
  const auto results = engine::signature_of(function).results;
  for (std::size_t i = 0; i < results.size(); ++i) {
    given.results.push_back(
        make_value(types[static_cast<std::size_t>(results[i])], answer.results[i]));
  }
  return given;
}

outcome evaluate_get_amount0_for_liquidity(const values& arguments) {
  return from(periphery::amount0_for_liquidity(price_at(arguments, 0), price_at(arguments, 1),
                                               liquidity_at(arguments, 2)));
}

outcome evaluate_get_amount1_for_liquidity(const values& arguments) {
  return from(periphery::amount1_for_liquidity(price_at(arguments, 0), price_at(arguments, 1),
                                               liquidity_at(arguments, 2)));
}

outcome evaluate_consult(const values& arguments) {
  using reading = engine::cumulatives<default_backend>;
  const reading then{signed_at(arguments, 1), truncate<160>(scalar(arguments, 3))};
  const reading now{signed_at(arguments, 2), truncate<160>(scalar(arguments, 4))};
  const auto means = engine::consult(seconds_at(arguments, 0), then, now);
  if (!means.ok()) return reverted(means.why());
  const word tick = sint<word::bits>{means.value().tick}.to_bits();
  return {{},
          {make_value(value_type::int24, tick),
           make_value(value_type::uint128, widen<word::bits>(means.value().liquidity))}};
}

outcome evaluate_get_quote_at_tick(const values& arguments) {
  return from(engine::quote_at_tick(static_cast<std::int32_t>(signed_at(arguments, 0)),
                                    liquidity_at(arguments, 1),
                                    scalar(arguments, 2) < scalar(arguments, 3)));
}

std::string refuse_no_ring_to_read(const values& arguments) {
  return refuse_no_ring(math_function::oracle_observe_single, arguments);
}

std::string refuse_no_ring_to_write(const values& arguments) {
  return refuse_no_ring(math_function::oracle_write, arguments);
}

void classify_division(const values& arguments, const outcome& outcome, std::vector<flag>& flags) {
  if (outcome.reverted) return;
  const bool has_factors = arguments.size() == 3;
  const auto numerator = has_factors ? mul_wide(scalar(arguments, 0), scalar(arguments, 1))
                                     : widen<2 * word::bits>(scalar(arguments, 0));
  flag_if(divides(numerator, arguments.back().scalar()), flag::exact_division, flags);
}

void classify_price(const values& arguments, const outcome& outcome, std::vector<flag>& flags) {
  if (outcome.reverted) return;
  const std::int64_t tick =
      to_i64_truncating(sint<word::bits>::from_bits(outcome.results[0].scalar()));
  const auto price = sqrt_ratio_at_tick<>(static_cast<std::int32_t>(tick));
  flag_if(price.ok() && price.value() == price_at(arguments, 0), flag::price_of_a_tick, flags);
}

void classify_price_from_amount0(const values& arguments, const outcome& outcome,
                                 std::vector<flag>& flags) {
  if (outcome.reverted || !flag_at(arguments, 3)) return;
  const auto product = mul_overflow(scalar(arguments, 2), scalar(arguments, 0));
  const auto sum = add_carry(scalar(arguments, 1) << format::fraction, product.value);
  flag_if(product.carry || sum.carry, flag::less_precise, flags);
}

void classify_price_from_input(const values& arguments, const outcome& outcome,
                               std::vector<flag>& flags) {
  // zeroForOne stands where getNextSqrtPriceFromAmount0RoundingUp has add.
  classify_price_from_amount0(arguments, outcome, flags);
}

void classify_amount1_delta(const values& arguments, const outcome& outcome,
                            std::vector<flag>& flags) {
  if (outcome.reverted) return;
  const word a = scalar(arguments, 0);
  const word b = scalar(arguments, 1);
  const word difference = a > b ? sub_wrapping(a, b) : sub_wrapping(b, a);
  const value& liquidity = arguments[2];
  const word amount = is_signed(liquidity.type)
                          ? magnitude(sint<word::bits>::from_bits(liquidity.scalar()))
                          : liquidity.scalar();
  flag_if(divides(mul_wide(amount, difference), word::power_of_two(format::fraction)),
          flag::exact_division, flags);
}

void classify_swap_step(const values& arguments, const outcome& outcome, std::vector<flag>& flags) {
  if (outcome.reverted) return;
  flag_if(outcome.results[0].scalar() == scalar(arguments, 1), flag::target_reached, flags);
}

}  // namespace assay::vectors::uniswap_v3
