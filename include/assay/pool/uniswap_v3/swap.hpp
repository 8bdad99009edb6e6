// The loop of a swap: from initialized tick to initialized tick until the amount or the limit.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/UniswapV3Pool.sol (swap, without the transfers).
#pragma once

#include <algorithm>

#include "assay/pool/uniswap_v3/position.hpp"
#include "assay/pool/uniswap_v3/state.hpp"
#include "assay/pool/uniswap_v3/steps.hpp"
#include "assay/pool/uniswap_v3/undo_log.hpp"

namespace assay::uniswap_v3 {

template <class Format, class Steps>
class swap_loop {
 public:
  using word = typename Format::word;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using price = typename Format::price;
  using liquidity_type = typename Format::liquidity;

  swap_loop(state<Format>& state, undo_log<Format>& log, std::uint32_t now)
      : state_(state), log_(log), now_(now) {}

  // Amounts that the pool receives (positive) and pays (negative). Changes the pool's storage,
  // ticks and ring. Cost: one step per initialized tick crossed or bitmap word passed.
  result<both<signed_word>> run(bool zero_for_one, const signed_word& amount_specified,
                                const price& limit) {
    begin(zero_for_one, amount_specified);
    while (!remaining_.amount.is_zero() && price_ != limit) ASSAY_CHECK(step(limit));
    return finish(amount_specified);
  }

 private:
  state<Format>& state_;
  undo_log<Format>& log_;
  std::uint32_t now_;

  bool zero_for_one_ = true;
  std::uint64_t protocol_denominator_ = 0;
  swap_remaining<word> remaining_{};
  word calculated_{};  // magnitude of amountCalculated: negative for exact input
  price price_{};
  std::int32_t tick_ = 0;
  liquidity_type liquidity_{};
  word growth_{};  // feeGrowthGlobal of the input token
  liquidity_type protocol_fee_{};
  bool oracle_read_ = false;
  cumulatives<typename Format::backend> oracle_{};

  void begin(bool zero_for_one, const signed_word& amount_specified) {
    const pool_storage<Format>& pool = state_.pool;
    zero_for_one_ = zero_for_one;
    protocol_denominator_ = zero_for_one ? pool.fee_protocol & 0xf : pool.fee_protocol >> 4;
    remaining_ = {magnitude(amount_specified), !amount_specified.is_negative()};
    price_ = pool.sqrt_price_x96;
    tick_ = pool.tick;
    liquidity_ = pool.liquidity;
    growth_ =
        zero_for_one ? pool.fee_growth_global_x128.token0 : pool.fee_growth_global_x128.token1;
  }

  status step(const price& limit) {
    next_tick next = next_in_word();
    if (!next.initialized && liquidity_.is_zero()) next = skip_empty_words(next, limit);
    // The bitmap does not know the ends of the price line.
    next.tick = std::clamp(next.tick, Steps::ticks::lowest, Steps::ticks::highest);
    ASSAY_TRY(const price next_price, Steps::ticks::price_at(next.tick));
    const bool limit_first = zero_for_one_ ? next_price < limit : next_price > limit;
    const price start = price_;
    ASSAY_TRY(const auto done,
              Steps::swap_math_type::compute_swap_step(start, limit_first ? limit : next_price,
                                                       liquidity_, remaining_, state_.fee_pips));
    price_ = done.next_price;
    ASSAY_CHECK(account_for(done));
    ASSAY_CHECK(share_fee(done.fee));
    if (price_ == next_price) {
      if (next.initialized) ASSAY_CHECK(cross(next.tick));
      tick_ = Steps::tick_after_reaching(next.tick, zero_for_one_);
    } else if (price_ != start) {
      ASSAY_TRY(tick_, Steps::ticks::tick_at(price_));
    }
    return {};
  }

  [[nodiscard]] next_tick next_in_word() const {
    return next_initialized_tick(tick_, state_.tick_spacing, zero_for_one_,
                                 [&](std::int32_t at) { return bitmap_word(at); });
  }

  // The contract takes a step at the end of each empty word. Without liquidity such a step changes
  // the price and the tick alone: both amounts are multiples of the liquidity, the fee is one of
  // the amount in, what is left to trade stays, and 0 <= left always reaches the target. So of many
  // in a row only the last counts, and its prices need not be computed. The last is the one that
  // ends at an initialized tick, at the end of the line, or at or after the limit's tick: beyond it
  // the limit may come first, which the ordinary step decides. A fee of the whole unit would make
  // the step revert (a division by zero), so it takes the long way.
  next_tick skip_empty_words(next_tick next, const price& limit) {
    const result<std::int32_t> limit_tick = Steps::ticks::tick_at(limit);
    if (!Steps::skips_empty_words || !limit_tick.ok() || state_.fee_pips >= Format::fee_unit) {
      return next;
    }
    const std::int32_t last = limit_tick.value();
    // Downwards, above the limit's tick is strictly above the limit; upwards, below is below.
    while (!next.initialized && next.tick > Steps::ticks::lowest &&
           next.tick < Steps::ticks::highest &&
           (zero_for_one_ ? next.tick > last : next.tick < last)) {
      tick_ = Steps::tick_after_reaching(next.tick, zero_for_one_);
      next = next_in_word();
    }
    return next;
  }

  [[nodiscard]] auto bitmap_word(std::int32_t at) const {
    using bits = typename state<Format>::bitmap_map::mapped_type;
    const auto found = state_.bitmap.find(at);
    return found == state_.bitmap.end() ? bits::zero() : found->second;
  }

  // What is left to trade, and the other side so far. Sums that leave int256 revert bare.
  status account_for(const swap_step<Format>& done) {
    const word paid_in = add_wrapping(done.amount_in, done.fee);
    if (paid_in.bit(Format::word_bits - 1)) return revert::empty();
    const word& spent = remaining_.exact_in ? paid_in : done.amount_out;
    const word& gained = remaining_.exact_in ? done.amount_out : paid_in;
    remaining_.amount = sub_wrapping(remaining_.amount, spent);
    calculated_ = add_wrapping(calculated_, gained);
    if (calculated_.bit(Format::word_bits - 1)) return revert::empty();
    return {};
  }

  status share_fee(word fee) {
    if (protocol_denominator_ != 0) {
      const word cut = Steps::protocol_cut(fee, protocol_denominator_);
      fee = sub_wrapping(fee, cut);
      protocol_fee_ = add_wrapping(protocol_fee_, truncate<Format::liquidity_bits>(cut));
    }
    if (liquidity_.is_zero()) return {};
    ASSAY_TRY(const word added, Steps::growth_per_liquidity(fee, liquidity_));
    growth_ = add_wrapping(growth_, added);
    return {};
  }

  status cross(std::int32_t tick) {
    const pool_storage<Format>& pool = state_.pool;
    if (!oracle_read_) {
      ASSAY_TRY(oracle_,
                state_.observations.observe_single(pool.observation, now_of(state_, now_), 0));
      oracle_read_ = true;
    }
    const both<word>& global = pool.fee_growth_global_x128;
    const accumulators<Format> now{
        {zero_for_one_ ? growth_ : global.token0, zero_for_one_ ? global.token1 : growth_},
        oracle_,
        now_};
    tick_info<Format>& info = log_.ticks.change(state_.ticks, tick);
    Steps::cross(info, now);
    ASSAY_TRY(liquidity_,
              add_delta(liquidity_, Steps::net_when_crossed(info.liquidity_net, zero_for_one_)));
    return {};
  }

  // Writes back, the observation first: it accumulates the tick that stood.
  both<signed_word> finish(const signed_word& amount_specified) {
    pool_storage<Format>& pool = state_.pool;
    if (Steps::writes_observation(pool.tick, tick_)) {
      pool.observation = write_observation(state_, log_, pool.observation, now_of(state_, now_),
                                           pool.observation_cardinality_next);
      pool.tick = tick_;
    }
    pool.sqrt_price_x96 = price_;
    pool.liquidity = liquidity_;
    word& growth =
        zero_for_one_ ? pool.fee_growth_global_x128.token0 : pool.fee_growth_global_x128.token1;
    liquidity_type& fees = zero_for_one_ ? pool.protocol_fees.token0 : pool.protocol_fees.token1;
    growth = growth_;
    fees = add_wrapping(fees, protocol_fee_);

    const word traded = sub_wrapping(magnitude(amount_specified), remaining_.amount);
    const signed_word specified = remaining_.exact_in
                                      ? signed_word::from_bits(traded)
                                      : signed_word::from_bits(neg_wrapping(traded));
    const signed_word other = remaining_.exact_in
                                  ? signed_word::from_bits(neg_wrapping(calculated_))
                                  : signed_word::from_bits(calculated_);
    return zero_for_one_ == remaining_.exact_in ? both<signed_word>{specified, other}
                                                : both<signed_word>{other, specified};
  }
};

}  // namespace assay::uniswap_v3
