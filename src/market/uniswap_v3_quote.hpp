// What a swap would do to a Uniswap V3 pool, without doing it: the same steps from tick to tick as
// the pool's own loop, with the fee of each added up, which a receipt does not say.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>

#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/subject/uniswap_v3.hpp"

namespace assay::market {

struct v3_quote {
  uint<256> amount_in{};  // fee included
  uint<256> amount_out{};
  uint<256> fee{};
};

// The limit of a swap that is to go as far as a pool lets it.
inline uint<160> farthest(bool zero_for_one) {
  return zero_for_one ? add_wrapping(min_sqrt_ratio<>, uint<160>::one())
                      : sub_wrapping(max_sqrt_ratio<>, uint<160>::one());
}

// From tick to tick along a pool, in one direction.
class v3_walk {
 public:
  using format = uniswap_v3::protocol::format;
  using sqrt_price = format::price;

  // The state must outlive the walk.
  v3_walk(const uniswap_v3::protocol::state& state, bool zero_for_one)
      : state_(state),
        zero_for_one_(zero_for_one),
        price_(state.pool.sqrt_price_x96),
        tick_(state.pool.tick),
        liquidity_(state.pool.liquidity) {}

  [[nodiscard]] const sqrt_price& price() const { return price_; }
  [[nodiscard]] const format::liquidity& liquidity() const { return liquidity_; }

  // Where the step from here ends at the latest: a tick, or the limit before it. Nothing where the
  // pool would revert.
  std::optional<sqrt_price> find_end(const sqrt_price& limit) {
    const auto word_at = [&](std::int32_t at) {
      const auto found = state_.bitmap.find(at);
      return found == state_.bitmap.end() ? uint<256>::zero() : found->second;
    };
    next_ = uniswap_v3::next_initialized_tick(tick_, state_.tick_spacing, zero_for_one_, word_at);
    next_.tick = std::clamp(next_.tick, steps::ticks::lowest, steps::ticks::highest);
    const auto price = steps::ticks::price_at(next_.tick);
    if (!price.ok()) return std::nullopt;
    next_price_ = price.value();
    return zero_for_one_ ? std::max(next_price_, limit) : std::min(next_price_, limit);
  }

  // The step that `left` of the input pays for.
  [[nodiscard]] auto step_to(const sqrt_price& end, const uint<256>& left) const {
    return steps::swap_math_type::compute_swap_step(price_, end, liquidity_, {left, true},
                                                    state_.fee_pips);
  }

  // On to the price that such a step led to. False where the pool would revert.
  bool move_to(const sqrt_price& price) {
    const auto before = std::exchange(price_, price);
    if (price == next_price_) {
      if (next_.initialized) {
        const auto net =
            steps::net_when_crossed(state_.ticks.at(next_.tick).liquidity_net, zero_for_one_);
        const auto after = add_delta(liquidity_, net);
        if (!after.ok()) return false;
        liquidity_ = after.value();
      }
      tick_ = steps::tick_after_reaching(next_.tick, zero_for_one_);
    } else if (price != before) {
      const auto reached = steps::ticks::tick_at(price);
      if (!reached.ok()) return false;
      tick_ = reached.value();
    }
    return true;
  }

 private:
  using steps = uniswap_v3::steps<format>;

  const uniswap_v3::protocol::state& state_;
  bool zero_for_one_;
  sqrt_price price_;
  std::int32_t tick_;
  format::liquidity liquidity_;
  uniswap_v3::next_tick next_{};
  sqrt_price next_price_{};
};

/// An exact input of at most `amount`, up to a price limit. Nothing where the pool would revert.
inline std::optional<v3_quote> quote_exact_in(const uniswap_v3::protocol::state& state,
                                              bool zero_for_one, const uint<256>& amount,
                                              const uniswap_v3::protocol::format::price& limit) {
  v3_quote sum;
  uint<256> left = amount;
  v3_walk walk(state, zero_for_one);
  while (!left.is_zero() && walk.price() != limit) {
    const auto end = walk.find_end(limit);
    if (!end) return std::nullopt;
    const auto step = walk.step_to(*end, left);
    if (!step.ok()) return std::nullopt;
    const auto& done = step.value();
    left = sub_wrapping(left, add_wrapping(done.amount_in, done.fee));
    sum.amount_out = add_wrapping(sum.amount_out, done.amount_out);
    sum.fee = add_wrapping(sum.fee, done.fee);
    if (!walk.move_to(done.next_price)) return std::nullopt;
  }
  sum.amount_in = sub_wrapping(amount, left);
  return sum;
}

}  // namespace assay::market
