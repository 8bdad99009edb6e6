// The checkers of Uniswap V3's invariants, by subject; uniswap_v3_registry.cpp names them.
#pragma once

#include <algorithm>

#include "assay/invariant/uniswap_v3.hpp"

namespace assay::invariant::uniswap_v3 {

/// The spacing of a state that is well-formed; one that is not must not stop the checks.
inline std::int32_t spacing_of(const exact::state& in) { return std::max(in.tick_spacing, 1); }

/// Works out what several checks need, all but what the searching ones try.
void work_out(step_facts& facts, const exact::setup& setup, const exact::tick_scale& scale,
              const exact::state& before, const exact::state& after, const exact::operation& asked,
              const exact_receipt& answer);
/// Chooses what the searching invariants try on the state after the step.
void choose_trial(step_facts& facts, const exact::formats& sizes, const exact::state& after);

// uniswap_v3_line_checks.cpp: ticks, liquidity along the price line
void check_tick(const step& now, verdict& found);
void check_active_liquidity(const step& now, verdict& found);
void check_net_below(const step& now, verdict& found);
void check_gross(const step& now, verdict& found);
void check_net(const step& now, verdict& found);
void check_bitmap(const step& now, verdict& found);
void check_most_liquidity(const step& now, verdict& found);

// uniswap_v3_swap_checks.cpp: what a trade may do
void check_limit_kept(const step& now, verdict& found);
void check_limit_or_all(const step& now, verdict& found);
void check_stop_ahead(const step& now, verdict& found);
void check_amounts_within(const step& now, verdict& found);
void check_input_covers(const step& now, verdict& found);
void check_output_covered(const step& now, verdict& found);
void check_output_leak(const step& now, verdict& found);
void check_input_leak(const step& now, verdict& found);
void check_swap_protocol_fee(const step& now, verdict& found);

// uniswap_v3_position_checks.cpp: principal and fees
void check_principal_solvency(const step& now, verdict& found);
void check_full_solvency(const step& now, verdict& found);
void check_minted(const step& now, verdict& found);
void check_burned(const step& now, verdict& found);
void check_mint_burn_trip(const step& now, verdict& found);
void check_noted_fees(const step& now, verdict& found);
void check_read_growth(const step& now, verdict& found);
void check_growth_within_global(const step& now, verdict& found);
void check_growth_in_range(const step& now, verdict& found);
void check_fees_within_paid(const step& now, verdict& found);
void check_collected(const step& now, verdict& found);

// uniswap_v3_book_checks.cpp: who has what, and who may change it
void check_conservation0(const step& now, verdict& found);
void check_conservation1(const step& now, verdict& found);
void check_payments(const step& now, verdict& found);
void check_revert_is_clean(const step& now, verdict& found);
void check_unlocked(const step& now, verdict& found);
void check_no_reentry(const step& now, verdict& found);
void check_offices(const step& now, verdict& found);
void check_protocol_collected(const step& now, verdict& found);
void check_frame(const step& now, verdict& found);
void check_frame_of_lists(const step& now, verdict& found);

// uniswap_v3_record_checks.cpp: oracle, flash, events
void check_tick_integral(const step& now, verdict& found);
void check_seconds_integral(const step& now, verdict& found);
void check_when_observed(const step& now, verdict& found);
void check_present_observed(const step& now, verdict& found);
void check_flash(const step& now, verdict& found);
void check_event(const step& now, verdict& found);

// uniswap_v3_search_checks.cpp: by trying
void check_round_trip(const step& now, verdict& found);
void check_split(const step& now, verdict& found);
void check_monotone_in_limit(const step& now, verdict& found);
void check_monotone_in_amount(const step& now, verdict& found);
void check_all_can_leave(const step& now, verdict& found);

}  // namespace assay::invariant::uniswap_v3
