// The same operation, receipt or state on another word backend: numbers cross over by limbs.
#pragma once

#include <utility>
#include <variant>

#include "assay/pool/uniswap_v2/event.hpp"
#include "assay/pool/uniswap_v2/operation.hpp"
#include "assay/pool/uniswap_v2/state.hpp"

namespace assay::uniswap_v2 {

template <class Backend, unsigned N, class From>
uint<N, Backend> convert(const uint<N, From>& value) {
  return uint<N, Backend>::from_limbs(to_limbs(value));
}

namespace detail {

// One overload per operation that holds numbers; the others are the same type on every backend.
template <class Backend>
struct call_converter {
  template <class W>
  using to = uint<W::bits, Backend>;
  template <class W>
  static to<W> c(const W& value) {
    return convert<Backend>(value);
  }

  template <class W>
  call<to<W>> operator()(const create_pool<W>& x) const {
    return create_pool<to<W>>{c(x.balances),   x.kinds, x.fee_bps, x.decimals,
                              c(x.fee_amount), x.rules, x.episode};
  }
  template <class W>
  call<to<W>> operator()(const mint<W>& x) const {
    return mint<to<W>>{c(x.amount0), c(x.amount1), x.to};
  }
  template <class W>
  call<to<W>> operator()(const burn<W>& x) const {
    return burn<to<W>>{c(x.liquidity), x.to};
  }
  template <class W>
  call<to<W>> operator()(const swap<W>& x) const {
    return swap<to<W>>{c(x.in0),
                       c(x.in1),
                       c(x.out0),
                       c(x.out1),
                       x.to,
                       x.has_callback,
                       {c(x.callback.pay0), c(x.callback.pay1), x.callback.reenter}};
  }
  template <class W>
  call<to<W>> operator()(const transfer<W>& x) const {
    return transfer<to<W>>{x.token, c(x.amount), x.to};
  }
  template <class W>
  call<to<W>> operator()(const transfer_lp<W>& x) const {
    return transfer_lp<to<W>>{c(x.amount), x.to};
  }
  template <class W>
  call<to<W>> operator()(const approve_lp<W>& x) const {
    return approve_lp<to<W>>{x.spender, c(x.amount)};
  }
  template <class W>
  call<to<W>> operator()(const transfer_from_lp<W>& x) const {
    return transfer_from_lp<to<W>>{x.from, x.to, c(x.amount)};
  }
  template <class W>
  call<to<W>> operator()(const set_fee_amount<W>& x) const {
    return set_fee_amount<to<W>>{c(x.fee_amount)};
  }
  template <class W>
  call<to<W>> operator()(const set_desired<W>& x) const {
    return set_desired<to<W>>{c(x.liquidity)};
  }
  template <class W>
  call<to<W>> operator()(const rebase<W>& x) const {
    return rebase<to<W>>{x.token, c(x.index)};
  }
  template <class W>
  call<to<W>> operator()(const set_token_balance<W>& x) const {
    return set_token_balance<to<W>>{x.token, x.holder, c(x.balance)};
  }
};

}  // namespace detail

template <class Backend, class Word>
operation<uint<Word::bits, Backend>> convert(const operation<Word>& from) {
  using to_word = uint<Word::bits, Backend>;
  const detail::call_converter<Backend> convert_numbers{};
  auto call = std::visit(
      [&](const auto& x) -> uniswap_v2::call<to_word> {
        if constexpr (requires { convert_numbers(x); }) {
          return convert_numbers(x);
        } else {
          return x;
        }
      },
      from.call);
  return {from.caller, from.time, std::move(call)};
}

template <class FromWord, class ToWord>
void convert(const receipt<FromWord>& from, receipt<ToWord>& to) {
  using backend = typename ToWord::backend;
  to.reset();
  to.reverted = from.reverted;
  to.failed_call = from.failed_call;
  to.returns.count = from.returns.count;
  for (std::size_t i = 0; i < from.returns.values.size(); ++i) {
    to.returns.values[i] = convert<backend>(from.returns.values[i]);
  }
  for (std::size_t i = 0; i < from.events.size(); ++i) {
    const auto& event = from.events[i];
    uniswap_v2::event<ToWord> converted{event.kind, event.from, event.to, {}};
    for (std::size_t k = 0; k < event.amounts.size(); ++k) {
      converted.amounts[k] = convert<backend>(event.amounts[k]);
    }
    to.events.push_back(converted);
  }
}

template <class FromWord, class ToWord>
void convert(const pair_storage<FromWord>& from, pair_storage<ToWord>& to) {
  using backend = typename ToWord::backend;
  to.reserve0 = convert<backend>(from.reserve0);
  to.reserve1 = convert<backend>(from.reserve1);
  to.block_timestamp_last = from.block_timestamp_last;
  to.price0_cumulative_last = convert<backend>(from.price0_cumulative_last);
  to.price1_cumulative_last = convert<backend>(from.price1_cumulative_last);
  to.k_last = convert<backend>(from.k_last);
  to.total_supply = convert<backend>(from.total_supply);
  to.locked = from.locked;
  to.fee_to = from.fee_to;
  to.fee_to_setter = from.fee_to_setter;
  to.swap_fee = from.swap_fee;
  to.dev_fee = from.dev_fee;
  to.fee_amount = convert<backend>(from.fee_amount);
  to.migrator = from.migrator;
  to.desired_liquidity = convert<backend>(from.desired_liquidity);
}

template <class FromWord, class ToWord>
void convert(const state<FromWord>& from, state<ToWord>& to) {
  using backend = typename ToWord::backend;
  const auto convert_all = [](const auto& source, auto& target) {
    target.resize(source.size());
    for (std::size_t i = 0; i < source.size(); ++i) target[i] = convert<backend>(source[i]);
  };
  convert(from.pair, to.pair);
  convert_all(from.lp, to.lp);
  to.allowances.clear();
  for (const auto& entry : from.allowances) {
    to.allowances.push_back({entry.owner, entry.spender, convert<backend>(entry.amount)});
  }
  for (std::size_t i = 0; i < from.tokens.size(); ++i) {
    const auto& source = from.tokens[i];
    auto& target = to.tokens[i];
    target.kind = source.kind;
    target.fee_bps = source.fee_bps;
    target.decimals = source.decimals;
    target.index = convert<backend>(source.index);
    target.flag = source.flag;
    target.sink = convert<backend>(source.sink);
    convert_all(source.balances, target.balances);
  }
}

}  // namespace assay::uniswap_v2
