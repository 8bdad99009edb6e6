// Quotes over a small pool: arguments to state, answers, refusals.
#include "uniswap_v3_quote.hpp"

#include "assay/pool/uniswap_v3/quoter.hpp"
#include "registry_parts.hpp"
#include "uniswap_v3_recipe.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

namespace engine = assay::uniswap_v3;
using format = evm_price_format<>;
using quoter = engine::quoter<format>;

// In the order of pool_parameters, then the question.
enum position : std::size_t {
  price_at,
  tick_at,
  liquidity_at,
  fee_at,
  spacing_at,
  ticks_at,
  nets_at,
  direction_at,
  amount_at,
  limit_at
};

std::int64_t number_of(const word& pattern) {
  return to_i64_truncating(sint<word::bits>::from_bits(pattern));
}
std::int64_t number_at(const values& arguments, std::size_t i) {
  return number_of(arguments[i].scalar());
}
format::price price_of_argument(const values& arguments, std::size_t i) {
  return truncate<format::price_bits>(arguments[i].scalar());
}

engine::state<format> to_state(const values& arguments) {
  engine::state<format> state;
  state.fee_pips = static_cast<std::uint32_t>(number_at(arguments, fee_at));
  state.tick_spacing = static_cast<std::int32_t>(number_at(arguments, spacing_at));
  state.pool.sqrt_price_x96 = price_of_argument(arguments, price_at);
  state.pool.tick = static_cast<std::int32_t>(number_at(arguments, tick_at));
  state.pool.liquidity = truncate<format::liquidity_bits>(arguments[liquidity_at].scalar());
  state.pool.observation.cardinality = 1;
  const std::vector<word>& ticks = arguments[ticks_at].words;
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    const auto tick = static_cast<std::int32_t>(number_of(ticks[i]));
    auto& info = state.ticks[tick];
    info.initialized = true;
    info.liquidity_net = sint<format::liquidity_bits>::from_bits(
        truncate<format::liquidity_bits>(arguments[nets_at].words[i]));
    const std::int32_t compressed = tick / state.tick_spacing;  // exact
    auto& bits = state.bitmap[engine::bitmap_word_of(compressed)];
    bits |= uint<256>::power_of_two(engine::bitmap_bit_of(compressed));
  }
  return state;
}

outcome from(const result<engine::quote_result<format>>& answer) {
  if (!answer.ok()) return {answer.why().to_string(), {}};
  const auto& quote = answer.value();
  return {{},
          {make_value(value_type::uint256, quote.amount),
           make_value(value_type::uint160, widen<word::bits>(quote.sqrt_price_x96_after)),
           make_value(value_type::uint32, word{quote.initialized_ticks_crossed})}};
}

std::string refuse_ticks(const values& arguments) {
  const std::vector<word>& ticks = arguments[ticks_at].words;
  if (ticks.size() != arguments[nets_at].words.size()) {
    return "ticks and liquidityNets differ in length; give one net for each tick";
  }
  const std::int64_t spacing = number_at(arguments, spacing_at);
  std::int64_t last = min_tick - 1;
  for (const word& each : ticks) {
    const std::int64_t tick = number_of(each);
    if (tick <= last || tick > max_tick || tick % spacing != 0) {
      return "ticks holds " + std::to_string(tick) +
             "; give multiples of tickSpacing from -887272 to 887272, ascending";
    }
    last = tick;
  }
  return {};
}

}  // namespace

std::vector<parameter> pool_parameters() {
  return {price_of("sqrtPriceX96"),
          tick_of("tick"),
          liquidity_of("liquidity"),
          {"fee", value_type::uint24},
          tick_of("tickSpacing"),
          {"ticks", value_type::int24_array},
          {"liquidityNets", value_type::int128_array}};
}

outcome evaluate_quote_exact_input(const values& arguments) {
  return from(quoter::exact_input(to_state(arguments), !arguments[direction_at].scalar().is_zero(),
                                  arguments[amount_at].scalar(),
                                  price_of_argument(arguments, limit_at)));
}

outcome evaluate_quote_exact_output(const values& arguments) {
  return from(quoter::exact_output(to_state(arguments), !arguments[direction_at].scalar().is_zero(),
                                   arguments[amount_at].scalar(),
                                   price_of_argument(arguments, limit_at)));
}

std::string refuse_no_pool(const values& arguments) {
  constexpr std::int64_t largest_spacing = 16'383;
  constexpr std::int64_t fee_unit = 1'000'000;
  const std::int64_t spacing = number_at(arguments, spacing_at);
  if (spacing < 1 || spacing > largest_spacing) {
    return "tickSpacing is " + std::to_string(spacing) + "; a factory takes 1 to 16383";
  }
  if (number_at(arguments, fee_at) >= fee_unit) {
    return "fee is " + std::to_string(number_at(arguments, fee_at)) +
           "; a factory takes less than 1000000";
  }
  const format::price price = price_of_argument(arguments, price_at);
  const auto tick = tick_at_sqrt_ratio<>(price);
  if (!tick.ok()) {
    return "sqrtPriceX96 is no price; give one from 4295128739 up to "
           "1461446703485210103287273052203988822378723970341";
  }
  const std::int64_t given = number_at(arguments, tick_at);
  // A swap that falls onto a tick leaves the tick one below that of the price.
  const bool fell_onto =
      given == tick.value() - 1 && sqrt_ratio_at_tick<>(tick.value()).value() == price;
  if (given != tick.value() && !fell_onto) {
    return "tick is " + std::to_string(given) + "; at this price it is " +
           std::to_string(tick.value());
  }
  return refuse_ticks(arguments);
}

void classify_quote(const values& arguments, const outcome& outcome, std::vector<flag>& flags) {
  if (outcome.reverted) return;
  flag_if(!arguments[limit_at].scalar().is_zero() &&
              outcome.results[1].scalar() == arguments[limit_at].scalar(),
          flag::target_reached, flags);
  flag_if(!outcome.results[2].scalar().is_zero(), flag::ticks_crossed, flags);
}

}  // namespace assay::vectors::uniswap_v3
