// The pair's books in exact integers: each operation from what it means.
#include "assay/model/uniswap_v2_pool.hpp"

#include <algorithm>
#include <utility>

namespace assay::model::uniswap_v2 {
namespace {

constexpr std::uint64_t largest_swap_fee = 1000;  // of pairs that store their fees
constexpr std::uint64_t largest_dev_fee = 500;

integer product(const amounts& both) { return both.token0 * both.token1; }

allowance* find_allowance(state& now, holder owner, holder spender) {
  const auto found = std::find_if(
      now.allowances.begin(), now.allowances.end(),
      [&](const allowance& entry) { return entry.owner == owner && entry.spender == spender; });
  return found == now.allowances.end() ? nullptr : &*found;
}

void approve(state& now, const operation& what) {
  allowance* const entry = find_allowance(now, what.caller, what.to);
  if (entry != nullptr) {
    entry->amount = what.amount;
  } else {
    now.allowances.push_back({what.caller, what.to, what.amount});
  }
}

}  // namespace

curve trading_curve(const rules& all, const state& now) {
  curve trading = all.trading;
  if (all.fee_is_stored) trading.fee_numerator = now.swap_fee;
  return trading;
}

fee_share protocol_share(const rules& all, const state& now) {
  fee_share share = all.share;
  if (all.share_from == share_source::pair) share.b = now.dev_fee;
  if (all.share_from == share_source::factory) share.b = now.fee_amount;
  return share;
}

pool::pool(setup all) : setup_(std::move(all)) { apply({.kind = operation_kind::create_pool}); }

void pool::set_state(const state& given, std::uint32_t rules_index) {
  now_ = given;
  rules_index_ = rules_index;
}

const outcome& pool::apply(const operation& what) {
  outcome_ = outcome{};
  next_ = now_;
  outcome_.why = run(what);
  if (outcome_.accepted()) {
    std::swap(now_, next_);
  } else {
    outcome_.count = 0;
  }
  return outcome_;
}

refusal pool::run(const operation& what) {
  const auto may_set = [&] {
    return !in_force().setter_is_checked || what.caller == next_.fee_to_setter;
  };
  switch (what.kind) {
    case operation_kind::create_pool:
      create(what);
      return refusal::none;
    case operation_kind::mint:
      for (unsigned i = 0; i < 2; ++i) {
        const refusal paid = pay(i, what.caller, pair_itself, what.amounts_in[i]);
        if (paid != refusal::none) return paid;
      }
      return mint(what.caller, what.to, what.time);
    case operation_kind::burn:
      if (const refusal sent = move_lp(what.caller, pair_itself, what.amount);
          sent != refusal::none) {
        return sent;
      }
      return burn(what.to, what.time);
    case operation_kind::swap:
      return swap(what);
    case operation_kind::skim:
      return skim(what.to);
    case operation_kind::sync:
      return update(what.time);
    case operation_kind::transfer:
      return pay(what.token, what.caller, what.to, what.amount);
    case operation_kind::transfer_lp:
      return move_lp(what.caller, what.to, what.amount);
    case operation_kind::approve_lp:
      approve(next_, what);
      return refusal::none;
    case operation_kind::transfer_from_lp:
      return transfer_from_lp(what);
    case operation_kind::set_fee_to:
      if (!may_set()) return refusal::permission;
      next_.fee_to = what.to;
      return refusal::none;
    case operation_kind::set_fee_to_setter:
      if (!may_set()) return refusal::permission;
      next_.fee_to_setter = what.to;
      return refusal::none;
    case operation_kind::set_swap_fee:
      return set_stored_fee(next_.swap_fee, what.fee, largest_swap_fee);
    case operation_kind::set_dev_fee:
      return set_stored_fee(next_.dev_fee, what.fee, largest_dev_fee);
    case operation_kind::set_fee_amount:
      next_.fee_amount = what.amount;
      return refusal::none;
    case operation_kind::set_migrator:
      next_.migrator = what.to;
      return refusal::none;
    case operation_kind::set_desired:
      next_.desired_liquidity = what.amount;
      return refusal::none;
    case operation_kind::rebase:
      next_.tokens[what.token].index = what.amount;
      return refusal::none;
    case operation_kind::set_flag:
      next_.tokens[what.token].flag = what.flag;
      return refusal::none;
    case operation_kind::set_token_balance:
      next_.tokens[what.token].balances[what.to] = what.amount;
      return refusal::none;
  }
  return refusal::permission;
}

void pool::create(const operation& what) {
  rules_index_ = what.rules;
  next_ = state{};
  next_.fee_to_setter = setup_.fee_to_setter;
  next_.fee_amount = what.fee_amount;
  const std::size_t holders = first_actor + setup_.actors;
  next_.lp.assign(holders, 0);
  for (unsigned i = 0; i < 2; ++i) {
    token& fresh = next_.tokens[i];
    fresh.behaviour = what.behaviours[i];
    fresh.fee_bps = what.fee_bps[i];
    fresh.decimals = what.decimals[i];
    fresh.index = rebasing_scale(setup_.sizes);
    fresh.balances.assign(first_actor, 0);
    fresh.balances.resize(holders, what.amount);
  }
}

// ---- Liquidity

refusal pool::mint(holder sender, holder to, std::uint64_t time) {
  const amounts held = holdings();
  const amounts before = reserves();
  const amounts deposit{held.token0 - before.token0, held.token1 - before.token1};
  if (deposit.token0.sign() < 0 || deposit.token1.sign() < 0) return refusal::shortfall;
  bool fee_is_on = false;
  if (const refusal fee = mint_protocol_fee(fee_is_on); fee != refusal::none) return fee;

  const integer supply = next_.total_supply;
  integer liquidity = 0;
  if (supply.is_zero()) {
    if (const refusal first = first_liquidity(sender, deposit, liquidity); first != refusal::none) {
      return first;
    }
  } else {
    if (before.token0.is_zero() || before.token1.is_zero()) return refusal::liquidity;
    if (!fits_word(deposit.token0 * supply) || !fits_word(deposit.token1 * supply)) {
      return refusal::overflow;
    }
    liquidity = proportional_liquidity(deposit, before, supply);
  }
  if (liquidity.is_zero()) return refusal::liquidity;
  if (const refusal minted = mint_lp(to, liquidity); minted != refusal::none) return minted;
  if (const refusal updated = update(time); updated != refusal::none) return updated;
  if (fee_is_on) next_.k_last = product(reserves());
  outcome_.values = {liquidity, 0};
  outcome_.count = 1;
  return refusal::none;
}

// The first shares: the migrator's own number, or the geometric mean less what nobody gets.
refusal pool::first_liquidity(holder sender, const amounts& deposit, integer& liquidity) {
  if (in_force().has_migrator && sender == next_.migrator) {
    liquidity = next_.desired_liquidity;
    const bool is_sane = !liquidity.is_zero() && fits_word(liquidity + 1);
    return is_sane ? refusal::none : refusal::liquidity;
  }
  if (in_force().has_migrator && next_.migrator != nobody) return refusal::permission;
  if (!fits_word(product(deposit))) return refusal::overflow;
  const auto first = initial_liquidity(deposit, in_force().minimum_liquidity);
  if (!first) return refusal::liquidity;
  liquidity = *first;
  return mint_lp(nobody, in_force().minimum_liquidity);
}

refusal pool::burn(holder to, std::uint64_t time) {
  const amounts held = holdings();
  const integer liquidity = next_.lp[pair_itself];  // before the protocol's shares, if any
  bool fee_is_on = false;
  if (const refusal fee = mint_protocol_fee(fee_is_on); fee != refusal::none) return fee;
  const integer supply = next_.total_supply;
  if (supply.is_zero()) return refusal::liquidity;
  if (!fits_word(liquidity * held.token0) || !fits_word(liquidity * held.token1)) {
    return refusal::overflow;
  }
  const amounts paid{redeemed_amount(liquidity, held.token0, supply),
                     redeemed_amount(liquidity, held.token1, supply)};
  if (paid.token0.is_zero() || paid.token1.is_zero()) return refusal::liquidity;
  next_.lp[pair_itself] -= liquidity;
  next_.total_supply -= liquidity;
  if (const refusal out = pay_out(0, to, paid.token0); out != refusal::none) return out;
  if (const refusal out = pay_out(1, to, paid.token1); out != refusal::none) return out;
  if (const refusal updated = update(time); updated != refusal::none) return updated;
  if (fee_is_on) next_.k_last = product(reserves());
  outcome_.values = {paid.token0, paid.token1};
  outcome_.count = 2;
  return refusal::none;
}

// The protocol is paid in new shares when liquidity changes: its part of the growth of sqrt(k)
// since it last did. With the fee off, the mark from which growth counts is forgotten.
refusal pool::mint_protocol_fee(bool& is_on) {
  is_on = next_.fee_to != nobody;
  if (!is_on) next_.k_last = 0;
  if (next_.k_last.is_zero()) return refusal::none;
  const integer root_k = floor_of_square_root(product(reserves()));
  const integer root_k_last = floor_of_square_root(next_.k_last);
  if (root_k <= root_k_last) return refusal::none;

  const fee_share share = protocol_share(in_force(), next_);
  const integer weighted = root_k * share.b;
  const bool all_fit = fits_word(next_.total_supply * (root_k - root_k_last) * share.a) &&
                       fits_word(weighted) && fits_word(weighted + root_k_last * share.c);
  if (!all_fit) return refusal::overflow;
  const auto fee = protocol_fee_liquidity(next_.total_supply, root_k, root_k_last, share);
  if (!fee) return refusal::liquidity;
  return mint_lp(next_.fee_to, *fee);
}

// ---- Trading

refusal pool::swap(const operation& what) {
  for (unsigned i = 0; i < 2; ++i) {
    const refusal paid = pay(i, what.caller, pair_itself, what.amounts_in[i]);
    if (paid != refusal::none) return paid;
  }
  const amounts before = reserves();
  const integer& out0 = what.amounts_out[0];
  const integer& out1 = what.amounts_out[1];
  if (out0.is_zero() && out1.is_zero()) return refusal::liquidity;
  if (out0 >= before.token0 || out1 >= before.token1) return refusal::liquidity;
  if (what.to == address_of_token0 || what.to == address_of_token1) return refusal::recipient;
  for (unsigned i = 0; i < 2; ++i) {
    if (what.amounts_out[i].is_zero()) continue;
    const refusal sent = pay_out(i, what.to, what.amounts_out[i]);
    if (sent != refusal::none) return sent;
  }
  if (what.has_callback) {
    if (const refusal called = call_back(what); called != refusal::none) return called;
  }
  // What came in is what the pair holds beyond what the payouts should have left.
  const amounts held = holdings();
  const amounts in{std::max(integer(0), held.token0 - (before.token0 - out0)),
                   std::max(integer(0), held.token1 - (before.token1 - out1))};
  if (in.token0.is_zero() && in.token1.is_zero()) return refusal::liquidity;

  const curve trading = trading_curve(in_force(), next_);
  const integer slack = curve_slack(trading, before, held, in);
  const integer must_keep = product(before) * trading.k_scale;
  if (!fits_word(held.token0 * trading.fee_denominator) ||
      !fits_word(held.token1 * trading.fee_denominator) || !fits_word(must_keep) ||
      !fits_word(std::max(integer(0), slack + must_keep))) {
    return refusal::overflow;
  }
  if (slack.sign() < 0) return refusal::curve;
  return update(what.time);
}

refusal pool::call_back(const operation& what) {
  if (what.to < first_actor) return refusal::recipient;
  if (what.reenters) return refusal::lock;
  for (unsigned i = 0; i < 2; ++i) {
    if (what.payments[i].is_zero()) continue;
    switch (transfer(next_.tokens[i], what.to, pair_itself, what.payments[i], setup_.sizes)) {
      case token_answer::reverts:
        return refusal::balance;
      case token_answer::nothing:
        return refusal::token;
      case token_answer::yes:
      case token_answer::no:
        break;
    }
  }
  return refusal::none;
}

refusal pool::skim(holder to) {
  for (unsigned i = 0; i < 2; ++i) {
    const integer excess =
        balance_of(next_.tokens[i], pair_itself, setup_.sizes) - next_.reserves[i];
    if (excess.sign() < 0) return refusal::shortfall;
    if (const refusal sent = pay_out(i, to, excess); sent != refusal::none) return sent;
  }
  return refusal::none;
}

// The oracle takes in the price for as long as it stood; then the reserves are what the pair holds.
refusal pool::update(std::uint64_t time) {
  const amounts held = holdings();
  if (bit_length(held.token0) > setup_.sizes.reserve ||
      bit_length(held.token1) > setup_.sizes.reserve) {
    return refusal::overflow;
  }
  const std::uint64_t clock_mask = (std::uint64_t{1} << setup_.sizes.timestamp) - 1;
  const std::uint64_t seconds = (time - next_.timestamp_last) & clock_mask;
  if (seconds > 0 && !next_.reserves[0].is_zero() && !next_.reserves[1].is_zero()) {
    for (unsigned i = 0; i < 2; ++i) {
      const integer price =
          fixed_point_price(next_.reserves[1 - i], next_.reserves[i], setup_.sizes);
      next_.price_cumulative_last[i] =
          modulo_power_of_two(next_.price_cumulative_last[i] + price * seconds, setup_.sizes.word);
    }
  }
  next_.reserves = {held.token0, held.token1};
  next_.timestamp_last = time & clock_mask;
  return refusal::none;
}

// ---- LP tokens, allowances, fees that a pair stores

refusal pool::mint_lp(holder to, const integer& liquidity) {
  next_.total_supply += liquidity;
  next_.lp[to] += liquidity;
  return fits_word(next_.total_supply) ? refusal::none : refusal::overflow;
}

refusal pool::move_lp(holder from, holder to, const integer& liquidity) {
  if (next_.lp[from] < liquidity) return refusal::balance;
  next_.lp[from] -= liquidity;
  next_.lp[to] += liquidity;
  return refusal::none;
}

refusal pool::transfer_from_lp(const operation& what) {
  allowance* const entry = find_allowance(next_, what.from, what.caller);
  const integer allowed = entry == nullptr ? integer(0) : entry->amount;
  const bool is_infinite = allowed == power_of_two(setup_.sizes.word) - 1;
  if (!is_infinite && allowed < what.amount) return refusal::balance;
  if (!is_infinite && entry != nullptr) entry->amount -= what.amount;
  return move_lp(what.from, what.to, what.amount);
}

refusal pool::set_stored_fee(std::uint64_t& field, std::uint64_t fee, std::uint64_t limit) const {
  if (!in_force().fee_is_stored || fee == 0 || fee > limit) return refusal::permission;
  field = fee;
  return refusal::none;
}

// ---- Tokens

// Somebody's own payment: nothing is not sent, and the token's answer is not looked at.
refusal pool::pay(unsigned which, holder from, holder to, const integer& amount) {
  if (amount.is_zero()) return refusal::none;
  const token_answer answer = transfer(next_.tokens[which], from, to, amount, setup_.sizes);
  return answer == token_answer::reverts ? refusal::balance : refusal::none;
}

// The pair's payment: a token that says no, or fails, undoes all.
refusal pool::pay_out(unsigned which, holder to, const integer& amount) {
  const token_answer answer = transfer(next_.tokens[which], pair_itself, to, amount, setup_.sizes);
  const bool went_through = answer == token_answer::yes || answer == token_answer::nothing;
  return went_through ? refusal::none : refusal::token;
}

amounts pool::holdings() const {
  return {balance_of(next_.tokens[0], pair_itself, setup_.sizes),
          balance_of(next_.tokens[1], pair_itself, setup_.sizes)};
}

bool pool::fits_word(const integer& value) const { return bit_length(value) <= setup_.sizes.word; }

}  // namespace assay::model::uniswap_v2
