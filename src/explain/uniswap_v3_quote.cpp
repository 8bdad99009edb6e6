// Quotes of Uniswap V3, told as the swap that the quoter runs, on a pool made of the arguments.
#include <algorithm>

#include "assay/math/tick_math.hpp"
#include "uniswap_v3_function.hpp"
#include "uniswap_v3_parts.hpp"
#include "uniswap_v3_swap.hpp"

namespace assay::explain::uniswap_v3 {

namespace {

using vectors::values;

constexpr std::string_view unexpected = "Unexpected error";

// Where the registry has what: seven arguments of the pool, then the question.
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

pool::protocol::state pool_of(const values& in) {
  pool::protocol::state state;
  state.fee_pips = static_cast<std::uint32_t>(argument(in, fee_at));
  state.tick_spacing = static_cast<std::int32_t>(argument(in, spacing_at));
  state.pool.sqrt_price_x96 = truncate<160>(in[price_at].scalar());
  state.pool.tick = static_cast<std::int32_t>(argument(in, tick_at));
  state.pool.liquidity = truncate<128>(in[liquidity_at].scalar());
  for (std::size_t i = 0; i < in[ticks_at].words.size(); ++i) {
    auto& info = state.ticks[static_cast<std::int32_t>(to_signed_integer(in[ticks_at].words[i]))];
    info.initialized = true;
    info.liquidity_net = sint<128>::from_bits(truncate<128>(in[nets_at].words[i]));
  }
  return state;
}

// Ticks are divided by the spacing toward zero: the quoter counts what lies between the quotients.
integer count_crossed(const pool::protocol::state& state, std::int32_t after) {
  const std::int32_t before = state.pool.tick;
  const std::int32_t first = before / state.tick_spacing;
  const std::int32_t last = after / state.tick_spacing;
  integer count = 0;
  for (const auto& [tick, info] : state.ticks) {
    const std::int32_t index = tick / state.tick_spacing;
    const bool lies_between = std::min(first, last) <= index && index <= std::max(first, last);
    const bool was_there = tick == (before > after ? after : before) && before != after;
    if (lies_between && !was_there) ++count;
  }
  return count;
}

bool require_question(narrator& story, const integer& amount, const integer& limit,
                      const integer& price, bool zero_for_one) {
  story.require(amount < two_to(255), "amount < 2^255", amount, two_to(255), "");
  story.require(amount != 0, "amountSpecified != 0", amount, 0, "AS");
  const integer end = price_of_tick(zero_for_one ? min_tick : max_tick);
  const bool is_allowed =
      zero_for_one ? limit < price && limit > end : limit > price && limit < end;
  return story.require(is_allowed,
                       zero_for_one ? "MIN_SQRT_RATIO < sqrtPriceLimitX96 < sqrtPriceX96"
                                    : "sqrtPriceX96 < sqrtPriceLimitX96 < MAX_SQRT_RATIO",
                       limit, price, "SPL") &&
         !story.reverted();
}

void tell_quote(narrator& story, const values& in, bool is_input) {
  const pool::protocol::state state = pool_of(in);
  const bool zero_for_one = argument(in, direction_at) != 0;
  const integer amount = argument(in, amount_at);
  const bool has_limit = argument(in, limit_at) != 0;
  const integer farthest =
      zero_for_one ? integer(price_of_tick(min_tick) + 1) : integer(price_of_tick(max_tick) - 1);
  const integer limit = has_limit ? argument(in, limit_at) : farthest;
  if (!require_question(story, amount, limit, argument(in, price_at), zero_for_one)) return;
  // The swap is tried: its reverts without a reason come out of the quoter with one.
  narrator trial("");
  swap_story loop(trial, state);
  const amounts moved = loop.run(zero_for_one, is_input ? amount : integer(-amount), limit);
  const explanation told = trial.finish();
  for (const step& one : told.steps) story.repeat(one);
  if (told.reverted) {
    if (told.reverted->empty()) {
      story.tell("the quoter",
                 "answers a revert without a reason with '" + std::string(unexpected) + "'");
    }
    story.fail(told.reverted->empty() ? unexpected : std::string_view(*told.reverted));
    return;
  }
  const integer& asked = zero_for_one ? moved.token0 : moved.token1;
  const integer paid = zero_for_one ? -moved.token1 : -moved.token0;
  story.require(asked > 0, "something is to be paid", asked, 0, unexpected);
  if (!is_input && !has_limit) {
    story.require(paid == amount, "amountReceived == amountOut", paid, amount, unexpected);
  }
  if (story.reverted()) return;  // then the swap has left nothing anywhere
  for (const std::string& remark : told.remarks) story.remark(remark);
  story.give(is_input ? "amountOut" : "amountIn", (is_input ? paid : asked).str());
  story.give("sqrtPriceX96After", loop.price().str());
  story.give("initializedTicksCrossed", count_crossed(state, loop.tick()).str());
}

}  // namespace

void tell_quote_exact_input(narrator& story, const values& in) { tell_quote(story, in, true); }
void tell_quote_exact_output(narrator& story, const values& in) { tell_quote(story, in, false); }

}  // namespace assay::explain::uniswap_v3
