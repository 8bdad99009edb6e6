// Every mint, burn, protocol fee and oracle update of small worlds, against their definitions in
// plain integers: the answer fits, and one more would not.
#include <gtest/gtest.h>

#include <array>

#include "support/case_count.hpp"
#include "world.hpp"

namespace assay::uniswap_v2::world {
namespace {

// Shares of a mint, and that burning them at once never pays more than was put in.
TEST(all_mints, five_bit_reserves) {
  using s = steps<roomy<6>>;
  using word = s::word;
  test::case_count count("mint and burn again, 5-bit reserves, amounts and supply");
  for (std::uint64_t r0 = 1; r0 < 32; ++r0) {
    for (std::uint64_t r1 = 1; r1 < 32 && !count.failed(); ++r1) {
      for (std::uint64_t supply = 1; supply < 32; ++supply) {
        for (std::uint64_t a0 = 0; a0 < 32; ++a0) {
          for (std::uint64_t a1 = 0; a1 < 32; ++a1) {
            const auto got =
                s::proportional_liquidity(word{a0}, word{a1}, word{supply}, word{r0}, word{r1});
            const std::uint64_t l = got.ok() ? plain(got.value()) : 0;
            const auto fits = [&](std::uint64_t shares) {
              return shares * r0 <= a0 * supply && shares * r1 <= a1 * supply;
            };
            bool right = got.ok() && fits(l) && !fits(l + 1);
            if (l > 0) {
              const word after{supply + l};
              const auto back0 = s::burn_amount(word{l}, word{r0 + a0}, after);
              const auto back1 = s::burn_amount(word{l}, word{r1 + a1}, after);
              right = right && back0.ok() && back1.ok() && plain(back0.value()) <= a0 &&
                      plain(back1.value()) <= a1;
            }
            count.check(right, [&] { return text({r0, r1, supply, a0, a1, l}); });
          }
        }
      }
    }
  }
  count.record_for("uniswap-v2.mintLiquidity", evidence::kind::exhaustive);
  count.record_for("V2-TRIP-2", evidence::kind::exhaustive);
}

TEST(all_mints, first_of_eleven_bits) {
  using s = steps<roomy<11>>;
  using word = s::word;
  constexpr std::uint64_t minimum = 7;
  test::case_count count("first mint, 11-bit amounts, minimum liquidity 7");
  for (std::uint64_t a0 = 0; a0 < 2048; ++a0) {
    for (std::uint64_t a1 = 0; a1 < 2048; ++a1) {
      const auto got = s::initial_liquidity(word{a0}, word{a1}, word{minimum});
      const std::uint64_t k = a0 * a1;
      bool right = false;
      if (k < minimum * minimum) {
        right = !got.ok() && got.why().is("ds-math-sub-underflow");
      } else if (got.ok()) {
        const std::uint64_t root = plain(got.value()) + minimum;
        right = root * root <= k && k < (root + 1) * (root + 1);
      }
      count.check(right, [&] { return text({a0, a1}); });
    }
  }
  count.record_for("uniswap-v2.mintLiquidity", evidence::kind::exhaustive);
}

TEST(all_burns, eight_bits) {
  using s = steps<roomy<8>>;
  using word = s::word;
  test::case_count count("burn, 8-bit liquidity, balance and supply");
  for (std::uint64_t supply = 0; supply < 256; ++supply) {
    for (std::uint64_t l = 0; l < 256; ++l) {
      for (std::uint64_t balance = 0; balance < 256; ++balance) {
        const auto got = s::burn_amount(word{l}, word{balance}, word{supply});
        bool right = false;
        if (supply == 0) {
          right = !got.ok() && got.why().is("INVALID");
        } else if (got.ok()) {
          const std::uint64_t paid = plain(got.value());
          right = paid * supply <= l * balance && l * balance < (paid + 1) * supply;
        }
        count.check(right, [&] { return text({l, balance, supply}); });
      }
    }
  }
  count.record_for("uniswap-v2.burnAmounts", evidence::kind::exhaustive);
}

std::uint64_t root_of(std::uint64_t k) {
  std::uint64_t root = 0;
  while ((root + 1) * (root + 1) <= k) ++root;
  return root;
}

// The protocol's liquidity is the largest that leaves it within its share of the growth:
// l * (b * root + c * rootLast) <= a * supply * (root - rootLast).
void all_fees(const protocol_share& share) {
  using s = steps<roomy<7>>;
  using word = s::word;
  const share_weights<word> weights{word{share.a}, word{share.b}, word{share.c}};
  std::array<std::uint64_t, 1024> roots{};
  for (std::uint64_t k = 0; k < roots.size(); ++k) roots[k] = root_of(k);
  test::case_count count("protocol fee, 5-bit reserves, every kLast, 4-bit supply, share " +
                         text({share.a, share.b, share.c}));
  for (std::uint64_t r0 = 0; r0 < 32; ++r0) {
    for (std::uint64_t r1 = 0; r1 < 32 && !count.failed(); ++r1) {
      const std::uint64_t root = roots[r0 * r1];
      for (std::uint64_t k_last = 1; k_last < roots.size(); ++k_last) {
        const std::uint64_t last = roots[k_last];
        for (std::uint64_t supply = 1; supply < 16; ++supply) {
          const auto got =
              s::protocol_fee_liquidity(word{supply}, word{r0}, word{r1}, word{k_last}, weights);
          const std::uint64_t l = got.ok() ? plain(got.value()) : 0;
          const auto fits = [&](std::uint64_t shares) {
            return root > last &&
                   shares * (share.b * root + share.c * last) <= share.a * supply * (root - last);
          };
          const bool right = got.ok() && (root > last ? fits(l) && !fits(l + 1) : l == 0);
          count.check(right, [&] { return text({r0, r1, k_last, supply, l}); });
        }
      }
    }
  }
  count.record_for("uniswap-v2.protocolFeeLiquidity", evidence::kind::exhaustive);
  count.record_for("V2-FEE-1", evidence::kind::exhaustive);
}

TEST(all_protocol_fees, a_sixth) { all_fees({1, 5, 1}); }
TEST(all_protocol_fees, eight_of_twenty_five) { all_fees({8, 17, 8}); }

// The oracle: price floored, times seconds, modulo the word.
TEST(all_oracle_updates, six_bit_reserves_four_bit_seconds) {
  using s = steps<format<12, 6, 4>>;
  using word = s::word;
  test::case_count count("price accumulators, 6-bit reserves, 4-bit seconds, 12-bit words");
  for (std::uint64_t r0 = 1; r0 < 64; ++r0) {
    for (std::uint64_t r1 = 1; r1 < 64; ++r1) {
      std::uint64_t price0 = 0;  // the largest p with p * r0 <= r1 * 2^6
      while ((price0 + 1) * r0 <= r1 * 64) ++price0;
      for (std::uint32_t seconds = 0; seconds < 16; ++seconds) {
        for (const std::uint64_t before : {0U, 1U, 2047U, 4000U, 4095U}) {
          const std::uint64_t expected = (before + price0 * seconds) % 4096;
          const word got0 = s::price0_cumulative_after(word{before}, word{r0}, word{r1}, seconds);
          const word got1 = s::price1_cumulative_after(word{before}, word{r1}, word{r0}, seconds);
          count.check(plain(got0) == expected && got0 == got1,
                      [&] { return text({r0, r1, seconds, before}); });
        }
      }
    }
  }
  count.record_for("uniswap-v2.priceCumulativeIncrement", evidence::kind::exhaustive);
  count.record_for("V2-TWAP-1", evidence::kind::exhaustive);
}

// The clock of the pair wraps; time that has passed does not care.
TEST(all_elapsed_times, eight_bit_clock) {
  using s = steps<format<24, 8, 8>>;
  test::case_count count("elapsed seconds on an 8-bit clock, over five turns of it");
  for (std::uint64_t last = 0; last < 512; ++last) {
    for (std::uint64_t passed = 0; passed < 768; ++passed) {
      const std::uint32_t got = s::elapsed(s::timestamp(last + passed), s::timestamp(last));
      count.check(got == passed % 256, [&] { return text({last, passed, got}); });
    }
  }
  count.record_for("V2-TIME-1", evidence::kind::exhaustive);
}

}  // namespace
}  // namespace assay::uniswap_v2::world
