// Results and states of Uniswap V2 out of JSON; whole lines.
#include <algorithm>

#include "result_json.hpp"
#include "uniswap_v2_codec.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::uniswap_v2 {
namespace {

using trace::element;
using trace::fields;
using trace::place;
namespace result_key = trace::result_key;
using word = protocol::word;

constexpr std::array<std::string_view, 0> nothing_returned = {};

template <std::size_t N>
void read_returns(const place& at, const trace::result_fields& result,
                  const std::array<std::string_view, N>& names, protocol::receipt& receipt) {
  const fields<N> values(at, "result.returns", result.object(result_key::returns), names);
  receipt.returns.count = N;
  for (std::size_t i = 0; i < N; ++i) receipt.returns.values[i] = values.word(i);
}

void set_slot(event<word>& event, event_slot slot, account who) {
  (slot == event_slot::from ? event.from : event.to) = who;
}

}  // namespace

account codec::read_account(const place& at, std::string_view path, std::string_view key,
                            const element& value) const {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) {
    if (text == "pair") return account::pool();
    if (text == "zero") return account::zero();
    if (text == "token0") return account::token0();
    if (text == "token1") return account::token1();
    const auto number = parse_decimal<64>(text);
    if (!number) {
      at.fail_at(path, key, fmt::format("is \"{}\"", trace::printable(text)),
                 "name an actor's number, pair, zero, token0 or token1");
    }
  }
  const std::uint64_t actor = trace::as_u64(at, path, key, value);
  if (actor >= header_.setup.actors) {
    at.fail_at(path, key, fmt::format("is actor {}", actor),
               fmt::format("params.actors is {}: name one below it", header_.setup.actors));
  }
  return account::actor(static_cast<std::uint32_t>(actor));
}

void codec::enter(const create_pool<word>& creation) {
  in_episode_ = true;
  episode_shape shape = shape_of(header_.which, header_.setup, creation);
  if (!(shape == layout_.shape())) layout_ = state_layout(shape);
}

void codec::read_result(const place& at, const element& value, const protocol::operation& operation,
                        protocol::receipt& receipt, std::string& revert_arguments) const {
  const fields result(at, "result", trace::as_object(at, "", "result", value), trace::result_names);
  if (!trace::read_outcome(result, receipt, revert_arguments)) return;
  if (std::holds_alternative<mint<word>>(operation.call)) {
    read_returns(at, result, mint_returns, receipt);
  } else if (std::holds_alternative<burn<word>>(operation.call)) {
    read_returns(at, result, burn_returns, receipt);
  } else if (result.has(result_key::returns)) {
    read_returns(at, result, nothing_returned, receipt);
  }
  if (result.has(result_key::events)) read_events(at, result.list(result_key::events), receipt);
}

void codec::read_events(const place& at, const simdjson::dom::array& list,
                        protocol::receipt& receipt) const {
  constexpr std::string_view args_path = "result.events[].args";
  for (const element item : list) {
    const fields outer(at, "result.events[]", trace::as_object(at, "result", "events[]", item),
                       trace::event_names);
    const std::string_view name = outer.text(0);
    const auto signature =
        std::find_if(event_signatures.begin(), event_signatures.end(),
                     [&](const event_signature& candidate) { return candidate.name == name; });
    if (signature == event_signatures.end()) {
      at.fail_at("result.events[]", "name", fmt::format("is \"{}\"", trace::printable(name)),
                 "write Transfer, Approval, Sync, Mint, Burn or Swap");
    }
    event<word> read{static_cast<event_kind>(signature - event_signatures.begin()), {}, {}, {}};
    std::array<std::string_view, 6> names{};
    for (std::size_t i = 0; i < signature->count; ++i) names[i] = signature->arguments[i].name;
    const fields args(at, args_path, outer.object(1), names);
    for (std::size_t i = 0; i < signature->count; ++i) {
      const event_slot slot = signature->arguments[i].slot;
      if (slot == event_slot::from || slot == event_slot::to) {
        set_slot(read, slot, read_account(at, args_path, names[i], args.need(i)));
      } else {
        read.amounts[amount_index(slot)] = args.word(i);
      }
    }
    receipt.events.push_back(read);
  }
}

word codec::read_field(const place& at, std::string_view path, const element& value,
                       const state_layout::field& field) const {
  switch (field.what) {
    case state_layout::kind::number: {
      const word number = trace::as_word(at, path, field.key, value);
      if (field.bits < word::bits && bit_width(number) > field.bits) {
        trace::fail_integer(at, path, field.key, value, field.bits);
      }
      return number;
    }
    case state_layout::kind::account: {
      return word{read_account(at, path, field.key, value).index};
    }
    case state_layout::kind::flag: {
      return word{trace::as_flag(at, path, field.key, value) ? 1U : 0U};
    }
  }
  return {};
}

void codec::read_map(const place& at, const state_layout::member& member, const element& value,
                     state_record& state) const {
  const auto& all = layout_.fields();
  const std::size_t stop = member.first + member.count;
  const auto matches = [&](std::size_t i, std::string_view key) { return all[i].key == key; };
  const std::string path = "state." + member.key;
  std::size_t expected = member.first;
  for (const auto entry : trace::as_object(at, "state", member.key, value)) {
    std::size_t i = expected;
    if (i >= stop || !matches(i, entry.key)) {
      i = member.first;
      while (i < stop && !matches(i, entry.key)) ++i;
    }
    if (i == stop) {
      at.fail_at(path, entry.key, "is nobody",
                 fmt::format("params.actors is {}: name one below it, pair or zero",
                             header_.setup.actors));
    }
    if (state.present[i] != 0) at.fail_at(path, entry.key, "is there twice", "keep one of them");
    state.present[i] = 1;
    state.values[i] = read_field(at, path, entry.value, all[i]);
    expected = i + 1;
  }
  for (std::size_t i = member.first; i < stop; ++i) {
    if (state.present[i] == 0 && !all[i].optional) {
      at.fail_at(path, all[i].key, "is missing", "add it");
    }
  }
}

void codec::read_allowances(const place& at, const element& value, state_record& state) const {
  constexpr std::string_view path = "state.allowances";
  state.has_allowances = true;
  for (const auto entry : trace::as_object(at, "state", "allowances", value)) {
    const std::size_t colon = entry.key.find(':');
    const auto party = [&](std::string_view name) {
      std::string_view text = name;
      if (text == "pair") return account::pool();
      if (text == "zero") return account::zero();
      if (text == "token0") return account::token0();
      if (text == "token1") return account::token1();
      const auto number = parse_decimal<64>(text);
      if (!number || to_limbs(*number)[0] >= header_.setup.actors) {
        at.fail_at(path, entry.key, "is not owner:spender", "name two accounts, as in \"0:1\"");
      }
      return account::actor(static_cast<std::uint32_t>(to_limbs(*number)[0]));
    };
    const account owner = party(entry.key.substr(0, colon));
    const account spender = party(colon == entry.key.npos ? "" : entry.key.substr(colon + 1));
    for (const auto& other : state.allowances) {
      if (other.owner == owner && other.spender == spender) {
        at.fail_at(path, entry.key, "is there twice", "keep one of them");
      }
    }
    state.allowances.push_back({owner, spender, trace::as_word(at, path, entry.key, entry.value)});
  }
}

void codec::read_state(const place& at, const element& value, state_record& state) const {
  const auto& members = layout_.members();
  const auto& all = layout_.fields();
  state.values.assign(all.size(), word{});
  state.present.assign(all.size(), 0);
  state.allowances.clear();
  state.has_allowances = false;
  std::size_t expected = 0;
  std::size_t seen = 0;
  std::uint64_t members_seen = 0;
  trace::unknown_keys unknown;
  for (const auto entry : trace::as_object(at, "", "state", value)) {
    std::size_t i = expected;
    if (i >= members.size() || members[i].key != entry.key) {
      i = 0;
      while (i < members.size() && members[i].key != entry.key) ++i;
    }
    if (i == members.size()) {
      if (entry.key != "allowances" || state.has_allowances) {
        unknown.add(at, "state", entry.key, entry.value);
      } else {
        read_allowances(at, entry.value, state);
        unknown.remember(entry.key);
      }
      continue;
    }
    if ((members_seen >> i & 1) != 0) {
      at.fail_at("state", entry.key, "is there twice", "keep one of them");
    }
    members_seen |= std::uint64_t{1} << i;
    ++seen;
    expected = i + 1;
    if (members[i].is_map) {
      read_map(at, members[i], entry.value, state);
    } else {
      const std::size_t field = members[i].first;
      state.values[field] = read_field(at, "state", entry.value, all[field]);
      state.present[field] = 1;
    }
  }
  if (seen == members.size()) return;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if ((members_seen >> i & 1) == 0) at.fail_at("state", members[i].key, "is missing", "add it");
  }
}

namespace {

constexpr std::array<std::string_view, 3> step_names = {"op", "result", "state"};

}  // namespace

struct trace_reader::implementation {
  implementation(trace::trace_file& opened, contents kind)
      : file(opened), what(kind), steps(open(opened)) {
    at.set_strict(opened.strict());
  }

  // The header was read by the file; its parameters are read here.
  trace_header open(const trace::trace_file& opened) {
    const auto which = find_dialect(opened.protocol());
    place header_at;
    header_at.set(opened.name(), 1);
    header_at.set_strict(opened.strict());
    if (!which) {
      header_at.fail_at("", "protocol",
                        fmt::format("is \"{}\"", trace::printable(opened.protocol())),
                        fmt::format("use one of {}", fmt::join(dialect_names, ", ")));
    }
    return read_header(header_at, *which, parser.parse_copy(header_at, opened.header()));
  }

  trace::trace_file& file;
  contents what;
  trace::json_parser parser{};
  place at{};
  codec steps;
};

trace_reader::trace_reader(trace::trace_file& file, contents what)
    : self_(std::make_unique<implementation>(file, what)) {}
trace_reader::~trace_reader() = default;

const trace_header& trace_reader::header() const { return self_->steps.header(); }
const state_layout& trace_reader::layout() const { return self_->steps.layout(); }
std::uint64_t trace_reader::line() const { return self_->file.lines().number(); }

bool trace_reader::next(trace_step& step) {
  auto& [file, what, parser, at, steps] = *self_;
  trace::line_reader& lines = file.lines();
  if (!lines.next()) return false;
  at.set(file.name(), lines.number());
  const element root = parser.parse(at, lines.line());
  const fields line(at, "", trace::as_object(at, "", "the line", root), step_names);
  steps.read_operation(at, line.need(0), step);
  if (what == contents::operations) return true;
  steps.read_result(at, line.need(1), step.operation, step.receipt, step.revert_arguments);
  steps.read_state(at, line.need(2), step.state);
  return true;
}

struct answer_reader::implementation {
  implementation(const trace_header& header, std::string stream)
      : name(std::move(stream)), steps(header) {}

  std::string name;
  trace::json_parser parser{};
  place at{};
  codec steps;
  std::string revert_arguments{};
};

answer_reader::answer_reader(const trace_header& header, std::string name)
    : self_(std::make_unique<implementation>(header, std::move(name))) {}
answer_reader::~answer_reader() = default;

const state_layout& answer_reader::layout() const { return self_->steps.layout(); }

void answer_reader::read(std::string_view line, std::uint64_t number,
                         const protocol::operation& operation, protocol::receipt& receipt,
                         state_record& state) {
  auto& [name, parser, at, steps, revert_arguments] = *self_;
  if (const auto* creation = std::get_if<create_pool<word>>(&operation.call)) {
    steps.enter(*creation);
  }
  at.set(name, number);
  const element root = parser.parse_copy(at, line);
  const fields answer(at, "", trace::as_object(at, "", "the line", root), step_names);
  steps.read_result(at, answer.need(1), operation, receipt, revert_arguments);
  steps.read_state(at, answer.need(2), state);
}

}  // namespace assay::uniswap_v2
