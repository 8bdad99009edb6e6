// The boundaries at which bugs of constant-product pairs live, by name, and how often generated
// operations come to each. What counts is what the pair did, not what a generator meant to do.
#pragma once

#include <algorithm>
#include <string>
#include <variant>

#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/subject/uniswap_v2.hpp"
#include "support/boundary_hits.hpp"

namespace assay::uniswap_v2 {

class boundary_counter : public test::boundary_hits {
 public:
  using word = protocol::word;
  using state_type = protocol::state;
  using operation_type = protocol::operation;
  using receipt_type = protocol::receipt;

  explicit boundary_counter(const setup& all) : trial_(all) {}

  // Takes in one step.
  void count(const state_type& before, const operation_type& asked, const receipt_type& answer,
             const state_type& after) {
    const std::uint64_t passed = asked.time - last_time_;
    last_time_ = asked.time;
    if (const auto* created = std::get_if<create_pool<word>>(&asked.call)) {
      rules_ = created->rules;
      return;
    }
    reason_ = answer.ok() ? std::string() : answer.reverted->to_string();
    count_time(before, passed, after);
    std::visit([&](const auto& call) { count_call(before, asked, call, answer, after); },
               asked.call);
    if (answer.ok()) count_state(after.pair);
  }

 private:
  [[nodiscard]] bool refused_for(std::string_view why) const { return reason_.ends_with(why); }

  // The same swap with another input of the token that comes in.
  bool passes(const state_type& before, operation_type asked, bool more) {
    auto& call = std::get<swap<word>>(asked.call);
    word& in = call.has_callback
                   ? (call.callback.pay0.is_zero() ? call.callback.pay1 : call.callback.pay0)
                   : (call.in0.is_zero() ? call.in1 : call.in0);
    if (!more && in.is_zero()) return true;
    in = more ? add_wrapping(in, word::one()) : sub_wrapping(in, word::one());
    trial_.set_state(before, rules_);
    return trial_.apply(asked).ok();
  }

  void count_call(const state_type& before, const operation_type& asked, const swap<word>& call,
                  const receipt_type& answer, const state_type& after) {
    static constexpr const char* names[] = {"", "sync", "skim", "mint", "burn", "swap"};
    const auto into = static_cast<std::size_t>(call.callback.reenter);
    if (call.has_callback && into != 0) {
      hit(std::string(names[into]) + " from the callback", refused_for("LOCKED"));
    }
    const std::string kind = call.has_callback ? "flash swap" : "swap";
    if (answer.ok()) hit(kind + " to the last wei of K", !passes(before, asked, false));
    if (refused_for(": K")) hit(kind + " short of K by a wei", passes(before, asked, true));
    const auto& pair = before.pair;
    const bool takes_both = !call.out0.is_zero() && !call.out1.is_zero();
    hit("swap of both outputs", answer.ok() && takes_both);
    hit("swap of all but a wei of a reserve",
        answer.ok() && (add_wrapping(call.out0, word::one()) == pair.reserve0 ||
                        add_wrapping(call.out1, word::one()) == pair.reserve1));
    hit("swap of a whole reserve", refused_for("INSUFFICIENT_LIQUIDITY") &&
                                       !pair.reserve0.is_zero() &&
                                       (call.out0 == pair.reserve0 || call.out1 == pair.reserve1));
    hit("swap refused for a recipient", refused_for("INVALID_TO"));
    hit("swap of 1 to 3 wei", answer.ok() && call.out0 <= word{3} && call.out1 <= word{3});
    hit("swap beyond the largest reserve", refused_for("OVERFLOW"));
    hit("swap moves the price by half or more",
        answer.ok() && (after.pair.reserve0 >= pair.reserve0 << 1 ||
                        after.pair.reserve1 >= pair.reserve1 << 1));
  }

  void count_call(const state_type& before, const operation_type&, const mint<word>&,
                  const receipt_type& answer, const state_type& after) {
    const auto& was = before.pair;
    hit("first mint of a single share",
        was.total_supply.is_zero() && after.pair.total_supply == word{1001});
    hit("first mint of too little", was.total_supply.is_zero() && !answer.ok());
    hit("later mint of nothing",
        !was.total_supply.is_zero() && refused_for("INSUFFICIENT_LIQUIDITY_MINTED"));
    count_protocol_fee(was, answer, after.pair);
  }

  void count_call(const state_type& before, const operation_type& asked, const burn<word>& call,
                  const receipt_type& answer, const state_type& after) {
    hit("burn of all that a holder has", answer.ok() && !call.liquidity.is_zero() &&
                                             call.liquidity == before.lp[asked.caller.index]);
    hit("burn of too little", refused_for("INSUFFICIENT_LIQUIDITY_BURNED"));
    count_protocol_fee(before.pair, answer, after.pair);
  }

  void count_protocol_fee(const pair_storage<word>& was, const receipt_type& answer,
                          const pair_storage<word>& is) {
    if (!answer.ok()) return;
    const bool is_on = is.fee_to != account::zero();
    hit("liquidity changes with the protocol fee on", is_on);
    hit("liquidity changes after the protocol fee was switched off",
        !is_on && !was.k_last.is_zero());
    hit("liquidity changes after the protocol fee was switched on",
        is_on && was.k_last.is_zero() && !was.total_supply.is_zero());
  }

  void count_call(const state_type& before, const operation_type&, const skim&,
                  const receipt_type& answer, const state_type& after) {
    hit("skim of something", answer.ok() && !(before.tokens == after.tokens));
  }

  void count_call(const state_type& before, const operation_type& asked,
                  const transfer_from_lp<word>& call, const receipt_type& answer,
                  const state_type&) {
    for (const auto& entry : before.allowances) {
      if (!(entry.owner == call.from) || !(entry.spender == asked.caller)) continue;
      hit("transferFrom with an infinite allowance", answer.ok() && entry.amount == word::max());
      hit("transferFrom of a whole allowance", answer.ok() && entry.amount == call.amount);
      hit("transferFrom of a wei too much",
          !answer.ok() && add_wrapping(entry.amount, word::one()) == call.amount);
    }
  }

  template <class Other>
  void count_call(const state_type&, const operation_type&, const Other&, const receipt_type&,
                  const state_type&) {}

  void count_time(const state_type& before, std::uint64_t passed, const state_type& after) {
    const bool is_update = before.pair.block_timestamp_last != after.pair.block_timestamp_last &&
                           !before.pair.reserve0.is_zero();
    hit("the clock wraps between two updates",
        is_update && after.pair.block_timestamp_last < before.pair.block_timestamp_last);
    hit("a multiple of 2^32 seconds passes", passed != 0 && (passed << 32) == 0);
    hit("an accumulator wraps",
        after.pair.price0_cumulative_last < before.pair.price0_cumulative_last ||
            after.pair.price1_cumulative_last < before.pair.price1_cumulative_last);
  }

  void count_state(const pair_storage<word>& now) {
    const word largest = sub_wrapping(word::power_of_two(112), word::one());
    const word low = std::min(now.reserve0, now.reserve1);
    const word high = std::max(now.reserve0, now.reserve1);
    hit("a reserve of 2^112 - 1", high == largest);
    hit("a reserve of 1 to 3 wei", !low.is_zero() && low <= word{3});
    hit("lopsided pair: reserves 2^64 apart or more", bit_width(high) >= bit_width(low) + 64);
  }

  pool<evm_format<>> trial_;
  std::string reason_{};
  std::uint64_t last_time_ = 0;
  std::uint32_t rules_ = 0;
};

}  // namespace assay::uniswap_v2
