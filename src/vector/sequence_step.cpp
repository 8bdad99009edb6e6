// Steps of sequence files: operation, receipt and state to a flat object, and the operation back.
#include "sequence_step.hpp"

#include <array>
#include <optional>

#include "assay/vector/value.hpp"
#include "assay/word/format.hpp"
#include "json_object.hpp"

namespace assay::vectors {

namespace {

namespace pair = assay::uniswap_v2;
using element = simdjson::dom::element;

constexpr std::array<std::string_view, 6> reentry_names = {"none", "sync", "skim",
                                                           "mint", "burn", "swap"};
constexpr std::array<std::string_view, 6> event_names = {"Transfer", "Approval", "Sync",
                                                         "Mint",     "Burn",     "Swap"};

std::string account_text(account who) {
  if (who == account::zero()) return "zero";
  if (who == account::pool()) return "pair";
  if (who == account::token0()) return "token0";
  if (who == account::token1()) return "token1";
  return std::to_string(who.actor_number());
}

std::optional<account> parse_account(std::string_view text) {
  for (std::uint32_t index = 0; index < account::first_actor + sequence_actors; ++index) {
    if (account_text({index}) == text) return account{index};
  }
  return std::nullopt;
}

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

std::string number_json(const word& number) { return "\"" + to_decimal(number) + "\""; }
std::string number_json(std::uint64_t number) { return "\"" + std::to_string(number) + "\""; }

// Balances of the actors, the pair and address(0), in this order.
std::string balances_json(const std::vector<word>& by_account) {
  std::vector<std::string> numbers;
  for (std::uint32_t i = 0; i < sequence_actors; ++i) {
    numbers.push_back(number_json(by_account[account::actor(i).index]));
  }
  numbers.push_back(number_json(by_account[account::pool().index]));
  numbers.push_back(number_json(by_account[account::zero().index]));
  return json_list(numbers);
}

// "Sync(1,2)": the arguments in the order of the signature.
std::string event_text(const pair::event<word>& event) {
  std::string text(event_names[static_cast<std::size_t>(event.kind)]);
  const auto list = [&](std::initializer_list<std::string> arguments) {
    char separator = '(';
    for (const std::string& argument : arguments) {
      text.push_back(separator);
      text += argument;
      separator = ',';
    }
    return text + ")";
  };
  const std::string from = account_text(event.from);
  const std::string to = account_text(event.to);
  const auto amount = [&](std::size_t i) { return to_decimal(event.amounts[i]); };
  switch (event.kind) {
    case pair::event_kind::transfer:
    case pair::event_kind::approval:
      return list({from, to, amount(0)});
    case pair::event_kind::sync:
      return list({amount(0), amount(1)});
    case pair::event_kind::mint:
      return list({from, amount(0), amount(1)});
    case pair::event_kind::burn:
      return list({from, amount(0), amount(1), to});
    case pair::event_kind::swap:
      return list({from, amount(0), amount(1), amount(2), amount(3), to});
  }
  return text;
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
    events.push_back(event_text(receipt.events[i]));
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

// Reads the fields of an operation; the first thing that is wrong stays in `problem`.
class step_reader {
 public:
  explicit step_reader(const element& step) : step_(step) {}

  word number(std::string_view key) {
    const auto parsed = parse_decimal<256>(text(key));
    if (!parsed) fail(std::string(key) + " is not a decimal number below 2^256");
    return parsed.value_or(word{});
  }
  account account_at(std::string_view key) {
    const auto parsed = parse_account(text(key));
    if (!parsed) fail(std::string(key) + " is no account");
    return parsed.value_or(account{});
  }
  std::string_view text(std::string_view key) {
    std::string_view found;
    if (step_[key].get(found) != simdjson::SUCCESS) fail(std::string(key) + " is not a string");
    return found;
  }
  bool flag(std::string_view key) {
    bool found = false;
    if (step_[key].get(found) != simdjson::SUCCESS) fail(std::string(key) + " is not a boolean");
    return found;
  }
  pair::reentry reentry() {
    const std::string_view name = text("reenter");
    for (std::size_t i = 0; i < reentry_names.size(); ++i) {
      if (reentry_names[i] == name) return static_cast<pair::reentry>(i);
    }
    fail("reenter is no function of the pair");
    return pair::reentry::none;
  }
  void fail(std::string what) {
    if (problem_.empty()) problem_ = std::move(what);
  }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  element step_;
  std::string problem_{};
};

}  // namespace

const std::vector<std::pair<std::string, step_field>>& step_fields() {
  using enum step_field;
  static const std::vector<std::pair<std::string, step_field>> fields = {
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
  return fields;
}

std::string step_object(const pair::protocol::operation& operation,
                        const pair::protocol::receipt& receipt,
                        const pair::protocol::state& state) {
  json_object step;
  add_operation(step, operation);
  add_receipt(step, receipt);
  add_state(step, state);
  return step.on_one_line();
}

read_operation operation_of(const element& step) {
  step_reader reader(step);
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
  flat.reenter = reader.reentry();
  flat.to = reader.account_at("to");
  const auto token = to_u64_checked(reader.number("token"));
  if (!token || *token > 1) reader.fail("token is neither 0 nor 1");
  flat.token = static_cast<unsigned>(token.value_or(0) & 1);
  read_operation read;
  read.operation.caller = reader.account_at("caller");
  const auto time = to_u64_checked(reader.number("time"));
  if (!time) reader.fail("time is beyond 2^64");
  read.operation.time = time.value_or(0);
  const auto call = unflatten(reader.text("name"), flat);
  if (!call) reader.fail("name is no operation of a sequence");
  if (call) read.operation.call = *call;
  read.problem = reader.problem();
  return read;
}

}  // namespace assay::vectors
