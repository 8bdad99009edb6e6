// Finds a short sequence for each mutant of a protocol, and prints them as src/vector/decisions has
// them. After a new mutant:
//   ninja -C build/release find_decisions
//   build/release/tests/find_decisions uniswap-v2 >src/vector/decisions/uniswap-v2.json
// then build again and run scripts/vectors.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "assay/trace/input_error.hpp"
#include "assay/trace/json_writer.hpp"
#include "assay/vector/call.hpp"
#include "mutant_vectors.hpp"

namespace assay::campaign {
namespace {

using strings = std::vector<std::string>;

constexpr std::size_t sequence_length = 200;
constexpr std::uint64_t most_seeds = 2000;
constexpr std::size_t candidates = 6;  // killing sequences that are shortened; the shortest stays

strings drawn(std::string_view protocol, std::uint64_t seed) {
  const auto pool = vectors::find_sequence_kind(protocol)->make_pool();
  gen::choices choices(seed);
  strings steps;
  while (steps.size() < sequence_length) steps.push_back(pool->draw(choices));
  return steps;
}

// The steps up to the first that the mutant answers otherwise; nothing when there is none.
strings up_to_difference(const mutant& planted, const strings& operations) {
  strings steps = vectors::run_operations(planted.protocol, operations);
  const auto at = first_difference(planted, steps);
  steps.resize(at ? *at + 1 : 0);
  return steps;
}

// Leaves out one operation after the other as long as the mutant is still seen.
strings shortened(const mutant& planted, strings steps) {
  for (std::size_t i = steps.size() - 1; i-- > 1;) {
    strings fewer = steps;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    fewer = up_to_difference(planted, fewer);
    if (fewer.empty()) continue;
    steps = fewer;
    i = std::min(i, steps.size() - 1);
  }
  return steps;
}

std::string without(const std::string& object, std::string_view key) {
  simdjson::dom::parser parser;
  const simdjson::padded_string text(object);
  std::string kept;
  for (const auto field : parser.parse(text).get_object()) {
    if (field.key == key) continue;
    kept += kept.empty() ? "{" : ",";
    trace::append_json_string(kept, field.key);
    kept += ":" + simdjson::minify(field.value);
  }
  return kept + "}";
}

bool runs_as(std::string_view protocol, const strings& operations, const strings& steps) {
  try {
    return vectors::run_operations(protocol, operations) == steps;
  } catch (const trace::input_error&) {
    return false;
  }
}

// Operations as short as they may be written: without what changes nothing when it is left out.
strings bare(std::string_view protocol, const strings& steps) {
  strings operations = steps;
  for (std::string& operation : operations) {
    for (const auto& [key, field] : vectors::find_sequence_kind(protocol)->fields) {
      if (key == "name") continue;
      const std::string whole = operation;
      operation = without(whole, key);
      if (!runs_as(protocol, operations, steps)) operation = whole;
    }
  }
  return operations;
}

strings sequence_for(const mutant& planted) {
  strings best;
  std::size_t found = 0;
  for (std::uint64_t seed = 1; seed <= most_seeds && found < candidates; ++seed) {
    strings steps = drawn(planted.protocol, seed);
    const auto at = first_difference(planted, steps);
    if (!at) continue;
    ++found;
    steps.resize(*at + 1);
    steps = shortened(planted, steps);
    if (best.empty() || steps.size() < best.size()) best = steps;
  }
  return best;
}

int print_decisions(std::string_view protocol) {
  std::string text = "{\"decisions\":[";
  int missing = 0;
  for (const mutant& planted : mutants()) {
    if (planted.protocol != protocol || planted.is_twin()) continue;
    const strings steps = sequence_for(planted);
    fmt::print(stderr, "{}: {} operations\n", planted.name, steps.size());
    if (steps.empty()) {
      ++missing;
      continue;
    }
    text += text.back() == '[' ? "\n{\"comment\":" : ",\n{\"comment\":";
    trace::append_json_string(text, fmt::format("{}: {}", planted.name, planted.description));
    text += fmt::format(",\"operations\":[{}]}}", fmt::join(bare(protocol, steps), ","));
  }
  fmt::print("{}\n]}}\n", text);
  return missing == 0 ? 0 : 1;
}

}  // namespace
}  // namespace assay::campaign

int main(int count, char** arguments) {
  if (count != 2 || assay::vectors::find_sequence_kind(arguments[1]) == nullptr) {
    std::fputs("Usage: find_decisions uniswap-v2|uniswap-v3\n", stderr);
    return 2;
  }
  return assay::campaign::print_decisions(arguments[1]);
}
