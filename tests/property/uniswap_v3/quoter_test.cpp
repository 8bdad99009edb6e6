// Quotes that run in a pool and are taken back: the pool is what it was, to the byte, and they say
// what quotes of a copy say.
#include "assay/pool/uniswap_v3/quoter.hpp"

#include <gtest/gtest.h>

#include "assay/campaign/uniswap_v3.hpp"
#include "support/case_count.hpp"

namespace assay::uniswap_v3 {
namespace {

using format = protocol::format;
using word = format::word;
using v3 = campaign::uniswap_v3::world;
using quotes = quoter<format>;

bool are_same(const result<quote_result<format>>& a, const result<quote_result<format>>& b) {
  if (!a.ok() || !b.ok()) return !a.ok() && !b.ok() && a.why().to_string() == b.why().to_string();
  return a.value().amount == b.value().amount &&
         a.value().sqrt_price_x96_after == b.value().sqrt_price_x96_after &&
         a.value().initialized_ticks_crossed == b.value().initialized_ticks_crossed;
}

TEST(quoter, leaves_the_pool_as_it_was) {
  test::case_count count("quotes taken back, against quotes of a copy");
  const auto engine = v3::make_engine();
  const auto setup = v3::make_setup(v3::mode::pool);
  engine->begin(setup);
  v3::generator from(v3::mode::pool, setup);
  gen::choices draw(std::uint64_t{11});
  std::uint64_t crossing = 0;
  const format::price no_limit{};
  for (int i = 0; i < 3000; ++i) {
    engine->apply(from.next(draw, engine->state()));
    const protocol::state& pool = engine->state();
    if (!pool.pool.unlocked) continue;
    protocol::state quoted = pool;
    for (const unsigned bits : {10U, 60U, 110U}) {
      const word amount = word::one() << bits;
      for (const bool zero_for_one : {true, false}) {
        const auto in = quotes::exact_input_in(quoted, zero_for_one, amount, no_limit);
        const auto out = quotes::exact_output_in(quoted, zero_for_one, amount, no_limit);
        crossing += in.ok() && in.value().initialized_ticks_crossed > 0 ? 1U : 0U;
        count.check(are_same(in, quotes::exact_input(pool, zero_for_one, amount, no_limit)) &&
                        are_same(out, quotes::exact_output(pool, zero_for_one, amount, no_limit)) &&
                        v3::same_state(quoted, pool),
                    [&] { return "after operation " + std::to_string(i); });
      }
    }
  }
  EXPECT_GT(crossing, 1000U);  // where there is more to take back than a price
}

}  // namespace
}  // namespace assay::uniswap_v3
