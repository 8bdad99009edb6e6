// One factory per mutant. Each instantiates the whole pool with its steps.
#include "uniswap_v2_mutants.hpp"

#include <utility>

#include "uniswap_v2_steps.hpp"

namespace assay::uniswap_v2::mutants {
namespace {

template <class Steps>
std::unique_ptr<subject> make(std::string_view name) {
  return std::make_unique<pool_subject<Steps>>(name);
}

struct factory {
  std::string_view name;
  std::unique_ptr<subject> (*make)(std::string_view);
};

constexpr factory factories[] = {
    {"swap-empties-reserve", make<swap_empties_reserve>},
    {"swap-liquidity-of-one-side", make<swap_liquidity_of_one_side>},
    {"swap-input-ignores-output", make<swap_input_ignores_output>},
    {"swap-input-one-less", make<swap_input_one_less>},
    {"swap-fee-a-pip-low", make<swap_fee_a_pip_low>},
    {"swap-fee-a-pip-high", make<swap_fee_a_pip_high>},
    {"swap-without-fee", make<swap_without_fee>},
    {"swap-k-scale-unsquared", make<swap_k_scale_unsquared>},
    {"swap-k-scale-one-less", make<swap_k_scale_one_less>},
    {"swap-k-strict", make<swap_k_strict>},
    {"swap-k-as-sum", make<swap_k_as_sum>},
    {"mint-minimum-one-low", make<mint_minimum_one_low>},
    {"mint-first-rounds-up", make<mint_first_rounds_up>},
    {"mint-first-arithmetic-mean", make<mint_first_arithmetic_mean>},
    {"mint-takes-maximum", make<mint_takes_maximum>},
    {"mint-rounds-up", make<mint_rounds_up>},
    {"mint-reserves-swapped", make<mint_reserves_swapped>},
    {"burn-rounds-up", make<burn_rounds_up>},
    {"burn-one-wei-less", make<burn_one_wei_less>},
    {"fee-rounds-up", make<fee_rounds_up>},
    {"fee-share-of-a-quarter", make<fee_share_of_a_quarter>},
    {"fee-share-of-a-seventh", make<fee_share_of_a_seventh>},
    {"fee-without-old-root", make<fee_without_old_root>},
    {"fee-on-k-itself", make<fee_on_k_itself>},
    {"k-last-never-set", make<k_last_never_set>},
    {"k-last-stale", make<k_last_stale>},
    {"k-last-set-when-off", make<k_last_set_when_off>},
    {"k-last-not-forgotten", make<k_last_not_forgotten>},
    {"reserve-bound-one-high", make<reserve_bound_one_high>},
    {"reserve-bound-one-low", make<reserve_bound_one_low>},
    {"clock-of-31-bits", make<clock_of_31_bits>},
    {"elapsed-does-not-wrap", make<elapsed_does_not_wrap>},
    {"prices-swapped", make<prices_swapped>},
    {"price-rounds-up", make<price_rounds_up>},
    {"price-not-over-time", make<price_not_over_time>},
    {"lock-dropped", make<lock_dropped>},
    {"allowance-infinite-is-spent", make<allowance_infinite_is_spent>},
    {"allowance-not-spent", make<allowance_not_spent>},
    {"event-swap-inputs-swapped", make<event_swap_inputs_swapped>},
    {"event-sync-swapped", make<event_sync_swapped>},
    {"event-burn-to-sender", make<event_burn_to_sender>},
    {"event-mint-amounts-swapped", make<event_mint_amounts_swapped>},
    {"event-transfer-reversed", make<event_transfer_reversed>},
    {"event-approval-of-nothing", make<event_approval_of_nothing>},
    {"twin-input-at-equality", make<twin_input_at_equality>},
    {"twin-growth-of-zero", make<twin_growth_of_zero>},
    {"twin-first-root-babylonian", make<twin_first_root_babylonian>},
    {"twin-k-not-below", make<twin_k_not_below>},
    {"twin-minimum-of-equals", make<twin_minimum_of_equals>},
    {"twin-elapsed-the-long-way", make<twin_elapsed_the_long_way>},
};

}  // namespace

std::unique_ptr<subject> make_mutant(std::string_view name) {
  for (const factory& one : factories) {
    if (one.name == name) return one.make(name);
  }
  return nullptr;
}

}  // namespace assay::uniswap_v2::mutants
