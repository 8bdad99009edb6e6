// Sequences on a pool of Uniswap V3: operation, receipt and state to a flat object, and the
// operation back. Rows of mappings stand in lists side by side, ascending, and only those that are
// not zero.
#include <algorithm>
#include <array>
#include <optional>

#include "assay/gen/uniswap_v3.hpp"
#include "assay/pool/uniswap_v3/factory.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/word/format.hpp"
#include "case_record.hpp"
#include "json_object.hpp"
#include "sequence.hpp"

namespace assay::vectors {

namespace {

namespace v3 = assay::uniswap_v3;
using protocol = v3::protocol;
using format = protocol::format;
using signed_word = sint<256>;

// Balances have one place for each actor, then the pool, address(0) and the tokens' own addresses.
const std::uint32_t actors = gen::uniswap_v3::make_setup(gen::uniswap_v3::mode::pool).actors;
constexpr std::size_t observations_shown = 24;

constexpr std::array<std::string_view, 6> reentry_names = {"none",    "mint", "burn",
                                                           "collect", "swap", "flash"};

std::string account_text(account who) { return sequence_account(who, "pool"); }

template <unsigned Bits>
std::string number_json(const uint<Bits>& number) {
  return vectors::number_json(widen<256>(number));
}
std::string number_json(std::uint32_t number) {
  return vectors::number_json(std::uint64_t{number});
}
template <unsigned Bits>
std::string signed_json(const sint<Bits>& number) {
  return vectors::signed_json(widen<256>(number).to_bits());
}
std::string signed_json(std::int64_t number) { return vectors::signed_json(number); }

// The arguments of all operations in one struct. `amount` is createPool's balances and transfer's
// value too; `amount0` and `amount1` are what collect and collectProtocol ask for and flash
// borrows; `extra0` and `extra1` are what is paid beyond what is owed; `price_x96` is initialize's
// price and swap's limit.
struct flat_operation {
  word amount{};
  word amount0{};
  word amount1{};
  signed_word amount_specified{};
  signed_word extra0{};
  signed_word extra1{};
  std::uint32_t fee = 0;
  std::uint32_t fee_protocol0 = 0;
  std::uint32_t fee_protocol1 = 0;
  std::uint32_t cardinality_next = 0;
  word price_x96{};
  account recipient{};
  v3::reentry reenter = v3::reentry::none;
  std::vector<std::uint32_t> seconds_agos{};
  std::int32_t tick_lower = 0;
  std::int32_t tick_upper = 0;
  std::int32_t tick_spacing = 0;
  unsigned token = 0;
  bool zero_for_one = false;
};

struct flatten {
  flat_operation flat{};

  void operator()(const v3::create_pool<format>& call) {
    flat.amount = call.balances;
    flat.fee = call.fee_pips;
    flat.tick_spacing = call.tick_spacing;
  }
  void operator()(const v3::initialize<format>& call) {
    flat.price_x96 = widen<256>(call.sqrt_price_x96);
  }
  void operator()(const v3::mint<format>& call) {
    flat.recipient = call.recipient;
    range(call.tick_lower, call.tick_upper);
    flat.amount = widen<256>(call.amount);
    pay(call.pay);
  }
  void operator()(const v3::burn<format>& call) {
    range(call.tick_lower, call.tick_upper);
    flat.amount = widen<256>(call.amount);
  }
  void operator()(const v3::collect<format>& call) {
    flat.recipient = call.recipient;
    range(call.tick_lower, call.tick_upper);
    flat.amount0 = widen<256>(call.amount0_requested);
    flat.amount1 = widen<256>(call.amount1_requested);
  }
  void operator()(const v3::swap<format>& call) {
    flat.recipient = call.recipient;
    flat.zero_for_one = call.zero_for_one;
    flat.amount_specified = call.amount_specified;
    flat.price_x96 = widen<256>(call.sqrt_price_limit_x96);
    pay(call.pay);
  }
  void operator()(const v3::flash<format>& call) {
    flat.recipient = call.recipient;
    flat.amount0 = call.amount0;
    flat.amount1 = call.amount1;
    pay({call.paid_over0, call.paid_over1, call.reenter});
  }
  void operator()(const v3::set_fee_protocol& call) {
    flat.fee_protocol0 = call.fee_protocol0;
    flat.fee_protocol1 = call.fee_protocol1;
  }
  void operator()(const v3::collect_protocol<format>& call) {
    flat.recipient = call.recipient;
    flat.amount0 = widen<256>(call.amount0_requested);
    flat.amount1 = widen<256>(call.amount1_requested);
  }
  void operator()(const v3::increase_observation_cardinality_next& call) {
    flat.cardinality_next = call.observation_cardinality_next;
  }
  void operator()(const v3::observe& call) { flat.seconds_agos = call.seconds_agos; }
  void operator()(const v3::snapshot_cumulatives_inside& call) {
    range(call.tick_lower, call.tick_upper);
  }
  void operator()(const v3::transfer<format>& call) {
    flat.token = call.token;
    flat.amount = call.amount;
    flat.recipient = call.to;
  }

 private:
  void range(std::int32_t lower, std::int32_t upper) {
    flat.tick_lower = lower;
    flat.tick_upper = upper;
  }
  void pay(const v3::payment<format>& answer) {
    flat.extra0 = answer.extra0;
    flat.extra1 = answer.extra1;
    flat.reenter = answer.reenter;
  }
};

// Numbers are known to fit their types.
format::liquidity liquidity_of(const word& number) { return truncate<128>(number); }

std::optional<v3::call<format>> unflatten(std::string_view name, const flat_operation& flat) {
  const v3::payment<format> pay{flat.extra0, flat.extra1, flat.reenter};
  if (name == "createPool") {
    return v3::create_pool<format>{flat.amount, flat.fee, flat.tick_spacing};
  }
  if (name == "initialize") return v3::initialize<format>{truncate<160>(flat.price_x96)};
  if (name == "mint") {
    return v3::mint<format>{flat.recipient, flat.tick_lower, flat.tick_upper,
                            liquidity_of(flat.amount), pay};
  }
  if (name == "burn") {
    return v3::burn<format>{flat.tick_lower, flat.tick_upper, liquidity_of(flat.amount)};
  }
  if (name == "collect") {
    return v3::collect<format>{flat.recipient, flat.tick_lower, flat.tick_upper,
                               liquidity_of(flat.amount0), liquidity_of(flat.amount1)};
  }
  if (name == "swap") {
    return v3::swap<format>{flat.recipient, flat.zero_for_one, flat.amount_specified,
                            truncate<160>(flat.price_x96), pay};
  }
  if (name == "flash") {
    return v3::flash<format>{flat.recipient, flat.amount0, flat.amount1,
                             flat.extra0,    flat.extra1,  flat.reenter};
  }
  if (name == "setFeeProtocol") {
    return v3::set_fee_protocol{static_cast<std::uint8_t>(flat.fee_protocol0),
                                static_cast<std::uint8_t>(flat.fee_protocol1)};
  }
  if (name == "collectProtocol") {
    return v3::collect_protocol<format>{flat.recipient, liquidity_of(flat.amount0),
                                        liquidity_of(flat.amount1)};
  }
  if (name == "increaseObservationCardinalityNext") {
    return v3::increase_observation_cardinality_next{
        static_cast<std::uint16_t>(flat.cardinality_next)};
  }
  if (name == "observe") return v3::observe{flat.seconds_agos};
  if (name == "snapshotCumulativesInside") {
    return v3::snapshot_cumulatives_inside{flat.tick_lower, flat.tick_upper};
  }
  if (name == "transfer") return v3::transfer<format>{flat.token, flat.amount, flat.recipient};
  return std::nullopt;
}

// ---- to JSON

void add_operation(json_object& step, const protocol::operation& operation) {
  flatten visitor;
  std::visit(visitor, operation.call);
  const flat_operation& flat = visitor.flat;
  std::vector<std::string> seconds_agos;
  for (const std::uint32_t seconds : flat.seconds_agos) {
    seconds_agos.push_back(number_json(seconds));
  }
  step.add("amount", number_json(flat.amount));
  step.add("amount0", number_json(flat.amount0));
  step.add("amount1", number_json(flat.amount1));
  step.add("amountSpecified", signed_json(flat.amount_specified));
  step.add_string("caller", account_text(operation.caller));
  step.add("cardinalityNext", number_json(flat.cardinality_next));
  step.add("extra0", signed_json(flat.extra0));
  step.add("extra1", signed_json(flat.extra1));
  step.add("fee", number_json(flat.fee));
  step.add("feeProtocol0", number_json(flat.fee_protocol0));
  step.add("feeProtocol1", number_json(flat.fee_protocol1));
  step.add_string("name", operation.name());
  step.add("priceX96", number_json(flat.price_x96));
  step.add_string("recipient", account_text(flat.recipient));
  step.add_string("reenter", reentry_names[static_cast<std::size_t>(flat.reenter)]);
  step.add("secondsAgos", json_list(seconds_agos));
  step.add("tickLower", signed_json(std::int64_t{flat.tick_lower}));
  step.add("tickSpacing", signed_json(std::int64_t{flat.tick_spacing}));
  step.add("tickUpper", signed_json(std::int64_t{flat.tick_upper}));
  step.add("time", vectors::number_json(operation.time));
  step.add("token", number_json(std::uint32_t{flat.token}));
  step.add("zeroForOne", flat.zero_for_one ? "true" : "false");
}

std::string event_json(const v3::event<format>& event) {
  const std::string from = account_text(event.from);
  const std::string to = account_text(event.to);
  const auto tick = [&](std::size_t i) { return std::to_string(event.ticks[i]); };
  const auto number = [&](std::size_t i) { return to_decimal(event.numbers[i]); };
  const auto amount = [&](std::size_t i) {
    return to_text(make_value(value_type::int256, event.numbers[i]));
  };
  switch (event.kind) {
    case v3::event_kind::initialize:
      return event_text("Initialize", {number(0), tick(0)});
    case v3::event_kind::mint:
      return event_text("Mint", {from, to, tick(0), tick(1), number(0), number(1), number(2)});
    case v3::event_kind::collect:
      return event_text("Collect", {from, to, tick(0), tick(1), number(0), number(1)});
    case v3::event_kind::burn:
      return event_text("Burn", {from, tick(0), tick(1), number(0), number(1), number(2)});
    case v3::event_kind::swap:
      return event_text("Swap", {from, to, amount(0), amount(1), number(2), number(3), tick(0)});
    case v3::event_kind::flash:
      return event_text("Flash", {from, to, number(0), number(1), number(2), number(3)});
    case v3::event_kind::increase_observation_cardinality_next:
      return event_text("IncreaseObservationCardinalityNext", {number(0), number(1)});
    case v3::event_kind::set_fee_protocol:
      return event_text("SetFeeProtocol", {number(0), number(1), number(2), number(3)});
    case v3::event_kind::collect_protocol:
      return event_text("CollectProtocol", {from, to, number(0), number(1)});
  }
  return "";
}

// All amounts in two's complement: those of swap may be negative. observe gives its two lists one
// after the other.
std::vector<std::string> returned_json(const protocol::operation& operation,
                                       const protocol::receipt& receipt) {
  const auto& returns = receipt.returns;
  if (std::holds_alternative<v3::snapshot_cumulatives_inside>(operation.call)) {
    return {signed_json(returns.inside.tick_cumulative_inside),
            number_json(returns.inside.seconds_per_liquidity_inside_x128),
            number_json(returns.inside.seconds_inside)};
  }
  std::vector<std::string> list;
  for (unsigned i = 0; i < returns.count; ++i) {
    list.push_back(vectors::signed_json(returns.amounts.at(i)));
  }
  for (const auto& seen : returns.observed) list.push_back(signed_json(seen.tick_cumulative));
  for (const auto& seen : returns.observed) {
    list.push_back(number_json(seen.seconds_per_liquidity_x128));
  }
  return list;
}

void add_receipt(json_object& step, const protocol::operation& operation,
                 const protocol::receipt& receipt) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < receipt.events.size(); ++i) {
    events.push_back(event_json(receipt.events[i]));
  }
  step.add_string("error", receipt.ok() ? "" : receipt.reverted->to_string());
  step.add("events", json_strings(events));
  step.add_string("result", receipt.ok() ? "ok" : "revert");
  step.add("returned",
           receipt.ok() ? json_list(returned_json(operation, receipt)) : std::string("[]"));
}

// Lists side by side, one for each field of the rows.
class columns {
 public:
  explicit columns(json_object& step) : step_(step) {}
  template <class Rows, class Field>
  columns& add(std::string_view name, const Rows& rows, Field&& field) {
    std::vector<std::string> list;
    for (const auto& row : rows) list.push_back(field(row));
    step_.add(name, json_list(list));
    return *this;
  }

 private:
  json_object& step_;
};

// The rows of a mapping that are not zero, in the order of their keys.
template <class Map, class Before>
auto sorted_rows(const Map& map, Before&& before) {
  using row = std::pair<typename Map::key_type, typename Map::mapped_type>;
  std::vector<row> rows;
  for (const auto& [key, value] : map) {
    if (value != typename Map::mapped_type{}) rows.emplace_back(key, value);
  }
  std::sort(rows.begin(), rows.end(),
            [&](const row& a, const row& b) { return before(a.first, b.first); });
  return rows;
}

bool ascending(std::int32_t a, std::int32_t b) { return a < b; }

std::string flag_json(bool value) { return value ? "true" : "false"; }

void add_ticks(json_object& step, const protocol::state& state) {
  const auto rows = sorted_rows(state.ticks, ascending);
  columns(step)
      .add("ticks", rows, [](const auto& x) { return signed_json(std::int64_t{x.first}); })
      .add("tickLiquidityGross", rows,
           [](const auto& x) { return number_json(x.second.liquidity_gross); })
      .add("tickLiquidityNet", rows,
           [](const auto& x) { return signed_json(x.second.liquidity_net); })
      .add("tickFeeGrowthOutside0X128", rows,
           [](const auto& x) { return number_json(x.second.fee_growth_outside0_x128); })
      .add("tickFeeGrowthOutside1X128", rows,
           [](const auto& x) { return number_json(x.second.fee_growth_outside1_x128); })
      .add("tickCumulativeOutside", rows,
           [](const auto& x) { return signed_json(x.second.tick_cumulative_outside); })
      .add("tickSecondsPerLiquidityOutsideX128", rows,
           [](const auto& x) { return number_json(x.second.seconds_per_liquidity_outside_x128); })
      .add("tickSecondsOutside", rows,
           [](const auto& x) { return number_json(x.second.seconds_outside); })
      .add("tickInitialized", rows, [](const auto& x) { return flag_json(x.second.initialized); });
  const auto words = sorted_rows(state.bitmap, ascending);
  columns(step)
      .add("bitmapPositions", words,
           [](const auto& x) { return signed_json(std::int64_t{x.first}); })
      .add("bitmapWords", words, [](const auto& x) { return number_json(x.second); });
}

void add_positions(json_object& step, const protocol::state& state) {
  const auto key = [](const v3::position_key& x) {
    return std::array<std::int64_t, 3>{x.owner.index, x.tick_lower, x.tick_upper};
  };
  const auto rows =
      sorted_rows(state.positions, [&](const auto& a, const auto& b) { return key(a) < key(b); });
  columns(step)
      .add("positionOwners", rows,
           [](const auto& x) { return "\"" + account_text(x.first.owner) + "\""; })
      .add("positionTickLower", rows,
           [](const auto& x) { return signed_json(std::int64_t{x.first.tick_lower}); })
      .add("positionTickUpper", rows,
           [](const auto& x) { return signed_json(std::int64_t{x.first.tick_upper}); })
      .add("positionLiquidity", rows, [](const auto& x) { return number_json(x.second.liquidity); })
      .add("positionFeeGrowthInside0LastX128", rows,
           [](const auto& x) { return number_json(x.second.fee_growth_inside0_last_x128); })
      .add("positionFeeGrowthInside1LastX128", rows,
           [](const auto& x) { return number_json(x.second.fee_growth_inside1_last_x128); })
      .add("positionTokensOwed0", rows,
           [](const auto& x) { return number_json(x.second.tokens_owed0); })
      .add("positionTokensOwed1", rows,
           [](const auto& x) { return number_json(x.second.tokens_owed1); });
}

void add_observations(json_object& step, const protocol::state& state) {
  const auto& slots = state.observations.slots();
  const auto end =
      slots.begin() + static_cast<std::ptrdiff_t>(std::min(slots.size(), observations_shown));
  const std::vector rows(slots.begin(), end);
  columns(step)
      .add("observationTimestamp", rows,
           [](const auto& x) { return number_json(x.block_timestamp); })
      .add("observationTickCumulative", rows,
           [](const auto& x) { return signed_json(x.tick_cumulative); })
      .add("observationSecondsPerLiquidityX128", rows,
           [](const auto& x) { return number_json(x.seconds_per_liquidity_cumulative_x128); })
      .add("observationInitialized", rows, [](const auto& x) { return flag_json(x.initialized); });
}

std::string balances_json(const token<word>& token) {
  std::vector<std::string> numbers;
  for (std::uint32_t i = 0; i < actors; ++i) {
    numbers.push_back(number_json(token.balance_of(account::actor(i))));
  }
  for (const account who :
       {account::pool(), account::zero(), account::token0(), account::token1()}) {
    numbers.push_back(number_json(token.balance_of(who)));
  }
  return json_list(numbers);
}

void add_state(json_object& step, const protocol::state& state) {
  const auto& pool = state.pool;
  step.add("feeGrowthGlobal0X128", number_json(pool.fee_growth_global_x128.token0));
  step.add("feeGrowthGlobal1X128", number_json(pool.fee_growth_global_x128.token1));
  step.add("feeProtocol", number_json(std::uint32_t{pool.fee_protocol}));
  step.add("liquidity", number_json(pool.liquidity));
  step.add("maxLiquidityPerTick", number_json(state.max_liquidity_per_tick));
  step.add("observationCardinality", number_json(std::uint32_t{pool.observation.cardinality}));
  step.add("observationCardinalityNext",
           number_json(std::uint32_t{pool.observation_cardinality_next}));
  step.add("observationIndex", number_json(std::uint32_t{pool.observation.index}));
  step.add("protocolFees0", number_json(pool.protocol_fees.token0));
  step.add("protocolFees1", number_json(pool.protocol_fees.token1));
  step.add("sqrtPriceX96", number_json(pool.sqrt_price_x96));
  step.add("tick", signed_json(std::int64_t{pool.tick}));
  step.add("token0", balances_json(state.tokens[0]));
  step.add("token1", balances_json(state.tokens[1]));
  step.add("unlocked", flag_json(pool.unlocked));
  add_ticks(step, state);
  add_positions(step, state);
  add_observations(step, state);
}

// ---- from JSON

// What the factory that deploys pools makes sure of.
void check_created(step_reader& reader, const flat_operation& flat) {
  constexpr std::uint32_t fee_end = 1'000'000;
  constexpr std::int32_t spacing_end = 16384;
  if (flat.fee >= fee_end) reader.fail("fee is not below 1000000");
  if (flat.tick_spacing <= 0 || flat.tick_spacing >= spacing_end) {
    reader.fail("tickSpacing is not between 1 and 16383");
  }
}

flat_operation read_flat(step_reader& reader, std::string_view name) {
  using enum value_type;
  const bool is_word = name == "createPool" || name == "transfer";
  const value_type requested = name == "flash" ? uint256 : uint128;
  const auto small = [&](std::string_view key, value_type type) {
    return static_cast<std::uint32_t>(to_limbs(reader.number(key, type))[0]);
  };
  flat_operation flat;
  flat.amount = reader.number("amount", is_word ? uint256 : uint128);
  flat.amount0 = reader.number("amount0", requested);
  flat.amount1 = reader.number("amount1", requested);
  flat.amount_specified = signed_word::from_bits(reader.number("amountSpecified", int256));
  flat.extra0 = signed_word::from_bits(reader.number("extra0", int256));
  flat.extra1 = signed_word::from_bits(reader.number("extra1", int256));
  flat.fee = small("fee", uint24);
  flat.fee_protocol0 = small("feeProtocol0", uint8);
  flat.fee_protocol1 = small("feeProtocol1", uint8);
  flat.cardinality_next = small("cardinalityNext", uint16);
  flat.price_x96 = reader.number("priceX96", uint160);
  flat.recipient = reader.account_at("recipient");
  flat.reenter =
      static_cast<v3::reentry>(reader.one_of("reenter", reentry_names, "no function of the pool"));
  flat.seconds_agos = reader.small_numbers("secondsAgos");
  flat.tick_lower = reader.small_signed("tickLower", int24);
  flat.tick_upper = reader.small_signed("tickUpper", int24);
  flat.tick_spacing = reader.small_signed("tickSpacing", int24);
  flat.token = static_cast<unsigned>(reader.one_of("token", token_names, "neither 0 nor 1"));
  flat.zero_for_one = reader.flag("zeroForOne");
  if (name == "createPool") check_created(reader, flat);
  return flat;
}

class v3_pool : public sequence_pool {
 public:
  explicit v3_pool(std::unique_ptr<v3::subject> who) : pool_(std::move(who)) {
    pool_->begin(setup_);
  }

  std::string draw(gen::choices& choices) override {
    return run(generator_.next(choices, pool_->state()));
  }

  played play(const simdjson::dom::element& step) override {
    step_reader reader(step, "pool", actors);
    const std::string_view name = reader.text("name");
    const flat_operation flat = read_flat(reader, name);
    protocol::operation operation;
    operation.caller = reader.account_at("caller");
    operation.time = reader.time();
    const auto call = unflatten(name, flat);
    if (!call) reader.fail("name is no operation of a sequence");
    if (!reader.problem().empty()) return {{}, reader.problem()};
    operation.call = *call;
    return {run(operation), {}};
  }

 private:
  static constexpr auto mode = gen::uniswap_v3::mode::pool;

  std::string run(const protocol::operation& operation) {
    const auto& receipt = pool_->apply(operation);
    json_object step;
    add_operation(step, operation);
    add_receipt(step, operation, receipt);
    add_state(step, pool_->state());
    return step.on_one_line();
  }

  v3::setup setup_ = gen::uniswap_v3::make_setup(mode);
  gen::uniswap_v3::generator generator_{mode, setup_};
  std::unique_ptr<v3::subject> pool_;
};

}  // namespace

std::unique_ptr<sequence_pool> uniswap_v3_pool(std::unique_ptr<v3::subject> who) {
  return std::make_unique<v3_pool>(std::move(who));
}

sequence_kind uniswap_v3_sequences() {
  return {
      .protocol = "uniswap-v3",
      .title = "Sequences of operations on a pool of Uniswap V3",
      .comment = "operations on a fresh pool",
      .mirrors = "@uniswap/v3-core 1.0.1 contracts/UniswapV3Pool.sol",
      .code_hash = hash_hex(v3::mainnet_init_code_hash),
      .header = {"Sequences of operations on one pool of Uniswap V3, with the result and the "
                 "whole state after each.",
                 "token0 and token1 are the balances of actors 0 to " + std::to_string(actors - 1) +
                     ", of the pool, of address(0) and of the two tokens. Actor 0 owns the "
                     "factory.",
                 "Rows of ticks, positions, bitmap and observations stand in lists side by "
                 "side; rows that are zero are left out. Of observations, the first 24 slots.",
                 "In the callback the caller pays what it owes and extra0, extra1 beyond it "
                 "(negative: less), after calling what reenter names."},
      .fields = uniswap_v3_step_fields(),
      .make_pool = []() -> std::unique_ptr<sequence_pool> {
        return uniswap_v3_pool(v3::make_engine());
      }};
}

}  // namespace assay::vectors
