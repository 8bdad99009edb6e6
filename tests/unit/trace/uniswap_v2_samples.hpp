// Short Uniswap V2 traces made by the engine, for tests to read, change and compare.
#pragma once

#include <string>
#include <vector>

#include "assay/trace/uniswap_v2.hpp"

namespace assay::uniswap_v2::test {

using word = protocol::word;

struct timed_call {
  std::uint32_t caller;
  call<word> what;
};

// The header and one line per call, answered by the engine.
inline std::vector<std::string> trace_lines(dialect which, const setup& setup,
                                            const std::vector<timed_call>& calls) {
  std::vector<std::string> lines = {write_header(which, setup)};
  const auto engine = make_engine();
  engine->begin(setup);
  trace_writer writer(which, setup);
  std::uint64_t time = 1'600'000'000;
  for (const timed_call& one : calls) {
    const protocol::operation operation{account::actor(one.caller), time, one.what};
    const protocol::receipt& receipt = engine->apply(operation);
    std::string line;
    const bool creates = std::holds_alternative<create_pool<word>>(one.what);
    writer.append(line, operation, creates ? "tiny" : "", receipt, engine->state());
    line.pop_back();  // the newline
    lines.push_back(line);
    time += 13;
  }
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

inline create_pool<word> plain_pool() {
  create_pool<word> creation;
  creation.balances = word{1'000'000'000};
  return creation;
}

// Every operation of the pair, with callbacks and allowances.
inline std::vector<timed_call> pair_calls() {
  const account one = account::actor(1);
  const account two = account::actor(2);
  swap<word> flash{word{}, word{}, word{1000}, word{}, one, true, {word{1100}, word{}, {}}};
  std::vector<timed_call> calls = {
      {0, plain_pool()},
      {0, mint<word>{word{2'000'000}, word{8'000'000}, one}},
      {2, swap<word>{word{10'000}, word{}, word{}, word{39'000}, two, false, {}}},
      {2, swap<word>{word{1}, word{}, word{}, word{39'000}, two, false, {}}},
      {0, set_fee_to{account::actor(3)}},
      {1, set_fee_to{account::actor(3)}},
      {0, set_fee_to_setter{one}},
      {0, transfer<word>{1, word{777}, account::pool()}},
      {0, sync{}},
      {0, transfer<word>{0, word{5}, account::pool()}},
      {0, skim{two}},
      {1, approve_lp<word>{two, word{500}}},
      {2, transfer_from_lp<word>{one, account::zero(), word{100}}},
      {1, transfer_lp<word>{word{50}, account::pool()}},
      {1, burn<word>{word{1000}, account::token0()}},
  };
  for (const reentry what :
       {reentry::none, reentry::sync, reentry::skim, reentry::mint, reentry::burn, reentry::swap}) {
    flash.callback.reenter = what;
    calls.push_back({2, flash});
  }
  calls.push_back({0, plain_pool()});
  calls.push_back({0, burn<word>{word{}, one}});
  return calls;
}

// Every fork with its own switches.
inline std::vector<timed_call> fork_calls(const setup& setup) {
  std::vector<timed_call> calls;
  for (std::uint32_t i = 0; i < setup.rules.size(); ++i) {
    const parameters& rules = setup.rules[i];
    create_pool<word> creation = plain_pool();
    creation.rules = i;
    if (rules.share_from == share_source::factory) creation.fee_amount = word{3};
    calls.push_back({0, creation});
    calls.push_back({1, set_fee_to{account::actor(3)}});
    if (rules.has_migrator) {
      calls.push_back({0, set_migrator{account::actor(1)}});
      calls.push_back({1, set_desired<word>{word{12'345}}});
    }
    if (rules.fee_is_stored) calls.push_back({0, set_swap_fee{2}});
    if (rules.share_from == share_source::pair_field) calls.push_back({0, set_dev_fee{501}});
    if (rules.share_from == share_source::factory) {
      calls.push_back({0, set_fee_amount<word>{word{4}}});
    }
    calls.push_back({1, mint<word>{word{2'000'000}, word{3'000'000}, account::actor(1)}});
    calls.push_back(
        {2, swap<word>{word{30'000}, word{}, word{}, word{40'000}, account::actor(2), false, {}}});
    calls.push_back({1, burn<word>{word{10'000}, account::actor(0)}});
  }
  return calls;
}

inline setup fork_setup() {
  setup all;
  all.rules.clear();
  for (const parameters& rules : known_parameters()) {
    if (rules.name != "uniswap-v2") all.rules.push_back(rules);
  }
  return all;
}

// Every kind of token on both sides, with its own switches.
inline std::vector<timed_call> token_calls() {
  std::vector<timed_call> calls;
  for (std::uint8_t kind = 0; kind <= static_cast<std::uint8_t>(token_kind::revert_while_flag);
       ++kind) {
    create_pool<word> creation = plain_pool();
    creation.kinds = {static_cast<token_kind>(kind), token_kind::rebasing};
    creation.fee_bps = {30, 0};
    creation.decimals = {6, 24};
    calls.push_back({0, creation});
    calls.push_back({1, mint<word>{word{2'000'000}, word{3'000'000}, account::actor(1)}});
    calls.push_back({0, set_flag{0, true}});
    calls.push_back(
        {2, swap<word>{word{}, word{30'000}, word{15'000}, word{}, account::zero(), false, {}}});
    calls.push_back({0, set_flag{0, false}});
    calls.push_back({0, rebase<word>{1, word{1'100'000'000'000'000'000}}});
    calls.push_back({0, sync{}});
    calls.push_back({0, set_token_balance<word>{0, account::pool(), word{1'000'000}}});
    calls.push_back({1, burn<word>{word{10'000}, account::zero()}});
  }
  return calls;
}

}  // namespace assay::uniswap_v2::test
