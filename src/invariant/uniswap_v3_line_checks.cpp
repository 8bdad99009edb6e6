// Truths about the price line: where the pool stands, and what stands on it.
#include <algorithm>
#include <bit>
#include <span>
#include <vector>

#include "text.hpp"
#include "uniswap_v3_checks.hpp"

namespace assay::invariant::uniswap_v3 {
namespace {

// Did the step change what these truths are about? If not they hold as they did before it.
bool is_line_changed(const step& now) {
  if (!now.answer.accepted || !now.facts.is_live) return false;
  const state_changes& changes = now.facts.changes;
  return !changes.same_keys || changes.any_tick || changes.any_position ||
         now.before.tick != now.after.tick || now.before.liquidity != now.after.liquidity ||
         now.before.bitmap != now.after.bitmap;
}

std::string at_tick(std::int32_t tick) { return say("tick ", tick); }

}  // namespace

void check_tick(const step& now, verdict& found) {
  if (!now.answer.accepted || !now.facts.is_live) return;
  if (!now.facts.is_first && !now.facts.is_swap) {
    found.require(
        now.before.tick == now.after.tick && now.before.sqrt_price == now.after.sqrt_price,
        [&] { return say("the price moved without a swap, to ", now.after.sqrt_price); });
    return;
  }
  const integer& price = now.after.sqrt_price;
  const auto describe = [&] {
    return say(at_tick(now.after.tick), " with sqrt price ", price, " between ",
               now.facts.tick_price, " and ", now.facts.next_tick_price);
  };
  found.require(now.after.tick >= now.scale.lowest() && now.after.tick < now.scale.highest(),
                describe);
  found.require_not_negative(price - now.facts.tick_price, describe);
  // Exactly on the next tick only where a swap came down to it, or has not left it since.
  const bool may_touch = now.facts.is_swap && (now.after.tick + 1) % spacing_of(now.after) == 0 &&
                         (now.asked.sells_token0 ||
                          (now.before.sqrt_price == price && now.before.tick == now.after.tick));
  found.require_not_negative(now.facts.next_tick_price - price - (may_touch ? 0 : 1), describe);
}

void check_active_liquidity(const step& now, verdict& found) {
  if (!is_line_changed(now)) return;
  integer sum = 0;
  for (const exact::position_record& each : now.after.positions) {
    if (exact::is_in_range(each.key, now.after.tick)) sum += each.liquidity;
  }
  found.require(sum == now.after.liquidity, [&] {
    return say("liquidity is ", now.after.liquidity, ", positions in range have ", sum);
  });
}

void check_net_below(const step& now, verdict& found) {
  if (!is_line_changed(now)) return;
  integer below = 0;
  integer all = 0;
  for (const exact::tick_record& each : now.after.ticks) {
    if (each.tick <= now.after.tick) below += each.net;
    all += each.net;
  }
  found.require(below == now.after.liquidity, [&] {
    return say("liquidity is ", now.after.liquidity, ", net liquidity up to tick ", now.after.tick,
               " sums to ", below);
  });
  found.require(all.is_zero(), [&] { return say("all net liquidity sums to ", all); });
}

namespace {

// What positions put on each tick: `sign_of_upper` -1 for the net, 1 for the gross.
template <class Stored>
void check_sums(const step& now, verdict& found, int sign_of_upper, std::string_view what,
                Stored&& stored) {
  if (!is_line_changed(now)) return;
  const auto& ticks = now.after.ticks;
  std::vector<integer> sums(ticks.size());
  const auto& claims = now.claims.claims();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const integer& liquidity = now.after.positions[i].liquidity;
    if (liquidity.is_zero()) continue;
    const bool has_both = claims[i].lower != claim::nowhere && claims[i].upper != claim::nowhere;
    found.require(has_both, [&] {
      return say("a position with liquidity ", liquidity, " has a bound that is not stored");
    });
    if (!has_both) return;
    sums[claims[i].lower] += liquidity;
    if (sign_of_upper < 0) {
      sums[claims[i].upper] -= liquidity;
    } else {
      sums[claims[i].upper] += liquidity;
    }
  }
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    found.require(sums[i] == stored(ticks[i]), [&] {
      return say(at_tick(ticks[i].tick), " has ", what, " liquidity ", stored(ticks[i]),
                 ", its positions ", sums[i]);
    });
  }
}

}  // namespace

void check_gross(const step& now, verdict& found) {
  check_sums(now, found, 1, "gross", [](const exact::tick_record& each) { return each.gross; });
  if (!is_line_changed(now)) return;
  for (const exact::tick_record& each : now.after.ticks) {
    found.require(each.is_initialized && each.gross.sign() > 0, [&] {
      return say(at_tick(each.tick), " is stored with gross liquidity ", each.gross,
                 each.is_initialized ? "" : ", not initialized");
    });
  }
}

void check_net(const step& now, verdict& found) {
  check_sums(now, found, -1, "net", [](const exact::tick_record& each) { return each.net; });
}

void check_bitmap(const step& now, verdict& found) {
  if (!is_line_changed(now)) return;
  constexpr std::int32_t word_ticks = 256;
  std::size_t marked = 0;
  for (const exact::bitmap_word& each : now.after.bitmap) {
    for (const auto limb : std::span(each.bits.backend().limbs(), each.bits.backend().size())) {
      marked += static_cast<std::size_t>(std::popcount(limb));
    }
  }
  const std::int32_t spacing = spacing_of(now.after);
  for (const exact::tick_record& each : now.after.ticks) {
    const std::int32_t index = exact::index_of(each.tick, spacing);
    const std::int32_t position = exact::index_of(index, word_ticks);
    const auto word = std::lower_bound(
        now.after.bitmap.begin(), now.after.bitmap.end(), position,
        [](const exact::bitmap_word& one, std::int32_t sought) { return one.position < sought; });
    const bool is_marked =
        word != now.after.bitmap.end() && word->position == position &&
        bit_test(word->bits, static_cast<unsigned>(index - position * word_ticks));
    found.require(is_marked && index * spacing == each.tick, [&] {
      return say(at_tick(each.tick), index * spacing == each.tick
                                         ? " is initialized and not marked in the bitmap"
                                         : " is not on the spacing");
    });
  }
  found.require(marked == now.after.ticks.size(), [&] {
    return say("the bitmap marks ", std::uint64_t{marked}, " ticks, initialized are ",
               std::uint64_t{now.after.ticks.size()});
  });
}

void check_most_liquidity(const step& now, verdict& found) {
  if (!is_line_changed(now)) return;
  const integer most = exact::largest_liquidity_per_tick(
      now.sizes(), now.scale.lowest(), now.scale.highest(), spacing_of(now.after));
  found.require(most == now.after.largest_gross, [&] {
    return say("maxLiquidityPerTick is ", now.after.largest_gross, ", not ", most);
  });
  for (const exact::tick_record& each : now.after.ticks) {
    found.require_not_negative(most - each.gross, [&] {
      return say(at_tick(each.tick), " carries ", each.gross, " of at most ", most);
    });
  }
}

}  // namespace assay::invariant::uniswap_v3
