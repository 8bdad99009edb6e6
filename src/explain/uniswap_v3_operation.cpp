// Explanations of operations on a pool of Uniswap V3: entry points, callbacks, tokens, oracle.
#include "uniswap_v3_operation.hpp"

#include <algorithm>
#include <variant>

#include "assay/word/format.hpp"

namespace assay::explain::uniswap_v3 {

std::string account_text(account who) {
  if (who == account::zero()) return "address(0)";
  if (who == account::pool()) return "the pool";
  if (who == account::token0()) return "token0";
  if (who == account::token1()) return "token1";
  return "actor " + std::to_string(who.actor_number());
}

namespace {

template <unsigned Bits>
integer number_of(const uint<Bits>& value) {
  return to_integer(widen<256>(value));
}

// amount + extra as the recording callers compute it: nothing when that is negative.
integer with_extra(const integer& amount, const sint<256>& extra) {
  const integer sum = amount + to_signed_integer(extra.to_bits());
  return sum < 0 ? integer(0) : wrapped_unsigned(sum, 256);
}

}  // namespace

operation_story::operation_story(const protocol::setup& setup, const protocol::state& before,
                                 const protocol::operation& operation)
    : setup_(setup),
      state_(before),
      caller_(operation.caller),
      time_(static_cast<std::uint32_t>(operation.time)),
      story_(std::string(operation.name()) + " by " + account_text(operation.caller) + " at time " +
             std::to_string(operation.time)) {}

explanation operation_story::run(const protocol::operation& operation) {
  std::visit([this](const auto& one) { tell(one); }, operation.call);
  return story_.finish();
}

// ---- operations

void operation_story::tell(const pool::create_pool<format>& call) {
  story_.tell("fee, in pips", integer(call.fee_pips));
  story_.tell("tickSpacing", integer(call.tick_spacing));
  story_.tell("balances of every actor, of each token", to_integer(call.balances));
}

void operation_story::tell(const pool::initialize<format>& call) {
  story_.require(price() == 0, "sqrtPriceX96 == 0", price(), 0, "AI");
  const std::int32_t tick = tell_tick_of_price(story_, number_of(call.sqrt_price_x96));
  if (story_.reverted()) return;
  story_.tell("slot0.tick", integer(tick));
  story_.tell("the first observation is of", integer(time_));
}

void operation_story::tell(const pool::mint<format>& call) {
  if (!lock()) return;
  const integer amount = number_of(call.amount);
  story_.require(amount > 0, "amount > 0", amount, 0, bare);
  story_.require(amount < two_to(127), "amount < 2^127", amount, two_to(127), bare);
  if (story_.reverted()) return;
  const amounts owed = modify(call.recipient, {call.tick_lower, call.tick_upper}, amount);
  if (story_.reverted()) return;
  story_.part("callback");
  const integer before[2] = {balance(0), balance(1)};
  if (!reenter(call.pay.reenter)) return;
  if (owed.token0 > 0 && !pay(0, owed.token0, call.pay.extra0)) return;
  if (owed.token1 > 0 && !pay(1, owed.token1, call.pay.extra1)) return;
  if (owed.token0 > 0) require_received(0, before[0], owed.token0, "M0");
  if (owed.token1 > 0) require_received(1, before[1], owed.token1, "M1");
  story_.give("amount0", owed.token0.str());
  story_.give("amount1", owed.token1.str());
}

void operation_story::tell(const pool::burn<format>& call) {
  if (!lock()) return;
  const integer amount = number_of(call.amount);
  if (!story_.require(amount < two_to(127), "amount < 2^127", amount, two_to(127), bare)) return;
  const amounts paid = modify(caller_, {call.tick_lower, call.tick_upper}, -amount);
  if (story_.reverted()) return;
  const integer of[2] = {-paid.token0, -paid.token1};
  for (unsigned i = 0; i < 2; ++i) {
    if (of[i] > 0) story_.tell("added to tokensOwed" + std::to_string(i), of[i]);
    story_.give("amount" + std::to_string(i), of[i].str());
  }
}

void operation_story::tell(const pool::collect<format>& call) {
  if (!lock()) return;
  const auto found = state_.positions.find({caller_, call.tick_lower, call.tick_upper});
  integer owed[2];
  if (found != state_.positions.end()) {
    owed[0] = number_of(found->second.tokens_owed0);
    owed[1] = number_of(found->second.tokens_owed1);
  }
  const integer asked[2] = {number_of(call.amount0_requested), number_of(call.amount1_requested)};
  for (unsigned i = 0; i < 2; ++i) {
    story_.tell("tokensOwed" + std::to_string(i), owed[i]);
    story_.tell("asked for", asked[i]);
  }
  pay_out(call.recipient, std::min(owed[0], asked[0]), std::min(owed[1], asked[1]));
}

void operation_story::tell(const pool::swap<format>& call) {
  const integer specified = to_signed_integer(call.amount_specified.to_bits());
  story_.require(specified != 0, "amountSpecified != 0", specified, 0, "AS");
  if (!lock()) return;
  const integer limit = number_of(call.sqrt_price_limit_x96);
  const integer end = price_of_tick(call.zero_for_one ? min_tick : max_tick);
  const bool is_allowed =
      call.zero_for_one ? limit < price() && limit > end : limit > price() && limit < end;
  story_.require(is_allowed,
                 call.zero_for_one ? "MIN_SQRT_RATIO < sqrtPriceLimitX96 < sqrtPriceX96"
                                   : "sqrtPriceX96 < sqrtPriceLimitX96 < MAX_SQRT_RATIO",
                 limit, price(), "SPL");
  if (story_.reverted()) return;
  swap_story loop(story_, state_);
  const amounts moved = loop.run(call.zero_for_one, specified, limit);
  if (story_.reverted()) return;
  if (loop.tick() != state_.pool.tick) tell_observation();
  const unsigned in = call.zero_for_one ? 0 : 1;
  const integer& asked = call.zero_for_one ? moved.token0 : moved.token1;
  const integer& paid = call.zero_for_one ? moved.token1 : moved.token0;
  story_.part("payments");
  if (paid < 0 && !send(1 - in, call.recipient, -paid)) return;
  const integer before = balance(in);
  if (!reenter(call.pay.reenter)) return;
  if (asked > 0 && !pay(in, asked, in == 0 ? call.pay.extra0 : call.pay.extra1)) return;
  require_received(in, before, asked, "IIA");
  story_.give("amount0", moved.token0.str());
  story_.give("amount1", moved.token1.str());
}

void operation_story::tell(const pool::flash<format>& call) {
  if (!lock()) return;
  if (!story_.require(liquidity() > 0, "liquidity > 0", liquidity(), 0, "L")) return;
  const integer lent[2] = {to_integer(call.amount0), to_integer(call.amount1)};
  const sint<256> extras[2] = {call.paid_over0, call.paid_over1};
  integer fees[2];
  integer before[2];
  for (unsigned i = 0; i < 2; ++i) {
    const std::string n = std::to_string(i);
    fees[i] = story_.divide({"fee" + n, "amount" + n + " * fee / 10^6", wei_of(i), the_lps},
                            lent[i] * state_.fee_pips, 1'000'000, direction::up);
    before[i] = balance(i);
  }
  for (unsigned i = 0; i < 2; ++i) {
    if (lent[i] > 0 && !send(i, call.recipient, lent[i])) return;
  }
  story_.part("callback");
  if (!reenter(call.reenter)) return;
  for (unsigned i = 0; i < 2; ++i) {
    if (!pay(i, wrapped_unsigned(lent[i] + fees[i], 256), extras[i])) return;
  }
  require_received(0, before[0], fees[0], "F0");
  require_received(1, before[1], fees[1], "F1");
  for (unsigned i = 0; i < 2 && !story_.reverted(); ++i) {
    share_flash_fee(i, wrapped_unsigned(balance(i) - before[i], 256));
  }
}

void operation_story::share_flash_fee(unsigned token, const integer& paid) {
  if (paid == 0) return;
  story_.part("the fee in " + token_name(token));
  story_.tell("paid", paid);
  integer cut = 0;
  if (fee_protocol_of(state_, token) > 0) {
    cut = story_.divide({"protocol fee", "paid / feeProtocol", wei_of(token), the_lps}, paid,
                        fee_protocol_of(state_, token));
  }
  tell_mul_div(story_,
               {"growth of feeGrowthGlobal", "(paid - protocol fee) * 2^128 / liquidity",
                "of 2^-128 wei a unit of liquidity", the_pool},
               (paid - cut) << 128, liquidity(), direction::down);
}

void operation_story::tell(const pool::set_fee_protocol& call) {
  if (!lock()) return;
  story_.require(caller_ == setup_.owner, "msg.sender == factory.owner()", account_text(caller_),
                 account_text(setup_.owner), bare);
  const unsigned given[2] = {call.fee_protocol0, call.fee_protocol1};
  for (unsigned i = 0; i < 2; ++i) {
    const bool is_allowed = given[i] == 0 || (given[i] >= 4 && given[i] <= 10);
    story_.require(is_allowed, "feeProtocol" + std::to_string(i) + " is 0 or 4 to 10",
                   std::to_string(given[i]), "0, 4 to 10", bare);
  }
}

void operation_story::tell(const pool::collect_protocol<format>& call) {
  if (!lock()) return;
  if (!story_.require(caller_ == setup_.owner, "msg.sender == factory.owner()",
                      account_text(caller_), account_text(setup_.owner), bare)) {
    return;
  }
  const integer there[2] = {number_of(state_.pool.protocol_fees.token0),
                            number_of(state_.pool.protocol_fees.token1)};
  const integer asked[2] = {number_of(call.amount0_requested), number_of(call.amount1_requested)};
  integer paid[2];
  for (unsigned i = 0; i < 2; ++i) {
    story_.tell("protocolFees.token" + std::to_string(i), there[i]);
    paid[i] = std::min(asked[i], there[i]);
    if (paid[i] > 0 && paid[i] == there[i]) {
      paid[i] -= 1;
      story_.tell("all is asked for", "one wei stays behind, so that the slot is never cleared");
    }
  }
  pay_out(call.recipient, paid[0], paid[1]);
}

void operation_story::tell(const pool::increase_observation_cardinality_next& call) {
  if (!lock()) return;
  const integer old = state_.pool.observation_cardinality_next;
  story_.tell(
      "observationCardinalityNext",
      old.str() + ", then " + std::max(old, integer(call.observation_cardinality_next)).str());
}

void operation_story::tell(const pool::observe& call) {
  const integer cardinality = state_.pool.observation.cardinality;
  if (!story_.require(cardinality > 0, "cardinality > 0", cardinality, 0, "I")) return;
  std::vector<reading> seen;
  for (const std::uint32_t ago : call.seconds_agos) {
    story_.part(std::to_string(ago) + " seconds ago");
    seen.push_back(tell_observed(story_, ring(), time_, ago, state_.pool.tick, liquidity()));
    if (story_.reverted()) return;
  }
  for (const reading& each : seen) {
    story_.give("tickCumulative", each.tick_cumulative.str());
    story_.give("secondsPerLiquidityCumulativeX128", each.seconds_per_liquidity.str());
  }
}

void operation_story::tell(const pool::snapshot_cumulatives_inside& call) {
  const range of{call.tick_lower, call.tick_upper};
  if (!require_range(of)) return;
  for (const std::int32_t tick : {of.lower, of.upper}) {
    const bool is_used = tick_at(tick).initialized;
    if (!story_.require(is_used, "tick " + std::to_string(tick) + " is initialized",
                        is_used ? "it is" : "it is not", "it is", bare)) {
      return;
    }
  }
  const auto outside = [&](std::int32_t tick) {
    const tick_type info = tick_at(tick);
    return reading{info.seconds_outside, info.tick_cumulative_outside,
                   number_of(info.seconds_per_liquidity_outside_x128)};
  };
  const auto minus = [](const reading& a, const reading& b) {
    return reading{wrapped_unsigned(a.time - b.time, 32),
                   wrapped_signed(a.tick_cumulative - b.tick_cumulative, 56),
                   wrapped_unsigned(a.seconds_per_liquidity - b.seconds_per_liquidity, 160)};
  };
  reading inside;
  if (state_.pool.tick < of.lower) {
    story_.tell("the price", "is below the range: outside of lower less outside of upper");
    inside = minus(outside(of.lower), outside(of.upper));
  } else if (state_.pool.tick >= of.upper) {
    story_.tell("the price", "is above the range: outside of upper less outside of lower");
    inside = minus(outside(of.upper), outside(of.lower));
  } else {
    story_.tell("the price", "is in the range: all, less outside of both");
    const reading now = tell_observed(story_, ring(), time_, 0, state_.pool.tick, liquidity());
    inside =
        minus(minus({time_, now.tick_cumulative, now.seconds_per_liquidity}, outside(of.lower)),
              outside(of.upper));
  }
  story_.give("tickCumulativeInside", inside.tick_cumulative.str());
  story_.give("secondsPerLiquidityInsideX128", inside.seconds_per_liquidity.str());
  story_.give("secondsInside", inside.time.str());
}

void operation_story::tell(const pool::transfer<format>& call) {
  if (call.amount.is_zero()) return;
  const auto answer = state_.tokens[call.token].transfer(caller_, call.to, call.amount, log_);
  story_.tell(
      account_text(caller_) + " sends " + account_text(call.to) + " of " + token_name(call.token),
      to_integer(call.amount));
  if (!answer.ok()) story_.fail(answer.why().to_string());
}

// ---- parts

bool operation_story::lock() {
  return story_.require(state_.pool.unlocked, "the pool is not locked",
                        state_.pool.unlocked ? "unlocked" : "locked: not initialized", "unlocked",
                        "LOK");
}

bool operation_story::reenter(pool::reentry what) {
  if (what == pool::reentry::none) return true;
  return story_.require(false, "the pool is not locked", "locked by this operation", "unlocked",
                        "LOK");
}

bool operation_story::pay(unsigned token, const integer& owed, const sint<256>& extra) {
  const integer amount = with_extra(owed, extra);
  if (amount == 0) return true;
  const auto answer =
      state_.tokens[token].transfer(caller_, account::pool(), to_word(amount), log_);
  story_.tell(account_text(caller_) + " pays of " + token_name(token), amount);
  if (!answer.ok()) {
    story_.require(false, token_name(token) + " lets it go", "it reverts", "it moves",
                   answer.why().to_string());
  }
  return answer.ok();
}

void operation_story::require_received(unsigned token, const integer& before, const integer& owed,
                                       std::string_view revert) {
  const std::string n = std::to_string(token);
  const integer expected = before + owed;
  if (expected >= two_to(256)) {
    story_.require(false, "balance" + n + "Before + amount" + n + " < 2^256", expected, two_to(256),
                   bare);
    return;
  }
  story_.require(expected <= balance(token),
                 "balance" + n + "Before + amount" + n + " <= balance" + n, expected,
                 balance(token), revert);
}

bool operation_story::send(unsigned token, account to, const integer& amount) {
  const integer held = balance(token);
  const auto answer = state_.tokens[token].transfer(account::pool(), to, to_word(amount), log_);
  const bool moved = answer.ok() && answer.value() != token_answer::no;
  return story_.require(moved, "the pool sends " + account_text(to) + " its " + token_name(token),
                        amount.str() + " asked", held.str() + " held", "TF");
}

void operation_story::pay_out(account to, const integer& amount0, const integer& amount1) {
  if (amount0 > 0 && !send(0, to, amount0)) return;
  if (amount1 > 0 && !send(1, to, amount1)) return;
  story_.give("amount0", amount0.str());
  story_.give("amount1", amount1.str());
}

integer operation_story::balance(unsigned token) const {
  return to_integer(state_.tokens[token].balance_of(account::pool()));
}

integer operation_story::growth_global(unsigned token) const {
  const auto& growth = state_.pool.fee_growth_global_x128;
  return to_integer(token == 0 ? growth.token0 : growth.token1);
}

// From the oldest observation to the newest.
observed_ring operation_story::ring() const {
  const auto& slots = state_.observations.slots();
  const std::size_t newest = state_.pool.observation.index;
  const std::size_t cardinality = state_.pool.observation.cardinality;
  std::size_t at = (newest + 1) % cardinality;
  if (at >= slots.size() || !slots[at].initialized) at = 0;
  observed_ring all;
  while (true) {
    all.readings.push_back({slots[at].block_timestamp, slots[at].tick_cumulative,
                            number_of(slots[at].seconds_per_liquidity_cumulative_x128)});
    if (at == newest) break;
    at = (at + 1) % cardinality;
  }
  all.unwritten = cardinality - all.readings.size();
  return all;
}

void operation_story::tell_observation() {
  const reading last = ring().readings.back();
  if (last.time == time_) {
    story_.tell("oracle", "an observation of this second stands already");
    return;
  }
  story_.part("the oracle: what stood since " + last.time.str());
  const reading now = tell_accumulated(story_, last, time_, state_.pool.tick, liquidity());
  story_.tell("tickCumulative", now.tick_cumulative);
  story_.tell("secondsPerLiquidityCumulativeX128", now.seconds_per_liquidity);
}

}  // namespace assay::explain::uniswap_v3

namespace assay::explain {

explanation explain_operation(const assay::uniswap_v3::protocol::setup& setup,
                              const assay::uniswap_v3::protocol::state& before,
                              const assay::uniswap_v3::protocol::operation& operation) {
  return uniswap_v3::operation_story(setup, before, operation).run(operation);
}

bool ends_as(const explanation& told, const assay::uniswap_v3::protocol::receipt& receipt) {
  if (told.reverted.has_value() == receipt.ok()) return false;
  if (told.reverted) return receipt.reverted->is(*told.reverted);
  std::vector<std::string> expected;
  const auto& returns = receipt.returns;
  if (returns.count == 2) {  // swap's amounts are signed; the others leave the sign bit alone
    for (const auto& amount : returns.amounts) {
      expected.push_back(to_signed_integer(amount).str());
    }
  }
  for (const auto& seen : returns.observed) {
    expected.push_back(std::to_string(seen.tick_cumulative));
    expected.push_back(to_decimal(seen.seconds_per_liquidity_x128));
  }
  if (returns.count == 3) {
    expected.push_back(std::to_string(returns.inside.tick_cumulative_inside));
    expected.push_back(to_decimal(returns.inside.seconds_per_liquidity_inside_x128));
    expected.push_back(std::to_string(returns.inside.seconds_inside));
  }
  return std::equal(
      expected.begin(), expected.end(), told.results.begin(), told.results.end(),
      [](const std::string& value, const fact& given) { return value == given.value; });
}

}  // namespace assay::explain
