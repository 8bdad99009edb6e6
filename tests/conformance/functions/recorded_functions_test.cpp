// The published functions against what deployed bytecode answered: the router's functions as they
// were recorded, and the pair's internal steps read off the recorded operations and states.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v2_library.hpp"
#include "assay/vector/function.hpp"
#include "support/case_count.hpp"

namespace assay::vectors {
namespace {

namespace pair = assay::uniswap_v2;

const std::string traces = ASSAY_SOURCE_DIR "/tests/data/traces/";

values numbers(const function& asked, const std::vector<word>& scalars) {
  values list;
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    list.push_back(make_value(asked.parameters[i].type, scalars[i]));
  }
  return list;
}

// One suite per function: counts, compares, and records evidence in its own name.
class judge {
 public:
  // `source` names the traces, for the evidence table.
  explicit judge(std::string source) : source_(std::move(source)) {}

  void compare(const std::string& name, const std::vector<word>& scalars, const outcome& recorded) {
    const function& asked = *find_function("uniswap-v2." + name);
    compare(name, numbers(asked, scalars), recorded);
  }
  void compare(const std::string& name, const values& arguments, const outcome& recorded) {
    const function& asked = *find_function("uniswap-v2." + name);
    auto& count = counts_[name];
    if (!count) {
      count = std::make_unique<test::case_count>("answers of deployed bytecode in " + source_);
      count->record_for("uniswap-v2." + name, evidence::kind::bytecode);
    }
    const outcome computed = asked.evaluate(arguments);
    count->check(computed == recorded, [&] {
      return name + " " + to_text(arguments) + ": recorded " +
             recorded.reverted.value_or(to_text(recorded.results)) + ", computed " +
             computed.reverted.value_or(to_text(computed.results));
    });
  }
  [[nodiscard]] std::size_t functions() const { return counts_.size(); }

 private:
  std::string source_;
  std::map<std::string, std::unique_ptr<test::case_count>> counts_{};
};

outcome results(const std::vector<word>& scalars) {
  outcome given;
  for (const word& number : scalars) {
    given.results.push_back(make_value(value_type::uint256, number));
  }
  return given;
}

// The reserves of the hops of a path; nothing if a pair on it has no contract.
std::optional<std::vector<word>> reserves_along(const pair::library_setup& setup,
                                                const std::vector<std::uint32_t>& path) {
  std::vector<word> reserves;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const auto hop =
        std::find_if(setup.pairs.begin(), setup.pairs.end(), [&](const auto& candidate) {
          return candidate.token_in == path[i] && candidate.token_out == path[i + 1];
        });
    if (hop == setup.pairs.end()) return std::nullopt;
    reserves.push_back(hop->reserve_in);
    reserves.push_back(hop->reserve_out);
  }
  return reserves;
}

TEST(recorded_functions, of_the_router_are_what_is_published) {
  judge verdict("v2-router-13");
  trace::trace_file file(traces + "v2-router-13.jsonl.xz");
  pair::library_reader reader(file);
  pair::library_step step;
  while (reader.next(step)) {
    const pair::library_call& call = step.call;
    const std::string name(pair::library_function_names[static_cast<std::size_t>(call.function)]);
    outcome recorded;
    if (step.expected.reverted) recorded.reverted = step.expected.reverted->to_string();
    if (!pair::takes_path(call.function)) {
      if (!recorded.reverted) recorded = results(step.expected.results);
      verdict.compare(name, call.numbers, recorded);
      continue;
    }
    const auto reserves = reserves_along(reader.setup(), call.path);
    if (!reserves) continue;
    if (!recorded.reverted) recorded.results = {make_value(step.expected.results)};
    verdict.compare(name, {make_value(value_type::uint256, call.numbers[0]), make_value(*reserves)},
                    recorded);
  }
  EXPECT_EQ(verdict.functions(), 5U);
}

// What one recorded operation says about the pair's internal steps.
class recorded_step {
 public:
  recorded_step(judge& verdict, const pair::protocol::state& before, const pair::trace_step& step,
                const pair::protocol::state& after)
      : verdict_(verdict), before_(before), step_(step), after_(after) {}

  void judge_all() {
    if (const auto* mint = std::get_if<pair::mint<word>>(&step_.operation.call)) judge_mint(*mint);
    if (const auto* burn = std::get_if<pair::burn<word>>(&step_.operation.call)) judge_burn(*burn);
    if (const auto* swap = std::get_if<pair::swap<word>>(&step_.operation.call)) judge_swap(*swap);
    if (after_.pair.block_timestamp_last != before_.pair.block_timestamp_last) judge_oracle();
  }

 private:
  [[nodiscard]] word balance(unsigned token) const {
    return before_.tokens[token].balances[account::pool().index];
  }
  [[nodiscard]] bool fee_is_due() const {
    return before_.pair.fee_to != account::zero() && !before_.pair.k_last.is_zero();
  }
  [[nodiscard]] bool ok() const { return step_.receipt.ok(); }

  // A revert counts only if it is one of the function's own: others come from around it.
  [[nodiscard]] std::optional<outcome> recorded(std::string_view name) const {
    if (ok()) {
      const auto& returns = step_.receipt.returns;
      return results({returns.values.begin(), returns.values.begin() + returns.count});
    }
    const auto& own = find_function(name)->reverts;
    const std::string why = step_.receipt.reverted->to_string();
    if (std::find(own.begin(), own.end(), why) == own.end()) return std::nullopt;
    return outcome{why, {}};
  }

  void judge_mint(const pair::mint<word>& call) {
    if (fee_is_due()) {
      if (ok()) judge_fee(1);
      return;
    }
    const auto answer = recorded("uniswap-v2.mintLiquidity");
    if (!answer) return;
    const word amount0 =
        sub_wrapping(add_wrapping(balance(0), call.amount0), before_.pair.reserve0);
    const word amount1 =
        sub_wrapping(add_wrapping(balance(1), call.amount1), before_.pair.reserve1);
    verdict_.compare(
        "mintLiquidity",
        {amount0, amount1, before_.pair.reserve0, before_.pair.reserve1, before_.pair.total_supply},
        *answer);
  }

  void judge_burn(const pair::burn<word>& call) {
    if (fee_is_due()) {
      if (ok()) judge_fee(0);
      return;
    }
    const auto answer = recorded("uniswap-v2.burnAmounts");
    if (!answer) return;
    const word liquidity = add_wrapping(before_.lp[account::pool().index], call.liquidity);
    verdict_.compare("burnAmounts", {liquidity, balance(0), balance(1), before_.pair.total_supply},
                     *answer);
  }

  // The fee's own mint comes before `others`, the mints that every such operation has.
  void judge_fee(unsigned others) {
    std::vector<word> minted;
    for (std::size_t i = 0; i < step_.receipt.events.size(); ++i) {
      const auto& event = step_.receipt.events[i];
      if (event.kind == pair::event_kind::transfer && event.from == account::zero()) {
        minted.push_back(event.amounts[0]);
      }
    }
    const word fee = minted.size() > others ? minted.front() : word::zero();
    verdict_.compare("protocolFeeLiquidity",
                     {before_.pair.total_supply, before_.pair.reserve0, before_.pair.reserve1,
                      before_.pair.k_last},
                     results({fee}));
  }

  void judge_swap(const pair::swap<word>& call) {
    const bool refused = !ok() && step_.receipt.reverted->is("UniswapV2: K");
    if (call.has_callback || call.to == account::pool() || (!ok() && !refused)) return;
    const word balance0 = sub_wrapping(add_wrapping(balance(0), call.in0), call.out0);
    const word balance1 = sub_wrapping(add_wrapping(balance(1), call.in1), call.out1);
    const auto input = [](const word& held, const word& reserve, const word& out) {
      const word left = sub_wrapping(reserve, out);
      return held > left ? sub_wrapping(held, left) : word::zero();
    };
    outcome answer;
    answer.results = {make_value(value_type::boolean, ok() ? word::one() : word::zero())};
    verdict_.compare("kCheck",
                     {balance0, balance1, input(balance0, before_.pair.reserve0, call.out0),
                      input(balance1, before_.pair.reserve1, call.out1), before_.pair.reserve0,
                      before_.pair.reserve1},
                     answer);
  }

  void judge_oracle() {
    const word seconds{static_cast<std::uint32_t>(after_.pair.block_timestamp_last -
                                                  before_.pair.block_timestamp_last)};
    verdict_.compare(
        "priceCumulativeIncrement", {before_.pair.reserve0, before_.pair.reserve1, seconds},
        results(
            {sub_wrapping(after_.pair.price0_cumulative_last, before_.pair.price0_cumulative_last),
             sub_wrapping(after_.pair.price1_cumulative_last,
                          before_.pair.price1_cumulative_last)}));
  }

  judge& verdict_;
  const pair::protocol::state& before_;
  const pair::trace_step& step_;
  const pair::protocol::state& after_;
};

TEST(recorded_functions, of_the_pair_are_what_is_published) {
  judge verdict("v2-11 and v2-12");
  for (const std::string name : {"v2-11.jsonl.xz", "v2-12.jsonl.xz"}) {
    trace::trace_file file(traces + name);
    pair::trace_reader reader(file);
    pair::pool<> shape(reader.header().setup);  // gives states their size, no numbers
    pair::protocol::state before;
    pair::protocol::state after;
    pair::trace_step step;
    while (reader.next(step)) {
      const bool begins = std::holds_alternative<pair::create_pool<word>>(step.operation.call);
      if (begins) {
        shape.apply(step.operation);
        after = shape.state();
      }
      reader.layout().restore(step.state, after);
      if (!begins) recorded_step(verdict, before, step, after).judge_all();
      before = after;
    }
  }
  EXPECT_EQ(verdict.functions(), 5U);
}

}  // namespace
}  // namespace assay::vectors
