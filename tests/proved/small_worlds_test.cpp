// Small worlds, every input: the templates that ship against the definitions of the proofs, which
// assay-proved runs through in the same order (spec/extraction/enumerate.ml). Number by number, so
// equal on every input, not on a sample.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "assay/math/mul_div.hpp"
#include "assay/math/sqrt.hpp"
#include "assay/math/swap_math.hpp"
#include "assay/pool/uniswap_v2/library.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/proved/oracle.hpp"
#include "support/case_count.hpp"

namespace assay {
namespace {

constexpr std::uint64_t no_reason = 65535;

// The numbers that the program prints for a world, two bytes each.
class definitions {
 public:
  explicit definitions(const std::string& world)
      : output_(popen(("'" + proved::program_path() + "' enumerate " + world).c_str(), "r")) {}
  definitions(const definitions&) = delete;
  definitions& operator=(const definitions&) = delete;
  ~definitions() {
    EXPECT_TRUE(std::getc(output_) == EOF) << "the definitions have more to say";
    EXPECT_EQ(pclose(output_), 0);
  }

  std::uint64_t next() {
    const int low = std::getc(output_);
    const int high = std::getc(output_);
    if (high == EOF) {
      ended_ = true;
      return 0;
    }
    return static_cast<std::uint64_t>(low) | static_cast<std::uint64_t>(high) << 8;
  }
  // True when every number of `answer` comes next.
  template <std::size_t Size>
  bool say(const std::array<std::uint64_t, Size>& answer, std::size_t count = Size) {
    bool same = true;
    for (std::size_t i = 0; i < count; ++i) same = next() == answer[i] && same;
    return same && !ended_;
  }

 private:
  std::FILE* output_;
  bool ended_ = false;
};

std::string text(std::initializer_list<std::int64_t> numbers) {
  std::string out = "at";
  for (const std::int64_t number : numbers) out += " " + std::to_string(number);
  return out;
}

template <class Optional>
std::uint64_t or_none(const Optional& value) {
  return value ? to_u64_truncating(*value) : no_reason;
}

template <unsigned Width>
void all_triples() {
  using word = uint<Width>;
  test::case_count count("mulDiv, mulDivRoundingUp: definitions and templates, all words of " +
                         std::to_string(Width) + " bits");
  for (const char* name : {"uniswap-v3.mulDiv", "uniswap-v3.mulDivRoundingUp"}) {
    count.record_for(name, evidence::kind::exhaustive);
  }
  definitions proved("mul_div_" + std::to_string(Width));
  constexpr std::uint64_t limit = std::uint64_t{1} << Width;
  for (std::uint64_t a = 0; a < limit; ++a) {
    for (std::uint64_t b = 0; b < limit && !count.failed(); ++b) {
      for (std::uint64_t d = 0; d < limit; ++d) {
        const std::array<std::uint64_t, 2> got = {or_none(mul_div_down(word{a}, word{b}, word{d})),
                                                  or_none(mul_div_up(word{a}, word{b}, word{d}))};
        const bool remco = or_none(mul_div_remco(word{a}, word{b}, word{d})) == got[0];
        count.check(proved.say(got) && remco, [&] { return text({static_cast<std::int64_t>(a)}); });
      }
    }
  }
}

TEST(proved_small_worlds, mul_div_of_4_bits) { all_triples<4>(); }
TEST(proved_small_worlds, mul_div_of_5_bits) { all_triples<5>(); }
TEST(proved_small_worlds, mul_div_of_6_bits) { all_triples<6>(); }

TEST(proved_small_worlds, square_roots_of_12_bits) {
  test::case_count count("square root: definition and templates, all words of 12 bits");
  definitions proved("square_roots");
  for (std::uint64_t y = 0; y < 4096; ++y) {
    const std::array<std::uint64_t, 1> got = {to_u64_truncating(sqrt_babylonian(uint<12>{y}))};
    const bool fast = to_u64_truncating(sqrt_floor(uint<12>{y})) == got[0];
    count.check(proved.say(got) && fast, [&] { return text({static_cast<std::int64_t>(y)}); });
  }
}

TEST(proved_small_worlds, prices_of_6_bits) {
  using word = uint<32>;
  constexpr uniswap_v2::swap_fee quarter{1, 4};
  test::case_count count("getAmountOut, getAmountIn: definitions and templates, 6 bits, fee 1/4");
  for (const char* name : {"uniswap-v2.getAmountOut", "uniswap-v2.getAmountIn"}) {
    count.record_for(name, evidence::kind::exhaustive);
  }
  definitions proved("prices");
  for (std::uint64_t in = 1; in < 64; ++in) {
    for (std::uint64_t out = 1; out < 64 && !count.failed(); ++out) {
      for (std::uint64_t amount = 1; amount < 64; ++amount) {
        const auto bought = uniswap_v2::get_amount_out(word{amount}, word{in}, word{out}, quarter);
        const auto paid = uniswap_v2::get_amount_in(word{amount}, word{in}, word{out}, quarter);
        const bool can_buy = amount < out;
        const std::array<std::uint64_t, 2> got = {
            bought.ok() ? to_u64_truncating(bought.value()) : no_reason,
            paid.ok() ? to_u64_truncating(paid.value()) : no_reason};
        count.check(proved.say(got, can_buy ? 2 : 1) && paid.ok() == can_buy,
                    [&] { return text({static_cast<std::int64_t>(in)}); });
      }
    }
  }
}

// 4-bit prices with 3 bits of fraction, 4-bit liquidity, 8-bit words, fees out of 8.
using step_format = price_format<8, 4, 3, 4, 3, 8>;

std::array<std::uint64_t, 4> step_of(std::uint64_t price, std::uint64_t target,
                                     std::uint64_t liquidity, std::int64_t amount,
                                     std::uint64_t fee) {
  using word = step_format::word;
  const bool exact_in = amount >= 0;
  const auto size = static_cast<std::uint64_t>(exact_in ? amount : -amount);
  const auto step = swap_math<step_format>::compute_swap_step(
      step_format::price{price}, step_format::price{target}, step_format::liquidity{liquidity},
      {word{size}, exact_in}, fee);
  if (!step.ok()) return {no_reason};
  const auto& found = step.value();
  return {to_u64_truncating(found.next_price), to_u64_truncating(found.amount_in),
          to_u64_truncating(found.amount_out), to_u64_truncating(found.fee)};
}

TEST(proved_small_worlds, swap_steps_of_4_bit_prices) {
  test::case_count count("computeSwapStep: definition and template, 4-bit prices, 8-bit words");
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::exhaustive);
  definitions proved("swap_steps");
  for (std::uint64_t price = 1; price < 16; ++price) {
    for (std::uint64_t target = 1; target < 16 && !count.failed(); ++target) {
      for (std::uint64_t liquidity = 0; liquidity < 16; ++liquidity) {
        for (std::int64_t amount = -31; amount < 32; ++amount) {
          for (std::uint64_t fee = 0; fee < 5; ++fee) {
            const auto got = step_of(price, target, liquidity, amount, fee);
            count.check(proved.say(got, got[0] == no_reason ? 1 : 4), [&] {
              return text({static_cast<std::int64_t>(price), static_cast<std::int64_t>(target),
                           static_cast<std::int64_t>(liquidity), amount});
            });
          }
        }
      }
    }
  }
}

// What the two next prices and the two amounts are, reverts included.
using step_math = sqrt_price_math<step_format>;

template <class Result>
std::uint64_t or_none_of(const Result& found) {
  return found.ok() ? to_u64_truncating(found.value()) : no_reason;
}

TEST(proved_small_worlds, prices_and_amounts_on_8_bit_words) {
  using price_type = step_format::price;
  test::case_count count("SqrtPriceMath: definitions and templates, all words of 8 bits");
  for (const char* name : {"uniswap-v3.getNextSqrtPriceFromAmount0RoundingUp",
                           "uniswap-v3.getNextSqrtPriceFromAmount1RoundingDown",
                           "uniswap-v3.getAmount0Delta", "uniswap-v3.getAmount1Delta"}) {
    count.record_for(name, evidence::kind::exhaustive);
  }
  definitions proved("prices_on_words");
  const auto say = [&](std::uint64_t price, std::uint64_t liquidity, const auto& first,
                       const auto& second) {
    const std::array<std::uint64_t, 2> got = {or_none_of(first), or_none_of(second)};
    count.check(proved.say(got), [&] {
      return text({static_cast<std::int64_t>(price), static_cast<std::int64_t>(liquidity)});
    });
  };
  for (std::uint64_t price = 0; price < 16; ++price) {
    for (std::uint64_t size = 0; size < 16 && !count.failed(); ++size) {
      const step_format::liquidity liquidity{size};
      for (std::uint64_t amount = 0; amount < 256; ++amount) {
        const step_format::word value{amount};
        for (const bool add : {false, true}) {
          say(price, size,
              step_math::next_price_from_amount0_up(price_type{price}, liquidity, value, add),
              step_math::next_price_from_amount1_down(price_type{price}, liquidity, value, add));
        }
      }
      for (std::uint64_t other = 0; other < 16; ++other) {
        for (const rounding way : {rounding::down, rounding::up}) {
          say(price, size,
              step_math::amount0_delta(price_type{price}, price_type{other}, liquidity, way),
              step_math::amount1_delta(price_type{price}, price_type{other}, liquidity, way));
        }
      }
    }
  }
}

TEST(proved_small_worlds, swap_steps_on_8_bit_words) {
  test::case_count count("computeSwapStep on words: definition and template, all 8-bit amounts");
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::exhaustive);
  definitions proved("steps_on_words");
  for (std::uint64_t price = 0; price < 16; ++price) {
    for (std::uint64_t target = 0; target < 16 && !count.failed(); ++target) {
      for (const std::uint64_t liquidity : {0U, 1U, 7U, 15U}) {
        for (std::int64_t amount = -128; amount < 128; ++amount) {
          for (const std::uint64_t fee : {0U, 3U}) {
            const auto got = step_of(price, target, liquidity, amount, fee);
            count.check(proved.say(got, got[0] == no_reason ? 1 : 4), [&] {
              return text({static_cast<std::int64_t>(price), static_cast<std::int64_t>(target),
                           static_cast<std::int64_t>(liquidity), amount});
            });
          }
        }
      }
    }
  }
}

// ---- the pair: 12-bit words, 4-bit reserves, a fee of 1/4, 2 LP tokens locked

using pair_format = uniswap_v2::format<12, 4, 8>;
using pair_word = pair_format::word;
using pair_pool = uniswap_v2::pool<pair_format>;

uniswap_v2::setup pair_setup() {
  uniswap_v2::parameters rules;
  rules.fee_numerator = 1;
  rules.fee_denominator = 4;
  rules.k_scale = 16;
  rules.minimum_liquidity = 2;
  uniswap_v2::setup setup;
  setup.actors = 1;
  setup.rules = {rules};
  return setup;
}

struct pair_numbers {
  std::uint64_t reserve0, reserve1, extra0, extra1, supply, of_pair, k_last;
  bool fee_on;
};

pair_pool::state_type state_of(const pair_pool& pool, const pair_numbers& x) {
  pair_pool::state_type state = pool.state();
  state.pair.reserve0 = pair_word{x.reserve0};
  state.pair.reserve1 = pair_word{x.reserve1};
  state.pair.total_supply = pair_word{x.supply};
  state.pair.k_last = pair_word{x.k_last};
  state.pair.fee_to = x.fee_on ? account::actor(0) : account::zero();
  state.lp[account::zero().index] = pair_word{2U};
  state.lp[account::pool().index] = pair_word{x.of_pair};
  state.lp[account::actor(0).index] = pair_word{x.supply - x.of_pair - 2};
  state.tokens[0].balances[account::pool().index] = pair_word{x.reserve0 + x.extra0};
  state.tokens[1].balances[account::pool().index] = pair_word{x.reserve1 + x.extra1};
  return state;
}

// As enumerate.ml numbers the machine's reasons.
std::uint64_t reason_number(const revert& why) {
  constexpr std::array<std::string_view, 7> after_arithmetic = {"OVERFLOW",
                                                                "INSUFFICIENT_LIQUIDITY",
                                                                "INSUFFICIENT_OUTPUT_AMOUNT",
                                                                "INSUFFICIENT_INPUT_AMOUNT",
                                                                "INSUFFICIENT_LIQUIDITY_MINTED",
                                                                "INSUFFICIENT_LIQUIDITY_BURNED",
                                                                "K"};
  if (why.kind == revert_kind::invalid || why.text.starts_with("ds-math-")) return 1;
  for (std::size_t i = 0; i < after_arithmetic.size(); ++i) {
    if (why.text == after_arithmetic[i]) return i + 2;
  }
  return no_reason;
}

// One operation from a state: equal in outcome, reason and every number of the machine's state.
bool agrees(definitions& proved, pair_pool& pool, const pair_pool::state_type& from,
            const uniswap_v2::call<pair_word>& call) {
  pool.set_state(from, 0);
  const auto& receipt = pool.apply({account::actor(0), 0, call});
  if (!receipt.ok()) {
    return proved.say(std::array<std::uint64_t, 1>{reason_number(*receipt.reverted)});
  }
  const auto& now = pool.state();
  const auto number = [](const pair_word& value) { return to_u64_truncating(value); };
  return proved.say(std::array<std::uint64_t, 8>{
      0, number(now.pair.reserve0), number(now.pair.reserve1),
      number(now.tokens[0].balances[account::pool().index]),
      number(now.tokens[1].balances[account::pool().index]), number(now.pair.total_supply),
      number(now.lp[account::pool().index]), number(now.pair.k_last)});
}

std::string show(const pair_numbers& x) {
  std::string out = "reserves, extra, supply, held, kLast:";
  for (const std::uint64_t number :
       {x.reserve0, x.reserve1, x.extra0, x.extra1, x.supply, x.of_pair, x.k_last}) {
    out += " " + std::to_string(number);
  }
  return out + (x.fee_on ? ", fee on" : "");
}

TEST(proved_small_worlds, swaps_of_4_bit_reserves) {
  test::case_count count("swap: definition and template, 4-bit reserves, 12-bit words");
  count.record_for("uniswap-v2.swap", evidence::kind::exhaustive);
  definitions proved("swaps");
  pair_pool pool(pair_setup());
  pair_numbers x{0, 0, 0, 0, 3, 0, 0, false};
  for (x.reserve0 = 1; x.reserve0 < 16; ++x.reserve0) {
    for (x.reserve1 = 1; x.reserve1 < 16 && !count.failed(); ++x.reserve1) {
      for (x.extra0 = 0; x.extra0 < 4; ++x.extra0) {
        for (x.extra1 = 0; x.extra1 < 4; ++x.extra1) {
          const auto from = state_of(pool, x);
          for (std::uint64_t out = 0; out < 256; ++out) {
            uniswap_v2::swap<pair_word> call;
            call.out0 = pair_word{out / 16};
            call.out1 = pair_word{out % 16};
            call.to = account::actor(0);
            count.check(agrees(proved, pool, from, call), [&] { return show(x); });
          }
        }
      }
    }
  }
}

TEST(proved_small_worlds, mints_and_burns_of_3_bit_reserves) {
  test::case_count count("mint, burn: definitions and templates, 3-bit reserves, protocol fee");
  for (const char* name : {"uniswap-v2.mint", "uniswap-v2.burn"}) {
    count.record_for(name, evidence::kind::exhaustive);
  }
  definitions proved("liquidity");
  pair_pool pool(pair_setup());
  const uniswap_v2::mint<pair_word> mint{{}, {}, account::actor(0)};
  const uniswap_v2::burn<pair_word> burn{{}, account::actor(0)};
  pair_numbers x{};
  for (x.reserve0 = 1; x.reserve0 < 8; ++x.reserve0) {
    for (x.reserve1 = 1; x.reserve1 < 8 && !count.failed(); ++x.reserve1) {
      for (x.supply = 3; x.supply < 10; ++x.supply) {
        for (std::uint64_t extra = 0; extra < 16; ++extra) {
          x.extra0 = extra / 4;
          x.extra1 = extra % 4;
          for (const std::uint64_t k_last : {0U, 1U, 4U, 9U}) {
            x.k_last = k_last;
            for (const bool fee_on : {false, true}) {
              x.fee_on = fee_on;
              x.of_pair = 0;
              const bool mints = agrees(proved, pool, state_of(pool, x), mint);
              x.of_pair = x.supply - 2;
              const bool burns = agrees(proved, pool, state_of(pool, x), burn);
              count.check(mints && burns, [&] { return show(x); });
            }
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace assay
