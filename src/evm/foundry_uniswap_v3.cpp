// A counterexample of Uniswap V3 as a Foundry test: the engine's answers are what is expected.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "assay/evm/artifact.hpp"
#include "assay/evm/foundry.hpp"
#include "assay/evm/uniswap_v3.hpp"
#include "assay/pool/uniswap_v3/tick.hpp"
#include "foundry_text.hpp"
#include "selectors.hpp"
#include "stranger.hpp"
#include "uniswap_v3_names.hpp"
#include "uniswap_v3_origin.hpp"

namespace assay::evm {
namespace {

using namespace uniswap_v3_names;
using uniswap_v3::protocol;
using format = protocol::format;

template <unsigned Bits>
word wide(const uint<Bits>& value) {
  return widen<256>(value);
}
word of_signed(std::int64_t value) { return sint<256>{value}.to_bits(); }

class writer {
 public:
  writer(const contract& code, const uniswap_v3::setup& setup) : code_(code), setup_(setup) {}

  foundry_test write(const std::shared_ptr<const contract>& shared,
                     std::span<const protocol::operation> operations) {
    const auto subject = make_uniswap_v3(shared);
    const auto engine = uniswap_v3::make_engine();
    auto* scripted = dynamic_cast<scripted_subject*>(subject.get());
    subject->begin(setup_);
    engine->begin(setup_);
    scripted->record_to(&test_.played);
    for (const auto& asked : operations) {
      subject->apply(asked);
      receipt_ = engine->apply(asked);
      std::visit([&](const auto& call) { note(asked.caller, call); }, asked.call);
      if (std::holds_alternative<uniswap_v3::create_pool<format>>(asked.call)) {
        test_.outcomes.clear();
        continue;
      }
      test_.outcomes.push_back(outcome_of(receipt_.reverted));
    }
    scripted->record_to(nullptr);
    state_ = engine->state();
    accounts_ = account_table(test_.played.pool, test_.played.tokens[0], test_.played.tokens[1],
                              setup_.actors);
    fill_last(operations.back());
    fill_deployment();
    return std::move(test_);
  }

 private:
  // Which ticks and positions are named.
  void note_range(account owner, std::int32_t lower, std::int32_t upper) {
    ticks_.insert(ticks_.end(), {lower, upper});
    positions_.push_back({owner, lower, upper});
  }
  void note(account, const uniswap_v3::mint<format>& x) {
    note_range(x.recipient, x.tick_lower, x.tick_upper);
  }
  void note(account caller, const uniswap_v3::burn<format>& x) {
    note_range(caller, x.tick_lower, x.tick_upper);
  }
  void note(account caller, const uniswap_v3::collect<format>& x) {
    note_range(caller, x.tick_lower, x.tick_upper);
  }
  template <class Other>
  void note(account, const Other&) {}

  void fill_last(const protocol::operation& last) {
    fill_returned(last);
    for (std::size_t i = 0; i < receipt_.events.size(); ++i) add_event(receipt_.events[i]);
    const auto& pool = state_.pool;
    show("slot0()", {wide(pool.sqrt_price_x96), of_signed(pool.tick), word{pool.observation.index},
                     word{pool.observation.cardinality}, word{pool.observation_cardinality_next},
                     word{pool.fee_protocol}, word{pool.unlocked ? 1U : 0U}});
    show("liquidity()", {wide(pool.liquidity)});
    show("feeGrowthGlobal0X128()", {pool.fee_growth_global_x128.token0});
    show("feeGrowthGlobal1X128()", {pool.fee_growth_global_x128.token1});
    show("protocolFees()", {wide(pool.protocol_fees.token0), wide(pool.protocol_fees.token1)});
    for (const std::int32_t tick : ticks_) show_tick(tick);
    for (const auto& key : positions_) show_position(key);
    const auto& ring = state_.observations.slots();
    constexpr std::size_t most_shown = 64;
    for (std::size_t i = 0; i < std::min(ring.size(), most_shown); ++i) {
      show("observations(uint256)",
           {word{ring[i].block_timestamp}, of_signed(ring[i].tick_cumulative),
            wide(ring[i].seconds_per_liquidity_cumulative_x128),
            word{ring[i].initialized ? 1U : 0U}},
           to_evm(word{i}));
    }
    show_balances();
  }

  void show_tick(std::int32_t tick) {
    const auto found = state_.ticks.find(tick);
    const auto info = found == state_.ticks.end() ? uniswap_v3::tick_info<format>{} : found->second;
    show("ticks(int24)",
         {wide(info.liquidity_gross), widen<256>(info.liquidity_net).to_bits(),
          info.fee_growth_outside0_x128, info.fee_growth_outside1_x128,
          of_signed(info.tick_cumulative_outside), wide(info.seconds_per_liquidity_outside_x128),
          word{info.seconds_outside}, word{info.initialized ? 1U : 0U}},
         signed_key(tick));
    const std::int32_t at = uniswap_v3::bitmap_word_of(uniswap_v3::compress(tick, spacing()));
    const auto bits = state_.bitmap.find(at);
    show("tickBitmap(int16)", {bits == state_.bitmap.end() ? word::zero() : bits->second},
         signed_key(static_cast<std::int16_t>(at)));
  }

  void show_position(const uniswap_v3::position_key& key) {
    const auto found = state_.positions.find(key);
    const auto info =
        found == state_.positions.end() ? uniswap_v3::position_info<format>{} : found->second;
    show("positions(bytes32)",
         {wide(info.liquidity), info.fee_growth_inside0_last_x128,
          info.fee_growth_inside1_last_x128, wide(info.tokens_owed0), wide(info.tokens_owed1)},
         position_hash(key, accounts_.address_of(key.owner)));
  }

  void show_balances() {
    for (std::uint32_t i = 0; i < accounts_.size(); ++i) {
      for (unsigned k = 0; k < 2; ++k) {
        test_.views.push_back({fmt::format("balanceOf() of token{}", k), test_.played.tokens[k],
                               calldata(selector_of("balanceOf(address)"))
                                   .add(accounts_.address_of(account{i}))
                                   .take(),
                               joined({state_.tokens[k].balance_of(account{i})})});
      }
    }
  }

  void show(std::string_view function, std::initializer_list<word> answer) {
    test_.views.push_back({std::string(function), test_.played.pool,
                           calldata(selector_of(function)).take(), joined(answer)});
  }
  void show(std::string_view function, std::initializer_list<word> answer,
            const evm_word& argument) {
    test_.views.push_back({std::string(function), test_.played.pool,
                           calldata(selector_of(function)).add(argument).take(), joined(answer)});
  }

  void fill_returned(const protocol::operation& last) {
    const auto& returns = receipt_.returns;
    const auto& inside = returns.inside;
    if (std::holds_alternative<uniswap_v3::observe>(last.call)) {
      const std::size_t count = returns.observed.size();
      constexpr std::uint64_t word_bytes = sizeof(evm_word);
      put({word{2 * word_bytes}, word{word_bytes * (3 + count)}, word{count}});
      for (const auto& one : returns.observed) put({of_signed(one.tick_cumulative)});
      put({word{count}});
      for (const auto& one : returns.observed) put({wide(one.seconds_per_liquidity_x128)});
    } else if (std::holds_alternative<uniswap_v3::snapshot_cumulatives_inside>(last.call)) {
      put({of_signed(inside.tick_cumulative_inside), wide(inside.seconds_per_liquidity_inside_x128),
           word{inside.seconds_inside}});
    } else if (returns.count == 2) {
      put({returns.amounts[0], returns.amounts[1]});
    }
  }
  void put(std::initializer_list<word> words) {
    const bytes more = joined(words);
    test_.returned.insert(test_.returned.end(), more.begin(), more.end());
  }

  void add_event(const uniswap_v3::event<format>& event) {
    const event_shape& shape = shape_of(event.kind);
    foundry_event out{{shape.topic}, {}};
    std::size_t numbers = 0;
    const auto part = [&](char place) {
      switch (place) {
        case 'f':
          return from_evm(to_evm(accounts_.address_of(event.from)));
        case 't':
          return from_evm(to_evm(accounts_.address_of(event.to)));
        case 'l':
          return of_signed(event.ticks[0]);
        case 'u':
          return of_signed(event.ticks[1]);
        default:
          return event.numbers[numbers++];
      }
    };
    for (const char place : shape.topics) out.topics.push_back(to_evm(part(place)));
    for (const char place : shape.data) {
      const bytes one = joined({part(place)});
      out.data.insert(out.data.end(), one.begin(), one.end());
    }
    test_.events.push_back(std::move(out));
  }

  [[nodiscard]] std::int32_t spacing() const { return test_.played.tick_spacing; }

  void fill_deployment() {
    test_.protocol = "Uniswap V3";
    test_.creation_code = code_.creation_code;
    test_.libraries = code_.libraries;
    test_.token_codes = {token_code(), token_code()};
    const std::string owner =
        address_literal(account_table::actor_address(setup_.owner.actor_number()));
    const std::uint32_t fee = test_.played.fee_pips;
    if (is_uniswap_v3_factory(code_)) {
      test_.deployment = fmt::format(
          "    factory = create({0}, code);\n"
          "    (bool known, bytes memory tier) = factory.staticcall(\n"
          "      abi.encodeWithSignature(\"feeAmountTickSpacing(uint24)\", uint24({1}))\n    );\n"
          "    if (!known || abi.decode(tier, (int24)) != {2}) {{\n"
          "      call({0}, factory, abi.encodeWithSignature(\"enableFeeAmount(uint24,int24)\", "
          "uint24({1}), int24({2})));\n    }}\n"
          "    pool = abi.decode(call({0}, factory, "
          "abi.encodeWithSignature(\"createPool(address,address,uint24)\", TOKENS[0], TOKENS[1], "
          "uint24({1}))), (address));\n",
          owner, fee, spacing());
      return;
    }
    test_.deployment = fmt::format(
        "    factory = FACTORY_BEFORE;\n    vm.etch(factory, {});\n"
        "    put(factory, 2, uint256(uint160({})));\n"
        "    put(factory, 3, uint256(uint160(TOKENS[0])));\n"
        "    put(factory, 4, uint256(uint160(TOKENS[1])));\n"
        "    put(factory, 5, {});\n    put(factory, 6, {});\n"
        "    pool = create(factory, code);\n",
        hex_literal(factory_code()), owner, fee, spacing());
  }

  const contract& code_;
  const uniswap_v3::setup& setup_;
  foundry_test test_{};
  protocol::receipt receipt_{};
  protocol::state state_{};
  account_table accounts_{};
  std::vector<std::int32_t> ticks_{};
  std::vector<uniswap_v3::position_key> positions_{};
};

}  // namespace

replay::foundry_file foundry_uniswap_v3(const std::shared_ptr<const contract>& code,
                                        const uniswap_v3::setup& setup,
                                        std::span<const protocol::operation> operations,
                                        const replay::foundry_claim& claim) {
  if (!claim.invariant.empty()) {
    return {.why_none = fmt::format("none asserts {}", claim.invariant)};
  }
  if (!code->config.constructor_arguments.empty()) {
    return {.why_none = "the pool's constructor arguments follow each createPool"};
  }
  foundry_test test = writer(*code, setup).write(code, operations);
  test.remark = claim.remark;
  rename_functions(test, *code);
  return {.text = to_solidity(test)};
}

}  // namespace assay::evm
