// A Uniswap V3 pool with its two tokens: the state and the transitions on it, in the order of the
// contract's own statements.
//
// Mirrors Uniswap/v3-core v1.0.0 contracts/UniswapV3Pool.sol. What a swap does on the price line is
// in swap.hpp, what a position is in position.hpp; here are the entry points. NoDelegateCall is not
// modelled: it guards how the code is called, not what it computes.
#pragma once

#include <utility>
#include <variant>

#include "assay/ledger/journal.hpp"
#include "assay/pool/uniswap_v3/event.hpp"
#include "assay/pool/uniswap_v3/operation.hpp"
#include "assay/pool/uniswap_v3/position.hpp"
#include "assay/pool/uniswap_v3/setup.hpp"
#include "assay/pool/uniswap_v3/state.hpp"
#include "assay/pool/uniswap_v3/steps.hpp"
#include "assay/pool/uniswap_v3/swap.hpp"
#include "assay/word/assert.hpp"

namespace assay::uniswap_v3 {

template <class Format = evm_price_format<>, class Steps = steps<Format>>
class pool {
 public:
  using word = typename Format::word;
  using signed_word = sint<Format::word_bits, typename Format::backend>;
  using liquidity_type = typename Format::liquidity;
  using signed_liquidity = sint<Format::liquidity_bits, typename Format::backend>;
  using operation_type = operation<Format>;
  using receipt_type = receipt<Format>;
  using state_type = uniswap_v3::state<Format>;

  explicit pool(uniswap_v3::setup setup) : setup_(setup) {
    create(uniswap_v3::create_pool<Format>{});
  }

  // One transaction, atomic: a failure undoes all, to the byte. The receipt stays valid until the
  // next call. Precondition: every account exists in the setup.
  const receipt_type& apply(const operation_type& operation) {
    receipt_.reset();
    now_ = static_cast<std::uint32_t>(operation.time);  // block.timestamp mod 2^32
    const pool_storage<Format> before = state_.pool;
    const status outcome =
        std::visit([&](const auto& call) { return run(operation.caller, call); }, operation.call);
    if (outcome.ok()) {
      tokens_log_.commit();
      log_.commit();
    } else {
      tokens_log_.roll_back();
      log_.roll_back(state_);
      state_.pool = before;
      receipt_.reset();
      receipt_.reverted = outcome.why();
    }
    return receipt_;
  }

  [[nodiscard]] const state_type& state() const { return state_; }
  [[nodiscard]] const uniswap_v3::setup& setup() const { return setup_; }

  // Starts from a state that another source vouches for.
  void set_state(const state_type& state) { state_ = state; }

 private:
  static constexpr account self = account::pool();

  uniswap_v3::setup setup_;
  state_type state_{};
  receipt_type receipt_{};
  journal<word> tokens_log_{};
  undo_log<Format> log_{};
  std::uint32_t now_ = 0;

  // ---- creation

  status run(account, const create_pool<Format>& call) {
    create(call);
    return {};
  }
  void create(const create_pool<Format>& call) {
    const std::size_t accounts = account::first_actor + setup_.actors;
    state_ = state_type{};
    state_.fee_pips = call.fee_pips;
    state_.tick_spacing = call.tick_spacing;
    state_.max_liquidity_per_tick =
        max_liquidity_per_tick<Format::liquidity_bits, typename Format::backend>(
            call.tick_spacing, Steps::ticks::lowest, Steps::ticks::highest);
    for (auto& token : state_.tokens) {
      token.balances.assign(account::first_actor, word::zero());
      token.balances.resize(accounts, call.balances);
    }
  }

  status run(account, const initialize<Format>& call) {
    pool_storage<Format>& storage = state_.pool;
    if (!storage.sqrt_price_x96.is_zero()) return revert::reason("AI");
    ASSAY_TRY(storage.tick, Steps::ticks::tick_at(call.sqrt_price_x96));
    log_.observations.emplace_back(0, state_.observations.slots()[0]);
    state_.observations.initialize(now_);
    storage.sqrt_price_x96 = call.sqrt_price_x96;
    storage.observation = {0, 1};
    storage.observation_cardinality_next = 1;
    storage.fee_protocol = 0;
    storage.unlocked = true;
    receipt_.events.push_back({event_kind::initialize,
                               {},
                               {},
                               {storage.tick, 0},
                               {widen<Format::word_bits>(call.sqrt_price_x96)}});
    return {};
  }

  // ---- liquidity

  status run(account caller, const mint<Format>& call) {
    ASSAY_CHECK(lock());
    if (call.amount.is_zero()) return revert::empty();
    if (call.amount.bit(Format::liquidity_bits - 1)) return revert::empty();  // toInt128
    ASSAY_TRY(const auto amounts, modify({call.recipient, call.tick_lower, call.tick_upper},
                                         signed_liquidity::from_bits(call.amount)));
    const both<word> owed{amounts.token0.to_bits(), amounts.token1.to_bits()};
    ASSAY_CHECK(collect_payment(caller, owed, call.pay, "M0", "M1"));
    receipt_.events.push_back({event_kind::mint,
                               caller,
                               call.recipient,
                               {call.tick_lower, call.tick_upper},
                               {widen<Format::word_bits>(call.amount), owed.token0, owed.token1}});
    receipt_.returns.amounts = {owed.token0, owed.token1};
    receipt_.returns.count = 2;
    unlock();
    return {};
  }

  status run(account caller, const burn<Format>& call) {
    ASSAY_CHECK(lock());
    if (call.amount.bit(Format::liquidity_bits - 1)) return revert::empty();  // toInt128
    const position_key key{caller, call.tick_lower, call.tick_upper};
    ASSAY_TRY(const auto amounts,
              modify(key, neg_wrapping(signed_liquidity::from_bits(call.amount))));
    const word amount0 = magnitude(amounts.token0);
    const word amount1 = magnitude(amounts.token1);
    if (!amount0.is_zero() || !amount1.is_zero()) {
      auto& position = log_.positions.change(state_.positions, key);
      position.tokens_owed0 = add_wrapping(position.tokens_owed0, narrow(amount0));
      position.tokens_owed1 = add_wrapping(position.tokens_owed1, narrow(amount1));
    }
    receipt_.events.push_back({event_kind::burn,
                               caller,
                               {},
                               {call.tick_lower, call.tick_upper},
                               {widen<Format::word_bits>(call.amount), amount0, amount1}});
    receipt_.returns.amounts = {amount0, amount1};
    receipt_.returns.count = 2;
    unlock();
    return {};
  }

  // collect never checks its ticks: an unknown position simply owes nothing.
  status run(account caller, const collect<Format>& call) {
    ASSAY_CHECK(lock());
    const position_key key{caller, call.tick_lower, call.tick_upper};
    const auto found = state_.positions.find(key);
    both<liquidity_type> amounts{};
    if (found != state_.positions.end()) {
      amounts.token0 = std::min(call.amount0_requested, found->second.tokens_owed0);
      amounts.token1 = std::min(call.amount1_requested, found->second.tokens_owed1);
      auto& position = log_.positions.change(state_.positions, key);
      position.tokens_owed0 = sub_wrapping(position.tokens_owed0, amounts.token0);
      position.tokens_owed1 = sub_wrapping(position.tokens_owed1, amounts.token1);
    }
    return pay_out(event_kind::collect, caller, call.recipient, {call.tick_lower, call.tick_upper},
                   amounts);
  }

  // ---- swap

  status run(account caller, const swap<Format>& call) {
    if (call.amount_specified.is_zero()) return revert::reason("AS");
    if (!state_.pool.unlocked) return revert::reason("LOK");
    if (!Steps::limit_allowed(call.sqrt_price_limit_x96, state_.pool.sqrt_price_x96,
                              call.zero_for_one)) {
      return revert::reason("SPL");
    }
    state_.pool.unlocked = Steps::unlocked_inside();
    swap_loop<Format, Steps> loop{state_, log_, now_};
    ASSAY_TRY(const auto amounts,
              loop.run(call.zero_for_one, call.amount_specified, call.sqrt_price_limit_x96));
    const signed_word& paid = call.zero_for_one ? amounts.token1 : amounts.token0;
    const signed_word& asked = call.zero_for_one ? amounts.token0 : amounts.token1;
    if (paid.is_negative()) {
      ASSAY_CHECK(safe_transfer(call.zero_for_one ? 1 : 0, call.recipient, magnitude(paid)));
    }
    ASSAY_CHECK(collect_input(caller, call, asked));
    const pool_storage<Format>& storage = state_.pool;
    receipt_.events.push_back(Steps::swap_event(caller, call.recipient, amounts.token0.to_bits(),
                                                amounts.token1.to_bits(), storage.sqrt_price_x96,
                                                storage.liquidity, storage.tick));
    receipt_.returns.amounts = {amounts.token0.to_bits(), amounts.token1.to_bits()};
    receipt_.returns.count = 2;
    unlock();
    return {};
  }

  status collect_input(account caller, const swap<Format>& call, const signed_word& asked) {
    const unsigned token = call.zero_for_one ? 0 : 1;
    const word before = balance(token);
    ASSAY_CHECK(reenter(call.pay.reenter, caller));
    const signed_word& extra = call.zero_for_one ? call.pay.extra0 : call.pay.extra1;
    if (!asked.is_negative() && !asked.is_zero()) {
      ASSAY_CHECK(pay(token, caller, add_clamped(asked.to_bits(), extra)));
    }
    ASSAY_CHECK(received(token, before, asked.to_bits(), "IIA"));
    return {};
  }

  // ---- flash

  status run(account caller, const flash<Format>& call) {
    ASSAY_CHECK(lock());
    const liquidity_type liquidity = state_.pool.liquidity;
    if (liquidity.is_zero()) return revert::reason("L");
    ASSAY_TRY(const word fee0, Steps::flash_fee(call.amount0, state_.fee_pips));
    ASSAY_TRY(const word fee1, Steps::flash_fee(call.amount1, state_.fee_pips));
    const word before0 = balance(0);
    const word before1 = balance(1);
    if (!call.amount0.is_zero()) ASSAY_CHECK(safe_transfer(0, call.recipient, call.amount0));
    if (!call.amount1.is_zero()) ASSAY_CHECK(safe_transfer(1, call.recipient, call.amount1));
    ASSAY_CHECK(reenter(call.reenter, caller));
    ASSAY_CHECK(pay(0, caller, add_clamped(add_wrapping(call.amount0, fee0), call.paid_over0)));
    ASSAY_CHECK(pay(1, caller, add_clamped(add_wrapping(call.amount1, fee1), call.paid_over1)));
    ASSAY_CHECK(received(0, before0, fee0, "F0"));
    ASSAY_CHECK(received(1, before1, fee1, "F1"));
    const word paid0 = sub_wrapping(balance(0), before0);
    const word paid1 = sub_wrapping(balance(1), before1);
    ASSAY_CHECK(share_flash_fee(paid0, state_.pool.fee_protocol & 0xf, liquidity,
                                state_.pool.protocol_fees.token0,
                                state_.pool.fee_growth_global_x128.token0));
    ASSAY_CHECK(share_flash_fee(paid1, state_.pool.fee_protocol >> 4, liquidity,
                                state_.pool.protocol_fees.token1,
                                state_.pool.fee_growth_global_x128.token1));
    receipt_.events.push_back({event_kind::flash,
                               caller,
                               call.recipient,
                               {},
                               {call.amount0, call.amount1, paid0, paid1}});
    unlock();
    return {};
  }

  status share_flash_fee(const word& paid, std::uint64_t protocol_denominator,
                         const liquidity_type& liquidity, liquidity_type& protocol_fees,
                         word& growth) {
    if (paid.is_zero()) return {};
    const word cut = Steps::protocol_cut(paid, protocol_denominator);
    protocol_fees = add_wrapping(protocol_fees, narrow(cut));
    ASSAY_TRY(const word added, Steps::growth_per_liquidity(sub_wrapping(paid, cut), liquidity));
    growth = add_wrapping(growth, added);
    return {};
  }

  // ---- protocol fees, oracle

  status run(account caller, const set_fee_protocol& call) {
    ASSAY_CHECK(lock());
    if (caller != setup_.owner) return revert::empty();
    if (!Steps::fee_protocol_allowed(call.fee_protocol0) ||
        !Steps::fee_protocol_allowed(call.fee_protocol1)) {
      return revert::empty();
    }
    const std::uint8_t old = state_.pool.fee_protocol;
    state_.pool.fee_protocol =
        static_cast<std::uint8_t>(call.fee_protocol0 + (call.fee_protocol1 << 4));
    receipt_.events.push_back({event_kind::set_fee_protocol,
                               {},
                               {},
                               {},
                               {word{std::uint64_t{old} & 0xf}, word{std::uint64_t{old} >> 4},
                                word{call.fee_protocol0}, word{call.fee_protocol1}}});
    unlock();
    return {};
  }

  status run(account caller, const collect_protocol<Format>& call) {
    ASSAY_CHECK(lock());
    if (caller != setup_.owner) return revert::empty();
    both<liquidity_type>& fees = state_.pool.protocol_fees;
    const both<liquidity_type> amounts{Steps::collectable(call.amount0_requested, fees.token0),
                                       Steps::collectable(call.amount1_requested, fees.token1)};
    fees.token0 = sub_wrapping(fees.token0, amounts.token0);
    fees.token1 = sub_wrapping(fees.token1, amounts.token1);
    return pay_out(event_kind::collect_protocol, caller, call.recipient, {}, amounts);
  }

  status run(account, const increase_observation_cardinality_next& call) {
    ASSAY_CHECK(lock());
    const std::uint16_t old = state_.pool.observation_cardinality_next;
    ASSAY_TRY(const std::uint16_t grown,
              state_.observations.grow(old, call.observation_cardinality_next));
    state_.pool.observation_cardinality_next = grown;
    if (grown != old) {
      receipt_.events.push_back({event_kind::increase_observation_cardinality_next,
                                 {},
                                 {},
                                 {},
                                 {word{old}, word{grown}}});
    }
    unlock();
    return {};
  }

  status run(account, const observe& call) {
    const pool_storage<Format>& storage = state_.pool;
    if (storage.observation.cardinality == 0) return oracle_not_initialized;
    for (const std::uint32_t seconds_ago : call.seconds_agos) {
      ASSAY_TRY(const auto seen, state_.observations.observe_single(
                                     storage.observation, now_of(state_, now_), seconds_ago));
      receipt_.returns.observed.push_back(seen);
    }
    return {};
  }

  status run(account, const snapshot_cumulatives_inside& call) {
    ASSAY_TRY(receipt_.returns.inside,
              (snapshot_inside<Format, Steps>(state_, call.tick_lower, call.tick_upper, now_)));
    receipt_.returns.count = 3;
    return {};
  }

  status run(account caller, const transfer<Format>& call) {
    if (call.amount.is_zero()) return {};
    const auto answer =
        state_.tokens[call.token].transfer(caller, call.to, call.amount, tokens_log_);
    return answer.ok() ? status{} : status{answer.why()};
  }

  // ---- helpers

  result<both<signed_word>> modify(const position_key& key, const signed_liquidity& delta) {
    return modify_position<Format, Steps>(state_, log_, key, delta, now_);
  }

  // collect and collectProtocol: both transfers, one event, both amounts returned.
  status pay_out(event_kind kind, account sender, account recipient,
                 std::array<std::int32_t, 2> ticks, const both<liquidity_type>& amounts) {
    const word amount0 = widen<Format::word_bits>(amounts.token0);
    const word amount1 = widen<Format::word_bits>(amounts.token1);
    if (!amount0.is_zero()) ASSAY_CHECK(safe_transfer(0, recipient, amount0));
    if (!amount1.is_zero()) ASSAY_CHECK(safe_transfer(1, recipient, amount1));
    receipt_.events.push_back({kind, sender, recipient, ticks, {amount0, amount1}});
    receipt_.returns.amounts = {amount0, amount1};
    receipt_.returns.count = 2;
    unlock();
    return {};
  }

  // The mint callback and the checks of what it paid.
  status collect_payment(account caller, const both<word>& owed, const payment<Format>& answer,
                         std::string_view short0, std::string_view short1) {
    const word before0 = balance(0);
    const word before1 = balance(1);
    ASSAY_CHECK(reenter(answer.reenter, caller));
    if (!owed.token0.is_zero()) {
      ASSAY_CHECK(pay(0, caller, add_clamped(owed.token0, answer.extra0)));
    }
    if (!owed.token1.is_zero()) {
      ASSAY_CHECK(pay(1, caller, add_clamped(owed.token1, answer.extra1)));
    }
    if (!owed.token0.is_zero()) ASSAY_CHECK(received(0, before0, owed.token0, short0));
    if (!owed.token1.is_zero()) ASSAY_CHECK(received(1, before1, owed.token1, short1));
    return {};
  }

  // require(before.add(amount) <= balance, reason); the addition itself reverts bare.
  status received(unsigned token, const word& before, const word& amount, std::string_view reason) {
    const auto expected = add_checked(before, amount);
    if (!expected) return revert::empty();
    if (*expected > balance(token)) return revert::reason(reason);
    return {};
  }

  static word add_clamped(const word& amount, const signed_word& extra) {
    if (!extra.is_negative()) return add_wrapping(amount, extra.to_bits());
    const word less = magnitude(extra);
    return amount > less ? sub_wrapping(amount, less) : word::zero();
  }

  // A transfer that an actor makes itself; zero is not sent.
  status pay(unsigned token, account from, const word& amount) {
    if (amount.is_zero()) return {};
    const auto answer = state_.tokens[token].transfer(from, self, amount, tokens_log_);
    return answer.ok() ? status{} : status{answer.why()};
  }

  // TransferHelper.safeTransfer: success with no answer or a true one, else TF.
  status safe_transfer(unsigned token, account to, const word& amount) {
    const auto answer = state_.tokens[token].transfer(self, to, amount, tokens_log_);
    if (!answer.ok() || answer.value() == token_answer::no) return revert::reason("TF");
    return {};
  }

  // A locked function called from inside the callback.
  status reenter(reentry what, account who) {
    switch (what) {
      case reentry::none:
        return {};
      case reentry::mint:
        return run(who, mint<Format>{who, 0, state_.tick_spacing, {}, {}});
      case reentry::burn:
        return run(who, burn<Format>{0, state_.tick_spacing, {}});
      case reentry::collect:
        return run(who, collect<Format>{who, 0, state_.tick_spacing, {}, {}});
      case reentry::swap:
        return run(who, swap<Format>{who, true, signed_word::one(), {}, {}});
      case reentry::flash:
        return run(who, flash<Format>{who, {}, {}, {}, {}, reentry::none});
    }
    return {};
  }

  [[nodiscard]] word balance(unsigned token) const { return state_.tokens[token].balance_of(self); }
  static liquidity_type narrow(const word& x) { return truncate<Format::liquidity_bits>(x); }

  status lock() {
    if (!state_.pool.unlocked) return revert::reason("LOK");
    state_.pool.unlocked = Steps::unlocked_inside();
    return {};
  }
  void unlock() { state_.pool.unlocked = true; }
};

extern template class pool<evm_price_format<>>;

}  // namespace assay::uniswap_v3
