// A stranger's Uniswap V2: deployed alone, with an account of ours as its factory, or by its own
// factory. State is what its views answer.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "stranger.hpp"
#include "uniswap_v2_names.hpp"
#include "uniswap_v2_origin.hpp"
#include "uniswap_v2_probes.hpp"
#include "view_book.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;
using std::string_view_literals::operator""sv;

constexpr std::array pair_functions = {"mint(address)"sv,
                                       "burn(address)"sv,
                                       "swap(uint256,uint256,address,bytes)"sv,
                                       "skim(address)"sv,
                                       "sync()"sv,
                                       "getReserves()"sv,
                                       "price0CumulativeLast()"sv,
                                       "price1CumulativeLast()"sv,
                                       "kLast()"sv,
                                       "totalSupply()"sv,
                                       "balanceOf(address)"sv,
                                       "allowance(address,address)"sv,
                                       "transfer(address,uint256)"sv,
                                       "transferFrom(address,address,uint256)"sv,
                                       "approve(address,uint256)"sv};
constexpr std::array factory_functions = {"createPair(address,address)"sv, "feeTo()"sv,
                                          "feeToSetter()"sv, "setFeeTo(address)"sv,
                                          "setFeeToSetter(address)"sv};
// What a pair with a curve of its own may lack: nothing that is checked of it rests on them.
constexpr std::array curve_functions = {"price0CumulativeLast()"sv, "price1CumulativeLast()"sv,
                                        "kLast()"sv};
// Of these the first ones are the pair's own, after its prefix; permit's are among them.
constexpr std::array reasons = {": LOCKED"sv,
                                ": TRANSFER_FAILED"sv,
                                ": FORBIDDEN"sv,
                                ": OVERFLOW"sv,
                                ": INSUFFICIENT_LIQUIDITY_MINTED"sv,
                                ": INSUFFICIENT_LIQUIDITY_BURNED"sv,
                                ": INSUFFICIENT_OUTPUT_AMOUNT"sv,
                                ": INSUFFICIENT_INPUT_AMOUNT"sv,
                                ": INSUFFICIENT_LIQUIDITY"sv,
                                ": INVALID_TO"sv,
                                ": K"sv,
                                ": EXPIRED"sv,
                                ": INVALID_SIGNATURE"sv,
                                "ds-math-add-overflow"sv,
                                "ds-math-sub-underflow"sv,
                                "ds-math-mul-overflow"sv,
                                "TOKEN_BALANCE"sv,
                                "TOKEN_PAUSED"sv,
                                "INVALID"sv,
                                ""sv};
constexpr std::string_view initialize = "initialize(address,address)";
constexpr std::array callback_and_extras = {"uniswapV2Call(address,uint256,uint256,bytes)"sv,
                                            initialize, "factory()"sv, "token0()"sv, "token1()"sv};

constexpr word_type number{};
constexpr word_type address{160, false};

// What a view tells, by view_book::view::kind.
enum view_kind : std::uint32_t {
  reserves,
  price0_cumulative_last,
  price1_cumulative_last,
  k_last,
  total_supply,
  lp_balance,    // key: the holder
  lp_allowance,  // key: owner * accounts + spender
  fee_to,
  fee_to_setter
};

class view_books final : public pair_books {
 public:
  explicit view_books(std::vector<std::string_view> lacking) : lacking_(std::move(lacking)) {}

  void start(machine& on, const pair_contracts& where, const account_table& accounts,
             oddities& odd) override {
    machine_ = &on;
    accounts_ = &accounts;
    views_.clear();
    add(where.pair, "getReserves()", {{112}, {112}, {32}}, reserves);
    add(where.pair, "price0CumulativeLast()", {number}, price0_cumulative_last);
    add(where.pair, "price1CumulativeLast()", {number}, price1_cumulative_last);
    add(where.pair, "kLast()", {number}, k_last);
    add(where.pair, "totalSupply()", {number}, total_supply);
    add(where.factory, "feeTo()", {address}, fee_to);
    add(where.factory, "feeToSetter()", {address}, fee_to_setter);
    const auto count = static_cast<std::uint32_t>(accounts.size());
    for (std::uint32_t i = 0; i < count; ++i) {
      const evm_account& holder = accounts.address_of(account{i});
      views_.add({where.pair,
                  calldata(selector::balance_of).add(holder).take(),
                  "balanceOf(address)",
                  {number},
                  lp_balance,
                  i,
                  {},
                  {}});
      for (std::uint32_t k = 0; k < count; ++k) {
        views_.add(
            {where.pair,
             calldata(selector::allowance).add(holder).add(accounts.address_of(account{k})).take(),
             "allowance(address,address)",
             {number},
             lp_allowance,
             i * count + k,
             {},
             {}});
      }
    }
    born_ = {};
    born_.lp.assign(count, word::zero());
    views_.ask(on, {}, 0, [&](const view_book::view& told) { take(told, born_, odd); });
    views_.remember();
  }

  // The world is as it was when the pair was born, and so are the answers.
  void begin_episode(state_type& state) override {
    state = born_;
    views_.recall();
  }

  void know_allowance(account, account) override {}

  void after(bool, std::uint64_t time, state_type& state, oddities& odd) override {
    // A failed transaction wrote nothing, but time goes on.
    views_.ask(*machine_, machine_->changes(), time,
               [&](const view_book::view& told) { take(told, state, odd); });
  }

 private:
  void add(const evm_account& of, std::string_view name, std::vector<word_type> types,
           view_kind kind) {
    if (std::find(lacking_.begin(), lacking_.end(), name) != lacking_.end()) return;
    views_.add({of, calldata(selector_of(name)).take(), name, std::move(types), kind, 0, {}, {}});
  }

  void take(const view_book::view& told, state_type& state, oddities& odd) const {
    if (!told.ok()) {
      odd.note(fmt::format("state.{}", told.name), "an answer of its type", told.wrong);
      return;
    }
    auto& pair = state.pair;
    switch (told.kind) {
      case reserves:
        pair.reserve0 = told.at(0);
        pair.reserve1 = told.at(1);
        pair.block_timestamp_last = static_cast<std::uint32_t>(to_u64_truncating(told.at(2)));
        return;
      case price0_cumulative_last:
        pair.price0_cumulative_last = told.at(0);
        return;
      case price1_cumulative_last:
        pair.price1_cumulative_last = told.at(0);
        return;
      case k_last:
        pair.k_last = told.at(0);
        return;
      case total_supply:
        pair.total_supply = told.at(0);
        return;
      case lp_balance:
        state.lp[told.key] = told.at(0);
        return;
      case lp_allowance:
        take_allowance(told, state);
        return;
      case fee_to:
        take_account(told, pair.fee_to, odd);
        return;
      default:
        take_account(told, pair.fee_to_setter, odd);
        return;
    }
  }

  // Allowances are listed from the first approval on.
  void take_allowance(const view_book::view& told, state_type& state) const {
    const auto count = static_cast<std::uint32_t>(accounts_->size());
    const account owner{told.key / count};
    const account spender{told.key % count};
    const word amount = told.at(0);
    for (auto& known : state.allowances) {
      if (known.owner == owner && known.spender == spender) {
        known.amount = amount;
        return;
      }
    }
    if (!amount.is_zero()) state.allowances.push_back({owner, spender, amount});
  }

  void take_account(const view_book::view& told, account& to, oddities& odd) const {
    const auto who = accounts_->find_at(told.answer.data());
    if (!who)
      odd.note(fmt::format("state.{}", told.name), "an account that takes part", hex(told.answer));
    to = who.value_or(account::zero());
  }

  std::vector<std::string_view> lacking_;  // views that the pair does not have
  machine* machine_ = nullptr;
  const account_table* accounts_ = nullptr;
  view_book views_{};
  state_type born_{};
};

class stranger_pair final : public pair_origin {
 public:
  explicit stranger_pair(std::shared_ptr<const contract> code) : code_(std::move(code)) {
    check_renamed(code_->config, uniswap_v2_functions());
    check_uniswap_v2_reasons(code_->config);
    if (is_uniswap_v2_factory(*code_)) level_ = level::factory;
  }
  [[nodiscard]] const subject_config& config() const override { return code_->config; }

  [[nodiscard]] std::string_view name() const override { return code_->name; }
  [[nodiscard]] bool is_stranger() const override { return true; }

  void check(const uniswap_v2::setup& setup) override {
    rules_ = setup.rules.front();
    if (setup.rules.size() == 1) return;
    trace::fail(code_->path, "is one pair and cannot follow several rules",
                "replay this trace with --subject engine");
  }

  [[nodiscard]] std::unique_ptr<machine> make_machine() const override {
    auto made = std::make_unique<machine>("Osaka");
    made->set_gas(pair_gas);
    return made;
  }

  pair_contracts deploy(machine& on, const std::array<evm_account, 2>& tokens,
                        const evm_account& fee_to_setter, oddities& odd) override {
    pair_contracts made{.tokens = tokens};
    if (level_ == level::factory) {
      by_factory(on, fee_to_setter, made, odd);
    } else {
      alone(on, fee_to_setter, made, odd);
      check_constant(on, *code_, made.pair, "factory()", to_evm(made.factory), odd);
      check_constant(on, *code_, made.pair, "token0()", to_evm(tokens[0]), odd);
      check_constant(on, *code_, made.pair, "token1()", to_evm(tokens[1]), odd);
    }
    probe(on, made, odd);
    return made;
  }

  [[nodiscard]] std::unique_ptr<pair_books> open_books() const override {
    std::vector<std::string_view> lacking;
    for (const std::string_view function : curve_functions) {
      if (!config().has_reference && !code_->has(function)) lacking.push_back(function);
    }
    return pair_views(std::move(lacking));
  }

 private:
  // Far more than any honest operation needs; an endless loop ends before long.
  static constexpr std::uint64_t pair_gas = 100'000'000;

  // Once is enough: code does not change.
  void probe(machine& on, const pair_contracts& made, oddities& odd) {
    if (!config().has_reference) return;
    if (!is_probed_) probe_pair(on, *code_, made, rules_, probed_);
    is_probed_ = true;
    if (const oddity* seen = probed_.first()) odd.note(seen->field, seen->expected, seen->got);
  }

  // Creation code as it is deployed; the arguments are kept.
  bytes init_code(machine& on, const evm_account& fee_to_setter, pair_contracts& made,
                  std::span<const word> usual) const {
    const auto word_of = [](const evm_account& who) { return from_evm(to_evm(who)); };
    const known_words known = {{"factory", word_of(made.factory)},
                               {"token0", word_of(made.tokens[0])},
                               {"token1", word_of(made.tokens[1])},
                               {"feeToSetter", word_of(fee_to_setter)}};
    bytes all = linked_code(on, *code_);
    made.constructor_arguments = constructor_arguments(*code_, known, usual);
    all.insert(all.end(), made.constructor_arguments.begin(), made.constructor_arguments.end());
    return all;
  }

  void by_factory(machine& on, const evm_account& fee_to_setter, pair_contracts& made,
                  oddities& odd) const {
    const word setter = from_evm(to_evm(fee_to_setter));
    const bytes code = init_code(on, fee_to_setter, made, std::span(&setter, 1));
    made.factory = deploy_stranger(on, deployer(), code, *code_);
    rename_functions(on, code_->config, made.factory);
    const evm_result created =
        on.call(fee_to_setter, made.factory,
                calldata(create_pair).add(made.tokens[0]).add(made.tokens[1]).take());
    if (is_answer(created, factory_functions.front(), 1, odd)) {
      made.pair = account_at(created.output.data);
      rename_functions(on, code_->config, made.pair);
    }
  }

  void alone(machine& on, const evm_account& fee_to_setter, pair_contracts& made,
             oddities& odd) const {
    made.factory = deployer();
    on.set_code(made.factory, factory_code());
    on.set_storage(made.factory, to_evm(word{slot::fee_to_setter}),
                   from_evm(to_evm(fee_to_setter)));
    made.pair = deploy_stranger(on, made.factory, init_code(on, fee_to_setter, made, {}), *code_);
    rename_functions(on, code_->config, made.pair);
    if (!code_->has(initialize)) return;
    const auto call = calldata(selector_of(initialize)).add(made.tokens[0]).add(made.tokens[1]);
    is_answer(on.call(made.factory, made.pair, calldata(call).take()), initialize, 0, odd);
  }

  std::shared_ptr<const contract> code_;
  level level_ = level::pool;
  uniswap_v2::parameters rules_{};
  oddities probed_{};
  bool is_probed_ = false;
};

}  // namespace

std::vector<std::string_view> uniswap_v2_functions() {
  std::vector<std::string_view> all(pair_functions.begin(), pair_functions.end());
  all.insert(all.end(), factory_functions.begin(), factory_functions.end());
  all.insert(all.end(), callback_and_extras.begin(), callback_and_extras.end());
  return all;
}

std::unique_ptr<pair_books> pair_views(std::vector<std::string_view> lacking) {
  return std::make_unique<view_books>(std::move(lacking));
}

bool is_uniswap_v2_factory(const contract& code) {
  std::vector<std::string_view> needed(pair_functions.begin(), pair_functions.end());
  if (!code.config.has_reference) {
    std::erase_if(needed, [](std::string_view one) {
      return std::find(curve_functions.begin(), curve_functions.end(), one) !=
             curve_functions.end();
    });
  }
  return level_of(code, factory_functions, needed, "Uniswap V2") == level::factory;
}

void check_uniswap_v2_reasons(const subject_config& config) {
  check_reasons(config, reasons, config.rules.value_or(uniswap_v2::parameters{}).prefix);
}

std::string_view uniswap_v2_invariants_of_any_curve() {
  return "V2-SHARE-2,V2-ZERO-1,V2-TRIP-2,V2-CONSERVE-1,V2-CONSERVE-2,V2-LP-1,V2-LP-2,V2-PAY-1,"
         "V2-SOLVENCY-1,V2-SYNC-1,V2-SKIM-1,V2-REVERT-1,V2-LOCK-2,V2-AUTH-1,V2-ALLOW-1,V2-FRAME-1,"
         "V2-EVENT-3";
}

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2(std::shared_ptr<const contract> code) {
  return make_pair_subject(std::make_unique<stranger_pair>(std::move(code)));
}

}  // namespace assay::evm
