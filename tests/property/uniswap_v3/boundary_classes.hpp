// The boundaries at which bugs of concentrated liquidity live, by name, and how often generated
// operations come to each. What counts is what the pool did, not what a generator meant to do.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <variant>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/math/tick_math.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "support/boundary_hits.hpp"

namespace assay::uniswap_v3 {

class boundary_counter : public test::boundary_hits {
 public:
  using format = protocol::format;
  using word = format::word;
  using price = format::price;
  using liquidity = format::liquidity;
  using state_type = protocol::state;
  using operation_type = protocol::operation;
  using receipt_type = protocol::receipt;

  explicit boundary_counter(const setup& all) : trial_(all) {}

  // Takes in one step.
  void count(const state_type& before, const operation_type& asked, const receipt_type& answer,
             const state_type& after) {
    const bool is_live = !after.pool.sqrt_price_x96.is_zero();
    if (std::holds_alternative<create_pool<format>>(asked.call)) {
      fee_switches_ = 0;
      last_time_ = asked.time;
      return;
    }
    count_time(before, asked, after);
    count_growth(before, after);
    std::visit([&](const auto& call) { count_call(before, asked, call, answer, after); },
               asked.call);
    if (answer.ok() && is_live) count_state(after);
    last_time_ = asked.time;
  }

 private:
  // ---- where a swap ends

  struct ending {
    std::ptrdiff_t ticks_below = 0;  // initialized ticks at or below the tick: crossing changes it
    bool at_limit = false;
  };

  std::optional<ending> end_of(const state_type& before, operation_type asked, const word& size) {
    auto& call = std::get<swap<format>>(asked.call);
    const auto amount = sint<format::word_bits>::from_bits(size);
    call.amount_specified = call.amount_specified.is_negative() ? neg_wrapping(amount) : amount;
    trial_.set_state(before);
    if (!trial_.apply(asked).ok()) return std::nullopt;
    const auto& now = trial_.state().pool;
    const auto below = std::count_if(before.ticks.begin(), before.ticks.end(),
                                     [&](const auto& each) { return each.first <= now.tick; });
    return ending{below, now.sqrt_price_x96 == call.sqrt_price_limit_x96};
  }

  // Does one more wei than `from`, or than `from` + 1, …, change where the swap ends?
  void count_edge(const state_type& before, const operation_type& asked, const word& size) {
    const auto& call = std::get<swap<format>>(asked.call);
    const std::string way = call.amount_specified.is_negative() ? "output" : "input";
    std::array<std::optional<ending>, 8> at;  // of size - 4 … size + 3
    for (std::size_t i = 0; i < at.size(); ++i) {
      const word amount = sub_wrapping(add_wrapping(size, word{i}), word{4});
      if (!amount.is_zero() && amount < word::power_of_two(255)) {
        at[i] = end_of(before, asked, amount);
      }
    }
    for (std::size_t i = 1; i < at.size(); ++i) {
      if (!at[i - 1] || !at[i]) continue;
      // The first amount that reaches it is at size + i - 4.
      const char* const how = i == 4 ? "exactly" : (i == 5 ? "but for a wei" : "within 3 wei");
      hit("exact " + way + " reaches a tick " + how, at[i - 1]->ticks_below != at[i]->ticks_below);
      hit("exact " + way + " reaches the limit " + how, at[i - 1]->at_limit != at[i]->at_limit);
    }
  }

  void count_call(const state_type& before, const operation_type& asked, const swap<format>& call,
                  const receipt_type& answer, const state_type& after) {
    count_reentry("swap", call.pay.reenter, answer);
    if (!answer.ok()) return;
    const word size = magnitude(call.amount_specified);
    if (size < word::power_of_two(254) && call.pay.extra0.is_zero() && call.pay.extra1.is_zero()) {
      count_edge(before, asked, size);
    }
    const liquidity& active = before.pool.liquidity;
    hit("swap at liquidity 1", active == liquidity::one());
    hit("swap at liquidity below 2^10", !active.is_zero() && bit_width(active) <= 10);
    hit("swap at liquidity of 2^120 or more", bit_width(active) > 120);
    hit("swap from no liquidity into some", active.is_zero() && !after.pool.liquidity.is_zero());
    hit("swap from liquidity into none", !active.is_zero() && after.pool.liquidity.is_zero());
    const auto low = std::min(before.pool.tick, after.pool.tick);
    const auto high = std::max(before.pool.tick, after.pool.tick);
    const auto crossed =
        std::count_if(before.ticks.begin(), before.ticks.end(),
                      [&](const auto& each) { return each.first > low && each.first <= high; });
    hit("swap over one tick", crossed == 1);
    hit("swap over two ticks", crossed == 2);
    hit("swap over three ticks or more", crossed >= 3);
    hit("swap of 1 to 3 wei", size <= word{3});
    hit("swap moves nothing", before.pool.sqrt_price_x96 == after.pool.sqrt_price_x96);
    const unsigned fee =
        call.zero_for_one ? before.pool.fee_protocol & 15U : before.pool.fee_protocol >> 4U;
    hit("swap with the protocol fee on", fee != 0 && !active.is_zero());
    hit("swap after the protocol fee was switched twice", fee_switches_ >= 2);
  }

  // ---- liquidity

  void count_call(const state_type& before, const operation_type& asked, const mint<format>& call,
                  const receipt_type& answer, const state_type& after) {
    count_reentry("mint", call.pay.reenter, answer);
    const auto gross_of = [&](std::int32_t tick) {
      const auto found = before.ticks.find(tick);
      return found == before.ticks.end() ? liquidity::zero() : found->second.liquidity_gross;
    };
    if (!answer.ok()) {
      if (answer.reverted->to_string() != "LO") return;
      const word most = widen<format::word_bits>(before.max_liquidity_per_tick);
      const auto largest = std::max(gross_of(call.tick_lower), gross_of(call.tick_upper));
      const word sum =
          add_wrapping(widen<format::word_bits>(largest), widen<format::word_bits>(call.amount));
      hit("mint of one more than a tick can take", sum == add_wrapping(most, word::one()));
      return;
    }
    const price& here = before.pool.sqrt_price_x96;
    const price lower = sqrt_ratio_at_tick<>(call.tick_lower).value();
    const price upper = sqrt_ratio_at_tick<>(call.tick_upper).value();
    const bool fills =
        after.ticks.at(call.tick_lower).liquidity_gross == after.max_liquidity_per_tick ||
        after.ticks.at(call.tick_upper).liquidity_gross == after.max_liquidity_per_tick;
    hit("mint of all that a tick can take", fills);
    hit("mint of liquidity 1", call.amount == liquidity::one());
    hit("mint with the price on the lower bound", here == lower);
    hit("mint with the price on the upper bound", here == upper);
    hit("mint with the price a unit below the lower bound",
        add_wrapping(here, price::one()) == lower);
    hit("mint with the price a unit below the upper bound",
        add_wrapping(here, price::one()) == upper);
    hit("mint around the price", lower < here && here < upper);
    hit("mint above the price", here < lower);
    hit("mint below the price", here > upper);
    hit("mint over the whole line", call.tick_lower < min_tick + before.tick_spacing &&
                                        call.tick_upper > max_tick - before.tick_spacing);
    count_pairs(before, {asked.caller, call.tick_lower, call.tick_upper}, call.recipient);
  }

  // How the new position lies to those that are there.
  void count_pairs(const state_type& before, const position_key& made, account owner) {
    bool nested = false;
    bool shared = false;
    bool touching = false;
    bool overlapping = false;
    bool same = false;
    for (const auto& [key, info] : before.positions) {
      if (info.liquidity.is_zero()) continue;
      const bool same_lower = key.tick_lower == made.tick_lower;
      const bool same_upper = key.tick_upper == made.tick_upper;
      same = same || (same_lower && same_upper && !(key.owner == owner));
      shared = shared || same_lower != same_upper;
      touching = touching || key.tick_upper == made.tick_lower || key.tick_lower == made.tick_upper;
      nested = nested || (key.tick_lower < made.tick_lower && made.tick_upper < key.tick_upper) ||
               (made.tick_lower < key.tick_lower && key.tick_upper < made.tick_upper);
      overlapping = overlapping ||
                    (key.tick_lower < made.tick_lower && made.tick_lower < key.tick_upper &&
                     key.tick_upper < made.tick_upper) ||
                    (made.tick_lower < key.tick_lower && key.tick_lower < made.tick_upper &&
                     made.tick_upper < key.tick_upper);
    }
    hit("mint nested with another position", nested);
    hit("mint sharing one bound", shared);
    hit("mint of another's very range", same);
    hit("mint touching another position", touching);
    hit("mint overlapping another position", overlapping);
  }

  void count_call(const state_type& before, const operation_type& asked, const burn<format>& call,
                  const receipt_type& answer, const state_type& after) {
    if (!answer.ok()) return;
    const auto found = before.positions.find({asked.caller, call.tick_lower, call.tick_upper});
    if (found == before.positions.end()) return;
    hit("poke", call.amount.is_zero());
    hit("burn of all but a wei",
        add_wrapping(call.amount, liquidity::one()) == found->second.liquidity);
    if (call.amount.is_zero() || call.amount != found->second.liquidity) return;
    hit("burn of all");
    hit("burn clears a tick", after.ticks.size() < before.ticks.size());
    hit("burn leaves a shared tick", after.ticks.size() + 1 == before.ticks.size());
  }

  void count_call(const state_type& before, const operation_type& asked,
                  const collect<format>& call, const receipt_type& answer, const state_type&) {
    if (!answer.ok()) return;
    const auto found = before.positions.find({asked.caller, call.tick_lower, call.tick_upper});
    if (found == before.positions.end()) return;
    const liquidity& owed = found->second.tokens_owed0;
    if (owed.is_zero()) return;
    hit("collect of exactly what is owed", call.amount0_requested == owed);
    hit("collect of one less", add_wrapping(call.amount0_requested, liquidity::one()) == owed);
    hit("collect of one more", call.amount0_requested == add_wrapping(owed, liquidity::one()));
  }

  // ---- the rest

  void count_reentry(const std::string& from, reentry into, const receipt_type& answer) {
    static constexpr const char* names[] = {"", "mint", "burn", "collect", "swap", "flash"};
    if (into == reentry::none || answer.ok()) return;
    if (answer.reverted->to_string() != "LOK") return;
    hit(std::string(names[static_cast<std::size_t>(into)]) + " from the callback of " + from);
  }

  void count_call(const state_type& before, const operation_type&, const flash<format>& call,
                  const receipt_type& answer, const state_type&) {
    count_reentry("flash", call.reenter, answer);
    if (!answer.ok()) return;
    hit("flash of all that there is",
        !call.amount0.is_zero() && call.amount0 == before.tokens[0].balance_of(account::pool()));
    hit("flash with the protocol fee on", before.pool.fee_protocol != 0);
    hit("flash overpaid by 2^100 or more", bit_width(magnitude(call.paid_over0)) > 100);
  }

  void count_call(const state_type& before, const operation_type&, const set_fee_protocol&,
                  const receipt_type& answer, const state_type& after) {
    if (!answer.ok() || before.pool.fee_protocol == after.pool.fee_protocol) return;
    ++fee_switches_;
    hit("protocol fee on", before.pool.fee_protocol == 0);
    hit("protocol fee off", after.pool.fee_protocol == 0);
    hit("protocol fee of one token only",
        ((after.pool.fee_protocol & 15U) == 0) != ((after.pool.fee_protocol >> 4U) == 0));
  }

  void count_call(const state_type& before, const operation_type&,
                  const collect_protocol<format>& call, const receipt_type& answer,
                  const state_type&) {
    if (!answer.ok()) return;
    const liquidity& there = before.pool.protocol_fees.token0;
    hit("protocol fees taken to the last wei", !there.is_zero() && call.amount0_requested >= there);
  }

  void count_call(const state_type& before, const operation_type& asked, const observe& call,
                  const receipt_type& answer, const state_type&) {
    const auto now = static_cast<std::uint32_t>(asked.time);
    if (!answer.ok()) {
      hit("observe older than the oldest", answer.reverted->to_string() == "OLD");
      return;
    }
    const auto& slots = before.observations.slots();
    for (const std::uint32_t ago : call.seconds_agos) {
      const std::uint32_t target = now - ago;
      for (std::size_t i = 0; i < slots.size(); ++i) {
        if (!slots[i].initialized || ago == 0) continue;
        hit("observe at an observation", target == slots[i].block_timestamp);
        hit("observe a second beside one",
            target + 1 == slots[i].block_timestamp || target == slots[i].block_timestamp + 1);
      }
      hit("observe across the wrap of the clock", ago > now);
    }
  }

  template <class Other>
  void count_call(const state_type&, const operation_type&, const Other&, const receipt_type&,
                  const state_type&) {}

  void count_time(const state_type& before, const operation_type& asked, const state_type& after) {
    const auto& was = before.pool.observation;
    const auto& is = after.pool.observation;
    const std::uint64_t passed = asked.time - last_time_;
    hit("the clock wraps", (asked.time >> 32) != (last_time_ >> 32));
    hit("2^31 seconds pass, or one beside it",
        passed + 1 >= std::uint64_t{1} << 31 && passed <= (std::uint64_t{1} << 31) + 1);
    hit("a multiple of 2^32 seconds passes", passed != 0 && (passed << 32) == 0);
    if (was.cardinality == 0 || was.index == is.index) return;
    const auto& slots = after.observations.slots();
    const std::uint32_t last = before.observations.slots()[was.index].block_timestamp;
    const std::uint32_t next = slots[is.index].block_timestamp;
    hit("an observation after the wrap of the clock", next < last);
    hit("an observation 2^31 seconds or more after the last", next - last >= 1U << 31);
    hit("the ring wraps", is.index == 0 && is.cardinality > 1);
    hit("the ring grows", is.cardinality > was.cardinality);
    hit("the ring wraps with 8 slots or more", is.index == 0 && is.cardinality >= 8);
  }

  // Fees per unit of liquidity only ever grow, so less is more than there is room for.
  void count_growth(const state_type& before, const state_type& after) {
    const auto count_token = [&](const word& was, const word& is) {
      hit("fee growth wraps past 2^256", is < was);
      hit("fee growth wraps to 0 or the next that can be", is < was && is < least_growth(before));
      hit("fee growth one step short of 2^256",
          is != was && is >= neg_wrapping(least_growth(before)));
    };
    count_token(before.pool.fee_growth_global_x128.token0,
                after.pool.fee_growth_global_x128.token0);
    count_token(before.pool.fee_growth_global_x128.token1,
                after.pool.fee_growth_global_x128.token1);
  }
  // What one wei adds, rounded up: 2^128 over the liquidity.
  static word least_growth(const state_type& at) {
    const word depth = widen<format::word_bits>(at.pool.liquidity);
    return depth.is_zero() ? word::one() : div_up(word::power_of_two(128), depth);
  }

  void count_state(const state_type& now) {
    const price& here = now.pool.sqrt_price_x96;
    const price on = sqrt_ratio_at_tick<>(now.pool.tick).value();
    const price next = sqrt_ratio_at_tick<>(now.pool.tick + 1).value();
    hit("price on a tick", here == on || here == next);
    hit("price a unit above a tick", here == add_wrapping(on, price::one()));
    hit("price a unit below a tick", add_wrapping(here, price::one()) == next);
    const bool is_bound =
        now.ticks.contains(now.pool.tick) || now.ticks.contains(now.pool.tick + 1);
    hit("price on an initialized tick or a unit beside it",
        is_bound && (here == on || here == next || here == add_wrapping(on, price::one()) ||
                     add_wrapping(here, price::one()) == next));
    hit("price on a tick and the tick below it", here == next);
    hit("price at the lowest, or one above", here <= add_wrapping(min_sqrt_ratio<>, price::one()));
    hit("price one below the highest", add_wrapping(here, price::one()) == max_sqrt_ratio<>);
    hit("tick near the ends", now.pool.tick < min_tick + 300 || now.pool.tick > max_tick - 300);
    const word held[] = {now.tokens[0].balance_of(account::pool()),
                         now.tokens[1].balance_of(account::pool())};
    hit("pool holds 2^128 wei or more", std::max(held[0], held[1]) >= word::power_of_two(128));
    hit("pool holds 2^150 wei or more", std::max(held[0], held[1]) >= word::power_of_two(150));
    const unsigned widths[] = {bit_width(held[0]), bit_width(held[1])};
    hit("lopsided pool: balances 2^64 apart or more",
        std::max(widths[0], widths[1]) >= std::min(widths[0], widths[1]) + 64);
    hit("pool of one token only", held[0].is_zero() != held[1].is_zero());
    hit("price without liquidity", now.pool.liquidity.is_zero() && !now.ticks.empty());
  }

  pool<format> trial_;
  std::uint64_t last_time_ = 0;
  unsigned fee_switches_ = 0;
};

}  // namespace assay::uniswap_v3
