// Positions: where they start and end, how much they hold, how they are emptied.
#include <algorithm>

#include "uniswap_v3_context.hpp"

namespace assay::gen::uniswap_v3 {
namespace {

plan mint(context& c, const range& where, const liquidity& amount) {
  engine::mint<format> asked{
      .tick_lower = where.lower, .tick_upper = where.upper, .amount = amount, .pay = c.payment()};
  const account caller = c.actor();
  asked.recipient = c.draw.chance(1, 8) ? c.recipient() : caller;
  return {caller, asked};
}

// A position that an actor owns, if there is one, with liquidity if there is one.
engine::position_key own_position(context& c, bool with_liquidity) {
  const auto all = c.positions();
  const std::size_t start = all.empty() ? 0 : c.draw.below(all.size());
  engine::position_key found{.owner = c.actor(), .tick_upper = c.spacing()};
  bool is_any = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const engine::position_key& key = all[(start + i) % all.size()];
    if (!key.owner.is_actor()) continue;
    if (!is_any) found = key;
    is_any = true;
    if (!with_liquidity || !c.now.positions.find(key)->second.liquidity.is_zero()) return key;
  }
  return found;
}

liquidity held(const context& c, const engine::position_key& key) {
  const auto found = c.now.positions.find(key);
  return found == c.now.positions.end() ? liquidity::zero() : found->second.liquidity;
}

plan burn(const engine::position_key& key, const liquidity& amount) {
  return {key.owner, engine::burn<format>{key.tick_lower, key.tick_upper, amount}};
}

liquidity room(const context& c, std::int32_t tick) {
  const auto found = c.now.ticks.find(tick);
  const liquidity used =
      found == c.now.ticks.end() ? liquidity::zero() : found->second.liquidity_gross;
  return sub_wrapping(c.now.max_liquidity_per_tick, used);
}

range own_range(context& c) {
  const auto key = own_position(c, true);
  return {key.tick_lower, key.tick_upper};
}

// Once there are many positions, new ones mostly go where some are already. On wide pools the whole
// line is wanted: nothing then ends a long step early.
range place(context& c, const range& fresh) {
  if (c.is_wide && c.draw.chance(1, 4)) return {c.lowest_usable(), c.highest_usable()};
  return c.is_crowded() && !c.draw.chance(1, 16) ? own_range(c) : fresh;
}

// Makes one thing of a mint wrong, or all but. `kind` is from 0 to 7.
void spoil(context& c, std::uint64_t kind, range& where, liquidity& amount) {
  switch (kind) {
    case 0:  // empty
      where.upper = where.lower;
      break;
    case 1:
      std::swap(where.lower, where.upper);
      break;
    case 2: {  // off the line by one spacing or by one tick, and the end of the line
      const std::int32_t beyond = c.lowest_usable() - c.spacing();
      const std::int32_t ends[] = {beyond, min_tick - 1, beyond, min_tick};
      where.lower = c.draw.one_of(ends);
      break;
    }
    case 3: {
      const std::int32_t beyond = c.highest_usable() + c.spacing();
      const std::int32_t ends[] = {beyond, max_tick + 1, beyond, max_tick};
      where.upper = c.draw.one_of(ends);
      break;
    }
    case 4:  // off the spacing
      where.lower -= static_cast<std::int32_t>(c.draw.below(3));
      break;
    case 5:
      where.upper += static_cast<std::int32_t>(c.draw.below(3));
      break;
    case 6:
      amount = liquidity::zero();
      break;
    default:  // the sign bit of int128
      amount = truncate<format::liquidity_bits>(c.draw.near(word::power_of_two(127)));
      break;
  }
}

plan mint_at(context& c, const range& fresh) {
  const range where = place(c, fresh);
  return mint(c, where, c.any_liquidity());
}

}  // namespace

plan mint_around(context& c) { return mint_at(c, c.range_around()); }
plan mint_beside(context& c) { return mint_at(c, c.range_beside()); }
plan mint_touching(context& c) { return mint_at(c, c.range_touching()); }
plan mint_shared(context& c) { return mint_at(c, c.range_shared()); }

plan mint_whole_line(context& c) {
  return mint(c, {c.lowest_usable(), c.highest_usable()}, c.any_liquidity());
}

plan mint_again(context& c) {
  const auto key = own_position(c, true);
  const liquidity amount = c.draw.chance(1, 2) ? liquidity{1 + c.draw.below(3)} : c.any_liquidity();
  plan made = mint(c, {key.tick_lower, key.tick_upper}, amount);
  std::get<engine::mint<format>>(made.what).recipient = key.owner;
  return made;
}

// What a tick can still take, and a few more or less.
plan mint_to_maximum(context& c) {
  const range where = c.draw.chance(1, 2) ? own_range(c) : c.any_range();
  const liquidity least = std::min(room(c, where.lower), room(c, where.upper));
  const word amount = c.draw.near(widen<format::word_bits>(least));
  return mint(c, where, truncate<format::liquidity_bits>(amount));
}

plan mint_bad_range(context& c) {
  range where = c.any_range();
  liquidity amount = c.any_liquidity();
  const std::uint64_t kind = c.draw.below(64);
  spoil(c, kind % 8, where, amount);
  // Two things wrong, half of the time one at each end: the first one checked is the reason.
  if (kind >= 56) {
    const std::uint64_t other = c.draw.below(16);
    spoil(c, other < 8 ? other : (kind % 8) ^ 1, where, amount);
  }
  return mint(c, where, amount);
}

plan mint_payment(context& c) {
  const range where = c.any_range();
  plan made = mint(c, where, c.any_liquidity());
  auto& asked = std::get<engine::mint<format>>(made.what);
  asked.pay = {c.extra(), c.extra(), engine::reentry::none};
  if (c.draw.chance(1, 3)) asked.pay.reenter = static_cast<engine::reentry>(1 + c.draw.below(5));
  return made;
}

plan burn_part(context& c) {
  const auto key = own_position(c, true);
  const liquidity whole = held(c, key);
  const auto kind = static_cast<unsigned>(c.draw.below(256));
  if (c.draw.chance(1, 4)) return burn(key, liquidity{1 + c.draw.below(3)});
  if (kind >= 250) {  // around the sign bit of int128
    const liquidity below = sub_wrapping(liquidity::power_of_two(127), liquidity{3});
    return burn(key, add_wrapping(below, liquidity{kind - 250}));
  }
  return burn(key, whole >> kind % format::liquidity_bits);
}

plan burn_all(context& c) {
  const auto key = own_position(c, true);
  const word whole = widen<format::word_bits>(held(c, key));
  return burn(key, truncate<format::liquidity_bits>(c.nudge(whole)));
}

// Nothing is burnt; fees are noted down.
plan poke(context& c) { return burn(own_position(c, !c.draw.chance(1, 8)), liquidity::zero()); }

plan burn_stranger(context& c) {
  const range where = c.any_range();
  const engine::position_key key{c.actor(), where.lower, where.upper};
  return burn(key, c.draw.chance(1, 2) ? liquidity::zero() : c.any_liquidity());
}

plan collect_all(context& c) {
  const auto key = own_position(c, false);
  return {key.owner, engine::collect<format>{c.recipient(), key.tick_lower, key.tick_upper,
                                             liquidity::max(), liquidity::max()}};
}

plan collect_part(context& c) {
  const auto key = own_position(c, false);
  const auto found = c.now.positions.find(key);
  const auto part = [&](const liquidity& owed) {
    switch (c.draw.below(6)) {
      case 0:
        return liquidity::zero();
      case 1:
        return liquidity::one();
      case 2:
        return liquidity::max();
      default:
        return truncate<format::liquidity_bits>(c.nudge(widen<format::word_bits>(owed)));
    }
  };
  const bool is_there = found != c.now.positions.end();
  const liquidity owed0 = is_there ? found->second.tokens_owed0 : liquidity::zero();
  const liquidity owed1 = is_there ? found->second.tokens_owed1 : liquidity::zero();
  engine::collect<format> asked{c.recipient(), key.tick_lower, key.tick_upper, part(owed0),
                                part(owed1)};
  if (c.draw.chance(1, 8)) std::swap(asked.tick_lower, asked.tick_upper);  // never checked
  return {key.owner, asked};
}

}  // namespace assay::gen::uniswap_v3
