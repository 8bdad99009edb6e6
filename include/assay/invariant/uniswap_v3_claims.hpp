// What a Uniswap V3 pool owes: everybody's principal and fees, kept up to date step by step.
//
// Sums are of real numbers, not of what is left of them after rounding for each position: the pool
// must be able to pay the whole. Kept with `growth` bits after the point; token0's principal is
// rounded down there, which takes less than 2^-64 wei per position off.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "assay/model/uniswap_v3_pool.hpp"

namespace assay::invariant::uniswap_v3 {

namespace exact = model::uniswap_v3;
using model::integer;

/// Where two states differ, entry by entry, when they list the same ticks and positions.
struct state_changes {
  bool same_keys = false;  // false: ticks or positions came or went, and nothing below is meant
  bool any_tick = false;
  bool any_position = false;
  std::vector<std::uint8_t> ticks{};      // by place in the list
  std::vector<std::uint8_t> positions{};  // by place in the list

  void find(const exact::state& before, const exact::state& after);
};

/// One position's claims and how they were worked out.
struct claim {
  std::uint32_t lower = 0;  // places of its ticks in the list, or `nowhere`
  std::uint32_t upper = 0;
  exact::pair_of inside{};         // growth inside, as the pool would read it now
  exact::pair_of inside_before{};  // the same before the last step
  exact::pair_of principal{};      // in wei, with `growth` bits after the point, as the next
  exact::pair_of fees{};           // since the last touch
  static constexpr std::uint32_t nowhere = UINT32_MAX;
};

class claims_book {
 public:
  claims_book(const exact::formats& sizes, std::shared_ptr<const exact::tick_scale> scale);

  /// Begins with this state.
  void restart(const exact::state& now);
  /// Goes from one state to the next; `changes` are those between them.
  void update(const exact::state& before, const exact::state& after, const state_changes& changes);

  /// In wei, rounded down.
  [[nodiscard]] integer principal(std::size_t token) const {
    return principal_[token] >> sizes_.growth;
  }
  /// Principal, fees earned but not yet noted, what is owed, and the protocol's fees.
  [[nodiscard]] integer total(std::size_t token) const {
    return ((principal_[token] + fees_[token]) >> sizes_.growth) + owed_[token];
  }
  /// Fees earned but not yet noted, with `growth` bits after the point, now and before the step.
  [[nodiscard]] const exact::pair_of& fees() const { return fees_; }
  [[nodiscard]] const exact::pair_of& fees_before() const { return fees_before_; }
  /// By place in the state's list of positions.
  [[nodiscard]] const std::vector<claim>& claims() const { return claims_; }
  /// Square-root prices by place in the state's list of ticks.
  [[nodiscard]] const integer& price_at(std::size_t place) const { return marks_[place].price; }

 private:
  struct mark {
    std::int32_t tick = 0;
    integer price = 0;
    integer inverse = 0;  // floor(2^inverse_bits / price)
  };
  void place(const exact::state& now);
  void work_out(const exact::state& now, std::size_t position);
  void work_out_principal(const exact::state& now, const exact::position_record& record, claim& of);
  void work_out_fees(const exact::state& now, const exact::position_record& record, claim& of);
  void forget(const claim& old);
  void count(const claim& fresh);
  [[nodiscard]] integer inverse_of(const integer& price) const;

  exact::formats sizes_;
  std::shared_ptr<const exact::tick_scale> scale_;
  unsigned inverse_bits_;
  std::vector<mark> marks_{};
  std::vector<claim> claims_{};
  integer inverse_of_price_ = 0;
  exact::pair_of principal_{};
  exact::pair_of fees_{};
  exact::pair_of fees_before_{};
  exact::pair_of owed_{};
};

/// getFeeGrowthInside from the counters that a state keeps, a tick that is not there counting as
/// empty: global less what is below and above, modulo the word.
exact::pair_of growth_inside(const exact::formats& sizes, const exact::state& now,
                             const exact::position_key& key, const exact::tick_record* lower,
                             const exact::tick_record* upper);

/// The record of a tick; null where there is none.
const exact::tick_record* find_tick(const exact::state& in, std::int32_t tick);
const exact::position_record* find_position(const exact::state& in, const exact::position_key& key);

}  // namespace assay::invariant::uniswap_v3
