// What a swap would do to a Uniswap V3 pool, without doing it: the same steps from tick to tick as
// the pool's own loop, with the fee of each added up, which a receipt does not say.
#pragma once

#include <algorithm>
#include <optional>

#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::market {

struct v3_quote {
  uint<256> amount_in{};  // fee included
  uint<256> amount_out{};
  uint<256> fee{};
};

/// An exact input of at most `amount`, up to a price limit. Nothing where the pool would revert.
inline std::optional<v3_quote> quote_exact_in(const uniswap_v3::protocol::state& state,
                                              bool zero_for_one, const uint<256>& amount,
                                              const uniswap_v3::protocol::format::price& limit) {
  using format = uniswap_v3::protocol::format;
  using steps = uniswap_v3::steps<format>;
  v3_quote sum;
  uint<256> left = amount;
  auto price = state.pool.sqrt_price_x96;
  auto tick = state.pool.tick;
  auto liquidity = state.pool.liquidity;
  const auto word_at = [&](std::int32_t at) {
    const auto found = state.bitmap.find(at);
    return found == state.bitmap.end() ? uint<256>::zero() : found->second;
  };
  while (!left.is_zero() && price != limit) {
    auto next = uniswap_v3::next_initialized_tick(tick, state.tick_spacing, zero_for_one, word_at);
    next.tick = std::clamp(next.tick, steps::ticks::lowest, steps::ticks::highest);
    const auto next_price = steps::ticks::price_at(next.tick);
    if (!next_price.ok()) return std::nullopt;
    const bool limit_first = zero_for_one ? next_price.value() < limit : next_price.value() > limit;
    const auto step = steps::swap_math_type::compute_swap_step(
        price, limit_first ? limit : next_price.value(), liquidity, {left, true}, state.fee_pips);
    if (!step.ok()) return std::nullopt;
    const auto& done = step.value();
    left = sub_wrapping(left, add_wrapping(done.amount_in, done.fee));
    sum.amount_out = add_wrapping(sum.amount_out, done.amount_out);
    sum.fee = add_wrapping(sum.fee, done.fee);
    const auto before = price;
    price = done.next_price;
    if (price == next_price.value()) {
      if (next.initialized) {
        const auto net =
            steps::net_when_crossed(state.ticks.at(next.tick).liquidity_net, zero_for_one);
        const auto after = add_delta(liquidity, net);
        if (!after.ok()) return std::nullopt;
        liquidity = after.value();
      }
      tick = steps::tick_after_reaching(next.tick, zero_for_one);
    } else if (price != before) {
      const auto reached = steps::ticks::tick_at(price);
      if (!reached.ok()) return std::nullopt;
      tick = reached.value();
    }
  }
  sum.amount_in = sub_wrapping(amount, left);
  return sum;
}

}  // namespace assay::market
