// The functions of Uniswap V3's core libraries, step by step in exact integers.
#include "uniswap_v3_function.hpp"

#include "uniswap_v3_parts.hpp"

namespace assay::explain::uniswap_v3 {

namespace {

using vectors::values;

constexpr std::string_view bare{};
constexpr std::string_view whoever = "whoever gains by this direction";

std::string truth(bool holds) { return holds ? "true" : "false"; }

// Results are only given where nothing reverted; the narrator drops them otherwise.
void give(narrator& story, std::string_view name, const integer& value) {
  story.give(name, value.str());
}

void tell_mul_div_function(narrator& story, const values& in, direction towards) {
  const integer product = argument(in, 0) * argument(in, 1);
  story.tell("a * b", product);
  give(story, "quotient",
       tell_mul_div(story, {"quotient", "a * b / denominator", "of the quotient", whoever}, product,
                    argument(in, 2), towards));
}

void tell_mul_div_down(narrator& story, const values& in) {
  tell_mul_div_function(story, in, direction::down);
}
void tell_mul_div_up(narrator& story, const values& in) {
  tell_mul_div_function(story, in, direction::up);
}

void tell_div_rounding_up(narrator& story, const values& in) {
  const integer y = argument(in, 1);
  if (y == 0) story.tell("z", "0: the EVM divides by zero so");
  give(story, "z",
       story.divide({"z", "x / y", "of the quotient", whoever}, argument(in, 0), y, direction::up));
}

void tell_ratio_at_tick(narrator& story, const values& in) {
  give(story, "sqrtPriceX96",
       tell_price_of_tick(story, "sqrtPriceX96", static_cast<std::int64_t>(argument(in, 0))));
}
void tell_tick_at_ratio(narrator& story, const values& in) {
  give(story, "tick", tell_tick_of_price(story, argument(in, 0)));
}

void tell_from_amount0(narrator& story, const values& in) {
  give(story, "sqrtQX96",
       tell_price_from_amount0(story, argument(in, 0), argument(in, 1), argument(in, 2),
                               argument(in, 3) != 0));
}
void tell_from_amount1(narrator& story, const values& in) {
  give(story, "sqrtQX96",
       tell_price_from_amount1(story, argument(in, 0), argument(in, 1), argument(in, 2),
                               argument(in, 3) != 0));
}
void tell_from_input(narrator& story, const values& in) {
  give(story, "sqrtQX96",
       tell_price_from_input(story, argument(in, 0), argument(in, 1), argument(in, 2),
                             argument(in, 3) != 0));
}
void tell_from_output(narrator& story, const values& in) {
  give(story, "sqrtQX96",
       tell_price_from_output(story, argument(in, 0), argument(in, 1), argument(in, 2),
                              argument(in, 3) != 0));
}

void tell_amount0_delta(narrator& story, const values& in) {
  const bool up = argument(in, 3) != 0;
  give(story, "amount0",
       tell_amount0(story, "amount0", argument(in, 0), argument(in, 1), argument(in, 2),
                    up ? direction::up : direction::down, the_pool));
}
void tell_amount1_delta(narrator& story, const values& in) {
  const bool up = argument(in, 3) != 0;
  give(story, "amount1",
       tell_amount1(story, "amount1", argument(in, 0), argument(in, 1), argument(in, 2),
                    up ? direction::up : direction::down, the_pool));
}

using amount_between = integer (*)(narrator&, std::string_view, const integer&, const integer&,
                                   const integer&, direction, std::string_view);

void tell_signed_delta(narrator& story, const values& in, std::string_view name,
                       amount_between between) {
  const integer change = argument(in, 2);
  const bool removed = change < 0;
  const integer amount = between(story, name, argument(in, 0), argument(in, 1), abs(change),
                                 removed ? direction::down : direction::up, the_pool);
  story.require(amount < two_to(255), std::string(name) + " < 2^255", amount, two_to(255), bare);
  give(story, name, removed ? integer(-amount) : amount);
}
void tell_amount0_signed(narrator& story, const values& in) {
  tell_signed_delta(story, in, "amount0", tell_amount0);
}
void tell_amount1_signed(narrator& story, const values& in) {
  tell_signed_delta(story, in, "amount1", tell_amount1);
}

void tell_step(narrator& story, const values& in) {
  const step_result done = tell_swap_step(story, argument(in, 0), argument(in, 1), argument(in, 2),
                                          argument(in, 3), argument(in, 4));
  give(story, "sqrtRatioNextX96", done.next_price);
  give(story, "amountIn", done.amount_in);
  give(story, "amountOut", done.amount_out);
  give(story, "feeAmount", done.fee);
}

void tell_delta(narrator& story, const values& in) {
  give(story, "z", tell_add_delta(story, "x + y", argument(in, 0), argument(in, 1)));
}

void tell_highest_bit(narrator& story, const values& in) {
  const integer x = argument(in, 0);
  if (!story.require(x > 0, "x > 0", x, 0, bare)) return;
  give(story, "r", msb(x));
}
void tell_lowest_bit(narrator& story, const values& in) {
  const integer x = argument(in, 0);
  if (!story.require(x > 0, "x > 0", x, 0, bare)) return;
  give(story, "r", lsb(x));
}

bool require_spacing(narrator& story, const integer& spacing) {
  return story.require(spacing != 0, "tickSpacing != 0", spacing, 0, "INVALID");
}

void tell_max_liquidity(narrator& story, const values& in) {
  const integer spacing = argument(in, 0);
  if (!require_spacing(story, spacing)) return;
  // Both ends are divided toward zero, then counted in a uint24.
  const integer half = integer(887'272) / spacing;
  const integer ticks = wrapped_unsigned(2 * half + 1, 24);
  story.tell("usable ticks", ticks);
  give(story, "maxLiquidity",
       story.divide({"maxLiquidity", "(2^128 - 1) / usable ticks", "of liquidity", "nobody"},
                    two_to(128) - 1, ticks));
}

void tell_cast(narrator& story, const integer& y, const integer& lowest, const integer& end) {
  const bool fits = y >= lowest && y < end;
  story.require(fits, lowest < 0 ? "-2^127 <= y < 2^127" : "y < the end of the type", y, end, bare);
  give(story, "z", y);
}
void tell_to_uint160(narrator& story, const values& in) {
  tell_cast(story, argument(in, 0), 0, two_to(160));
}
void tell_to_int128(narrator& story, const values& in) {
  tell_cast(story, argument(in, 0), -two_to(127), two_to(127));
}
void tell_to_int256(narrator& story, const values& in) {
  tell_cast(story, argument(in, 0), 0, two_to(255));
}

// The spacing counted from zero, toward minus infinity, as the contract does for a positive one.
integer tell_compressed(narrator& story, const integer& tick, const integer& spacing) {
  integer compressed = tick / spacing;  // toward zero
  if (tick < 0 && compressed * spacing != tick) --compressed;
  story.tell("compressed", "tick / tickSpacing, toward minus infinity = " + compressed.str());
  return compressed;
}

void tell_next_tick(narrator& story, const values& in) {
  const integer word = argument(in, 0);
  const integer spacing = argument(in, 2);
  const bool lte = argument(in, 3) != 0;
  if (!require_spacing(story, spacing)) return;
  const integer compressed = tell_compressed(story, argument(in, 1), spacing);
  const integer from = lte ? compressed : integer(compressed + 1);
  const auto bit = static_cast<unsigned>(wrapped_unsigned(from, 8));
  story.tell("bit",
             "compressed" + std::string(lte ? "" : " + 1") + " mod 256 = " + std::to_string(bit));
  const integer masked = lte ? integer(word % two_to(bit + 1)) : integer((word >> bit) << bit);
  story.tell("masked", masked);
  const unsigned last = lte ? 0 : 255;
  const auto found = masked == 0 ? last : static_cast<unsigned>(lte ? msb(masked) : lsb(masked));
  const integer next = from - bit + found;
  give(story, "next", wrapped_signed(next * spacing, 24));
  story.give("initialized", truth(masked != 0));
}

void tell_flip_tick(narrator& story, const values& in) {
  const integer tick = argument(in, 0);
  const integer spacing = argument(in, 1);
  if (!require_spacing(story, spacing)) return;
  story.require(tick % spacing == 0, "tick % tickSpacing == 0", tick % spacing, 0, bare);
  const integer compressed = tick / spacing;
  story.tell("compressed", compressed);
  const integer bit = wrapped_unsigned(compressed, 8);
  give(story, "wordPos", wrapped_signed((compressed - bit) / 256, 16));
  give(story, "word", two_to(static_cast<unsigned>(bit)));
}

std::vector<reading> ring_of(const values& in) {
  std::vector<reading> ring;
  for (std::size_t i = 0; i < in[0].words.size(); ++i) {
    ring.push_back({to_integer(in[0].words[i]), to_signed_integer(in[1].words[i]),
                    to_integer(in[2].words[i])});
  }
  return ring;
}

void tell_observe_single(narrator& story, const values& in) {
  observed_ring ring{ring_of(in), 0};
  ring.unwritten = static_cast<std::size_t>(argument(in, 4)) - ring.readings.size();
  const reading seen = tell_observed(story, ring, argument(in, 5), argument(in, 6), argument(in, 7),
                                     argument(in, 8));
  give(story, "tickCumulative", seen.tick_cumulative);
  give(story, "secondsPerLiquidityCumulativeX128", seen.seconds_per_liquidity);
}

void tell_write(narrator& story, const values& in) {
  const std::vector<reading> ring = ring_of(in);
  integer index = (argument(in, 3) + (ring.size() - 1)) % argument(in, 4);
  integer cardinality = argument(in, 4);
  const integer time = argument(in, 6);
  reading written = ring.back();
  if (written.time == time) {
    story.tell("nothing is written", "an observation of this second stands already");
  } else {
    const integer next = argument(in, 5);
    if (next > cardinality && index == cardinality - 1) {
      cardinality = next;
      story.tell("the ring grows to", cardinality);
    }
    index = (index + 1) % cardinality;
    story.tell("written into slot", index);
    written = tell_accumulated(story, written, time, argument(in, 7), argument(in, 8));
  }
  give(story, "indexUpdated", index);
  give(story, "cardinalityUpdated", cardinality);
  give(story, "writtenTimestamp", written.time);
  give(story, "writtenTickCumulative", written.tick_cumulative);
  give(story, "writtenSecondsPerLiquidityCumulativeX128", written.seconds_per_liquidity);
}

struct teller {
  std::string_view symbol;
  void (*tell)(narrator& story, const values& in);
};

constexpr teller tellers[] = {
    {"mulDiv", tell_mul_div_down},
    {"mulDivRoundingUp", tell_mul_div_up},
    {"divRoundingUp", tell_div_rounding_up},
    {"getSqrtRatioAtTick", tell_ratio_at_tick},
    {"getTickAtSqrtRatio", tell_tick_at_ratio},
    {"getNextSqrtPriceFromAmount0RoundingUp", tell_from_amount0},
    {"getNextSqrtPriceFromAmount1RoundingDown", tell_from_amount1},
    {"getNextSqrtPriceFromInput", tell_from_input},
    {"getNextSqrtPriceFromOutput", tell_from_output},
    {"getAmount0Delta", tell_amount0_delta},
    {"getAmount1Delta", tell_amount1_delta},
    {"getAmount0DeltaSigned", tell_amount0_signed},
    {"getAmount1DeltaSigned", tell_amount1_signed},
    {"computeSwapStep", tell_step},
    {"addDelta", tell_delta},
    {"mostSignificantBit", tell_highest_bit},
    {"leastSignificantBit", tell_lowest_bit},
    {"tickSpacingToMaxLiquidityPerTick", tell_max_liquidity},
    {"toUint160", tell_to_uint160},
    {"toInt128", tell_to_int128},
    {"toInt256", tell_to_int256},
    {"nextInitializedTickWithinOneWord", tell_next_tick},
    {"flipTick", tell_flip_tick},
    {"Oracle.observeSingle", tell_observe_single},
    {"Oracle.write", tell_write},
};

}  // namespace

integer argument(const values& arguments, std::size_t i) {
  const vectors::value& value = arguments[i];
  return vectors::is_signed(value.type) ? to_signed_integer(value.scalar())
                                        : to_integer(value.scalar());
}

void tell_function(narrator& story, const vectors::function& function, const values& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    story.tell(function.parameters[i].name, vectors::to_text(arguments[i]));
  }
  const std::string_view symbol = function.name.substr(function.name.find('.') + 1);
  for (const teller& known : tellers) {
    if (known.symbol == symbol) return known.tell(story, arguments);
  }
  tell_periphery(story, symbol, arguments);
}

}  // namespace assay::explain::uniswap_v3
