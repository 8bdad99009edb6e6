// Trading: a swap's way over the price line from stop to stop, and lending for one transaction.
#include <algorithm>

#include "assay/model/uniswap_v3_pool.hpp"

namespace assay::model::uniswap_v3 {

refusal pool::swap(const operation& what) {
  if (what.amount.is_zero()) return refusal::argument;
  const integer& limit = what.price_limit;
  const bool is_ahead =
      what.sells_token0 ? limit < now_.sqrt_price && limit > scale_->sqrt_price(scale_->lowest())
                        : limit > now_.sqrt_price && limit < scale_->sqrt_price(scale_->highest());
  if (!is_ahead) return refusal::argument;

  swap_progress progress;
  if (const refusal walked = walk(what, progress); walked != refusal::none) return walked;
  const integer paid = report_.amount_in + report_.fee;
  const unsigned token_in = what.sells_token0 ? 0 : 1;
  if (!send(1 - token_in, pool_itself, what.recipient, report_.amount_out)) return refusal::balance;
  const integer before = now_.balances[token_in][pool_itself];
  if (!paid.is_zero() &&
      !send(token_in, what.caller, pool_itself, payment(paid, what.extras[token_in]))) {
    return refusal::balance;
  }
  if (!has_received(token_in, before, paid)) return refusal::payment;

  settle_time();
  for (const earning& each : earnings_) earn(token_in, each.tick, each.growth);
  if (progress.tick != now_.tick) {
    write_observation();
    now_.tick = progress.tick;
  }
  now_.sqrt_price = progress.price;
  now_.liquidity = progress.liquidity;
  now_.protocol_fees[token_in] =
      sum_modulo(now_.protocol_fees[token_in], progress.protocol_fee, setup_.sizes.liquidity);
  outcome_.amounts[token_in] = paid;
  outcome_.amounts[1 - token_in] = -report_.amount_out;
  outcome_.count = 2;
  return refusal::none;
}

refusal pool::walk(const operation& what, swap_progress& progress) {
  report_.way.clear();
  report_.legs = 0;
  report_.crossings = 0;
  report_.amount_in = 0;
  report_.amount_out = 0;
  report_.fee = 0;
  earnings_.clear();
  progress.price = now_.sqrt_price;
  progress.tick = now_.tick;
  progress.liquidity = liquidity_at(now_.tick);
  progress.remaining = {what.amount, what.exact_in};
  report_.way.push_back({progress.price, progress.price, progress.liquidity});
  while (!progress.remaining.amount.is_zero() && progress.price != what.price_limit) {
    if (const refusal leg = walk_leg(what, progress); leg != refusal::none) return leg;
  }
  close_stretch(progress);
  return refusal::none;
}

// To the next stop or the limit, whichever comes first, or as far as the amount lasts.
refusal pool::walk_leg(const operation& what, swap_progress& progress) {
  const formats& sizes = setup_.sizes;
  const std::int32_t stop = stop_ahead(what, progress);
  const integer stop_price = scale_->sqrt_price(stop);
  const integer& target = what.sells_token0 ? std::max(stop_price, what.price_limit)
                                            : std::min(stop_price, what.price_limit);
  const move done =
      move_along(sizes, {progress.price, target, progress.liquidity, now_.fee}, progress.remaining);
  ++report_.legs;
  const integer paid = done.amount_in + done.fee;
  report_.amount_in += done.amount_in;
  report_.amount_out += done.amount_out;
  report_.fee += done.fee;
  progress.remaining.amount -= what.exact_in ? paid : done.amount_out;
  if (!fits_signed(report_.amount_in + report_.fee) || !fits_signed(report_.amount_out)) {
    return refusal::overflow;
  }
  const integer cut = protocol_part(done.fee, now_.fee_protocol[what.sells_token0 ? 0 : 1]);
  progress.protocol_fee += cut;
  if (!progress.liquidity.is_zero() && !done.fee.is_zero()) {
    const integer growth = growth_by(sizes, done.fee - cut, progress.liquidity);
    if (!fits_word(growth)) return refusal::overflow;
    progress.growth += growth;
  }
  const bool moved = done.to != progress.price;
  progress.price = done.to;
  report_.way.back().to = done.to;
  if (done.to == stop_price) {
    arrive(what, progress, stop);
  } else if (moved) {
    progress.tick = scale_->tick_of(done.to);
  }
  return refusal::none;
}

// On a stop: the liquidity ahead trades from here on. Exactly on the price of a tick the pool
// belongs to the side that it is heading for, so falling it stands one tick lower.
void pool::arrive(const operation& what, swap_progress& progress, std::int32_t stop) {
  const bool is_bound = bound_at(stop) != nullptr;
  if (is_bound) close_stretch(progress);
  progress.tick = what.sells_token0 ? stop - 1 : stop;
  if (!is_bound) return;
  ++report_.crossings;
  progress.liquidity = liquidity_at(progress.tick);
  report_.way.push_back({progress.price, progress.price, progress.liquidity});
}

// What was earned so far belongs to those in range where it was earned.
void pool::close_stretch(swap_progress& progress) {
  if (!progress.growth.is_zero()) earnings_.push_back({progress.tick, progress.growth});
  progress.growth = 0;
}

// The first stop at or below `tick` when falling, above it when rising: the bound of a position,
// the end of a word of the bitmap, or the end of the line.
std::int32_t pool::next_stop(std::int32_t tick, bool falling) const {
  const auto above = std::upper_bound(bounds_.begin(), bounds_.end(), tick,
                                      [](std::int32_t at, const bound& b) { return at < b.tick; });
  if (falling) {
    std::int32_t stop = std::max(word_start(tick, now_.tick_spacing), scale_->lowest());
    if (above != bounds_.begin()) stop = std::max(stop, std::prev(above)->tick);
    return stop;
  }
  std::int32_t stop = std::min(word_end(tick, now_.tick_spacing), scale_->highest());
  if (above != bounds_.end()) stop = std::min(stop, above->tick);
  return stop;
}

// Where nothing trades the price goes for nothing, and of all stops only the next bound matters, or
// the one that the limit lies on.
std::int32_t pool::stop_ahead(const operation& what, const swap_progress& progress) const {
  const bool falling = what.sells_token0;
  if (!progress.liquidity.is_zero()) return next_stop(progress.tick, falling);
  const std::int32_t end = scale_->tick_of(what.price_limit);
  const auto above = std::upper_bound(bounds_.begin(), bounds_.end(), progress.tick,
                                      [](std::int32_t at, const bound& b) { return at < b.tick; });
  if (falling && above != bounds_.begin() && std::prev(above)->tick > end) {
    return std::prev(above)->tick;
  }
  if (!falling && above != bounds_.end() && above->tick <= end) return above->tick;
  return next_stop(end, falling);
}

refusal pool::flash(const operation& what) {
  if (now_.liquidity.is_zero()) return refusal::liquidity;
  pair_of before;
  pair_of fees;
  for (unsigned i = 0; i < 2; ++i) {
    fees[i] = lending_fee(setup_.sizes, what.amounts[i], now_.fee);
    before[i] = now_.balances[i][pool_itself];
    if (!send(i, pool_itself, what.recipient, what.amounts[i])) return refusal::balance;
  }
  for (unsigned i = 0; i < 2; ++i) {
    const integer owed = sum_modulo(what.amounts[i], fees[i], setup_.sizes.word);
    if (!send(i, what.caller, pool_itself, payment(owed, what.extras[i]))) return refusal::balance;
  }
  pair_of cuts;
  pair_of growths;
  for (unsigned i = 0; i < 2; ++i) {
    if (!has_received(i, before[i], fees[i])) return refusal::payment;
    const integer paid = now_.balances[i][pool_itself] - before[i];
    cuts[i] = protocol_part(paid, now_.fee_protocol[i]);
    growths[i] = growth_by(setup_.sizes, paid - cuts[i], now_.liquidity);
    if (!fits_word(growths[i])) return refusal::overflow;
  }
  for (unsigned i = 0; i < 2; ++i) {
    now_.protocol_fees[i] = sum_modulo(now_.protocol_fees[i], cuts[i], setup_.sizes.liquidity);
    earn(i, now_.tick, growths[i]);
  }
  return refusal::none;
}

}  // namespace assay::model::uniswap_v3
