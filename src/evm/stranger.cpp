// Deploying what nobody has deployed before.
#include "stranger.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "assay/trace/input_error.hpp"
#include "assay/word/format.hpp"
#include "toml_table.hpp"

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
              fmt::format("lacks {}, which a {} {} has",
                          code.config.name_of(is_factory ? of_factory : of_pool), whose,
                          is_factory ? "factory" : "pool"),
              "name the artifact of a contract that has it");
}

namespace {

// A number, or what follows "0x": an address has zeros in front.
std::optional<word> word_in(std::string_view text) {
  constexpr std::string_view prefix = "0x";
  if (!text.starts_with(prefix)) return parse_decimal<word::bits>(text);
  text.remove_prefix(prefix.size());
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  return parse_hex<word::bits>(fmt::format("0x{}", text));
}

}  // namespace

bytes constructor_arguments(const contract& code, const known_words& known,
                            std::span<const word> usual) {
  bytes all;
  const auto add = [&](const word& value) {
    const evm_word one = to_evm(value);
    all.insert(all.end(), std::begin(one.bytes), std::end(one.bytes));
  };
  if (code.config.constructor_arguments.empty()) {
    for (const word& value : usual) add(value);
  }
  for (const std::string& text : code.config.constructor_arguments) {
    const auto named = std::find_if(known.begin(), known.end(),
                                    [&](const auto& one) { return one.first == text; });
    if (named != known.end()) {
      add(named->second);
      continue;
    }
    const auto number = word_in(text);
    if (!number) {
      std::string names;
      for (const auto& one : known) names += fmt::format("{}, ", one.first);
      trace::fail(code.config.path,
                  fmt::format("constructor.arguments: \"{}\" is no word", trace::printable(text)),
                  fmt::format("write {}a number or 0x and up to 64 digits", names));
    }
    add(*number);
  }
  return all;
}

bytes linked_code(machine& on, const contract& code) {
  bytes linked = code.creation_code;
  for (const library_use& library : code.libraries) {
    const evm_account where = deploy_stranger(on, deployer(), library.creation_code, code);
    for (const std::size_t offset : library.offsets) {
      std::copy(std::begin(where.bytes), std::end(where.bytes),
                linked.begin() + static_cast<std::ptrdiff_t>(offset));
    }
  }
  return linked;
}

void check_renamed(const subject_config& config, std::span<const std::string_view> functions) {
  for (const auto& [function, there] : config.functions) {
    if (std::find(functions.begin(), functions.end(), function) != functions.end()) continue;
    trace::fail(config.path,
                fmt::format("functions: \"{}\" is none that is called", trace::printable(function)),
                fmt::format("did you mean \"{}\"?", settings::nearest(function, functions)));
  }
}

void rename_functions(machine& on, const subject_config& config, const evm_account& where) {
  for (const auto& [function, there] : config.functions) {
    on.rename(where, selector_of(function), selector_of(there));
  }
}

void refuse_rules(const subject_config& config) {
  if (!config.rules) return;
  trace::fail(config.path, "has [rules], which are those of a Uniswap V2 pair",
              "leave them out: a V3 pool's fee is a parameter of createPool");
}

void need_reference(const subject_config& config, std::string_view whose) {
  if (config.has_reference) return;
  trace::fail(config.path, fmt::format("has curve.reference = \"none\", but {} needs one", whose),
              "leave it out: invariants alone judge artifacts of V2-like pairs");
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
