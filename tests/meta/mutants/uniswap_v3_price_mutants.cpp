// Wrong roundings of square-root prices and amounts, one each.
#include "uniswap_v3_mutants.hpp"

namespace assay::uniswap_v3::mutants {
namespace {

constexpr price one_less(const price& x) {
  return x > price::one() ? sub_wrapping(x, price::one()) : x;
}

// Swaps alone, or changes of liquidity alone, with other amounts or prices.
template <class Prices>
struct in_swaps : right {
  using swap_math_type = swap_math<format, Prices>;
};
template <class Prices>
struct in_positions : right {
  using deltas = signed_deltas<format, Prices>;
};

template <rounding Wrong, rounding Right>
struct amount0_wrong : right_prices {
  static constexpr result<word> amount0_delta(const price& a, const price& b,
                                              const liquidity& depth, rounding direction) {
    return right_prices::amount0_delta(a, b, depth, direction == Right ? Wrong : direction);
  }
};
template <rounding Wrong, rounding Right>
struct amount1_wrong : right_prices {
  static constexpr result<word> amount1_delta(const price& a, const price& b,
                                              const liquidity& depth, rounding direction) {
    return right_prices::amount1_delta(a, b, depth, direction == Right ? Wrong : direction);
  }
};
using amount0_in_down = amount0_wrong<rounding::down, rounding::up>;
using amount0_out_up = amount0_wrong<rounding::up, rounding::down>;
using amount1_in_down = amount1_wrong<rounding::down, rounding::up>;
using amount1_out_up = amount1_wrong<rounding::up, rounding::down>;

// ceil becomes floor: the price falls further than the input pays for.
struct falls_too_far : right_prices {
  static constexpr result<price> next_price_from_input(const price& from, const liquidity& depth,
                                                       const word& amount, bool zero_for_one) {
    ASSAY_TRY(const price next,
              right_prices::next_price_from_input(from, depth, amount, zero_for_one));
    return zero_for_one && next < from ? one_less(next) : next;
  }
};
// floor becomes ceil: the price rises further than the input pays for.
struct rises_too_far : right_prices {
  static constexpr result<price> next_price_from_input(const price& from, const liquidity& depth,
                                                       const word& amount, bool zero_for_one) {
    ASSAY_TRY(const price next,
              right_prices::next_price_from_input(from, depth, amount, zero_for_one));
    return !zero_for_one && next > from ? add_wrapping(next, price::one()) : next;
  }
};
// The price moves a unit more than the output asks for, either way.
struct output_price_too_far : right_prices {
  static constexpr result<price> next_price_from_output(const price& from, const liquidity& depth,
                                                        const word& amount, bool zero_for_one) {
    ASSAY_TRY(const price next,
              right_prices::next_price_from_output(from, depth, amount, zero_for_one));
    return zero_for_one ? one_less(next) : add_wrapping(next, price::one());
  }
};

// The liquidity loses what does not fit 64 bits before it is scaled, unnoticed: a check for
// overflow that looks at the wrong bound.
struct scaled_without_check : right_prices {
  static constexpr result<word> amount0_delta(const price& a, const price& b,
                                              const liquidity& depth, rounding direction) {
    const liquidity low{to_u64_truncating(depth)};
    return right_prices::amount0_delta(a, b, low, direction);
  }
};

// ---- ticks

struct tick_one_low : uniswap_ticks<format> {
  static constexpr result<std::int32_t> tick_at(const price& sqrt_price) {
    ASSAY_TRY(const std::int32_t tick, uniswap_ticks<format>::tick_at(sqrt_price));
    return tick > lowest && uniswap_ticks<format>::price_at(tick).value() == sqrt_price ? tick - 1
                                                                                        : tick;
  }
};
struct ratio_rounds_down : uniswap_ticks<format> {
  static constexpr result<price> price_at(std::int32_t tick) {
    ASSAY_TRY(const price ratio, uniswap_ticks<format>::price_at(tick));
    return tick == 0 || tick == lowest ? ratio : sub_wrapping(ratio, price::one());
  }
};

constexpr factory all[] = {
    {"mint-token0-rounds-down", make<in_positions<amount0_in_down>>},
    {"mint-token1-rounds-down", make<in_positions<amount1_in_down>>},
    {"burn-token0-rounds-up", make<in_positions<amount0_out_up>>},
    {"burn-token1-rounds-up", make<in_positions<amount1_out_up>>},
    {"swap-token0-in-rounds-down", make<in_swaps<amount0_in_down>>},
    {"swap-token1-in-rounds-down", make<in_swaps<amount1_in_down>>},
    {"swap-token0-out-rounds-up", make<in_swaps<amount0_out_up>>},
    {"swap-token1-out-rounds-up", make<in_swaps<amount1_out_up>>},
    {"price-falls-too-far", make<in_swaps<falls_too_far>>},
    {"price-rises-too-far", make<in_swaps<rises_too_far>>},
    {"price-past-the-output", make<in_swaps<output_price_too_far>>},
    {"mint-overflow-unchecked", make<in_positions<scaled_without_check>>},
    {"tick-of-exact-price-one-low", make<steps<format, tick_one_low>>},
    {"ratio-rounds-down", make<steps<format, ratio_rounds_down>>},
};

}  // namespace

std::span<const factory> price_mutants() { return all; }

}  // namespace assay::uniswap_v3::mutants
