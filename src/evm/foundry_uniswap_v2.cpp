// A counterexample of Uniswap V2 as a Foundry test: the engine's answers are what is expected, or
// that an invariant holds.
#include <fmt/format.h>

#include "assay/evm/artifact.hpp"
#include "assay/evm/foundry.hpp"
#include "assay/evm/uniswap_v2.hpp"
#include "foundry_text.hpp"
#include "foundry_uniswap_v2_judge.hpp"
#include "selectors.hpp"
#include "stranger.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;
using uniswap_v2::protocol;

class writer {
 public:
  writer(const contract& code, const uniswap_v2::setup& setup) : code_(code), setup_(setup) {}

  // Against the engine's answers, where no invariant is given.
  foundry_test write(const std::shared_ptr<const contract>& shared,
                     std::span<const protocol::operation> operations,
                     const foundry_invariant* broken) {
    const auto subject = make_uniswap_v2(shared);
    const auto engine = uniswap_v2::make_engine();
    auto* scripted = dynamic_cast<scripted_subject*>(subject.get());
    subject->begin(setup_);
    engine->begin(setup_);
    scripted->record_to(&test_.played);
    for (const auto& asked : operations) {
      const bool own = subject->apply(asked).ok();
      receipt_ = engine->apply(asked);
      if (std::holds_alternative<uniswap_v2::create_pool<word>>(asked.call)) {
        test_.outcomes.clear();
        continue;
      }
      test_.outcomes.push_back(broken == nullptr ? outcome_of(receipt_.reverted)
                                                 : foundry_outcome{.ok = own});
    }
    scripted->record_to(nullptr);
    state_ = engine->state();
    accounts_ = account_table(test_.played.pool, test_.played.tokens[0], test_.played.tokens[1],
                              setup_.actors);
    if (broken == nullptr) {
      fill_last();
    } else {
      test_.judge = uniswap_v2_judge(*broken, code_, setup_, accounts_, operations);
    }
    fill_deployment();
    return std::move(test_);
  }

 private:
  [[nodiscard]] word number_of(account who) const {
    return from_evm(to_evm(accounts_.address_of(who)));
  }

  void fill_last() {
    for (unsigned i = 0; i < receipt_.returns.count; ++i) {
      const bytes one = joined({receipt_.returns.values[i]});
      test_.returned.insert(test_.returned.end(), one.begin(), one.end());
    }
    for (std::size_t i = 0; i < receipt_.events.size(); ++i) add_event(receipt_.events[i]);
    const auto& pair = state_.pair;
    show("getReserves()", test_.played.pool, calldata(selector::get_reserves),
         {pair.reserve0, pair.reserve1, word{pair.block_timestamp_last}});
    show("price0CumulativeLast()", test_.played.pool, calldata(selector::price0_cumulative_last),
         {pair.price0_cumulative_last});
    show("price1CumulativeLast()", test_.played.pool, calldata(selector::price1_cumulative_last),
         {pair.price1_cumulative_last});
    show("kLast()", test_.played.pool, calldata(selector::k_last), {pair.k_last});
    show("totalSupply()", test_.played.pool, calldata(selector::total_supply), {pair.total_supply});
    show("feeTo()", test_.played.factory, calldata(selector::fee_to), {number_of(pair.fee_to)});
    show("feeToSetter()", test_.played.factory, calldata(selector::fee_to_setter),
         {number_of(pair.fee_to_setter)});
    for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
      const evm_account& holder = accounts_.address_of(account{i});
      show("balanceOf()", test_.played.pool, calldata(selector::balance_of).add(holder),
           {state_.lp[i]});
      for (unsigned k = 0; k < 2; ++k) {
        show(fmt::format("balanceOf() of token{}", k), test_.played.tokens[k],
             calldata(selector::balance_of).add(holder), {state_.tokens[k].balance_of(account{i})});
      }
    }
    for (const auto& known : state_.allowances) {
      show("allowance()", test_.played.pool,
           calldata(selector::allowance)
               .add(accounts_.address_of(known.owner))
               .add(accounts_.address_of(known.spender)),
           {known.amount});
    }
  }

  void add_event(const uniswap_v2::event<word>& event) {
    const event_shape& shape = shape_of(event.kind);
    foundry_event out{{shape.topic}, {}};
    const std::array<account, 2> named = {event.from, event.to};
    for (std::size_t i = 1; i < shape.topics; ++i) {
      out.topics.push_back(to_evm(number_of(named[i - 1])));
    }
    for (std::size_t i = 0; i < shape.numbers; ++i) {
      const bytes one = joined({event.amounts[i]});
      out.data.insert(out.data.end(), one.begin(), one.end());
    }
    test_.events.push_back(std::move(out));
  }

  void show(std::string name, const evm_account& of, calldata question,
            std::initializer_list<word> answer) {
    test_.views.push_back({std::move(name), of, question.take(), joined(answer)});
  }

  // A function's selector by the name that it has there.
  [[nodiscard]] std::string name_of(std::string_view function) const {
    return fmt::format("bytes4(0x{:08x})", selector_of(code_.config.name_of(function)));
  }

  void fill_deployment() {
    test_.protocol = "Uniswap V2";
    test_.creation_code = code_.creation_code;
    test_.libraries = code_.libraries;
    const std::string arguments = hex_literal(test_.played.constructor_arguments);
    for (unsigned i = 0; i < 2; ++i) {
      test_.token_codes[i] = test_.played.odd_tokens[i] ? odd_token_code() : token_code();
    }
    const std::string setter =
        address_literal(account_table::actor_address(setup_.fee_to_setter.actor_number()));
    if (is_uniswap_v2_factory(code_)) {
      test_.deployment = fmt::format(
          "    factory = create({}, abi.encodePacked(code, {}));\n"
          "    pool = abi.decode(call({}, factory, abi.encodeWithSelector({}, TOKENS[0], "
          "TOKENS[1])), (address));\n",
          address_literal(deployer()), arguments, setter, name_of("createPair(address,address)"));
      return;
    }
    test_.deployment = fmt::format(
        "    factory = FACTORY_BEFORE;\n    vm.etch(factory, {});\n"
        "    put(factory, {}, uint256(uint160({})));\n    pool = create(factory, "
        "abi.encodePacked(code, {}));\n",
        hex_literal(factory_code()), slot::fee_to_setter, setter, arguments);
    if (code_.has("initialize(address,address)")) {
      test_.deployment += fmt::format(
          "    call(factory, pool, abi.encodeWithSelector({}, TOKENS[0], TOKENS[1]));\n",
          name_of("initialize(address,address)"));
    }
  }

  const contract& code_;
  const uniswap_v2::setup& setup_;
  foundry_test test_{};
  protocol::receipt receipt_{};
  protocol::state state_{};
  account_table accounts_{};
};

}  // namespace

replay::foundry_file foundry_uniswap_v2(const std::shared_ptr<const contract>& code,
                                        const uniswap_v2::setup& setup,
                                        std::span<const protocol::operation> operations,
                                        const replay::foundry_claim& claim) {
  const foundry_invariant* broken = nullptr;
  if (!claim.invariant.empty()) {
    broken = find_foundry_invariant(claim.invariant);
    if (broken == nullptr) {
      return {.why_none = fmt::format("none asserts {}", claim.invariant)};
    }
  }
  foundry_test test = writer(*code, setup).write(code, operations, broken);
  test.remark = claim.remark;
  rename_functions(test, *code);
  return {.text = to_solidity(test)};
}

}  // namespace assay::evm
