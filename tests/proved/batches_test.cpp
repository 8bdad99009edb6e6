// Generated cases in batches: the engine first, then the definitions of the proofs on the same
// questions, many at a time over one pipe. Every answer is compared; the speed is printed.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <functional>
#include <map>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/proved/oracle.hpp"
#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/word/format.hpp"
#include "support/case_count.hpp"
#include "uniswap_v2_request.hpp"

namespace assay::proved {
namespace {

using gen::choices;
using word = uint<256>;

constexpr std::size_t batch_size = 2000;

// What the engine answered: nothing for a revert, whose reason is compared by the subject's tests.
struct expectation {
  std::optional<std::vector<word>> values{};
  bool may_be_outside = false;
};

// Questions that wait, and what the engine says to them.
class batches {
 public:
  explicit batches(test::case_count& count) : count_(count) {}
  ~batches() {
    std::cout << count_per_second() << " answers a second, " << outside_ << " outside\n";
  }
  batches(const batches&) = delete;
  batches& operator=(const batches&) = delete;

  void add(std::string_view question, expectation expected) {
    questions_.append(question).push_back('\n');
    expected_.push_back(std::move(expected));
    if (expected_.size() == batch_size) settle();
  }

  void settle() {
    const auto start = std::chrono::steady_clock::now();
    oracle_.send(questions_);
    for (const expectation& expected : expected_) judge(expected, oracle_.receive());
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    answered_ += expected_.size();
    questions_.clear();
    expected_.clear();
  }

 private:
  void judge(const expectation& expected, const oracle_answer& found) {
    if (found.what == verdict::outside) {
      ++outside_;
      EXPECT_TRUE(expected.may_be_outside);
      return;
    }
    const bool same = expected.values.has_value()
                          ? found.what == verdict::value && starts_alike(*expected.values, found)
                          : found.what == verdict::none;
    count_.check(same, [&] { return "answer " + std::to_string(answered_) + " differs"; });
  }
  static bool starts_alike(const std::vector<word>& expected, const oracle_answer& found) {
    return found.values.size() >= expected.size() &&
           std::equal(expected.begin(), expected.end(), found.values.begin());
  }
  [[nodiscard]] std::uint64_t count_per_second() const {
    return seconds_ > 0 ? static_cast<std::uint64_t>(static_cast<double>(answered_) / seconds_) : 0;
  }

  test::case_count& count_;
  oracle oracle_{};
  std::string questions_{};
  std::vector<expectation> expected_{};
  std::uint64_t answered_ = 0;
  std::uint64_t outside_ = 0;
  double seconds_ = 0;
};

// The machine's state, as it answers, from the engine's: all but the shares of others and the fee.
expectation state_after(const uniswap_v2::protocol::receipt& receipt,
                        const uniswap_v2::protocol::state& state) {
  if (!receipt.ok()) return {};
  const std::size_t self = account::pool().index;
  return {{{state.pair.reserve0, state.pair.reserve1, state.tokens[0].balances[self],
            state.tokens[1].balances[self], state.pair.total_supply, state.lp[self],
            state.lp[account::zero().index]}},
          false};
}

TEST(proved_batches, pair_under_generated_sequences) {
  constexpr std::uint64_t operations = 100'000;
  constexpr std::uint64_t sequence = 64;
  test::case_count count("generated operations of the pair on the definitions of the proofs");
  const auto setup = gen::uniswap_v2::make_setup(gen::uniswap_v2::mode::pair);
  gen::uniswap_v2::generator generator(gen::uniswap_v2::mode::pair, setup);
  choices draw(20261129);
  const auto engine = uniswap_v2::make_engine();
  engine->begin(setup);
  batches all(count);
  std::string line;
  bool lost = false;
  std::uint64_t asked = 0;
  std::map<std::string_view, std::array<std::uint64_t, 2>> outcomes{};  // success, then revert
  for (std::uint64_t step = 0; asked < operations; ++step) {
    if (step % sequence == 0 || lost) generator.restart();
    const auto operation = generator.next(draw, engine->state());
    if (const auto* creation = std::get_if<uniswap_v2::create_pool<word>>(&operation.call)) {
      lost = false;
      all.add(creation_line(setup.rules[creation->rules]),
              state_after(engine->apply(operation), engine->state()));
      continue;
    }
    const standing what = plan(setup.rules[0], engine->state(), operation, line);
    const auto& receipt = engine->apply(operation);
    lost = what == standing::beyond && receipt.ok();
    if (what != standing::asked) continue;
    all.add(line, state_after(receipt, engine->state()));
    ++outcomes[operation.name()][receipt.ok() ? 0 : 1];
    ++asked;
  }
  all.settle();
  for (const std::string name : {"mint", "burn", "swap"}) {
    const auto& [succeeded, reverted] = outcomes[name];
    std::cout << name << ": " << succeeded << " succeed, " << reverted << " revert\n";
    EXPECT_GT(succeeded, 0U) << name;
    EXPECT_GT(reverted, 0U) << name;
    count.record_for("uniswap-v2." + name, evidence::kind::differential, succeeded + reverted);
  }
}

// ---- limbs of the engine's words

// Limbs at the ends of their range make the rare branches of a division common.
template <unsigned Bits>
uint<Bits> draw_limbs(choices& draw, std::size_t count) {
  detail::limbs<Bits / 64> limbs{};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t ends[] = {0, 1, ~std::uint64_t{0}, std::uint64_t{1} << 63,
                                  ~std::uint64_t{1}};
    limbs[i] = draw.chance(1, 3) ? draw.number(8) : draw.one_of(ends);
  }
  return uint<Bits>::from_limbs(limbs);
}

TEST(proved_batches, limb_products) {
  constexpr std::uint64_t cases = 40'000;
  test::case_count count("generated products of words on the limbs of the proofs");
  choices draw(6);
  batches all(count);
  for (std::uint64_t i = 0; i < cases; ++i) {
    const word a = draw_limbs<256>(draw, 4);
    const word b = draw_limbs<256>(draw, 4);
    std::string line = "limb_product";
    append_number(line, a);
    append_number(line, b);
    all.add(line + " 4", {{{mul_wrapping(a, b)}}, false});
  }
  all.settle();
}

TEST(proved_batches, limb_divisions) {
  constexpr std::uint64_t cases = 40'000;
  test::case_count count("generated divisions of words on the limbs of the proofs");
  choices draw(7);
  batches all(count);
  for (std::uint64_t i = 0; i < cases; ++i) {
    const word divisor = draw_limbs<256>(draw, 1 + draw.below(4));
    if (divisor.is_zero()) continue;
    uint<512> dividend = draw_limbs<512>(draw, 8);
    if (draw.chance(1, 2)) {  // next to a multiple of the divisor
      const word factor = draw_limbs<256>(draw, 4);
      dividend = sub_wrapping(mul_wide(divisor, factor), uint<512>{draw.below(2)});
    }
    const auto quotient = div_rem(dividend, widen<512>(divisor));
    if (!(quotient.quotient < uint<512>::power_of_two(256))) {
      dividend = dividend >> 256;
    }
    const auto exact = div_rem(dividend, divisor);
    if (dividend < uint<512>::power_of_two(192)) continue;
    std::string line = "limb_division " + to_hex(dividend) + " " + to_hex(divisor);
    all.add(line, {{{truncate<256>(exact.quotient), exact.remainder}}, false});
  }
  all.settle();
}

// What constant evaluation makes of the same source: the ways without a division instruction.
struct reciprocal_case {
  std::uint64_t d1 = 0;
  std::uint64_t d0 = 0;
  std::uint64_t portable = 0;
};
template <std::size_t Count>
constexpr std::array<reciprocal_case, Count> portable_reciprocals() {
  constexpr std::uint64_t top = std::uint64_t{1} << 63;
  std::array<reciprocal_case, Count> cases{};
  std::uint64_t state = 1;
  const auto next = [&state] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return state ^ (state >> 29);
  };
  for (reciprocal_case& one : cases) {
    const std::uint64_t near = next() % 8;
    one.d1 = (next() % 3 == 0 ? ~near : next() % 3 == 0 ? near : next()) | top;
    one.d0 = next() % 3 == 0 ? near : next() % 3 == 0 ? ~near : next();
    one.portable = detail::reciprocal(one.d1, one.d0);
  }
  return cases;
}

TEST(proved_batches, limb_reciprocals) {
  test::case_count count("reciprocals of limbs, three ways each, on the definitions of the proofs");
  batches all(count);
  const auto ask = [&all](std::uint64_t d1, std::uint64_t d0, std::uint64_t portable) {
    std::string line = "limb_reciprocals";
    append_number(line, word{d1});
    append_number(line, word{d0});
    const word by_instruction{detail::reciprocal(d1, d0)};
    all.add(line,
            {{{word{detail::reciprocal_from_table(d1)}, word{portable}, by_instruction}}, false});
  };
  static constexpr auto portable = portable_reciprocals<2'000>();
  for (const auto& one : portable) ask(one.d1, one.d0, one.portable);
  choices draw(8);
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const auto limbs = to_limbs(draw_limbs<128>(draw, 2));
    const std::uint64_t d1 = limbs[1] | std::uint64_t{1} << 63;
    ask(d1, limbs[0], detail::reciprocal(d1, limbs[0]));
  }
  all.settle();
}

TEST(proved_batches, limb_divisions_2_by_1) {
  test::case_count count("two limbs by one with its reciprocal on the definitions of the proofs");
  batches all(count);
  choices draw(9);
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const auto limbs = to_limbs(draw_limbs<192>(draw, 3));
    const std::uint64_t d = limbs[2] | std::uint64_t{1} << 63;
    const std::uint64_t high = limbs[1] % d;
    const auto [quotient, remainder] =
        detail::div_2by1(high, limbs[0], d, detail::reciprocal_from_table(d));
    std::string line = "limb_division_2by1";
    for (const std::uint64_t limb : {d, high, limbs[0]}) append_number(line, word{limb});
    all.add(line, {{{word{quotient}, word{remainder}}}, false});
  }
  all.settle();
}

// ---- functions of Uniswap V3

using uniswap_v3::math_call;
using uniswap_v3::math_function;

struct drawn_function {
  std::string_view question;
  math_function function;
  std::uint64_t cases;
  std::function<std::vector<word>(choices&)> draw;
};

void ask_function(const drawn_function& what, std::uint64_t seed, test::case_count& count) {
  choices draw(seed);
  const auto engine = uniswap_v3::make_math_engine();
  const auto types = uniswap_v3::signature_of(what.function).arguments;
  batches all(count);
  std::string line;
  for (std::uint64_t i = 0; i < what.cases; ++i) {
    const math_call call{what.function, what.draw(draw), {}};
    line.assign(what.question);
    for (std::size_t k = 0; k < call.numbers.size(); ++k) {
      if (uniswap_v3::info_of(types[k]).is_signed) {
        append_signed(line, call.numbers[k]);
      } else {
        append_number(line, call.numbers[k]);
      }
    }
    const auto& answer = engine->answer(call);
    expectation expected{{}, true};
    if (!answer.reverted) expected.values = answer.results;
    all.add(line, std::move(expected));
  }
  all.settle();
}

// Below 2^bits, of every magnitude, often next to a power of two or to another number.
word number_below(choices& draw, unsigned bits, const word& beside) {
  const std::uint64_t kind = draw.below(8);
  word drawn = draw.log_uniform(bits);
  if (kind == 1) drawn = draw.boundary();
  if (kind == 2) drawn = draw.near(beside);
  return drawn & sub_wrapping(word::power_of_two(bits - 1), word::one());
}

std::vector<word> draw_step(choices& draw) {
  const word price = number_below(draw, 160, word::power_of_two(96));
  const word target = number_below(draw, 160, price);
  const word liquidity = number_below(draw, 128, price);
  word amount = number_below(draw, 255, liquidity);
  if (draw.chance(1, 2)) amount = neg_wrapping(amount);
  const std::uint64_t fees[] = {3000, 500, 10000, 100, 0, 1, 999'999, 123'456};
  return {price, target, liquidity, amount, word{draw.one_of(fees)}};
}

std::vector<word> draw_triple(choices& draw) {
  const word a = number_below(draw, 256, word::max());
  const word b = number_below(draw, 256, a);
  const word d = number_below(draw, 256, b);
  return {a, b, d};
}

TEST(proved_batches, swap_steps) {
  test::case_count count("generated swap steps on the definitions of the proofs");
  count.record_for("uniswap-v3.computeSwapStep", evidence::kind::differential);
  ask_function({"swap_step", math_function::compute_swap_step, 100'000, draw_step}, 1, count);
}

// Prices of any size, zero among them, in either order.
std::vector<word> draw_delta(choices& draw) {
  const word price = number_below(draw, 161, word::power_of_two(96));
  const word other = number_below(draw, 161, price);
  return {price, other, number_below(draw, 129, price), word{draw.below(2)}};
}
// An amount may be any word.
std::vector<word> draw_next_price(choices& draw) {
  const word price = number_below(draw, 161, word::power_of_two(96));
  const word liquidity = number_below(draw, 129, price);
  const word amount = draw.chance(1, 4) ? draw.boundary() : draw.log_uniform(256);
  return {price, liquidity, amount, word{draw.below(2)}};
}

TEST(proved_batches, amounts_and_next_prices) {
  test::case_count count("generated amounts and next prices on the definitions of the proofs");
  const std::uint64_t cases = 20'000;
  ask_function({"amount0", math_function::get_amount0_delta, cases, draw_delta}, 6, count);
  ask_function({"amount1", math_function::get_amount1_delta, cases, draw_delta}, 7, count);
  ask_function({"next_price0", math_function::get_next_sqrt_price_from_amount0_rounding_up, cases,
                draw_next_price},
               8, count);
  ask_function({"next_price1", math_function::get_next_sqrt_price_from_amount1_rounding_down, cases,
                draw_next_price},
               9, count);
}

TEST(proved_batches, mul_div) {
  test::case_count count("generated mulDiv on the definitions of the proofs");
  count.record_for("uniswap-v3.mulDiv", evidence::kind::differential);
  ask_function({"mul_div", math_function::mul_div, 60'000, draw_triple}, 2, count);
}

TEST(proved_batches, mul_div_rounding_up) {
  test::case_count count("generated mulDivRoundingUp on the definitions of the proofs");
  count.record_for("uniswap-v3.mulDivRoundingUp", evidence::kind::differential);
  ask_function({"mul_div_up", math_function::mul_div_rounding_up, 60'000, draw_triple}, 3, count);
}

TEST(proved_batches, prices_at_ticks) {
  test::case_count count("generated ticks on the definitions of the proofs");
  count.record_for("uniswap-v3.getSqrtRatioAtTick", evidence::kind::differential);
  const auto draw_tick = [](choices& draw) {
    const word tick{draw.below(887'273)};
    return std::vector<word>{draw.chance(1, 2) ? neg_wrapping(tick) : tick};
  };
  ask_function({"price_at_tick", math_function::get_sqrt_ratio_at_tick, 20'000, draw_tick}, 4,
               count);
}

TEST(proved_batches, ticks_at_prices) {
  test::case_count count("generated prices on the definitions of the proofs");
  count.record_for("uniswap-v3.getTickAtSqrtRatio", evidence::kind::differential);
  const auto draw_price = [](choices& draw) {
    return std::vector<word>{number_below(draw, 160, word::power_of_two(96))};
  };
  ask_function({"tick_at_price", math_function::get_tick_at_sqrt_ratio, 20'000, draw_price}, 5,
               count);
}

}  // namespace
}  // namespace assay::proved
