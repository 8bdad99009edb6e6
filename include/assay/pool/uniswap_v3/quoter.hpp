// What a swap would give, without one: a quote over the part of a pool's state that a swap reads.
//
// Mirrors Uniswap/v3-periphery 1.4.4 contracts/lens/QuoterV2.sol (quoteExactInputSingle,
// quoteExactOutputSingle) and libraries/PoolTicksCounter.sol, on a pool that holds enough of both
// tokens. The quoter runs the pool's own swap and reverts from its callback with the answer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "assay/pool/uniswap_v3/swap.hpp"

namespace assay::uniswap_v3 {

template <class Format>
struct quote_result {
  typename Format::word amount{};  // out of an exact input, in for an exact output
  typename Format::price sqrt_price_x96_after{};
  std::uint32_t initialized_ticks_crossed = 0;
};

inline constexpr revert unexpected_error = revert::reason("Unexpected error");

/// countInitializedTicksCrossed, of a swap that took slot0.tick from `before` to `after`.
/// QUIRK(V3-QUOTE-1): ticks are divided by the spacing toward zero, so that below zero one that is
/// not reached may be counted, and one that is may not.
template <class Format>
std::uint32_t count_initialized_ticks_crossed(const state<Format>& state, std::int32_t before,
                                              std::int32_t after) {
  const std::int32_t spacing = state.tick_spacing;
  const std::int32_t from = before / spacing;  // truncates toward zero
  const std::int32_t to = after / spacing;     // truncates toward zero
  std::uint32_t count = 0;
  for (const auto& [tick, info] : state.ticks) {
    const std::int32_t compressed = tick / spacing;  // exact
    if (compressed >= std::min(from, to) && compressed <= std::max(from, to)) ++count;
  }
  const auto stands_on = [&](std::int32_t tick) { return state.ticks.contains(tick); };
  if (before > after && stands_on(after)) --count;
  if (before < after && stands_on(before)) --count;
  return count;
}

template <class Format, class Steps = steps<Format>>
class quoter {
 public:
  using word = typename Format::word;
  using price = typename Format::price;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using result_type = quote_result<Format>;

  /// What `amount` of the input buys. A limit of zero is none. Reverts: bare for an amount of 2^255
  /// and more; AS, SPL, LS, LA of the pool; `Unexpected error` for its bare ones, and where nothing
  /// was traded at all.
  static result<result_type> exact_input(const state<Format>& pool, bool zero_for_one,
                                         const word& amount, const price& limit) {
    state<Format> copy = pool;
    return exact_input_in(copy, zero_for_one, amount, limit);
  }

  /// The same without a copy: the swap is run in `pool` and taken back. Many quotes of one pool
  /// cost no more than their swaps.
  static result<result_type> exact_input_in(state<Format>& pool, bool zero_for_one,
                                            const word& amount, const price& limit) {
    ASSAY_TRY(const signed_word specified, signed_or_revert(amount));
    ASSAY_TRY(const outcome done, run(pool, zero_for_one, specified, limit));
    return done.quote(pool, zero_for_one ? done.amounts.token1 : done.amounts.token0);
  }

  /// What `amount` of the output costs. Without a limit all of it must be there, else
  /// `Unexpected error`.
  static result<result_type> exact_output(const state<Format>& pool, bool zero_for_one,
                                          const word& amount, const price& limit) {
    state<Format> copy = pool;
    return exact_output_in(copy, zero_for_one, amount, limit);
  }

  /// As exact_input_in.
  static result<result_type> exact_output_in(state<Format>& pool, bool zero_for_one,
                                             const word& amount, const price& limit) {
    ASSAY_TRY(const signed_word wanted, signed_or_revert(amount));
    ASSAY_TRY(const outcome done, run(pool, zero_for_one, neg_wrapping(wanted), limit));
    const signed_word& received = zero_for_one ? done.amounts.token1 : done.amounts.token0;
    if (limit.is_zero() && magnitude(received) != amount) return unexpected_error;
    return done.quote(pool, zero_for_one ? done.amounts.token0 : done.amounts.token1);
  }

 private:
  struct outcome {
    both<signed_word> amounts{};
    price after{};
    std::int32_t tick_after = 0;

    [[nodiscard]] result<result_type> quote(const state<Format>& before,
                                            const signed_word& amount) const {
      return result_type{magnitude(amount), after,
                         count_initialized_ticks_crossed(before, before.pool.tick, tick_after)};
    }
  };

  static result<outcome> run(state<Format>& pool, bool zero_for_one, const signed_word& amount,
                             const price& asked_limit) {
    if (amount.is_zero()) return revert::reason("AS");
    const price limit = asked_limit.is_zero() ? farthest(zero_for_one) : asked_limit;
    if (!Steps::limit_allowed(limit, pool.pool.sqrt_price_x96, zero_for_one)) {
      return revert::reason("SPL");
    }
    const pool_storage<Format> before = pool.pool;
    undo_log<Format> log;
    swap_loop<Format, Steps> loop{pool, log, 0};
    const auto amounts = loop.run(zero_for_one, amount, limit);
    const pool_storage<Format> after = pool.pool;
    log.roll_back(pool);
    pool.pool = before;
    if (!amounts.ok()) {
      return amounts.why().kind == revert_kind::empty ? unexpected_error : amounts.why();
    }
    // The callback wants something to be paid: swaps within empty ranges are not supported.
    const signed_word& asked = zero_for_one ? amounts.value().token0 : amounts.value().token1;
    if (asked.is_zero()) return unexpected_error;
    return outcome{amounts.value(), after.sqrt_price_x96, after.tick};
  }

  static price farthest(bool zero_for_one) {
    return zero_for_one ? add_wrapping(Steps::ticks::lowest_price(), price::one())
                        : sub_wrapping(Steps::ticks::highest_price(), price::one());
  }
};

}  // namespace assay::uniswap_v3
