// How a change of liquidity touches ticks and a position of Uniswap V3, told step by step.
#include "assay/math/tick_math.hpp"
#include "uniswap_v3_operation.hpp"

namespace assay::explain::uniswap_v3 {

namespace {

template <unsigned Bits>
integer number_of(const uint<Bits>& value) {
  return to_integer(widen<256>(value));
}

uint<128> to_liquidity(const integer& value) { return truncate<128>(to_word(value)); }

}  // namespace

bool operation_story::require_range(const range& of) {
  story_.require(of.lower < of.upper, "tickLower < tickUpper", integer(of.lower), integer(of.upper),
                 "TLU");
  story_.require(of.lower >= min_tick, "tickLower >= MIN_TICK", integer(of.lower),
                 integer(min_tick), "TLM");
  story_.require(of.upper <= max_tick, "tickUpper <= MAX_TICK", integer(of.upper),
                 integer(max_tick), "TUM");
  return !story_.reverted();
}

operation_story::tick_type operation_story::tick_at(std::int32_t tick) const {
  const auto found = state_.ticks.find(tick);
  return found == state_.ticks.end() ? tick_type{} : found->second;
}

amounts operation_story::modify(account owner, const range& of, const integer& change) {
  if (!require_range(of)) return {};
  if (change != 0) {
    story_.part("ticks");
    const bool flips_lower = update_tick(of.lower, change, false);
    if (story_.reverted()) return {};
    const bool flips_upper = update_tick(of.upper, change, true);
    if (story_.reverted()) return {};
    if (flips_lower) require_on_spacing(of.lower);
    if (flips_upper) require_on_spacing(of.upper);
    if (story_.reverted()) return {};
  }
  settle(owner, of, change);
  if (story_.reverted() || change == 0) return {};
  return principal(of, change);
}

bool operation_story::update_tick(std::int32_t tick, const integer& change, bool is_upper) {
  const std::string name = "tick " + std::to_string(tick);
  tick_type& info = state_.ticks[tick];
  const integer before = number_of(info.liquidity_gross);
  const integer after = tell_add_delta(story_, "liquidityGross of " + name, before, change);
  if (story_.reverted()) return false;
  const integer most = number_of(state_.max_liquidity_per_tick);
  if (!story_.require(after <= most, "liquidityGross of " + name + " <= maxLiquidityPerTick", after,
                      most, "LO")) {
    return false;
  }
  if (before == 0 && tick <= state_.pool.tick) {
    // All growth so far is taken to have happened below it.
    info.fee_growth_outside0_x128 = state_.pool.fee_growth_global_x128.token0;
    info.fee_growth_outside1_x128 = state_.pool.fee_growth_global_x128.token1;
  }
  const integer net_before = to_signed_integer(widen<256>(info.liquidity_net).to_bits());
  const integer net = is_upper ? integer(net_before - change) : integer(net_before + change);
  const bool fits = net >= -two_to(127) && net < two_to(127);
  story_.require(fits, "liquidityNet of " + name + " fits int128", net, two_to(127), bare);
  info.liquidity_gross = to_liquidity(after);
  return (before == 0) != (after == 0);
}

void operation_story::require_on_spacing(std::int32_t tick) {
  const integer rest = integer(tick) % state_.tick_spacing;
  story_.require(rest == 0, "tick " + std::to_string(tick) + " % tickSpacing == 0", rest, 0, bare);
}

integer operation_story::growth_inside(const range& of, unsigned token) const {
  const auto outside = [&](std::int32_t tick) {
    const tick_type info = tick_at(tick);
    return to_integer(token == 0 ? info.fee_growth_outside0_x128 : info.fee_growth_outside1_x128);
  };
  const integer global = growth_global(token);
  const std::int32_t now = state_.pool.tick;
  const integer lower = outside(of.lower);
  const integer upper = outside(of.upper);
  const integer below = now >= of.lower ? lower : integer(global - lower);
  const integer above = now < of.upper ? upper : integer(global - upper);
  return wrapped_unsigned(global - below - above, 256);
}

// Position.update: what was earned since the last touch, and the new liquidity.
void operation_story::settle(account owner, const range& of, const integer& change) {
  story_.part("the position");
  const pool::position_key key{owner, of.lower, of.upper};
  const auto found = state_.positions.find(key);
  const auto position =
      found == state_.positions.end() ? pool::position_info<format>{} : found->second;
  const integer held = number_of(position.liquidity);
  if (change == 0) {
    if (!story_.require(held > 0, "liquidity > 0", held, 0, "NP")) return;
  } else {
    const integer after = tell_add_delta(story_, "liquidity of the position", held, change);
    if (story_.reverted()) return;
    story_.tell("liquidity of the position", held.str() + ", then " + after.str());
  }
  const integer last[2] = {to_integer(position.fee_growth_inside0_last_x128),
                           to_integer(position.fee_growth_inside1_last_x128)};
  for (unsigned i = 0; i < 2; ++i) {
    const integer growth = wrapped_unsigned(growth_inside(of, i) - last[i], 256);
    if (held == 0) continue;
    story_.divide({"tokensOwed" + std::to_string(i),
                   "growth of feeGrowthInside * liquidity / 2^128", wei_of(i), the_pool},
                  growth * held, two_to(128));
  }
}

amounts operation_story::principal(const range& of, const integer& change) {
  story_.part("what the liquidity holds");
  const bool is_added = change > 0;
  const direction towards = is_added ? direction::up : direction::down;
  const integer size = abs(change);
  const integer lower = tell_price_of_tick(story_, "price of tickLower", of.lower);
  const integer upper = tell_price_of_tick(story_, "price of tickUpper", of.upper);
  const std::int32_t now = state_.pool.tick;
  amounts held;
  if (now < of.lower) {
    story_.tell("the price", "is below the range: all of it is token0");
    held.token0 = tell_amount0(story_, "amount0", lower, upper, size, towards, the_pool);
  } else if (now >= of.upper) {
    story_.tell("the price", "is above the range: all of it is token1");
    held.token1 = tell_amount1(story_, "amount1", lower, upper, size, towards, the_pool);
  } else {
    story_.tell("sqrtPriceX96", price());
    tell_observation();
    held.token0 = tell_amount0(story_, "amount0", price(), upper, size, towards, the_pool);
    held.token1 = tell_amount1(story_, "amount1", lower, price(), size, towards, the_pool);
    const integer after = tell_add_delta(story_, "liquidity in range", liquidity(), change);
    if (!story_.reverted()) {
      story_.tell("liquidity in range", liquidity().str() + ", then " + after.str());
    }
  }
  if (is_added) return held;
  return {-held.token0, -held.token1};
}

}  // namespace assay::explain::uniswap_v3
