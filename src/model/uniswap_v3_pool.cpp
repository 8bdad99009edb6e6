// The pool's books in exact integers: dispatch, birth, protocol fees, tokens, and taking over a
// state.
#include "assay/model/uniswap_v3_pool.hpp"

#include <algorithm>
#include <utility>

namespace assay::model::uniswap_v3 {

pool::pool(setup all, std::shared_ptr<const tick_scale> scale)
    : setup_(std::move(all)), scale_(std::move(scale)) {
  operation birth;
  birth.kind = operation_kind::create_pool;
  apply(birth);
}

const outcome& pool::apply(const operation& what) {
  outcome_.amounts[0] = 0;
  outcome_.amounts[1] = 0;
  outcome_.count = 0;
  outcome_.observed.clear();
  clock_ = static_cast<std::uint32_t>(what.time);
  undo_count_ = 0;
  outcome_.why = run(what);
  if (!outcome_.accepted()) {
    undo_transfers();
    outcome_.count = 0;
    outcome_.observed.clear();
  }
  return outcome_;
}

refusal pool::run(const operation& what) {
  switch (what.kind) {
    case operation_kind::create_pool:
      create(what);
      return refusal::none;
    case operation_kind::initialize:
      return initialize(what);
    case operation_kind::transfer:
      return send(what.token, what.caller, what.recipient, what.amount) ? refusal::none
                                                                        : refusal::balance;
    case operation_kind::observe:
      return observe(what);
    case operation_kind::snapshot_cumulatives_inside:
      return snapshot(what);
    default:
      break;
  }
  if (!now_.unlocked || what.reenters) return refusal::locked;
  switch (what.kind) {
    case operation_kind::mint:
      return mint(what);
    case operation_kind::burn:
      return burn(what);
    case operation_kind::collect:
      return collect(what);
    case operation_kind::swap:
      return swap(what);
    case operation_kind::flash:
      return flash(what);
    case operation_kind::set_fee_protocol:
      return set_fee_protocol(what);
    case operation_kind::collect_protocol:
      return collect_protocol(what);
    case operation_kind::increase_observation_cardinality_next:
      if (what.cardinality > now_.observation_cardinality_next) {
        observation prepared;
        prepared.time = 1;  // so that the first write finds the slot paid for
        now_.observations.resize(what.cardinality, prepared);
        now_.observation_cardinality_next = what.cardinality;
      }
      return refusal::none;
    default:
      return refusal::argument;
  }
}

void pool::create(const operation& what) {
  now_ = state{};
  now_.fee = what.fee;
  now_.tick_spacing = what.tick_spacing;
  now_.largest_gross = largest_liquidity_per_tick(setup_.sizes, scale_->lowest(), scale_->highest(),
                                                  what.tick_spacing);
  now_.observations.resize(1);
  for (auto& balances : now_.balances) {
    balances.assign(first_actor, 0);
    balances.resize(first_actor + setup_.actors, what.amount);
  }
  positions_.clear();
  bounds_.clear();
  settled_ = totals{};
}

refusal pool::initialize(const operation& what) {
  if (!now_.sqrt_price.is_zero() || !scale_->contains(what.amount)) return refusal::argument;
  now_.sqrt_price = what.amount;
  now_.tick = scale_->tick_of(what.amount);
  now_.observation_index = 0;
  now_.observation_cardinality = 1;
  now_.observation_cardinality_next = 1;
  now_.observations.assign(1, observation{clock_, true, 0, 0});
  now_.unlocked = true;
  settled_ = totals{0, 0, clock_};
  return refusal::none;
}

// ---- Protocol fees

refusal pool::set_fee_protocol(const operation& what) {
  if (what.caller != setup_.owner) return refusal::permission;
  const auto is_allowed = [](std::uint8_t n) { return n == 0 || (n >= 4 && n <= 10); };
  if (!is_allowed(what.fee_protocol[0]) || !is_allowed(what.fee_protocol[1])) {
    return refusal::argument;
  }
  now_.fee_protocol = what.fee_protocol;
  return refusal::none;
}

// One wei always stays, so that the slot never becomes zero again.
refusal pool::collect_protocol(const operation& what) {
  if (what.caller != setup_.owner) return refusal::permission;
  for (unsigned i = 0; i < 2; ++i) {
    const integer& there = now_.protocol_fees[i];
    const integer most = there.is_zero() ? there : integer(there - 1);
    outcome_.amounts[i] = std::min(what.amounts[i], most);
    if (!send(i, pool_itself, what.recipient, outcome_.amounts[i])) return refusal::balance;
  }
  for (unsigned i = 0; i < 2; ++i) now_.protocol_fees[i] -= outcome_.amounts[i];
  outcome_.count = 2;
  return refusal::none;
}

// ---- Tokens

// Balances wrap like the words they are.
bool pool::send(unsigned token, holder from, holder to, const integer& amount) {
  if (amount.is_zero()) return true;
  auto& balances = now_.balances[token];
  if (balances[from] < amount) return false;
  undo_[undo_count_++] = {token, from, balances[from]};
  balances[from] -= amount;
  undo_[undo_count_++] = {token, to, balances[to]};
  balances[to] = sum_modulo(balances[to], amount, setup_.sizes.word);
  return true;
}

void pool::undo_transfers() {
  while (undo_count_ > 0) {
    const transfer_undo& last = undo_[--undo_count_];
    now_.balances[last.token][last.who] = last.before;
  }
}

// What a caller pays that owes `owed` and adds `extra`; never below nothing.
integer pool::payment(const integer& owed, const integer& extra) const {
  if (extra.sign() >= 0) return sum_modulo(owed, extra, setup_.sizes.word);
  return std::max(integer(0), integer(owed + extra));
}

bool pool::has_received(unsigned token, const integer& before, const integer& owed) const {
  const integer expected = before + owed;
  return fits_word(expected) && expected <= now_.balances[token][pool_itself];
}

// ---- Someone else's state

void pool::set_state(const state& given) {
  now_ = given;
  const formats& sizes = setup_.sizes;
  settled_ = totals{};
  if (given.observation_index < given.observations.size()) {
    const observation& latest = given.observations[given.observation_index];
    settled_ = {latest.tick_cumulative, latest.seconds_per_liquidity, latest.time};
  }
  bounds_.clear();
  for (const tick_record& record : given.ticks) {
    bound each;
    each.tick = record.tick;
    each.sqrt_price = scale_->sqrt_price(record.tick);
    each.gross = record.gross;
    each.net = record.net;
    each.growth_above = record.growth_outside;
    each.tick_cumulative_above = record.tick_cumulative_outside;
    each.seconds_per_liquidity_above = record.seconds_per_liquidity_outside;
    each.seconds_above = record.seconds_outside;
    bounds_.push_back(each);
    if (record.tick > given.tick) continue;
    // The pool stands above: what it stores is what accrued below.
    const tick_record flipped = record_of(each);
    bound& stored = bounds_.back();
    stored.growth_above = flipped.growth_outside;
    stored.tick_cumulative_above = flipped.tick_cumulative_outside;
    stored.seconds_per_liquidity_above = flipped.seconds_per_liquidity_outside;
    stored.seconds_above = flipped.seconds_outside;
  }
  positions_.clear();
  for (const position_record& record : given.positions) {
    position each{record.key, record.liquidity, {}, record.growth_inside_last, record.owed};
    const bound* const lower = bound_at(record.key.lower);
    const bound* const upper = bound_at(record.key.upper);
    for (std::size_t i = 0; lower != nullptr && upper != nullptr && i < 2; ++i) {
      const integer inside =
          difference_modulo(lower->growth_above[i], upper->growth_above[i], sizes.word);
      each.earned[i] = difference_modulo(inside, each.growth_inside_last[i], sizes.word);
    }
    positions_.push_back(each);
  }
}

}  // namespace assay::model::uniswap_v3
