// What it costs to push a pool around, and who pays: by exact search over integer amounts, each
// tried on a copy of the engine's pool.
//
// An attack starts from the pool as its LPs left it, at the market's first price, which stays.
// Gains are of balances at that price, in token1 wei times the price's denominator; those of one
// attempt sum to nothing, which is checked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "assay/market/venue.hpp"

namespace assay::market {

/// What a first depositor is after: the victim's deposit of most gain, or rounded down to one share
/// or none, or refused.
enum class deposit_goal : std::uint8_t { best, one_share, refused };
inline constexpr std::size_t deposit_goals = 3;  // each is searched for

/// One attempt, the cheapest or the best of its setting.
struct attempt {
  std::string setting{};  // for people
  bool possible = false;  // false: no amount does it
  unsigned token_in = 0;
  exact amount{};         // of token_in, in the first trade
  exact attacker_gain{};  // negative: what it costs
  exact lp_gain{};        // of a first depositor's pool: what stays in it, locked
  exact other_gain{};     // of arbitrageurs, or of the victim
  exact search_gap{};     // no amount gains the attacker more than this beyond attacker_gain
  std::int64_t move_bps = 0;
  std::uint64_t hold_blocks = 0;
  bool restored = false;  // by arbitrageurs, or traded back at once
  exact victim_size{};
  std::uint64_t slippage_bps = 0;
  std::uint64_t first_shares = 0;
  deposit_goal goal{};
};

struct attack_result {
  attack_spec what{};
  std::vector<attempt> attempts{};
};

/// Every attack of the scenario, its attempts on `jobs` threads: the same result whatever their
/// number. An attack that `interrupted` leaves unfinished is not among the results. Throws
/// trace::input_error where the market's price is none at which the pool can be asked.
std::vector<attack_result> run_attacks(const scenario& what, unsigned jobs,
                                       const std::function<bool()>& interrupted);

/// The least amount in 1 .. 2^bits - 1 for which `holds`, which stays true above it; nothing if
/// there is none.
std::optional<uint<128>> least_amount(unsigned bits,
                                      const std::function<bool(const uint<128>&)>& holds);

/// The amount in 0 .. most with the greatest profit; of several, one of them. `bound` gives what no
/// amount from low to high exceeds, knowing the profit at high. Looks at no more than `budget`
/// amounts: no amount is better by more than `gap`, which is zero where the search came to its end.
struct best_amount {
  exact amount{};
  exact profit{};
  exact gap{};
};
best_amount best_by_bounds(
    const exact& most, std::uint64_t budget, const std::function<exact(const exact&)>& profit,
    const std::function<exact(const exact& low, const exact& high, const exact& at_high)>& bound);

}  // namespace assay::market
