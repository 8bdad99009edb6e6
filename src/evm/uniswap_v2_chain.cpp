// A Uniswap V2 pair of a dumped chain.
#include "assay/evm/artifact.hpp"
#include "assay/trace/input_error.hpp"
#include "chain_pool.hpp"
#include "stranger.hpp"
#include "uniswap_v2_names.hpp"
#include "uniswap_v2_origin.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;

class chain_pair final : public pair_origin {
 public:
  explicit chain_pair(std::shared_ptr<const chain_state> from) : from_(std::move(from)) {
    check_config(*from_, uniswap_v2_functions());
    check_uniswap_v2_reasons(from_->config);
  }

  [[nodiscard]] std::string_view name() const override { return from_->name; }
  [[nodiscard]] bool is_stranger() const override { return true; }
  [[nodiscard]] const subject_config& config() const override { return from_->config; }

  void check(const uniswap_v2::setup& setup) override {
    setup_ = setup;
    if (setup.rules.size() == 1) return;
    trace::fail(from_->path, "holds one pair, which cannot follow several rules",
                "replay this trace with --subject engine");
  }

  [[nodiscard]] std::unique_ptr<machine> make_machine() const override {
    auto made = std::make_unique<machine>("Osaka");
    made->set_gas(pair_gas);
    load(*made, *from_);
    return made;
  }

  pair_contracts deploy(machine& on, const std::array<evm_account, 2>&,
                        const evm_account& fee_to_setter, oddities&) override {
    pair_contracts made{.factory = account_told(on, *from_, "factory()"), .pair = from_->pool};
    made.tokens = tokens_told(on, *from_);
    must_answer(on, *from_, "getReserves()", 3);
    const evm_result reserves = on.try_view(made.pair, calldata(selector::get_reserves).take());
    const std::array<word, 2> told = {from_evm(reserves.output.data),
                                      from_evm(reserves.output.data + sizeof(evm_word))};
    for (unsigned i = 0; i < 2; ++i) {
      made.balances[i] = take_over_token(on, made.tokens[i], made.pair).value_or(told[i]);
    }
    take_over_factory(on, made.factory, fee_to_setter);
    rename_functions(on, from_->config, made.pair);
    return made;
  }

  [[nodiscard]] std::unique_ptr<pair_books> open_books() const override { return pair_views(); }

 private:
  static constexpr std::uint64_t pair_gas = 100'000'000;

  // Who received the protocol fee is nobody here: an actor takes his place.
  void take_over_factory(machine& on, const evm_account& factory,
                         const evm_account& fee_to_setter) const {
    const evm_result told = on.try_view(factory, calldata(selector::fee_to).take());
    const bool is_on = told.status == EVM_SUCCESS && told.output.size >= sizeof(evm_word) &&
                       !from_evm(told.output.data).is_zero();
    const evm_account receiver = account_table::actor_address(setup_.fee_to_actor.actor_number());
    on.set_code(factory, factory_code());
    const auto put = [&](std::uint64_t which, const word& value) {
      on.set_storage(factory, to_evm(word{which}), value);
    };
    put(slot::fee_to, is_on ? from_evm(to_evm(receiver)) : word::zero());
    put(slot::fee_to_setter, from_evm(to_evm(fee_to_setter)));
  }

  std::shared_ptr<const chain_state> from_;
  uniswap_v2::setup setup_{};
};

}  // namespace

std::unique_ptr<uniswap_v2::subject> make_uniswap_v2(std::shared_ptr<const chain_state> from) {
  return make_pair_subject(std::make_unique<chain_pair>(std::move(from)));
}

}  // namespace assay::evm
