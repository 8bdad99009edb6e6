// The generators of Uniswap V3: the uniform profile draws as it says.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "assay/campaign/uniswap_v3.hpp"
#include "support/case_count.hpp"

namespace assay::campaign::uniswap_v3 {
namespace {

using assay::gen::choices;
using signed_word = sint<format::word_bits>;

constexpr gen::mode only_mode = gen::mode::pool;

// Amounts above 0 and below 2^64, by operation: as good as never where any up to 2^100 is as
// likely.
struct small_amounts {
  std::map<std::string_view, std::uint64_t> drawn{};

  template <class Amount>
  void note(std::string_view what, const Amount& amount) {
    if (!amount.is_zero() && bit_width(amount) <= 64) ++drawn[what];
  }
  void operator()(const engine::mint<format>& x) { note("mint", x.amount); }
  void operator()(const engine::swap<format>& x) {
    const signed_word& amount = x.amount_specified;
    note("swap", (amount.is_negative() ? neg_wrapping(amount) : amount).to_bits());
  }
  void operator()(const engine::collect<format>& x) { note("collect", x.amount0_requested); }
  void operator()(const engine::collect_protocol<format>& x) {
    note("collectProtocol", x.amount1_requested);
  }
  template <class Other>
  void operator()(const Other&) {}
};

// Nearly each kind of operation, at times that differ by up to an hour, and no small numbers.
TEST(v3_generators, draw_uniformly_when_told_to) {
  test::case_count count("operations drawn by both profiles");
  judge by(gen::make_setup(only_mode), only_mode, engine::make_engine(),
           {.model = false, .invariants = invariant::uniswap_v3::select("none")});
  std::map<gen::profile, small_amounts> small;
  std::map<gen::profile, std::uint64_t> long_waits;
  for (const auto how : {gen::profile::boundary, gen::profile::uniform}) {
    gen::generator generator(only_mode, by.setup(), how);
    std::set<std::size_t> kinds;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      choices draw(seed);
      sequence drawn;
      run_sequence(by, generator, draw, 100, &drawn, [&] {
        kinds.insert(generator.last());
        std::visit(small[how], drawn.operations.back().call);
      });
      for (std::size_t i = 1; i < drawn.operations.size(); ++i) {
        const bool waits = drawn.operations[i].time >= drawn.operations[i - 1].time + 3600;
        if (waits) ++long_waits[how];
      }
      count.check(drawn.operations.size() == 100, [] { return std::string("a short sequence"); });
    }
    EXPECT_GT(kinds.size(), 20U);
  }
  for (const char* kind : {"mint", "swap", "collect", "collectProtocol"}) {
    EXPECT_GT(small[gen::profile::boundary].drawn[kind], 20U) << kind;
    EXPECT_EQ(small[gen::profile::uniform].drawn[kind], 0U) << kind;
  }
  EXPECT_GT(long_waits[gen::profile::boundary], 100U);
  EXPECT_EQ(long_waits[gen::profile::uniform], 0U);
}

}  // namespace
}  // namespace assay::campaign::uniswap_v3
