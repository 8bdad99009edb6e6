// From Uniswap V2's plain data to the model's: states, operations and receipts.
//
// Conversions write into what the caller keeps, so that a long run allocates nothing.
#pragma once

#include <array>
#include <span>
#include <variant>
#include <vector>

#include "assay/invariant/numbers.hpp"
#include "assay/model/uniswap_v2_pool.hpp"
#include "assay/pool/uniswap_v2/event.hpp"
#include "assay/pool/uniswap_v2/operation.hpp"
#include "assay/pool/uniswap_v2/setup.hpp"
#include "assay/pool/uniswap_v2/state.hpp"

namespace assay::invariant {

namespace exact = model::uniswap_v2;

static_assert(account::zero().index == exact::nobody);
static_assert(account::pool().index == exact::pair_itself);
static_assert(account::token0().index == exact::address_of_token0);
static_assert(account::token1().index == exact::address_of_token1);
static_assert(account::first_actor == exact::first_actor);

constexpr exact::token_behaviour to_model(token_kind kind) {
  static_assert(static_cast<int>(token_kind::revert_while_flag) ==
                static_cast<int>(exact::token_behaviour::revert_while_flag));
  static_assert(static_cast<int>(token_kind::rebasing) ==
                static_cast<int>(exact::token_behaviour::rebasing));
  return static_cast<exact::token_behaviour>(kind);
}

exact::rules to_model(const assay::uniswap_v2::parameters& rules);
exact::setup to_model(const assay::uniswap_v2::setup& setup, const exact::widths& sizes = {});

template <class Word>
void assign(exact::state& to, const assay::uniswap_v2::state<Word>& from) {
  const auto& pair = from.pair;
  assign(to.reserves[0], pair.reserve0);
  assign(to.reserves[1], pair.reserve1);
  to.timestamp_last = pair.block_timestamp_last;
  assign(to.price_cumulative_last[0], pair.price0_cumulative_last);
  assign(to.price_cumulative_last[1], pair.price1_cumulative_last);
  assign(to.k_last, pair.k_last);
  assign(to.total_supply, pair.total_supply);
  to.locked = pair.locked;
  to.fee_to = pair.fee_to.index;
  to.fee_to_setter = pair.fee_to_setter.index;
  to.swap_fee = pair.swap_fee;
  to.dev_fee = pair.dev_fee;
  assign(to.fee_amount, pair.fee_amount);
  to.migrator = pair.migrator.index;
  assign(to.desired_liquidity, pair.desired_liquidity);
  assign(to.lp, from.lp);
  to.allowances.resize(from.allowances.size());
  for (std::size_t i = 0; i < from.allowances.size(); ++i) {
    to.allowances[i].owner = from.allowances[i].owner.index;
    to.allowances[i].spender = from.allowances[i].spender.index;
    assign(to.allowances[i].amount, from.allowances[i].amount);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    exact::token& token = to.tokens[i];
    token.behaviour = to_model(from.tokens[i].kind);
    token.fee_bps = from.tokens[i].fee_bps;
    token.decimals = from.tokens[i].decimals;
    token.flag = from.tokens[i].flag;
    assign(token.index, from.tokens[i].index);
    assign(token.sink, from.tokens[i].sink);
    assign(token.balances, from.tokens[i].balances);
  }
}

namespace detail {

// One overload per operation of the pair; all other fields of `to` are at rest.
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::create_pool<Word>& call) {
  assign(to.amount, call.balances);
  assign(to.fee_amount, call.fee_amount);
  to.rules = call.rules;
  to.fee_bps = call.fee_bps;
  to.decimals = call.decimals;
  for (std::size_t i = 0; i < 2; ++i) to.behaviours[i] = to_model(call.kinds[i]);
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::mint<Word>& call) {
  assign(to.amounts_in[0], call.amount0);
  assign(to.amounts_in[1], call.amount1);
  to.to = call.to.index;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::burn<Word>& call) {
  assign(to.amount, call.liquidity);
  to.to = call.to.index;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::swap<Word>& call) {
  assign(to.amounts_in[0], call.in0);
  assign(to.amounts_in[1], call.in1);
  assign(to.amounts_out[0], call.out0);
  assign(to.amounts_out[1], call.out1);
  to.to = call.to.index;
  to.has_callback = call.has_callback;
  if (!call.has_callback) return;
  assign(to.payments[0], call.callback.pay0);
  assign(to.payments[1], call.callback.pay1);
  to.reenters = call.callback.reenter != assay::uniswap_v2::reentry::none;
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::skim& call) {
  to.to = call.to.index;
}
inline void assign_call(exact::operation&, const assay::uniswap_v2::sync&) {}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::transfer<Word>& call) {
  to.token = call.token;
  assign(to.amount, call.amount);
  to.to = call.to.index;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::transfer_lp<Word>& call) {
  assign(to.amount, call.amount);
  to.to = call.to.index;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::approve_lp<Word>& call) {
  assign(to.amount, call.amount);
  to.to = call.spender.index;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::transfer_from_lp<Word>& call) {
  to.from = call.from.index;
  to.to = call.to.index;
  assign(to.amount, call.amount);
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::set_fee_to& call) {
  to.to = call.fee_to.index;
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::set_fee_to_setter& call) {
  to.to = call.fee_to_setter.index;
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::set_swap_fee& call) {
  to.fee = call.fee;
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::set_dev_fee& call) {
  to.fee = call.fee;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::set_fee_amount<Word>& call) {
  assign(to.amount, call.fee_amount);
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::set_migrator& call) {
  to.to = call.migrator.index;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::set_desired<Word>& call) {
  assign(to.amount, call.liquidity);
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::rebase<Word>& call) {
  to.token = call.token;
  assign(to.amount, call.index);
}
inline void assign_call(exact::operation& to, const assay::uniswap_v2::set_flag& call) {
  to.token = call.token;
  to.flag = call.flag;
}
template <class Word>
void assign_call(exact::operation& to, const assay::uniswap_v2::set_token_balance<Word>& call) {
  to.token = call.token;
  to.to = call.holder.index;
  assign(to.amount, call.balance);
}

}  // namespace detail

template <class Word>
void assign(exact::operation& to, const assay::uniswap_v2::operation<Word>& from) {
  static_assert(std::variant_size_v<assay::uniswap_v2::call<Word>> ==
                static_cast<std::size_t>(exact::operation_kind::set_token_balance) + 1);
  to = exact::operation{};
  to.kind = static_cast<exact::operation_kind>(from.call.index());
  to.caller = from.caller.index;
  to.time = from.time;
  std::visit([&](const auto& call) { detail::assign_call(to, call); }, from.call);
}

/// An event with exact amounts.
struct exact_event {
  assay::uniswap_v2::event_kind kind = assay::uniswap_v2::event_kind::sync;
  exact::holder from = 0;
  exact::holder to = 0;
  std::array<model::integer, 4> amounts{};
};

/// A receipt in the model's numbers. Only the first `event_count` events are meant: the vector
/// keeps what it allocated.
struct exact_receipt {
  bool accepted = false;
  std::array<model::integer, 2> values{};
  unsigned count = 0;
  std::size_t event_count = 0;
  std::vector<exact_event> storage{};

  [[nodiscard]] std::span<const exact_event> events() const {
    return {storage.data(), event_count};
  }
};

template <class Word>
void assign(exact_receipt& to, const assay::uniswap_v2::receipt<Word>& from) {
  to.accepted = from.ok();
  to.count = from.returns.count;
  for (std::size_t i = 0; i < 2; ++i) assign(to.values[i], from.returns.values[i]);
  to.event_count = from.events.size();
  if (to.storage.size() < to.event_count) to.storage.resize(to.event_count);
  for (std::size_t i = 0; i < to.event_count; ++i) {
    const auto& event = from.events[i];
    to.storage[i].kind = event.kind;
    to.storage[i].from = event.from.index;
    to.storage[i].to = event.to.index;
    for (std::size_t j = 0; j < 4; ++j) assign(to.storage[i].amounts[j], event.amounts[j]);
  }
}

}  // namespace assay::invariant
