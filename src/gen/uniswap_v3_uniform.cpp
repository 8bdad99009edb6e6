// The same operations with numbers of no thought: what a plain fuzzer draws within bounds.
#include <algorithm>

#include "uniswap_v3_context.hpp"

namespace assay::gen::uniswap_v3 {
namespace {

struct redrawing {
  context& c;

  void redraw(word& amount, const word& most) const {
    if (!amount.is_zero()) amount = c.draw.uniform(most);
  }
  void redraw(liquidity& amount, const liquidity& most) const {
    if (amount.is_zero()) return;
    amount = truncate<format::liquidity_bits>(c.draw.uniform(widen<format::word_bits>(most)));
  }
  // What is paid over or short keeps its sign.
  void redraw(signed_word& extra) const {
    constexpr std::uint64_t most = 1000;
    if (extra.is_zero()) return;
    const signed_word size = signed_word::from_bits(c.draw.uniform(word{most}));
    extra = extra.is_negative() ? neg_wrapping(size) : size;
  }
  [[nodiscard]] std::int32_t any_tick() const {
    const std::int64_t lowest = c.lowest_usable() / c.spacing();
    const std::int64_t highest = c.highest_usable() / c.spacing();
    const auto place =
        static_cast<std::int64_t>(c.draw.below(static_cast<std::uint64_t>(highest - lowest + 1)));
    return static_cast<std::int32_t>((lowest + place) * c.spacing());
  }
  [[nodiscard]] liquidity position_of(account owner, std::int32_t lower, std::int32_t upper) const {
    const auto found = c.now.positions.find({owner, lower, upper});
    return found == c.now.positions.end() ? c.now.max_liquidity_per_tick : found->second.liquidity;
  }
  [[nodiscard]] word held(unsigned token) const {
    return c.now.tokens[token].balance_of(account::pool());
  }
  // Anywhere between the price and the end of the line that lies in the swap's direction.
  [[nodiscard]] price any_limit(bool zero_for_one) const {
    const price end = price_at(zero_for_one ? min_tick : max_tick);
    const price& now = c.now.pool.sqrt_price_x96;
    const price& low = std::min(end, now);
    const word apart = widen<format::word_bits>(sub_wrapping(std::max(end, now), low));
    return add_wrapping(low, truncate<format::price_bits>(c.draw.uniform(apart)));
  }

  void operator()(engine::initialize<format>& x) const {
    x.sqrt_price_x96 =
        price_at(static_cast<std::int64_t>(c.draw.below(2 * max_tick + 1)) - max_tick);
  }
  void operator()(engine::mint<format>& x) const {
    x.tick_lower = any_tick();
    x.tick_upper = any_tick();
    if (x.tick_lower > x.tick_upper) std::swap(x.tick_lower, x.tick_upper);
    redraw(x.amount, c.now.max_liquidity_per_tick);
    redraw(x.pay.extra0);
    redraw(x.pay.extra1);
  }
  void operator()(engine::collect<format>& x) const {
    redraw(x.amount0_requested, liquidity::max());
    redraw(x.amount1_requested, liquidity::max());
  }
  void operator()(engine::swap<format>& x) const {
    const bool exact_in = !x.amount_specified.is_negative();
    const word most = sub_wrapping(word::power_of_two(format::liquidity_bits), word::one());
    const signed_word size = signed_word::from_bits(c.draw.uniform(most));
    x.amount_specified = exact_in ? size : neg_wrapping(size);
    x.sqrt_price_limit_x96 = any_limit(x.zero_for_one);
    redraw(x.pay.extra0);
    redraw(x.pay.extra1);
  }
  void operator()(engine::flash<format>& x) const {
    redraw(x.amount0, held(0));
    redraw(x.amount1, held(1));
    redraw(x.paid_over0);
    redraw(x.paid_over1);
  }
  void operator()(engine::collect_protocol<format>& x) const {
    redraw(x.amount0_requested, liquidity::max());
    redraw(x.amount1_requested, liquidity::max());
  }
  void operator()(engine::observe& x) const {
    constexpr std::uint64_t day_s = 86'400;
    for (std::uint32_t& ago : x.seconds_agos) ago = static_cast<std::uint32_t>(c.draw.below(day_s));
  }
  void operator()(engine::transfer<format>& x) const { redraw(x.amount, word::power_of_two(128)); }
  // Ranges in use, offices and counts: few values, drawn as ever.
  template <class Other>
  void operator()(Other&) const {}
};

}  // namespace

void draw_uniformly(context& c, plan& made) {
  const redrawing again{c};
  if (auto* burn = std::get_if<engine::burn<format>>(&made.what)) {
    again.redraw(burn->amount, again.position_of(made.caller, burn->tick_lower, burn->tick_upper));
    return;
  }
  std::visit(again, made.what);
}

}  // namespace assay::gen::uniswap_v3
