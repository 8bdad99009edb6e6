// Operations of Uniswap V3 out of JSON.
#include <algorithm>

#include "json_numbers.hpp"
#include "uniswap_v3_codec.hpp"
#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
using format = protocol::format;

constexpr std::string_view args_path = "op.args";

// What reading the arguments of one operation needs; one function per operation below.
struct argument_reader {
  const place& at;
  std::uint32_t actors;
  const element& value;

  template <std::size_t N>
  fields<N> read(const std::array<std::string_view, N>& names) const {
    return {at, args_path, trace::as_object(at, "op", "args", value), names};
  }
  template <std::size_t N>
  account account_of(const fields<N>& args, std::size_t i) const {
    return read_account(at, args_path, args.name(i), args.need(i), actors);
  }
  template <std::size_t N, class Value>
  void number(const fields<N>& args, std::size_t i, Value& to) const {
    trace::read_value(at, args.path(), args.name(i), args.need(i), to);
  }
  // `true` is the recordings' way; our own traces also name the call.
  template <std::size_t N>
  reentry reentry_of(const fields<N>& args, std::size_t i, reentry meant_by_true) const {
    bool flag = false;
    if (args.need(i).get(flag) == simdjson::SUCCESS) return flag ? meant_by_true : reentry::none;
    std::string_view name;
    if (args.need(i).get(name) == simdjson::SUCCESS) {
      const auto* found = std::find(reentry_names.begin(), reentry_names.end(), name);
      if (found != reentry_names.end()) return static_cast<reentry>(found - reentry_names.begin());
    }
    at.fail_at(args.path(), args.name(i), "is neither a boolean nor a known call",
               fmt::format("write true or one of {}", fmt::join(reentry_names, ", ")));
  }
};

constexpr std::array<std::string_view, 5> create_names = {"episode", "fee", "tickSpacing",
                                                          "maxLiquidityPerTick", "balances"};
constexpr std::uint32_t fee_limit_pips = 1'000'000;  // of the factory: below it
constexpr std::uint32_t spacing_limit = 16384;

create_pool<format> read_create_pool(const argument_reader& in, trace_step& step) {
  const auto args = in.read(create_names);
  create_pool<format> call;
  if (args.has(0)) call.episode = args.u64(0);
  call.fee_pips = args.u32(1);
  if (call.fee_pips >= fee_limit_pips) {
    in.at.fail_at(args_path, "fee", fmt::format("is {}", call.fee_pips),
                  "write hundredths of a basis point, below 1000000");
  }
  const std::uint32_t spacing = args.u32(2);
  if (spacing == 0 || spacing >= spacing_limit) {
    in.at.fail_at(args_path, "tickSpacing", fmt::format("is {}", spacing),
                  "write one that the factory enables: 1 to 16383");
  }
  call.tick_spacing = static_cast<std::int32_t>(spacing);
  if (args.has(3)) in.number(args, 3, step.max_liquidity_per_tick.emplace());
  in.number(args, 4, call.balances);
  return call;
}

constexpr std::array<std::string_view, 3> pay_names = {"reenter", "extra0", "extra1"};

template <std::size_t N>
payment<format> read_payment(const argument_reader& in, const fields<N>& args, std::size_t i,
                             reentry meant_by_true) {
  payment<format> answer;
  if (!args.has(i)) return answer;
  const fields pay(in.at, "op.args.pay", args.object(i), pay_names);
  if (pay.has(0)) answer.reenter = in.reentry_of(pay, 0, meant_by_true);
  if (pay.has(1)) in.number(pay, 1, answer.extra0);
  if (pay.has(2)) in.number(pay, 2, answer.extra1);
  return answer;
}

constexpr std::array<std::string_view, 1> initialize_names = {"sqrtPriceX96"};
constexpr std::array<std::string_view, 5> mint_names = {"recipient", "tickLower", "tickUpper",
                                                        "amount", "pay"};
constexpr std::array<std::string_view, 3> burn_names = {"tickLower", "tickUpper", "amount"};
constexpr std::array<std::string_view, 5> collect_names = {"recipient", "tickLower", "tickUpper",
                                                           "amount0Requested", "amount1Requested"};
constexpr std::array<std::string_view, 5> swap_names = {
    "recipient", "zeroForOne", "amountSpecified", "sqrtPriceLimitX96", "pay"};
constexpr std::array<std::string_view, 6> flash_names = {"recipient", "amount0",   "amount1",
                                                         "paidOver0", "paidOver1", "reenter"};
constexpr std::array<std::string_view, 2> fee_protocol_names = {"feeProtocol0", "feeProtocol1"};
constexpr std::array<std::string_view, 3> collect_protocol_names = {"recipient", "amount0Requested",
                                                                    "amount1Requested"};
constexpr std::array<std::string_view, 1> cardinality_names = {"observationCardinalityNext"};
constexpr std::array<std::string_view, 1> observe_names = {"secondsAgos"};
constexpr std::array<std::string_view, 2> range_names = {"tickLower", "tickUpper"};
constexpr std::array<std::string_view, 3> transfer_names = {"token", "amount", "to"};

mint<format> read_mint(const argument_reader& in) {
  const auto args = in.read(mint_names);
  mint<format> call;
  call.recipient = in.account_of(args, 0);
  in.number(args, 1, call.tick_lower);
  in.number(args, 2, call.tick_upper);
  in.number(args, 3, call.amount);
  call.pay = read_payment(in, args, 4, reentry::burn);
  return call;
}

burn<format> read_burn(const argument_reader& in) {
  const auto args = in.read(burn_names);
  burn<format> call;
  in.number(args, 0, call.tick_lower);
  in.number(args, 1, call.tick_upper);
  in.number(args, 2, call.amount);
  return call;
}

collect<format> read_collect(const argument_reader& in) {
  const auto args = in.read(collect_names);
  collect<format> call;
  call.recipient = in.account_of(args, 0);
  in.number(args, 1, call.tick_lower);
  in.number(args, 2, call.tick_upper);
  in.number(args, 3, call.amount0_requested);
  in.number(args, 4, call.amount1_requested);
  return call;
}

swap<format> read_swap(const argument_reader& in) {
  const auto args = in.read(swap_names);
  swap<format> call;
  call.recipient = in.account_of(args, 0);
  in.number(args, 1, call.zero_for_one);
  in.number(args, 2, call.amount_specified);
  in.number(args, 3, call.sqrt_price_limit_x96);
  call.pay = read_payment(in, args, 4, reentry::swap);
  return call;
}

flash<format> read_flash(const argument_reader& in) {
  const auto args = in.read(flash_names);
  flash<format> call;
  call.recipient = in.account_of(args, 0);
  in.number(args, 1, call.amount0);
  in.number(args, 2, call.amount1);
  in.number(args, 3, call.paid_over0);
  in.number(args, 4, call.paid_over1);
  if (args.has(5)) call.reenter = in.reentry_of(args, 5, reentry::flash);
  return call;
}

collect_protocol<format> read_collect_protocol(const argument_reader& in) {
  const auto args = in.read(collect_protocol_names);
  collect_protocol<format> call;
  call.recipient = in.account_of(args, 0);
  in.number(args, 1, call.amount0_requested);
  in.number(args, 2, call.amount1_requested);
  return call;
}

observe read_observe(const argument_reader& in) {
  const auto args = in.read(observe_names);
  observe call;
  for (const element item : args.list(0)) {
    call.seconds_agos.push_back(trace::as_u32(in.at, args_path, "secondsAgos[]", item));
  }
  return call;
}

transfer<format> read_transfer(const argument_reader& in) {
  const auto args = in.read(transfer_names);
  transfer<format> call;
  call.token = args.u32(0, 1);
  in.number(args, 1, call.amount);
  call.to = in.account_of(args, 2);
  return call;
}

call<format> read_call(const argument_reader& in, std::string_view name) {
  if (name == "swap") return read_swap(in);
  if (name == "mint") return read_mint(in);
  if (name == "burn") return read_burn(in);
  if (name == "collect") return read_collect(in);
  if (name == "flash") return read_flash(in);
  if (name == "observe") return read_observe(in);
  if (name == "transfer") return read_transfer(in);
  if (name == "collectProtocol") return read_collect_protocol(in);
  if (name == "initialize") {
    initialize<format> call;
    in.number(in.read(initialize_names), 0, call.sqrt_price_x96);
    return call;
  }
  if (name == "snapshotCumulativesInside") {
    const auto args = in.read(range_names);
    snapshot_cumulatives_inside call;
    in.number(args, 0, call.tick_lower);
    in.number(args, 1, call.tick_upper);
    return call;
  }
  if (name == "setFeeProtocol") {
    const auto args = in.read(fee_protocol_names);
    set_fee_protocol call;
    in.number(args, 0, call.fee_protocol0);
    in.number(args, 1, call.fee_protocol1);
    return call;
  }
  if (name == "increaseObservationCardinalityNext") {
    increase_observation_cardinality_next call;
    in.number(in.read(cardinality_names), 0, call.observation_cardinality_next);
    return call;
  }
  in.at.fail_at("op", "name", fmt::format("is \"{}\"", trace::printable(name)),
                fmt::format("{} has {}", protocol_name, fmt::join(operation_names, ", ")));
}

constexpr std::array<std::string_view, 4> op_names = {"name", "caller", "time", "args"};

}  // namespace

account read_account(const place& at, std::string_view path, std::string_view key,
                     const element& value, std::uint32_t actors) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    if (text == "pool") return account::pool();
    if (text == "zero") return account::zero();
    if (text == "token0") return account::token0();
    if (text == "token1") return account::token1();
    if (!parse_decimal<64>(text)) {
      at.fail_at(path, key, fmt::format("is \"{}\"", trace::printable(text)),
                 "name an actor's number, pool, zero, token0 or token1");
    }
  }
  const std::uint64_t actor = trace::as_u64(at, path, key, value);
  if (actor >= actors) {
    at.fail_at(path, key, fmt::format("is actor {}", actor),
               fmt::format("params.actors is {}: name one below it", actors));
  }
  return account::actor(static_cast<std::uint32_t>(actor));
}

void operation_codec::read(const place& at, const element& value, trace_step& step) {
  const fields op(at, "op", trace::as_object(at, "", "op", value), op_names);
  const std::string_view name = op.text(0);
  const std::uint64_t time = op.u64(2);
  if (time < last_time_) {
    at.fail_at("op", "time", fmt::format("goes back from {} to {}", last_time_, time),
               "keep operations in the order of their time");
  }
  step.operation.time = time;
  step.operation.caller = account::actor(op.u32(1, actors_ - 1));
  step.max_liquidity_per_tick.reset();
  const element args = op.need(3);
  const argument_reader in{at, actors_, args};
  if (name == "createPool") {
    step.operation.call = read_create_pool(in, step);
    in_episode_ = true;
    last_time_ = time;
    return;
  }
  if (!in_episode_) {
    at.fail_at("op", "name",
               fmt::format("is \"{}\" before any pool exists", trace::printable(name)),
               "begin with createPool");
  }
  step.operation.call = read_call(in, name);
  last_time_ = time;  // not before: who asks again after a mistake must not have moved the clock
}

}  // namespace assay::uniswap_v3
