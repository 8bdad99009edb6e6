// Operations of Uniswap V2 out of JSON.
#include <algorithm>

#include "uniswap_v2_codec.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::uniswap_v2 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
using word = protocol::word;

constexpr std::string_view args_path = "op.args";

// What reading the arguments of one operation needs; one function per operation below.
struct argument_reader {
  const place& at;
  const codec& with;
  const trace_header& header;
  const element& value;

  template <std::size_t N>
  fields<N> read(const std::array<std::string_view, N>& names) const {
    return {at, args_path, trace::as_object(at, "op", "args", value), names};
  }
  template <std::size_t N>
  account account_of(const fields<N>& args, std::size_t i) const {
    return with.read_account(at, args_path, args.name(i), args.need(i));
  }
};

constexpr std::array<std::string_view, 6> create_names = {"episode", "fork",     "tokens",
                                                          "scale",   "balances", "feeAmount"};
constexpr std::array<std::string_view, 3> token_names = {"kind", "feeBps", "decimals"};

void read_tokens(const argument_reader& in, const simdjson::dom::array& list,
                 create_pool<word>& call) {
  constexpr std::string_view path = "op.args.tokens[]";
  constexpr std::uint32_t whole_bps = 10'000;
  constexpr std::uint32_t largest_decimals = 255;  // uint8 on chain
  std::size_t count = 0;
  for (const element item : list) {
    if (count == 2) break;
    const fields token(in.at, path, trace::as_object(in.at, args_path, "tokens", item),
                       token_names);
    const std::string_view kind = token.text(0);
    const auto* found = std::find(token_kind_names.begin(), token_kind_names.end(), kind);
    if (found == token_kind_names.end()) {
      in.at.fail_at(path, "kind", fmt::format("is \"{}\"", trace::printable(kind)),
                    fmt::format("write one of {}", fmt::join(token_kind_names, ", ")));
    }
    call.kinds[count] = static_cast<token_kind>(found - token_kind_names.begin());
    call.fee_bps[count] = token.u32(1, whole_bps);
    call.decimals[count] = token.u32(2, largest_decimals);
    ++count;
  }
  if (list.size() != 2) {
    in.at.fail_at(args_path, "tokens", fmt::format("has {} elements", list.size()),
                  "describe token0 and token1");
  }
}

create_pool<word> read_create_pool(const argument_reader& in, std::string& scale) {
  const auto args = in.read(create_names);
  create_pool<word> call;
  if (args.has(0)) call.episode = args.u64(0);
  if (args.has(3)) scale = args.text(3);
  call.balances = args.word(4);
  const dialect which = in.header.which;
  if (which == dialect::fork) {
    const std::string_view fork = args.text(1);
    const auto& rules = in.header.setup.rules;
    const auto found = std::find_if(rules.begin(), rules.end(),
                                    [&](const parameters& p) { return p.name == fork; });
    if (found == rules.end()) {
      in.at.fail_at(args_path, "fork", fmt::format("is \"{}\"", trace::printable(fork)),
                    "name one that params.forks describes");
    }
    call.rules = static_cast<std::uint32_t>(found - rules.begin());
    if (found->share_from == share_source::factory) call.fee_amount = args.word(5);
  }
  if (which == dialect::tokens) read_tokens(in, args.list(2), call);
  return call;
}

constexpr std::array<std::string_view, 6> swap_names = {"in0",  "in1", "out0",
                                                        "out1", "to",  "flash"};
constexpr std::array<std::string_view, 3> flash_names = {"pay0", "pay1", "reenter"};

// `true` is sync; our own traces also name the call.
reentry read_reentry(const argument_reader& in, const element& value) {
  bool flag = false;
  if (value.get(flag) == simdjson::SUCCESS) return flag ? reentry::sync : reentry::none;
  std::string_view name;
  if (value.get(name) == simdjson::SUCCESS) {
    const auto* found = std::find(reentry_names.begin(), reentry_names.end(), name);
    if (found != reentry_names.end()) return static_cast<reentry>(found - reentry_names.begin());
  }
  in.at.fail_at("op.args.flash", "reenter", "is neither a boolean nor a known call",
                fmt::format("write true or one of {}", fmt::join(reentry_names, ", ")));
}

swap<word> read_swap(const argument_reader& in) {
  const auto args = in.read(swap_names);
  swap<word> call{args.word(0),
                  args.word(1),
                  args.word(2),
                  args.word(3),
                  in.account_of(args, 4),
                  args.has(5),
                  {}};
  if (call.has_callback) {
    const fields flash(in.at, "op.args.flash", args.object(5), flash_names);
    call.callback.pay0 = flash.word(0);
    call.callback.pay1 = flash.word(1);
    if (flash.has(2)) call.callback.reenter = read_reentry(in, flash.need(2));
  }
  return call;
}

constexpr std::array<std::string_view, 3> mint_names = {"amount0", "amount1", "to"};
constexpr std::array<std::string_view, 2> burn_names = {"liquidity", "to"};
constexpr std::array<std::string_view, 1> to_names = {"to"};
constexpr std::array<std::string_view, 0> no_names = {};
constexpr std::array<std::string_view, 3> transfer_names = {"token", "amount", "to"};
constexpr std::array<std::string_view, 2> transfer_lp_names = {"amount", "to"};
constexpr std::array<std::string_view, 2> approve_names = {"spender", "amount"};
constexpr std::array<std::string_view, 3> transfer_from_names = {"from", "to", "amount"};
constexpr std::array<std::string_view, 1> fee_to_names = {"feeTo"};
constexpr std::array<std::string_view, 1> setter_names = {"feeToSetter"};
constexpr std::array<std::string_view, 1> fee_names = {"fee"};
constexpr std::array<std::string_view, 1> fee_amount_names = {"feeAmount"};
constexpr std::array<std::string_view, 1> migrator_names = {"migrator"};
constexpr std::array<std::string_view, 1> liquidity_names = {"liquidity"};
constexpr std::array<std::string_view, 2> rebase_names = {"token", "index"};
constexpr std::array<std::string_view, 2> flag_names = {"token", "flag"};
constexpr std::array<std::string_view, 3> balance_names = {"token", "holder", "balance"};

call<word> read_pair_call(const argument_reader& in, std::string_view name) {
  if (name == "swap") return read_swap(in);
  if (name == "mint") {
    const auto args = in.read(mint_names);
    return mint<word>{args.word(0), args.word(1), in.account_of(args, 2)};
  }
  if (name == "burn") {
    const auto args = in.read(burn_names);
    return burn<word>{args.word(0), in.account_of(args, 1)};
  }
  if (name == "skim") return skim{in.account_of(in.read(to_names), 0)};
  if (name == "sync") {
    in.read(no_names);
    return sync{};
  }
  if (name == "transfer") {
    const auto args = in.read(transfer_names);
    return transfer<word>{args.u32(0, 1), args.word(1), in.account_of(args, 2)};
  }
  if (name == "transferLp") {
    const auto args = in.read(transfer_lp_names);
    return transfer_lp<word>{args.word(0), in.account_of(args, 1)};
  }
  if (name == "approveLp") {
    const auto args = in.read(approve_names);
    return approve_lp<word>{in.account_of(args, 0), args.word(1)};
  }
  if (name == "transferFromLp") {
    const auto args = in.read(transfer_from_names);
    return transfer_from_lp<word>{in.account_of(args, 0), in.account_of(args, 1), args.word(2)};
  }
  if (name == "setFeeTo") return set_fee_to{in.account_of(in.read(fee_to_names), 0)};
  if (name == "setFeeToSetter") return set_fee_to_setter{in.account_of(in.read(setter_names), 0)};
  in.at.fail_at(
      "op", "name", fmt::format("is \"{}\"", trace::printable(name)),
      fmt::format("{} has {}", dialect_name(in.header.which),
                  fmt::join(operation_names.begin(), operation_names.begin() + 12, ", ")));
}

call<word> read_fork_call(const argument_reader& in, const parameters& rules,
                          std::string_view name) {
  const auto require = [&](bool possible) {
    if (possible) return;
    in.at.fail_at("op", "name", fmt::format("is \"{}\", which {} does not have", name, rules.name),
                  "remove the line");
  };
  if (name == "setSwapFee") {
    require(rules.fee_is_stored);
    return set_swap_fee{in.read(fee_names).u64(0)};
  }
  if (name == "setDevFee") {
    require(rules.share_from == share_source::pair_field);
    return set_dev_fee{in.read(fee_names).u64(0)};
  }
  if (name == "setFeeAmount") {
    require(rules.share_from == share_source::factory);
    return set_fee_amount<word>{in.read(fee_amount_names).word(0)};
  }
  if (name == "setMigrator") {
    require(rules.has_migrator);
    return set_migrator{in.account_of(in.read(migrator_names), 0)};
  }
  if (name == "setDesired") {
    require(rules.has_migrator);
    return set_desired<word>{in.read(liquidity_names).word(0)};
  }
  return read_pair_call(in, name);
}

call<word> read_token_call(const argument_reader& in, std::string_view name) {
  if (name == "rebase") {
    const auto args = in.read(rebase_names);
    return rebase<word>{args.u32(0, 1), args.word(1)};
  }
  if (name == "setFlag") {
    const auto args = in.read(flag_names);
    return set_flag{args.u32(0, 1), args.flag(1)};
  }
  if (name == "setTokenBalance") {
    const auto args = in.read(balance_names);
    return set_token_balance<word>{args.u32(0, 1), in.account_of(args, 1), args.word(2)};
  }
  return read_pair_call(in, name);
}

constexpr std::array<std::string_view, 4> op_names = {"name", "caller", "time", "args"};

}  // namespace

void codec::read_operation(const place& at, const element& value, trace_step& step) {
  const fields op(at, "op", trace::as_object(at, "", "op", value), op_names);
  const std::string_view name = op.text(0);
  const std::uint64_t time = op.u64(2);
  // Time goes on across episodes too, but traces that were joined may start anew with a pool.
  const bool may_start_anew = name == "createPool" && !at.strict();
  if (time < last_time_ && !may_start_anew) {
    at.fail_at("op", "time", fmt::format("goes back from {} to {}", last_time_, time),
               "keep operations in the order of their time");
  }
  step.operation.time = time;
  step.operation.caller = account::actor(op.u32(1, header_.setup.actors - 1));
  step.scale.clear();
  const element args = op.need(3);
  const argument_reader in{at, *this, header_, args};
  if (name == "createPool") {
    const auto creation = read_create_pool(in, step.scale);
    enter(creation);
    step.operation.call = creation;
    last_time_ = time;
    return;
  }
  if (!in_episode_) {
    at.fail_at("op", "name",
               fmt::format("is \"{}\" before any pool exists", trace::printable(name)),
               "begin with createPool");
  }
  switch (header_.which) {
    case dialect::pair:
      step.operation.call = read_pair_call(in, name);
      break;
    case dialect::fork:
      step.operation.call = read_fork_call(in, layout_.shape().rules, name);
      break;
    case dialect::tokens:
      step.operation.call = read_token_call(in, name);
      break;
  }
  last_time_ = time;  // not before: who asks again after a mistake must not have moved the clock
}

}  // namespace assay::uniswap_v2
