// Signatures put together, and the edges of Uniswap V3's types.
#include "uniswap_v3_recipe.hpp"

#include <deque>
#include <initializer_list>

#include "assay/math/tick_math.hpp"
#include "assay/word/sint.hpp"

namespace assay::vectors::uniswap_v3 {

namespace {

// Views of its strings stay right: a deque does not move what it holds.
std::string_view keep(std::string text) {
  static std::deque<std::string> kept;
  return kept.emplace_back(std::move(text));
}

std::string list_text(const std::vector<parameter>& fields) {
  std::string text = "(";
  for (const parameter& field : fields) {
    if (text.size() > 1) text += ", ";
    text.append(type_name(field.type)).append(" ").append(field.name);
  }
  return text + ")";
}

axis axis_of_signed(value_type type, const std::vector<std::int64_t>& numbers) {
  axis side;
  for (const std::int64_t number : numbers) {
    side.push_back({make_value(type, sint<word::bits>{number}.to_bits())});
  }
  return side;
}

value small(value_type type, std::int64_t number) {
  return make_value(type, sint<word::bits>{number}.to_bits());
}

word wide(const uint<160>& price) { return widen<word::bits>(price); }

}  // namespace

std::string_view recipe::library_hash() {
  return "0xc085fb55ff3c527faad5991cb83d6fb5898bf6497ac7bdf0d9d3cada97ed6a95";
}

function made(const recipe& from) {
  function out;
  out.name = keep("uniswap-v3." + std::string(from.symbol));
  out.signature = keep(std::string(from.symbol) + list_text(from.parameters) + " returns " +
                       list_text(from.results));
  out.summary = from.summary;
  out.mirrors = from.mirrors;
  out.code_hash = from.code_hash;
  out.parameters = from.parameters;
  out.results = from.results;
  out.reverts = from.reverts;
  out.evaluate = from.evaluate;
  out.boundaries = from.boundaries;
  out.solve = from.solve;
  out.classify = from.classify;
  out.refuse = from.refuse;
  out.draw = from.draw;
  return out;
}

axis edges_word() {
  return axis_of(
      value_type::uint256,
      {word::zero(), word::one(), word{2}, word{1'000'000'000'000'000'000}, word::power_of_two(96),
       power_minus_one(128), word::power_of_two(160), word::power_of_two(255), word::max()});
}

axis edges_signed_word() {
  const word wad{1'000'000'000'000'000'000};
  return axis_of(
      value_type::int256,
      {word::zero(), word::one(), neg_wrapping(word::one()), wad, neg_wrapping(wad),
       power_minus_one(127), word::power_of_two(127), neg_wrapping(word::power_of_two(127)),
       power_minus_one(255), word::power_of_two(255)});
}

axis edges_price() {
  const word lowest = wide(min_sqrt_ratio<default_backend>);
  const word highest = wide(max_sqrt_ratio<default_backend>);
  return axis_of(value_type::uint160,
                 {word::zero(), word::one(), sub_wrapping(lowest, word::one()), lowest,
                  word::power_of_two(96), wide(sqrt_ratio_at_tick<>(60).value()),
                  sub_wrapping(highest, word::one()), highest, power_minus_one(160)});
}

axis edges_liquidity() {
  return axis_of(value_type::uint128,
                 {word::zero(), word::one(), word{1'000'000'000'000'000'000},
                  word::power_of_two(96), power_minus_one(127), power_minus_one(128)});
}

axis edges_change() {
  const word wad{1'000'000'000'000'000'000};
  return axis_of(value_type::int128,
                 {word::zero(), word::one(), neg_wrapping(word::one()), wad, neg_wrapping(wad),
                  power_minus_one(127), neg_wrapping(word::power_of_two(127))});
}

axis edges_tick() {
  return axis_of_signed(value_type::int24,
                        {0, 1, -1, 60, -60, 255, -256, 443'636, max_tick - 1, max_tick,
                         max_tick + 1, min_tick, min_tick - 1, 8'388'607, -8'388'608});
}

axis edges_spacing() {
  return axis_of_signed(value_type::int24, {0, 1, 2, 10, 60, 200, 16'383, max_tick, max_tick + 1,
                                            -1, -60, 8'388'607, -8'388'608});
}

axis edges_fee() {
  return axis_of_signed(value_type::uint24, {0, 1, 500, 3000, 10'000, 999'999, 1'000'000});
}

axis edges_bool() { return axis_of(value_type::boolean, {word::zero(), word::one()}); }

axis edges_ring() {
  struct ring {
    std::initializer_list<std::uint64_t> times;
    std::initializer_list<std::int64_t> ticks;
    std::uint16_t oldest;
    std::uint16_t cardinality;
  };
  axis side;
  for (const ring& each :
       {ring{{1000}, {0}, 0, 1}, ring{{1000}, {-7}, 0, 3}, ring{{10, 1000}, {0, -989}, 0, 2},
        ring{{10, 1000}, {5, 990}, 1, 2}, ring{{1, 2, 1000}, {0, 887'272, -1}, 2, 3},
        ring{{1, 2, 1000}, {0, -1, 887'272}, 0, 5}}) {
    std::vector<word> times;
    std::vector<word> ticks;
    std::vector<word> seconds;
    for (const std::uint64_t time : each.times) {
      times.push_back(word{time});
      seconds.push_back(word{time} << 120);
    }
    for (const std::int64_t tick : each.ticks) {
      ticks.push_back(sint<word::bits>{tick}.to_bits());
    }
    side.push_back({make_array(value_type::uint32_array, std::move(times)),
                    make_array(value_type::int56_array, std::move(ticks)),
                    make_array(value_type::uint160_array, std::move(seconds)),
                    small(value_type::uint16, each.oldest),
                    small(value_type::uint16, each.cardinality)});
  }
  return side;
}

axis edges_seconds_ago() {
  axis side;
  for (const std::int64_t time : {1000, 1001, 2000}) {
    for (const std::int64_t ago : {0, 1, 500, 990, 999, 1000, 1999}) {
      if (ago > time) continue;
      side.push_back({small(value_type::uint32, time), small(value_type::uint32, ago)});
    }
  }
  return side;
}

axis edges_next_and_time() {
  axis side;
  for (const std::int64_t next : {1, 2, 3, 6}) {
    for (const std::int64_t time : {1000, 1001, 2000}) {
      side.push_back({small(value_type::uint16, next), small(value_type::uint32, time)});
    }
  }
  return side;
}

axis edges_market() {
  axis side;
  for (const std::int64_t tick : {0, max_tick, min_tick}) {
    for (const word& liquidity :
         {word::zero(), word{1'000'000'000'000'000'000}, power_minus_one(128)}) {
      side.push_back({small(value_type::int24, tick), make_value(value_type::uint128, liquidity)});
    }
  }
  return side;
}

}  // namespace assay::vectors::uniswap_v3
