// Uniswap V2 as published: its factory's creation code, and its storage read slot by slot.
//
// Storage of Uniswap/v2-core v1.0.1 (contracts/UniswapV2ERC20.sol, UniswapV2Pair.sol,
// UniswapV2Factory.sol) in the order of declaration; see namespace slot.
#include <algorithm>

#include "assay/evm/artifact.hpp"
#include "assay/pool/uniswap_v2/address.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"
#include "assay/trace/input_error.hpp"
#include "slots.hpp"
#include "uniswap_v2_names.hpp"
#include "uniswap_v2_origin.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;

constexpr std::string_view factory_artifact = "@uniswap/v2-core/build/UniswapV2Factory.json";

class slot_books final : public pair_books {
 public:
  void start(machine& on, const pair_contracts& where, const account_table& accounts,
             oddities&) override {
    machine_ = &on;
    where_ = where;
    accounts_ = &accounts;
    entries_.clear();
    for (std::uint32_t i = 0; i < accounts.size(); ++i) {
      const evm_word key = mapping_slot(to_evm(accounts.address_of(account{i})), slot::balance_of);
      entries_.add(key, {key, false, account{i}, {}});
    }
  }

  void begin_episode(state_type& state) override {
    state.pair.fee_to_setter =
        accounts_->who_at(to_evm(stored(where_.factory, slot::fee_to_setter)).bytes);
  }

  void know_allowance(account owner, account spender) override {
    const evm_word inner = mapping_slot(to_evm(accounts_->address_of(owner)), slot::allowance);
    const evm_word key = mapping_slot(to_evm(accounts_->address_of(spender)), inner);
    entries_.add(key, {key, true, owner, spender});
  }

  void after(bool succeeded, std::uint64_t, state_type& state, oddities&) override {
    if (!succeeded) return;
    for (const evm_change& change : machine_->changes()) {
      const bool is_token =
          same(change.address, where_.tokens[0]) || same(change.address, where_.tokens[1]);
      if (!is_token) take_in(change, state);
    }
  }

 private:
  // What a hashed slot of the pair holds.
  struct entry {
    evm_word key{};
    bool is_allowance = false;
    account owner{};
    account spender{};
  };

  [[nodiscard]] word stored(const evm_account& where, std::uint64_t which) const {
    return machine_->storage(where, to_evm(word{which}));
  }

  void take_in(const evm_change& change, state_type& state) const {
    if (same(change.address, where_.pair)) return take_in_pair(change, state);
    const std::uint64_t which = small_slot(change.key);
    const bool is_factory = same(change.address, where_.factory);
    if (is_factory && which == slot::fee_to) {
      state.pair.fee_to = accounts_->who_at(change.value);
    } else if (is_factory && which == slot::fee_to_setter) {
      state.pair.fee_to_setter = accounts_->who_at(change.value);
    } else {
      unexplained(change);
    }
  }

  void take_in_pair(const evm_change& change, state_type& state) const {
    auto& storage = state.pair;
    const word value = from_evm(change.value);
    switch (small_slot(change.key)) {
      case slot::total_supply:
        storage.total_supply = value;
        return;
      case slot::reserves:
        storage.reserve0 = bits<slot::reserve_bits>(value, 0);
        storage.reserve1 = bits<slot::reserve_bits>(value, slot::reserve_bits);
        storage.block_timestamp_last =
            static_cast<std::uint32_t>(to_u64_truncating(value >> (2 * slot::reserve_bits)));
        return;
      case slot::price0_cumulative_last:
        storage.price0_cumulative_last = value;
        return;
      case slot::price1_cumulative_last:
        storage.price1_cumulative_last = value;
        return;
      case slot::k_last:
        storage.k_last = value;
        return;
      case slot::unlocked:
        storage.locked = value.is_zero();
        return;
      default:
        break;
    }
    const entry* found = entries_.find(change.key);
    if (found == nullptr) unexplained(change);
    if (found->is_allowance) {
      allowance(state, found->owner, found->spender) = value;
    } else {
      state.lp[found->owner.index] = value;
    }
  }

  machine* machine_ = nullptr;
  pair_contracts where_{};
  const account_table* accounts_ = nullptr;
  slot_map<entry> entries_{};
};

class published_origin final : public pair_origin {
 public:
  published_origin() : factory_code_(published(std::string(factory_artifact))) {}

  [[nodiscard]] std::string_view name() const override { return "evm"; }
  [[nodiscard]] bool is_stranger() const override { return false; }

  void check(const uniswap_v2::setup& setup) override {
    if (setup.rules.size() == 1 && is_uniswaps_own(setup.rules.front())) return;
    trace::fail("subject evm", "runs Uniswap's own pair, not its forks",
                "replay this trace with --subject engine");
  }

  [[nodiscard]] std::unique_ptr<machine> make_machine() const override {
    return std::make_unique<machine>();
  }

  pair_contracts deploy(machine& on, const std::array<evm_account, 2>& tokens,
                        const evm_account& fee_to_setter, oddities&) override {
    bytes init_code = factory_code_;  // constructor(address feeToSetter)
    const evm_word argument = to_evm(fee_to_setter);
    init_code.insert(init_code.end(), std::begin(argument.bytes), std::end(argument.bytes));
    pair_contracts made{.tokens = tokens};
    made.factory = on.deploy(make_account(0xde00'0000'0000'0000), init_code);
    const auto created = on.must(fee_to_setter, made.factory,
                                 calldata(create_pair).add(tokens[0]).add(tokens[1]).take());
    made.pair = account_at(created.output.data);
    check_code(on, made);
    return made;
  }

  [[nodiscard]] std::unique_ptr<pair_books> open_books() const override { return pair_slots(); }

 private:
  static bool is_uniswaps_own(const uniswap_v2::parameters& rules) {
    uniswap_v2::parameters own;
    own.source = rules.source;
    own.init_code_hash = rules.init_code_hash;
    own.code_hash = rules.code_hash;
    return rules == own;
  }

  // What runs is what is deployed on the main chain: the pair's creation code gives its address,
  // and its runtime code has the known hash.
  static void check_code(const machine& on, const pair_contracts& made) {
    uniswap_v2::address factory{};
    uniswap_v2::token_pair tokens{};
    std::copy(std::begin(made.factory.bytes), std::end(made.factory.bytes), factory.begin());
    std::copy(std::begin(made.tokens[0].bytes), std::end(made.tokens[0].bytes),
              tokens.token0.begin());
    std::copy(std::begin(made.tokens[1].bytes), std::end(made.tokens[1].bytes),
              tokens.token1.begin());
    const auto expected = uniswap_v2::pair_address(factory, tokens);
    if (!std::equal(expected.begin(), expected.end(), std::begin(made.pair.bytes)) ||
        !same(on.code_hash(made.pair), pair_code_hash())) {
      trace::fail(contracts_folder() + "/node_modules/" + std::string(factory_artifact),
                  "does not hold the pair that is deployed", "run scripts/contracts again");
    }
  }

  bytes factory_code_;
};

}  // namespace

std::unique_ptr<pair_origin> published_pair() { return std::make_unique<published_origin>(); }
std::unique_ptr<pair_books> pair_slots() { return std::make_unique<slot_books>(); }

}  // namespace assay::evm
