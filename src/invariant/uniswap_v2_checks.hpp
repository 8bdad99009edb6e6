// The checkers of Uniswap V2's invariants, by subject; uniswap_v2_registry.cpp names them.
#pragma once

#include "assay/invariant/uniswap_v2.hpp"

namespace assay::invariant::uniswap_v2 {

/// Works out what several checks need. `with_trials`: also the trades to search with.
void work_out(step_facts& facts, const exact::setup& setup, const exact::rules& rules,
              const exact::state& before, const exact::state& after, const exact::operation& asked,
              const exact_receipt& answer, const router& library, bool with_trials);

// uniswap_v2_curve_checks.cpp
void check_k(const step& now, verdict& found);
void check_k_per_share(const step& now, verdict& found);
void check_no_drain(const step& now, verdict& found);
void check_share_rises(const step& now, verdict& found);
void check_share_keeps_worth(const step& now, verdict& found);
void check_something_for_something(const step& now, verdict& found);
void check_output_below_reserve(const step& now, verdict& found);

// uniswap_v2_liquidity_checks.cpp
void check_minted(const step& now, verdict& found);
void check_redeemed(const step& now, verdict& found);
void check_mint_burn_trip(const step& now, verdict& found);
void check_minimum_liquidity(const step& now, verdict& found);
void check_supply_below_root(const step& now, verdict& found);
void check_k_last_bracket(const step& now, verdict& found);
void check_k_last_rule(const step& now, verdict& found);
void check_fee_at_most(const step& now, verdict& found);
void check_fee_above_mark(const step& now, verdict& found);
void check_fee_at_least(const step& now, verdict& found);

// uniswap_v2_book_checks.cpp
void check_conservation0(const step& now, verdict& found);
void check_conservation1(const step& now, verdict& found);
void check_lp_sum(const step& now, verdict& found);
void check_lp_moves(const step& now, verdict& found);
void check_token_moves(const step& now, verdict& found);
void check_solvency(const step& now, verdict& found);
void check_synced(const step& now, verdict& found);
void check_skimmed(const step& now, verdict& found);
void check_reserve_width(const step& now, verdict& found);
void check_revert_is_clean(const step& now, verdict& found);
void check_unlocked(const step& now, verdict& found);
void check_no_reentry(const step& now, verdict& found);
void check_offices(const step& now, verdict& found);
void check_allowances(const step& now, verdict& found);

// uniswap_v2_record_checks.cpp
void check_price_integral(const step& now, verdict& found);
void check_time(const step& now, verdict& found);
void check_frame(const step& now, verdict& found);
void check_sync_event(const step& now, verdict& found);
void check_pair_event(const step& now, verdict& found);
void check_lp_events(const step& now, verdict& found);

// uniswap_v2_router_checks.cpp
void check_output_tight(const step& now, verdict& found);
void check_input_minimal(const step& now, verdict& found);
void check_round_trip(const step& now, verdict& found);
void check_split(const step& now, verdict& found);
void check_monotone(const step& now, verdict& found);
void check_quote_above(const step& now, verdict& found);
void check_zero_quotes(const step& now, verdict& found);

}  // namespace assay::invariant::uniswap_v2
