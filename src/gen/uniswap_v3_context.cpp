// Who, how much and where: the draws and solutions that all generators of Uniswap V3 lean on.
#include "uniswap_v3_context.hpp"

#include <algorithm>
#include <tuple>

#include "assay/math/swap_math.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"

namespace assay::gen::uniswap_v3 {

price price_at(std::int64_t tick) {
  const auto within = std::clamp<std::int64_t>(tick, min_tick, max_tick);
  return sqrt_ratio_at_tick<>(static_cast<std::int32_t>(within)).value();
}

account context::actor() {
  return account::actor(static_cast<std::uint32_t>(draw.below(setup.actors)));
}

account context::recipient() { return draw.chance(1, 16) ? anyone() : actor(); }

account context::anyone() {
  return account{static_cast<std::uint32_t>(draw.below(account::first_actor + setup.actors))};
}

account context::payer(unsigned token, const word& amount) {
  const account first = actor();
  return draw.chance(1, 16) ? first : payer_from(first, token, amount);
}

account context::payer_from(account first, unsigned token, const word& amount) const {
  for (std::uint32_t i = 0; i < setup.actors; ++i) {
    const account who = account::actor((first.actor_number() + i) % setup.actors);
    if (now.tokens[token].balance_of(who) >= amount) return who;
  }
  return first;
}

word context::magnitude(const word& reference) {
  switch (draw.below(10)) {
    case 0:
    case 1:
    case 2: {
      const unsigned width = bit_width(reference) + 2;
      return draw.log_uniform(width < word::bits ? width : word::bits);
    }
    case 3:
    case 4: {  // a fraction of the reference, in 256ths, rounded down
      const word parts = mul_wrapping(reference >> 8, word{draw.below(0x100)});
      return add_saturating(parts, draw.log_uniform(4));
    }
    case 5:
      return word{1 + draw.below(16)};
    case 6:
      return draw.near(reference);
    case 7:
      return draw.near(reference >> static_cast<unsigned>(draw.below(32)));
    case 8:
      return draw.log_uniform(128);
    default:
      return draw.log_uniform(64);
  }
}

word context::nudge(const word& exact) {
  switch (draw.below(8)) {
    case 4:
      return add_saturating(exact, word::one());
    case 5:
      return sub_saturating(exact, word::one());
    case 6:
    case 7:
      return draw.near(exact);
    default:
      return exact;
  }
}

liquidity context::any_liquidity() {
  if (is_wide && draw.chance(1, 2)) {
    return now.max_liquidity_per_tick >> static_cast<unsigned>(draw.below(20));
  }
  switch (draw.below(16)) {
    case 0:
      return liquidity{1 + draw.below(3)};
    case 1:
      return truncate<format::liquidity_bits>(
          draw.near(widen<format::word_bits>(now.max_liquidity_per_tick)));
    case 2:
      return truncate<format::liquidity_bits>(draw.log_uniform(format::liquidity_bits));
    case 3:
    case 4:
      return truncate<format::liquidity_bits>(add_saturating(draw.log_uniform(20), word::one()));
    default:
      return truncate<format::liquidity_bits>(add_saturating(draw.log_uniform(90), word::one()));
  }
}

signed_word context::extra() {
  const std::uint64_t kind = draw.below(8);
  if (kind < 3) return {};
  word size{1 + draw.below(3)};
  if (kind == 7) size = draw.log_uniform(128);
  const signed_word over = signed_word::from_bits(size);
  return kind < 6 ? neg_wrapping(over) : over;
}

engine::payment<format> context::payment() {
  if (!draw.chance(1, 24)) return {};
  return {extra(), extra(), engine::reentry::none};
}

// ---- the price line

std::int32_t context::usable_below(std::int64_t tick) const {
  const auto within = static_cast<std::int32_t>(std::clamp<std::int64_t>(tick, min_tick, max_tick));
  const std::int32_t below = engine::compress(within, spacing()) * spacing();
  return std::clamp(below, lowest_usable(), highest_usable());
}

std::vector<std::int32_t> context::ticks() const {
  std::vector<std::int32_t> all;
  all.reserve(now.ticks.size());
  for (const auto& [tick, info] : now.ticks) all.push_back(tick);
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<engine::position_key> context::positions() const {
  std::vector<engine::position_key> all;
  all.reserve(now.positions.size());
  for (const auto& [key, info] : now.positions) all.push_back(key);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.owner.index, a.tick_lower, a.tick_upper) <
           std::tie(b.owner.index, b.tick_lower, b.tick_upper);
  });
  return all;
}

bool context::is_crowded() const {
  constexpr std::size_t enough = 20;
  return now.positions.size() >= enough;
}

std::int32_t context::usable_near(std::int32_t tick) {
  const std::int64_t here = usable_below(tick);
  const std::uint64_t kind = draw.below(8);
  std::int64_t steps = static_cast<std::int64_t>(draw.below(4));
  if (kind >= 4) steps = static_cast<std::int64_t>(draw.below(32));
  if (kind == 6) steps = static_cast<std::int64_t>(draw.below(512));  // words of the bitmap away
  if (kind == 7) steps = static_cast<std::int64_t>(to_u64_truncating(draw.log_uniform(20)));
  return usable_below(draw.chance(1, 2) ? here - steps * spacing() : here + steps * spacing());
}

range context::range_around() {
  const std::int64_t here = usable_below(now.pool.tick);
  const auto below = static_cast<std::int64_t>(draw.below(draw.chance(1, 4) ? 400 : 6));
  const auto above = static_cast<std::int64_t>(1 + draw.below(draw.chance(1, 4) ? 400 : 6));
  return {usable_below(here - below * spacing()), usable_below(here + above * spacing())};
}

range context::range_beside() {
  const std::int64_t here = usable_below(now.pool.tick);
  const auto gap = static_cast<std::int64_t>(draw.below(5));
  const auto width = static_cast<std::int64_t>(1 + draw.below(draw.chance(1, 4) ? 300 : 5));
  if (draw.chance(1, 2)) {
    const std::int64_t lower = here + (1 + gap) * spacing();
    return {usable_below(lower), usable_below(lower + width * spacing())};
  }
  const std::int64_t upper = here - gap * spacing();
  return {usable_below(upper - width * spacing()), usable_below(upper)};
}

// One of the bounds is the usable tick at the price, or the next one.
range context::range_touching() {
  const std::int64_t here = usable_below(now.pool.tick);
  const auto width = static_cast<std::int64_t>(1 + draw.below(4)) * spacing();
  switch (draw.below(4)) {
    case 0:
      return {usable_below(here), usable_below(here + width)};
    case 1:
      return {usable_below(here - width), usable_below(here)};
    case 2:
      return {usable_below(here + spacing()), usable_below(here + spacing() + width)};
    default:
      return {usable_below(here + spacing() - width), usable_below(here + spacing())};
  }
}

// Both bounds, or one, are others' bounds already.
range context::range_shared() {
  const auto bounds = ticks();
  if (bounds.size() < 2) return range_around();
  const std::int32_t first = bounds[draw.below(bounds.size())];
  std::int32_t second = bounds[draw.below(bounds.size())];
  if (first == second || draw.chance(1, 4)) second = usable_near(first);
  if (first == second) second = usable_below(std::int64_t{first} + spacing());
  return {std::min(first, second), std::max(first, second)};
}

range context::any_range() {
  switch (draw.below(4)) {
    case 0:
      return range_around();
    case 1:
      return range_beside();
    case 2:
      return range_touching();
    default:
      return range_shared();
  }
}

way context::walk(bool zero_for_one, const price& limit, unsigned stops) const {
  constexpr unsigned most_steps = 6;  // bitmap words without a tick count too
  // As much as a swap can ask for: enough for any step.
  const swap_remaining<word> plenty{sub_wrapping(word::power_of_two(255), word::one()), true};
  way done{.end = now.pool.sqrt_price_x96};
  std::int32_t tick = now.pool.tick;
  liquidity active = now.pool.liquidity;
  for (unsigned i = 0; i < most_steps && done.end != limit; ++i) {
    auto next = engine::next_initialized_tick(tick, spacing(), zero_for_one, [&](std::int32_t at) {
      const auto found = now.bitmap.find(at);
      return found == now.bitmap.end() ? word::zero() : found->second;
    });
    next.tick = std::clamp(next.tick, min_tick, max_tick);
    const price there = price_at(next.tick);
    const bool limit_first = zero_for_one ? there < limit : there > limit;
    const auto step = swap_math<format>::compute_swap_step(done.end, limit_first ? limit : there,
                                                           active, plenty, now.fee_pips);
    if (!step.ok()) break;
    done.amount_in =
        add_saturating(done.amount_in, add_saturating(step.value().amount_in, step.value().fee));
    done.amount_out = add_saturating(done.amount_out, step.value().amount_out);
    done.end = step.value().next_price;
    if (done.end != there) break;
    tick = zero_for_one ? next.tick - 1 : next.tick;
    if (!next.initialized) continue;
    if (stops-- <= 1) break;
    const auto& net = now.ticks.find(next.tick)->second.liquidity_net;
    const auto after = add_delta(active, zero_for_one ? neg_wrapping(net) : net);
    if (!after.ok()) break;
    active = after.value();
  }
  return done;
}

price context::far_limit(bool zero_for_one) {
  const price lowest = add_wrapping(min_sqrt_ratio<>, price::one());
  const price highest = sub_wrapping(max_sqrt_ratio<>, price::one());
  const std::uint64_t kind = draw.below(64);
  const bool is_short_line = spacing() >= 60;
  if (kind == 63 || (is_short_line && kind >= 48)) return zero_for_one ? lowest : highest;
  constexpr std::int64_t ticks_of_a_word = 256;
  std::int64_t end = now.pool.tick;
  for (const auto& [tick, info] : now.ticks) {
    end = zero_for_one ? std::min<std::int64_t>(end, tick) : std::max<std::int64_t>(end, tick);
  }
  // Not much further than two words, or than the last position.
  const std::int64_t reach = 2 * ticks_of_a_word * spacing();
  const std::int64_t here = now.pool.tick;
  end = zero_for_one ? std::max(end - spacing(), here - reach)
                     : std::min(end + spacing(), here + reach);
  return std::clamp(price_at(end), lowest, highest);
}

price context::any_limit(bool zero_for_one) {
  const std::uint64_t kind = draw.below(16);
  if (kind < 8) return far_limit(zero_for_one);
  if (kind == 15) return draw_price(draw);
  const price& here = now.pool.sqrt_price_x96;
  const std::int64_t side = zero_for_one ? -1 : 1;
  const auto steps = static_cast<std::int64_t>(draw.below(kind < 13 ? 4 : 200));
  const std::int64_t tick = kind < 11 ? usable_below(now.pool.tick) + side * steps * spacing()
                                      : now.pool.tick + side * steps;
  const word near = draw.near(widen<format::word_bits>(price_at(tick)));
  price limit = truncate<format::price_bits>(near);
  // On the wrong side, or where the price is already, mostly means one unit on the right side.
  const bool is_ahead = zero_for_one ? limit < here : limit > here;
  if (is_ahead || draw.chance(1, 8)) return limit;
  return zero_for_one ? sub_wrapping(here, price::one()) : add_wrapping(here, price::one());
}

plan context::swap(bool zero_for_one, bool exact_in, const word& amount, const price& limit) {
  engine::swap<format> asked{.recipient = recipient(),
                             .zero_for_one = zero_for_one,
                             .sqrt_price_limit_x96 = limit,
                             .pay = payment()};
  const word most = sub_wrapping(word::power_of_two(255), word::one());
  const auto size = signed_word::from_bits(amount > most ? most : amount);
  asked.amount_specified = exact_in ? size : neg_wrapping(size);
  return {payer(zero_for_one ? 0 : 1, exact_in ? amount : word::zero()), asked};
}

}  // namespace assay::gen::uniswap_v3
