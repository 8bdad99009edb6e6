// Uniswap V3 operations, receipts and states on another word backend: numbers cross over by limbs.
#pragma once

#include <utility>
#include <variant>

#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/operation.hpp"
#include "assay/pool/uniswap_v3/state.hpp"

namespace assay::uniswap_v3 {

// From the numbers of one format to those of another with the same widths.
template <class To>
struct number_converter {
  using backend = typename To::backend;

  template <unsigned N, class From>
  static uint<N, backend> c(const uint<N, From>& value) {
    return uint<N, backend>::from_limbs(to_limbs(value));
  }
  template <unsigned N, class From>
  static sint<N, backend> c(const sint<N, From>& value) {
    return sint<N, backend>::from_bits(c(value.to_bits()));
  }
  template <class Word>
  static auto c(const both<Word>& value) {
    return both<decltype(c(value.token0))>{c(value.token0), c(value.token1)};
  }

  // ---- operations
  template <class F>
  call<To> operator()(const create_pool<F>& x) const {
    return create_pool<To>{c(x.balances), x.fee_pips, x.tick_spacing, x.episode};
  }
  template <class F>
  call<To> operator()(const initialize<F>& x) const {
    return initialize<To>{c(x.sqrt_price_x96)};
  }
  template <class F>
  static payment<To> answer(const payment<F>& x) {
    return {c(x.extra0), c(x.extra1), x.reenter};
  }
  template <class F>
  call<To> operator()(const mint<F>& x) const {
    return mint<To>{x.recipient, x.tick_lower, x.tick_upper, c(x.amount), answer(x.pay)};
  }
  template <class F>
  call<To> operator()(const burn<F>& x) const {
    return burn<To>{x.tick_lower, x.tick_upper, c(x.amount)};
  }
  template <class F>
  call<To> operator()(const collect<F>& x) const {
    return collect<To>{x.recipient, x.tick_lower, x.tick_upper, c(x.amount0_requested),
                       c(x.amount1_requested)};
  }
  template <class F>
  call<To> operator()(const swap<F>& x) const {
    return swap<To>{x.recipient, x.zero_for_one, c(x.amount_specified), c(x.sqrt_price_limit_x96),
                    answer(x.pay)};
  }
  template <class F>
  call<To> operator()(const flash<F>& x) const {
    return flash<To>{x.recipient,     c(x.amount0),    c(x.amount1),
                     c(x.paid_over0), c(x.paid_over1), x.reenter};
  }
  template <class F>
  call<To> operator()(const collect_protocol<F>& x) const {
    return collect_protocol<To>{x.recipient, c(x.amount0_requested), c(x.amount1_requested)};
  }
  template <class F>
  call<To> operator()(const transfer<F>& x) const {
    return transfer<To>{x.token, c(x.amount), x.to};
  }
  // The others hold no numbers of a backend.
  call<To> operator()(const set_fee_protocol& x) const { return x; }
  call<To> operator()(const increase_observation_cardinality_next& x) const { return x; }
  call<To> operator()(const observe& x) const { return x; }
  call<To> operator()(const snapshot_cumulatives_inside& x) const { return x; }

  // ---- state
  template <class F>
  static tick_info<To> tick(const tick_info<F>& x) {
    return {c(x.liquidity_gross),
            c(x.liquidity_net),
            c(x.fee_growth_outside0_x128),
            c(x.fee_growth_outside1_x128),
            x.tick_cumulative_outside,
            c(x.seconds_per_liquidity_outside_x128),
            x.seconds_outside,
            x.initialized};
  }
  template <class F>
  static position_info<To> position(const position_info<F>& x) {
    return {c(x.liquidity), c(x.fee_growth_inside0_last_x128), c(x.fee_growth_inside1_last_x128),
            c(x.tokens_owed0), c(x.tokens_owed1)};
  }
  template <class From>
  static cumulatives<backend> seen(const cumulatives<From>& x) {
    return {x.tick_cumulative, c(x.seconds_per_liquidity_x128)};
  }
};

template <class To, class From>
operation<To> convert(const operation<From>& from) {
  return {from.caller, from.time, std::visit(number_converter<To>{}, from.call)};
}

template <class From, class To>
void convert(const receipt<From>& from, receipt<To>& to) {
  using numbers = number_converter<To>;
  to.reset();
  to.reverted = from.reverted;
  to.failed_call = from.failed_call;
  to.returns.count = from.returns.count;
  to.returns.amounts = {numbers::c(from.returns.amounts[0]), numbers::c(from.returns.amounts[1])};
  for (const auto& seen : from.returns.observed) {
    to.returns.observed.push_back(numbers::seen(seen));
  }
  to.returns.inside = {from.returns.inside.tick_cumulative_inside,
                       numbers::c(from.returns.inside.seconds_per_liquidity_inside_x128),
                       from.returns.inside.seconds_inside};
  for (std::size_t i = 0; i < from.events.size(); ++i) {
    const auto& event = from.events[i];
    uniswap_v3::event<To> converted{event.kind, event.from, event.to, event.ticks, {}};
    for (std::size_t k = 0; k < event.numbers.size(); ++k) {
      converted.numbers[k] = numbers::c(event.numbers[k]);
    }
    to.events.push_back(converted);
  }
}

template <class From, class To>
void convert(const state<From>& from, state<To>& to) {
  using numbers = number_converter<To>;
  to.fee_pips = from.fee_pips;
  to.tick_spacing = from.tick_spacing;
  to.max_liquidity_per_tick = numbers::c(from.max_liquidity_per_tick);
  const auto& pool = from.pool;
  to.pool = {numbers::c(pool.sqrt_price_x96),
             pool.tick,
             pool.observation,
             pool.observation_cardinality_next,
             pool.fee_protocol,
             pool.unlocked,
             numbers::c(pool.fee_growth_global_x128),
             numbers::c(pool.protocol_fees),
             numbers::c(pool.liquidity)};
  to.ticks.clear();
  for (const auto& [tick, info] : from.ticks) to.ticks.emplace(tick, numbers::tick(info));
  to.bitmap.clear();
  for (const auto& [position, bits] : from.bitmap) to.bitmap.emplace(position, numbers::c(bits));
  to.positions.clear();
  for (const auto& [key, info] : from.positions) to.positions.emplace(key, numbers::position(info));
  auto& slots = to.observations.slots();
  slots.clear();
  for (const auto& slot : from.observations.slots()) {
    slots.push_back({slot.block_timestamp, slot.initialized, slot.tick_cumulative,
                     numbers::c(slot.seconds_per_liquidity_cumulative_x128)});
  }
  for (std::size_t i = 0; i < from.tokens.size(); ++i) {
    const auto& source = from.tokens[i];
    auto& target = to.tokens[i];
    target.balances.resize(source.balances.size());
    for (std::size_t k = 0; k < source.balances.size(); ++k) {
      target.balances[k] = numbers::c(source.balances[k]);
    }
  }
}

}  // namespace assay::uniswap_v3
