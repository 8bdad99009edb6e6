// The registry of functions that Assay answers for: name, on-chain signature, types, reverts, an
// evaluation on the engine and the generators of their cases.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assay/gen/choices.hpp"
#include "assay/vector/value.hpp"

namespace assay::vectors {

struct parameter {
  std::string_view name;
  value_type type = value_type::uint256;
};

/// What a function gives back: results, or the reason of its revert in the form of pooltrace.
struct outcome {
  std::optional<std::string> reverted{};
  values results{};

  friend bool operator==(const outcome&, const outcome&) = default;
};

/// What is remarkable about a case; `vectors` writes the notes that explain each flag.
enum class flag : std::uint8_t {
  zero_argument,
  largest_argument,
  zero_result,
  exact_division,
  overflow,
  refused,
  consumes_all_gas,
  one_more_than_needed,
  first_mint,
  fee_not_due,
  path_without_hops,
  target_reached,
  less_precise,
  ticks_crossed,
  price_of_a_tick,
};

/// One side of the boundary grid: values for one parameter, or for a few that belong together (two
/// lists of one length), each point giving all of them.
using axis = std::vector<values>;

struct function {
  std::string_view name;       ///< PROTOCOL.FUNCTION
  std::string_view signature;  ///< as on chain, with the names of arguments and results
  std::string_view summary;    ///< meaning, rounding and in whose favour
  std::string_view mirrors;    ///< where the contract computes it
  std::string_view code_hash;  ///< keccak256 of the runtime code of that contract
  std::vector<parameter> parameters;
  std::vector<parameter> results;
  std::vector<std::string_view> reverts;  ///< in the order in which they are checked

  /// The engine's answer. Precondition: the arguments have the types of `parameters`.
  outcome (*evaluate)(const values& arguments);

  /// The boundary grid is their product: together they give every parameter, in order.
  std::vector<axis> boundaries;

  /// A case at a solved boundary: an exact division, the first overflow, the failing amount ± 1.
  values (*solve)(gen::choices& choices);

  /// What is remarkable, beyond what holds for any function (zeros, extremes, reverts).
  void (*classify)(const values& arguments, const outcome& outcome, std::vector<flag>& flags);

  /// Why well-typed arguments still cannot be asked for (a list of odd length); empty if they can.
  std::string (*refuse)(const values& arguments);

  /// A case of ordinary size, where numbers of any magnitude make none; null: they do.
  values (*draw)(gen::choices& choices) = nullptr;
};

/// All functions, by protocol and then in the order of the contracts.
[[nodiscard]] std::span<const function> functions();

/// The function of this name, or none.
[[nodiscard]] const function* find_function(std::string_view name);

/// The registered name that is closest to a mistyped one, for error messages.
[[nodiscard]] std::string_view nearest_name(std::string_view name);

/// All flags that apply to a case, in the order of the enumeration.
[[nodiscard]] std::vector<flag> classify(const function& function, const values& arguments,
                                         const outcome& outcome);

}  // namespace assay::vectors
