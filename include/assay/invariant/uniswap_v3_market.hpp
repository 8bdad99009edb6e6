// Any pool of the engine's template (a mutant, a toy world) as a market for the searching
// invariants.
#pragma once

#include "assay/invariant/uniswap_v3.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"

namespace assay::invariant::uniswap_v3 {

template <class Format, class Steps = engine::steps<Format>>
class pool_market final : public market {
 public:
  pool_market() : pool_(engine::setup{1, trader}) {}

  void load(const exact::state& from, std::uint64_t time) override {
    time_ = time;
    engine::state<Format> state;
    load_slot(state, from);
    load_lines(state, from);
    pool_.set_state(state);
  }

  std::optional<fill> sell(bool token0, const integer& amount, const integer& limit) override {
    engine::swap<Format> call;
    call.recipient = trader;
    call.zero_for_one = token0;
    call.amount_specified = signed_word::from_bits(to_word<word>(amount));
    call.sqrt_price_limit_x96 = to_word<typename Format::price>(limit);
    const auto& receipt = pool_.apply({trader, time_, call});
    if (!receipt.ok()) return std::nullopt;
    const auto& amounts = receipt.returns.amounts;
    return fill{to_integer(amounts[token0 ? 0 : 1]),
                to_integer(neg_wrapping(amounts[token0 ? 1 : 0]))};
  }

  bool leave(const exact::position_key& who) override {
    const account owner{who.owner};
    const auto& positions = pool_.state().positions;
    const auto found = positions.find({owner, who.lower, who.upper});
    if (found == positions.end()) return false;
    const auto liquidity = found->second.liquidity;
    if (!liquidity.is_zero()) {
      const engine::burn<Format> burn{who.lower, who.upper, liquidity};
      if (!pool_.apply({owner, time_, burn}).ok()) return false;
    }
    const auto all = Format::liquidity::max();
    const engine::collect<Format> collect{trader, who.lower, who.upper, all, all};
    return pool_.apply({owner, time_, collect}).ok();
  }

  [[nodiscard]] integer sqrt_price() const override {
    return to_integer(pool_.state().pool.sqrt_price_x96);
  }

 private:
  using word = typename Format::word;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using liquidity_type = typename Format::liquidity;
  using signed_liquidity = sint<Format::liquidity_bits, typename Format::backend>;
  using seconds_type = uint<160, typename Format::backend>;
  static constexpr account trader = account::actor(0);

  static void load_slot(engine::state<Format>& to, const exact::state& from) {
    to.fee_pips = from.fee;
    to.tick_spacing = from.tick_spacing;
    to.max_liquidity_per_tick = to_word<liquidity_type>(from.largest_gross);
    auto& pool = to.pool;
    pool.sqrt_price_x96 = to_word<typename Format::price>(from.sqrt_price);
    pool.tick = from.tick;
    pool.observation = {static_cast<std::uint16_t>(0), static_cast<std::uint16_t>(1)};
    pool.observation_cardinality_next = 1;
    pool.fee_protocol =
        static_cast<std::uint8_t>(from.fee_protocol[0] + (from.fee_protocol[1] << 4));
    pool.unlocked = true;
    pool.fee_growth_global_x128 = {to_word<word>(from.growth_global[0]),
                                   to_word<word>(from.growth_global[1])};
    pool.protocol_fees = {to_word<liquidity_type>(from.protocol_fees[0]),
                          to_word<liquidity_type>(from.protocol_fees[1])};
    pool.liquidity = to_word<liquidity_type>(from.liquidity);
    // Of the ring only the latest observation matters here.
    const exact::observation& latest = from.observations[from.observation_index];
    to.observations.slots().assign(1, {latest.time, true, latest.tick_cumulative,
                                       to_word<seconds_type>(latest.seconds_per_liquidity)});
    // The trader can pay anything.
    for (std::size_t i = 0; i < 2; ++i) {
      to.tokens[i].balances.assign(from.balances[i].size(), word::zero());
      to.tokens[i].balances[account::pool().index] =
          to_word<word>(from.balances[i][exact::pool_itself]);
      to.tokens[i].balances[trader.index] = word::max() >> 2;
    }
  }

  static void load_lines(engine::state<Format>& to, const exact::state& from) {
    for (const exact::tick_record& each : from.ticks) {
      to.ticks[each.tick] = {to_word<liquidity_type>(each.gross),
                             signed_liquidity::from_bits(to_complement<liquidity_type>(each.net)),
                             to_word<word>(each.growth_outside[0]),
                             to_word<word>(each.growth_outside[1]),
                             each.tick_cumulative_outside,
                             to_word<seconds_type>(each.seconds_per_liquidity_outside),
                             each.seconds_outside,
                             each.is_initialized};
    }
    for (const exact::bitmap_word& each : from.bitmap) {
      to.bitmap[each.position] =
          to_word<typename engine::state<Format>::bitmap_map::mapped_type>(each.bits);
    }
    for (const exact::position_record& each : from.positions) {
      to.positions[{account{each.key.owner}, each.key.lower, each.key.upper}] = {
          to_word<liquidity_type>(each.liquidity), to_word<word>(each.growth_inside_last[0]),
          to_word<word>(each.growth_inside_last[1]), to_word<liquidity_type>(each.owed[0]),
          to_word<liquidity_type>(each.owed[1])};
    }
  }

  engine::pool<Format, Steps> pool_;
  std::uint64_t time_ = 0;
};

}  // namespace assay::invariant::uniswap_v3
