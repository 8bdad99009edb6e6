// A Uniswap V2 pair with its LP token, its factory's switches and its two tokens: the state and
// the transitions on it, in the order of the contract's own statements.
//
// Mirrors Uniswap/v2-core v1.0.1 contracts/UniswapV2Pair.sol (mint, burn, swap, skim, sync),
// UniswapV2ERC20.sol (transfer, approve, transferFrom) and UniswapV2Factory.sol (setFeeTo,
// setFeeToSetter). permit() is not modelled: signatures are outside of the pool's arithmetic.
#pragma once

#include <algorithm>
#include <variant>

#include "assay/ledger/journal.hpp"
#include "assay/pool/uniswap_v2/event.hpp"
#include "assay/pool/uniswap_v2/format.hpp"
#include "assay/pool/uniswap_v2/operation.hpp"
#include "assay/pool/uniswap_v2/setup.hpp"
#include "assay/pool/uniswap_v2/state.hpp"
#include "assay/pool/uniswap_v2/steps.hpp"
#include "assay/word/assert.hpp"

namespace assay::uniswap_v2 {

template <class Format = evm_format<>, class Steps = steps<Format>>
class pool {
 public:
  using word = typename Format::word;
  using operation_type = operation<word>;
  using receipt_type = receipt<word>;
  using state_type = uniswap_v2::state<word>;

  explicit pool(uniswap_v2::setup setup) : setup_(std::move(setup)) {
    create(uniswap_v2::create_pool<word>{});
  }

  // One transaction, atomic: a failure of any of its calls undoes all, to the byte. The receipt
  // stays valid until the next call. Precondition: every account exists in the setup.
  const receipt_type& apply(const operation_type& operation) {
    receipt_.reset();
    calls_done_ = 0;
    now_ = operation.time;
    const pair_storage<word> before = state_.pair;
    const status outcome =
        std::visit([&](const auto& call) { return run(operation.caller, call); }, operation.call);
    if (outcome.ok()) {
      log_.commit();
      verify_state();
    } else {
      log_.roll_back();
      state_.pair = before;
      receipt_.reset();
      receipt_.reverted = outcome.why();
      receipt_.failed_call = calls_done_;
    }
    return receipt_;
  }

  [[nodiscard]] const state_type& state() const { return state_; }
  [[nodiscard]] const uniswap_v2::setup& setup() const { return setup_; }
  [[nodiscard]] const parameters& rules() const { return setup_.rules[rules_]; }
  [[nodiscard]] std::uint32_t rules_index() const { return rules_; }

  // Starts from a state that another source vouches for (resynchronising after a difference).
  void set_state(const state_type& state, std::uint32_t rules) {
    ASSAY_ASSERT(rules < setup_.rules.size());
    state_ = state;
    rules_ = rules;
  }

 private:
  using token_type = token<word>;
  static constexpr account self = account::pool();

  uniswap_v2::setup setup_;
  state_type state_{};
  std::uint32_t rules_ = 0;
  receipt_type receipt_{};
  journal<word> log_{};
  unsigned calls_done_ = 0;
  std::uint64_t now_ = 0;

  // ---- operations: the calls of one transaction, in order

  status run(account, const create_pool<word>& call) {
    create(call);
    return {};
  }
  status run(account caller, const uniswap_v2::mint<word>& call) {
    ASSAY_CHECK(pay(0, caller, self, call.amount0));
    ASSAY_CHECK(pay(1, caller, self, call.amount1));
    return mint(caller, call.to);
  }
  status run(account caller, const uniswap_v2::burn<word>& call) {
    if (!call.liquidity.is_zero()) {
      ASSAY_CHECK(transfer_lp(caller, self, call.liquidity));
      ++calls_done_;
    }
    return burn(caller, call.to);
  }
  status run(account caller, const uniswap_v2::swap<word>& call) {
    ASSAY_CHECK(pay(0, caller, self, call.in0));
    ASSAY_CHECK(pay(1, caller, self, call.in1));
    return swap(caller, call.out0, call.out1, call.to,
                call.has_callback ? &call.callback : nullptr);
  }
  status run(account, const uniswap_v2::skim& call) { return skim(call.to); }
  status run(account, const uniswap_v2::sync&) { return sync(); }
  status run(account caller, const uniswap_v2::transfer<word>& call) {
    return pay(call.token, caller, call.to, call.amount);
  }
  status run(account caller, const uniswap_v2::transfer_lp<word>& call) {
    return transfer_lp(caller, call.to, call.amount);
  }
  status run(account caller, const approve_lp<word>& call) {
    allowance_entry(caller, call.spender).amount = call.amount;
    receipt_.events.push_back(Steps::approval_event(caller, call.spender, call.amount));
    return {};
  }
  status run(account caller, const transfer_from_lp<word>& call) {
    ASSAY_TRY(const word left,
              Steps::allowance_after(allowance_of(call.from, caller), call.amount));
    ASSAY_CHECK(transfer_lp(call.from, call.to, call.amount));
    if (left != allowance_of(call.from, caller)) allowance_entry(call.from, caller).amount = left;
    return {};
  }
  status run(account caller, const set_fee_to& call) {
    ASSAY_CHECK(only_fee_to_setter(caller));
    state_.pair.fee_to = call.fee_to;
    return {};
  }
  status run(account caller, const set_fee_to_setter& call) {
    ASSAY_CHECK(only_fee_to_setter(caller));
    state_.pair.fee_to_setter = call.fee_to_setter;
    return {};
  }
  status run(account, const set_swap_fee& call) {
    return set_stored_fee(state_.pair.swap_fee, call.fee, 1000);
  }
  status run(account, const set_dev_fee& call) {
    return set_stored_fee(state_.pair.dev_fee, call.fee, 500);
  }
  status run(account, const set_fee_amount<word>& call) {
    state_.pair.fee_amount = call.fee_amount;
    return {};
  }
  status run(account, const set_migrator& call) {
    state_.pair.migrator = call.migrator;
    return {};
  }
  status run(account, const set_desired<word>& call) {
    state_.pair.desired_liquidity = call.liquidity;
    return {};
  }
  status run(account, const rebase<word>& call) {
    state_.tokens[call.token].index = call.index;
    return {};
  }
  status run(account, const set_flag& call) {
    state_.tokens[call.token].flag = call.flag;
    return {};
  }
  status run(account, const set_token_balance<word>& call) {
    state_.tokens[call.token].balances[call.holder.index] = call.balance;
    return {};
  }

  void create(const create_pool<word>& call) {
    ASSAY_ASSERT(call.rules < setup_.rules.size());
    const std::size_t accounts = account::first_actor + setup_.actors;
    rules_ = call.rules;
    state_ = state_type{};
    state_.pair.fee_to_setter = setup_.fee_to_setter;
    state_.pair.fee_amount = call.fee_amount;
    state_.lp.assign(accounts, word::zero());
    for (unsigned i = 0; i < 2; ++i) {
      token_type& token = state_.tokens[i];
      token.kind = call.kinds[i];
      token.fee_bps = call.fee_bps[i];
      token.decimals = call.decimals[i];
      token.balances.assign(account::first_actor, word::zero());
      token.balances.resize(accounts, call.balances);
    }
  }

  // ---- UniswapV2Pair

  // mint(to): liquidity for what the balances hold beyond the reserves.
  status mint(account sender, account to) {
    ASSAY_CHECK(lock());
    const word reserve0 = state_.pair.reserve0;
    const word reserve1 = state_.pair.reserve1;
    const word balance0 = balance(0);
    const word balance1 = balance(1);
    ASSAY_TRY(const word amount0, ds_sub(balance0, reserve0));
    ASSAY_TRY(const word amount1, ds_sub(balance1, reserve1));
    ASSAY_TRY(const bool fee_on, mint_fee(reserve0, reserve1));
    ASSAY_TRY(const word liquidity, liquidity_for(sender, amount0, amount1, reserve0, reserve1));
    if (liquidity.is_zero()) return fail("INSUFFICIENT_LIQUIDITY_MINTED");
    ASSAY_CHECK(mint_lp(to, liquidity));
    ASSAY_CHECK(update(balance0, balance1, reserve0, reserve1));
    ASSAY_CHECK(remember_k(fee_on));
    receipt_.events.push_back(Steps::mint_event(sender, amount0, amount1));
    receipt_.returns = {{liquidity}, 1};
    unlock();
    return {};
  }

  result<word> liquidity_for(account sender, const word& amount0, const word& amount1,
                             const word& reserve0, const word& reserve1) {
    const word supply = state_.pair.total_supply;  // after mint_fee, which may have minted
    if (!supply.is_zero()) {
      return Steps::proportional_liquidity(amount0, amount1, supply, reserve0, reserve1);
    }
    if (rules().has_migrator) {
      if (sender == state_.pair.migrator) {
        // QUIRK(V2-FORK-MIGRATOR): the migrator names its liquidity; no minimum is locked.
        const word desired = state_.pair.desired_liquidity;
        if (desired.is_zero() || desired == word::max()) {
          return revert::reason("Bad desired liquidity");
        }
        return desired;
      }
      if (state_.pair.migrator != account::zero()) return revert::reason("Must not have migrator");
    }
    const word minimum{rules().minimum_liquidity};
    ASSAY_TRY(const word liquidity, Steps::initial_liquidity(amount0, amount1, minimum));
    ASSAY_CHECK(mint_lp(account::zero(), minimum));
    return liquidity;
  }

  // burn(to): pays out the share of the balances that the pair's own LP tokens are.
  status burn(account sender, account to) {
    ASSAY_CHECK(lock());
    const word reserve0 = state_.pair.reserve0;
    const word reserve1 = state_.pair.reserve1;
    const word balance0 = balance(0);
    const word balance1 = balance(1);
    const word liquidity = state_.lp[self.index];
    ASSAY_TRY(const bool fee_on, mint_fee(reserve0, reserve1));
    const word supply = state_.pair.total_supply;  // after mint_fee, which may have minted
    ASSAY_TRY(const word amount0, Steps::burn_amount(liquidity, balance0, supply));
    ASSAY_TRY(const word amount1, Steps::burn_amount(liquidity, balance1, supply));
    if (amount0.is_zero() || amount1.is_zero()) return fail("INSUFFICIENT_LIQUIDITY_BURNED");
    ASSAY_CHECK(burn_lp(self, liquidity));
    ASSAY_CHECK(safe_transfer(0, to, amount0));
    ASSAY_CHECK(safe_transfer(1, to, amount1));
    ASSAY_CHECK(update(balance(0), balance(1), reserve0, reserve1));
    ASSAY_CHECK(remember_k(fee_on));
    receipt_.events.push_back(Steps::burn_event(sender, amount0, amount1, to));
    receipt_.returns = {{amount0, amount1}, 2};
    unlock();
    return {};
  }

  // swap(amount0Out, amount1Out, to, data): pays first, calls back if data is there, then asks
  // that the balances satisfy the curve.
  status swap(account sender, const word& out0, const word& out1, account to,
              const flash<word>* callback) {
    ASSAY_CHECK(lock());
    if (out0.is_zero() && out1.is_zero()) return fail("INSUFFICIENT_OUTPUT_AMOUNT");
    const word reserve0 = state_.pair.reserve0;
    const word reserve1 = state_.pair.reserve1;
    if (!Steps::enough_liquidity(out0, out1, reserve0, reserve1)) {
      return fail("INSUFFICIENT_LIQUIDITY");
    }
    if (to == account::token0() || to == account::token1()) return fail("INVALID_TO");
    if (!out0.is_zero()) ASSAY_CHECK(safe_transfer(0, to, out0));
    if (!out1.is_zero()) ASSAY_CHECK(safe_transfer(1, to, out1));
    if (callback != nullptr) ASSAY_CHECK(call_back(*callback, to));
    const word balance0 = balance(0);
    const word balance1 = balance(1);
    const word in0 = Steps::amount_in(balance0, reserve0, out0);
    const word in1 = Steps::amount_in(balance1, reserve1, out1);
    if (in0.is_zero() && in1.is_zero()) return fail("INSUFFICIENT_INPUT_AMOUNT");
    ASSAY_CHECK(check_k(balance0, balance1, in0, in1, reserve0, reserve1));
    ASSAY_CHECK(update(balance0, balance1, reserve0, reserve1));
    receipt_.events.push_back(Steps::swap_event(sender, in0, in1, out0, out1, to));
    unlock();
    return {};
  }

  status check_k(const word& balance0, const word& balance1, const word& in0, const word& in1,
                 const word& reserve0, const word& reserve1) {
    const parameters& rules = this->rules();
    const std::uint64_t fee = rules.fee_is_stored ? state_.pair.swap_fee : rules.fee_numerator;
    ASSAY_TRY(const word adjusted0, Steps::adjusted_balance(balance0, in0, rules, fee));
    ASSAY_TRY(const word adjusted1, Steps::adjusted_balance(balance1, in1, rules, fee));
    ASSAY_TRY(const bool holds, Steps::k_holds(adjusted0, adjusted1, reserve0, reserve1, rules));
    if (!holds) return fail("K");
    return {};
  }

  // skim(to): sends what the balances hold beyond the reserves.
  status skim(account to) {
    ASSAY_CHECK(lock());
    ASSAY_TRY(const word excess0, ds_sub(balance(0), state_.pair.reserve0));
    ASSAY_CHECK(safe_transfer(0, to, excess0));
    ASSAY_TRY(const word excess1, ds_sub(balance(1), state_.pair.reserve1));
    ASSAY_CHECK(safe_transfer(1, to, excess1));
    unlock();
    return {};
  }

  // sync(): makes the reserves what the balances are.
  status sync() {
    ASSAY_CHECK(lock());
    ASSAY_CHECK(update(balance(0), balance(1), state_.pair.reserve0, state_.pair.reserve1));
    unlock();
    return {};
  }

  // _mintFee: true if the protocol fee is on.
  result<bool> mint_fee(const word& reserve0, const word& reserve1) {
    pair_storage<word>& pair = state_.pair;
    const bool fee_on = pair.fee_to != account::zero();
    if (pair.k_last.is_zero()) return fee_on;
    if (!fee_on) {
      pair.k_last = Steps::k_last_when_off(pair.k_last);
      return false;
    }
    ASSAY_TRY(const word liquidity, Steps::protocol_fee_liquidity(pair.total_supply, reserve0,
                                                                  reserve1, pair.k_last, share()));
    if (!liquidity.is_zero()) ASSAY_CHECK(mint_lp(pair.fee_to, liquidity));
    return true;
  }

  share_weights<word> share() const {
    const protocol_share& share = rules().share;
    share_weights<word> weights{word{share.a}, word{share.b}, word{share.c}};
    if (rules().share_from == share_source::pair_field) weights.b = word{state_.pair.dev_fee};
    if (rules().share_from == share_source::factory) weights.b = state_.pair.fee_amount;
    return weights;
  }

  status remember_k(bool fee_on) {
    pair_storage<word>& pair = state_.pair;
    ASSAY_TRY(pair.k_last, Steps::k_last_after(fee_on, pair.k_last, pair.reserve0, pair.reserve1));
    return {};
  }

  // _update: the oracle accumulates the old price over the time that it stood, then the reserves
  // become the balances.
  status update(const word& balance0, const word& balance1, const word& reserve0,
                const word& reserve1) {
    if (balance0 > Steps::max_reserve() || balance1 > Steps::max_reserve()) return fail("OVERFLOW");
    pair_storage<word>& pair = state_.pair;
    const std::uint32_t now = Steps::timestamp(now_);
    const std::uint32_t seconds = Steps::elapsed(now, pair.block_timestamp_last);
    if (seconds > 0 && !reserve0.is_zero() && !reserve1.is_zero()) {
      pair.price0_cumulative_last =
          Steps::price0_cumulative_after(pair.price0_cumulative_last, reserve0, reserve1, seconds);
      pair.price1_cumulative_last =
          Steps::price1_cumulative_after(pair.price1_cumulative_last, reserve0, reserve1, seconds);
    }
    pair.reserve0 = balance0;
    pair.reserve1 = balance1;
    pair.block_timestamp_last = now;
    receipt_.events.push_back(Steps::sync_event(balance0, balance1));
    return {};
  }

  // uniswapV2Call on `to`. Only an actor has such a function: elsewhere the call reverts bare.
  status call_back(const flash<word>& callback, account to) {
    if (!to.is_actor()) return revert::empty();
    ASSAY_CHECK(reenter(callback.reenter, to));
    ASSAY_CHECK(repay(0, to, callback.pay0));
    return repay(1, to, callback.pay1);
  }

  status reenter(reentry what, account who) {
    switch (what) {
      case reentry::none:
        return {};
      case reentry::sync:
        return sync();
      case reentry::skim:
        return skim(who);
      case reentry::mint:
        return mint(who, who);
      case reentry::burn:
        return burn(who, who);
      case reentry::swap:
        return swap(who, word::one(), word::zero(), who, nullptr);
    }
    return {};
  }

  // The callback's payment expects an answer: a token that gives none makes it revert bare.
  status repay(unsigned token, account from, const word& amount) {
    if (amount.is_zero()) return {};
    ASSAY_TRY(const token_answer answer, state_.tokens[token].transfer(from, self, amount, log_));
    if (answer == token_answer::nothing) return revert::empty();
    return {};
  }

  // ---- UniswapV2ERC20

  status mint_lp(account to, const word& value) {
    ASSAY_TRY(state_.pair.total_supply, ds_add(state_.pair.total_supply, value));
    ASSAY_TRY(const word balance, ds_add(state_.lp[to.index], value));
    log_.set(state_.lp[to.index], balance);
    receipt_.events.push_back(Steps::transfer_event(account::zero(), to, value));
    return {};
  }
  status burn_lp(account from, const word& value) {
    ASSAY_TRY(const word balance, ds_sub(state_.lp[from.index], value));
    log_.set(state_.lp[from.index], balance);
    ASSAY_TRY(state_.pair.total_supply, ds_sub(state_.pair.total_supply, value));
    receipt_.events.push_back(Steps::transfer_event(from, account::zero(), value));
    return {};
  }
  status transfer_lp(account from, account to, const word& value) {
    ASSAY_TRY(const word debited, ds_sub(state_.lp[from.index], value));
    log_.set(state_.lp[from.index], debited);
    ASSAY_TRY(const word credited, ds_add(state_.lp[to.index], value));
    log_.set(state_.lp[to.index], credited);
    receipt_.events.push_back(Steps::transfer_event(from, to, value));
    return {};
  }

  [[nodiscard]] word allowance_of(account owner, account spender) const {
    for (const auto& entry : state_.allowances) {
      if (entry.owner == owner && entry.spender == spender) return entry.amount;
    }
    return word::zero();
  }
  allowance<word>& allowance_entry(account owner, account spender) {
    for (auto& entry : state_.allowances) {
      if (entry.owner == owner && entry.spender == spender) return entry;
    }
    return state_.allowances.emplace_back(allowance<word>{owner, spender, word::zero()});
  }

  // ---- helpers

  [[nodiscard]] word balance(unsigned token) const { return state_.tokens[token].balance_of(self); }

  // A transfer that an actor makes itself: zero is not sent, the token's answer is ignored.
  status pay(unsigned token, account from, account to, const word& amount) {
    if (amount.is_zero()) return {};
    const auto answer = state_.tokens[token].transfer(from, to, amount, log_);
    if (!answer.ok()) return answer.why();
    ++calls_done_;
    return {};
  }

  // _safeTransfer: success with no answer or a true one, else TRANSFER_FAILED whatever the token
  // said.
  status safe_transfer(unsigned token, account to, const word& amount) {
    const auto answer = state_.tokens[token].transfer(self, to, amount, log_);
    if (!answer.ok() || answer.value() == token_answer::no) return fail("TRANSFER_FAILED");
    return {};
  }

  status lock() {
    if (state_.pair.locked) return fail("LOCKED");
    state_.pair.locked = Steps::locks();
    return {};
  }
  void unlock() { state_.pair.locked = false; }

  status only_fee_to_setter(account caller) const {
    if (rules().factory_checks_caller && caller != state_.pair.fee_to_setter) {
      return fail("FORBIDDEN");
    }
    return {};
  }

  // Biswap's setters; other pairs have no such function.
  status set_stored_fee(std::uint64_t& field, std::uint64_t fee, std::uint64_t limit) const {
    if (!rules().fee_is_stored) return revert::empty();
    if (fee == 0) return revert::reason("BiswapPair: lower then 0");
    if (fee > limit) return revert::reason("BiswapPair: FORBIDDEN_FEE");
    field = fee;
    return {};
  }

  [[nodiscard]] revert fail(std::string_view text) const {
    return revert::reason(rules().prefix, text);
  }

  // Postconditions of every successful operation (ASSAY_VERIFY builds).
  void verify_state() const {
    ASSAY_ASSERT(!state_.pair.locked);
    ASSAY_ASSERT(state_.pair.reserve0 <= Steps::max_reserve());
    ASSAY_ASSERT(state_.pair.reserve1 <= Steps::max_reserve());
    ASSAY_ASSERT(state_.lp.size() == account::first_actor + setup_.actors);
  }
};

extern template class pool<evm_format<>>;

}  // namespace assay::uniswap_v2
