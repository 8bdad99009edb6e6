// What the generators of Uniswap V3 share: the pool as they see it, amounts of every magnitude, and
// the amounts that reach a price, solved exactly.
#pragma once

#include <utility>
#include <vector>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/math/tick_math.hpp"

namespace assay::gen::uniswap_v3 {

using format = engine::protocol::format;
using state = engine::protocol::state;
using price = format::price;
using liquidity = format::liquidity;
using signed_word = sint<format::word_bits>;
using call = engine::call<format>;

/// An operation but for its time.
struct plan {
  account caller{};
  call what{};
};

/// What it takes to move the price.
struct way {
  word amount_in{};   // with the fee
  word amount_out{};  // what is paid for it
  price end{};        // where it leads
};

struct range {
  std::int32_t lower = 0;
  std::int32_t upper = 0;
};

class context {
 public:
  context(choices& source, const state& pool_state, const engine::setup& all, std::uint64_t seconds,
          bool wide)
      : draw(source), now(pool_state), setup(all), time(seconds), is_wide(wide) {}

  choices& draw;
  const state& now;
  const engine::setup& setup;
  const std::uint64_t time;
  const bool is_wide;  // see generator

  // ---- who

  account actor();
  /// An actor mostly; sometimes anything that has an account.
  account recipient();
  account anyone();
  /// An actor who holds so much of a token, if the first one asked does not and another does.
  account payer(unsigned token, const word& amount);
  /// The same, asked first is `first`: nothing is drawn.
  [[nodiscard]] account payer_from(account first, unsigned token, const word& amount) const;

  // ---- how much

  /// Any magnitude, with a preference for the neighbourhood of `reference` and for tiny amounts.
  word magnitude(const word& reference);
  /// `exact` mostly, or up to 3 off it.
  word nudge(const word& exact);
  /// Liquidity of any magnitude that a tick can hold; sometimes tiny, sometimes the most.
  liquidity any_liquidity();
  /// Nothing mostly; else a few wei, or much, over or under what is owed.
  signed_word extra();
  engine::payment<format> payment();

  // ---- the price line

  [[nodiscard]] std::int32_t spacing() const { return now.tick_spacing; }
  [[nodiscard]] std::int32_t lowest_usable() const { return min_tick / spacing() * spacing(); }
  [[nodiscard]] std::int32_t highest_usable() const { return max_tick / spacing() * spacing(); }
  /// The greatest usable tick at or below `tick`, within the ends.
  [[nodiscard]] std::int32_t usable_below(std::int64_t tick) const;
  /// Ticks that bound positions, ascending: the same on every machine.
  [[nodiscard]] std::vector<std::int32_t> ticks() const;
  /// Positions that are or were there, in order of owner and ticks.
  [[nodiscard]] std::vector<engine::position_key> positions() const;
  [[nodiscard]] bool is_crowded() const;
  /// A usable tick: near the price, or at any distance from it.
  std::int32_t usable_near(std::int32_t tick);
  /// A range around the price, beside it, touching it, or of bounds that others use.
  range any_range();
  range range_around();
  range range_beside();
  range range_touching();
  range range_shared();

  /// From the current price past at most `stops` initialized ticks, or up to `limit`.
  [[nodiscard]] way walk(bool zero_for_one, const price& limit, unsigned stops) const;
  /// As far as a swap may go: mostly not much further than the outermost position, because the
  /// empty line beyond is long.
  price far_limit(bool zero_for_one);
  /// Any limit: far, at a tick nearby and a unit beside it, at the ends, on the wrong side.
  price any_limit(bool zero_for_one);

  /// A swap for an amount, positive for exact input.
  plan swap(bool zero_for_one, bool exact_in, const word& amount, const price& limit);
};

/// Draws every number of an operation anew: any number from 0 to what there is, any usable tick. An
/// amount that is left out stays left out; who calls what stays, and so does the side of a limit.
void draw_uniformly(context& c, plan& made);

/// The square-root price at a tick, which is moved within the line's ends.
price price_at(std::int64_t tick);

// One function per generator; the table in uniswap_v3.cpp names them.
plan swap_exact_input(context& c);
plan swap_exact_output(context& c);
plan swap_to_tick(context& c);
plan swap_to_limit(context& c);
plan swap_across(context& c);
plan swap_one_unit(context& c);
plan swap_limit_edge(context& c);
plan swap_word_edge(context& c);
plan swap_micro(context& c);
plan swap_wild(context& c);
plan swap_payment(context& c);
plan swap_reenter(context& c);
plan start(context& c);
plan mint_around(context& c);
plan mint_beside(context& c);
plan mint_touching(context& c);
plan mint_shared(context& c);
plan mint_whole_line(context& c);
plan mint_again(context& c);
plan mint_to_maximum(context& c);
plan mint_bad_range(context& c);
plan mint_payment(context& c);
plan burn_part(context& c);
plan burn_all(context& c);
plan poke(context& c);
plan burn_stranger(context& c);
plan collect_all(context& c);
plan collect_part(context& c);
plan flash_repay(context& c);
plan flash_overpay(context& c);
plan flash_reenter(context& c);
plan donate(context& c);
plan switch_protocol_fee(context& c);
plan take_protocol_fee(context& c);
plan grow_ring(context& c);
plan observe_now(context& c);
plan observe_history(context& c);
plan snapshot_range(context& c);

}  // namespace assay::gen::uniswap_v3
