// Uniswap V3's library functions on either word backend.
#include <algorithm>

#include "assay/math/liquidity_math.hpp"
#include "assay/math/swap_math.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"
#include "assay/subject/uniswap_v3_math.hpp"
#include "assay/word/backend_boost.hpp"

namespace assay::uniswap_v3 {
namespace {

template <class Backend>
class math_engine final : public math_subject {
 public:
  explicit math_engine(std::string_view name) : name_(name) {}
  [[nodiscard]] std::string_view name() const override { return name_; }

  const math_answer& answer(const math_call& call) override {
    call_ = &call;
    answer_.reverted.reset();
    answer_.results.clear();
    if (call.function < math_function::get_sqrt_ratio_at_tick) {
      divide();
    } else if (call.function <= math_function::get_tick_at_sqrt_ratio) {
      tick_math();
    } else if (call.function <= math_function::get_next_sqrt_price_from_output) {
      move_price();
    } else if (call.function <= math_function::compute_swap_step) {
      amounts_between();
    } else if (call.function <= math_function::to_int256) {
      bits_and_casts();
    } else if (call.function <= math_function::oracle_write) {
      bitmap_and_oracle();
    } else {
      liquidity_amounts_of();
    }
    return answer_;
  }

 private:
  using format = evm_price_format<Backend>;
  using word = uint<256, Backend>;
  using signed_word = sint<256, Backend>;
  using price = typename format::price;
  using liquidity = typename format::liquidity;
  using prices = sqrt_price_math<format>;
  using deltas = signed_deltas<format>;
  using periphery = liquidity_amounts<format>;

  // ---- arguments

  [[nodiscard]] word w(std::size_t i) const { return convert_backend<Backend>(call_->numbers[i]); }
  [[nodiscard]] price p(std::size_t i) const { return truncate<160>(w(i)); }
  [[nodiscard]] liquidity l(std::size_t i) const { return truncate<128>(w(i)); }
  [[nodiscard]] sint<128, Backend> signed_l(std::size_t i) const {
    return sint<128, Backend>::from_bits(l(i));
  }
  [[nodiscard]] bool flag(std::size_t i) const { return !w(i).is_zero(); }
  [[nodiscard]] std::uint64_t small(std::size_t i) const { return to_u64_truncating(w(i)); }
  [[nodiscard]] std::int32_t tick(std::size_t i) const {
    return static_cast<std::int32_t>(to_i64_truncating(signed_word::from_bits(w(i))));
  }
  [[nodiscard]] rounding direction(std::size_t i) const {
    return flag(i) ? rounding::up : rounding::down;
  }

  // ---- results

  template <unsigned N>
  void add(const uint<N, Backend>& value) {
    answer_.results.push_back(convert_backend<default_backend>(widen<256>(value)));
  }
  template <unsigned N>
  void add(const sint<N, Backend>& value) {
    add(widen<256>(value).to_bits());
  }
  void add(std::int64_t value) { add(signed_word{value}); }
  void add(std::int32_t value) { add(signed_word{std::int64_t{value}}); }
  void add(std::uint32_t value) { add(word{std::uint64_t{value}}); }
  void add(bool value) { add(word{value ? 1U : 0U}); }

  template <class T>
  void put(const result<T>& value) {
    if (value.ok()) {
      add(value.value());
    } else {
      answer_.reverted = value.why();
    }
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value_or_revert(value));
  }

  // ---- functions

  void divide() {
    switch (call_->function) {
      case math_function::mul_div:
        return put(mul_div_down(w(0), w(1), w(2)));
      case math_function::mul_div_rounding_up:
        return put(mul_div_up(w(0), w(1), w(2)));
      default:
        return add(div_up_evm(w(0), w(1)));
    }
  }

  void tick_math() {
    if (call_->function == math_function::get_sqrt_ratio_at_tick) {
      put(sqrt_ratio_at_tick<Backend>(tick(0)));
    } else {
      put(tick_at_sqrt_ratio<Backend>(p(0)));
    }
  }

  void move_price() {
    switch (call_->function) {
      case math_function::get_next_sqrt_price_from_amount0_rounding_up:
        return put(prices::next_price_from_amount0_up(p(0), l(1), w(2), flag(3)));
      case math_function::get_next_sqrt_price_from_amount1_rounding_down:
        return put(prices::next_price_from_amount1_down(p(0), l(1), w(2), flag(3)));
      case math_function::get_next_sqrt_price_from_input:
        return put(prices::next_price_from_input(p(0), l(1), w(2), flag(3)));
      default:
        return put(prices::next_price_from_output(p(0), l(1), w(2), flag(3)));
    }
  }

  void amounts_between() {
    switch (call_->function) {
      case math_function::get_amount0_delta:
        return put(prices::amount0_delta(p(0), p(1), l(2), direction(3)));
      case math_function::get_amount1_delta:
        return put(prices::amount1_delta(p(0), p(1), l(2), direction(3)));
      case math_function::get_amount0_delta_signed:
        return put(deltas::amount0(p(0), p(1), signed_l(2)));
      case math_function::get_amount1_delta_signed:
        return put(deltas::amount1(p(0), p(1), signed_l(2)));
      default:
        return swap_step_of();
    }
  }

  void swap_step_of() {
    const signed_word remaining = signed_word::from_bits(w(3));
    const auto step = swap_math<format>::compute_swap_step(
        p(0), p(1), l(2), {magnitude(remaining), !remaining.is_negative()}, small(4));
    if (!step.ok()) {
      answer_.reverted = step.why();
      return;
    }
    add(step.value().next_price);
    add(step.value().amount_in);
    add(step.value().amount_out);
    add(step.value().fee);
  }

  void bits_and_casts() {
    switch (call_->function) {
      case math_function::add_delta:
        return put(assay::add_delta(l(0), signed_l(1)));
      case math_function::most_significant_bit:
        return put(assay::most_significant_bit(w(0)));
      case math_function::least_significant_bit:
        return put(assay::least_significant_bit(w(0)));
      case math_function::tick_spacing_to_max_liquidity_per_tick:
        return max_liquidity_of(tick(0));
      case math_function::to_uint160:
        return put(cast_or_revert<160>(w(0)));
      case math_function::to_int128:
        return put(narrow_checked<128>(signed_word::from_bits(w(0))));
      default:
        return put(signed_or_revert(w(0)));
    }
  }

  void max_liquidity_of(std::int32_t spacing) {
    if (spacing > 0) return add(max_liquidity_per_tick<128, Backend>(spacing));
    if (spacing == 0) return put(result<bool>(revert::invalid()));
    // No factory enables it: the contract's count of ticks, a uint24, wraps.
    constexpr std::uint32_t uint24_mask = 0xff'ffff;
    const auto usable = static_cast<std::uint32_t>(2 * (max_tick / spacing) + 1) & uint24_mask;
    add(div_down(liquidity::max(), liquidity{usable}));
  }

  void bitmap_and_oracle() {
    switch (call_->function) {
      case math_function::next_initialized_tick_within_one_word:
        return next_tick_of();
      case math_function::flip_tick:
        return flip();
      case math_function::oracle_observe_single:
        return observe_single();
      default:
        return write();
    }
  }

  void next_tick_of() {
    if (tick(2) == 0) return put(result<bool>(revert::invalid()));
    const next_tick next =
        next_initialized_tick(tick(1), tick(2), flag(3), [&](std::int32_t) { return w(0); });
    add(next.tick);
    add(next.initialized);
  }

  // On an empty bitmap.
  void flip() {
    if (tick(1) == 0) return put(result<bool>(revert::invalid()));
    if (tick(0) % tick(1) != 0) return put(result<bool>(revert::empty()));
    const std::int32_t compressed = tick(0) / tick(1);
    add(static_cast<std::int32_t>(static_cast<std::int16_t>(bitmap_word_of(compressed))));
    add(word::power_of_two(bitmap_bit_of(compressed)));
  }

  // The ring with its oldest observation in the slot given; what is not given is not written yet.
  oracle_position load_ring(std::size_t oldest, std::size_t cardinality, std::size_t prepared) {
    auto& slots = oracle_.slots();
    slots.assign(std::max(cardinality, prepared), {});
    std::size_t index = oldest;
    for (std::size_t i = 0; i < call_->ring.size(); ++i) {
      index = (oldest + i) % cardinality;
      const auto& given = call_->ring[i];
      slots[index] = {given.block_timestamp, true, given.tick_cumulative,
                      convert_backend<Backend>(given.seconds_per_liquidity_cumulative_x128)};
    }
    return {static_cast<std::uint16_t>(index), static_cast<std::uint16_t>(cardinality)};
  }

  void observe_single() {
    const oracle_position at = load_ring(small(0), small(1), small(1));
    const auto seen =
        oracle_.observe_single(at, {static_cast<std::uint32_t>(small(2)), tick(4), l(5)},
                               static_cast<std::uint32_t>(small(3)));
    if (!seen.ok()) {
      answer_.reverted = seen.why();
      return;
    }
    add(seen.value().tick_cumulative);
    add(seen.value().seconds_per_liquidity_x128);
  }

  void write() {
    const oracle_position at = load_ring(small(0), small(1), small(2));
    const oracle_position after =
        oracle_.write(at, {static_cast<std::uint32_t>(small(3)), tick(4), l(5)},
                      static_cast<std::uint16_t>(small(2)));
    const auto& written = oracle_.slots()[after.index];
    add(std::uint32_t{after.index});
    add(std::uint32_t{after.cardinality});
    add(written.block_timestamp);
    add(written.tick_cumulative);
    add(written.seconds_per_liquidity_cumulative_x128);
  }

  void liquidity_amounts_of() {
    switch (call_->function) {
      case math_function::get_liquidity_for_amount0:
        return put(periphery::liquidity_for_amount0(p(0), p(1), w(2)));
      case math_function::get_liquidity_for_amount1:
        return put(periphery::liquidity_for_amount1(p(0), p(1), w(2)));
      case math_function::get_liquidity_for_amounts:
        return put(periphery::liquidity_for_amounts(p(0), p(1), p(2), w(3), w(4)));
      default:
        break;
    }
    const auto amounts = periphery::amounts_for_liquidity(p(0), p(1), p(2), l(3));
    if (!amounts.ok()) {
      answer_.reverted = amounts.why();
      return;
    }
    add(amounts.value().amount0);
    add(amounts.value().amount1);
  }

  std::string_view name_;
  const math_call* call_ = nullptr;
  math_answer answer_{};
  oracle<Backend> oracle_{};
};

}  // namespace

std::unique_ptr<math_subject> make_math_engine() {
  return std::make_unique<math_engine<default_backend>>("engine");
}
std::unique_ptr<math_subject> make_boost_math_engine() {
  return std::make_unique<math_engine<boost_backend>>("engine-boost");
}

}  // namespace assay::uniswap_v3
