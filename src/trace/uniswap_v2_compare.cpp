// Field by field: what was recorded against what a subject answers.
#include <fmt/format.h>

#include <algorithm>

#include "assay/trace/uniswap_v2.hpp"
#include "comparison.hpp"
#include "uniswap_v2_names.hpp"

namespace assay::uniswap_v2 {
namespace {

using word = protocol::word;
using trace::difference;

using comparison = trace::comparison<account_name>;

void compare_events(const protocol::receipt& expected, const protocol::receipt& got,
                    comparison& all) {
  const std::size_t common = std::min(expected.events.size(), got.events.size());
  for (std::size_t i = 0; i < common; ++i) {
    const event<word>& a = expected.events[i];
    const event<word>& b = got.events[i];
    all.check(a.kind == b.kind, [&](difference& d) {
      d.field = fmt::format("result.events[{}].name", i);
      d.expected = signature_of(a.kind).name;
      d.got = signature_of(b.kind).name;
    });
    if (a.kind != b.kind) continue;
    const event_signature& signature = signature_of(a.kind);
    for (std::size_t k = 0; k < signature.count; ++k) {
      const auto& argument = signature.arguments[k];
      const auto name = [&] { return fmt::format("result.events[{}].args.{}", i, argument.name); };
      if (argument.slot == event_slot::from) {
        all.check_account(a.from, b.from, name);
      } else if (argument.slot == event_slot::to) {
        all.check_account(a.to, b.to, name);
      } else {
        const std::size_t amount = amount_index(argument.slot);
        all.check_word(a.amounts[amount], b.amounts[amount], name);
      }
    }
  }
  all.check(expected.events.size() == got.events.size(), [&](difference& d) {
    d.field = "result.events";
    d.expected = fmt::format("{} events", expected.events.size());
    d.got = fmt::format("{} events", got.events.size());
  });
}

void compare_result(const trace_step& step, const protocol::receipt& got, comparison& all) {
  const protocol::receipt& expected = step.receipt;
  if (!all.check_outcome(expected, step.revert_arguments, got)) return;
  const std::size_t count = std::max(expected.returns.count, got.returns.count);
  for (std::size_t i = 0; i < count; ++i) {
    all.check_word(expected.returns.values[i], got.returns.values[i],
                   [&] { return fmt::format("result.returns.{}", return_name(count, i)); });
  }
  compare_events(expected, got, all);
}

const word* find_allowance(const state_record& state, account owner, account spender) {
  for (const auto& entry : state.allowances) {
    if (entry.owner == owner && entry.spender == spender) return &entry.amount;
  }
  return nullptr;
}

void compare_allowances(const state_record& expected, const state_record& got, comparison& all) {
  const word none{};
  const auto name = [](const allowance<word>& entry) {
    return fmt::format("state.allowances.{}:{}", account_name(entry.owner),
                       account_name(entry.spender));
  };
  for (const auto& entry : expected.allowances) {
    const word* found = find_allowance(got, entry.owner, entry.spender);
    all.check_word(entry.amount, found == nullptr ? none : *found, [&] { return name(entry); });
  }
  for (const auto& entry : got.allowances) {
    if (find_allowance(expected, entry.owner, entry.spender) != nullptr) continue;
    all.check_word(none, entry.amount, [&] { return name(entry); });
  }
}

}  // namespace

std::size_t compare(const trace_step& expected, const protocol::receipt& receipt,
                    const state_record& state, const state_layout& layout,
                    std::vector<difference>& differences) {
  comparison all(differences);
  compare_result(expected, receipt, all);
  const std::size_t count = layout.fields().size();
  for (std::size_t i = 0; i < count; ++i) {
    if (expected.state.present[i] == 0) continue;
    const word& a = expected.state.values[i];
    const word& b = state.values[i];
    all.check(a == b, [&](difference& d) {
      d.field = layout.name(i);
      d.expected = layout.text(i, a);
      d.got = layout.text(i, b);
    });
  }
  if (expected.state.has_allowances) compare_allowances(expected.state, state, all);
  return all.count();
}

}  // namespace assay::uniswap_v2
