// Deploying what nobody has deployed before.
#include "stranger.hpp"

#include <fmt/format.h>

#include "assay/trace/input_error.hpp"

namespace assay::evm {

level level_of(const contract& code, std::span<const std::string_view> factory_functions,
               std::span<const std::string_view> pool_functions, std::string_view whose) {
  // Without it permit and the constants would go uncompared, and nobody would notice.
  if (!code.has_abi) {
    trace::fail(code.path, "has no ABI",
                "name the JSON file that the compiler left, or put NAME.abi beside NAME.bin");
  }
  const std::string_view of_factory = code.first_missing(factory_functions);
  if (of_factory.empty()) return level::factory;
  const std::string_view of_pool = code.first_missing(pool_functions);
  if (of_pool.empty()) return level::pool;
  // What makes a factory one is that it creates pools.
  const bool is_factory = code.has(factory_functions.front());
  trace::fail(code.path,
              fmt::format("lacks {}, which a {} {} has", is_factory ? of_factory : of_pool, whose,
                          is_factory ? "factory" : "pool"),
              "name the artifact of a contract that has it");
}

evm_account deploy_stranger(machine& on, const evm_account& from,
                            std::span<const std::uint8_t> init_code, const contract& code) {
  const evm_result result = on.try_deploy(from, init_code);
  if (result.status == EVM_SUCCESS) return result.created;
  std::string text;
  const std::string reason = why(result, text).to_string();
  trace::fail(code.path,
              fmt::format("constructor{} fails {}", code.constructor,
                          reason.empty() ? "without a reason" : "with " + reason),
              "its arguments may be missing, or it asks its deployer for more than a factory has");
}

bool is_answer(const evm_result& result, std::string_view function, std::size_t words,
               oddities& odd) {
  if (result.status != EVM_SUCCESS) {
    std::string text;
    odd.note(fmt::format("result.{}", function), "ok", why(result, text).to_string());
    return false;
  }
  if (result.output.size >= sizeof(evm_word) * words) return true;
  odd.note(fmt::format("result.{}", function), fmt::format("{} words", words),
           fmt::format("{} bytes", result.output.size));
  return false;
}

void check_constant(machine& on, const contract& code, const evm_account& where,
                    std::string_view function, const evm_word& expected, oddities& odd) {
  if (!code.has(function)) return;
  const evm_result told = on.try_view(where, calldata(selector_of(function)).take());
  std::string got = "no answer";
  if (told.status == EVM_SUCCESS && told.output.size >= sizeof(evm_word)) {
    if (from_evm(told.output.data) == from_evm(expected)) return;
    got = hex(std::span(told.output.data, sizeof(evm_word)));
  }
  odd.note(fmt::format("state.{}", function), hex(expected), got);
}

}  // namespace assay::evm
