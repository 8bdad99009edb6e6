// A stranger's Uniswap V3: deployed alone, with an account of ours as its deployer and factory, or
// by its own factory. State is what its views answer.
#include <fmt/format.h>

#include <boost/unordered/unordered_flat_set.hpp>

#include "assay/evm/artifact.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"
#include "assay/trace/input_error.hpp"
#include "slots.hpp"
#include "stranger.hpp"
#include "uniswap_v3_names.hpp"
#include "uniswap_v3_origin.hpp"
#include "uniswap_v3_probes.hpp"
#include "view_book.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v3_names;
using std::string_view_literals::operator""sv;

constexpr std::array pool_functions = {"initialize(uint160)"sv,
                                       "mint(address,int24,int24,uint128,bytes)"sv,
                                       "burn(int24,int24,uint128)"sv,
                                       "collect(address,int24,int24,uint128,uint128)"sv,
                                       "swap(address,bool,int256,uint160,bytes)"sv,
                                       "flash(address,uint256,uint256,bytes)"sv,
                                       "setFeeProtocol(uint8,uint8)"sv,
                                       "collectProtocol(address,uint128,uint128)"sv,
                                       "increaseObservationCardinalityNext(uint16)"sv,
                                       "observe(uint32[])"sv,
                                       "snapshotCumulativesInside(int24,int24)"sv,
                                       "slot0()"sv,
                                       "liquidity()"sv,
                                       "feeGrowthGlobal0X128()"sv,
                                       "feeGrowthGlobal1X128()"sv,
                                       "protocolFees()"sv,
                                       "ticks(int24)"sv,
                                       "tickBitmap(int16)"sv,
                                       "positions(bytes32)"sv,
                                       "observations(uint256)"sv,
                                       "fee()"sv,
                                       "tickSpacing()"sv,
                                       "maxLiquidityPerTick()"sv};
constexpr std::array factory_functions = {"createPool(address,address,uint24)"sv,
                                          "feeAmountTickSpacing(uint24)"sv,
                                          "enableFeeAmount(uint24,int24)"sv};

constexpr std::array callbacks = {"uniswapV3MintCallback(uint256,uint256,bytes)"sv,
                                  "uniswapV3SwapCallback(int256,int256,bytes)"sv,
                                  "uniswapV3FlashCallback(uint256,uint256,bytes)"sv};

// What a view tells, by view_book::view::kind.
enum view_kind : std::uint32_t {
  slot0,
  liquidity,
  fee_growth_global0,
  fee_growth_global1,
  protocol_fees,
  fee,
  tick_spacing,
  max_liquidity_per_tick,
  tick,         // key: the tick
  bitmap,       // key: the word
  position,     // key: which of positions_
  observation,  // key: the index
};

namespace factory_slot {
// evm/contracts/factory.yul
constexpr std::uint64_t owner = 2;
constexpr std::uint64_t token0 = 3;
constexpr std::uint64_t token1 = 4;
constexpr std::uint64_t fee = 5;
constexpr std::uint64_t spacing = 6;
}  // namespace factory_slot

constexpr word_type u128{128, false};
constexpr word_type u256{};

std::int64_t signed_of(const word& value) { return to_i64_truncating(sint<256>::from_bits(value)); }
std::uint64_t small(const word& value) { return to_u64_truncating(value); }

class view_books final : public pool_books {
 public:
  explicit view_books(bool is_resumed) : is_resumed_(is_resumed) {}

  void begin_episode(machine& on, const evm_account& pool,
                     const uniswap_v3::create_pool<format>& asked, state_type& state,
                     oddities& odd) override {
    machine_ = &on;
    pool_ = pool;
    spacing_ = asked.tick_spacing;
    observations_ = 0;
    views_.clear();
    positions_.clear();
    known_ticks_.clear();
    known_words_.clear();
    known_positions_.clear();
    add("slot0()", {{160}, {24, true}, {16}, {16}, {16}, {8}, {1}}, slot0);
    add("liquidity()", {u128}, liquidity);
    add("feeGrowthGlobal0X128()", {u256}, fee_growth_global0);
    add("feeGrowthGlobal1X128()", {u256}, fee_growth_global1);
    add("protocolFees()", {u128, u128}, protocol_fees);
    add("fee()", {{24}}, fee);
    add("tickSpacing()", {{24, true}}, tick_spacing);
    add("maxLiquidityPerTick()", {u128}, max_liquidity_per_tick);
    know_observations(0);
    if (is_resumed_) know_what_is_there();
    views_.ask(on, {}, 0, [&](const view_book::view& told) { take(told, state, odd); });
  }

  void know_tick(std::int32_t number) override {
    if (known_ticks_.insert(number).second) {
      add("ticks(int24)", {u128, {128, true}, u256, u256, {56, true}, {160}, {32}, {1}}, tick,
          signed_key(number), static_cast<std::uint32_t>(number));
    }
    const std::int32_t word_at = uniswap_v3::bitmap_word_of(uniswap_v3::compress(number, spacing_));
    if (known_words_.insert(word_at).second) {
      add("tickBitmap(int16)", {u256}, bitmap, signed_key(static_cast<std::int16_t>(word_at)),
          static_cast<std::uint32_t>(word_at));
    }
  }

  void know_position(const uniswap_v3::position_key& key, const evm_account& owner) override {
    if (!known_positions_.insert(key).second) return;
    add("positions(bytes32)", {u128, u256, u256, u128, u128}, position, position_hash(key, owner),
        static_cast<std::uint32_t>(positions_.size()));
    positions_.push_back(key);
  }

  void after(bool, std::uint64_t time, state_type& state, oddities& odd) override {
    // A failed transaction wrote nothing, but time goes on.
    views_.ask(*machine_, machine_->changes(), time,
               [&](const view_book::view& told) { take(told, state, odd); });
  }

 private:
  // Every initialized tick of a pool that has a past: the whole bitmap is read, once.
  void know_what_is_there() {
    if (own_spacing_ == 0) {
      spacing_ = own_spacing_ =
          static_cast<std::int32_t>(signed_of(told("tickSpacing()", {}).value_or(word{1})));
      const std::int32_t last =
          uniswap_v3::bitmap_word_of(uniswap_v3::compress(max_tick, spacing_));
      const std::int32_t first =
          uniswap_v3::bitmap_word_of(uniswap_v3::compress(min_tick, spacing_));
      for (std::int32_t at = first; at <= last; ++at) read_bitmap(at);
    }
    spacing_ = own_spacing_;
    for (const std::int32_t number : first_ticks_) know_tick(number);
  }
  void read_bitmap(std::int32_t at) {
    const evm_word key = signed_key(at);
    const word bits = told("tickBitmap(int16)", std::span(&key, 1)).value_or(word::zero());
    for (std::int32_t bit = 0; bit < 256; ++bit) {
      if (!bits.bit(static_cast<unsigned>(bit))) continue;
      first_ticks_.push_back((at * 256 + bit) * spacing_);
    }
  }
  std::optional<word> told(std::string_view function, std::span<const evm_word> arguments) {
    calldata call(selector_of(function));
    for (const evm_word& argument : arguments) call.add(argument);
    const evm_result result = machine_->try_view(pool_, call.take());
    if (result.status != EVM_SUCCESS || result.output.size < sizeof(evm_word)) return std::nullopt;
    return from_evm(result.output.data);
  }

  void add(std::string_view name, std::vector<word_type> types, view_kind kind) {
    views_.add({pool_, calldata(selector_of(name)).take(), name, std::move(types), kind});
  }
  void add(std::string_view name, std::vector<word_type> types, view_kind kind,
           const evm_word& argument, std::uint32_t key) {
    views_.add({pool_, calldata(selector_of(name)).add(argument).take(), name, std::move(types),
                kind, key});
  }

  // Up to `count` of them, and one beyond, which must be nothing.
  void know_observations(std::uint32_t count) {
    constexpr std::uint32_t most = 65'535;
    for (; observations_ <= count && observations_ < most; ++observations_) {
      add("observations(uint256)", {{32}, {56, true}, {160}, {1}}, observation,
          to_evm(word{observations_}), observations_);
    }
  }

  void take(const view_book::view& told, state_type& state, oddities& odd) {
    if (!told.ok()) {
      odd.note(fmt::format("state.{}", told.name), "an answer of its type", told.wrong);
      return;
    }
    auto& pool = state.pool;
    switch (told.kind) {
      case slot0:
        return take_slot0(told, state);
      case liquidity:
        pool.liquidity = truncate<128>(told.at(0));
        return;
      case fee_growth_global0:
        pool.fee_growth_global_x128.token0 = told.at(0);
        return;
      case fee_growth_global1:
        pool.fee_growth_global_x128.token1 = told.at(0);
        return;
      case protocol_fees:
        pool.protocol_fees = {truncate<128>(told.at(0)), truncate<128>(told.at(1))};
        return;
      case fee:
        state.fee_pips = static_cast<std::uint32_t>(small(told.at(0)));
        return;
      case tick_spacing:
        state.tick_spacing = static_cast<std::int32_t>(signed_of(told.at(0)));
        return;
      case max_liquidity_per_tick:
        state.max_liquidity_per_tick = truncate<128>(told.at(0));
        return;
      default:
        return take_entry(told, state);
    }
  }

  void take_slot0(const view_book::view& told, state_type& state) {
    auto& pool = state.pool;
    pool.sqrt_price_x96 = truncate<160>(told.at(0));
    pool.tick = static_cast<std::int32_t>(signed_of(told.at(1)));
    pool.observation.index = static_cast<std::uint16_t>(small(told.at(2)));
    pool.observation.cardinality = static_cast<std::uint16_t>(small(told.at(3)));
    pool.observation_cardinality_next = static_cast<std::uint16_t>(small(told.at(4)));
    pool.fee_protocol = static_cast<std::uint8_t>(small(told.at(5)));
    pool.unlocked = !told.at(6).is_zero();
    auto& ring = state.observations.slots();
    if (ring.size() < pool.observation_cardinality_next) {
      ring.resize(pool.observation_cardinality_next);
    }
    know_observations(pool.observation_cardinality_next);
  }

  // What mappings hold: nothing that is zero.
  void take_entry(const view_book::view& told, state_type& state) const {
    const auto number = static_cast<std::int32_t>(told.key);
    switch (told.kind) {
      case tick: {
        uniswap_v3::tick_info<format> info{};
        info.liquidity_gross = truncate<128>(told.at(0));
        info.liquidity_net = sint<128>::from_bits(truncate<128>(told.at(1)));
        info.fee_growth_outside0_x128 = told.at(2);
        info.fee_growth_outside1_x128 = told.at(3);
        info.tick_cumulative_outside = signed_of(told.at(4));
        info.seconds_per_liquidity_outside_x128 = truncate<160>(told.at(5));
        info.seconds_outside = static_cast<std::uint32_t>(small(told.at(6)));
        info.initialized = !told.at(7).is_zero();
        return put(state.ticks, number, info, true);
      }
      case bitmap:
        return put(state.bitmap, number, told.at(0), true);
      case position: {
        uniswap_v3::position_info<format> info{};
        info.liquidity = truncate<128>(told.at(0));
        info.fee_growth_inside0_last_x128 = told.at(1);
        info.fee_growth_inside1_last_x128 = told.at(2);
        info.tokens_owed0 = truncate<128>(told.at(3));
        info.tokens_owed1 = truncate<128>(told.at(4));
        // One that was there once stays.
        return put(state.positions, positions_[told.key], info, false);
      }
      default:
        return take_observation(told, state);
    }
  }

  template <class Map, class Key, class Value>
  static void put(Map& map, const Key& key, const Value& value, bool erases) {
    const auto found = map.find(key);
    if (value != Value{}) {
      map[key] = value;
    } else if (found != map.end()) {
      if (erases) {
        map.erase(found);
      } else {
        found->second = value;
      }
    }
  }

  static void take_observation(const view_book::view& told, state_type& state) {
    auto& ring = state.observations.slots();
    const std::remove_reference_t<decltype(ring.front())> slot{
        static_cast<std::uint32_t>(small(told.at(0))), !told.at(3).is_zero(), signed_of(told.at(1)),
        truncate<160>(told.at(2))};
    if (told.key >= ring.size()) {
      if (slot == decltype(slot){}) return;
      ring.resize(told.key + 1);
    }
    ring[told.key] = slot;
  }

  machine* machine_ = nullptr;
  evm_account pool_{};
  std::int32_t spacing_ = 1;
  view_book views_{};
  std::vector<uniswap_v3::position_key> positions_{};
  boost::unordered_flat_set<std::int32_t> known_ticks_{};
  boost::unordered_flat_set<std::int32_t> known_words_{};
  boost::unordered_flat_set<uniswap_v3::position_key, uniswap_v3::position_key_hash>
      known_positions_{};
  std::uint32_t observations_ = 0;  // asked for so far
  bool is_resumed_;
  std::int32_t own_spacing_ = 0;             // of a resumed pool, once its bitmap was read
  std::vector<std::int32_t> first_ticks_{};  // the same
};

class stranger_pool final : public pool_origin {
 public:
  explicit stranger_pool(std::shared_ptr<const contract> code) : code_(std::move(code)) {
    check_renamed(code_->config, uniswap_v3_functions());
    refuse_rules(code_->config);
    need_reference(code_->config, "a V3 pool");
    check_uniswap_v3_reasons(code_->config);
    if (is_uniswap_v3_factory(*code_)) level_ = level::factory;
  }
  [[nodiscard]] const subject_config& config() const override { return code_->config; }

  [[nodiscard]] std::string_view name() const override { return code_->name; }
  [[nodiscard]] bool is_stranger() const override { return true; }

  [[nodiscard]] std::unique_ptr<machine> make_machine() const override {
    auto made = std::make_unique<machine>("Osaka");
    made->set_gas(pool_gas);
    return made;
  }
  [[nodiscard]] std::uint64_t gas() const override { return pool_gas; }

  [[nodiscard]] const evm_account& factory() const override { return factory_; }

  void prepare(machine& on, std::array<evm_account, 2>& tokens, const evm_account& owner) override {
    tokens_ = tokens;
    owner_ = owner;
    linked_ = linked_code(on, *code_);
    if (level_ == level::factory) {
      factory_ = deploy_stranger(on, owner, init_code(0, 0), *code_);
      return;
    }
    factory_ = deployer();
    on.set_code(factory_, factory_code());
    set_factory(on, factory_slot::owner, from_evm(to_evm(owner)));
    set_factory(on, factory_slot::token0, from_evm(to_evm(tokens[0])));
    set_factory(on, factory_slot::token1, from_evm(to_evm(tokens[1])));
  }

  evm_account create(machine& on, std::uint32_t fee_pips, std::int32_t spacing,
                     oddities& odd) override {
    const evm_account pool = level_ == level::factory ? by_factory(on, fee_pips, spacing, odd)
                                                      : alone(on, fee_pips, spacing);
    on.forget_names();
    rename_functions(on, code_->config, pool);
    if (level_ == level::factory) rename_functions(on, code_->config, factory_);
    check_constant(on, *code_, pool, "factory()", to_evm(factory_), odd);
    check_constant(on, *code_, pool, "token0()", to_evm(tokens_[0]), odd);
    check_constant(on, *code_, pool, "token1()", to_evm(tokens_[1]), odd);
    // Once is enough: code does not change.
    if (!is_probed_) probe_pool(on, pool, tokens_, spacing, code_->config, probed_);
    is_probed_ = true;
    if (const oddity* seen = probed_.first()) odd.note(seen->field, seen->expected, seen->got);
    return pool;
  }

  [[nodiscard]] std::unique_ptr<pool_books> open_books() const override {
    return pool_views(/*is_resumed=*/false);
  }

 private:
  // A swap along the whole line takes less than 10^8; an endless loop ends before long.
  static constexpr std::uint64_t pool_gas = 300'000'000;

  void set_factory(machine& on, std::uint64_t which, const word& value) const {
    on.set_storage(factory_, to_evm(word{which}), value);
  }

  [[nodiscard]] evm_account alone(machine& on, std::uint32_t fee_pips, std::int32_t spacing) const {
    set_factory(on, factory_slot::fee, word{fee_pips});
    set_factory(on, factory_slot::spacing, from_evm(signed_key(spacing)));
    return deploy_stranger(on, factory_, init_code(fee_pips, spacing), *code_);
  }

  // Creation code as it is deployed.
  [[nodiscard]] bytes init_code(std::uint32_t fee_pips, std::int32_t spacing) const {
    const auto word_of = [](const evm_account& who) { return from_evm(to_evm(who)); };
    const known_words known = {
        {"factory", word_of(factory_)},  {"token0", word_of(tokens_[0])},
        {"token1", word_of(tokens_[1])}, {"owner", word_of(owner_)},
        {"fee", word{fee_pips}},         {"tickSpacing", from_evm(signed_key(spacing))}};
    bytes all = linked_;
    const bytes arguments = constructor_arguments(*code_, known, {});
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
  }

  evm_account by_factory(machine& on, std::uint32_t fee_pips, std::int32_t spacing,
                         oddities& odd) const {
    enable(on, fee_pips, spacing);
    constexpr std::string_view create_pool = "createPool(address,address,uint24)";
    const evm_result created = on.call(
        owner_, factory_,
        calldata(selector_of(create_pool)).add(tokens_[0]).add(tokens_[1]).add(fee_pips).take());
    if (!is_answer(created, create_pool, 1, odd)) return {};
    return account_at(created.output.data);
  }

  [[nodiscard]] bool has_tier(machine& on, std::uint32_t fee_pips, std::int32_t spacing) const {
    const auto asked = calldata(selector_of("feeAmountTickSpacing(uint24)")).add(fee_pips).take();
    const evm_result known = on.try_view(factory_, asked);
    return known.status == EVM_SUCCESS && known.output.size >= sizeof(evm_word) &&
           from_evm(known.output.data) == from_evm(signed_key(spacing));
  }

  // The factory must know the fee with this spacing: its owner enables it. One that it knows with
  // another spacing can only be changed as the published factory stores it.
  void enable(machine& on, std::uint32_t fee_pips, std::int32_t spacing) const {
    if (has_tier(on, fee_pips, spacing)) return;
    on.call(owner_, factory_,
            calldata(selector_of("enableFeeAmount(uint24,int24)"))
                .add(fee_pips)
                .add_signed(spacing)
                .take());
    if (has_tier(on, fee_pips, spacing)) return;
    on.set_storage(factory_, mapping_slot(to_evm(word{fee_pips}), slot::fee_amount_tick_spacing),
                   from_evm(signed_key(spacing)));
    if (has_tier(on, fee_pips, spacing)) return;
    trace::fail(code_->path,
                fmt::format("does not let its owner enable a fee of {} with a tick spacing of {}",
                            fee_pips, spacing),
                "name the artifact of its pool instead");
  }

  std::shared_ptr<const contract> code_;
  level level_ = level::pool;
  std::array<evm_account, 2> tokens_{};
  evm_account owner_{};
  evm_account factory_{};
  bytes linked_{};  // creation code with its libraries
  oddities probed_{};
  bool is_probed_ = false;
};

}  // namespace

std::vector<std::string_view> uniswap_v3_functions() {
  std::vector<std::string_view> all(pool_functions.begin(), pool_functions.end());
  all.insert(all.end(), factory_functions.begin(), factory_functions.end());
  all.insert(all.end(), callbacks.begin(), callbacks.end());
  return all;
}

void check_uniswap_v3_reasons(const subject_config& config) {
  static constexpr std::array reasons = {"LOK"sv,
                                         "AI"sv,
                                         "AS"sv,
                                         "SPL"sv,
                                         "L"sv,
                                         "M0"sv,
                                         "M1"sv,
                                         "IIA"sv,
                                         "F0"sv,
                                         "F1"sv,
                                         "TF"sv,
                                         "TLU"sv,
                                         "TLM"sv,
                                         "TUM"sv,
                                         "LO"sv,
                                         "NP"sv,
                                         "LS"sv,
                                         "LA"sv,
                                         "OLD"sv,
                                         "I"sv,
                                         "T"sv,
                                         "R"sv,
                                         "TOKEN_BALANCE"sv,
                                         "TOKEN_PAUSED"sv,
                                         "INVALID"sv,
                                         ""sv};
  check_reasons(config, reasons);
}

std::unique_ptr<pool_books> pool_views(bool is_resumed) {
  return std::make_unique<view_books>(is_resumed);
}

bool is_uniswap_v3_factory(const contract& code) {
  return level_of(code, factory_functions, pool_functions, "Uniswap V3") == level::factory;
}

std::unique_ptr<uniswap_v3::subject> make_uniswap_v3(std::shared_ptr<const contract> code) {
  return make_pool_subject(std::make_unique<stranger_pool>(std::move(code)));
}

}  // namespace assay::evm
