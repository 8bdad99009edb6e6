// Wrong variants of a swap's steps: fees, targets, what is asked and given.
#include "uniswap_v3_mutants.hpp"

namespace assay::uniswap_v3::mutants {
namespace {

using right_swap = swap_math<format>;
using remaining_type = right_swap::remaining_type;
using step_type = right_swap::step_type;

template <class Swap>
struct with : right {
  using swap_math_type = Swap;
};

template <std::int32_t Difference>
struct other_fee {
  static constexpr result<step_type> compute_swap_step(const price& current, const price& target,
                                                       const liquidity& depth,
                                                       const remaining_type& remaining,
                                                       std::uint64_t fee_pips) {
    const std::int64_t changed = static_cast<std::int64_t>(fee_pips) + Difference;
    const bool fits = changed >= 0 && changed < static_cast<std::int64_t>(format::fee_unit);
    return right_swap::compute_swap_step(current, target, depth, remaining,
                                         fits ? static_cast<std::uint64_t>(changed) : fee_pips);
  }
};

// What `Change` makes of a step that was worked out rightly.
template <class Change>
struct changed {
  static constexpr result<step_type> compute_swap_step(const price& current, const price& target,
                                                       const liquidity& depth,
                                                       const remaining_type& remaining,
                                                       std::uint64_t fee_pips) {
    ASSAY_TRY(step_type step,
              right_swap::compute_swap_step(current, target, depth, remaining, fee_pips));
    Change::apply(step, remaining, step.next_price == target, fee_pips);
    return step;
  }
};

struct fee_rounds_down {
  static constexpr void apply(step_type& step, const remaining_type& remaining, bool reached,
                              std::uint64_t fee_pips) {
    if (remaining.exact_in && !reached) return;
    step.fee = mul_div_down(step.amount_in, word{fee_pips}, right_swap::fee_complement(fee_pips))
                   .value_or(step.fee);
  }
};
struct fee_of_the_input_alone {
  static constexpr void apply(step_type& step, const remaining_type& remaining, bool reached,
                              std::uint64_t fee_pips) {
    if (remaining.exact_in && !reached) return;
    step.fee =
        mul_div_up(step.amount_in, word{fee_pips}, word{format::fee_unit}).value_or(step.fee);
  }
};
struct fee_of_the_output {
  static constexpr void apply(step_type& step, const remaining_type& remaining, bool reached,
                              std::uint64_t fee_pips) {
    if (remaining.exact_in && !reached) return;
    step.fee = mul_div_up(step.amount_out, word{fee_pips}, right_swap::fee_complement(fee_pips))
                   .value_or(step.fee);
  }
};
struct input_one_more {
  static constexpr void apply(step_type& step, const remaining_type& remaining, bool,
                              std::uint64_t) {
    if (!remaining.exact_in) step.amount_in = add_wrapping(step.amount_in, word::one());
  }
};
struct output_one_less {
  static constexpr void apply(step_type& step, const remaining_type& remaining, bool,
                              std::uint64_t) {
    if (!remaining.exact_in || step.amount_out.is_zero()) return;
    step.amount_out = sub_wrapping(step.amount_out, word::one());
  }
};

// An output that the price formula rounds up is paid although less was asked for.
struct output_cap_dropped {
  static constexpr result<step_type> compute_swap_step(const price& current, const price& target,
                                                       const liquidity& depth,
                                                       const remaining_type& remaining,
                                                       std::uint64_t fee_pips) {
    ASSAY_TRY(step_type step,
              right_swap::compute_swap_step(current, target, depth, remaining, fee_pips));
    if (remaining.exact_in) return step;
    ASSAY_TRY(step.amount_out,
              right_swap::output_delta(current, step.next_price, depth, current >= target));
    return step;
  }
};

// Whether the target is reached is decided by a comparison that leaves equality out, and the price
// rounds the other way: the pool may stand a unit past the tick without having crossed it.
struct overshoots {
  static constexpr result<step_type> compute_swap_step(const price& current, const price& target,
                                                       const liquidity& depth,
                                                       const remaining_type& remaining,
                                                       std::uint64_t fee_pips) {
    ASSAY_TRY(step_type step,
              right_swap::compute_swap_step(current, target, depth, remaining, fee_pips));
    const bool zero_for_one = current >= target;
    const bool uses_all = add_wrapping(step.amount_in, step.fee) == remaining.amount;
    const bool is_at_end = target <= add_wrapping(min_sqrt_ratio<>, price::one()) ||
                           target >= sub_wrapping(max_sqrt_ratio<>, price::one());
    if (!remaining.exact_in || step.next_price != target || current == target || !uses_all ||
        is_at_end) {
      return step;
    }
    step.next_price =
        zero_for_one ? sub_wrapping(target, price::one()) : add_wrapping(target, price::one());
    return step;
  }
};

// The fee on what is sold is left out of the decision whether the target is reached.
struct reach_without_fee {
  static constexpr result<step_type> compute_swap_step(const price& current, const price& target,
                                                       const liquidity& depth,
                                                       const remaining_type& remaining,
                                                       std::uint64_t fee_pips) {
    if (remaining.exact_in) {
      ASSAY_TRY(step_type step,
                right_swap::compute_swap_step(current, target, depth, remaining, 0));
      if (step.next_price != target) {
        return right_swap::compute_swap_step(current, target, depth, remaining, fee_pips);
      }
      step.fee = sub_wrapping(remaining.amount, step.amount_in);
      ASSAY_TRY(const word asked, right_swap::fee_on(step.amount_in, fee_pips));
      if (asked < step.fee) step.fee = asked;
      return step;
    }
    return right_swap::compute_swap_step(current, target, depth, remaining, fee_pips);
  }
};

constexpr factory all[] = {
    {"fee-a-pip-low", make<with<other_fee<-1>>>},
    {"fee-a-pip-high", make<with<other_fee<1>>>},
    {"fee-rounds-down", make<with<changed<fee_rounds_down>>>},
    {"fee-of-the-input-alone", make<with<changed<fee_of_the_input_alone>>>},
    {"fee-of-the-output", make<with<changed<fee_of_the_output>>>},
    {"swap-input-one-more", make<with<changed<input_one_more>>>},
    {"swap-output-one-less", make<with<changed<output_one_less>>>},
    {"output-cap-dropped", make<with<output_cap_dropped>>},
    {"swap-overshoots", make<with<overshoots>>},
    {"reach-without-fee", make<with<reach_without_fee>>},
};

}  // namespace

std::span<const factory> swap_mutants() { return all; }

}  // namespace assay::uniswap_v3::mutants
