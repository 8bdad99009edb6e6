// Positions: what they cost and return, what they earn, and the bounds that they put on the line.
#include <algorithm>

#include "assay/model/uniswap_v3_pool.hpp"

namespace assay::model::uniswap_v3 {
namespace {

constexpr auto by_tick = [](const bound& each, std::int32_t tick) { return each.tick < tick; };
constexpr auto by_key = [](const position& each, const position_key& key) {
  return each.key < key;
};

}  // namespace

std::array<fraction, 2> principal(const formats& sizes, const integer& liquidity,
                                  const integer& price_lower, const integer& price_upper,
                                  const integer& price) {
  const integer within = std::clamp(price, price_lower, price_upper);
  return {token0_between(sizes, within, price_upper, liquidity),
          token1_between(sizes, price_lower, within, liquidity)};
}

std::array<fraction, 2> pool::principal_of(const position_key& key,
                                           const integer& liquidity) const {
  return principal(setup_.sizes, liquidity, scale_->sqrt_price(key.lower),
                   scale_->sqrt_price(key.upper), now_.sqrt_price);
}

refusal pool::check_range(const operation& what) const {
  const bool is_range =
      what.lower < what.upper && what.lower >= scale_->lowest() && what.upper <= scale_->highest();
  return is_range ? refusal::none : refusal::argument;
}

// May `liquidity` more use the tick?
refusal pool::check_room(std::int32_t tick, const integer& liquidity) const {
  if (tick % now_.tick_spacing != 0) return refusal::argument;
  const bound* const there = bound_at(tick);
  const integer gross = there == nullptr ? liquidity : integer(there->gross + liquidity);
  return gross <= now_.largest_gross ? refusal::none : refusal::liquidity;
}

refusal pool::mint(const operation& what) {
  if (what.amount.is_zero() || bit_length(what.amount) >= setup_.sizes.liquidity) {
    return refusal::argument;
  }
  if (const refusal range = check_range(what); range != refusal::none) return range;
  for (const std::int32_t tick : {what.lower, what.upper}) {
    if (const refusal room = check_room(tick, what.amount); room != refusal::none) return room;
  }
  const position_key key{what.recipient, what.lower, what.upper};
  const auto held = principal_of(key, what.amount);
  const pair_of before{now_.balances[0][pool_itself], now_.balances[1][pool_itself]};
  for (unsigned i = 0; i < 2; ++i) {
    outcome_.amounts[i] = rounded_up(held[i]);
    const integer& owed = outcome_.amounts[i];
    if (!fits_signed(owed)) return refusal::overflow;
    if (owed.is_zero()) continue;
    if (!send(i, what.caller, pool_itself, payment(owed, what.extras[i]))) return refusal::balance;
  }
  for (unsigned i = 0; i < 2; ++i) {
    if (outcome_.amounts[i].is_zero()) continue;
    if (!has_received(i, before[i], outcome_.amounts[i])) return refusal::payment;
  }
  settle_time();
  position& owned = find_or_add(key);
  use(what.lower);
  use(what.upper);
  settle(owned);
  add_liquidity(owned, what.amount);
  outcome_.count = 2;
  return refusal::none;
}

refusal pool::burn(const operation& what) {
  if (bit_length(what.amount) >= setup_.sizes.liquidity) return refusal::argument;
  if (const refusal range = check_range(what); range != refusal::none) return range;
  const position_key key{what.caller, what.lower, what.upper};
  position* const owned = find(key);
  if (owned == nullptr || owned->liquidity.is_zero() || owned->liquidity < what.amount) {
    return refusal::liquidity;
  }
  const auto held = principal_of(key, what.amount);
  for (unsigned i = 0; i < 2; ++i) {
    outcome_.amounts[i] = rounded_down(held[i]);
    if (!fits_signed(outcome_.amounts[i])) return refusal::overflow;
  }
  settle_time();
  settle(*owned);
  for (unsigned i = 0; i < 2; ++i) {
    owned->owed[i] = sum_modulo(owned->owed[i], outcome_.amounts[i], setup_.sizes.liquidity);
  }
  if (!what.amount.is_zero()) add_liquidity(*owned, -what.amount);
  outcome_.count = 2;
  return refusal::none;
}

refusal pool::collect(const operation& what) {
  position* const owned = find({what.caller, what.lower, what.upper});
  for (unsigned i = 0; i < 2; ++i) {
    if (owned != nullptr) outcome_.amounts[i] = std::min(what.amounts[i], owned->owed[i]);
    if (!send(i, pool_itself, what.recipient, outcome_.amounts[i])) return refusal::balance;
  }
  for (unsigned i = 0; owned != nullptr && i < 2; ++i) owned->owed[i] -= outcome_.amounts[i];
  outcome_.count = 2;
  return refusal::none;
}

// Turns what was earned since the last touch into what is owed.
void pool::settle(position& whose) {
  const formats& sizes = setup_.sizes;
  const bound& lower = *bound_at(whose.key.lower);
  const bound& upper = *bound_at(whose.key.upper);
  for (std::size_t i = 0; i < 2; ++i) {
    const integer share = share_of_growth(sizes, whose.earned[i], whose.liquidity);
    whose.owed[i] = sum_modulo(whose.owed[i], share, sizes.liquidity);
    whose.earned[i] = 0;
    // The pool's reading has an origin of its own: what each bound has seen since it is in use.
    whose.growth_inside_last[i] =
        difference_modulo(lower.growth_above[i], upper.growth_above[i], sizes.word);
  }
}

// Liquidity comes (or goes, negative); in range it also changes what trades from now on.
void pool::add_liquidity(position& whose, const integer& delta) {
  if (is_in_range(whose.key, now_.tick)) {
    write_observation();
    now_.liquidity += delta;
  }
  whose.liquidity += delta;
  for (const bool is_upper : {false, true}) {
    const std::int32_t tick = is_upper ? whose.key.upper : whose.key.lower;
    bound& each = use(tick);
    each.gross += delta;
    each.net += is_upper ? integer(-delta) : delta;
    if (each.gross.is_zero()) release(tick);
  }
}

integer pool::liquidity_at(std::int32_t tick) const {
  integer sum = 0;
  for (const position& each : positions_) {
    if (is_in_range(each.key, tick)) sum += each.liquidity;
  }
  return sum;
}

// Growth earned while the pool stood at `tick`, given to all that it is for.
void pool::earn(std::size_t token, std::int32_t tick, const integer& growth) {
  if (growth.is_zero()) return;
  const unsigned word = setup_.sizes.word;
  now_.growth_global[token] = sum_modulo(now_.growth_global[token], growth, word);
  for (position& each : positions_) {
    if (each.liquidity.is_zero() || !is_in_range(each.key, tick)) continue;
    each.earned[token] = sum_modulo(each.earned[token], growth, word);
  }
  for (bound& each : bounds_) {
    if (each.tick > tick) break;
    each.growth_above[token] = sum_modulo(each.growth_above[token], growth, word);
  }
}

// ---- Finding

position* pool::find(const position_key& key) {
  const auto at = std::lower_bound(positions_.begin(), positions_.end(), key, by_key);
  return at != positions_.end() && at->key == key ? &*at : nullptr;
}

position& pool::find_or_add(const position_key& key) {
  const auto at = std::lower_bound(positions_.begin(), positions_.end(), key, by_key);
  if (at != positions_.end() && at->key == key) return *at;
  position fresh;
  fresh.key = key;
  return *positions_.insert(at, fresh);
}

const bound* pool::bound_at(std::int32_t tick) const {
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), tick, by_tick);
  return at != bounds_.end() && at->tick == tick ? &*at : nullptr;
}

// A bound that comes into use has seen nothing accrue above it.
bound& pool::use(std::int32_t tick) {
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), tick, by_tick);
  if (at != bounds_.end() && at->tick == tick) return *at;
  bound fresh;
  fresh.tick = tick;
  fresh.sqrt_price = scale_->sqrt_price(tick);
  return *bounds_.insert(at, fresh);
}

void pool::release(std::int32_t tick) {
  bounds_.erase(std::lower_bound(bounds_.begin(), bounds_.end(), tick, by_tick));
}

tick_record pool::record_of(const bound& which) const {
  tick_record out;
  out.tick = which.tick;
  out.gross = which.gross;
  out.net = which.net;
  out.is_initialized = !which.gross.is_zero();
  out.growth_outside = which.growth_above;
  out.tick_cumulative_outside = which.tick_cumulative_above;
  out.seconds_per_liquidity_outside = which.seconds_per_liquidity_above;
  out.seconds_outside = which.seconds_above;
  if (which.tick > now_.tick) return out;
  // The pool stands at or above the tick: the other side is below, all that is not above.
  const unsigned word = setup_.sizes.word;
  for (std::size_t i = 0; i < 2; ++i) {
    out.growth_outside[i] = difference_modulo(now_.growth_global[i], which.growth_above[i], word);
  }
  out.tick_cumulative_outside =
      wrapped_tick_cumulative(settled_.tick_cumulative - which.tick_cumulative_above);
  out.seconds_per_liquidity_outside =
      difference_modulo(settled_.seconds_per_liquidity, which.seconds_per_liquidity_above,
                        seconds_per_liquidity_bits);
  out.seconds_outside = settled_.time - which.seconds_above;
  return out;
}

}  // namespace assay::model::uniswap_v3
