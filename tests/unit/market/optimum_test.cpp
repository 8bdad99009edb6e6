// The arbitrageur's integers are the optimum: every pool and price of a small world against every
// amount, and full-size pools against their neighbours and against a second route.
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "assay/gen/choices.hpp"
#include "assay/market/arbitrage.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"

namespace assay::market {
namespace {

using test::case_count;

constant_product pool_of(std::uint64_t in, std::uint64_t out, std::uint64_t kept,
                         std::uint64_t scale, std::uint64_t price_in, std::uint64_t price_out) {
  return {uint<128>{in}, uint<128>{out}, kept, scale, uint<128>{price_in}, uint<128>{price_out}};
}

std::string text_of(const constant_product& pool) {
  return "in " + to_decimal(pool.reserve_in) + " out " + to_decimal(pool.reserve_out) + " kept " +
         std::to_string(pool.kept) + "/" + std::to_string(pool.scale) + " prices " +
         to_decimal(pool.price_in) + " " + to_decimal(pool.price_out);
}

// In plain 64-bit integers: for every output the least input that the K check accepts.
std::int64_t best_by_enumeration(std::int64_t x, std::int64_t y, std::int64_t kept,
                                 std::int64_t scale, std::int64_t p_in, std::int64_t p_out) {
  std::int64_t best = 0;
  for (std::int64_t out = 1; out < y; ++out) {
    // (x scale + a kept)(y - out) >= x y scale, the least a by going up from nothing.
    std::int64_t in = 0;
    while ((x * scale + in * kept) * (y - out) < x * y * scale) ++in;
    best = std::max(best, out * p_out - in * p_in);
  }
  return best;
}

TEST(best_arbitrage, is_the_best_of_all_amounts_in_a_small_world) {
  case_count count("arbitrages against every amount, reserves to 24, prices to 7, four fees");
  constexpr std::uint64_t most_reserve = 24;
  constexpr std::uint64_t most_price = 7;
  for (std::uint64_t x = 1; x <= most_reserve; ++x) {
    for (std::uint64_t y = 1; y <= most_reserve; ++y) {
      for (const auto& [kept, scale] : {std::pair{1U, 1U}, {997U, 1000U}, {9U, 10U}, {1U, 3U}}) {
        for (std::uint64_t p = 1; p <= most_price; ++p) {
          for (std::uint64_t q = 1; q <= most_price; ++q) {
            const auto pool = pool_of(x, y, kept, scale, q, p);
            const auto found = best_arbitrage(pool);
            const auto s = [](std::uint64_t v) { return static_cast<std::int64_t>(v); };
            const std::int64_t best = best_by_enumeration(s(x), s(y), kept, scale, s(q), s(p));
            const bool allowed =
                found.amount_in.is_zero() || accepts(pool, found.amount_in, found.amount_out);
            const bool same = best_arbitrage(pool, 0).profit == found.profit;
            count.check(allowed && same && to_decimal(found.profit) == std::to_string(best), [&] {
              return text_of(pool) + ": gains " + to_decimal(found.profit) + ", best " +
                     std::to_string(best);
            });
          }
        }
      }
    }
  }
}

// Reserves and prices that make long runs, deep bands and single lines of lattice points.
TEST(best_arbitrage, is_the_best_of_all_amounts_with_odd_prices) {
  case_count count("arbitrages against every amount, reserves to 3000, prices of any size");
  gen::choices draw(5);
  constexpr std::uint64_t cases = 3000;
  for (std::uint64_t i = 0; i < cases; ++i) {
    const std::uint64_t x = 1 + draw.below(3000);
    const std::uint64_t y = 1 + draw.below(300);
    const std::uint64_t q = 1 + draw.below(std::uint64_t{1} << draw.below(20));
    const std::uint64_t near = 1 + q * x / y;
    const std::uint64_t p = draw.below(2) == 0 ? near + near * draw.below(100) / 100
                                               : 1 + draw.below(std::uint64_t{1} << draw.below(24));
    const auto pool = pool_of(x, y, 997, 1000, q, p);
    const auto found = best_arbitrage(pool);
    const auto s = [](std::uint64_t v) { return static_cast<std::int64_t>(v); };
    std::int64_t best = 0;
    std::int64_t in = 0;
    for (std::int64_t out = 1; out < s(y); ++out) {  // the least input grows with the output
      while ((s(x) * 1000 + in * 997) * (s(y) - out) < s(x) * s(y) * 1000) ++in;
      best = std::max(best, out * s(p) - in * s(q));
    }
    const bool same = best_arbitrage(pool, 0).profit == found.profit;
    count.check(same && to_decimal(found.profit) == std::to_string(best), [&] {
      return text_of(pool) + ": gains " + to_decimal(found.profit) + ", best " +
             std::to_string(best);
    });
  }
}

uint<128> log_uniform(gen::choices& draw, unsigned least_bits, unsigned most_bits) {
  const auto bits = least_bits + static_cast<unsigned>(draw.below(most_bits - least_bits + 1));
  const std::uint64_t high = draw.below(UINT64_MAX);
  const std::uint64_t low = draw.below(UINT64_MAX);
  const auto raw = uint<128>::from_limbs({low, high}) >> (128 - bits);
  return raw | uint<128>::power_of_two(bits - 1);
}

// What selling `in` gains at the most that the pool gives for it, times the prices.
struct gain {
  bool positive = false;
  uint<320> value{};
};
gain gain_of(const constant_product& pool, const uint<256>& in) {
  const auto scaled = mul_wrapping(in, uint<256>{pool.kept});
  const auto below =
      add_wrapping(mul_wrapping(widen<256>(pool.reserve_in), uint<256>{pool.scale}), scaled);
  const auto out = truncate<256>(div_down(mul_wide(scaled, widen<256>(pool.reserve_out)), below));
  const auto won = mul_wide(truncate<192>(out), pool.price_out);
  const auto paid = mul_wide(truncate<192>(in), pool.price_in);
  if (!(won > paid)) return {};
  return {true, sub_wrapping(won, paid)};
}

TEST(best_arbitrage, beats_its_thousand_neighbours_at_full_size) {
  case_count count("full-size arbitrages against amounts up to 1000 wei more or less");
  gen::choices draw(9);
  constexpr std::uint64_t cases = 10'000;
  constexpr std::uint64_t neighbours = 1000;
  std::uint64_t traded = 0;
  while (traded < cases) {
    constant_product pool;
    pool.reserve_in = log_uniform(draw, 20, 100);
    pool.reserve_out = log_uniform(draw, 20, 100);
    pool.price_in = log_uniform(draw, 1, 60);
    // A price that leaves something to gain: up to half of the pool's own.
    const auto fair = div_down(mul_wide(pool.reserve_in, pool.price_in), pool.reserve_out);
    if (!fits<120>(fair) || fair.is_zero()) continue;
    const auto more = 1005 + draw.below(1000);
    pool.price_out = truncate<128>(div_down(mul_wrapping(fair, uint<256>{more}), uint<64>{1000}));
    const auto found = best_arbitrage(pool);
    if (found.amount_in.is_zero()) continue;
    ++traded;
    bool best = accepts(pool, found.amount_in, found.amount_out);
    for (std::uint64_t by = 1; by <= neighbours && best; ++by) {
      const gain more_in = gain_of(pool, add_wrapping(found.amount_in, uint<256>{by}));
      best = !more_in.positive || more_in.value <= found.profit;
      if (found.amount_in > uint<256>{by}) {
        const gain less_in = gain_of(pool, sub_wrapping(found.amount_in, uint<256>{by}));
        best = best && (!less_in.positive || less_in.value <= found.profit);
      }
    }
    count.check(best, [&] { return text_of(pool); });
  }
}

constant_product wide_pool(const char* in, const char* out, std::uint64_t kept, std::uint64_t scale,
                           const char* price_in, const char* price_out) {
  const auto of = [](const char* text) { return *parse_decimal<128>(text); };
  return {of(in), of(out), kept, scale, of(price_in), of(price_out)};
}

// Where a walk from point to point had 10^5 to 3 * 10^8 legs, or the search took gains one by one.
TEST(best_arbitrage, ends_soon_where_points_zigzag_and_prices_are_far_apart) {
  case_count count("pools and prices that once took long, against the answers found then");
  const struct {
    constant_product pool;
    const char* in;
    const char* out;
  } cases[] = {
      {wide_pool("804199256053366017652", "24159678991750127993794", 1, 1,
                 "283279644569622235953895302064778808", "1585520398711088190532675607177363159"),
       "9623911756105177564783", "22296523157582240107344"},
      {wide_pool("177409482311745072048641658925", "11247734382445433129664374169", 85164, 93656,
                 "297778987696422006910418429553", "4545682225869483564825185791348429"),
       "5592696578184163123771867858978", "10868586874593361463815954280"},
      {wide_pool("873437838183594394313", "11876306513518110169065134670749", 997, 1000,
                 "109749889448122573975168356978", "5643832652564210716377"),
       "22254919599849390409906", "11426501695999418172274836229758"},
      {wide_pool("7716192190449", "44702483685", 995'039, 1'000'000, "7",
                 "17435558688808655619999837405"),
       "346652699538565466412991", "44702483684"}};
  for (const auto& one : cases) {
    const auto found = best_arbitrage(one.pool);
    count.check(to_decimal(found.amount_in) == one.in && to_decimal(found.amount_out) == one.out &&
                    found.effort < 400,
                [&] { return text_of(one.pool) + ": effort " + std::to_string(found.effort); });
  }
}

uint<128> common_divisor_of(uint<128> a, uint<128> b) {
  while (!b.is_zero()) a = std::exchange(b, div_rem(a, b).remainder);
  return a;
}

// The search counts in the machine's 128 bits where its numbers fit them, and in words elsewhere.
// kept and scale, both times the same, are the same pool in wider numbers: it must gain the same.
class both_widths {
 public:
  void check(const constant_product& pool, const arbitrage& found) {
    const std::uint64_t times = most_scale / pool.scale;
    if (times == 1) return;
    constant_product wider = pool;
    wider.kept *= times;
    wider.scale *= times;
    const bool same = gains_the_same(wider, found);
    const auto text = [&] { return text_of(pool) + ", fee times " + std::to_string(times); };
    all_.check(same, text);
    const auto crosses = [](unsigned narrow, unsigned wide, unsigned least) {
      return narrow < least && wide >= least;
    };
    const unsigned worth = width_of_worth(pool);
    const unsigned wider_worth = width_of_worth(wider);
    if (crosses(worth, wider_worth, 128)) worth_beyond_128_.check(same, text);
    if (crosses(worth, wider_worth, 190)) worth_beyond_190_.check(same, text);
    if (crosses(width_of_input(pool), width_of_input(wider), 128)) {
      input_beyond_127_.check(same, text);
    }
  }

 private:
  static constexpr std::uint64_t most_scale = (std::uint64_t{1} << 20) - 1;
  case_count all_{"pools against themselves with kept and scale times up to 2^20"};
  case_count worth_beyond_128_{
      "of these, with worths of the reserves of 128 bits or more only then"};
  case_count worth_beyond_190_{
      "of these, with worths of the reserves of 190 bits or more only then"};
  case_count input_beyond_127_{
      "of these, with a reserve times scale of 128 bits or more only then"};

  static bool gains_the_same(const constant_product& pool, const arbitrage& found) {
    try {
      return best_arbitrage(pool).profit == found.profit;
    } catch (const std::range_error&) {
      return false;
    }
  }
  // Of the wider of k y p and x d q, the prices without what divides both.
  static unsigned width_of_worth(const constant_product& pool) {
    const auto common = common_divisor_of(pool.price_in, pool.price_out);
    const auto worth = [&](uint<128> reserve, std::uint64_t by, uint<128> price) {
      return bit_width(mul_wide(mul_wide(reserve, uint<64>{by}), div_down(price, common)));
    };
    return std::max(worth(pool.reserve_out, pool.kept, pool.price_out),
                    worth(pool.reserve_in, pool.scale, pool.price_in));
  }
  static unsigned width_of_input(const constant_product& pool) {
    return bit_width(mul_wide(pool.reserve_in, uint<64>{pool.scale}));
  }
};

TEST(best_arbitrage, looks_at_few_points_whatever_the_pool) {
  case_count count("efforts of arbitrages, reserves to 2^112, prices to 2^126, any fee");
  both_widths widths;
  gen::choices draw(11);
  constexpr std::uint64_t cases = 200'000;
  constexpr std::uint64_t most_effort = 600;
  for (std::uint64_t i = 0; i < cases; ++i) {
    constant_product pool;
    pool.reserve_in = log_uniform(draw, 1, 112);
    pool.reserve_out = log_uniform(draw, 1, 112);
    pool.price_in = log_uniform(draw, 1, 120);
    pool.scale = 1 + draw.below(1'000'000);
    pool.kept = draw.below(2) == 0 ? pool.scale : 1 + draw.below(pool.scale);
    const auto fair = div_down(mul_wide(pool.reserve_in, pool.price_in), pool.reserve_out);
    const auto more = 1000 + draw.below(std::uint64_t{1} << draw.below(24));
    const auto near = div_down(mul_wrapping(fair, uint<256>{more}), uint<64>{1000});
    const bool is_near = draw.below(4) != 0 && fits<126>(near) && !near.is_zero();
    pool.price_out = is_near ? truncate<128>(near) : log_uniform(draw, 1, 120);
    try {
      const auto found = best_arbitrage(pool);
      const auto by_lines = best_arbitrage(pool, 0);
      count.check(found.effort <= most_effort && by_lines.profit == found.profit, [&] {
        return text_of(pool) + ": effort " + std::to_string(found.effort) + ", by lines " +
               to_decimal(by_lines.profit) + ", by legs " + to_decimal(found.profit);
      });
      widths.check(pool, found);
    } catch (const std::range_error&) {
      continue;  // the trade would leave the pool's range
    }
  }
}

// Between the last input that the pool can take and the real optimum there is nothing to search:
// once the gains were taken one by one there, without end.
TEST(best_arbitrage, beyond_the_range_of_a_reserve_is_an_error) {
  constant_product pool =
      wide_pool("3475966175496734101808456048869088", "2614067462448361404060214989213", 997, 1000,
                "100000000", "297446896523");
  EXPECT_THROW(best_arbitrage(pool), std::range_error);
  pool.price_out = uint<128>{std::uint64_t{296'800'000'000}};
  const auto found = best_arbitrage(pool);
  EXPECT_TRUE(accepts(pool, found.amount_in, found.amount_out));
  EXPECT_LT(found.effort, 400U);
}

// The least t with low <= t step mod modulus <= high, against counting up.
TEST(first_in_range, is_what_counting_up_finds) {
  case_count count("first residues within a range, all moduli to 40");
  for (std::uint64_t modulus = 1; modulus <= 40; ++modulus) {
    for (std::uint64_t step = 0; step < modulus; ++step) {
      for (std::uint64_t low = 0; low < modulus; ++low) {
        for (std::uint64_t high = low; high < modulus; ++high) {
          const hit found =
              first_in_range(uint<128>{step}, uint<128>{modulus}, uint<128>{low}, uint<128>{high});
          std::uint64_t t = 0;
          while (t < modulus && !(low <= t * step % modulus && t * step % modulus <= high)) ++t;
          count.check(found.found == (t < modulus) && (!found.found || found.at == uint<128>{t}),
                      [&] { return std::to_string(step) + " mod " + std::to_string(modulus); });
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay::market
