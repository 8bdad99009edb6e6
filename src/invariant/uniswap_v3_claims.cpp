// The sums of what a Uniswap V3 pool owes. Only what a step has touched is worked out again.
#include "assay/invariant/uniswap_v3_claims.hpp"

#include <algorithm>
#include <utility>

namespace assay::invariant::uniswap_v3 {
namespace {

constexpr unsigned guard_bits = 96;  // of a reciprocal, beyond what liquidity and fraction take

// For searches in what is sorted by tick.
constexpr auto lies_below = [](const auto& one, std::int32_t tick) { return one.tick < tick; };

bool has_same_keys(const exact::state& a, const exact::state& b) {
  const auto same_tick = [](const auto& one, const auto& other) { return one.tick == other.tick; };
  const auto same_key = [](const auto& one, const auto& other) { return one.key == other.key; };
  return std::equal(a.ticks.begin(), a.ticks.end(), b.ticks.begin(), b.ticks.end(), same_tick) &&
         std::equal(a.positions.begin(), a.positions.end(), b.positions.begin(), b.positions.end(),
                    same_key);
}

}  // namespace

void state_changes::find(const exact::state& before, const exact::state& after) {
  any_tick = any_position = false;
  same_keys = has_same_keys(before, after);
  if (!same_keys) return;
  ticks.resize(after.ticks.size());
  for (std::size_t i = 0; i < ticks.size(); ++i) {
    ticks[i] = before.ticks[i] == after.ticks[i] ? 0 : 1;
    any_tick = any_tick || ticks[i] != 0;
  }
  positions.resize(after.positions.size());
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i] = before.positions[i] == after.positions[i] ? 0 : 1;
    any_position = any_position || positions[i] != 0;
  }
}

claims_book::claims_book(const exact::formats& sizes,
                         std::shared_ptr<const exact::tick_scale> scale)
    : sizes_(sizes),
      scale_(std::move(scale)),
      inverse_bits_(sizes.fraction + sizes.growth + guard_bits) {}

integer claims_book::inverse_of(const integer& price) const {
  return price.is_zero() ? integer(0)
                         : model::floor_of_quotient(model::power_of_two(inverse_bits_), price);
}

void claims_book::restart(const exact::state& now) {
  place(now);
  principal_ = fees_ = owed_ = {};
  inverse_of_price_ = inverse_of(now.sqrt_price);
  for (std::size_t i = 0; i < claims_.size(); ++i) {
    work_out(now, i);
    claims_[i].inside_before = claims_[i].inside;
    count(claims_[i]);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    owed_[i] = now.protocol_fees[i];
    for (const exact::position_record& each : now.positions) owed_[i] += each.owed[i];
  }
  fees_before_ = fees_;
}

// Looks up the prices of the ticks and which ticks each position uses.
void claims_book::place(const exact::state& now) {
  marks_.resize(now.ticks.size());
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    mark& each = marks_[i];
    const std::int32_t tick = now.ticks[i].tick;
    if (each.tick == tick && !each.price.is_zero()) continue;
    each.tick = tick;
    each.price = scale_->sqrt_price(tick);
    each.inverse = inverse_of(each.price);
  }
  const auto place_of = [&](std::int32_t tick) {
    const auto at = std::lower_bound(marks_.begin(), marks_.end(), tick, lies_below);
    return at != marks_.end() && at->tick == tick ? static_cast<std::uint32_t>(at - marks_.begin())
                                                  : claim::nowhere;
  };
  claims_.resize(now.positions.size());
  for (std::size_t i = 0; i < claims_.size(); ++i) {
    claims_[i].lower = place_of(now.positions[i].key.lower);
    claims_[i].upper = place_of(now.positions[i].key.upper);
  }
}

void claims_book::update(const exact::state& before, const exact::state& after,
                         const state_changes& changes) {
  if (!changes.same_keys) {
    restart(after);
    return;
  }
  fees_before_ = fees_;
  const bool is_moved = before.sqrt_price != after.sqrt_price || before.tick != after.tick;
  const bool has_grown = before.growth_global != after.growth_global;
  if (is_moved) inverse_of_price_ = inverse_of(after.sqrt_price);
  for (std::size_t i = 0; i < claims_.size(); ++i) {
    claim& each = claims_[i];
    each.inside_before = each.inside;
    const exact::position_record& record = after.positions[i];
    const auto is_tick_changed = [&](std::uint32_t at) {
      return at != claim::nowhere && changes.ticks[at] != 0;
    };
    const bool counts =
        exact::is_in_range(record.key, before.tick) || exact::is_in_range(record.key, after.tick);
    const bool is_passed =
        is_moved && (before.tick < record.key.lower) != (after.tick < record.key.lower);
    if (changes.positions[i] == 0 && !is_tick_changed(each.lower) && !is_tick_changed(each.upper) &&
        !is_passed && !(counts && (is_moved || has_grown))) {
      continue;
    }
    forget(each);
    work_out(after, i);
    count(each);
    for (std::size_t k = 0; changes.positions[i] != 0 && k < 2; ++k) {
      owed_[k] += record.owed[k] - before.positions[i].owed[k];
    }
  }
  for (std::size_t k = 0; k < 2; ++k) owed_[k] += after.protocol_fees[k] - before.protocol_fees[k];
}

void claims_book::forget(const claim& old) {
  for (std::size_t i = 0; i < 2; ++i) {
    principal_[i] -= old.principal[i];
    fees_[i] -= old.fees[i];
  }
}

void claims_book::count(const claim& fresh) {
  for (std::size_t i = 0; i < 2; ++i) {
    principal_[i] += fresh.principal[i];
    fees_[i] += fresh.fees[i];
  }
}

void claims_book::work_out(const exact::state& now, std::size_t position) {
  const exact::position_record& record = now.positions[position];
  claim& of = claims_[position];
  if (record.liquidity.is_zero()) {
    of.principal = of.fees = of.inside = {};
    return;
  }
  work_out_principal(now, record, of);
  work_out_fees(now, record, of);
}

// L Q (1 / c - 1 / u) of token0 and L (c - l) / Q of token1, c being the price or the bound that
// is nearest to it.
void claims_book::work_out_principal(const exact::state& now, const exact::position_record& record,
                                     claim& of) {
  const auto mark_at = [&](std::uint32_t at, std::int32_t tick) {
    if (at != claim::nowhere) return marks_[at];
    const integer price = scale_->sqrt_price(tick);
    return mark{tick, price, inverse_of(price)};
  };
  const mark lower = mark_at(of.lower, record.key.lower);
  const mark upper = mark_at(of.upper, record.key.upper);
  const bool is_below = now.sqrt_price <= lower.price;
  const bool is_above = now.sqrt_price >= upper.price;
  of.principal = {};
  if (!is_above) {
    const integer width = (is_below ? lower.inverse : inverse_of_price_) - upper.inverse - 1;
    if (width.sign() > 0) of.principal[0] = (record.liquidity * width) >> guard_bits;
  }
  if (!is_below) {
    const integer height = (is_above ? upper.price : now.sqrt_price) - lower.price;
    const integer product = record.liquidity * std::max(height, integer(0));
    of.principal[1] = sizes_.growth >= sizes_.fraction
                          ? product << (sizes_.growth - sizes_.fraction)
                          : product >> (sizes_.fraction - sizes_.growth);
  }
}

void claims_book::work_out_fees(const exact::state& now, const exact::position_record& record,
                                claim& of) {
  const auto tick_at = [&](std::uint32_t at) {
    return at == claim::nowhere ? nullptr : &now.ticks[at];
  };
  of.inside = growth_inside(sizes_, now, record.key, tick_at(of.lower), tick_at(of.upper));
  for (std::size_t i = 0; i < 2; ++i) {
    of.fees[i] = exact::difference_modulo(of.inside[i], record.growth_inside_last[i], sizes_.word) *
                 record.liquidity;
  }
}

exact::pair_of growth_inside(const exact::formats& sizes, const exact::state& now,
                             const exact::position_key& key, const exact::tick_record* lower,
                             const exact::tick_record* upper) {
  static const exact::tick_record empty{};
  exact::pair_of inside;
  for (std::size_t i = 0; i < 2; ++i) {
    const integer& low = (lower == nullptr ? empty : *lower).growth_outside[i];
    const integer& high = (upper == nullptr ? empty : *upper).growth_outside[i];
    // Outside the range the counters of both ticks look the same way, and their difference says it.
    if (now.tick < key.lower) {
      inside[i] = exact::difference_modulo(low, high, sizes.word);
    } else if (now.tick >= key.upper) {
      inside[i] = exact::difference_modulo(high, low, sizes.word);
    } else {
      inside[i] = exact::difference_modulo(
          exact::difference_modulo(now.growth_global[i], low, sizes.word), high, sizes.word);
    }
  }
  return inside;
}

const exact::tick_record* find_tick(const exact::state& in, std::int32_t tick) {
  const auto at = std::lower_bound(in.ticks.begin(), in.ticks.end(), tick, lies_below);
  return at != in.ticks.end() && at->tick == tick ? &*at : nullptr;
}

const exact::position_record* find_position(const exact::state& in,
                                            const exact::position_key& key) {
  const auto at =
      std::lower_bound(in.positions.begin(), in.positions.end(), key,
                       [](const auto& one, const auto& sought) { return one.key < sought; });
  return at != in.positions.end() && at->key == key ? &*at : nullptr;
}

}  // namespace assay::invariant::uniswap_v3
