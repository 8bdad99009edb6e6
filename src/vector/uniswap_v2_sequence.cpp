// Sequences on a pair of Uniswap V2: operation, receipt and state to a flat object, and the
// operation back.
#include <array>
#include <optional>

#include "assay/gen/uniswap_v2.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/word/format.hpp"
#include "json_object.hpp"
#include "sequence.hpp"

namespace assay::vectors {

namespace {

namespace pair = assay::uniswap_v2;
using element = simdjson::dom::element;

// Actors of the sequences; arrays of balances have one place for each, then the pair, then zero.
constexpr std::uint32_t actors = 4;

constexpr std::array<std::string_view, 6> reentry_names = {"none", "sync", "skim",
                                                           "mint", "burn", "swap"};
constexpr std::array<std::string_view, 6> event_names = {"Transfer", "Approval", "Sync",
                                                         "Mint",     "Burn",     "Swap"};

std::string account_text(account who) { return sequence_account(who, "pair"); }

// The arguments of all operations in one struct: what pooltrace calls liquidity, value or balances
// is `amount` here.
struct flat_operation {
  word amount{};
  word amount0{};
  word amount1{};
  bool flash = false;
  account from{};
  word in0{};
  word in1{};
  word out0{};
  word out1{};
  word pay0{};
  word pay1{};
  pair::reentry reenter = pair::reentry::none;
  account to{};
  unsigned token = 0;
};

struct flatten {
  flat_operation flat{};

  void operator()(const pair::create_pool<word>& call) { flat.amount = call.balances; }
  void operator()(const pair::mint<word>& call) {
    flat.amount0 = call.amount0;
    flat.amount1 = call.amount1;
    flat.to = call.to;
  }
  void operator()(const pair::burn<word>& call) {
    flat.amount = call.liquidity;
    flat.to = call.to;
  }
  void operator()(const pair::swap<word>& call) {
    flat.in0 = call.in0;
    flat.in1 = call.in1;
    flat.out0 = call.out0;
    flat.out1 = call.out1;
    flat.to = call.to;
    flat.flash = call.has_callback;
    flat.pay0 = call.callback.pay0;
    flat.pay1 = call.callback.pay1;
    flat.reenter = call.callback.reenter;
  }
  void operator()(const pair::skim& call) { flat.to = call.to; }
  void operator()(const pair::transfer<word>& call) {
    flat.token = call.token;
    flat.amount = call.amount;
    flat.to = call.to;
  }
  void operator()(const pair::transfer_lp<word>& call) {
    flat.amount = call.amount;
    flat.to = call.to;
  }
  void operator()(const pair::approve_lp<word>& call) {
    flat.amount = call.amount;
    flat.to = call.spender;
  }
  void operator()(const pair::transfer_from_lp<word>& call) {
    flat.amount = call.amount;
    flat.from = call.from;
    flat.to = call.to;
  }
  void operator()(const pair::set_fee_to& call) { flat.to = call.fee_to; }
  void operator()(const pair::set_fee_to_setter& call) { flat.to = call.fee_to_setter; }
  // The other operations belong to forks and odd tokens, which sequences do not have, or take no
  // arguments.
  template <class Call>
  void operator()(const Call&) {}
};

std::optional<pair::call<word>> unflatten(std::string_view name, const flat_operation& flat) {
  if (name == "createPool") return pair::create_pool<word>{.balances = flat.amount};
  if (name == "mint") return pair::mint<word>{flat.amount0, flat.amount1, flat.to};
  if (name == "burn") return pair::burn<word>{flat.amount, flat.to};
  if (name == "swap") {
    return pair::swap<word>{flat.in0,
                            flat.in1,
                            flat.out0,
                            flat.out1,
                            flat.to,
                            flat.flash,
                            {flat.pay0, flat.pay1, flat.reenter}};
  }
  if (name == "skim") return pair::skim{flat.to};
  if (name == "sync") return pair::sync{};
  if (name == "transfer") return pair::transfer<word>{flat.token, flat.amount, flat.to};
  if (name == "transferLp") return pair::transfer_lp<word>{flat.amount, flat.to};
  if (name == "approveLp") return pair::approve_lp<word>{flat.to, flat.amount};
  if (name == "transferFromLp") {
    return pair::transfer_from_lp<word>{flat.from, flat.to, flat.amount};
  }
  if (name == "setFeeTo") return pair::set_fee_to{flat.to};
  if (name == "setFeeToSetter") return pair::set_fee_to_setter{flat.to};
  return std::nullopt;
}

// Balances of the actors, the pair and address(0), in this order.
std::string balances_json(const std::vector<word>& by_account) {
  std::vector<std::string> numbers;
  for (std::uint32_t i = 0; i < actors; ++i) {
    numbers.push_back(number_json(by_account[account::actor(i).index]));
  }
  numbers.push_back(number_json(by_account[account::pool().index]));
  numbers.push_back(number_json(by_account[account::zero().index]));
  return json_list(numbers);
}

// The arguments in the order of the signature.
std::vector<std::string> arguments_of(const pair::event<word>& event) {
  const std::string from = account_text(event.from);
  const std::string to = account_text(event.to);
  const auto amount = [&](std::size_t i) { return to_decimal(event.amounts[i]); };
  switch (event.kind) {
    case pair::event_kind::transfer:
    case pair::event_kind::approval:
      return {from, to, amount(0)};
    case pair::event_kind::sync:
      return {amount(0), amount(1)};
    case pair::event_kind::mint:
      return {from, amount(0), amount(1)};
    case pair::event_kind::burn:
      return {from, amount(0), amount(1), to};
    case pair::event_kind::swap:
      return {from, amount(0), amount(1), amount(2), amount(3), to};
  }
  return {};
}

void add_operation(json_object& step, const pair::protocol::operation& operation) {
  flatten visitor;
  std::visit(visitor, operation.call);
  const flat_operation& flat = visitor.flat;
  step.add("amount", number_json(flat.amount));
  step.add("amount0", number_json(flat.amount0));
  step.add("amount1", number_json(flat.amount1));
  step.add_string("caller", account_text(operation.caller));
  step.add("flash", flat.flash ? "true" : "false");
  step.add_string("from", account_text(flat.from));
  step.add("in0", number_json(flat.in0));
  step.add("in1", number_json(flat.in1));
  step.add_string("name", operation.name());
  step.add("out0", number_json(flat.out0));
  step.add("out1", number_json(flat.out1));
  step.add("pay0", number_json(flat.pay0));
  step.add("pay1", number_json(flat.pay1));
  step.add_string("reenter", reentry_names[static_cast<std::size_t>(flat.reenter)]);
  step.add("time", number_json(operation.time));
  step.add_string("to", account_text(flat.to));
  step.add("token", number_json(std::uint64_t{flat.token}));
}

void add_receipt(json_object& step, const pair::protocol::receipt& receipt) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < receipt.events.size(); ++i) {
    const auto& event = receipt.events[i];
    const std::string_view name = event_names[static_cast<std::size_t>(event.kind)];
    events.push_back(event_text(name, arguments_of(event)));
  }
  std::vector<std::string> returned;
  for (unsigned i = 0; receipt.ok() && i < receipt.returns.count; ++i) {
    returned.push_back(number_json(receipt.returns.values[i]));
  }
  step.add_string("error", receipt.ok() ? "" : receipt.reverted->to_string());
  step.add("events", json_strings(events));
  step.add_string("result", receipt.ok() ? "ok" : "revert");
  step.add("returned", json_list(returned));
}

// What is left to the spender whom the operation is about, of LP tokens.
word allowance_after(const pair::protocol::operation& operation,
                     const pair::protocol::state& state) {
  account owner = operation.caller;
  account spender{};
  if (const auto* approved = std::get_if<pair::approve_lp<word>>(&operation.call)) {
    spender = approved->spender;
  } else if (const auto* moved = std::get_if<pair::transfer_from_lp<word>>(&operation.call)) {
    owner = moved->from;
    spender = operation.caller;
  } else {
    return word::zero();
  }
  for (const auto& entry : state.allowances) {
    if (entry.owner == owner && entry.spender == spender) return entry.amount;
  }
  return word::zero();
}

void add_state(json_object& step, const pair::protocol::state& state) {
  step.add("blockTimestampLast", number_json(std::uint64_t{state.pair.block_timestamp_last}));
  step.add_string("feeTo", account_text(state.pair.fee_to));
  step.add("kLast", number_json(state.pair.k_last));
  step.add("lp", balances_json(state.lp));
  step.add("price0CumulativeLast", number_json(state.pair.price0_cumulative_last));
  step.add("price1CumulativeLast", number_json(state.pair.price1_cumulative_last));
  step.add("reserve0", number_json(state.pair.reserve0));
  step.add("reserve1", number_json(state.pair.reserve1));
  step.add("token0", balances_json(state.tokens[0].balances));
  step.add("token1", balances_json(state.tokens[1].balances));
  step.add("totalSupply", number_json(state.pair.total_supply));
}

std::string step_object(const pair::protocol::operation& operation,
                        const pair::protocol::receipt& receipt,
                        const pair::protocol::state& state) {
  json_object step;
  add_operation(step, operation);
  add_receipt(step, receipt);
  step.add("allowance", number_json(allowance_after(operation, state)));
  add_state(step, state);
  return step.on_one_line();
}

flat_operation read_flat(step_reader& reader) {
  flat_operation flat;
  flat.amount = reader.number("amount");
  flat.amount0 = reader.number("amount0");
  flat.amount1 = reader.number("amount1");
  flat.flash = reader.flag("flash");
  flat.from = reader.account_at("from");
  flat.in0 = reader.number("in0");
  flat.in1 = reader.number("in1");
  flat.out0 = reader.number("out0");
  flat.out1 = reader.number("out1");
  flat.pay0 = reader.number("pay0");
  flat.pay1 = reader.number("pay1");
  flat.reenter = static_cast<pair::reentry>(
      reader.one_of("reenter", reentry_names, "no function of the pair"));
  flat.to = reader.account_at("to");
  flat.token = static_cast<unsigned>(reader.one_of("token", token_names, "neither 0 nor 1"));
  return flat;
}

class pair_pool : public sequence_pool {
 public:
  explicit pair_pool(std::unique_ptr<pair::subject> who) : pool_(std::move(who)) {
    pool_->begin(setup_);
  }

  std::string draw(gen::choices& choices) override {
    return run(generator_.next(choices, pool_->state()));
  }

  played play(const simdjson::dom::element& step) override {
    step_reader reader(step, "pair", actors);
    const flat_operation flat = read_flat(reader);
    pair::protocol::operation operation;
    operation.caller = reader.account_at("caller");
    operation.time = reader.time();
    const auto call = unflatten(reader.text("name"), flat);
    if (!call) reader.fail("name is no operation of a sequence");
    if (!reader.problem().empty()) return {{}, reader.problem()};
    operation.call = *call;
    return {run(operation), {}};
  }

 private:
  static constexpr auto mode = gen::uniswap_v2::mode::pair;

  std::string run(const pair::protocol::operation& operation) {
    const auto& receipt = pool_->apply(operation);
    return step_object(operation, receipt, pool_->state());
  }

  pair::setup setup_ = gen::uniswap_v2::make_setup(mode);
  gen::uniswap_v2::generator generator_{mode, setup_};
  std::unique_ptr<pair::subject> pool_;
};

step_fields fields() {
  using enum step_field;
  return {{"allowance", number},
          {"amount", number},
          {"amount0", number},
          {"amount1", number},
          {"blockTimestampLast", number},
          {"caller", text},
          {"error", text},
          {"events", texts},
          {"feeTo", text},
          {"flash", flag},
          {"from", text},
          {"in0", number},
          {"in1", number},
          {"kLast", number},
          {"lp", numbers},
          {"name", text},
          {"out0", number},
          {"out1", number},
          {"pay0", number},
          {"pay1", number},
          {"price0CumulativeLast", number},
          {"price1CumulativeLast", number},
          {"reenter", text},
          {"reserve0", number},
          {"reserve1", number},
          {"result", text},
          {"returned", numbers},
          {"time", number},
          {"to", text},
          {"token", number},
          {"token0", numbers},
          {"token1", numbers},
          {"totalSupply", number}};
}

}  // namespace

std::unique_ptr<sequence_pool> uniswap_v2_pool(std::unique_ptr<pair::subject> who) {
  return std::make_unique<pair_pool>(std::move(who));
}

sequence_kind uniswap_v2_sequences() {
  const pair::parameters* known = pair::find_parameters(pair::parameters{}.name);
  return {.protocol = "uniswap-v2",
          .title = "Sequences of operations on a pair of Uniswap V2",
          .comment = "operations on a fresh pair",
          .mirrors = known->source,
          .code_hash = std::string(known->code_hash),
          .header = {"Sequences of operations on one pair of Uniswap V2, with the result and "
                     "the whole state after each.",
                     "lp, token0 and token1 are the balances of actors 0 to 3, of the pair "
                     "and of address(0). Actor 0 is the factory's feeToSetter.",
                     "An operation first pays what it names (mint: amount0, amount1; swap: "
                     "in0, in1; burn: amount of LP tokens), then calls the pair."},
          .fields = fields(),
          .make_pool = []() -> std::unique_ptr<sequence_pool> {
            return uniswap_v2_pool(pair::make_engine());
          }};
}

}  // namespace assay::vectors
