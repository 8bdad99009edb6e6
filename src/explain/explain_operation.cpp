// Explanations of operations on a pair of Uniswap V2: the contract's statements in their order,
// on a copy of the state. Tokens move as the ledger says; everything the pair computes is computed
// again in exact integers.
#include <variant>

#include "assay/explain/explain.hpp"
#include "assay/ledger/journal.hpp"
#include "assay/word/format.hpp"
#include "uniswap_v2_function.hpp"

namespace assay::explain {

namespace {

namespace pool = assay::uniswap_v2;
using word = uint<256>;

std::string account_text(account who) {
  if (who == account::zero()) return "address(0)";
  if (who == account::pool()) return "the pair";
  if (who == account::token0()) return "token0";
  if (who == account::token1()) return "token1";
  return "actor " + std::to_string(who.actor_number());
}

std::string token_name(unsigned token) { return "token" + std::to_string(token); }

class operation_story {
 public:
  operation_story(const pool::parameters& rules, const pool::state<word>& before,
                  const pool::operation<word>& operation)
      : rules_(rules),
        state_(before),
        caller_(operation.caller),
        time_(operation.time),
        story_(title(operation)) {
    reserves_[0] = to_integer(state_.pair.reserve0);
    reserves_[1] = to_integer(state_.pair.reserve1);
  }

  explanation run(const pool::call<word>& call) {
    std::visit([this](const auto& one) { tell(one); }, call);
    return story_.finish();
  }

 private:
  static std::string title(const pool::operation<word>& operation) {
    return std::string(operation.name()) + " by " + account_text(operation.caller) + " at time " +
           std::to_string(operation.time);
  }

  // ---- operations

  void tell(const pool::create_pool<word>& call) {
    story_.tell("balances of every actor, of each token", to_integer(call.balances));
  }

  void tell(const pool::mint<word>& call) {
    if (!pay(0, caller_, account::pool(), call.amount0)) return;
    if (!pay(1, caller_, account::pool(), call.amount1)) return;
    const integer liquidity = mint_liquidity();
    if (story_.reverted()) return;
    story_.require(liquidity > 0, "liquidity > 0", liquidity, 0,
                   reason("INSUFFICIENT_LIQUIDITY_MINTED"));
    if (story_.reverted() || !credit_lp(call.to, liquidity)) return;
    update();
    remember_k();
    story_.give("liquidity", liquidity.str());
  }

  void tell(const pool::burn<word>& call) {
    if (!call.liquidity.is_zero() && !move_lp(caller_, account::pool(), call.liquidity)) return;
    const integer balances[2] = {balance(0), balance(1)};
    const integer liquidity = to_integer(state_.lp[account::pool().index]);
    tell_holdings(balances);
    story_.tell("liquidity held by the pair", liquidity);
    if (!protocol_fee()) return;
    integer amounts[2];
    story_.part("what the liquidity pays");
    for (unsigned i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i);
      const integer product = story_.multiply("liquidity * balance" + n, liquidity, balances[i]);
      if (!story_.require(supply() > 0, "totalSupply > 0", supply(), 0, "INVALID")) return;
      amounts[i] = story_.divide({"amount" + n, "liquidity * balance" + n + " / totalSupply",
                                  "wei of token" + n, "the LPs who stay"},
                                 product, supply());
    }
    if (story_.reverted()) return;
    const integer& lesser = amounts[0] < amounts[1] ? amounts[0] : amounts[1];
    if (!story_.require(lesser > 0, "amount0 and amount1 > 0", lesser, 0,
                        reason("INSUFFICIENT_LIQUIDITY_BURNED"))) {
      return;
    }
    burn_lp(liquidity);
    for (unsigned i = 0; i < 2; ++i) {
      if (!send(i, call.to, to_word(amounts[i]))) return;
    }
    update();
    remember_k();
    for (unsigned i = 0; i < 2; ++i) {
      story_.give("amount" + std::to_string(i), amounts[i].str());
    }
  }

  void tell(const pool::swap<word>& call) {
    if (!pay(0, caller_, account::pool(), call.in0)) return;
    if (!pay(1, caller_, account::pool(), call.in1)) return;
    const word outs[2] = {call.out0, call.out1};
    const integer wanted[2] = {to_integer(call.out0), to_integer(call.out1)};
    story_.require(wanted[0] + wanted[1] > 0, "amount0Out + amount1Out > 0", wanted[0] + wanted[1],
                   0, reason("INSUFFICIENT_OUTPUT_AMOUNT"));
    for (unsigned i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i);
      story_.require(wanted[i] < reserves_[i], "amount" + n + "Out < reserve" + n, wanted[i],
                     reserves_[i], reason("INSUFFICIENT_LIQUIDITY"));
    }
    story_.require(call.to != account::token0() && call.to != account::token1(),
                   "to is neither token0 nor token1", account_text(call.to),
                   std::string("any other account"), reason("INVALID_TO"));
    if (story_.reverted()) return;
    for (unsigned i = 0; i < 2; ++i) {
      if (!outs[i].is_zero() && !send(i, call.to, outs[i])) return;
    }
    if (call.has_callback && !call_back(call)) return;
    check_curve(wanted);
    if (story_.reverted()) return;
    update();
  }

  void tell(const pool::skim& call) {
    for (unsigned i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i);
      const integer excess =
          story_.subtract("balance" + n + " >= reserve" + n, balance(i), reserves_[i]);
      if (story_.reverted() || !send(i, call.to, to_word(excess))) return;
      story_.tell("excess of token" + n, excess);
    }
  }
  void tell(const pool::sync&) { update(); }
  void tell(const pool::transfer<word>& call) { pay(call.token, caller_, call.to, call.amount); }
  void tell(const pool::transfer_lp<word>& call) { move_lp(caller_, call.to, call.amount); }
  void tell(const pool::approve_lp<word>& call) {
    story_.tell("allowance of " + account_text(call.spender), to_integer(call.amount));
  }
  void tell(const pool::transfer_from_lp<word>& call) {
    integer allowed = 0;
    for (const auto& entry : state_.allowances) {
      if (entry.owner == call.from && entry.spender == caller_) allowed = to_integer(entry.amount);
    }
    const integer largest = to_integer(word::max());
    if (allowed == largest) {
      story_.tell("allowance", "2^256 - 1: infinite, not reduced");
    } else {
      story_.subtract("allowance >= value", allowed, to_integer(call.amount));
    }
    if (!story_.reverted()) move_lp(call.from, call.to, call.amount);
  }
  void tell(const pool::set_fee_to& call) {
    only_fee_to_setter();
    story_.tell("feeTo", account_text(call.fee_to));
  }
  void tell(const pool::set_fee_to_setter& call) {
    only_fee_to_setter();
    story_.tell("feeToSetter", account_text(call.fee_to_setter));
  }
  void tell(const pool::set_swap_fee& call) { stored_fee("swapFee", call.fee, 1000); }
  void tell(const pool::set_dev_fee& call) { stored_fee("devFee", call.fee, 500); }
  void tell(const pool::set_fee_amount<word>& call) {
    story_.tell("feeAmount", to_integer(call.fee_amount));
  }
  void tell(const pool::set_migrator& call) {
    story_.tell("migrator", account_text(call.migrator));
  }
  void tell(const pool::set_desired<word>& call) {
    story_.tell("desired liquidity", to_integer(call.liquidity));
  }
  void tell(const pool::rebase<word>& call) {
    story_.tell("index of " + token_name(call.token), to_integer(call.index));
  }
  void tell(const pool::set_flag& call) {
    story_.tell("flag of " + token_name(call.token), call.flag ? "set" : "not set");
  }
  void tell(const pool::set_token_balance<word>& call) {
    story_.tell("balance of " + account_text(call.holder) + " in " + token_name(call.token),
                to_integer(call.balance));
  }

  // ---- parts of the pair

  integer mint_liquidity() {
    const integer balances[2] = {balance(0), balance(1)};
    tell_holdings(balances);
    integer amounts[2];
    for (unsigned i = 0; i < 2; ++i) {
      const std::string n = std::to_string(i);
      amounts[i] = story_.subtract("balance" + n + " >= reserve" + n, balances[i], reserves_[i]);
    }
    if (story_.reverted()) return 0;
    story_.tell("amount0", amounts[0]);
    story_.tell("amount1", amounts[1]);
    if (!protocol_fee()) return 0;
    story_.part("liquidity for what was paid");
    if (supply() != 0) {
      return uniswap_v2::tell_later_mint(story_, amounts[0], amounts[1], reserves_[0], reserves_[1],
                                         supply());
    }
    if (rules_.has_migrator) {
      if (caller_ == state_.pair.migrator) return migrated_liquidity();
      story_.require(state_.pair.migrator == account::zero(), "the factory has no migrator",
                     account_text(state_.pair.migrator), account_text(account::zero()),
                     "Must not have migrator");
      if (story_.reverted()) return 0;
    }
    const integer liquidity =
        uniswap_v2::tell_first_mint(story_, amounts[0], amounts[1], rules_.minimum_liquidity);
    if (!story_.reverted()) credit_lp(account::zero(), rules_.minimum_liquidity);
    return liquidity;
  }

  integer migrated_liquidity() {
    const integer desired = to_integer(state_.pair.desired_liquidity);
    const integer largest = to_integer(word::max());
    story_.require(desired > 0 && desired < largest, "0 < desired liquidity < 2^256 - 1", desired,
                   largest, "Bad desired liquidity");
    return desired;
  }

  // _mintFee; false if it reverts.
  bool protocol_fee() {
    fee_on_ = state_.pair.fee_to != account::zero();
    const integer k_last = to_integer(state_.pair.k_last);
    if (!fee_on_ || k_last == 0) return true;
    story_.part("protocol fee");
    story_.tell("totalSupply", supply());
    story_.tell("kLast", k_last);
    const integer liquidity = uniswap_v2::tell_protocol_fee(story_, supply(), reserves_[0],
                                                            reserves_[1], k_last, share());
    if (story_.reverted()) return false;
    return liquidity == 0 || credit_lp(state_.pair.fee_to, liquidity);
  }

  [[nodiscard]] uniswap_v2::share share() const {
    uniswap_v2::share weights{rules_.share.a, rules_.share.b, rules_.share.c};
    if (rules_.share_from == pool::share_source::pair_field) weights.b = state_.pair.dev_fee;
    if (rules_.share_from == pool::share_source::factory) {
      weights.b = to_integer(state_.pair.fee_amount);
    }
    return weights;
  }

  bool call_back(const pool::swap<word>& call) {
    story_.part("callback");
    if (!story_.require(call.to.is_actor(), "to has uniswapV2Call", account_text(call.to),
                        std::string("an actor"), "")) {
      return false;
    }
    if (call.callback.reenter != pool::reentry::none) {
      return story_.require(false, "the pair is not locked", std::string("locked by swap"),
                            std::string("unlocked"), reason("LOCKED"));
    }
    const word amounts[2] = {call.callback.pay0, call.callback.pay1};
    for (unsigned i = 0; i < 2; ++i) {
      if (amounts[i].is_zero()) continue;
      const auto answer = move(i, call.to, account::pool(), amounts[i]);
      if (!answer.ok()) {
        story_.fail(answer.why().to_string());
        return false;
      }
      if (!story_.require(
              answer.value() != token_answer::nothing, token_name(i) + " answers the payment",
              std::string(answer.value() == token_answer::nothing ? "silent" : "answers"),
              std::string("answers"), "")) {
        return false;
      }
    }
    return true;
  }

  void check_curve(const integer (&outs)[2]) {
    story_.part("the curve");
    const integer balances[2] = {balance(0), balance(1)};
    tell_holdings(balances);
    integer inputs[2];
    for (unsigned i = 0; i < 2; ++i) {
      const integer left = reserves_[i] - outs[i];
      inputs[i] = balances[i] > left ? integer(balances[i] - left) : integer(0);
      story_.tell("amount" + std::to_string(i) + "In", inputs[i]);
    }
    story_.require(inputs[0] + inputs[1] > 0, "amount0In + amount1In > 0", inputs[0] + inputs[1], 0,
                   reason("INSUFFICIENT_INPUT_AMOUNT"));
    if (story_.reverted()) return;
    const std::uint64_t fee = rules_.fee_is_stored ? state_.pair.swap_fee : rules_.fee_numerator;
    uniswap_v2::tell_k_check(story_, rules_, fee, balances, inputs, reserves_);
    remark_on_curve(inputs, outs, fee);
  }

  // For a trade in one direction: what the curve would have paid, exactly.
  void remark_on_curve(const integer (&inputs)[2], const integer (&outs)[2], std::uint64_t fee) {
    const unsigned in = inputs[0] > 0 ? 0 : 1;
    const unsigned out = 1 - in;
    const bool is_one_sided = inputs[out] == 0 && outs[in] == 0;
    const integer square = integer(rules_.fee_denominator) * rules_.fee_denominator;
    if (!is_one_sided || square != rules_.k_scale) return;
    const integer kept = inputs[in] * (rules_.fee_denominator - fee);
    const integer numerator = kept * reserves_[out];
    const integer denominator = reserves_[in] * rules_.fee_denominator + kept;
    if (!story_.reverted()) story_.part("the exact trade");
    const integer best = story_.divide(
        {"largest output", "amountIn * (d - n) * reserveOut / (reserveIn * d + amountIn * (d - n))",
         "wei of " + token_name(out), "LPs"},
        numerator, denominator);
    if (story_.reverted()) {
      story_.remark("at most " + best.str() + " wei of " + token_name(out) +
                    " could have been taken, " + outs[out].str() + " were asked");
      return;
    }
    story_.tell("taken", outs[out]);
    story_.tell("left to the LPs, in wei of " + token_name(out),
                decimal_digits(numerator - outs[out] * denominator, denominator));
    if (best > outs[out]) {
      story_.remark("the trader leaves " + integer(best - outs[out]).str() + " wei of " +
                    token_name(out) + " that the curve would have paid: the LPs gain them");
    } else {
      story_.remark("one wei more would have failed the curve");
    }
  }

  // _update: reserves, and the oracle over the time that the old ones stood.
  void update() {
    story_.part("reserves and oracle");
    const integer limit = integer(1) << 112;
    for (unsigned i = 0; i < 2; ++i) {
      const integer now = balance(i);
      story_.require(now < limit, "balance" + std::to_string(i) + " < 2^112", now, limit,
                     reason("OVERFLOW"));
    }
    if (story_.reverted()) return;
    constexpr std::uint64_t wrap = std::uint64_t{1} << 32;
    const std::uint64_t seconds = (time_ - state_.pair.block_timestamp_last) % wrap;
    story_.tell("timeElapsed", integer(seconds));
    if (seconds > 0 && reserves_[0] > 0 && reserves_[1] > 0) {
      uniswap_v2::tell_price(story_, "price0", reserves_[1], reserves_[0]);
      uniswap_v2::tell_price(story_, "price1", reserves_[0], reserves_[1]);
    }
    for (unsigned i = 0; i < 2; ++i) {
      reserves_[i] = balance(i);
      story_.tell("reserve" + std::to_string(i), reserves_[i]);
    }
  }

  void remember_k() {
    if (story_.reverted() || !fee_on_) return;
    story_.tell("kLast", story_.multiply("reserve0 * reserve1", reserves_[0], reserves_[1]));
  }

  void only_fee_to_setter() {
    if (!rules_.factory_checks_caller) return;
    story_.require(caller_ == state_.pair.fee_to_setter, "msg.sender == feeToSetter",
                   account_text(caller_), account_text(state_.pair.fee_to_setter),
                   reason("FORBIDDEN"));
  }

  void stored_fee(std::string_view name, std::uint64_t fee, std::uint64_t limit) {
    if (!story_.require(rules_.fee_is_stored, "the pair has this function",
                        std::string(rules_.fee_is_stored ? "it has" : "it has not"),
                        std::string("it has"), "")) {
      return;
    }
    story_.require(fee > 0, std::string(name) + " > 0", fee, 0, "BiswapPair: lower then 0");
    story_.require(fee <= limit, std::string(name) + " <= " + std::to_string(limit), fee, limit,
                   "BiswapPair: FORBIDDEN_FEE");
  }

  // ---- tokens

  [[nodiscard]] integer balance(unsigned token) const {
    return to_integer(state_.tokens[token].balance_of(account::pool()));
  }
  [[nodiscard]] integer supply() const { return to_integer(state_.pair.total_supply); }

  void tell_holdings(const integer (&balances)[2]) {
    for (unsigned i = 0; i < 2; ++i) {
      story_.tell("reserve" + std::to_string(i), reserves_[i]);
      story_.tell("balance" + std::to_string(i), balances[i]);
    }
    story_.tell("totalSupply", supply());
  }

  result<token_answer> move(unsigned token, account from, account to, const word& amount) {
    return state_.tokens[token].transfer(from, to, amount, log_);
  }

  // What an actor pays itself: zero is not sent, the token's answer is not asked for.
  bool pay(unsigned token, account from, account to, const word& amount) {
    if (amount.is_zero()) return true;
    const auto answer = move(token, from, to, amount);
    story_.tell(account_text(from) + " sends " + account_text(to) + " of " + token_name(token),
                to_integer(amount));
    if (!answer.ok()) {
      story_.require(false, token_name(token) + " lets it go", std::string("it reverts"),
                     std::string("it moves"), answer.why().to_string());
    }
    return answer.ok();
  }

  // _safeTransfer.
  bool send(unsigned token, account to, const word& amount) {
    const auto answer = move(token, account::pool(), to, amount);
    const bool moved = answer.ok() && answer.value() != token_answer::no;
    return story_.require(moved, "the pair sends " + account_text(to) + " its " + token_name(token),
                          to_integer(amount).str() + " asked", balance(token).str() + " left",
                          reason("TRANSFER_FAILED"));
  }

  bool credit_lp(account to, const integer& amount) {
    const integer total = story_.add("totalSupply + liquidity", supply(), amount);
    if (story_.reverted()) return false;
    state_.pair.total_supply = to_word(total);
    state_.lp[to.index] = to_word(to_integer(state_.lp[to.index]) + amount);
    return true;
  }

  void burn_lp(const integer& amount) {
    word& held = state_.lp[account::pool().index];
    held = to_word(to_integer(held) - amount);
    state_.pair.total_supply = to_word(supply() - amount);
  }

  bool move_lp(account from, account to, const word& amount) {
    const integer held = to_integer(state_.lp[from.index]);
    story_.subtract("LP balance of " + account_text(from) + " >= value", held, to_integer(amount));
    if (story_.reverted()) return false;
    state_.lp[from.index] = sub_wrapping(state_.lp[from.index], amount);
    state_.lp[to.index] = add_wrapping(state_.lp[to.index], amount);
    return true;
  }

  [[nodiscard]] std::string reason(std::string_view text) const {
    return std::string(rules_.prefix) + ": " + std::string(text);
  }

  const pool::parameters& rules_;
  pool::state<word> state_;
  account caller_;
  std::uint64_t time_;
  narrator story_;
  journal<word> log_{};
  integer reserves_[2];
  bool fee_on_ = false;
};

}  // namespace

explanation explain_operation(const pool::parameters& rules, const pool::state<word>& before,
                              const pool::operation<word>& operation) {
  return operation_story(rules, before, operation).run(operation.call);
}

bool ends_as(const explanation& told, const pool::protocol::receipt& receipt) {
  if (told.reverted.has_value() == receipt.ok()) return false;
  if (told.reverted) return receipt.reverted->is(*told.reverted);
  if (told.results.size() != receipt.returns.count) return false;
  for (std::size_t i = 0; i < told.results.size(); ++i) {
    if (told.results[i].value != to_decimal(receipt.returns.values[i])) return false;
  }
  return true;
}

}  // namespace assay::explain
