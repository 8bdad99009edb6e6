// `assay explain`: one function or one operation of a trace, step by step.
#include <fmt/format.h>

#include <filesystem>

#include "assay/explain/explain.hpp"
#include "assay/pool/uniswap_v2/pool.hpp"
#include "assay/pool/uniswap_v3/pool.hpp"
#include "assay/trace/uniswap_v2.hpp"
#include "assay/trace/uniswap_v3.hpp"
#include "assay/vector/request.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string target{};
  std::vector<std::string> arguments{};
  std::uint64_t step = 0;  // from 1; 0: not given
};

// The story comes from exact integers, the answer from the engine; they must meet.
void require_agreement(bool agree, const explain::explanation& told) {
  if (!agree) {
    throw std::logic_error("the explanation of '" + told.title +
                           "' does not reach the engine's "
                           "answer");
  }
}

int print(const context& shared, const explain::explanation& told) {
  if (shared.json) {
    shared.print_json(explain::to_json(told));
  } else {
    shared.print(explain::to_text(told));
  }
  return exit_holds;
}

int explain_function(const context& shared, const request& asked) {
  const vectors::function& function = vectors::function_named(asked.target);
  const vectors::values arguments = vectors::read_arguments(function, asked.arguments);
  const explain::explanation told = explain::explain_function(function, arguments);
  const vectors::outcome answer = function.evaluate(arguments);
  bool agree = told.reverted == answer.reverted;
  for (std::size_t i = 0; agree && i < answer.results.size(); ++i) {
    agree = told.results[i].value == vectors::to_text(answer.results[i]);
  }
  require_agreement(agree, told);
  return print(shared, told);
}

explain::explanation explain_next(const uniswap_v2::trace_reader&, uniswap_v2::pool<>& pool,
                                  const uniswap_v2::trace_step& step) {
  return explain::explain_operation(pool.rules(), pool.state(), step.operation);
}
explain::explanation explain_next(const uniswap_v3::trace_reader& reader, uniswap_v3::pool<>& pool,
                                  const uniswap_v3::trace_step& step) {
  return explain::explain_operation(reader.header().setup, pool.state(), step.operation);
}

template <class Reader, class Pool, class Step>
int explain_step(const context& shared, const request& asked, trace::trace_file& file) {
  Reader reader(file);
  Pool pool(reader.header().setup);
  Step step;
  std::uint64_t number = 0;
  while (reader.next(step)) {
    if (++number < asked.step) {
      pool.apply(step.operation);
      continue;
    }
    explain::explanation told = explain_next(reader, pool, step);
    require_agreement(explain::ends_as(told, pool.apply(step.operation)), told);
    told.title = fmt::format("{}:{}: step {}: {}", file.name(), reader.line(), number, told.title);
    if (!explain::ends_as(told, step.receipt)) {
      told.remarks.push_back(
          "the trace records another outcome: " +
          (step.receipt.ok() ? std::string("success") : step.receipt.reverted->to_string()));
    }
    return print(shared, told);
  }
  trace::fail(asked.target, fmt::format("has {} steps, not {}", number, asked.step),
              "name one of them with --step, counting from 1");
}

int explain_trace(const context& shared, const request& asked) {
  trace::trace_file file(asked.target);
  if (uniswap_v2::find_dialect(file.protocol())) {
    return explain_step<uniswap_v2::trace_reader, uniswap_v2::pool<>, uniswap_v2::trace_step>(
        shared, asked, file);
  }
  if (file.protocol() == uniswap_v3::protocol_name) {
    return explain_step<uniswap_v3::trace_reader, uniswap_v3::pool<>, uniswap_v3::trace_step>(
        shared, asked, file);
  }
  trace::fail(asked.target,
              fmt::format("traces of {} have no operations to explain", file.protocol()),
              "explain a function: assay explain PROTOCOL.FUNCTION ARG…");
}

int run(const context& shared, const request& asked) {
  if (asked.step == 0) {
    if (vectors::find_function(asked.target) == nullptr && std::filesystem::exists(asked.target)) {
      trace::fail(asked.target, "is a trace: which step?", "add --step N, counting from 1");
    }
    return explain_function(shared, asked);
  }
  if (!asked.arguments.empty() || vectors::find_function(asked.target) != nullptr) {
    trace::fail("--step", "belongs to a trace and takes no arguments",
                "leave it out to explain a function");
  }
  return explain_trace(shared, asked);
}

}  // namespace

void add_explain(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "explain",
      "Tell a function (TARGET ARG…) or an operation (TARGET --step N) step by step: checks, "
      "divisions, who gains",
      {"assay explain uniswap-v2.getAmountOut 1000 5000 10000",
       "assay explain uniswap-v2.getAmountsOut 1000 5000,10000,10000,5000 --json",
       "assay explain uniswap-v3.getSqrtRatioAtTick -60",
       "assay explain uniswap-v3.computeSwapStep 79228162514264337593543950336 "
       "79625275426524748796330556128 1000000000 1000000 3000",
       "assay explain tests/data/traces/v2-11.jsonl.xz --step 20",
       "assay explain tests/data/traces/v3-21.jsonl.xz --step 20 --json"});
  const auto asked = std::make_shared<request>();
  command->add_option("TARGET", asked->target, "PROTOCOL.FUNCTION, or a trace with --step")
      ->required();
  add_number(*command, "--step", asked->step, "Which operation of the trace, from 1", 1);
  command->allow_extras();
  command->callback([&shared, asked, command] {
    take_arguments(*command, asked->arguments);
    shared.run = [&shared, asked] { return run(shared, *asked); };
  });
}

}  // namespace assay::cli
