// Steps of Uniswap V2 as lines, in the key order of the recordings.
#include <fmt/format.h>

#include "assay/trace/uniswap_v2.hpp"
#include "json_members.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::uniswap_v2 {
namespace {

using word = protocol::word;

using members = trace::json_members<account_name>;

struct argument_writer {
  const episode_shape& shape;
  std::string_view scale;
  members& args;

  void operator()(const create_pool<word>& x) const {
    args.integer("episode", x.episode);
    if (shape.which == dialect::fork) args.text("fork", shape.rules.name);
    if (shape.which == dialect::tokens) write_tokens(x);
    if (!scale.empty()) args.text("scale", scale);
    args.number("balances", x.balances);
    if (shape.which == dialect::fork && shape.rules.share_from == share_source::factory) {
      args.number("feeAmount", x.fee_amount);
    }
  }
  void write_tokens(const create_pool<word>& x) const {
    args.key("tokens");
    std::string& out = args.out();
    for (std::size_t i = 0; i < 2; ++i) {
      out.push_back(i == 0 ? '[' : ',');
      members token(out);
      token.text("kind", token_kind_names[static_cast<std::size_t>(x.kinds[i])]);
      token.integer("feeBps", x.fee_bps[i]).integer("decimals", x.decimals[i]).close();
    }
    out.push_back(']');
  }
  void operator()(const mint<word>& x) const {
    args.number("amount0", x.amount0).number("amount1", x.amount1).holder("to", x.to);
  }
  void operator()(const burn<word>& x) const {
    args.number("liquidity", x.liquidity).holder("to", x.to);
  }
  void operator()(const swap<word>& x) const {
    args.number("in0", x.in0).number("in1", x.in1).number("out0", x.out0).number("out1", x.out1);
    args.holder("to", x.to);
    if (!x.has_callback) return;
    args.key("flash");
    members flash(args.out());
    flash.number("pay0", x.callback.pay0).number("pay1", x.callback.pay1);
    if (x.callback.reenter == reentry::sync) {
      flash.flag("reenter", true);
    } else if (x.callback.reenter != reentry::none) {
      flash.text("reenter", reentry_names[static_cast<std::size_t>(x.callback.reenter)]);
    }
    flash.close();
  }
  void operator()(const skim& x) const { args.holder("to", x.to); }
  void operator()(const sync&) const {}
  void operator()(const transfer<word>& x) const {
    args.integer("token", x.token).number("amount", x.amount).holder("to", x.to);
  }
  void operator()(const transfer_lp<word>& x) const {
    args.number("amount", x.amount).holder("to", x.to);
  }
  void operator()(const approve_lp<word>& x) const {
    args.holder("spender", x.spender).number("amount", x.amount);
  }
  void operator()(const transfer_from_lp<word>& x) const {
    args.holder("from", x.from).holder("to", x.to).number("amount", x.amount);
  }
  void operator()(const set_fee_to& x) const { args.holder("feeTo", x.fee_to); }
  void operator()(const set_fee_to_setter& x) const { args.holder("feeToSetter", x.fee_to_setter); }
  void operator()(const set_swap_fee& x) const { args.integer("fee", x.fee); }
  void operator()(const set_dev_fee& x) const { args.integer("fee", x.fee); }
  void operator()(const set_fee_amount<word>& x) const { args.number("feeAmount", x.fee_amount); }
  void operator()(const set_migrator& x) const { args.holder("migrator", x.migrator); }
  void operator()(const set_desired<word>& x) const { args.number("liquidity", x.liquidity); }
  void operator()(const rebase<word>& x) const {
    args.integer("token", x.token).number("index", x.index);
  }
  void operator()(const set_flag& x) const { args.integer("token", x.token).flag("flag", x.flag); }
  void operator()(const set_token_balance<word>& x) const {
    args.integer("token", x.token).holder("holder", x.holder).number("balance", x.balance);
  }
};

void write_operation(members& line, const protocol::operation& operation, std::string_view scale,
                     const episode_shape& shape) {
  line.key("op");
  members op(line.out());
  op.text("name", operation.name()).integer("caller", operation.caller.actor_number());
  op.number("time", word{operation.time});
  op.key("args");
  members args(line.out());
  std::visit(argument_writer{shape, scale, args}, operation.call);
  args.close();
  op.close();
}

void write_event(std::string& out, const event<word>& event) {
  const event_signature& signature = signature_of(event.kind);
  members outer(out);
  outer.text("name", signature.name).key("args");
  members args(out);
  for (std::size_t i = 0; i < signature.count; ++i) {
    const auto& [name, slot] = signature.arguments[i];
    if (slot == event_slot::from) {
      args.holder(name, event.from);
    } else if (slot == event_slot::to) {
      args.holder(name, event.to);
    } else {
      args.number(name, event.amounts[amount_index(slot)]);
    }
  }
  args.close();
  outer.close();
}

void write_result(members& line, const protocol::receipt& receipt) {
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
  for (std::size_t i = 0; i < receipt.returns.count; ++i) {
    returns.number(return_name(receipt.returns.count, i), receipt.returns.values[i]);
  }
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

void write_field(members& object, const state_layout::field& field, const word& value) {
  switch (field.what) {
    case state_layout::kind::number:
      object.number(field.key, value);
      break;
    case state_layout::kind::account:
      object.holder(field.key, account{static_cast<std::uint32_t>(to_limbs(value)[0])});
      break;
    case state_layout::kind::flag:
      object.flag(field.key, !value.is_zero());
      break;
  }
}

void write_state(members& line, const state_record& record, const state_layout& layout) {
  line.key("state");
  members state(line.out());
  const auto& fields = layout.fields();
  for (const auto& member : layout.members()) {
    if (!member.is_map) {
      write_field(state, fields[member.first], record.values[member.first]);
      continue;
    }
    state.key(member.key);
    members map(line.out());
    for (std::size_t i = member.first; i < member.first + member.count; ++i) {
      if (record.present[i] != 0) write_field(map, fields[i], record.values[i]);
    }
    map.close();
  }
  if (record.has_allowances) {
    state.key("allowances");
    members map(line.out());
    for (const auto& entry : record.allowances) {
      map.number(fmt::format("{}:{}", account_name(entry.owner), account_name(entry.spender)),
                 entry.amount);
    }
    map.close();
  }
  state.close();
}

void end_line(members& line) {
  line.close();
  line.out().push_back('\n');
}

}  // namespace

episode_shape shape_of(dialect which, const setup& setup, const create_pool<word>& creation) {
  episode_shape shape{which, setup.rules[creation.rules], {}, setup.actors};
  if (which == dialect::tokens) shape.kinds = creation.kinds;
  return shape;
}

trace_writer::trace_writer(dialect which, const uniswap_v2::setup& setup)
    : which_(which), setup_(setup) {}

void trace_writer::enter(const protocol::operation& operation) {
  const auto* creation = std::get_if<create_pool<word>>(&operation.call);
  if (creation == nullptr) return;
  const episode_shape shape = shape_of(which_, setup_, *creation);
  if (!(shape == layout_.shape())) layout_ = state_layout(shape);
}

void trace_writer::append(std::string& out, const protocol::operation& operation,
                          std::string_view scale, const protocol::receipt& receipt,
                          const protocol::state& state) {
  enter(operation);
  layout_.record(state, record_);
  append(out, operation, scale, receipt, record_);
}

void trace_writer::append(std::string& out, const protocol::operation& operation,
                          std::string_view scale, const protocol::receipt& receipt,
                          const state_record& state) {
  enter(operation);
  members line(out);
  write_operation(line, operation, scale, layout_.shape());
  write_result(line, receipt);
  write_state(line, state, layout_);
  end_line(line);
}

void trace_writer::append_operation(std::string& out, const protocol::operation& operation,
                                    std::string_view scale) {
  enter(operation);
  members line(out);
  write_operation(line, operation, scale, layout_.shape());
  end_line(line);
}

void trace_writer::append_answer(std::string& out, const protocol::operation& operation,
                                 const protocol::receipt& receipt, const protocol::state& state) {
  enter(operation);
  layout_.record(state, record_);
  members line(out);
  write_result(line, receipt);
  write_state(line, record_, layout_);
  end_line(line);
}

}  // namespace assay::uniswap_v2
