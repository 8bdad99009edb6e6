// `assay call`: the engine's answer to one call, or to operations on a fresh pool, for people and
// for programs that start it (vm.ffi of Foundry).
#include <fmt/format.h>

#include "assay/vector/call.hpp"
#include "assay/vector/request.hpp"
#include "commands.hpp"

namespace assay::cli {
namespace {

struct request {
  std::string name{};
  std::vector<std::string> arguments{};
  bool abi = false;
};

int call_function(const context& shared, const request& asked) {
  const vectors::function& function = vectors::function_named(asked.name);
  const auto answer = function.evaluate(vectors::read_arguments(function, asked.arguments));
  if (asked.abi) {
    shared.print(vectors::answer_abi(answer) + "\n");
  } else if (shared.json) {
    shared.print_json(vectors::answer_json(answer));
  } else if (answer.reverted) {
    shared.print(fmt::format("revert {}\n", *answer.reverted));
  } else {
    for (const vectors::value& result : answer.results) shared.print(to_text(result) + "\n");
  }
  return exit_holds;
}

int run_operations(const context& shared, const request& asked) {
  const auto steps = vectors::run_operations(asked.name, asked.arguments);
  if (asked.abi) {
    shared.print(vectors::steps_abi(steps) + "\n");
  } else if (shared.json) {
    shared.print_json(fmt::format("{{\"steps\":[{}]}}", fmt::join(steps, ",")));
  } else {
    shared.print(fmt::format("{}\n", fmt::join(steps, "\n")));
  }
  return exit_holds;
}

int run(const context& shared, const request& asked) {
  if (asked.abi && shared.json) {
    trace::fail("--abi", "would mix with --json on standard output", "choose one of them");
  }
  const bool is_function = asked.name.find('.') != std::string::npos;
  return is_function ? call_function(shared, asked) : run_operations(shared, asked);
}

}  // namespace

void add_call(CLI::App& app, context& shared) {
  CLI::App* command = add_command(
      app, shared, "call", "Answer one call of a function, or operations on a fresh pool",
      {"assay call uniswap-v2.getAmountOut 1000 5000 10000",
       "assay call uniswap-v3.getSqrtRatioAtTick -60 --json",
       "assay call uniswap-v2.getAmountOut 0 5000 10000 --abi",
       "assay call uniswap-v2 '{\"name\":\"createPool\",\"amount\":\"1000000\"}' "
       "'{\"name\":\"mint\",\"amount0\":\"5000\",\"amount1\":\"10000\",\"to\":\"0\"}'"});
  const auto asked = std::make_shared<request>();
  command
      ->add_option("NAME", asked->name,
                   "PROTOCOL.FUNCTION with its arguments, or PROTOCOL with operations as JSON "
                   "objects (docs/vectors.md, Sequences)")
      ->required();
  command->add_flag("--abi", asked->abi,
                    "Print the ABI encoding in hexadecimal: (bool success, string error, bytes "
                    "results) of a function, (bool success, string error, uint256[] returned, "
                    "string step)[] of operations");
  command->allow_extras();
  command->callback([&shared, asked, command] {
    take_arguments(*command, asked->arguments);
    shared.run = [&shared, asked] { return run(shared, *asked); };
  });
}

}  // namespace assay::cli
