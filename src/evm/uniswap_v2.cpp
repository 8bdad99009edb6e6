// Uniswap V2's bytecode as a subject: operations to calls, logs to events, slots to state.
//
// Storage of Uniswap/v2-core v1.0.1 (contracts/UniswapV2ERC20.sol, UniswapV2Pair.sol,
// UniswapV2Factory.sol) in the order of declaration; see namespace slot.
#include "assay/evm/uniswap_v2.hpp"

#include <fmt/format.h>

#include <boost/unordered/unordered_flat_map.hpp>

#include "assay/evm/artifact.hpp"
#include "assay/pool/uniswap_v2/address.hpp"
#include "assay/pool/uniswap_v2/parameters.hpp"
#include "assay/subject/pipe.hpp"
#include "assay/trace/input_error.hpp"
#include "slots.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;
using uniswap_v2::event_kind;
using operation = uniswap_v2::protocol::operation;
using receipt = uniswap_v2::protocol::receipt;
using state_type = uniswap_v2::protocol::state;
using event_type = uniswap_v2::event<word>;

constexpr std::string_view factory_artifact = "@uniswap/v2-core/build/UniswapV2Factory.json";
constexpr std::string_view flash_data = "flash";

class pair final : public uniswap_v2_subject {
 public:
  pair() : factory_code_(published(std::string(factory_artifact))) {}

  [[nodiscard]] std::string_view name() const override { return "evm"; }

  void begin(const uniswap_v2::setup& setup) override {
    if (setup.rules.size() != 1 || !is_uniswaps_own(setup.rules.front())) {
      trace::fail("subject evm", "runs Uniswap's own pair, not its forks",
                  "replay this trace with --subject engine");
    }
    setup_ = setup;
    make_world();
    create({});
  }

  const receipt& apply(const operation& asked) override {
    receipt_.reset();
    machine_->set_time(asked.time);
    std::visit([&](const auto& call) { run(asked.caller, call); }, asked.call);
    return receipt_;
  }

  [[nodiscard]] const state_type& state() override { return state_; }

  state_type state_by_views() override;
  machine& world() override { return *machine_; }
  [[nodiscard]] const evm_account& pair_address() const override { return pair_; }

 private:
  // What a hashed slot of the pair holds.
  struct entry {
    evm_word key{};
    bool is_allowance = false;
    account owner{};
    account spender{};
  };

  bytes factory_code_;
  uniswap_v2::setup setup_{};
  std::unique_ptr<machine> machine_{};
  std::unique_ptr<actors> actors_{};
  std::array<evm_account, 2> tokens_{make_account(0x7010'0000'0000'0000),
                                     make_account(0x7020'0000'0000'0000)};
  evm_account factory_{};
  evm_account pair_{};
  account_table accounts_{};
  slot_map<entry> entries_{};
  std::size_t base_ = 0;  // snapshot: pair without liquidity, nobody owns a token
  state_type state_{};
  receipt receipt_{};
  std::string revert_text_{};
  std::vector<call_step> calls_{};

  static bool is_uniswaps_own(const uniswap_v2::parameters& rules) {
    uniswap_v2::parameters own;
    own.source = rules.source;
    own.init_code_hash = rules.init_code_hash;
    own.code_hash = rules.code_hash;
    return rules == own;
  }

  // ---- the world

  void make_world() {
    machine_ = std::make_unique<machine>();
    actors_ = std::make_unique<actors>(*machine_);
    const evm_account setter = account_table::actor_address(setup_.fee_to_setter.actor_number());
    for (const evm_account& token : tokens_) machine_->set_code(token, token_code());
    bytes init_code = factory_code_;  // constructor(address feeToSetter)
    const evm_word argument = to_evm(setter);
    init_code.insert(init_code.end(), std::begin(argument.bytes), std::end(argument.bytes));
    factory_ = machine_->deploy(make_account(0xde00'0000'0000'0000), init_code);
    const auto made = machine_->must(setter, factory_,
                                     calldata(create_pair).add(tokens_[0]).add(tokens_[1]).take());
    pair_ = account_at(made.output.data);
    check_code();
    accounts_ = account_table(pair_, tokens_[0], tokens_[1], setup_.actors);
    entries_.clear();
    for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
      const evm_word key = mapping_slot(to_evm(accounts_.address_of(account{i})), slot::balance_of);
      entries_.add(key, {key, false, account{i}, {}});
    }
    for (std::uint32_t i = 0; i < setup_.actors; ++i) {
      actors_->add(account_table::actor_address(i));
    }
    base_ = evm_snapshot(machine_->get());
  }

  // What runs is what is deployed on the main chain: the pair's creation code gives its address,
  // and its runtime code has the known hash.
  void check_code() const {
    uniswap_v2::address factory{};
    uniswap_v2::token_pair tokens{};
    std::copy(std::begin(factory_.bytes), std::end(factory_.bytes), factory.begin());
    std::copy(std::begin(tokens_[0].bytes), std::end(tokens_[0].bytes), tokens.token0.begin());
    std::copy(std::begin(tokens_[1].bytes), std::end(tokens_[1].bytes), tokens.token1.begin());
    const auto expected = uniswap_v2::pair_address(factory, tokens);
    if (!std::equal(expected.begin(), expected.end(), std::begin(pair_.bytes)) ||
        !same(machine_->code_hash(pair_), pair_code_hash())) {
      trace::fail(contracts_folder() + "/node_modules/" + std::string(factory_artifact),
                  "does not hold the pair that is deployed", "run scripts/contracts again");
    }
  }

  void create(const uniswap_v2::create_pool<word>& call) {
    evm_restore(machine_->get(), base_);
    state_ = state_type{};
    state_.pair.fee_to_setter = setup_.fee_to_setter;
    state_.pair.fee_amount = call.fee_amount;
    state_.lp.assign(accounts_.size(), word::zero());
    for (unsigned i = 0; i < 2; ++i) {
      auto& token = state_.tokens[i];
      token.kind = call.kinds[i];
      token.fee_bps = call.fee_bps[i];
      token.decimals = call.decimals[i];
      token.balances.assign(account::first_actor, word::zero());
      token.balances.resize(accounts_.size(), call.balances);
      if (token.kind != token_kind::plain) {
        machine_->set_code(tokens_[i], odd_token_code());
        set_token(i, token_slot::kind, word{static_cast<std::uint64_t>(token.kind)});
        set_token(i, token_slot::fee_bps, word{token.fee_bps});
        set_token(i, token_slot::index, token.index);
      }
      for (std::uint32_t k = account::first_actor; k < accounts_.size(); ++k) {
        machine_->set_storage(tokens_[i], to_evm(accounts_.address_of(account{k})), call.balances);
      }
    }
  }

  void set_token(unsigned token, std::uint64_t which, const word& value) {
    machine_->set_storage(tokens_[token], to_evm(word{which}), value);
  }

  // ---- operations: the calls of one transaction, in order

  void run(account, const uniswap_v2::create_pool<word>& call) { create(call); }
  void run(account caller, const uniswap_v2::mint<word>& call) {
    pay(0, call.amount0);
    pay(1, call.amount1);
    ask(pair_, calldata(selector::mint).add(address(call.to)));
    operate(caller, 1);
  }
  void run(account caller, const uniswap_v2::burn<word>& call) {
    if (!call.liquidity.is_zero()) {
      ask(pair_, calldata(selector::transfer).add(pair_).add(call.liquidity));
    }
    ask(pair_, calldata(selector::burn).add(address(call.to)));
    operate(caller, 2);
  }
  void run(account caller, const uniswap_v2::swap<word>& call) {
    pay(0, call.in0);
    pay(1, call.in1);
    ask(pair_, calldata(selector::swap)
                   .add(call.out0)
                   .add(call.out1)
                   .add(address(call.to))
                   .add_bytes(call.has_callback ? flash_data : ""));
    if (!call.has_callback) return operate(caller, 0);
    operate(caller, 0, [&](const evm_event& asked, std::vector<call_step>& calls) {
      answer_flash(call.callback, asked.actor, calls);
    });
  }
  void run(account caller, const uniswap_v2::skim& call) {
    ask(pair_, calldata(selector::skim).add(address(call.to)));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::sync&) {
    ask(pair_, calldata(selector::sync));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::transfer<word>& call) {
    if (call.amount.is_zero()) return;
    ask(tokens_[call.token], calldata(selector::transfer).add(address(call.to)).add(call.amount));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::transfer_lp<word>& call) {
    ask(pair_, calldata(selector::transfer).add(address(call.to)).add(call.amount));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::approve_lp<word>& call) {
    know_allowance(caller, call.spender);
    ask(pair_, calldata(selector::approve).add(address(call.spender)).add(call.amount));
    operate(caller, 0);
    if (receipt_.ok()) allowance(caller, call.spender);  // also one of nothing
  }
  void run(account caller, const uniswap_v2::transfer_from_lp<word>& call) {
    know_allowance(call.from, caller);
    ask(pair_, calldata(selector::transfer_from)
                   .add(address(call.from))
                   .add(address(call.to))
                   .add(call.amount));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::set_fee_to& call) {
    ask(factory_, calldata(selector::set_fee_to).add(address(call.fee_to)));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::set_fee_to_setter& call) {
    ask(factory_, calldata(selector::set_fee_to_setter).add(address(call.fee_to_setter)));
    operate(caller, 0);
  }
  void run(account, const uniswap_v2::rebase<word>& call) {
    set_token(call.token, token_slot::index, call.index);
    state_.tokens[call.token].index = call.index;
  }
  void run(account, const uniswap_v2::set_flag& call) {
    set_token(call.token, token_slot::flag, word{call.flag ? 1U : 0U});
    state_.tokens[call.token].flag = call.flag;
  }
  void run(account, const uniswap_v2::set_token_balance<word>& call) {
    machine_->set_storage(tokens_[call.token], to_evm(address(call.holder)), call.balance);
    state_.tokens[call.token].balances[call.holder.index] = call.balance;
  }
  // What only forks have: Uniswap's pair and factory know no such function.
  template <class ForkOnly>
  void run(account, const ForkOnly&) {
    receipt_.reverted = revert::empty();
  }

  [[nodiscard]] const evm_account& address(account who) const { return accounts_.address_of(who); }
  template <class Data>
  void ask(const evm_account& whom, Data&& data) {
    calls_.push_back({whom, data.take()});
  }
  void pay(unsigned token, const word& amount) {
    if (amount.is_zero()) return;
    ask(tokens_[token], calldata(selector::transfer).add(pair_).add(amount));
  }

  // uniswapV2Call: calls back into the pair if asked to, then pays.
  void answer_flash(const uniswap_v2::flash<word>& wanted, const evm_account& me,
                    std::vector<call_step>& calls) const {
    switch (wanted.reenter) {
      case uniswap_v2::reentry::none:
        break;
      case uniswap_v2::reentry::sync:
        calls.push_back({pair_, calldata(selector::sync).take()});
        break;
      case uniswap_v2::reentry::skim:
        calls.push_back({pair_, calldata(selector::skim).add(me).take()});
        break;
      case uniswap_v2::reentry::mint:
        calls.push_back({pair_, calldata(selector::mint).add(me).take()});
        break;
      case uniswap_v2::reentry::burn:
        calls.push_back({pair_, calldata(selector::burn).add(me).take()});
        break;
      case uniswap_v2::reentry::swap:
        calls.push_back({pair_, calldata(selector::swap)
                                    .add(word::one())
                                    .add(word::zero())
                                    .add(me)
                                    .add_bytes("")
                                    .take()});
        break;
    }
    const std::array<const word*, 2> pays = {&wanted.pay0, &wanted.pay1};
    for (unsigned i = 0; i < 2; ++i) {
      if (pays[i]->is_zero()) continue;
      calls.push_back(
          {tokens_[i], calldata(selector::transfer).add(pair_).add(*pays[i]).take(), true});
    }
  }

  // ---- results

  void operate(account caller, unsigned returned_words, const actors::answer& on_callback = {}) {
    const evm_result result = actors_->operate(address(caller), calls_, on_callback);
    calls_.clear();
    if (result.status != EVM_SUCCESS) {
      receipt_.reverted = why(result, revert_text_);
      receipt_.failed_call = actors_->failed_call();
      return;
    }
    receipt_.returns.count = returned_words;
    for (unsigned i = 0; i < returned_words; ++i) {
      receipt_.returns.values[i] = from_evm(result.output.data + sizeof(evm_word) * i);
    }
    read_events(result.log_count);
    for (const evm_change& change : machine_->changes()) take_in(change);
  }

  void read_events(std::size_t count) {
    evm_log_entry log;
    for (std::size_t i = 0; i < count; ++i) {
      evm_log(machine_->get(), i, &log);
      if (same(log.address, pair_)) receipt_.events.push_back(read_event(log));
    }
  }
  [[nodiscard]] event_type read_event(const evm_log_entry& log) const {
    const event_shape& shape = shape_of(log);
    event_type out{shape.kind, {}, {}, {}};
    if (log.topic_count > 1) out.from = accounts_.who_at(log.topics[1].bytes);
    if (log.topic_count > 2) out.to = accounts_.who_at(log.topics[2].bytes);
    for (std::size_t i = 0; i < shape.numbers; ++i) {
      out.amounts[i] = from_evm(log.data.data + sizeof(evm_word) * i);
    }
    return out;
  }

  // ---- state

  void take_in(const evm_change& change) {
    if (same(change.address, pair_)) return take_in_pair(change);
    for (unsigned i = 0; i < 2; ++i) {
      if (same(change.address, tokens_[i])) return take_in_token(state_.tokens[i], change);
    }
    const std::uint64_t which = small_slot(change.key);
    if (same(change.address, factory_) && which == slot::fee_to) {
      state_.pair.fee_to = accounts_.who_at(change.value);
    } else if (same(change.address, factory_) && which == slot::fee_to_setter) {
      state_.pair.fee_to_setter = accounts_.who_at(change.value);
    } else {
      unexplained(change);
    }
  }

  void take_in_token(token<word>& books, const evm_change& change) const {
    if (small_slot(change.key) == token_slot::sink) {
      books.sink = from_evm(change.value);
    } else {
      books.balances[accounts_.who_at(change.key).index] = from_evm(change.value);
    }
  }

  void take_in_pair(const evm_change& change) {
    auto& storage = state_.pair;
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
      allowance(found->owner, found->spender) = value;
    } else {
      state_.lp[found->owner.index] = value;
    }
  }

  void know_allowance(account owner, account spender) {
    const evm_word inner = mapping_slot(to_evm(address(owner)), slot::allowance);
    const evm_word key = mapping_slot(to_evm(address(spender)), inner);
    entries_.add(key, {key, true, owner, spender});
  }
  word& allowance(account owner, account spender) {
    for (auto& known : state_.allowances) {
      if (known.owner == owner && known.spender == spender) return known.amount;
    }
    return state_.allowances.emplace_back(uniswap_v2::allowance<word>{owner, spender, {}}).amount;
  }
};

// Everything that a view tells; the rest, which only the host knows, as it is.
state_type pair::state_by_views() {
  state_type out = state_;
  const auto number = [&](const evm_account& where, calldata asked, std::size_t which = 0) {
    return from_evm(machine_->see(where, asked.take()).output.data + sizeof(evm_word) * which);
  };
  auto& storage = out.pair;
  storage.reserve0 = number(pair_, calldata(selector::get_reserves), 0);
  storage.reserve1 = number(pair_, calldata(selector::get_reserves), 1);
  storage.block_timestamp_last = static_cast<std::uint32_t>(
      to_u64_truncating(number(pair_, calldata(selector::get_reserves), 2)));
  storage.price0_cumulative_last = number(pair_, calldata(selector::price0_cumulative_last));
  storage.price1_cumulative_last = number(pair_, calldata(selector::price1_cumulative_last));
  storage.k_last = number(pair_, calldata(selector::k_last));
  storage.total_supply = number(pair_, calldata(selector::total_supply));
  const auto holder = [&](std::uint32_t selector) {
    return accounts_.who_at(to_evm(number(factory_, calldata(selector))).bytes);
  };
  storage.fee_to = holder(selector::fee_to);
  storage.fee_to_setter = holder(selector::fee_to_setter);
  for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
    const auto balance_of = calldata(selector::balance_of).add(address(account{i}));
    out.lp[i] = number(pair_, balance_of);
    for (unsigned k = 0; k < 2; ++k) {
      // A rebasing token shows what its shares are worth, not the shares.
      if (out.tokens[k].kind == token_kind::rebasing) continue;
      out.tokens[k].balances[i] = number(tokens_[k], balance_of);
    }
  }
  for (auto& known : out.allowances) {
    known.amount = number(
        pair_, calldata(selector::allowance).add(address(known.owner)).add(address(known.spender)));
  }
  return out;
}

}  // namespace

std::unique_ptr<uniswap_v2_subject> make_uniswap_v2() { return std::make_unique<pair>(); }

}  // namespace assay::evm
