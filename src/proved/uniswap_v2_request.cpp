// From operations of a trace to operations of the proved machine.
//
// The machine is the pair alone. Who owns which tokens and LP tokens, allowances, the factory's
// rights and the lock are not in it: here they are looked up, so that what fails because of them is
// not put to the machine.
#include "uniswap_v2_request.hpp"

#include <variant>

#include "assay/proved/oracle.hpp"

namespace assay::proved {
namespace {

using namespace uniswap_v2;
using word = uint<256>;
using state_type = protocol::state;

class planner {
 public:
  planner(const parameters& rules, const state_type& before, account caller, std::string& line)
      : rules_(rules), before_(before), caller_(caller), line_(line) {
    line_.assign("do");
  }

  standing operator()(const uniswap_v2::mint<word>& call) {
    if (!owns(0, caller_, call.amount0) || !owns(1, caller_, call.amount1)) {
      return standing::beside;
    }
    // QUIRK(V2-FORK-MIGRATOR): the machine's first mint knows no migrator.
    const bool by_migrator = rules_.has_migrator && before_.pair.total_supply.is_zero() &&
                             before_.pair.migrator != account::zero();
    if (by_migrator || wraps(call.amount0, call.amount1)) return standing::beyond;
    donate(call.amount0, call.amount1);
    add("mint", holder(call.to));
    return standing::asked;
  }

  standing operator()(const uniswap_v2::burn<word>& call) {
    if (before_.lp[caller_.index] < call.liquidity) return standing::beside;
    if (!call.liquidity.is_zero()) transfer_lp(account::pool(), call.liquidity);
    add("burn", call.to == account::pool() ? "1" : "0");
    return standing::asked;
  }

  standing operator()(const uniswap_v2::swap<word>& call) {
    if (!owns(0, caller_, call.in0) || !owns(1, caller_, call.in1)) return standing::beside;
    if (call.to == account::token0() || call.to == account::token1()) return standing::beside;
    word paid0 = call.to == account::pool() ? call.out0 : word::zero();
    word paid1 = call.to == account::pool() ? call.out1 : word::zero();
    if (call.has_callback) {
      if (!call.to.is_actor() || call.callback.reenter != reentry::none) return standing::beside;
      paid0 = call.callback.pay0;
      paid1 = call.callback.pay1;
      if (!can_repay(0, call.to, call.in0, call.out0, paid0) ||
          !can_repay(1, call.to, call.in1, call.out1, paid1)) {
        return standing::beside;
      }
    }
    if (wraps(call.in0, call.in1) || wraps(call.in0, call.in1, paid0, paid1)) {
      return standing::beyond;
    }
    donate(call.in0, call.in1);
    add("swap", {});
    for (const word& amount : {call.out0, call.out1, paid0, paid1}) append_number(line_, amount);
    return standing::asked;
  }

  standing operator()(const uniswap_v2::skim& call) {
    add("skim", call.to == account::pool() ? "1" : "0");
    return standing::asked;
  }
  standing operator()(const uniswap_v2::sync&) {
    add("sync", {});
    return standing::asked;
  }

  standing operator()(const uniswap_v2::transfer<word>& call) {
    if (call.to != account::pool() || !owns(call.token, caller_, call.amount)) {
      return standing::beside;
    }
    const word amount0 = call.token == 0 ? call.amount : word::zero();
    const word amount1 = call.token == 0 ? word::zero() : call.amount;
    if (wraps(amount0, amount1)) return standing::beyond;
    add("donate", {});
    append_number(line_, amount0);
    append_number(line_, amount1);
    return standing::asked;
  }

  standing operator()(const uniswap_v2::transfer_lp<word>& call) {
    if (before_.lp[caller_.index] < call.amount) return standing::beside;
    transfer_lp(call.to, call.amount);
    return standing::asked;
  }
  standing operator()(const transfer_from_lp<word>& call) {
    if (!call.from.is_actor() || before_.lp[call.from.index] < call.amount) {
      return standing::beside;
    }
    for (const auto& entry : before_.allowances) {
      if (entry.owner != call.from || entry.spender != caller_) continue;
      if (entry.amount < call.amount) return standing::beside;
      transfer_lp(call.to, call.amount);
      return standing::asked;
    }
    if (!call.amount.is_zero()) return standing::beside;
    transfer_lp(call.to, call.amount);
    return standing::asked;
  }

  standing operator()(const set_fee_to& call) {
    if (rules_.factory_checks_caller && caller_ != before_.pair.fee_to_setter) {
      return standing::beside;
    }
    add("fee_to", call.fee_to == account::zero() ? "-" : holder(call.fee_to));
    return standing::asked;
  }
  standing operator()(const set_token_balance<word>& call) {
    if (call.holder != account::pool()) return standing::beside;
    add("rebase", {});
    for (unsigned i = 0; i < 2; ++i) {
      append_number(line_, i == call.token ? call.balance : pair_balance(i));
    }
    return standing::asked;
  }
  // Approvals, and switches that plain tokens and constant fees do not have.
  template <class Other>
  standing operator()(const Other&) {
    return standing::beside;
  }

 private:
  static std::string_view holder(account who) {
    if (who == account::pool()) return "p";
    return who == account::zero() ? "n" : "o";
  }
  [[nodiscard]] const word& pair_balance(unsigned token) const {
    return before_.tokens[token].balances[account::pool().index];
  }
  [[nodiscard]] bool owns(unsigned token, account who, const word& amount) const {
    return !(before_.tokens[token].balances[who.index] < amount);
  }
  // The callback pays out of what the receiver has by then; balances wrap, as the tokens' do.
  [[nodiscard]] bool can_repay(unsigned token, account who, const word& in, const word& out,
                               const word& pay) const {
    word balance = before_.tokens[token].balances[who.index];
    if (who == caller_) balance = sub_wrapping(balance, in);
    return !(add_wrapping(balance, out) < pay);
  }
  // The tokens let the pair's balance wrap; the machine's refuse.
  [[nodiscard]] bool wraps(const word& in0, const word& in1, const word& more0 = {},
                           const word& more1 = {}) const {
    const auto sum = [](const word& balance, const word& in, const word& more) {
      const auto first = add_checked(balance, in);
      return first.has_value() && add_checked(*first, more).has_value();
    };
    return !sum(pair_balance(0), in0, more0) || !sum(pair_balance(1), in1, more1);
  }

  void add(std::string_view name, std::string_view argument) {
    line_ += line_.size() > 2 ? " ; " : " ";
    line_ += name;
    if (!argument.empty()) line_.append(" ").append(argument);
  }
  void donate(const word& amount0, const word& amount1) {
    if (amount0.is_zero() && amount1.is_zero()) return;
    add("donate", {});
    append_number(line_, amount0);
    append_number(line_, amount1);
  }
  void transfer_lp(account to, const word& amount) {
    add("transfer", holder(to));
    append_number(line_, amount);
  }

  const parameters& rules_;
  const state_type& before_;
  account caller_;
  std::string& line_;
};

}  // namespace

bool is_expressible(const parameters& rules, const create_pool<word>& creation) {
  const bool plain =
      creation.kinds[0] == token_kind::plain && creation.kinds[1] == token_kind::plain;
  const bool constant = rules.share_from == share_source::constant && !rules.fee_is_stored;
  return plain && constant && rules.share.a == rules.share.c &&
         rules.k_scale == rules.fee_denominator * rules.fee_denominator;
}

std::string creation_line(const parameters& rules) {
  constexpr unsigned reserve_bits = 112;
  std::string line = "pair 0x1" + std::string(uint<256>::bits / 4, '0');  // 2^256 words
  append_number(line, word::power_of_two(reserve_bits));
  append_number(line, word{rules.fee_denominator - rules.fee_numerator});
  append_number(line, word{rules.fee_denominator});
  append_number(line, word{rules.share.a});
  append_number(line, word{rules.share.b});
  append_number(line, word{rules.minimum_liquidity});
  return line;
}

std::string load_line(const state_type& state) {
  std::string line = "load";
  const word& of_pair = state.lp[account::pool().index];
  const word& of_nobody = state.lp[account::zero().index];
  append_number(line, state.pair.reserve0);
  append_number(line, state.pair.reserve1);
  for (const auto& token : state.tokens) append_number(line, token.balances[account::pool().index]);
  append_number(line, state.pair.total_supply);
  append_number(line, of_pair);
  append_number(line, of_nobody);
  append_number(line, sub_wrapping(sub_wrapping(state.pair.total_supply, of_pair), of_nobody));
  append_number(line, state.pair.k_last);
  append_number(line, state.pair.fee_to == account::zero() ? word::zero() : word::one());
  return line;
}

standing plan(const parameters& rules, const state_type& before,
              const protocol::operation& operation, std::string& line) {
  return std::visit(planner(rules, before, operation.caller, line), operation.call);
}

}  // namespace assay::proved
