// The libraries of Uniswap V3, function by function: the engine's templates on both word backends,
// and a second route for each that has one: the definition in wide integers, or the contract's own
// loop where the engine takes a shorter way.
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/invariant/numbers.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/model/integer.hpp"
#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/word/format.hpp"

namespace assay::fuzz {
namespace {

using namespace uniswap_v3;
using gen::choices;
using model::integer;
using word = uint<256>;

[[noreturn]] void differ(const math_call& asked, const char* who) {
  std::fprintf(stderr, "%s differs: %s\n", who,
               std::string(signature_of(asked.function).name).c_str());
  for (const word& number : asked.numbers) {
    std::fprintf(stderr, "  %s\n", to_decimal(number).c_str());
  }
  for (const auto& slot : asked.ring) {
    std::fprintf(stderr, "  slot at %u, tick cumulative %lld\n", slot.block_timestamp,
                 static_cast<long long>(slot.tick_cumulative));
  }
  std::abort();
}

// ---- questions

word sign_extended(std::int64_t value) {
  const word size{static_cast<std::uint64_t>(value < 0 ? -value : value)};
  return value < 0 ? neg_wrapping(size) : size;
}

word draw_of(choices& draw, math_type type) {
  const math_type_info& info = info_of(type);
  switch (type) {
    case math_type::boolean:
      return word{draw.below(2)};
    case math_type::uint160:
      return draw.chance(3, 4) ? widen<256>(gen::uniswap_v3::draw_price(draw))
                               : draw.log_uniform(160);
    case math_type::uint24:  // fees
      return word{draw.below(1'000'000)};
    case math_type::int24: {
      const std::uint64_t line = 2 * std::uint64_t{max_tick} + 5;
      return sign_extended(static_cast<std::int64_t>(draw.below(line)) - max_tick - 2);
    }
    default:
      break;
  }
  const word size = draw.log_uniform(info.is_signed ? info.bits - 1 : info.bits);
  return info.is_signed && draw.chance(1, 2) ? neg_wrapping(size) : size;
}

// A ring whose slots follow each other in time, the oldest first, and a moment inside or near it.
void draw_ring(choices& draw, math_call& asked) {
  const auto cardinality = static_cast<std::uint16_t>(1 + draw.below(6));
  auto time = static_cast<std::uint32_t>(draw.number(4));
  oracle<default_backend> ring;
  ring.initialize(time);
  oracle_position at{0, cardinality};
  const std::uint64_t writes = draw.below(10);
  for (std::uint64_t i = 0; i < writes; ++i) {
    time += static_cast<std::uint32_t>(1 + draw.below(1000));
    ring.slots().resize(cardinality, {1, false, 0, {}});
    at = ring.write(at,
                    {time, static_cast<std::int32_t>(draw.below(1000)) - 500,
                     truncate<128>(draw.log_uniform(128))},
                    cardinality);
  }
  asked.ring = ring.slots();
  asked.numbers = {word{at.index}, word{cardinality}};
  if (asked.function == math_function::oracle_write) {
    asked.numbers.push_back(word{cardinality + draw.below(3)});
  }
  asked.numbers.push_back(word{time + static_cast<std::uint32_t>(draw.below(2000))});
  asked.numbers[asked.numbers.size() - 1] &= word{0xffff'ffff};
  if (asked.function == math_function::oracle_observe_single) {
    asked.numbers.push_back(word{draw.below(8000)});
  }
  asked.numbers.push_back(sign_extended(static_cast<std::int64_t>(draw.below(2000)) - 1000));
  asked.numbers.push_back(draw.log_uniform(128));
}

math_call draw_call(choices& draw) {
  math_call asked;
  asked.function = static_cast<math_function>(draw.below(math_signatures().size()));
  if (asked.function == math_function::oracle_observe_single ||
      asked.function == math_function::oracle_write) {
    draw_ring(draw, asked);
    return asked;
  }
  if (asked.function == math_function::compute_swap_step) {
    const auto step = gen::uniswap_v3::draw_step_question(draw);
    asked.numbers = {widen<256>(step.current), widen<256>(step.target), widen<256>(step.liquidity),
                     step.exact_in ? step.amount : neg_wrapping(step.amount), word{step.fee_pips}};
    return asked;
  }
  for (const math_type type : signature_of(asked.function).arguments) {
    asked.numbers.push_back(draw_of(draw, type));
  }
  if (asked.function == math_function::tick_spacing_to_max_liquidity_per_tick) {
    asked.numbers[0] = word{1 + draw.below(16'383)};
  }
  if (asked.function == math_function::next_initialized_tick_within_one_word ||
      asked.function == math_function::flip_tick) {
    asked.numbers[asked.function == math_function::flip_tick ? 1 : 2] =
        word{1 + draw.below(16'383)};
  }
  return asked;
}

// ---- second routes. Nothing: the definition has no such number, so the function must revert.

std::optional<integer> quotient(const integer& dividend, const integer& divisor, bool up) {
  if (divisor.is_zero()) return std::nullopt;
  const integer value = up ? model::ceiling_of_quotient(dividend, divisor)
                           : model::floor_of_quotient(dividend, divisor);
  if (model::bit_length(value) > 256) return std::nullopt;
  return value;
}

std::optional<integer> amount0(const math_call& asked) {
  const integer a = invariant::to_integer(asked.numbers[0]);
  const integer b = invariant::to_integer(asked.numbers[1]);
  const integer width = a > b ? integer(a - b) : integer(b - a);
  return quotient(invariant::to_integer(asked.numbers[2]) * model::power_of_two(96) * width, a * b,
                  !asked.numbers[3].is_zero());
}
std::optional<integer> amount1(const math_call& asked) {
  const integer a = invariant::to_integer(asked.numbers[0]);
  const integer b = invariant::to_integer(asked.numbers[1]);
  const integer width = a > b ? integer(a - b) : integer(b - a);
  return quotient(invariant::to_integer(asked.numbers[2]) * width, model::power_of_two(96),
                  !asked.numbers[3].is_zero());
}

void expect(const math_call& asked, const math_answer& got, const std::optional<integer>& wanted) {
  if (got.reverted.has_value() == wanted.has_value()) differ(asked, "the definition");
  if (wanted && invariant::to_integer(got.results[0]) != *wanted) differ(asked, "the definition");
}

// Between its prices, never for more than was asked, and no wei unaccounted for.
void expect_step(const math_call& asked, const math_answer& got) {
  if (got.reverted) return;
  const word& current = asked.numbers[0];
  const word& target = asked.numbers[1];
  const word& next = got.results[0];
  const bool is_between =
      current >= target ? target <= next && next <= current : current <= next && next <= target;
  const bool exact_in = !asked.numbers[3].bit(255);
  const integer amount =
      invariant::to_integer(exact_in ? asked.numbers[3] : neg_wrapping(asked.numbers[3]));
  const integer paid =
      invariant::to_integer(got.results[1]) + invariant::to_integer(got.results[3]);
  const bool is_within =
      exact_in ? paid <= amount : invariant::to_integer(got.results[2]) <= amount;
  const bool is_used_up = next == target || !exact_in || paid == amount;
  if (!is_between || !is_within || !is_used_up) differ(asked, "what a step may do");
}

void check_second_route(const math_call& asked, const math_answer& got) {
  const auto n = [&](std::size_t i) { return invariant::to_integer(asked.numbers[i]); };
  const auto low = static_cast<std::int32_t>(to_u64_truncating(asked.numbers[0]));
  switch (asked.function) {
    case math_function::mul_div:
      return expect(asked, got, quotient(n(0) * n(1), n(2), false));
    case math_function::mul_div_rounding_up: {
      // The contract rounds up what is the largest number already: it reverts.
      const auto floor = quotient(n(0) * n(1), n(2), false);
      return expect(asked, got, floor ? quotient(n(0) * n(1), n(2), true) : std::nullopt);
    }
    case math_function::get_amount0_delta:
      return expect(asked, got, amount0(asked));
    case math_function::get_amount1_delta:
      return expect(asked, got, amount1(asked));
    case math_function::compute_swap_step:
      return expect_step(asked, got);
    case math_function::get_sqrt_ratio_at_tick: {
      const auto slow = sqrt_ratio_at_tick_by_steps<>(low);
      if (slow.ok() == got.reverted.has_value()) differ(asked, "the contract's loop");
      if (slow.ok() && widen<256>(slow.value()) != got.results[0]) {
        differ(asked, "the contract's loop");
      }
      return;
    }
    case math_function::get_tick_at_sqrt_ratio: {
      const auto slow = tick_at_sqrt_ratio_by_steps<>(truncate<160>(asked.numbers[0]));
      if (slow.ok() == got.reverted.has_value()) differ(asked, "the contract's loop");
      if (slow.ok() && sign_extended(slow.value()) != got.results[0]) {
        differ(asked, "the contract's loop");
      }
      return;
    }
    default:
      return;
  }
}

void ask(const math_call& asked) {
  static const auto ours = make_math_engine();
  static const auto boost = make_boost_math_engine();
  const math_answer got = ours->answer(asked);
  const math_answer& other = boost->answer(asked);
  if (got.reverted.has_value() != other.reverted.has_value() || got.results != other.results) {
    differ(asked, "the other word backend");
  }
  if (got.reverted && !got.reverted->is(other.reverted->to_string())) {
    differ(asked, "the reason on Boost's words");
  }
  check_second_route(asked, got);
}

}  // namespace
}  // namespace assay::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::gen::choices draw(std::span<const std::uint8_t>(data, size));
  constexpr int most_questions = 64;
  for (int i = 0; i < most_questions && !draw.exhausted(); ++i) {
    assay::fuzz::ask(assay::fuzz::draw_call(draw));
  }
  return 0;
}
