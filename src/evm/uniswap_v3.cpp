// Uniswap V3's bytecode as a subject: operations to calls, logs to events, and what the books read
// to state.
#include "assay/evm/uniswap_v3.hpp"

#include <fmt/format.h>

#include "assay/evm/actors.hpp"
#include "assay/evm/artifact.hpp"
#include "excuses.hpp"
#include "script.hpp"
#include "selectors.hpp"
#include "uniswap_v3_callback.hpp"
#include "uniswap_v3_names.hpp"
#include "uniswap_v3_origin.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v3_names;
using format = uniswap_v3::protocol::format;
using operation = uniswap_v3::protocol::operation;
using receipt = uniswap_v3::protocol::receipt;
using state_type = uniswap_v3::protocol::state;
using event_type = uniswap_v3::event<format>;
using signed_word = sint<256>;

constexpr std::size_t word_size = sizeof(evm_word);
// What callers hand to the pool and get back in the callback.
constexpr std::string_view callback_data = "assay";

namespace selector {
const std::uint32_t initialize = selector_of("initialize(uint160)");
const std::uint32_t mint = selector_of("mint(address,int24,int24,uint128,bytes)");
const std::uint32_t burn = selector_of("burn(int24,int24,uint128)");
const std::uint32_t collect = selector_of("collect(address,int24,int24,uint128,uint128)");
const std::uint32_t swap = selector_of("swap(address,bool,int256,uint160,bytes)");
const std::uint32_t flash = selector_of("flash(address,uint256,uint256,bytes)");
const std::uint32_t set_fee_protocol = selector_of("setFeeProtocol(uint8,uint8)");
const std::uint32_t collect_protocol = selector_of("collectProtocol(address,uint128,uint128)");
const std::uint32_t grow = selector_of("increaseObservationCardinalityNext(uint16)");
const std::uint32_t observe = selector_of("observe(uint32[])");
const std::uint32_t snapshot = selector_of("snapshotCumulativesInside(int24,int24)");
const std::uint32_t transfer = selector_of("transfer(address,uint256)");
const std::uint32_t mint_callback = selector_of("uniswapV3MintCallback(uint256,uint256,bytes)");
const std::uint32_t swap_callback = selector_of("uniswapV3SwapCallback(int256,int256,bytes)");
const std::uint32_t flash_callback = selector_of("uniswapV3FlashCallback(uint256,uint256,bytes)");
}  // namespace selector

template <unsigned Bits>
word wide(const uint<Bits>& value) {
  return widen<256>(value);
}

// amount + extra, nothing when that is negative; as the recording trader computes it.
word add_clamped(const word& amount, const signed_word& extra) {
  if (!extra.is_negative()) return add_wrapping(amount, extra.to_bits());
  const word less = magnitude(extra);
  return amount > less ? sub_wrapping(amount, less) : word::zero();
}

class pool final : public uniswap_v3::subject,
                   public odd_subject,
                   public excused_subject<receipt>,
                   public scripted_subject,
                   public covered_subject {
 public:
  explicit pool(std::unique_ptr<pool_origin> origin)
      : origin_(std::move(origin)),
        books_(origin_->open_books()),
        excuses_(origin_->config()),
        is_thorough_(origin_->is_stranger()) {}

  [[nodiscard]] std::string_view name() const override { return origin_->name(); }

  void begin(const uniswap_v3::setup& setup) override {
    // A world is made once for a setup, a pool by each createPool.
    const bool is_known =
        machine_ != nullptr && setup.actors == setup_.actors && setup.owner == setup_.owner;
    setup_ = setup;
    if (!is_known) make_world();
    state_ = {};
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
  std::unique_ptr<pool_origin> origin_;
  std::unique_ptr<pool_books> books_;
  excuses excuses_;
  uniswap_v3::setup setup_{};
  std::unique_ptr<machine> machine_{};
  std::unique_ptr<actors> actors_{};
  std::array<evm_account, 2> tokens_{make_account(0x7010'0000'0000'0000),
                                     make_account(0x7020'0000'0000'0000)};
  evm_account pool_{};
  account_table accounts_{};
  std::size_t base_ = 0;  // snapshot: a factory without pools, nobody owns a token
  std::uint64_t time_ = 0;
  state_type state_{};
  receipt receipt_{};
  oddities birth_{};  // odd since the pool was made
  oddities odd_{};    // of the last operation
  std::string revert_text_{};
  std::string renamed_text_{};
  std::vector<call_step> calls_{};
  script* script_ = nullptr;
  coverage_counters counters_{};
  bool is_thorough_;  // looks around from inside callbacks
  bytes callback_{};  // what the last callback was called with

  // ---- the world

  void make_world() {
    machine_ = origin_->make_machine();
    machine_->count_into(counters_);
    actors_ = std::make_unique<actors>(*machine_);
    for (const evm_account& token : tokens_) machine_->set_code(token, token_code());
    origin_->prepare(*machine_, tokens_, account_table::actor_address(setup_.owner.actor_number()));
    for (std::uint32_t i = 0; i < setup_.actors; ++i) {
      actors_->add(account_table::actor_address(i));
    }
    base_ = evm_snapshot(machine_->get());
  }

  void create(const uniswap_v3::create_pool<format>& call) {
    evm_restore(machine_->get(), base_);
    birth_.clear();
    state_ = state_type{};
    pool_ = origin_->create(*machine_, call.fee_pips, call.tick_spacing, birth_);
    machine_->cover(pool_);
    accounts_ = account_table(pool_, tokens_[0], tokens_[1], setup_.actors);
    if (script_ != nullptr) begin_script(call);
    for (unsigned i = 0; i < 2; ++i) {
      auto& balances = state_.tokens[i].balances;
      balances.assign(account::first_actor, word::zero());
      balances.resize(accounts_.size(), call.balances);
      const word there = origin_->balances()[i];
      balances[account::pool().index] = there;
      if (!there.is_zero()) {
        machine_->set_storage(tokens_[i], to_evm(accounts_.address_of(account::pool())), there);
      }
      for (std::uint32_t k = account::first_actor; k < accounts_.size(); ++k) {
        const evm_word holder = to_evm(accounts_.address_of(account{k}));
        machine_->set_storage(tokens_[i], holder, call.balances);
        if (script_ == nullptr) continue;
        script_->pokes.push_back({tokens_[i], from_evm(holder), call.balances});
      }
    }
    books_->begin_episode(*machine_, pool_, call, state_, birth_);
  }

  void begin_script(const uniswap_v3::create_pool<format>& call) {
    script_->begin();
    script_->pool = pool_;
    script_->factory = origin_->factory();
    script_->tokens = tokens_;
    script_->fee_pips = call.fee_pips;
    script_->tick_spacing = call.tick_spacing;
    for (std::uint32_t i = 0; i < setup_.actors; ++i) {
      script_->actors.push_back(account_table::actor_address(i));
    }
  }

  // ---- operations: the calls of one transaction, in order

  void run(account, const uniswap_v3::create_pool<format>& call) { create(call); }
  void run(account caller, const uniswap_v3::initialize<format>& call) {
    ask(calldata(selector::initialize).add(wide(call.sqrt_price_x96)));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::mint<format>& call) {
    const pool_glimpse before(state_);
    know(call.recipient, call.tick_lower, call.tick_upper);
    ask(mint_data(address(call.recipient), call.tick_lower, call.tick_upper, wide(call.amount)));
    operate(caller, [&](const evm_event& asked, std::vector<call_step>& calls) {
      enter_callback(asked, calls);
      reenter(call.pay.reenter, asked.actor, calls);
      pay_owed(0, callback_word(asked, 0), call.pay.extra0, calls);
      pay_owed(1, callback_word(asked, 1), call.pay.extra1, calls);
    });
    check_inside(before);
    script_callback(caller, call.pay.reenter, {call.pay.extra0, call.pay.extra1});
  }
  void run(account caller, const uniswap_v3::burn<format>& call) {
    know(caller, call.tick_lower, call.tick_upper);
    ask(burn_data(call.tick_lower, call.tick_upper, wide(call.amount)));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::collect<format>& call) {
    know(caller, call.tick_lower, call.tick_upper);
    ask(calldata(selector::collect)
            .add(address(call.recipient))
            .add_signed(call.tick_lower)
            .add_signed(call.tick_upper)
            .add(wide(call.amount0_requested))
            .add(wide(call.amount1_requested)));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::swap<format>& call) {
    pool_glimpse before(state_);
    ask(swap_data(address(call.recipient), call.zero_for_one, call.amount_specified,
                  wide(call.sqrt_price_limit_x96)));
    operate(caller, [&](const evm_event& asked, std::vector<call_step>& calls) {
      enter_callback(asked, calls);
      reenter(call.pay.reenter, asked.actor, calls);
      const unsigned token = call.zero_for_one ? 0 : 1;
      const word owed = callback_word(asked, token);
      if (signed_word::from_bits(owed).is_negative()) return;
      pay_owed(token, owed, call.zero_for_one ? call.pay.extra0 : call.pay.extra1, calls);
    });
    before.leaves(call.recipient, negative_part(0), negative_part(1));
    check_inside(before);
    script_callback(caller, call.pay.reenter, {call.pay.extra0, call.pay.extra1});
  }
  void run(account caller, const uniswap_v3::flash<format>& call) {
    pool_glimpse before(state_);
    ask(flash_data(address(call.recipient), call.amount0, call.amount1));
    operate(caller, [&](const evm_event& asked, std::vector<call_step>& calls) {
      enter_callback(asked, calls);
      reenter(call.reenter, asked.actor, calls);
      const word due0 = add_wrapping(call.amount0, callback_word(asked, 0));
      const word due1 = add_wrapping(call.amount1, callback_word(asked, 1));
      pay(0, add_clamped(due0, call.paid_over0), calls);
      pay(1, add_clamped(due1, call.paid_over1), calls);
    });
    before.leaves(call.recipient, call.amount0, call.amount1);
    before.keeps_fees();
    check_inside(before);
    script_callback(caller, call.reenter, {call.paid_over0, call.paid_over1});
    if (script_ != nullptr) script_->steps.back().lent = {call.amount0, call.amount1};
  }
  void run(account caller, const uniswap_v3::set_fee_protocol& call) {
    ask(calldata(selector::set_fee_protocol)
            .add(std::uint64_t{call.fee_protocol0})
            .add(std::uint64_t{call.fee_protocol1}));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::collect_protocol<format>& call) {
    ask(calldata(selector::collect_protocol)
            .add(address(call.recipient))
            .add(wide(call.amount0_requested))
            .add(wide(call.amount1_requested)));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::increase_observation_cardinality_next& call) {
    ask(calldata(selector::grow).add(std::uint64_t{call.observation_cardinality_next}));
    // Alone of all operations, this may honestly take very much: 22,000 a slot.
    if (is_thorough_) machine_->set_gas(operation_gas);
    operate(caller);
    if (is_thorough_) machine_->set_gas(origin_->gas());
  }
  void run(account caller, const uniswap_v3::observe& call) {
    calldata data(selector::observe);
    data.add(std::uint64_t{word_size}).add(std::uint64_t{call.seconds_agos.size()});
    for (const std::uint32_t seconds_ago : call.seconds_agos) data.add(std::uint64_t{seconds_ago});
    ask(data);
    operate(caller);
  }
  void run(account caller, const uniswap_v3::snapshot_cumulatives_inside& call) {
    ask(calldata(selector::snapshot).add_signed(call.tick_lower).add_signed(call.tick_upper));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::transfer<format>& call) {
    pay_to(call.token, address(call.to), call.amount, calls_);
    if (!calls_.empty()) operate(caller);
  }

  [[nodiscard]] const evm_account& address(account who) const { return accounts_.address_of(who); }
  template <class Data>
  void ask(Data&& data) {
    calls_.push_back({pool_, data.take()});
  }
  void know(account owner, std::int32_t lower, std::int32_t upper) {
    books_->know_tick(lower);
    books_->know_tick(upper);
    books_->know_position({owner, lower, upper}, address(owner));
  }

  static calldata mint_data(const evm_account& to, std::int32_t lower, std::int32_t upper,
                            const word& amount) {
    calldata data(selector::mint);
    data.add(to).add_signed(lower).add_signed(upper).add(amount).add_bytes(callback_data);
    return data;
  }
  static calldata burn_data(std::int32_t lower, std::int32_t upper, const word& amount) {
    calldata data(selector::burn);
    data.add_signed(lower).add_signed(upper).add(amount);
    return data;
  }
  static calldata swap_data(const evm_account& to, bool zero_for_one, const signed_word& amount,
                            const word& limit) {
    calldata data(selector::swap);
    data.add(to)
        .add(std::uint64_t{zero_for_one})
        .add(amount.to_bits())
        .add(limit)
        .add_bytes(callback_data);
    return data;
  }
  static calldata flash_data(const evm_account& to, const word& amount0, const word& amount1) {
    calldata data(selector::flash);
    data.add(to).add(amount0).add(amount1).add_bytes(callback_data);
    return data;
  }

  // ---- callbacks

  void enter_callback(const evm_event& asked, std::vector<call_step>& calls) {
    callback_ = excuses_.renamed_callback({asked.calldata.data, asked.calldata.size});
    if (is_thorough_) look_and_dare(pool_, tokens_, asked.actor, state_.tick_spacing, calls);
  }
  void script_callback(account caller, uniswap_v3::reentry what,
                       const std::array<signed_word, 2>& extra) {
    if (script_ == nullptr) return;
    reenter(what, address(caller), script_->steps.back().inside);
    script_->steps.back().extra = extra;
  }
  void check_inside(const pool_glimpse& before) {
    if (!is_thorough_ || !receipt_.ok()) return;
    evm::check_inside(actors_->heard(), before, state_, origin_->config(), odd_);
  }
  // What a swap paid out of a token.
  [[nodiscard]] word negative_part(unsigned token) const {
    const auto amount = signed_word::from_bits(receipt_.returns.amounts[token]);
    return amount.is_negative() ? magnitude(amount) : word::zero();
  }

  // What a caller is told: the amounts that are returned too, and its own data.
  void check_callback(std::uint32_t selector, const word& amount0, const word& amount1) {
    const bytes expected =
        calldata(selector).add(amount0).add(amount1).add_bytes(callback_data).take();
    if (callback_ != expected) odd_.note("result.callback", hex(expected), hex(callback_));
  }
  static word callback_word(const evm_event& asked, std::size_t which) {
    const std::size_t at = 4 + word_size * which;
    if (asked.calldata.size < at + word_size) return word::zero();
    return from_evm(asked.calldata.data + at);
  }
  void pay_owed(unsigned token, const word& owed, const signed_word& extra,
                std::vector<call_step>& calls) const {
    if (!owed.is_zero()) pay(token, add_clamped(owed, extra), calls);
  }
  void pay(unsigned token, const word& amount, std::vector<call_step>& calls) const {
    pay_to(token, pool_, amount, calls);
  }
  void pay_to(unsigned token, const evm_account& to, const word& amount,
              std::vector<call_step>& calls) const {
    if (amount.is_zero()) return;
    calls.push_back({tokens_[token], calldata(selector::transfer).add(to).add(amount).take()});
  }
  void reenter(uniswap_v3::reentry what, const evm_account& me,
               std::vector<call_step>& calls) const {
    switch (what) {
      case uniswap_v3::reentry::none:
        return;
      case uniswap_v3::reentry::mint:
        calls.push_back({pool_, mint_data(me, 0, state_.tick_spacing, word::zero()).take()});
        return;
      case uniswap_v3::reentry::burn:
        calls.push_back({pool_, burn_data(0, state_.tick_spacing, word::zero()).take()});
        return;
      case uniswap_v3::reentry::collect:
        calls.push_back({pool_, calldata(selector::collect)
                                    .add(me)
                                    .add_signed(0)
                                    .add_signed(state_.tick_spacing)
                                    .add(word::zero())
                                    .add(word::zero())
                                    .take()});
        return;
      case uniswap_v3::reentry::swap:
        calls.push_back({pool_, swap_data(me, true, signed_word::one(), word::zero()).take()});
        return;
      case uniswap_v3::reentry::flash:
        calls.push_back({pool_, flash_data(me, word::zero(), word::zero()).take()});
        return;
    }
  }

  // ---- results

  void operate(account caller, const actors::answer& on_callback = {}) {
    const std::uint32_t asked = selector_asked(calls_.front());
    callback_.clear();
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
    read_returns(asked, result.output);
    evm_log_entry log;
    for (std::size_t i = 0; i < result.log_count; ++i) {
      evm_log(machine_->get(), i, &log);
      if (same(log.address, pool_)) read_event(log);
    }
    for (const evm_change& change : machine_->changes()) take_in_token(change);
    books_->after(true, time_, state_, odd_);
  }

  // Nothing for calls of tokens.
  [[nodiscard]] std::uint32_t selector_asked(const call_step& step) const {
    std::uint32_t asked = 0;
    if (!same(step.to, pool_)) return asked;
    for (std::size_t i = 0; i < 4; ++i) asked = asked << 8 | step.data[i];
    return asked;
  }

  static std::int64_t signed_at(const std::uint8_t* from) {
    return to_i64_truncating(signed_word::from_bits(from_evm(from)));
  }

  // Are there so many words? If not, that is odd.
  bool has_words(evm_bytes output, std::size_t words) {
    if (output.size >= word_size * words) return true;
    odd_.note("result.returns", fmt::format("{} words", words),
              fmt::format("{} bytes", output.size));
    return false;
  }

  void read_returns(std::uint32_t asked, evm_bytes output) {
    auto& returns = receipt_.returns;
    const auto at = [&](std::size_t i) { return output.data + word_size * i; };
    if (asked == selector::mint || asked == selector::burn || asked == selector::collect ||
        asked == selector::swap || asked == selector::collect_protocol) {
      if (!has_words(output, 2)) return;
      returns.amounts = {from_evm(at(0)), from_evm(at(1))};
      returns.count = 2;
      if (asked == selector::mint) {
        check_callback(selector::mint_callback, returns.amounts[0], returns.amounts[1]);
      } else if (asked == selector::swap) {
        check_callback(selector::swap_callback, returns.amounts[0], returns.amounts[1]);
      }
    } else if (asked == selector::flash) {
      const auto told = [&](std::size_t i) {
        const std::size_t from = 4 + word_size * i;
        return callback_.size() < from + word_size ? word::zero()
                                                   : from_evm(callback_.data() + from);
      };
      const word fee0 = told(0);  // events show the fees
      check_callback(selector::flash_callback, fee0, told(1));
    } else if (asked == selector::snapshot) {
      if (!has_words(output, 3)) return;
      returns.inside = {signed_at(at(0)), truncate<160>(from_evm(at(1))),
                        static_cast<std::uint32_t>(to_u64_truncating(from_evm(at(2))))};
      returns.count = 3;
    } else if (asked == selector::observe) {
      read_observed(output);
    }
  }

  // Two lists: two offsets, then each length with its elements.
  void read_observed(evm_bytes output) {
    const auto at = [&](std::size_t i) { return output.data + word_size * i; };
    constexpr std::size_t fixed_words = 4;
    if (!has_words(output, fixed_words)) return;
    const std::size_t elements = (output.size / word_size - fixed_words) / 2;
    const word count = from_evm(at(2));
    if (count > word{elements} || from_evm(at(0)) != word{2 * word_size} ||
        from_evm(at(1)) != word{word_size * (3 + to_u64_truncating(count))} ||
        from_evm(at(3 + to_u64_truncating(count))) != count) {
      odd_.note("result.returns", "two lists of one length", hex({output.data, output.size}));
      return;
    }
    const std::size_t size = to_u64_truncating(count);
    for (std::size_t i = 0; i < size; ++i) {
      receipt_.returns.observed.push_back(
          {signed_at(at(3 + i)), truncate<160>(from_evm(at(4 + size + i)))});
    }
  }

  void read_event(const evm_log_entry& log) {
    const auto number = [&] { return fmt::format("result.events[{}]", receipt_.events.size()); };
    if (log.topic_count != 0 && excuses_.is_ignored(log.topics[0])) return;
    const event_shape* shape = find_shape(log);
    if (shape == nullptr) {
      odd_.note(number(), "an event of UniswapV3Pool",
                log.topic_count == 0 ? "one without a name" : hex(log.topics[0]));
      return;
    }
    event_type out{};
    out.kind = shape->kind;
    std::size_t numbers = 0;
    const auto who = [&](const std::uint8_t* from) {
      const auto found = accounts_.find_at(from);
      if (!found) {
        odd_.note(number(), "an account that takes part", hex(std::span(from, word_size)));
      }
      return found.value_or(account::zero());
    };
    const auto put = [&](char place, const std::uint8_t* from) {
      switch (place) {
        case 'f':
          out.from = who(from);
          return;
        case 't':
          out.to = who(from);
          return;
        case 'l':
          out.ticks[0] = static_cast<std::int32_t>(signed_at(from));
          return;
        case 'u':
          out.ticks[1] = static_cast<std::int32_t>(signed_at(from));
          return;
        default:
          out.numbers[numbers++] = from_evm(from);
          return;
      }
    };
    for (std::size_t i = 0; i < shape->topics.size(); ++i) {
      put(shape->topics[i], log.topics[i + 1].bytes);
    }
    for (std::size_t i = 0; i < shape->data.size(); ++i) {
      put(shape->data[i], log.data.data + word_size * i);
    }
    receipt_.events.push_back(out);
  }

  void take_in_token(const evm_change& change) {
    for (unsigned i = 0; i < 2; ++i) {
      if (!same(change.address, tokens_[i])) continue;
      const auto holder = accounts_.find_at(change.key);
      if (holder) {
        state_.tokens[i].balances[holder->index] = from_evm(change.value);
      } else {
        odd_.note(fmt::format("state.token{}", i), "balances of accounts that take part",
                  "one of " + hex(std::span(change.key).subspan(12)));
      }
    }
  }
};

}  // namespace

std::unique_ptr<uniswap_v3::subject> make_pool_subject(std::unique_ptr<pool_origin> origin) {
  return std::make_unique<pool>(std::move(origin));
}
std::unique_ptr<uniswap_v3::subject> make_uniswap_v3() {
  return make_pool_subject(published_pool());
}

}  // namespace assay::evm
