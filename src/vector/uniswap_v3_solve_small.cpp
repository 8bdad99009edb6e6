// Cases of Uniswap V3's casts, bits, bitmap, ring of observations and oracle library.
#include <algorithm>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/oracle.hpp"
#include "draws.hpp"
#include "registry_parts.hpp"
#include "uniswap_v3_solve.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

using observation = assay::uniswap_v3::observation<default_backend>;

word signed_word_of(std::int64_t number) { return sint<word::bits>{number}.to_bits(); }
value small(value_type type, std::int64_t number) {
  return make_value(type, signed_word_of(number));
}

std::int64_t draw_tick(gen::choices& choices, std::int64_t end) {
  const auto distance = static_cast<std::int64_t>(
      to_u64_truncating(draw_number(choices, bit_width(word{static_cast<std::uint64_t>(end)}))));
  const std::int64_t within = std::min(distance, end);
  return choices.below(2) == 0 ? within : -within;
}

std::int64_t draw_spacing(gen::choices& choices) {
  static constexpr std::int64_t usual[] = {60, 10, 200, 1, 2, 100, 16'383, 7};
  const std::uint64_t kind = choices.below(10);
  if (kind == 0) return 0;
  if (kind == 1) return draw_tick(choices, 8'388'607);
  return choices.one_of(usual);
}

// A ring of observations as a pool fills it, and the moment at which it is asked.
struct ring {
  std::vector<observation> observations{};
  std::uint16_t oldest = 0;
  std::uint16_t cardinality = 1;
  std::uint32_t time = 0;

  [[nodiscard]] values lists() const {
    std::vector<word> times;
    std::vector<word> ticks;
    std::vector<word> seconds;
    for (const observation& each : observations) {
      times.push_back(word{each.block_timestamp});
      ticks.push_back(signed_word_of(each.tick_cumulative));
      seconds.push_back(widen<word::bits>(each.seconds_per_liquidity_cumulative_x128));
    }
    return {make_array(value_type::uint32_array, std::move(times)),
            make_array(value_type::int56_array, std::move(ticks)),
            make_array(value_type::uint160_array, std::move(seconds))};
  }
};

uint<128> draw_liquidity(gen::choices& choices) { return truncate<128>(draw_number(choices, 128)); }

std::uint32_t draw_seconds(gen::choices& choices, unsigned bits) {
  return static_cast<std::uint32_t>(to_u64_truncating(draw_positive(choices, bits)));
}

ring draw_ring(gen::choices& choices) {
  ring made;
  observation last;
  // The usual time, or so late that the 32-bit clock wraps within the ring.
  last.block_timestamp = choices.below(3) == 0
                             ? ~static_cast<std::uint32_t>(choices.below(1'000'000))
                             : 1'600'000'000U;
  last.initialized = true;
  // Accumulators that are about to wrap, or have just begun.
  if (choices.below(4) == 0) {
    last.tick_cumulative =
        (std::int64_t{1} << 55) - 1 - static_cast<std::int64_t>(choices.below(1'000'000));
    last.seconds_per_liquidity_cumulative_x128 = ~truncate<160>(draw_number(choices, 100));
  }
  const std::uint64_t size = 1 + choices.below(6);
  while (true) {
    made.observations.push_back(last);
    if (made.observations.size() == size) break;
    const std::uint32_t seconds = draw_seconds(choices, choices.below(2) == 0 ? 4 : 20);
    const auto tick = static_cast<std::int32_t>(draw_tick(choices, max_tick));
    last = assay::uniswap_v3::transform(last, last.block_timestamp + seconds, tick,
                                        draw_liquidity(choices));
  }
  made.cardinality = static_cast<std::uint16_t>(size);
  if (choices.below(2) == 0) {
    made.cardinality = static_cast<std::uint16_t>(size + choices.below(4));
  } else {
    made.oldest = static_cast<std::uint16_t>(choices.below(size));
  }
  made.time = last.block_timestamp;
  if (choices.below(3) != 0) made.time += draw_seconds(choices, 16);
  return made;
}

void append_market(gen::choices& choices, values& arguments) {
  arguments.push_back(small(value_type::int24, draw_tick(choices, max_tick)));
  arguments.push_back(make_value(value_type::uint128, widen<word::bits>(draw_liquidity(choices))));
}

}  // namespace

values solve_add_delta(gen::choices& choices) {
  const word x = draw_number(choices, 128);
  word change{};
  switch (choices.below(3)) {
    case 0:  // all of it, or one more or less
      change = neg_wrapping(draw_one_around(choices, x >> 1, 127));
      return {make_value(value_type::uint128, draw_one_around(choices, x >> 1, 128)),
              make_value(value_type::int128, change)};
    case 1:  // what is left below 2^128
      change = draw_one_around(choices, (~x & power_minus_one(128)) >> 1, 127);
      return {make_value(value_type::uint128,
                         draw_one_around(choices, sub_wrapping(power_minus_one(128), change), 128)),
              make_value(value_type::int128, change)};
    default:
      change = draw_signed(choices, 128);
      return {make_value(value_type::uint128, x), make_value(value_type::int128, change)};
  }
}

values solve_bit(gen::choices& choices) {
  if (choices.below(5) == 0) return {make_value(value_type::uint256, word::zero())};
  const word bit = word::power_of_two(static_cast<unsigned>(choices.below(word::bits)));
  return {make_value(value_type::uint256, draw_one_around(choices, bit, word::bits))};
}

values solve_tick_spacing(gen::choices& choices) {
  const std::uint64_t kind = choices.below(6);
  if (kind == 0) return {small(value_type::int24, 0)};
  if (kind == 1) return {small(value_type::int24, draw_tick(choices, max_tick + 1))};
  return {small(value_type::int24, 1 + static_cast<std::int64_t>(choices.below(16'383)))};
}

values solve_to_uint160(gen::choices& choices) {
  const unsigned bits = choices.below(2) == 0 ? 160 : 256;
  return {
      make_value(value_type::uint256, draw_one_around(choices, power_minus_one(bits), word::bits))};
}

values solve_to_int128(gen::choices& choices) {
  const word end = draw_one_around(choices, word::power_of_two(127), word::bits);
  return {make_value(value_type::int256, choices.below(2) == 0 ? end : neg_wrapping(end))};
}

values solve_to_int256(gen::choices& choices) {
  return {make_value(value_type::uint256,
                     draw_one_around(choices, word::power_of_two(255), word::bits))};
}

values solve_next_tick(gen::choices& choices) {
  const std::int64_t spacing = draw_spacing(choices);
  const std::int64_t tick = draw_tick(choices, 8'388'607);
  // A few bits, near the one that the tick has, at the ends, or none at all.
  word bits{};
  for (std::uint64_t i = choices.below(4); i > 0; --i) {
    const std::int64_t near = spacing == 0 ? 0 : tick / spacing + draw_tick(choices, 3);
    const auto position =
        choices.below(2) == 0 ? choices.below(256) : static_cast<std::uint64_t>(near & 0xff);
    bits = bits | word::power_of_two(static_cast<unsigned>(position));
  }
  return {make_value(value_type::uint256, bits), small(value_type::int24, tick),
          small(value_type::int24, spacing),
          make_value(value_type::boolean, word{choices.below(2)})};
}

values solve_flip_tick(gen::choices& choices) {
  const std::int64_t spacing = draw_spacing(choices);
  std::int64_t tick = draw_tick(choices, 8'388'607);
  if (spacing != 0 && choices.below(4) != 0) tick -= tick % spacing;
  return {small(value_type::int24, tick), small(value_type::int24, spacing)};
}

values solve_observe_single(gen::choices& choices) {
  const ring asked = draw_ring(choices);
  values arguments = asked.lists();
  // At an observation, a second beside one, halfway between two, older than all, or now.
  const auto& which = asked.observations[choices.below(asked.observations.size())];
  std::uint32_t ago = asked.time - which.block_timestamp;
  switch (choices.below(5)) {
    case 0:
      ago += 1;
      break;
    case 1:
      if (ago > 0) ago -= 1;
      break;
    case 2:
      ago /= 2;
      break;
    case 3:
      ago = asked.time - asked.observations.front().block_timestamp;
      ago += static_cast<std::uint32_t>(choices.below(3));
      break;
    default:
      break;
  }
  arguments.push_back(small(value_type::uint16, asked.oldest));
  arguments.push_back(small(value_type::uint16, asked.cardinality));
  arguments.push_back(small(value_type::uint32, asked.time));
  arguments.push_back(small(value_type::uint32, ago));
  append_market(choices, arguments);
  return arguments;
}

values solve_write(gen::choices& choices) {
  const ring asked = draw_ring(choices);
  values arguments = asked.lists();
  arguments.push_back(small(value_type::uint16, asked.oldest));
  arguments.push_back(small(value_type::uint16, asked.cardinality));
  const std::uint64_t more = choices.below(3) == 0 ? choices.below(4) : 0;
  arguments.push_back(
      small(value_type::uint16, static_cast<std::int64_t>(asked.cardinality + more)));
  arguments.push_back(small(value_type::uint32, asked.time));
  append_market(choices, arguments);
  return arguments;
}

values solve_consult(gen::choices& choices) {
  // Readings of one pool: a whole number of ticks a second and one beside it, of either sign.
  const std::uint32_t seconds = choices.below(10) == 0 ? 0 : draw_seconds(choices, 32);
  const std::int64_t tick = draw_tick(choices, max_tick);
  const std::int64_t then = draw_tick(choices, std::int64_t{1} << 54);
  const std::int64_t beside = static_cast<std::int64_t>(choices.below(3)) - 1;
  const std::int64_t now = assay::uniswap_v3::wrap_int56(static_cast<std::uint64_t>(
      assay::uniswap_v3::tick_cumulative_after(then, tick, seconds) + beside));
  const auto before = truncate<160>(draw_number(choices, 160));
  auto after = before;
  if (choices.below(10) != 0) {  // nobody's time passes where there is no time per liquidity
    const auto liquidity = truncate<128>(draw_positive(choices, 128));
    after = add_wrapping(before, div_down(uint<160>{seconds} << 128, liquidity));
    if (choices.below(3) == 0) after = add_wrapping(after, uint<160>::one());
  }
  return {small(value_type::uint32, seconds), small(value_type::int56, then),
          small(value_type::int56, now), make_value(value_type::uint160, widen<word::bits>(before)),
          make_value(value_type::uint160, widen<word::bits>(after))};
}

values solve_quote_at_tick(gen::choices& choices) {
  // Around the end of the ticks, around the tick whose price leaves 128 bits, and anywhere.
  constexpr std::int64_t last_of_128_bits = 443'636;
  std::int64_t tick = draw_tick(choices, max_tick);
  const std::uint64_t kind = choices.below(4);
  const std::int64_t beside = static_cast<std::int64_t>(choices.below(3)) - 1;
  if (kind == 0) tick = (tick < 0 ? -max_tick - 1 : max_tick + 1) + beside;
  if (kind == 1) tick = (tick < 0 ? -last_of_128_bits : last_of_128_bits) + beside;
  const word amount = draw_number(choices, 128);
  constexpr unsigned address_bits = 160;
  const word base = draw_number(choices, address_bits);
  const word quote = draw_one_around(choices, base, address_bits);
  return {small(value_type::int24, tick), make_value(value_type::uint128, amount),
          make_value(value_type::address, base), make_value(value_type::address, quote)};
}

}  // namespace assay::vectors::uniswap_v3
