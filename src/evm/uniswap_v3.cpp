// Uniswap V3's bytecode as a subject: operations to calls, logs to events, slots to state.
#include "assay/evm/uniswap_v3.hpp"

#include "assay/evm/artifact.hpp"
#include "assay/pool/uniswap_v3/factory.hpp"
#include "assay/subject/pipe.hpp"
#include "assay/trace/input_error.hpp"
#include "uniswap_v3_names.hpp"
#include "uniswap_v3_slots.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v3_names;
using format = uniswap_v3::protocol::format;
using operation = uniswap_v3::protocol::operation;
using receipt = uniswap_v3::protocol::receipt;
using state_type = uniswap_v3::protocol::state;
using event_type = uniswap_v3::event<format>;
using signed_word = sint<256>;

constexpr std::string_view factory_artifact =
    "@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json";
constexpr std::size_t word_size = sizeof(evm_word);

namespace selector {
const std::uint32_t create_pool = selector_of("createPool(address,address,uint24)");
const std::uint32_t max_liquidity_per_tick = selector_of("maxLiquidityPerTick()");
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

class pool final : public uniswap_v3::subject {
 public:
  pool() : factory_code_(published(std::string(factory_artifact))) {}

  [[nodiscard]] std::string_view name() const override { return "evm"; }

  void begin(const uniswap_v3::setup& setup) override {
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

 private:
  bytes factory_code_;
  uniswap_v3::setup setup_{};
  std::unique_ptr<machine> machine_{};
  std::unique_ptr<actors> actors_{};
  std::array<evm_account, 2> tokens_{make_account(0x7010'0000'0000'0000),
                                     make_account(0x7020'0000'0000'0000)};
  evm_account factory_{};
  evm_account pool_{};
  account_table accounts_{};
  uniswap_v3_slots slots_{};
  std::size_t base_ = 0;  // snapshot: a factory without pools, nobody owns a token
  state_type state_{};
  receipt receipt_{};
  std::string revert_text_{};
  std::vector<call_step> calls_{};

  // ---- the world

  void make_world() {
    machine_ = std::make_unique<machine>();
    actors_ = std::make_unique<actors>(*machine_);
    for (const evm_account& token : tokens_) machine_->set_code(token, token_code());
    // The deployer owns the factory.
    factory_ =
        machine_->deploy(account_table::actor_address(setup_.owner.actor_number()), factory_code_);
    for (std::uint32_t i = 0; i < setup_.actors; ++i) {
      actors_->add(account_table::actor_address(i));
    }
    base_ = evm_snapshot(machine_->get());
  }

  void create(const uniswap_v3::create_pool<format>& call) {
    evm_restore(machine_->get(), base_);
    // Any pair of fee and spacing may be asked for, also such as the factory would have to enable.
    machine_->set_storage(factory_,
                          mapping_slot(to_evm(word{call.fee_pips}), slot::fee_amount_tick_spacing),
                          signed_word{std::int64_t{call.tick_spacing}}.to_bits());
    const auto made = machine_->must(
        factory_, factory_,
        calldata(selector::create_pool).add(tokens_[0]).add(tokens_[1]).add(call.fee_pips).take());
    pool_ = account_at(made.output.data);
    check_code(call.fee_pips);
    accounts_ = account_table(pool_, tokens_[0], tokens_[1], setup_.actors);
    slots_.clear();
    state_ = state_type{};
    state_.fee_pips = call.fee_pips;
    state_.tick_spacing = call.tick_spacing;
    const auto limit = machine_->see(pool_, calldata(selector::max_liquidity_per_tick).take());
    state_.max_liquidity_per_tick = truncate<128>(from_evm(limit.output.data));
    for (unsigned i = 0; i < 2; ++i) {
      auto& balances = state_.tokens[i].balances;
      balances.assign(account::first_actor, word::zero());
      balances.resize(accounts_.size(), call.balances);
      for (std::uint32_t k = account::first_actor; k < accounts_.size(); ++k) {
        machine_->set_storage(tokens_[i], to_evm(accounts_.address_of(account{k})), call.balances);
      }
    }
  }

  // The creation code of what is deployed on the main chain gives the pool's address.
  void check_code(std::uint32_t fee_pips) const {
    std::array<std::uint8_t, 3 * word_size> preimage{};
    const std::array<evm_word, 3> parts = {to_evm(tokens_[0]), to_evm(tokens_[1]),
                                           to_evm(word{fee_pips})};
    for (std::size_t i = 0; i < parts.size(); ++i) {
      std::copy(std::begin(parts[i].bytes), std::end(parts[i].bytes),
                preimage.begin() + static_cast<std::ptrdiff_t>(word_size * i));
    }
    assay::evm_address factory{};
    std::copy(std::begin(factory_.bytes), std::end(factory_.bytes), factory.begin());
    const auto expected =
        create2_address(factory, keccak256(preimage), uniswap_v3::mainnet_init_code_hash);
    if (!std::equal(expected.begin(), expected.end(), std::begin(pool_.bytes))) {
      trace::fail(contracts_folder() + "/node_modules/" + std::string(factory_artifact),
                  "does not hold the pool that is deployed", "run scripts/contracts again");
    }
  }

  // ---- operations: the calls of one transaction, in order

  void run(account, const uniswap_v3::create_pool<format>& call) { create(call); }
  void run(account caller, const uniswap_v3::initialize<format>& call) {
    ask(calldata(selector::initialize).add(wide(call.sqrt_price_x96)));
    operate(caller);
  }
  void run(account caller, const uniswap_v3::mint<format>& call) {
    know(call.recipient, call.tick_lower, call.tick_upper);
    ask(mint_data(address(call.recipient), call.tick_lower, call.tick_upper, wide(call.amount)));
    operate(caller, [&](const evm_event& asked, std::vector<call_step>& calls) {
      reenter(call.pay.reenter, asked.actor, calls);
      pay_owed(0, callback_word(asked, 0), call.pay.extra0, calls);
      pay_owed(1, callback_word(asked, 1), call.pay.extra1, calls);
    });
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
    ask(swap_data(address(call.recipient), call.zero_for_one, call.amount_specified,
                  wide(call.sqrt_price_limit_x96)));
    operate(caller, [&](const evm_event& asked, std::vector<call_step>& calls) {
      reenter(call.pay.reenter, asked.actor, calls);
      const unsigned token = call.zero_for_one ? 0 : 1;
      const word owed = callback_word(asked, token);
      if (signed_word::from_bits(owed).is_negative()) return;
      pay_owed(token, owed, call.zero_for_one ? call.pay.extra0 : call.pay.extra1, calls);
    });
  }
  void run(account caller, const uniswap_v3::flash<format>& call) {
    ask(flash_data(address(call.recipient), call.amount0, call.amount1));
    operate(caller, [&](const evm_event& asked, std::vector<call_step>& calls) {
      reenter(call.reenter, asked.actor, calls);
      const word due0 = add_wrapping(call.amount0, callback_word(asked, 0));
      const word due1 = add_wrapping(call.amount1, callback_word(asked, 1));
      pay(0, add_clamped(due0, call.paid_over0), calls);
      pay(1, add_clamped(due1, call.paid_over1), calls);
    });
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
    operate(caller);
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
    slots_.know_tick(lower, state_.tick_spacing);
    slots_.know_tick(upper, state_.tick_spacing);
    slots_.know_position({owner, lower, upper}, address(owner));
  }

  static calldata mint_data(const evm_account& to, std::int32_t lower, std::int32_t upper,
                            const word& amount) {
    calldata data(selector::mint);
    data.add(to).add_signed(lower).add_signed(upper).add(amount).add_bytes("");
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
    data.add(to).add(std::uint64_t{zero_for_one}).add(amount.to_bits()).add(limit).add_bytes("");
    return data;
  }
  static calldata flash_data(const evm_account& to, const word& amount0, const word& amount1) {
    calldata data(selector::flash);
    data.add(to).add(amount0).add(amount1).add_bytes("");
    return data;
  }

  // ---- callbacks

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
    const uniswap_v3_call kind = returned_by(calls_.front());
    const evm_result result = actors_->operate(address(caller), calls_, on_callback);
    calls_.clear();
    if (result.status != EVM_SUCCESS) {
      receipt_.reverted = why(result, revert_text_);
      receipt_.failed_call = actors_->failed_call();
      return;
    }
    read_returns(kind, result.output);
    evm_log_entry log;
    for (std::size_t i = 0; i < result.log_count; ++i) {
      evm_log(machine_->get(), i, &log);
      if (same(log.address, pool_)) receipt_.events.push_back(read_event(log));
    }
    for (const evm_change& change : machine_->changes()) take_in(change);
  }

  enum class uniswap_v3_call : std::uint8_t { other, amounts, observed, inside };
  [[nodiscard]] uniswap_v3_call returned_by(const call_step& step) const {
    if (!same(step.to, pool_)) return uniswap_v3_call::other;
    std::uint32_t asked = 0;
    for (std::size_t i = 0; i < 4; ++i) asked = asked << 8 | step.data[i];
    if (asked == selector::observe) return uniswap_v3_call::observed;
    if (asked == selector::snapshot) return uniswap_v3_call::inside;
    const bool has_amounts = asked == selector::mint || asked == selector::burn ||
                             asked == selector::collect || asked == selector::swap ||
                             asked == selector::collect_protocol;
    return has_amounts ? uniswap_v3_call::amounts : uniswap_v3_call::other;
  }

  static std::int64_t signed_at(const std::uint8_t* from) {
    return to_i64_truncating(signed_word::from_bits(from_evm(from)));
  }

  void read_returns(uniswap_v3_call kind, evm_bytes output) {
    auto& returns = receipt_.returns;
    const auto at = [&](std::size_t i) { return output.data + word_size * i; };
    if (kind == uniswap_v3_call::amounts) {
      returns.amounts = {from_evm(at(0)), from_evm(at(1))};
      returns.count = 2;
    } else if (kind == uniswap_v3_call::inside) {
      returns.inside = {signed_at(at(0)), truncate<160>(from_evm(at(1))),
                        static_cast<std::uint32_t>(to_u64_truncating(from_evm(at(2))))};
      returns.count = 3;
    } else if (kind == uniswap_v3_call::observed) {
      // Two lists: two offsets, then each length with its elements.
      const std::size_t count = to_u64_truncating(from_evm(at(2)));
      for (std::size_t i = 0; i < count; ++i) {
        returns.observed.push_back(
            {signed_at(at(3 + i)), truncate<160>(from_evm(at(4 + count + i)))});
      }
    }
  }

  [[nodiscard]] event_type read_event(const evm_log_entry& log) const {
    const event_shape& shape = shape_of(log);
    event_type out{};
    out.kind = shape.kind;
    std::size_t numbers = 0;
    const auto put = [&](char place, const std::uint8_t* from) {
      switch (place) {
        case 'f':
          out.from = accounts_.who_at(from);
          return;
        case 't':
          out.to = accounts_.who_at(from);
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
    for (std::size_t i = 0; i < shape.topics.size(); ++i) {
      put(shape.topics[i], log.topics[i + 1].bytes);
    }
    for (std::size_t i = 0; i < shape.data.size(); ++i) {
      put(shape.data[i], log.data.data + word_size * i);
    }
    return out;
  }

  void take_in(const evm_change& change) {
    if (same(change.address, pool_)) return slots_.take_in(change, state_);
    for (unsigned i = 0; i < 2; ++i) {
      if (!same(change.address, tokens_[i])) continue;
      state_.tokens[i].balances[accounts_.who_at(change.key).index] = from_evm(change.value);
      return;
    }
    unexplained(change);
  }
};

}  // namespace

std::unique_ptr<uniswap_v3::subject> make_uniswap_v3() { return std::make_unique<pool>(); }

}  // namespace assay::evm
