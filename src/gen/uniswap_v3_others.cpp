// Flashes, the protocol's fee, the oracle, gifts, and the first price.
#include <algorithm>

#include "assay/math/mul_div.hpp"
#include "uniswap_v3_context.hpp"

namespace assay::gen::uniswap_v3 {
namespace {

plan flash(context& c) {
  engine::flash<format> asked{.recipient = c.recipient()};
  const std::uint64_t lent = c.draw.below(4);
  const auto some = [&](unsigned token) {
    const word held = c.now.tokens[token].balance_of(account::pool());
    // At times the whole balance, and one more than that.
    return c.draw.chance(1, 8) ? c.draw.near(held) : std::min(held, c.magnitude(held));
  };
  if (lent != 1) asked.amount0 = some(0);
  if (lent != 0) asked.amount1 = some(1);
  return {c.actor(), asked};
}

// The protocol gets one part in so many of a fee; 0 is nothing.
std::uint64_t protocol_part(const context& c, unsigned token) {
  const std::uint8_t both = c.now.pool.fee_protocol;
  return token == 0 ? both % 16 : both >> 4;
}

// What must be paid over beside the flash's fee so that the growth of a token comes to the end of
// its word, which the next wei of a fee wraps: rounded down; nothing where there is no liquidity.
word over_filling_growth(const context& c, unsigned token, const word& lent) {
  const auto& growth = c.now.pool.fee_growth_global_x128;
  const word left = sub_wrapping(word::max(), token == 0 ? growth.token0 : growth.token1);
  const word depth = widen<format::word_bits>(c.now.pool.liquidity);
  word paid = mul_div_down(left, depth, word::power_of_two(128)).value_or(word::zero());
  // The protocol takes its part first.
  const std::uint64_t part = protocol_part(c, token);
  if (part > 1) paid = mul_div_down(paid, word{part}, word{part - 1}).value_or(word::zero());
  const auto fee = mul_div_up(lent, word{c.now.fee_pips}, word{1'000'000});
  return sub_saturating(paid, fee.value_or(word::zero()));
}

// The same for what the protocol is owed, which ends at 2^128 - 1.
word over_filling_protocol(const context& c, unsigned token, const word& lent) {
  const auto& owed = c.now.pool.protocol_fees;
  const liquidity left = sub_wrapping(liquidity::max(), token == 0 ? owed.token0 : owed.token1);
  const word paid = mul_wrapping(widen<format::word_bits>(left), word{protocol_part(c, token)});
  const auto fee = mul_div_up(lent, word{c.now.fee_pips}, word{1'000'000});
  return sub_saturating(paid, fee.value_or(word::zero()));
}

account owner_mostly(context& c) { return c.draw.chance(1, 10) ? c.actor() : c.setup.owner; }

// One of the ring's slots that have been written, as the time at which it was.
std::uint32_t observed_time(context& c) {
  const auto& slots = c.now.observations.slots();
  const std::size_t written =
      std::min<std::size_t>(c.now.pool.observation.cardinality, slots.size());
  if (written == 0) return 0;
  const std::size_t newest = c.now.pool.observation.index;
  // The oldest one decides between an answer and OLD.
  const std::size_t back = c.draw.chance(1, 4) ? written - 1 : c.draw.below(written);
  const auto& slot = slots[(newest + written - back) % written];
  return slot.initialized ? slot.block_timestamp : slots[0].block_timestamp;
}

}  // namespace

plan start(context& c) {
  const account caller = c.actor();
  price first = draw_price(c.draw);
  if (c.is_wide && c.draw.chance(1, 2)) {
    // Far up or down, where prices have almost all of their 160 bits, or few.
    const auto tick = static_cast<std::int64_t>(500'000 + c.draw.below(387'000));
    first = price_at(c.draw.chance(1, 4) ? -tick : tick);
  }
  return {caller, engine::initialize<format>{first}};
}

plan flash_repay(context& c) {
  plan made = flash(c);
  if (!c.draw.chance(1, 3)) return made;
  auto& asked = std::get<engine::flash<format>>(made.what);
  asked.paid_over0 = c.extra();
  asked.paid_over1 = c.extra();
  return made;
}

// Fees as large as the words that count them, or just enough to wrap them.
plan flash_overpay(context& c) {
  plan made = flash(c);
  auto& asked = std::get<engine::flash<format>>(made.what);
  const std::uint64_t kind = c.draw.below(16);
  if (kind % 4 < 3 && !c.is_wide) {
    const word over = c.draw.log_uniform(c.draw.chance(1, 4) ? 130 : 70);
    (c.draw.chance(1, 2) ? asked.paid_over1 : asked.paid_over0) = signed_word::from_bits(over);
    return made;
  }
  constexpr std::uint64_t middle = 3;  // of what near() draws around it, 0 to 6
  const word beside = c.draw.near(word{middle});
  const unsigned token = c.draw.chance(1, 2) ? 1 : 0;
  const word& lent = token == 1 ? asked.amount1 : asked.amount0;
  word over = word::power_of_two(128);
  if (kind == 7 || kind == 11 || kind % 4 < 3) over = over_filling_growth(c, token, lent);
  if (kind == 15) over = over_filling_protocol(c, token, lent);
  over = sub_saturating(add_saturating(over, beside), word{middle});
  const bool is_past = c.is_wide && c.draw.chance(1, 2);
  if (is_past) over = add_saturating(over, c.draw.log_uniform(64));
  (token == 1 ? asked.paid_over1 : asked.paid_over0) = signed_word::from_bits(over);
  made.caller = c.payer_from(made.caller, token, over);
  return made;
}

plan flash_reenter(context& c) {
  plan made = flash(c);
  std::get<engine::flash<format>>(made.what).reenter =
      static_cast<engine::reentry>(1 + c.draw.below(5));
  return made;
}

plan donate(context& c) {
  engine::transfer<format> gift;
  gift.token = static_cast<unsigned>(c.draw.below(2));
  gift.amount = c.magnitude(c.now.tokens[gift.token].balance_of(account::pool()));
  gift.to = c.draw.chance(1, 8) ? c.anyone() : account::pool();
  return {c.payer(gift.token, gift.amount), gift};
}

plan switch_protocol_fee(context& c) {
  const auto part = [&] {
    return static_cast<std::uint8_t>(
        c.draw.chance(1, 8) ? c.draw.below(12) : (c.draw.chance(1, 3) ? 0 : 4 + c.draw.below(7)));
  };
  const std::uint8_t first = part();
  return {owner_mostly(c), engine::set_fee_protocol{first, part()}};
}

plan take_protocol_fee(context& c) {
  const auto part = [&](const liquidity& there) {
    if (c.draw.chance(1, 3)) return liquidity::max();
    return truncate<format::liquidity_bits>(c.nudge(widen<format::word_bits>(there)));
  };
  engine::collect_protocol<format> asked{.recipient = c.recipient()};
  asked.amount0_requested = part(c.now.pool.protocol_fees.token0);
  asked.amount1_requested = part(c.now.pool.protocol_fees.token1);
  return {owner_mostly(c), asked};
}

// A little more than there is, mostly; never so much that copying the ring is all that is done.
plan grow_ring(context& c) {
  const std::uint32_t now = c.now.pool.observation_cardinality_next;
  std::uint64_t next = now + c.draw.below(4);
  if (c.draw.chance(1, 8)) next = c.draw.below(12);
  constexpr std::uint64_t most = 24;
  if (c.draw.chance(1, 64)) {
    next = 254 + c.draw.below(4);  // more than a byte counts
  } else if (next > most && !c.draw.chance(1, 32)) {
    next = most;
  }
  return {c.actor(), engine::increase_observation_cardinality_next{
                         static_cast<std::uint16_t>(std::min<std::uint64_t>(next, 0xffff))}};
}

plan observe_now(context& c) { return {c.actor(), engine::observe{{0}}}; }

plan observe_history(context& c) {
  engine::observe asked;
  const std::uint64_t count = c.draw.below(4);
  const auto now = static_cast<std::uint32_t>(c.time);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint32_t at = observed_time(c);
    std::uint32_t ago = now - at;
    switch (c.draw.below(8)) {
      case 3:
        ++ago;
        break;
      case 4:
        --ago;
        break;
      case 5:  // between this one and the present
        ago = ago == 0 ? 0 : static_cast<std::uint32_t>(c.draw.below(ago));
        break;
      case 6:
        ago = static_cast<std::uint32_t>(c.draw.below(5000));
        break;
      case 7:
        ago = static_cast<std::uint32_t>(to_u64_truncating(c.draw.log_uniform(32)));
        break;
      default:
        break;
    }
    asked.seconds_agos.push_back(ago);
  }
  return {c.actor(), asked};
}

plan snapshot_range(context& c) {
  range where = c.range_shared();
  if (c.draw.chance(1, 8)) where = c.any_range();
  if (c.draw.chance(1, 16)) std::swap(where.lower, where.upper);
  // Of 48 cases one is the end of the line, one the tick beyond it.
  const std::uint64_t low = c.draw.below(48);
  if (low % 24 == 23) where.lower = low == 47 ? min_tick : min_tick - 1;
  const std::uint64_t high = c.draw.below(48);
  if (high % 24 == 23) where.upper = high == 47 ? max_tick : max_tick + 1;
  return {c.actor(), engine::snapshot_cumulatives_inside{where.lower, where.upper}};
}

}  // namespace assay::gen::uniswap_v3
