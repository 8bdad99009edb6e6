// Uniswap V2's bytecode as a subject: operations to calls, logs to events, and what the books read
// to state.
#include "assay/evm/uniswap_v2.hpp"

#include <fmt/format.h>

#include "assay/evm/actors.hpp"
#include "assay/evm/artifact.hpp"
#include "assay/subject/trial.hpp"
#include "excuses.hpp"
#include "script.hpp"
#include "slots.hpp"
#include "uniswap_v2_callback.hpp"
#include "uniswap_v2_names.hpp"
#include "uniswap_v2_origin.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v2_names;
using operation = uniswap_v2::protocol::operation;
using receipt = uniswap_v2::protocol::receipt;
using state_type = uniswap_v2::protocol::state;
using event_type = uniswap_v2::event<word>;

constexpr std::string_view flash_data = "flash";

class pair final : public uniswap_v2::subject,
                   public odd_subject,
                   public excused_subject<receipt>,
                   public scripted_subject,
                   public trial_subject<operation>,
                   public covered_subject {
 public:
  explicit pair(std::unique_ptr<pair_origin> origin)
      : origin_(std::move(origin)),
        books_(origin_->open_books()),
        excuses_(origin_->config()),
        has_reference_(origin_->config().has_reference),
        is_thorough_(origin_->is_stranger() && has_reference_) {}

  [[nodiscard]] std::string_view name() const override { return origin_->name(); }

  void begin(const uniswap_v2::setup& setup) override {
    origin_->check(setup);
    // A world is made once for a setup: every episode begins from the same pair without liquidity.
    const bool is_known = machine_ != nullptr && setup.actors == setup_.actors &&
                          setup.fee_to_setter == setup_.fee_to_setter &&
                          setup.rules == setup_.rules;
    setup_ = setup;
    lock_reason_ = std::string(setup.rules.front().prefix) + ": LOCKED";
    if (!is_known) make_world();
    create({});
  }

  const receipt& apply(const operation& asked) override {
    receipt_.reset();
    odd_.clear();
    machine_->set_time(asked.time);
    time_ = asked.time;
    if (script_ != nullptr) script_->steps.push_back({.time = asked.time});
    std::visit([&](const auto& call) { run(asked.caller, call); }, asked.call);
    return receipt_;
  }

  [[nodiscard]] const state_type& state() override { return state_; }
  [[nodiscard]] const oddity* odd() const override {
    return birth_.first() != nullptr ? birth_.first() : odd_.first();
  }

  bool accepts(const operation& asked) override {
    const auto& swap = std::get<uniswap_v2::swap<word>>(asked.call);
    const std::size_t before = evm_snapshot(machine_->get());
    machine_->set_time(asked.time);
    ask_swap(swap);
    const bool accepted = actors_->operate(address(asked.caller), calls_, {}).status == EVM_SUCCESS;
    calls_.clear();
    evm_restore(machine_->get(), before);
    evm_release(machine_->get(), before);
    return accepted;
  }

  void excuse(const receipt& expected) override {
    excuses_.apply(expected, receipt_,
                   [](const event_type& event) { return shape_of(event.kind).topic; });
  }

  void record_to(script* to) override { script_ = to; }

  void count_into(const coverage_counters& counters) override {
    counters_ = counters;
    if (machine_ != nullptr) machine_->count_into(counters_);
  }

 private:
  std::unique_ptr<pair_origin> origin_;
  std::unique_ptr<pair_books> books_;
  excuses excuses_;
  uniswap_v2::setup setup_{};
  std::unique_ptr<machine> machine_{};
  std::unique_ptr<actors> actors_{};
  pair_contracts where_{};
  account_table accounts_{};
  std::size_t base_ = 0;  // snapshot: pair without liquidity, nobody owns a token
  std::uint64_t time_ = 0;
  state_type state_{};
  receipt receipt_{};
  oddities birth_{};  // odd from the start
  oddities odd_{};    // of the last operation
  std::string revert_text_{};
  std::string renamed_text_{};
  std::vector<call_step> calls_{};
  script* script_ = nullptr;
  coverage_counters counters_{};
  bool has_reference_;  // it is to do what Uniswap's does
  bool is_thorough_;    // looks around from inside callbacks
  std::string lock_reason_{};

  // ---- the world

  void make_world() {
    machine_ = origin_->make_machine();
    machine_->count_into(counters_);
    actors_ = std::make_unique<actors>(*machine_);
    birth_.clear();
    const std::array<evm_account, 2> tokens = {make_account(0x7010'0000'0000'0000),
                                               make_account(0x7020'0000'0000'0000)};
    for (const evm_account& token : tokens) machine_->set_code(token, token_code());
    const evm_account setter = account_table::actor_address(setup_.fee_to_setter.actor_number());
    where_ = origin_->deploy(*machine_, tokens, setter, birth_);
    machine_->cover(where_.pair);
    accounts_ = account_table(where_.pair, where_.tokens[0], where_.tokens[1], setup_.actors);
    for (std::uint32_t i = 0; i < setup_.actors; ++i) {
      actors_->add(account_table::actor_address(i));
    }
    books_->start(*machine_, where_, accounts_, birth_);
    base_ = evm_snapshot(machine_->get());
  }

  void create(const uniswap_v2::create_pool<word>& call) {
    evm_restore(machine_->get(), base_);
    if (script_ != nullptr) begin_script();
    state_ = state_type{};
    state_.lp.assign(accounts_.size(), word::zero());
    books_->begin_episode(state_);
    state_.pair.fee_amount = call.fee_amount;
    for (unsigned i = 0; i < 2; ++i) {
      auto& token = state_.tokens[i];
      token.kind = call.kinds[i];
      token.fee_bps = call.fee_bps[i];
      token.decimals = call.decimals[i];
      token.balances.assign(account::first_actor, word::zero());
      token.balances.resize(accounts_.size(), call.balances);
      const word& there = where_.balances[i];
      token.balances[account::pool().index] = there;
      if (!there.is_zero()) poke(where_.tokens[i], from_evm(to_evm(where_.pair)), there);
      if (token.kind != token_kind::plain) {
        machine_->set_code(where_.tokens[i], odd_token_code());
        if (script_ != nullptr) script_->odd_tokens[i] = true;
        set_token(i, token_slot::kind, word{static_cast<std::uint64_t>(token.kind)});
        set_token(i, token_slot::fee_bps, word{token.fee_bps});
        set_token(i, token_slot::index, token.index);
      }
      for (std::uint32_t k = account::first_actor; k < accounts_.size(); ++k) {
        poke(where_.tokens[i], from_evm(to_evm(address(account{k}))), call.balances);
      }
    }
  }

  void begin_script() {
    script_->begin();
    script_->pool = where_.pair;
    script_->factory = where_.factory;
    script_->tokens = where_.tokens;
    script_->constructor_arguments = where_.constructor_arguments;
    for (std::uint32_t i = 0; i < setup_.actors; ++i) {
      script_->actors.push_back(account_table::actor_address(i));
    }
  }

  void set_token(unsigned token, std::uint64_t which, const word& value) {
    poke(where_.tokens[token], word{which}, value);
  }
  void poke(const evm_account& where, const word& key, const word& value) {
    machine_->set_storage(where, to_evm(key), value);
    if (script_ == nullptr) return;
    auto& pokes = script_->steps.empty() ? script_->pokes : script_->steps.back().pokes;
    pokes.push_back({where, key, value});
  }

  // ---- operations: the calls of one transaction, in order

  void run(account, const uniswap_v2::create_pool<word>& call) { create(call); }
  void run(account caller, const uniswap_v2::mint<word>& call) {
    pay(0, call.amount0);
    pay(1, call.amount1);
    ask(where_.pair, calldata(selector::mint).add(address(call.to)));
    operate(caller, 1);
  }
  void run(account caller, const uniswap_v2::burn<word>& call) {
    if (!call.liquidity.is_zero()) {
      ask(where_.pair, calldata(selector::transfer).add(where_.pair).add(call.liquidity));
    }
    ask(where_.pair, calldata(selector::burn).add(address(call.to)));
    operate(caller, 2);
  }
  void run(account caller, const uniswap_v2::swap<word>& call) {
    ask_swap(call);
    if (!call.has_callback) return operate(caller, 0);
    const pair_glimpse expected_inside = glimpse(call);
    const bytes expected = calldata(selector::uniswap_v2_call)
                               .add(address(caller))
                               .add(call.out0)
                               .add(call.out1)
                               .add_bytes(flash_data)
                               .take();
    operate(caller, 0, [&](const evm_event& asked, std::vector<call_step>& calls) {
      check_callback(asked, expected);
      if (is_thorough_) look_and_dare(where_, asked.actor, calls);
      answer_flash(call.callback, asked.actor, calls);
    });
    if (is_thorough_) check_inside(actors_->heard(), expected_inside, origin_->config(), odd_);
    if (script_ == nullptr) return;
    answer_flash(call.callback, address(call.to), script_->steps.back().inside);
  }
  void run(account caller, const uniswap_v2::skim& call) {
    ask(where_.pair, calldata(selector::skim).add(address(call.to)));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::sync&) {
    ask(where_.pair, calldata(selector::sync));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::transfer<word>& call) {
    if (call.amount.is_zero()) return;
    ask(where_.tokens[call.token],
        calldata(selector::transfer).add(address(call.to)).add(call.amount));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::transfer_lp<word>& call) {
    ask(where_.pair, calldata(selector::transfer).add(address(call.to)).add(call.amount));
    operate(caller, 0, {}, true);
  }
  void run(account caller, const uniswap_v2::approve_lp<word>& call) {
    books_->know_allowance(caller, call.spender);
    ask(where_.pair, calldata(selector::approve).add(address(call.spender)).add(call.amount));
    operate(caller, 0, {}, true);
    // Also one of nothing.
    if (receipt_.ok()) pair_books::allowance(state_, caller, call.spender);
  }
  void run(account caller, const uniswap_v2::transfer_from_lp<word>& call) {
    books_->know_allowance(call.from, caller);
    ask(where_.pair, calldata(selector::transfer_from)
                         .add(address(call.from))
                         .add(address(call.to))
                         .add(call.amount));
    operate(caller, 0, {}, true);
  }
  void run(account caller, const uniswap_v2::set_fee_to& call) {
    ask(where_.factory, calldata(selector::set_fee_to).add(address(call.fee_to)));
    operate(caller, 0);
  }
  void run(account caller, const uniswap_v2::set_fee_to_setter& call) {
    ask(where_.factory, calldata(selector::set_fee_to_setter).add(address(call.fee_to_setter)));
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
    poke(where_.tokens[call.token], from_evm(to_evm(address(call.holder))), call.balance);
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
    ask(where_.tokens[token], calldata(selector::transfer).add(where_.pair).add(amount));
  }

  void ask_swap(const uniswap_v2::swap<word>& call) {
    pay(0, call.in0);
    pay(1, call.in1);
    ask(where_.pair, calldata(selector::swap)
                         .add(call.out0)
                         .add(call.out1)
                         .add(address(call.to))
                         .add_bytes(call.has_callback ? flash_data : ""));
  }

  // uniswapV2Call: calls back into the pair if asked to, then pays.
  void answer_flash(const uniswap_v2::flash<word>& wanted, const evm_account& me,
                    std::vector<call_step>& calls) const {
    switch (wanted.reenter) {
      case uniswap_v2::reentry::none:
        break;
      case uniswap_v2::reentry::sync:
        calls.push_back({where_.pair, calldata(selector::sync).take()});
        break;
      case uniswap_v2::reentry::skim:
        calls.push_back({where_.pair, calldata(selector::skim).add(me).take()});
        break;
      case uniswap_v2::reentry::mint:
        calls.push_back({where_.pair, calldata(selector::mint).add(me).take()});
        break;
      case uniswap_v2::reentry::burn:
        calls.push_back({where_.pair, calldata(selector::burn).add(me).take()});
        break;
      case uniswap_v2::reentry::swap:
        calls.push_back({where_.pair, calldata(selector::swap)
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
      calls.push_back({where_.tokens[i],
                       calldata(selector::transfer).add(where_.pair).add(*pays[i]).take(), true});
    }
  }

  // What the borrower must see from inside: reserves as they were, balances already lower.
  [[nodiscard]] pair_glimpse glimpse(const uniswap_v2::swap<word>& call) const {
    pair_glimpse seen{.reserves = {state_.pair.reserve0, state_.pair.reserve1},
                      .lock_reason = lock_reason_};
    const std::array<word, 2> sent = {call.in0, call.in1};
    const std::array<word, 2> asked = {call.out0, call.out1};
    for (unsigned i = 0; i < 2; ++i) {
      const auto& token = state_.tokens[i];
      if (token.kind != token_kind::plain || call.to == account::pool()) continue;
      const word paid = add_wrapping(token.balance_of(account::pool()), sent[i]);
      seen.balances[i] = sub_wrapping(paid, asked[i]);
    }
    return seen;
  }

  // What the borrower is told: who asked, what goes out, the caller's data.
  void check_callback(const evm_event& asked, const bytes& expected) {
    if (!has_reference_) return;
    const bytes got = excuses_.renamed_callback({asked.calldata.data, asked.calldata.size});
    if (got == expected) return;
    odd_.note("result.callback", hex(expected), hex(got));
  }

  // ---- results

  void operate(account caller, unsigned returned_words, const actors::answer& on_callback = {},
               bool returns_true = false) {
    if (script_ != nullptr && !script_->steps.empty()) {
      auto& step = script_->steps.back();
      step.is_called = true;
      step.caller = address(caller);
      step.calls = calls_;
    }
    const evm_result result = actors_->operate(address(caller), calls_, on_callback);
    calls_.clear();
    if (result.status != EVM_SUCCESS) {
      receipt_.reverted = excuses_.renamed(why(result, revert_text_), renamed_text_);
      receipt_.failed_call = actors_->failed_call();
      books_->after(false, time_, state_, odd_);
      return;
    }
    read_returns(result.output, returned_words, returns_true);
    read_events(result.log_count);
    for (const evm_change& change : machine_->changes()) {
      for (unsigned i = 0; i < 2; ++i) {
        if (same(change.address, where_.tokens[i])) take_in_token(i, change);
      }
    }
    books_->after(true, time_, state_, odd_);
  }

  void read_returns(evm_bytes output, unsigned words, bool returns_true) {
    const std::size_t needed = sizeof(evm_word) * (returns_true ? 1 : words);
    if (output.size < needed) {
      odd_.note("result.returns", fmt::format("{} bytes", needed),
                fmt::format("{} bytes", output.size));
      return;
    }
    if (returns_true && from_evm(output.data) != word::one()) {
      odd_.note("result.returns.success", "true", hex(std::span(output.data, needed)));
    }
    receipt_.returns.count = words;
    for (unsigned i = 0; i < words; ++i) {
      receipt_.returns.values[i] = from_evm(output.data + sizeof(evm_word) * i);
    }
  }

  void read_events(std::size_t count) {
    evm_log_entry log;
    for (std::size_t i = 0; i < count; ++i) {
      evm_log(machine_->get(), i, &log);
      if (same(log.address, where_.pair)) read_event(log);
    }
  }
  void read_event(const evm_log_entry& log) {
    const auto number = [&] { return fmt::format("result.events[{}]", receipt_.events.size()); };
    if (log.topic_count != 0 && excuses_.is_ignored(log.topics[0])) return;
    const event_shape* shape = find_shape(log);
    if (shape == nullptr) {
      if (!has_reference_) return;  // of its own
      odd_.note(number(), "an event of UniswapV2Pair",
                log.topic_count == 0 ? "one without a name" : hex(log.topics[0]));
      return;
    }
    event_type out{shape->kind, {}, {}, {}};
    const std::array<account*, 2> named = {&out.from, &out.to};
    for (std::size_t i = 1; i < log.topic_count; ++i) {
      const auto who = accounts_.find_at(log.topics[i].bytes);
      if (!who) odd_.note(number(), "an account that takes part", hex(log.topics[i]));
      *named[i - 1] = who.value_or(account::zero());
    }
    for (std::size_t i = 0; i < shape->numbers; ++i) {
      out.amounts[i] = from_evm(log.data.data + sizeof(evm_word) * i);
    }
    receipt_.events.push_back(out);
  }

  void take_in_token(unsigned which, const evm_change& change) {
    auto& books = state_.tokens[which];
    if (small_slot(change.key) == token_slot::sink) {
      books.sink = from_evm(change.value);
      return;
    }
    const auto holder = accounts_.find_at(change.key);
    if (holder) {
      books.balances[holder->index] = from_evm(change.value);
    } else {
      odd_.note(fmt::format("state.token{}", which), "balances of accounts that take part",
                "one of " + hex(std::span(change.key).subspan(12)));
    }
  }
};

}  // namespace

std::unique_ptr<uniswap_v2::subject> make_pair_subject(std::unique_ptr<pair_origin> origin) {
  return std::make_unique<pair>(std::move(origin));
}
std::unique_ptr<uniswap_v2::subject> make_uniswap_v2() {
  return make_pair_subject(published_pair());
}

}  // namespace assay::evm
