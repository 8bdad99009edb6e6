// The registry of functions: all protocols, look-up, and what holds for the cases of any function.
#include "assay/vector/function.hpp"

#include <algorithm>
#include <numeric>

#include "uniswap_v2_registry.hpp"
#include "uniswap_v3_registry.hpp"

namespace assay::vectors {

namespace {

// Letters to insert, delete or replace to turn one name into the other, whatever their case.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(from[i]) == lower(to[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

void classify_arguments(const values& arguments, std::vector<flag>& flags) {
  bool has_zero = false;
  bool has_largest = false;
  for (const value& argument : arguments) {
    if (argument.type == value_type::boolean) continue;
    const word least = smallest(argument.type);
    for (const word& number : argument.words) {
      has_zero = has_zero || number.is_zero();
      has_largest =
          has_largest || number == largest(argument.type) || (!least.is_zero() && number == least);
    }
  }
  if (has_zero) flags.push_back(flag::zero_argument);
  if (has_largest) flags.push_back(flag::largest_argument);
}

void classify_outcome(const outcome& outcome, std::vector<flag>& flags) {
  if (outcome.reverted) {
    const std::string& why = *outcome.reverted;
    if (why == "INVALID") {
      flags.push_back(flag::consumes_all_gas);
    } else if (why.starts_with("ds-math-")) {
      flags.push_back(flag::overflow);
    } else {
      flags.push_back(flag::refused);
    }
    return;
  }
  const bool has_zero =
      std::any_of(outcome.results.begin(), outcome.results.end(), [](const value& result) {
        return is_number(result.type) && !is_array(result.type) && result.scalar().is_zero();
      });
  if (has_zero) flags.push_back(flag::zero_result);
}

}  // namespace

std::span<const function> functions() {
  static const std::vector<function> registry = [] {
    std::vector<function> list;
    uniswap_v2::add_functions(list);
    uniswap_v3::add_functions(list);
    return list;
  }();
  return registry;
}

const function* find_function(std::string_view name) {
  for (const function& candidate : functions()) {
    if (candidate.name == name) return &candidate;
  }
  return nullptr;
}

std::string_view nearest_name(std::string_view name) {
  const auto all = functions();
  // A digit is all that tells protocols apart: a function of another one is no good advice.
  const auto distance = [&](const function& to) {
    const std::string_view protocol = to.name.substr(0, to.name.find('.') + 1);
    constexpr std::size_t far = 1000;
    return edit_distance(name, to.name) + (name.starts_with(protocol) ? 0 : far);
  };
  return std::min_element(
             all.begin(), all.end(),
             [&](const function& a, const function& b) { return distance(a) < distance(b); })
      ->name;
}

std::vector<flag> classify(const function& function, const values& arguments,
                           const outcome& outcome) {
  std::vector<flag> flags;
  classify_arguments(arguments, flags);
  classify_outcome(outcome, flags);
  function.classify(arguments, outcome, flags);
  std::sort(flags.begin(), flags.end());
  return flags;
}

}  // namespace assay::vectors
