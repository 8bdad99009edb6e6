// Uniswap V3's library functions as the exact model sees them: quotients, moves along the price
// line and bit positions by their definitions.
//
// Left to the engine: the oracle's ring, liquidity for an amount of token0 (the contract rounds
// twice), and arguments that no pool can have, such as prices of nothing or negative spacings, for
// which there is no definition but the contract's own wrap-around.
#include <algorithm>
#include <optional>

#include "assay/invariant/numbers.hpp"
#include "assay/model/uniswap_v3.hpp"
#include "assay/model/uniswap_v3_ticks.hpp"
#include "model_subjects.hpp"

namespace assay::replay {
namespace {

using model::ceiling_of_quotient;
using model::floor_of_quotient;
using model::integer;
namespace exact = model::uniswap_v3;
using word = uint<256>;
using function = uniswap_v3::math_function;

constexpr unsigned word_bits = 256;
constexpr unsigned price_bits = 160;
constexpr unsigned liquidity_bits = 128;
constexpr unsigned tick_bits = 24;
constexpr std::int32_t ticks_per_word = 256;

bool fits(const integer& value, unsigned bits) { return model::bit_length(value) <= bits; }
// A two's complement number: -2^(bits - 1) to 2^(bits - 1) - 1.
bool fits_signed(const integer& value, unsigned bits) {
  const integer end = model::power_of_two(bits - 1);
  return value < end && value >= -end;
}

class uniswap_v3_math_model final : public uniswap_v3::math_subject, public partial_subject {
 public:
  [[nodiscard]] std::string_view name() const override { return model_name; }
  [[nodiscard]] coverage covered() const override { return covered_; }

  const uniswap_v3::math_answer& answer(const uniswap_v3::math_call& call) override {
    call_ = &call;
    answer_.reverted.reset();
    answer_.results.clear();
    covered_ = {};
    if (call.function <= function::div_rounding_up) {
      divide();
    } else if (call.function <= function::get_tick_at_sqrt_ratio) {
      find_tick();
    } else if (call.function <= function::get_next_sqrt_price_from_output) {
      move_price();
    } else if (call.function <= function::get_amount1_delta_signed) {
      amounts_between();
    } else if (call.function == function::compute_swap_step) {
      swap_step();
    } else if (call.function <= function::to_int256) {
      bits_and_casts();
    } else if (call.function <= function::flip_tick) {
      bitmap();
    } else {
      positions();
    }
    return answer_;
  }

 private:
  // ---- arguments and results

  [[nodiscard]] integer number(std::size_t i) const {
    return invariant::to_integer(call_->numbers[i]);
  }
  [[nodiscard]] integer signed_number(std::size_t i) const {
    integer value;
    invariant::assign_signed(value, sint<word_bits>::from_bits(call_->numbers[i]));
    return value;
  }
  [[nodiscard]] std::int32_t small(std::size_t i) const {
    return static_cast<std::int32_t>(signed_number(i));
  }
  [[nodiscard]] bool flag(std::size_t i) const { return !call_->numbers[i].is_zero(); }

  void put(const integer& value) {
    answer_.results.push_back(invariant::to_complement<word>(value));
  }
  // The value, or a refusal where it leaves its type.
  void put_if(bool is_right, const integer& value) {
    if (!is_right) return refuse();
    put(value);
  }
  void refuse() {
    answer_.reverted = refusal_as_in(engine_->answer(*call_));
    covered_ = all_but_the_reason;
  }
  void leave_open() {
    answer_ = engine_->answer(*call_);
    covered_ = {.whole = false, .outcome = false};
  }

  // ---- quotients and ticks

  void divide() {
    const integer a = number(0);
    const integer b = number(1);
    if (call_->function == function::div_rounding_up) {
      return put(b.is_zero() ? integer(0) : ceiling_of_quotient(a, b));  // x / 0 is 0 in the EVM
    }
    const integer divisor = number(2);
    if (divisor.is_zero()) return refuse();
    const integer quotient = call_->function == function::mul_div
                                 ? floor_of_quotient(a * b, divisor)
                                 : ceiling_of_quotient(a * b, divisor);
    put_if(fits(quotient, word_bits), quotient);
  }

  void find_tick() {
    const auto scale = exact::deployed_ticks();
    if (call_->function == function::get_tick_at_sqrt_ratio) {
      const integer price = number(0);
      if (!scale->contains(price)) return refuse();
      return put(scale->tick_of(price));
    }
    const std::int32_t tick = small(0);
    if (tick < scale->lowest() || tick > scale->highest()) return refuse();
    put(scale->sqrt_price(tick));
  }

  // ---- prices

  void move_price() {
    const integer price = number(0);
    const integer liquidity = number(1);
    const bool option = flag(3);  // add, or zeroForOne
    switch (call_->function) {
      case function::get_next_sqrt_price_from_amount0_rounding_up:
        return move_by_token0(price, liquidity, option);
      case function::get_next_sqrt_price_from_amount1_rounding_down:
        return move_by_token1(price, liquidity, option);
      case function::get_next_sqrt_price_from_input:
        if (price.is_zero() || liquidity.is_zero()) return refuse();
        return option ? move_by_token0(price, liquidity, true)
                      : move_by_token1(price, liquidity, true);
      default:
        if (price.is_zero() || liquidity.is_zero()) return refuse();
        return option ? move_by_token1(price, liquidity, false)
                      : move_by_token0(price, liquidity, false);
    }
  }

  void move_by_token0(const integer& price, const integer& liquidity, bool falls) {
    const integer amount = number(2);
    if (price.is_zero() || liquidity.is_zero()) return leave_open();
    if (amount.is_zero()) return put(price);
    const integer whole = liquidity << sizes_.fraction;
    if (falls) {
      const integer coarse = floor_of_quotient(whole, price) + amount;
      const bool is_coarse =
          !fits(amount * price, word_bits) || !fits(whole + amount * price, word_bits);
      if (is_coarse && !fits(coarse, word_bits)) return refuse();
      return put(exact::furthest_price(sizes_, {price, 0, liquidity, 0}, amount));
    }
    if (!fits(amount * price, word_bits) || whole <= amount * price) return refuse();
    const integer next = exact::nearest_price(sizes_, {price, price + 1, liquidity, 0}, amount);
    put_if(fits(next, price_bits), next);
  }

  void move_by_token1(const integer& price, const integer& liquidity, bool rises) {
    const integer amount = number(2);
    if (liquidity.is_zero()) return leave_open();
    if (rises) {
      const integer next = exact::furthest_price(sizes_, {price, price + 1, liquidity, 0}, amount);
      return put_if(fits(next, price_bits), next);
    }
    const integer next = price - ceiling_of_quotient(amount << sizes_.fraction, liquidity);
    put_if(next.sign() > 0, next);
  }

  // ---- amounts

  void amounts_between() {
    const integer a = number(0);
    const integer b = number(1);
    const bool is_signed = call_->function >= function::get_amount0_delta_signed;
    const bool is_token0 = call_->function == function::get_amount0_delta ||
                           call_->function == function::get_amount0_delta_signed;
    if (is_token0 && (a.is_zero() || b.is_zero())) return refuse();
    const integer change = is_signed ? signed_number(2) : number(2);
    const auto amount = is_token0 ? exact::token0_between(sizes_, a, b, abs(change))
                                  : exact::token1_between(sizes_, a, b, abs(change));
    // What is added costs its amount rounded up; what is removed gives it rounded down.
    const bool up = is_signed ? change.sign() >= 0 : flag(3);
    const integer rounded = up ? exact::rounded_up(amount) : exact::rounded_down(amount);
    put(change.sign() < 0 ? integer(-rounded) : rounded);
  }

  void swap_step() {
    const exact::leg way{number(0), number(1), number(2), static_cast<std::uint64_t>(number(4))};
    if (way.from.is_zero() || way.target.is_zero() || way.fee >= sizes_.fee_unit) {
      return leave_open();
    }
    const integer remaining = signed_number(3);
    const auto move = exact::move_along(sizes_, way, {abs(remaining), remaining.sign() >= 0});
    for (const integer& each : {move.to, move.amount_in, move.amount_out, move.fee}) put(each);
  }

  // ---- bits

  void bits_and_casts() {
    const integer value = number(0);
    switch (call_->function) {
      case function::add_delta: {
        const integer sum = value + signed_number(1);
        return put_if(sum.sign() >= 0 && fits(sum, liquidity_bits), sum);
      }
      case function::most_significant_bit:
        return value.is_zero() ? refuse() : put(model::bit_length(value) - 1);
      case function::least_significant_bit:
        return value.is_zero() ? refuse() : put(lsb(value));
      case function::tick_spacing_to_max_liquidity_per_tick: {
        const auto scale = exact::deployed_ticks();
        if (small(0) <= 0) return leave_open();
        return put(
            exact::largest_liquidity_per_tick(sizes_, scale->lowest(), scale->highest(), small(0)));
      }
      case function::to_uint160:
        return put_if(fits(value, price_bits), value);
      case function::to_int128:
        return put_if(fits_signed(signed_number(0), liquidity_bits), signed_number(0));
      default:
        return put_if(fits_signed(value, word_bits), value);
    }
  }

  void bitmap() {
    const std::int32_t spacing = small(call_->function == function::flip_tick ? 1 : 2);
    if (spacing <= 0) return leave_open();
    if (call_->function == function::flip_tick) {
      const std::int32_t index = exact::index_of(small(0), spacing);
      if (index * spacing != small(0)) return refuse();
      const std::int32_t place = exact::index_of(index, ticks_per_word);
      put(place);
      put(model::power_of_two(static_cast<unsigned>(index - place * ticks_per_word)));
      return;
    }
    const std::int32_t tick = small(1);
    const bool falls = flag(3);
    const std::int32_t end =
        falls ? exact::word_start(tick, spacing) : exact::word_end(tick, spacing);
    const integer bits = number(0);
    std::int32_t next = (exact::index_of(tick, spacing) + (falls ? 0 : 1)) * spacing;
    const auto is_marked = [&] {
      const std::int32_t index = exact::index_of(next, spacing);
      const std::int32_t place = exact::index_of(index, ticks_per_word);
      return bit_test(bits, static_cast<unsigned>(index - place * ticks_per_word));
    };
    while (next != end && !is_marked()) next += falls ? -spacing : spacing;
    if (!fits_signed(next, tick_bits)) return leave_open();  // the contract wraps
    put(next);
    put(is_marked() ? 1 : 0);
  }

  // ---- positions

  void positions() {
    if (call_->function == function::get_liquidity_for_amount1) {
      const integer way = abs(number(0) - number(1));
      if (way.is_zero()) return refuse();
      const integer liquidity = floor_of_quotient(number(2) << sizes_.fraction, way);
      return put_if(fits(liquidity, liquidity_bits), liquidity);
    }
    if (call_->function != function::get_amounts_for_liquidity) return leave_open();
    const integer lower = std::min(number(1), number(2));
    const integer upper = std::max(number(1), number(2));
    const integer here = std::clamp(number(0), lower, upper);
    if (here.is_zero()) return leave_open();
    const auto above = exact::token0_between(sizes_, here, upper, number(3));
    const auto below = exact::token1_between(sizes_, lower, here, number(3));
    put(exact::rounded_down(above));
    put(exact::rounded_down(below));
  }

  std::unique_ptr<uniswap_v3::math_subject> engine_ = uniswap_v3::make_math_engine();
  coverage covered_{};
  const exact::formats sizes_{};
  const uniswap_v3::math_call* call_ = nullptr;
  uniswap_v3::math_answer answer_{};
};

}  // namespace

std::unique_ptr<uniswap_v3::math_subject> make_uniswap_v3_math_model() {
  return std::make_unique<uniswap_v3_math_model>();
}

}  // namespace assay::replay
