// Cases of quotes: small pools made of positions, and the amounts that just reach a tick, a limit
// or the end of what there is.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "assay/math/tick_math.hpp"
#include "assay/word/sint.hpp"
#include "draws.hpp"
#include "registry_parts.hpp"
#include "uniswap_v3_quote.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

word pattern_of(std::int64_t number) { return sint<word::bits>{number}.to_bits(); }
value small(value_type type, std::int64_t number) { return make_value(type, pattern_of(number)); }

word price_at_tick(std::int64_t tick) {
  const auto within = std::clamp<std::int64_t>(tick, min_tick, max_tick);
  return widen<word::bits>(sqrt_ratio_at_tick<>(static_cast<std::int32_t>(within)).value());
}

// A pool under construction: positions add up to nets, and to liquidity where the price is.
struct small_pool {
  std::int64_t spacing = 60;
  std::int64_t fee = 3000;
  std::int64_t tick = 0;
  word price{};
  word liquidity{};
  std::map<std::int64_t, word> nets{};  // as words in two's complement

  void add(std::int64_t lower, std::int64_t upper, const word& amount) {
    nets[lower] = add_wrapping(nets[lower], amount);
    nets[upper] = sub_wrapping(nets[upper], amount);
    if (lower <= tick && tick < upper) liquidity = add_wrapping(liquidity, amount);
  }

  [[nodiscard]] values arguments() const {
    std::vector<word> ticks;
    std::vector<word> changes;
    for (const auto& [at, net] : nets) {
      ticks.push_back(pattern_of(at));
      changes.push_back(net);
    }
    return {make_value(value_type::uint160, price),
            small(value_type::int24, tick),
            make_value(value_type::uint128, liquidity),
            small(value_type::uint24, fee),
            small(value_type::int24, spacing),
            make_array(value_type::int24_array, std::move(ticks)),
            make_array(value_type::int128_array, std::move(changes))};
  }
};

std::int64_t floor_to(std::int64_t tick, std::int64_t spacing) {
  const std::int64_t rest = tick % spacing;
  return tick - (rest < 0 ? rest + spacing : rest);
}

void draw_price_of(gen::choices& choices, small_pool& pool) {
  constexpr std::int64_t usual_distance = 50'000;
  pool.tick = static_cast<std::int64_t>(choices.below(2 * usual_distance)) - usual_distance;
  switch (choices.below(4)) {
    case 0:  // on a usable tick
      pool.tick = floor_to(pool.tick, pool.spacing);
      pool.price = price_at_tick(pool.tick);
      break;
    case 1:  // fallen onto one: the pool stands one tick lower
      pool.tick = floor_to(pool.tick, pool.spacing);
      pool.price = price_at_tick(pool.tick);
      --pool.tick;
      break;
    case 2:  // a unit below the next tick
      pool.price = sub_wrapping(price_at_tick(pool.tick + 1), word::one());
      break;
    default:
      pool.price = add_wrapping(price_at_tick(pool.tick), word{choices.below(1'000'000)});
  }
}

small_pool draw_pool(gen::choices& choices) {
  static constexpr std::pair<std::int64_t, std::int64_t> tiers[] = {
      {3000, 60}, {500, 10}, {10'000, 200}, {100, 100}, {0, 60}, {999'999, 16'383}};
  small_pool pool;
  std::tie(pool.fee, pool.spacing) = choices.one_of(tiers);
  draw_price_of(choices, pool);
  const std::uint64_t positions = choices.below(5);
  for (std::uint64_t i = 0; i < positions; ++i) {
    const auto steps_below = static_cast<std::int64_t>(choices.below(8));
    const auto width = 1 + static_cast<std::int64_t>(choices.below(12));
    const auto lower = std::clamp(
        floor_to(pool.tick, pool.spacing) + (2 - steps_below) * pool.spacing,
        floor_to(min_tick, pool.spacing) + pool.spacing, floor_to(max_tick, pool.spacing));
    const auto upper = std::min(lower + width * pool.spacing, floor_to(max_tick, pool.spacing));
    if (lower == upper) continue;
    pool.add(lower, upper, draw_positive(choices, choices.below(4) == 0 ? 110 : 70));
  }
  return pool;
}

void ask(values& arguments, bool zero_for_one, const word& amount, const word& limit) {
  arguments.push_back(make_value(value_type::boolean, zero_for_one ? word::one() : word::zero()));
  arguments.push_back(make_value(value_type::uint256, amount));
  arguments.push_back(make_value(value_type::uint160, limit));
}

// A price ahead: of a tick of the pool, of a usable one near, or anywhere; or on the wrong side.
word draw_limit(gen::choices& choices, const small_pool& pool, bool zero_for_one) {
  std::int64_t steps = 1 + static_cast<std::int64_t>(choices.below(12));
  if (choices.below(12) == 0) steps = -steps;
  const std::int64_t tick =
      floor_to(pool.tick, pool.spacing) + (zero_for_one ? -steps : steps) * pool.spacing;
  return choices.below(4) == 0 ? draw_one_around(choices, price_at_tick(tick), 160)
                               : price_at_tick(tick);
}

// What it takes to reach a price, or what is released on the way: the other kind of quote, for more
// than there is, up to that price.
word amount_to(const small_pool& pool, bool zero_for_one, const word& limit, bool exact_input) {
  values arguments = pool.arguments();
  ask(arguments, zero_for_one, power_minus_one(250), limit);
  const outcome answer =
      exact_input ? evaluate_quote_exact_output(arguments) : evaluate_quote_exact_input(arguments);
  return answer.reverted ? word{1000} : answer.results[0].scalar();
}

// Nets that no positions make: too much is taken away, or added, where the price passes.
void break_nets(gen::choices& choices, small_pool& pool) {
  const bool too_much = choices.below(2) == 0;
  const word largest_net = power_minus_one(127);
  pool.liquidity = too_much ? power_minus_one(128) : word{1'000'000};
  pool.nets.clear();
  for (const std::int64_t steps : {-2, -1, 1, 2}) {
    const bool adds = (steps > 0) == too_much;
    pool.nets[floor_to(pool.tick, pool.spacing) + steps * pool.spacing] =
        adds ? largest_net : neg_wrapping(largest_net);
  }
}

values solve_quote(gen::choices& choices, bool exact_input) {
  small_pool pool = draw_pool(choices);
  const bool zero_for_one = choices.below(2) == 0;
  const std::uint64_t kind = choices.below(8);
  if (kind == 0) break_nets(choices, pool);
  const word target = draw_limit(choices, pool, zero_for_one);
  word amount = draw_one_around(choices, amount_to(pool, zero_for_one, target, exact_input), 256);
  word limit{};
  if (kind == 1) limit = target;
  if (kind == 2) amount = draw_one_around(choices, word::power_of_two(255), 256);
  if (kind == 3) amount = word{choices.below(2)};
  if (kind == 0 || kind == 4) amount = power_minus_one(200);
  values arguments = pool.arguments();
  ask(arguments, zero_for_one, amount, limit);
  return arguments;
}

}  // namespace

axis edges_pool() {
  axis side;
  const word wad{1'000'000'000'000'000'000};
  for (const std::int64_t tick : {0, -61, 887'271}) {
    small_pool pool;
    pool.tick = tick;
    pool.price = price_at_tick(tick);
    side.push_back(pool.arguments());  // no liquidity at all
    pool.add(-887'220, 887'220, wad);
    side.push_back(pool.arguments());
    pool.add(-120, 60, power_minus_one(100));
    side.push_back(pool.arguments());
  }
  small_pool fallen;  // onto a tick whose liquidity begins there
  fallen.tick = -1;
  fallen.price = price_at_tick(0);
  fallen.add(-600, 600, wad);
  fallen.add(0, 60, wad);
  side.push_back(fallen.arguments());
  return side;
}

values solve_quote_exact_input(gen::choices& choices) { return solve_quote(choices, true); }
values solve_quote_exact_output(gen::choices& choices) { return solve_quote(choices, false); }

values draw_quote(gen::choices& choices) {
  const small_pool pool = draw_pool(choices);
  const bool zero_for_one = choices.below(2) == 0;
  const word limit = choices.below(2) == 0 ? word::zero() : draw_limit(choices, pool, zero_for_one);
  const word amount = draw_number(choices, choices.below(8) == 0 ? 256 : 90);
  values arguments = pool.arguments();
  ask(arguments, zero_for_one, amount, limit);
  return arguments;
}

}  // namespace assay::vectors::uniswap_v3
