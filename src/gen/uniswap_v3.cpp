// The table of generators, and the sequence that is made of them.
#include "assay/gen/uniswap_v3.hpp"

#include <algorithm>

#include "assay/math/swap_math.hpp"
#include "uniswap_v3_context.hpp"

namespace assay::gen::uniswap_v3 {
namespace {

struct entry {
  std::string_view name;
  std::string_view description;
  unsigned weight;
  plan (*make)(context&);
};

// Index 0 is what zeros draw: the simplest operation.
constexpr entry entries[] = {
    {"observe-now", "the accumulators as they stand", 2, observe_now},
    {"swap-exact-input", "any input, any limit", 14, swap_exact_input},
    {"swap-exact-output", "any output, any limit", 12, swap_exact_output},
    {"swap-to-tick", "the exact wei that reaches one of the next ticks, and up to 3 beside it", 24,
     swap_to_tick},
    {"swap-to-limit", "the exact wei that reaches the limit, and up to 3 beside it", 16,
     swap_to_limit},
    {"swap-across", "past many ticks and empty stretches, up to the end of the line", 6,
     swap_across},
    {"swap-one-unit", "one to three units of price", 8, swap_one_unit},
    {"swap-limit-edge", "limits that are just allowed, or just not", 5, swap_limit_edge},
    {"swap-word-edge", "in wide pools: amounts at which a product leaves 256 bits, a quotient 160",
     0, swap_word_edge},
    {"swap-micro", "bursts of swaps of 1 to 3 wei", 4, swap_micro},
    {"swap-wild", "any 256 bits as the amount", 3, swap_wild},
    {"swap-payment", "callbacks that pay short and over", 5, swap_payment},
    {"swap-reenter", "a callback that calls the pool again", 3, swap_reenter},
    {"start", "a first price: on a tick, a unit beside one, at the ends; or a second one", 1,
     start},
    {"mint-around", "a range that holds the price", 10, mint_around},
    {"mint-beside", "a range above or below the price", 7, mint_beside},
    {"mint-touching", "a range that ends or begins where the price is", 7, mint_touching},
    {"mint-shared", "bounds that others use: shared, nested, touching, overlapping", 8,
     mint_shared},
    {"mint-whole-line", "from the lowest usable tick to the highest", 2, mint_whole_line},
    {"mint-again", "more for a position that is there", 4, mint_again},
    {"mint-to-maximum", "what a tick can still take, and up to 3 beside it", 3, mint_to_maximum},
    {"mint-bad-range", "empty, reversed, off the line, off the spacing, nothing, 2^127", 4,
     mint_bad_range},
    {"mint-payment", "callbacks that pay short and over, or call the pool again", 4, mint_payment},
    {"burn-part", "any part of a position", 9, burn_part},
    {"burn-all", "all of a position, and up to 3 beside it", 7, burn_all},
    {"poke", "burns nothing: fees are noted down", 8, poke},
    {"burn-stranger", "a position that is not there", 1, burn_stranger},
    {"collect-all", "all that a position is owed", 8, collect_all},
    {"collect-part", "nothing, one, exactly what is owed, one off it", 6, collect_part},
    {"flash-repay", "one or both tokens, repaid exactly and a few wei off", 6, flash_repay},
    {"flash-overpay", "fees as large as the words that count them, or just enough to wrap them", 3,
     flash_overpay},
    {"flash-reenter", "a callback that calls the pool again", 2, flash_reenter},
    {"donate", "a plain transfer, to the pool mostly", 3, donate},
    {"switch-protocol-fee", "on, off and what is not allowed, by the owner and by others", 4,
     switch_protocol_fee},
    {"take-protocol-fee", "all, none and one wei beside it, by the owner and by others", 4,
     take_protocol_fee},
    {"grow-ring", "a few more observations, so that the ring wraps soon", 5, grow_ring},
    {"observe-history", "at, before, after and between observations, older than the oldest", 7,
     observe_history},
    {"snapshot-range", "ranges that are in use, and some that are not", 4, snapshot_range},
};
constexpr std::size_t entry_count = std::size(entries);
constexpr std::size_t create_index = entry_count;  // the last summary

constexpr std::size_t index_of(std::string_view name) {
  for (std::size_t i = 0; i < entry_count; ++i) {
    if (entries[i].name == name) return i;
  }
  return entry_count;
}
constexpr std::size_t start_index = index_of("start");
constexpr std::size_t micro_index = index_of("swap-micro");
constexpr std::size_t first_mint_index = index_of("mint-around");
constexpr std::size_t word_edge_index = index_of("swap-word-edge");
constexpr std::size_t overpay_index = index_of("flash-overpay");
static_assert(start_index < entry_count && micro_index < entry_count &&
              first_mint_index < entry_count && word_edge_index < entry_count &&
              overpay_index < entry_count);

constexpr unsigned total_weight() {
  unsigned sum = 0;
  for (const entry& one : entries) sum += one.weight;
  return sum;
}
static_assert(total_weight() <= 256, "one byte chooses the generator");

constexpr std::uint64_t usual_time = 1'600'000'000;
constexpr std::uint64_t two_to_32 = std::uint64_t{1} << 32;

}  // namespace

std::optional<mode> find_mode(std::string_view name) {
  if (name == mode_names[0]) return mode::pool;
  return std::nullopt;
}

engine::setup make_setup(mode) { return {}; }

std::span<const summary> generators() {
  static const auto all = [] {
    std::array<summary, entry_count + 1> made;
    for (std::size_t i = 0; i < entry_count; ++i) {
      made[i] = {entries[i].name, "uniswap-v3", entries[i].description, entries[i].weight};
    }
    made[create_index] = {"create-pool", "uniswap-v3",
                          "a fresh pool of any fee and spacing; begins every sequence", 1};
    return made;
  }();
  return all;
}

generator::generator(mode, const engine::setup& setup, profile how)
    : setup_(setup), profile_(how) {}

void generator::restart() {
  is_started_ = false;
  burst_left_ = 0;
  episode_ = 0;
}

engine::protocol::operation generator::create(choices& draw) {
  if (!is_started_) {
    // The usual time, or a moment before the 32-bit clock wraps.
    const bool wraps = profile_ == profile::boundary && draw.chance(1, 8);
    time_ = wraps ? two_to_32 - 1 - draw.below(3) : usual_time + draw.below(1000);
    is_started_ = true;
  }
  engine::create_pool<format> made;
  is_wide_ = false;
  // The three tiers that every factory knows, the one that came later, and any that an owner may
  // enable: fees below a million, spacings from 1 to 16383.
  static constexpr std::pair<std::uint32_t, std::int32_t> tiers[] = {
      {3000, 60}, {500, 10}, {10'000, 200}, {100, 1}};
  std::tie(made.fee_pips, made.tick_spacing) = draw.one_of(tiers);
  if (draw.chance(1, 4)) {
    static constexpr std::uint32_t fees[] = {0, 1, 999'999, 500'000, 30, 333'333};
    constexpr std::int32_t wide = 0;
    static constexpr std::int32_t spacings[] = {60, 1, 16'383, 100,  7,    2'000,
                                                60, 1, 16'383, wide, wide, 2'000};
    made.fee_pips = draw.one_of(fees);
    const std::int32_t spacing = draw.one_of(spacings);
    is_wide_ = spacing == wide;
    made.tick_spacing = is_wide_ ? 16'383 : spacing;
  }
  // Enough for most; sometimes so little that payments fail.
  made.balances = draw.chance(1, 8)
                      ? draw.log_uniform(160)
                      : word::power_of_two(static_cast<unsigned>(160 + draw.below(90)));
  made.episode = episode_++;
  burst_left_ = 0;
  last_ = create_index;
  const account caller = account::actor(static_cast<std::uint32_t>(draw.below(setup_.actors)));
  return {caller, time_, made};
}

void generator::advance_time(choices& draw) {
  if (profile_ == profile::uniform) {
    time_ += draw.below(3600);
    return;
  }
  const std::uint64_t kind = draw.below(64);
  if (kind < 30) return;  // the same block
  if (kind < 44) {
    time_ += 1;
  } else if (kind < 56) {
    time_ += draw.below(3600);
  } else if (kind < 60) {
    time_ += draw.number(3);
  } else if (kind < 61) {
    // Just before, at or just after the 32-bit clock wraps.
    time_ = (time_ / two_to_32 + 1) * two_to_32 - 1 + draw.below(3);
  } else if (kind < 62) {
    time_ += two_to_32 / 2 - 1 + draw.below(3);
  } else if (kind < 63) {
    time_ += draw.number(4);
  } else if (draw.chance(1, 4)) {
    time_ += two_to_32 * (1 + draw.below(3));  // the clock shows the same again
  }
}

std::size_t generator::choose(choices& draw, const engine::protocol::state& now) {
  if (burst_left_ > 0) {
    --burst_left_;
    return last_;
  }
  if (now.pool.sqrt_price_x96.is_zero() && !draw.chance(1, 16)) return start_index;
  if (now.positions.empty() && draw.chance(3, 4)) return first_mint_index;
  if (is_wide_) {
    const std::uint64_t kind = draw.below(8);
    if (kind == 7) return word_edge_index;
    if (kind >= 5) return overpay_index;
  }
  std::uint64_t left = draw.below(total_weight());
  for (std::size_t i = 0; i < entry_count; ++i) {
    if (left < entries[i].weight) return i;
    left -= entries[i].weight;
  }
  return 0;
}

engine::protocol::operation generator::next(choices& draw, const engine::protocol::state& now) {
  if (!is_started_ || draw.chance(1, 200)) return create(draw);
  advance_time(draw);
  last_ = choose(draw, now);
  if (last_ == micro_index && burst_left_ == 0 && draw.chance(1, 2)) {
    burst_left_ = static_cast<unsigned>(draw.below(16));
  }
  context c(draw, now, setup_, time_, is_wide_);
  plan made = entries[last_].make(c);
  if (profile_ == profile::uniform) draw_uniformly(c, made);
  return {made.caller, time_, std::move(made.what)};
}

price draw_price(choices& draw) {
  const std::uint64_t kind = draw.below(16);
  std::int64_t tick = 0;
  if (kind < 6) {
    tick = static_cast<std::int64_t>(draw.below(2001)) - 1000;
  } else if (kind < 12) {
    tick = static_cast<std::int64_t>(draw.below(2 * 887'272 + 1)) - 887'272;
  } else if (kind < 14) {  // an end of the line, or close to it
    const std::uint64_t place = draw.below(600);
    const auto off = static_cast<std::int64_t>(place < 300 ? place : 0);
    tick = kind == 12 ? min_tick + off : max_tick - off;
  } else if (kind == 14) {
    tick = 60 * (static_cast<std::int64_t>(draw.below(401)) - 200);
  } else {
    return truncate<format::price_bits>(draw.log_uniform(format::price_bits));
  }
  return truncate<format::price_bits>(draw.near(widen<format::word_bits>(price_at(tick))));
}

step_question draw_step_question(choices& draw) {
  step_question asked;
  asked.current = draw_price(draw);
  asked.target = draw_price(draw);
  if (draw.chance(1, 2)) {  // close by
    const word near = draw.chance(1, 2) ? draw.near(widen<format::word_bits>(asked.current))
                                        : add_saturating(widen<format::word_bits>(asked.current),
                                                         draw.log_uniform(100));
    asked.target = truncate<format::price_bits>(near);
    if (draw.chance(1, 2)) std::swap(asked.current, asked.target);
  }
  asked.liquidity = truncate<format::liquidity_bits>(draw.log_uniform(format::liquidity_bits));
  static constexpr std::uint32_t fees[] = {3000, 500, 10'000, 100, 0, 1, 999'999};
  asked.fee_pips =
      draw.chance(1, 4) ? static_cast<std::uint32_t>(draw.below(1'000'000)) : draw.one_of(fees);
  asked.exact_in = !draw.chance(1, 2);
  asked.amount = draw.log_uniform(255);
  if (draw.chance(1, 4)) return asked;
  const auto whole = swap_math<format>::compute_swap_step(
      asked.current, asked.target, asked.liquidity,
      {sub_wrapping(word::power_of_two(255), word::one()), asked.exact_in}, asked.fee_pips);
  if (!whole.ok()) return asked;
  const auto& step = whole.value();
  asked.amount =
      draw.near(asked.exact_in ? add_saturating(step.amount_in, step.fee) : step.amount_out);
  if (draw.chance(1, 4)) asked.amount = asked.amount >> static_cast<unsigned>(draw.below(64));
  return asked;
}

}  // namespace assay::gen::uniswap_v3
