// A comparison that cannot fail proves nothing: every field that is changed must be found, alone.
#include <gtest/gtest.h>

#include "support/case_count.hpp"
#include "unit/trace/uniswap_v2_samples.hpp"

namespace assay::uniswap_v2::test {
namespace {

using assay::test::case_count;

struct answer {
  trace_step step{};
  state_layout layout{};
};

// The engine's answers to the calls, as if recorded.
std::vector<answer> answers_to(dialect which, const setup& setup,
                               const std::vector<timed_call>& calls) {
  std::vector<answer> answers;
  const auto engine = make_engine();
  engine->begin(setup);
  state_layout layout;
  std::uint64_t time = 1'600'000'000;
  for (const timed_call& one : calls) {
    answer next;
    next.step.operation = {account::actor(one.caller), time += 13, one.what};
    next.step.receipt = engine->apply(next.step.operation);
    if (const auto* creation = std::get_if<create_pool<word>>(&one.what)) {
      layout = state_layout(shape_of(which, setup, *creation));
    }
    layout.record(engine->state(), next.step.state);
    next.layout = layout;
    answers.push_back(std::move(next));
  }
  return answers;
}

std::vector<trace::difference> differences_of(const answer& recorded, const answer& got) {
  std::vector<trace::difference> found;
  compare(recorded.step, got.step.receipt, got.step.state, recorded.layout, found);
  return found;
}

void expect_only(const answer& recorded, const answer& changed, const std::string& field,
                 case_count& count) {
  const auto found = differences_of(recorded, changed);
  count.check(found.size() == 1 && found[0].field == field && found[0].expected != found[0].got,
              [&] {
                return field + ": found " + std::to_string(found.size()) +
                       (found.empty() ? "" : ", first " + found[0].field);
              });
}

void change_every_state_field(const answer& recorded, case_count& count) {
  const word largest = word::max();
  for (std::size_t i = 0; i < recorded.layout.fields().size(); ++i) {
    if (recorded.step.state.present[i] == 0) continue;
    answer changed = recorded;
    word& value = changed.step.state.values[i];
    switch (recorded.layout.fields()[i].what) {
      case state_layout::kind::number:
        value = value == largest ? word{} : add_wrapping(value, word{1});
        break;
      case state_layout::kind::account:
        value = value == word{account::actor(2).index} ? word{account::zero().index}
                                                       : word{account::actor(2).index};
        break;
      case state_layout::kind::flag:
        value = value.is_zero() ? word{1} : word{};
        break;
    }
    expect_only(recorded, changed, recorded.layout.name(i), count);
  }
}

void change_every_event_field(const answer& recorded, case_count& count) {
  const auto& events = recorded.step.receipt.events;
  const auto with_event = [&](std::size_t at, const event<word>& replaced) {
    answer changed = recorded;
    changed.step.receipt.events.clear();
    for (std::size_t i = 0; i < events.size(); ++i) {
      changed.step.receipt.events.push_back(i == at ? replaced : events[i]);
    }
    return changed;
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::string path = "result.events[" + std::to_string(i) + "]";
    event<word> other = events[i];
    other.kind = other.kind == event_kind::sync ? event_kind::mint : event_kind::sync;
    expect_only(recorded, with_event(i, other), path + ".name", count);
    std::size_t differing = 0;
    for (std::size_t k = 0; k < 6; ++k) {
      other = events[i];
      if (k == 4) other.from = account::token1();
      if (k == 5) other.to = account::token1();
      if (k < 4) other.amounts[k] = word::max();
      const auto found = differences_of(recorded, with_event(i, other));
      differing += found.size();
      if (!found.empty()) {
        count.check(found[0].field.starts_with(path + ".args."), [&] { return found[0].field; });
      }
    }
    // Sync has 2 arguments, Transfer, Approval and Mint 3, Burn 4, Swap 6.
    const std::array<std::size_t, 6> arguments = {3, 3, 2, 3, 4, 6};
    count.check(differing == arguments[static_cast<std::size_t>(events[i].kind)],
                [&] { return path + ": " + std::to_string(differing); });
  }
  if (events.empty()) return;
  answer fewer = recorded;
  fewer.step.receipt.events.clear();
  for (std::size_t i = 0; i + 1 < events.size(); ++i) {
    fewer.step.receipt.events.push_back(events[i]);
  }
  expect_only(recorded, fewer, "result.events", count);
  expect_only(fewer, recorded, "result.events", count);
}

void change_the_result(const answer& recorded, case_count& count) {
  answer changed = recorded;
  if (recorded.step.receipt.ok()) {
    changed.step.receipt.reverted = revert::reason("UniswapV2", "K");
    expect_only(recorded, changed, "result.ok", count);
    for (std::size_t i = 0; i < recorded.step.receipt.returns.count; ++i) {
      changed = recorded;
      changed.step.receipt.returns.values[i] = word::max();
      const std::size_t returned = recorded.step.receipt.returns.count;
      const std::string name = returned == 1 ? "liquidity" : "amount" + std::to_string(i);
      expect_only(recorded, changed, "result.returns." + name, count);
    }
    return;
  }
  changed.step.receipt.reverted.reset();
  expect_only(recorded, changed, "result.ok", count);
  for (const revert& other : {revert::invalid(), revert::empty(), revert::reason("x"),
                              revert::reason("UniswapV2", "LOCKEd")}) {
    if (recorded.step.receipt.reverted->is(other.to_string())) continue;
    changed.step.receipt.reverted = other;
    expect_only(recorded, changed, "result.revert", count);
  }
}

TEST(uniswap_v2_compare, every_changed_field_is_found) {
  case_count count("changed fields of V2 answers");
  const setup forks = fork_setup();
  for (const auto& answers : {answers_to(dialect::pair, setup{}, pair_calls()),
                              answers_to(dialect::fork, forks, fork_calls(forks)),
                              answers_to(dialect::tokens, setup{}, token_calls())}) {
    for (const answer& recorded : answers) {
      EXPECT_TRUE(differences_of(recorded, recorded).empty());
      change_every_state_field(recorded, count);
      change_every_event_field(recorded, count);
      change_the_result(recorded, count);
    }
  }
}

TEST(uniswap_v2_compare, allowances_are_compared_both_ways) {
  case_count count("changed allowances");
  answer recorded = answers_to(dialect::pair, setup{}, {{0, plain_pool()}}).front();
  const allowance<word> entry{account::actor(1), account::actor(2), word{500}};
  recorded.step.state.has_allowances = true;
  recorded.step.state.allowances = {entry};
  answer changed = recorded;
  changed.step.state.allowances[0].amount = word{501};
  expect_only(recorded, changed, "state.allowances.1:2", count);
  changed.step.state.allowances.clear();
  expect_only(recorded, changed, "state.allowances.1:2", count);
  changed = recorded;
  changed.step.state.allowances.push_back({account::actor(0), account::pool(), word{1}});
  expect_only(recorded, changed, "state.allowances.0:pair", count);
}

TEST(uniswap_v2_compare, recorded_arguments_of_a_revert_are_a_difference) {
  case_count count("revert arguments");
  answer recorded = answers_to(dialect::pair, setup{}, {{0, plain_pool()}, {0, burn<word>{}}})[1];
  answer with_arguments = recorded;
  with_arguments.step.revert_arguments = "[1]";
  expect_only(with_arguments, recorded, "result.revertArgs", count);
}

}  // namespace
}  // namespace assay::uniswap_v2::test
