// Steps of Uniswap V3 as lines, in the key order of the recordings.
#include "assay/trace/uniswap_v3.hpp"
#include "json_members.hpp"
#include "json_numbers.hpp"
#include "uniswap_v3_names.hpp"

namespace assay::uniswap_v3 {
namespace {

using format = protocol::format;
using word = format::word;
using signed_word = sint<format::word_bits>;
using members = trace::json_members<account_name>;

struct argument_writer {
  members& args;

  void operator()(const create_pool<format>& x) const {
    args.integer("episode", x.episode).integer("fee", x.fee_pips);
    args.integer("tickSpacing", x.tick_spacing);
    args.number("maxLiquidityPerTick",
                max_liquidity_per_tick<format::liquidity_bits>(x.tick_spacing));
    args.number("balances", x.balances);
  }
  void operator()(const initialize<format>& x) const {
    args.number("sqrtPriceX96", x.sqrt_price_x96);
  }
  void operator()(const mint<format>& x) const {
    args.holder("recipient", x.recipient);
    args.integer("tickLower", x.tick_lower).integer("tickUpper", x.tick_upper);
    args.number("amount", x.amount);
    write_payment(x.pay, reentry::burn);
  }
  void operator()(const burn<format>& x) const {
    args.integer("tickLower", x.tick_lower).integer("tickUpper", x.tick_upper);
    args.number("amount", x.amount);
  }
  void operator()(const collect<format>& x) const {
    args.holder("recipient", x.recipient);
    args.integer("tickLower", x.tick_lower).integer("tickUpper", x.tick_upper);
    args.number("amount0Requested", x.amount0_requested);
    args.number("amount1Requested", x.amount1_requested);
  }
  void operator()(const swap<format>& x) const {
    args.holder("recipient", x.recipient).flag("zeroForOne", x.zero_for_one);
    args.number("amountSpecified", x.amount_specified);
    args.number("sqrtPriceLimitX96", x.sqrt_price_limit_x96);
    write_payment(x.pay, reentry::swap);
  }
  void operator()(const flash<format>& x) const {
    args.holder("recipient", x.recipient).number("amount0", x.amount0).number("amount1", x.amount1);
    args.number("paidOver0", x.paid_over0).number("paidOver1", x.paid_over1);
    if (x.reenter != reentry::none) write_reentry(args, x.reenter, reentry::flash);
  }
  void operator()(const set_fee_protocol& x) const {
    args.integer("feeProtocol0", std::uint32_t{x.fee_protocol0});
    args.integer("feeProtocol1", std::uint32_t{x.fee_protocol1});
  }
  void operator()(const collect_protocol<format>& x) const {
    args.holder("recipient", x.recipient).number("amount0Requested", x.amount0_requested);
    args.number("amount1Requested", x.amount1_requested);
  }
  void operator()(const increase_observation_cardinality_next& x) const {
    args.integer("observationCardinalityNext", std::uint32_t{x.observation_cardinality_next});
  }
  void operator()(const observe& x) const {
    args.key("secondsAgos");
    std::string& out = args.out();
    out.push_back('[');
    for (std::size_t i = 0; i < x.seconds_agos.size(); ++i) {
      if (i != 0) out.push_back(',');
      trace::append_json(out, x.seconds_agos[i]);
    }
    out.push_back(']');
  }
  void operator()(const snapshot_cumulatives_inside& x) const {
    args.integer("tickLower", x.tick_lower).integer("tickUpper", x.tick_upper);
  }
  void operator()(const transfer<format>& x) const {
    args.integer("token", x.token).number("amount", x.amount).holder("to", x.to);
  }

 private:
  static void write_reentry(members& object, reentry what, reentry meant_by_true) {
    if (what == reentry::none || what == meant_by_true) {
      object.flag("reenter", what == meant_by_true);
    } else {
      object.text("reenter", reentry_names[static_cast<std::size_t>(what)]);
    }
  }
  void write_payment(const payment<format>& answer, reentry meant_by_true) const {
    const bool plain =
        answer.extra0.is_zero() && answer.extra1.is_zero() && answer.reenter == reentry::none;
    if (plain) return;
    args.key("pay");
    members pay(args.out());
    write_reentry(pay, answer.reenter, meant_by_true);
    pay.number("extra0", answer.extra0).number("extra1", answer.extra1).close();
  }
};

void write_operation(members& line, const protocol::operation& operation) {
  line.key("op");
  members op(line.out());
  op.text("name", operation.name()).integer("caller", operation.caller.actor_number());
  op.number("time", word{operation.time});
  op.key("args");
  members args(line.out());
  std::visit(argument_writer{args}, operation.call);
  args.close();
  op.close();
}

void write_bits(members& object, std::string_view name, const word& bits, bool is_signed) {
  if (is_signed) {
    object.number(name, signed_word::from_bits(bits));
  } else {
    object.number(name, bits);
  }
}

template <class Value>
void write_value(members& object, std::string_view name, const Value& value) {
  object.key(name);
  trace::append_json(object.out(), value);
}

void write_observed(members& object, const returns<format>& values) {
  const auto write_list = [&](std::string_view name, auto&& part) {
    object.key(name);
    std::string& out = object.out();
    out.push_back('[');
    for (std::size_t i = 0; i < values.observed.size(); ++i) {
      if (i != 0) out.push_back(',');
      trace::append_json(out, part(values.observed[i]));
    }
    out.push_back(']');
  };
  write_list(observed_names[0], [](const auto& seen) { return seen.tick_cumulative; });
  write_list(observed_names[1], [](const auto& seen) { return seen.seconds_per_liquidity_x128; });
}

void write_returns(members& object, return_shape shape, const returns<format>& values) {
  switch (shape) {
    case return_shape::nothing:
      return;
    case return_shape::amounts:
    case return_shape::signed_amounts:
      for (std::size_t i = 0; i < 2; ++i) {
        write_bits(object, amount_names[i], values.amounts[i],
                   shape == return_shape::signed_amounts);
      }
      return;
    case return_shape::observed:
      return write_observed(object, values);
    case return_shape::inside:
      write_value(object, inside_names[0], values.inside.tick_cumulative_inside);
      write_value(object, inside_names[1], values.inside.seconds_per_liquidity_inside_x128);
      write_value(object, inside_names[2], values.inside.seconds_inside);
      return;
  }
}

void write_event(std::string& out, const event<format>& event) {
  const event_signature& signature = signature_of(event.kind);
  members outer(out);
  outer.text("name", signature.name).key("args");
  members args(out);
  for (std::size_t i = 0; i < signature.count; ++i) {
    const event_argument& argument = signature.arguments[i];
    if (argument.slot == event_slot::from) {
      args.holder(argument.name, event.from);
    } else if (argument.slot == event_slot::to) {
      args.holder(argument.name, event.to);
    } else if (is_tick(argument.slot)) {
      write_value(args, argument.name, event.ticks[tick_index(argument.slot)]);
    } else {
      write_bits(args, argument.name, event.numbers[number_index(argument.slot)],
                 argument.is_signed);
    }
  }
  args.close();
  outer.close();
}

void write_result(members& line, const protocol::operation& operation,
                  const protocol::receipt& receipt) {
  line.key("result");
  std::string& out = line.out();
  members result(out);
  result.flag("ok", receipt.ok());
  if (!receipt.ok()) {
    result.text("revert", receipt.reverted->to_string()).integer("sub", receipt.failed_call);
    result.close();
    return;
  }
  result.key("returns");
  members returns(out);
  write_returns(returns, return_shape_of(operation), receipt.returns);
  returns.close();
  if (!receipt.events.empty()) {
    result.key("events");
    for (std::size_t i = 0; i < receipt.events.size(); ++i) {
      out.push_back(i == 0 ? '[' : ',');
      write_event(out, receipt.events[i]);
    }
    out.push_back(']');
  }
  result.close();
}

void write_balances(members& state, std::string_view name, const state_record::balances& token) {
  state.key(name);
  members map(state.out());
  const auto write = [&](account holder) {
    if (token.present[holder.index] == 0) return;
    map.number(account_name(holder), token.values[holder.index]);
  };
  for (std::uint32_t i = account::first_actor; i < token.values.size(); ++i) write({i});
  for (const account holder :
       {account::pool(), account::zero(), account::token0(), account::token1()}) {
    write(holder);
  }
  map.close();
}

template <std::size_t N, class Row, class WithField>
void write_list_row(std::string& out, const std::array<std::uint8_t, N>& order, const Row& row,
                    WithField&& with_field) {
  for (std::size_t i = 0; i < N; ++i) {
    out.push_back(i == 0 ? '[' : ',');
    with_field(row, order[i], [&](const auto& value) { trace::append_json(out, value); });
  }
  out.push_back(']');
}

// Rows that differ from `written`, or all of them; `written` takes them in.
template <class Rows, class Map, class Name, class WriteRow>
void write_rows(members& state, std::string_view mapping, const Rows& rows, bool sparse,
                Map& written, Name&& name_of, WriteRow&& write_row) {
  state.key(mapping);
  members map(state.out());
  for (const auto& [key, row] : rows) {
    if (sparse) {
      const auto [before, first_sight] = written.try_emplace(key, row);
      if (!first_sight && before->second == row) continue;
      before->second = row;
    }
    map.key(name_of(key));
    write_row(state.out(), row);
  }
  map.close();
}

}  // namespace

// The rows that a sparse trace has shown so far in its episode.
struct trace_writer::written_rows {
  protocol::state::tick_map ticks{};
  protocol::state::position_map positions{};
  protocol::state::bitmap_map bitmap{};
  boost::unordered_flat_map<std::uint32_t, observation<format::backend>> observations{};
};

trace_writer::trace_writer(const trace_header& header)
    : header_(header), written_(std::make_unique<written_rows>()) {}
trace_writer::~trace_writer() = default;

void trace_writer::enter(const protocol::operation& operation) {
  rows_.name(operation);
  if (std::holds_alternative<create_pool<format>>(operation.call)) *written_ = {};
}

void trace_writer::append_state(std::string& out, const protocol::state& state) {
  rows_.record(state, header_.layout, record_);
  const state_layout& layout = header_.layout;
  members object(out);
  each_storage_field(record_.pool, [&](std::string_view name, const auto& value) {
    write_value(object, name, value);
  });
  write_balances(object, "token0", record_.tokens[0]);
  write_balances(object, "token1", record_.tokens[1]);
  const auto by_number = [](auto key) { return std::to_string(key); };
  write_rows(object, "ticks", record_.ticks, layout.sparse, written_->ticks, by_number,
             [&](std::string& to, const auto& row) {
               write_list_row(to, layout.tick_order, row,
                              [](const auto& tick, std::size_t field, auto&& visit) {
                                with_tick_field(tick, field, visit);
                              });
             });
  write_rows(object, "positions", record_.positions, layout.sparse, written_->positions,
             position_name, [&](std::string& to, const auto& row) {
               write_list_row(to, layout.position_order, row,
                              [](const auto& position, std::size_t field, auto&& visit) {
                                with_position_field(position, field, visit);
                              });
             });
  write_rows(object, "bitmap", record_.bitmap, layout.sparse, written_->bitmap, by_number,
             [](std::string& to, const word& bits) { trace::append_json(to, bits); });
  write_rows(object, "observations", record_.observations, layout.sparse, written_->observations,
             by_number, [&](std::string& to, const auto& row) {
               write_list_row(to, layout.observation_order, row,
                              [](const auto& slot, std::size_t field, auto&& visit) {
                                with_observation_field(slot, field, visit);
                              });
             });
  object.close();
}

void trace_writer::append(std::string& out, const protocol::operation& operation,
                          const protocol::receipt& receipt, const protocol::state& state) {
  enter(operation);
  members line(out);
  write_operation(line, operation);
  write_result(line, operation, receipt);
  line.key("state");
  append_state(out, state);
  line.close();
  out.push_back('\n');
}

void trace_writer::append_operation(std::string& out, const protocol::operation& operation) {
  members line(out);
  write_operation(line, operation);
  line.close();
  out.push_back('\n');
}

void trace_writer::append_answer(std::string& out, const protocol::operation& operation,
                                 const protocol::receipt& receipt, const protocol::state& state) {
  enter(operation);
  members line(out);
  write_result(line, operation, receipt);
  line.key("state");
  append_state(out, state);
  line.close();
  out.push_back('\n');
}

}  // namespace assay::uniswap_v3
