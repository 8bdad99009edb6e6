// The operations of a counterexample as statements that say what each step asks for, and the
// constants that the Solidity of an invariant is written with.
#include "foundry_uniswap_v2_judge.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "assay/word/format.hpp"
#include "selectors.hpp"

namespace assay::evm {
namespace {

using uniswap_v2::protocol;

class asked_writer {
 public:
  explicit asked_writer(const account_table& accounts) : accounts_(accounts) {}

  std::string write(const protocol::operation& asked) {
    out_.clear();
    put("caller", asked.caller);
    std::visit([&](const auto& call) { put(call); }, asked.call);
    return std::move(out_);
  }

 private:
  void put(const uniswap_v2::mint<word>& call) {
    kind("Mint");
    put("to", call.to);
    put("sent", call.amount0, call.amount1);
  }
  void put(const uniswap_v2::burn<word>& call) {
    kind("Burn");
    put("to", call.to);
    put("amount", call.liquidity);
  }
  void put(const uniswap_v2::swap<word>& call) {
    kind("Swap");
    put("to", call.to);
    put("sent", call.in0, call.in1);
    put("wanted", call.out0, call.out1);
    if (!call.has_callback) return;
    put("repaid", call.callback.pay0, call.callback.pay1);
    out_ += "    asked.callsBack = true;\n";
    if (call.callback.reenter != uniswap_v2::reentry::none) out_ += "    asked.reenters = true;\n";
  }
  void put(const uniswap_v2::skim& call) {
    kind("Skim");
    put("to", call.to);
  }
  void put(const uniswap_v2::sync&) { kind("Sync"); }
  void put(const uniswap_v2::transfer<word>& call) {
    kind("Transfer");
    put("to", call.to);
    put("token", word{call.token});
    put("amount", call.amount);
  }
  void put(const uniswap_v2::transfer_lp<word>& call) {
    kind("TransferLp");
    put("to", call.to);
    put("amount", call.amount);
  }
  void put(const uniswap_v2::approve_lp<word>& call) {
    kind("ApproveLp");
    put("to", call.spender);
    put("amount", call.amount);
  }
  void put(const uniswap_v2::transfer_from_lp<word>& call) {
    kind("TransferFromLp");
    put("from", call.from);
    put("to", call.to);
    put("amount", call.amount);
  }
  void put(const uniswap_v2::set_fee_to& call) {
    kind("SetFeeTo");
    put("to", call.fee_to);
  }
  void put(const uniswap_v2::set_fee_to_setter& call) {
    kind("SetFeeToSetter");
    put("to", call.fee_to_setter);
  }
  void put(const uniswap_v2::rebase<word>& call) {
    kind("Rebase");
    put("token", word{call.token});
  }
  void put(const uniswap_v2::set_token_balance<word>& call) {
    kind("SetTokenBalance");
    put("token", word{call.token});
  }
  // A token's flag, and what only forks have: no invariant asks for more.
  template <class Other>
  void put(const Other&) {}

  void kind(std::string_view name) { out_ += fmt::format("    asked.kind = Kind.{};\n", name); }
  void put(std::string_view field, account who) {
    out_ += fmt::format("    asked.{} = here({});\n", field,
                        address_literal(accounts_.address_of(who)));
  }
  void put(std::string_view field, const word& value) {
    out_ += fmt::format("    asked.{} = {};\n", field, to_decimal(value));
  }
  void put(std::string_view field, const word& of_token0, const word& of_token1) {
    out_ += fmt::format("    asked.{} = [uint256({}), {}];\n", field, to_decimal(of_token0),
                        to_decimal(of_token1));
  }

  const account_table& accounts_;
  std::string out_{};
};

// The views, by the names that the contract has for them.
std::string selector_constants(const contract& code) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> views = {{
      {"GET_RESERVES", "getReserves()"},
      {"PRICE0_CUMULATIVE_LAST", "price0CumulativeLast()"},
      {"PRICE1_CUMULATIVE_LAST", "price1CumulativeLast()"},
      {"K_LAST", "kLast()"},
      {"TOTAL_SUPPLY", "totalSupply()"},
      {"BALANCE_OF", "balanceOf(address)"},
      {"ALLOWANCE", "allowance(address,address)"},
      {"FEE_TO", "feeTo()"},
      {"FEE_TO_SETTER", "feeToSetter()"},
  }};
  std::string out;
  for (const auto& [constant, function] : views) {
    out += fmt::format("  bytes4 private constant {} = 0x{:08x};\n", constant,
                       selector_of(code.config.name_of(function)));
  }
  return out;
}

std::string constants(const foundry_invariant& broken, const contract& code,
                      const uniswap_v2::setup& setup,
                      const uniswap_v2::create_pool<word>& creation) {
  const uniswap_v2::parameters& rules = setup.rules[creation.rules];
  std::string out = fmt::format("\n  string private constant INVARIANT = \"{}\";\n", broken.id);
  out += selector_constants(code);
  out += fmt::format("  uint256[2] private TOKEN_KINDS = [uint256({}), {}];\n",
                     static_cast<unsigned>(creation.kinds[0]),
                     static_cast<unsigned>(creation.kinds[1]));
  out += fmt::format("  uint256 private constant FEE_PART = {};\n", rules.fee_numerator);
  out += fmt::format("  uint256 private constant FEE_WHOLE = {};\n", rules.fee_denominator);
  return out + std::string(broken.constants);
}

}  // namespace

foundry_judge uniswap_v2_judge(const foundry_invariant& broken, const contract& code,
                               const uniswap_v2::setup& setup, const account_table& accounts,
                               std::span<const protocol::operation> operations) {
  foundry_judge made{.id = std::string(broken.id), .types = std::string(foundry_books_types())};
  asked_writer writer(accounts);
  uniswap_v2::create_pool<word> creation;
  for (const protocol::operation& asked : operations) {
    if (const auto* anew = std::get_if<uniswap_v2::create_pool<word>>(&asked.call)) {
      creation = *anew;
      made.asked.clear();
    } else {
      made.asked.push_back(writer.write(asked));
    }
  }
  made.members = constants(broken, code, setup, creation);
  made.members += foundry_books_members();
  made.members += broken.members;
  return made;
}

}  // namespace assay::evm
